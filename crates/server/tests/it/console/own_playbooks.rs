//! Units' own copies of playbooks, and open incidents that take another edition: as people do it, several at once, with files
//! that mean no good.
//!
//! Must never reach a copy but through the pages; that the program brought another playbook once is all that is put there.

use office::incident::Event;
use office::playbook::{Playbook, Said, Step, shipped};
use office::rights::Role;
use sha2::{Digest, Sha256};
use store::playbooks::{Becomes, Made};

use super::grounds::{Ground, on_both};
use super::incidents::{does, tell};
use super::office::{Browser, Office, field};

on_both!(
    a_copy_is_made_changed_step_by_step_and_published_with_a_reason,
    what_nobody_could_follow_is_never_kept_and_is_said_in_plain_words,
    a_file_goes_out_and_comes_in_the_same,
    files_that_mean_no_good_are_refused_and_texts_stay_texts,
    two_people_overwrite_nothing_of_one_another,
    what_improved_comes_in_by_itself_and_a_person_chooses_where_both_changed_the_same,
    an_open_incident_takes_another_edition_and_loses_nothing,
    who_may_not_changes_no_copy_and_no_edition,
);

const EXTENSION: &str = "extension-definition--6f0c1f5e-2d0b-4f7e-8a57-3c9be2d4a611";

pub fn of_kind(kind: &str) -> Playbook {
    let (_, bytes) = shipped().iter().find(|(name, _)| *name == format!("{kind}.json")).unwrap();
    Playbook::read(bytes).unwrap()
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

pub fn said(text: &str) -> Said {
    Said { vi: text.to_owned(), en: text.to_owned() }
}

pub fn changed(playbook: &Playbook, number: usize, change: impl FnOnce(&mut Step)) -> Playbook {
    let mut step = playbook.steps()[number - 1].clone();
    change(&mut step);
    playbook.with_step(&step, 1_795_867_200).unwrap()
}

/// A copy that came into force at a unit while the program brought `base`.
pub async fn publish(office: &Office, unit: &str, own: &Playbook, base: &Playbook, why: &str) {
    let (bytes, base) = (own.bytes(), base.bytes());
    let made = Made { playbook: own.id(), bytes: (&sha256(&bytes), &bytes), base: (&sha256(&base), &base) };
    let deed = office::record::Deed { why: why.to_owned(), ..office.deed() };
    let (of, becomes) = ((office.unit(unit), own.kind()), Becomes::Published(made));
    office.store.change_own_playbook(of, 0, &becomes, "playbook.published", None, &deed).await.unwrap();
}

/// A copy in force at a unit, in which a step is called so.
pub async fn published(office: &Office, unit: &str, name: &str, why: &str) -> Playbook {
    let base = of_kind("malware");
    let own = changed(&base.own_copy([9; 16], office.now()).unwrap(), 2, |step| step.name = said(name));
    publish(office, unit, &own, &base, why).await;
    own
}

fn path(office: &Office, unit: &str) -> String {
    format!("/console/own-playbooks/{}/malware", office.unit(unit))
}

fn plain(text: &str) -> String {
    let mut text = text.to_owned();
    for (sign, is) in [("&#60;", "<"), ("&#62;", ">"), ("&#34;", "\""), ("&#39;", "'"), ("&#38;", "&")] {
        text = text.replace(sign, is);
    }
    text
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let (_, rest) = tag.split_once(&format!("{name}=\""))?;
    rest.split('"').next().map(plain)
}

/// What stands in the fields of the form of a page with that end of its address.
fn filled(page: &str, action: &str) -> Vec<(String, String)> {
    let form = page.split("<form").find(|form| {
        attribute(form.split('>').next().unwrap(), "action").is_some_and(|at| at.contains(action))
    });
    let form = form.unwrap_or_else(|| panic!("no form to {action}: {page}")).split("</form>").next().unwrap();
    let mut fields = Vec::new();
    for tag in form.split('<').skip(1) {
        let (head, rest) = tag.split_once('>').unwrap();
        let Some(name) = attribute(head, " name") else { continue };
        let value = match head.split(' ').next().unwrap() {
            "textarea" => plain(rest),
            "select" => {
                let options = form.split(&format!("name=\"{name}\"")).nth(1).unwrap();
                let options: Vec<&str> =
                    options.split("</select>").next().unwrap().split("<option").skip(1).collect();
                let chosen = options.iter().find(|option| option.contains(" selected"));
                chosen.or(options.first()).and_then(|option| attribute(option, "value")).unwrap()
            }
            _ if head.contains("type=\"radio\"") => continue,
            _ => attribute(head, " value").unwrap_or_default(),
        };
        fields.push((name, value));
    }
    fields
}

/// Opens a form, changes what stands in it, and sends it.
async fn fill(browser: &mut Browser<'_>, at: &str, change: &[(&str, &str)]) -> crate::ask::Got {
    let page = browser.get(at).await;
    assert_eq!(page.status, 200, "{at}: {}", page.text);
    let mut fields = filled(&page.text, at.split('?').next().unwrap());
    for (name, value) in change {
        match fields.iter_mut().find(|(known, _)| known == name) {
            Some((_, known)) => *known = (*value).to_owned(),
            None => fields.push(((*name).to_owned(), (*value).to_owned())),
        }
    }
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (&**name, &**value)).collect();
    browser.post_just(at, &fields).await
}

async fn done(browser: &mut Browser<'_>, at: &str, change: &[(&str, &str)]) {
    let got = fill(browser, at, change).await;
    assert_eq!(got.status, 303, "{at}: {}", got.text);
}

/// The edition by which an incident goes.
async fn edition_of(office: &Office, id: i64) -> Playbook {
    Playbook::read(&office.store.incident(id).await.unwrap().unwrap().playbook).unwrap()
}

async fn exported(browser: &mut Browser<'_>, at: &str) -> Vec<u8> {
    let got = browser.get(at).await;
    assert_eq!(got.status, 200, "{at}");
    assert!(got.header("content-disposition").starts_with("attachment"));
    got.text.into_bytes()
}

async fn import(browser: &mut Browser<'_>, at: &str, file: &str) -> crate::ask::Got {
    let page = browser.get(&format!("{at}/import")).await;
    let (key, seen) = (browser.form_key.clone(), field(&page.text, "seen").unwrap());
    let fields = [("form_key", &*key), ("seen", &*seen), ("file", file)];
    browser.post_parts(&format!("{at}/import"), &fields).await
}

/// A step of the draft that is called so: its number in CACAO.
async fn step(browser: &mut Browser<'_>, at: &str, name: &str) -> String {
    let draft = exported(browser, &format!("{at}/export?of=draft")).await;
    let draft = Playbook::read(&draft).unwrap();
    draft.steps().iter().find(|step| step.name.vi == name).unwrap().id.to_string()
}

async fn a_copy_is_made_changed_step_by_step_and_published_with_a_reason(ground: Ground) {
    let office = Office::full(ground).await;
    let mut browser = office.signed_in("coordinator").await;
    let at = path(&office, "08");
    let first = tell(&mut browser, "00801", "Trước").await;
    let page = browser.get(&at).await.text;
    assert!(page.contains("Theo quy trình có sẵn trong chương trình."), "{page}");
    let before = office.entries().await;
    done(&mut browser, &format!("{at}/do/make"), &[]).await;
    let [one, two] = [1, 2].map(|at| of_kind("malware").steps()[at].id.to_string());
    done(
        &mut browser,
        &format!("{at}/do/step?step={two}"),
        &[
            ("name-vi", "Gọi công an xã"),
            ("name-en", "Call the commune's police"),
            ("target", "45"),
            ("role-team", "lead"),
            ("list-vi-0", "Ghi giờ gọi"),
            ("list-en-0", "Write down when"),
            ("evidence-vi-0", ""),
            ("evidence-en-0", ""),
        ],
    )
    .await;
    let more = [
        ("beside", &*one),
        ("name-vi", "Báo lãnh đạo"),
        ("name-en", "Tell the head"),
        ("content-vi", "Báo ngay"),
        ("content-en", "At once"),
        ("list-vi-0", "Đã báo"),
        ("list-en-0", "Told"),
        ("role-operator", "lead"),
        ("role-owner", "helper"),
        ("target", ""),
    ];
    done(&mut browser, &format!("{at}/do/add"), &more).await;
    let new = step(&mut browser, &at, "Báo lãnh đạo").await;
    done(&mut browser, &format!("{at}/do/move?step={new}"), &[("place", "before"), ("beside", &one)]).await;
    let eight = of_kind("malware").steps()[7].id.to_string();
    done(&mut browser, &format!("{at}/do/remove?step={eight}"), &[]).await;
    // What differs is shown, and nothing of it is in force.
    let page = browser.get(&at).await.text;
    for text in ["Báo lãnh đạo", "Gọi công an xã", "Xử lý sự cố, gỡ bỏ mã độc", "đã bỏ", "mục tiêu: 45 phút"]
    {
        assert!(page.contains(text), "{text}: {page}");
    }
    let still = tell(&mut browser, "00801", "Vẫn").await;
    assert_eq!(edition_of(&office, still).await, of_kind("malware"));
    // A reason is asked for.
    let got = fill(&mut browser, &format!("{at}/do/publish"), &[("why", " ")]).await;
    assert_eq!(got.status, 422, "{}", got.text);
    done(&mut browser, &format!("{at}/do/publish"), &[("why", "Quy chế 12/QĐ-UBND")]).await;
    // New incidents there and below go by it, and keep the edition of their start; other places go by the shipped one.
    let file = exported(&mut browser, &format!("{at}/export")).await;
    let copy = Playbook::read(&file).unwrap();
    let names: Vec<&str> = copy.steps().iter().map(|step| &*step.name.vi).collect();
    assert_eq!((names[1], names[3], names.len()), ("Báo lãnh đạo", "Gọi công an xã", 11));
    let step = &copy.steps()[3];
    assert_eq!((step.target_minutes, step.leads.last()), (Some(45), Some(&office::playbook::Role::Team)));
    assert_eq!(step.checklist[0].key, of_kind("malware").steps()[2].checklist[0].key);
    let here = tell(&mut browser, "00801", "Sau").await;
    assert_eq!(office.store.incident(here).await.unwrap().unwrap().playbook, file);
    assert_eq!(edition_of(&office, first).await, of_kind("malware"));
    office.person("far", "04", &[(Role::Coordinator, "04")]).await;
    let mut far = office.signed_in("far").await;
    let there = tell(&mut far, "00401", "Xa").await;
    assert_eq!(edition_of(&office, there).await, of_kind("malware"));
    // The nearest counts: a commune that has its own goes by that, until it goes back.
    let own = changed(&of_kind("malware").own_copy([4; 16], 1_795_867_200).unwrap(), 1, |step| {
        step.target_minutes = Some(7)
    });
    publish(&office, "00801", &own, &of_kind("malware"), "").await;
    let near = tell(&mut browser, "00801", "Gần").await;
    assert_eq!(edition_of(&office, near).await, own);
    let commune = path(&office, "00801");
    done(&mut browser, &format!("{commune}/do/shipped"), &[("why", "Theo tỉnh")]).await;
    let back = tell(&mut browser, "00801", "Lại").await;
    assert_eq!(edition_of(&office, back).await, copy);
    let page = browser.get(&commune).await.text;
    assert!(page.contains("Theo bản của Tỉnh Tuyên Quang, bản số 1."), "{page}");
    // It is shown on the page, with its reason, and in the record.
    let page = browser.get(&at).await.text;
    assert!(page.contains("Quy chế 12/QĐ-UBND") && page.contains("Người coordinator"), "{page}");
    assert!(office.entries().await >= before + 7);
    let record = office
        .signed_in("auditor")
        .await
        .get(&format!("/console/record?about=unit:{}", office.unit("08")))
        .await;
    assert!(record.text.contains("Ban hành một bản quy trình"), "{}", record.text);
}

async fn what_nobody_could_follow_is_never_kept_and_is_said_in_plain_words(ground: Ground) {
    let office = Office::full(ground).await;
    let mut browser = office.signed_in("coordinator").await;
    let at = path(&office, "08");
    done(&mut browser, &format!("{at}/do/make"), &[]).await;
    let draft = exported(&mut browser, &format!("{at}/export?of=draft")).await;
    let step = |number: usize| of_kind("malware").steps()[number - 1].id.to_string();
    let one = format!("{at}/do/step?step={}", step(1));
    let cleared: Vec<(String, String)> = (0..30)
        .flat_map(|at| ["vi", "en"].map(|language| (format!("list-{language}-{at}"), String::new())))
        .collect();
    let cleared: Vec<(&str, &str)> = cleared.iter().map(|(name, value)| (&**name, &**value)).collect();
    for (change, words) in [
        (vec![("name-vi", "")], "name-vi-error"),
        (vec![("content-en", "\u{202e}")], "content-en-error"),
        (vec![("target", "0")], "từ 1 đến"),
        (vec![("target", "527041")], "từ 1 đến"),
        (vec![("role-operator", "none")], "Hãy chọn ít nhất một"),
        (vec![("role-operator", "boss")], "role-operator-error"),
        (vec![("list-en-0", "")], "list-en-0-error"),
        (cleared, "Chưa có việc nào để đánh dấu"),
        (vec![], "Không có gì thay đổi"),
    ] {
        let got = fill(&mut browser, &one, &change).await;
        assert_eq!(got.status, 422, "{change:?}: {}", got.text);
        assert!(got.text.contains(words), "{words}: {}", got.text);
    }
    // The graph check says in plain words why not, and what was typed stays.
    let five = step(5);
    let got = fill(&mut browser, &format!("{at}/do/remove?step={five}"), &[]).await;
    assert_eq!(got.status, 422);
    assert!(got.text.contains("mở suốt"), "{}", got.text);
    let more = [
        ("beside", &*five),
        ("name-vi", "Tên gõ dở"),
        ("name-en", "N"),
        ("content-vi", "C"),
        ("content-en", "C"),
        ("list-vi-0", "L"),
        ("list-en-0", "L"),
        ("role-operator", "lead"),
    ];
    let got = fill(&mut browser, &format!("{at}/do/add"), &more).await;
    assert_eq!(got.status, 422);
    assert!(got.text.contains("mở suốt") && got.text.contains("Tên gõ dở"), "{}", got.text);
    for address in [
        "do/step?step=x",
        "do/move?step=",
        "do/remove?step=../..",
        "do/x",
        "do/merge",
        "do/decline",
        "do/shipped",
    ] {
        assert_eq!(browser.get(&format!("{at}/{address}")).await.status, 404, "{address}");
    }
    for gone in
        ["/console/own-playbooks/9999", "/console/own-playbooks/1/x", "/console/own-playbooks/1/..%2F..%2Fx"]
    {
        assert_eq!(browser.get(gone).await.status, 404, "{gone}");
    }
    assert_eq!(exported(&mut browser, &format!("{at}/export?of=draft")).await, draft);
}

async fn a_file_goes_out_and_comes_in_the_same(ground: Ground) {
    let office = Office::full(ground).await;
    let own = published(&office, "08", "Của tỉnh", "Quy chế").await;
    let mut browser = office.signed_in("coordinator").await;
    let at = path(&office, "08");
    let file = exported(&mut browser, &format!("{at}/export")).await;
    assert_eq!(file, own.bytes());
    // The very edition that is in force is nothing new.
    let text = String::from_utf8(file.clone()).unwrap();
    assert_eq!(import(&mut browser, &at, &text).await.status, 422);
    done(&mut browser, &format!("{at}/do/shipped"), &[("why", "thử")]).await;
    assert_eq!(exported(&mut browser, &format!("{at}/export")).await, of_kind("malware").bytes());
    let got = import(&mut browser, &at, &text).await;
    assert_eq!(got.status, 303, "{}", got.text);
    // It is shown with what it changes, and in force when it is published.
    let page = browser.get(&at).await.text;
    assert!(page.contains("Của tỉnh") && page.contains("Bản này đổi gì"), "{page}");
    assert_eq!(exported(&mut browser, &format!("{at}/export")).await, of_kind("malware").bytes());
    // While it is worked on, no other takes its place.
    assert_eq!(import(&mut browser, &at, &text).await.status, 422);
    done(&mut browser, &format!("{at}/do/publish"), &[("why", "Nạp lại")]).await;
    assert_eq!(exported(&mut browser, &format!("{at}/export")).await, file);
    assert_eq!(exported(&mut browser, &format!("{at}/export?of=1")).await, file);
    assert_eq!(exported(&mut browser, &format!("{at}/export?of=2")).await, file);
    assert_eq!(browser.get(&format!("{at}/export?of=3")).await.status, 404);
    // Another unit takes the same file, also as another program writes it.
    let value: serde_json::Value = serde_json::from_str(&text).unwrap();
    let other = path(&office, "00802");
    let got = import(&mut browser, &other, &value.to_string()).await;
    assert_eq!(got.status, 303, "{}", got.text);
    done(&mut browser, &format!("{other}/do/publish"), &[("why", "Theo tỉnh")]).await;
    assert_eq!(exported(&mut browser, &format!("{other}/export")).await, file);
}

async fn files_that_mean_no_good_are_refused_and_texts_stay_texts(ground: Ground) {
    let office = Office::full(ground).await;
    let mut browser = office.signed_in("coordinator").await;
    let at = path(&office, "08");
    let good = String::from_utf8(of_kind("malware").bytes()).unwrap();
    let value: serde_json::Value = serde_json::from_str(&good).unwrap();
    let with = |pointer: &str, text: &str| {
        let mut value = value.clone();
        *value.pointer_mut(pointer).unwrap() = text.into();
        value.to_string()
    };
    let step = of_kind("malware").steps()[0].id.to_string();
    let item = format!("/workflow/{step}/step_extensions/{EXTENSION}/checklist/0");
    let before = office.entries().await;
    for (file, status, words) in [
        ("[".repeat(100_000), 422, "lồng nhau"),
        ("{\"a\":".repeat(20_000), 422, "lồng nhau"),
        ("x".repeat((512 << 10) + 1), 413, "524"),
        ("x".repeat(2 << 20), 413, "524"),
        ("{".to_owned(), 422, "Không phải JSON"),
        ("\u{feff}{}".to_owned(), 422, "Không phải JSON"),
        (
            good.replacen("\"created\":", "\"created\": \"2026-11-28T00:00:00.000Z\", \"created\":", 1),
            422,
            "có hai lần",
        ),
        (with("/id", "../../../etc/passwd"), 422, "CACAO"),
        (with("/id", "playbook--../../x"), 422, "CACAO"),
        (with(&format!("{item}/key"), "../../key"), 422, "chữ thường"),
        (with(&format!("{item}/key"), "receive-classify"), 422, "receive-classify"),
        (good.replace(&step, "action--../../x"), 422, "CACAO"),
        (with("/name", &"a".repeat(4_001)), 422, "4.000"),
        (String::from_utf8(of_kind("phishing").bytes()).unwrap(), 422, "dành cho"),
        (String::new(), 422, "tệp"),
    ] {
        let got = import(&mut browser, &at, &file).await;
        let start: String = file.chars().take(60).collect();
        assert_eq!(got.status.as_u16(), status, "{start}: {}", got.text);
        let error =
            got.text.split("id=\"file-error\"").nth(1).unwrap_or_else(|| panic!("{start}: {}", got.text));
        let error = error.split("</p>").next().unwrap();
        assert!(error.to_lowercase().contains(&words.to_lowercase()), "{start}: {error}");
    }
    assert_eq!(office.entries().await, before);
    // Markup in every text stays a text, on every page that shows it.
    let markup = "<script>alert(1)</script><img src=x onerror=alert(2)>";
    let mut hostile = value.clone();
    for place in ["/name", "/description"] {
        *hostile.pointer_mut(place).unwrap() = markup.into();
    }
    for member in ["name", "description"] {
        *hostile.pointer_mut(&format!("/workflow/{step}/{member}")).unwrap() = markup.into();
    }
    for language in ["vi", "en"] {
        *hostile.pointer_mut(&format!("{item}/{language}")).unwrap() = markup.into();
    }
    let part = format!("/workflow/{step}/step_extensions/{EXTENSION}");
    *hostile.pointer_mut(&format!("{part}/source")).unwrap() = markup.into();
    *hostile.pointer_mut(&format!("{part}/evidence/0/vi")).unwrap() = markup.into();
    let got = import(&mut browser, &at, &hostile.to_string()).await;
    assert_eq!(got.status, 303, "{}", got.text);
    for page in ["", "/do/publish", &format!("/do/step?step={step}"), &format!("/do/move?step={step}")] {
        let page = browser.get(&format!("{at}{page}")).await.text;
        assert!(!page.contains("<script>") && !page.contains("<img"), "{page}");
        assert!(page.contains("&#60;script&#62;") || page.contains("why"), "{page}");
    }
    done(&mut browser, &format!("{at}/do/publish"), &[("why", markup)]).await;
    let page = browser.get(&at).await.text;
    assert!(page.contains("&#60;script&#62;") && !page.contains("<script>"), "{page}");
    let id = tell(&mut browser, "08", "Thử").await;
    let page = browser.get(&format!("/console/incidents/{id}")).await.text;
    assert!(!page.contains("<script>") && !page.contains("<img"), "{page}");
}

async fn two_people_overwrite_nothing_of_one_another(ground: Ground) {
    let office = Office::full(ground).await;
    office.person("second", "08", &[(Role::Coordinator, "08")]).await;
    let (mut one, mut two) = (office.signed_in("coordinator").await, office.signed_in("second").await);
    let at = path(&office, "08");
    done(&mut one, &format!("{at}/do/make"), &[]).await;
    let step = of_kind("malware").steps()[2].id.to_string();
    let form = format!("{at}/do/step?step={step}");
    let page = two.get(&form).await.text;
    let mut theirs = filled(&page, "/do/step");
    done(&mut one, &form, &[("name-vi", "Của người một")]).await;
    let set = |fields: &mut Vec<(String, String)>, name: &str, value: &str| {
        fields.iter_mut().find(|(known, _)| known == name).unwrap().1 = value.to_owned();
    };
    set(&mut theirs, "name-vi", "Của người hai");
    let fields: Vec<(&str, &str)> = theirs.iter().map(|(name, value)| (&**name, &**value)).collect();
    let got = two.post_just(&form, &fields).await;
    assert_eq!(got.status, 409, "{}", got.text);
    // What the other did stands beside what was typed; nothing is stored.
    assert!(got.text.contains("Của người một") || got.text.contains("đã có người khác sửa"), "{}", got.text);
    assert!(got.text.contains("Của người hai"), "{}", got.text);
    let draft = Playbook::read(&exported(&mut one, &format!("{at}/export?of=draft")).await).unwrap();
    assert_eq!(draft.steps()[2].name.vi, "Của người một");
    // Who has seen that, sends it again.
    let again = filled(&got.text, "/do/step");
    let fields: Vec<(&str, &str)> = again.iter().map(|(name, value)| (&**name, &**value)).collect();
    assert_eq!(two.post_just(&form, &fields).await.status, 303);
    // Nor is anything published that was not seen, or a step changed that is gone.
    let page = one.get(&form).await.text;
    let typed = filled(&page, "/do/step");
    let publish = filled(&one.get(&format!("{at}/do/publish")).await.text, "/do/publish");
    done(&mut two, &format!("{at}/do/remove?step={step}"), &[]).await;
    let fields: Vec<(&str, &str)> =
        publish.iter().map(|(name, value)| (&**name, if name == "why" { "vì" } else { value })).collect();
    assert_eq!(one.post_just(&format!("{at}/do/publish"), &fields).await.status, 409);
    let fields: Vec<(&str, &str)> = typed.iter().map(|(name, value)| (&**name, &**value)).collect();
    let got = one.post_just(&form, &fields).await;
    assert_eq!(got.status, 409);
    assert!(got.text.contains("Của người hai"), "{}", got.text);
    done(&mut two, &format!("{at}/do/discard"), &[]).await;
    assert_eq!(
        one.post_just(
            &format!("{at}/do/publish"),
            &[("seen", "9"), ("form_key", &one.form_key.clone()), ("why", "x")]
        )
        .await
        .status,
        409
    );
    assert_eq!(office.store.own_editions(office.unit("08"), "malware").await.unwrap(), []);
}

async fn what_improved_comes_in_by_itself_and_a_person_chooses_where_both_changed_the_same(ground: Ground) {
    let office = Office::full(ground).await;
    let now = of_kind("malware");
    // What the program brought once: the third step was called otherwise, and the seventh had something less.
    let old = changed(&now, 3, |step| step.name = said("Bước ba cũ"));
    let old = changed(&old, 7, |step| drop(step.checklist.remove(0)));
    let own = old.own_copy([3; 16], 1_795_867_200).unwrap();
    let own = changed(&own, 3, |step| step.name = said("Bước ba của tỉnh"));
    let own = changed(&own, 2, |step| step.target_minutes = Some(20));
    publish(&office, "08", &own, &old, "Quy chế").await;
    let mut browser = office.signed_in("coordinator").await;
    let at = path(&office, "08");
    for page in [at.clone(), format!("/console/own-playbooks/{}", office.unit("08"))] {
        let page = browser.get(&page).await.text;
        assert!(page.contains("đã cải tiến") || page.contains("đã được cải tiến"), "{page}");
    }
    let merge = format!("{at}/do/merge");
    let page = browser.get(&merge).await.text;
    for text in
        ["Bước ba cũ", "Bước ba của tỉnh", &*now.steps()[2].name.vi, &now.steps()[6].checklist[0].said.vi]
    {
        assert!(page.contains(text), "{text}: {page}");
    }
    assert!(!page.contains("choice-2"), "{page}");
    // Nothing is chosen for anybody.
    for choice in ["", "both"] {
        let got = fill(&mut browser, &merge, &[("choice-1", choice)]).await;
        assert_eq!(got.status, 422);
        assert!(got.text.contains("Hãy chọn một trong hai"), "{}", got.text);
    }
    let got = fill(&mut browser, &merge, &[("choice-1", "ours"), ("shipped", "00")]).await;
    assert_eq!(got.status, 422, "{}", got.text);
    done(&mut browser, &merge, &[("choice-1", "ours")]).await;
    let draft = Playbook::read(&exported(&mut browser, &format!("{at}/export?of=draft")).await).unwrap();
    assert_eq!(draft.steps()[2].name.vi, "Bước ba của tỉnh");
    assert_eq!(draft.steps()[1].target_minutes, Some(20));
    assert_eq!(draft.steps()[6].checklist, now.steps()[6].checklist);
    // It is in force when it is published, and nothing is offered again then.
    assert_eq!(exported(&mut browser, &format!("{at}/export")).await, own.bytes());
    done(&mut browser, &format!("{at}/do/publish"), &[("why", "Nhận cải tiến")]).await;
    assert_eq!(exported(&mut browser, &format!("{at}/export")).await, draft.bytes());
    assert_eq!(browser.get(&merge).await.status, 404);
    // Who wants none of it says why, and their copy stays as it is.
    publish(&office, "00801", &own, &old, "Quy chế").await;
    let other = path(&office, "00801");
    assert_eq!(fill(&mut browser, &format!("{other}/do/decline"), &[("why", "")]).await.status, 422);
    done(&mut browser, &format!("{other}/do/decline"), &[("why", "Xã chưa cần")]).await;
    assert_eq!(exported(&mut browser, &format!("{other}/export")).await, own.bytes());
    let page = browser.get(&other).await.text;
    assert!(!page.contains("đã được cải tiến") && page.contains("Xã chưa cần"), "{page}");
}

async fn an_open_incident_takes_another_edition_and_loses_nothing(ground: Ground) {
    let office = Office::full(ground).await;
    let mut browser = office.signed_in("coordinator").await;
    let id = tell(&mut browser, "08", "Mã độc").await;
    for deed in ["verify", "classify", "grade"] {
        assert_eq!(does(&mut browser, id, deed, &[]).await, 303, "{deed}");
    }
    let shipped = of_kind("malware");
    let [one, two] = [0, 1].map(|at| shipped.steps()[at].clone());
    let tick = format!("tick?step={}&item={}", one.id, one.checklist[0].key);
    assert_eq!(does(&mut browser, id, &tick, &[("note", "Ghi lúc 8 giờ")]).await, 303);
    assert_eq!(does(&mut browser, id, &format!("finish?step={}", one.id), &[]).await, 303);
    let tick = format!("tick?step={}&item={}", two.id, two.checklist[1].key);
    assert_eq!(does(&mut browser, id, &tick, &[("note", "Đã rút dây")]).await, 303);
    let decided = [("what", "Không tắt máy"), ("reasons", "giữ bộ nhớ")];
    assert_eq!(does(&mut browser, id, &format!("decide?step={}", two.id), &decided).await, 303);
    let at = format!("/console/incidents/{id}");
    let page = browser.get(&at).await.text;
    assert!(!page.contains("Nay đã có bản khác"), "{page}");
    let page = browser.get(&format!("{at}/edition")).await.text;
    assert!(page.contains("Không có bản nào khác") && !page.contains("name=\"reasons\""), "{page}");
    // The province improves its copy: what was ticked is gone, and a step stands before the second.
    let own = shipped.own_copy([5; 16], 1_795_867_200).unwrap();
    let own = changed(&own, 2, |step| drop(step.checklist.remove(1)));
    let more = Step { name: said("Báo lãnh đạo"), ..own.steps()[0].clone() };
    let more = Step {
        checklist: vec![office::playbook::Item { key: "own-told".into(), said: said("Đã báo") }],
        evidence: vec![],
        ..more
    };
    let place = office::playbook::Place::After(one.id.clone());
    let own = own.with_new_step(&more, &place, [6; 16], 1_795_867_200).unwrap();
    publish(&office, "08", &own, &shipped, "Cải tiến").await;
    let page = browser.get(&at).await.text;
    assert!(page.contains("Nay đã có bản khác"), "{page}");
    let page = browser.get(&format!("{at}/edition")).await.text;
    for text in
        ["Báo lãnh đạo", &two.checklist[1].said.vi, "Bắt đầu ngay", "Không còn chỗ", "bản riêng, bản số 1"]
    {
        assert!(page.to_lowercase().contains(&text.to_lowercase()), "{text}: {page}");
    }
    // Who works on it is told, and does not decide on it.
    let mut worker = office.signed_in("responder").await;
    let theirs = worker.get(&format!("{at}/edition")).await.text;
    assert!(theirs.contains("Báo lãnh đạo") && !theirs.contains("name=\"reasons\""), "{theirs}");
    let digest = sha256(&own.bytes());
    let fields = [("edition", &*digest), ("reasons", "vì"), ("seen", "99")];
    assert_eq!(worker.post(&format!("{at}/edition"), &fields).await.status, 403);
    let edition = format!("{at}/edition");
    assert_eq!(fill(&mut browser, &edition, &[("reasons", " ")]).await.status, 422);
    let got = fill(&mut browser, &edition, &[("reasons", "Lý do gõ dở"), ("edition", "00")]).await;
    assert_eq!(got.status, 409);
    assert!(got.text.contains("Lý do gõ dở"), "{}", got.text);
    let before = office.store.incident(id).await.unwrap().unwrap();
    done(&mut browser, &edition, &[("reasons", "Quy chế mới")]).await;
    let kept = office.store.incident(id).await.unwrap().unwrap();
    assert_eq!(kept.playbook, own.bytes());
    assert_eq!(kept.entries[..before.entries.len()], before.entries[..]);
    assert!(kept.incident.step(&one.id).is_over());
    assert_eq!(kept.incident.step(&one.id).ticks, before.incident.step(&one.id).ticks);
    assert_eq!(kept.incident.here(&own).unwrap().name.vi, "Báo lãnh đạo");
    assert!(kept.entries.iter().any(
        |entry| matches!(&entry.event, Event::PlaybookChanged(edition) if edition.placeless.len() == 1)
    ));
    // All that was done is seen: what has a place, what has none any more, with who, when and what they said.
    let page = browser.get(&format!("{at}?all=yes")).await.text;
    for text in [
        "Đã làm theo bản trước",
        &two.checklist[1].said.vi,
        "Đã rút dây",
        "Không tắt máy",
        "Quy chế mới",
        "Ghi lúc 8 giờ",
    ] {
        assert!(page.contains(text), "{text}: {page}");
    }
    assert!(!page.contains("Nay đã có bản khác"), "{page}");
    assert_eq!(browser.post(&edition, &fields).await.status, 409);
    // Exits are there as before, and it goes on to its end.
    let exit =
        [("exit", "emergency_report"), ("to", "Cơ quan"), ("reference", ""), ("reasons", "vượt khả năng")];
    assert_eq!(does(&mut browser, id, "exit", &exit).await, 303);
    let passed = super::incidents::follow(&mut browser, id).await;
    assert_eq!(passed.last().map(String::as_str), Some("end"), "{passed:?}");
    // What is over takes none any more.
    let newer = changed(&own, 1, |step| step.target_minutes = Some(9));
    done(&mut browser, &format!("{}/do/shipped", path(&office, "08")), &[("why", "x")]).await;
    assert!(newer.bytes() != own.bytes());
    let page = browser.get(&edition).await.text;
    assert!(page.contains("Không có bản nào khác"), "{page}");
}

async fn who_may_not_changes_no_copy_and_no_edition(ground: Ground) {
    let office = Office::full(ground).await;
    let own = published(&office, "08", "Của tỉnh", "Quy chế").await;
    let at = path(&office, "08");
    let mut browser = office.signed_in("coordinator").await;
    let id = tell(&mut browser, "08", "Mã độc").await;
    office.person("commune", "00801", &[(Role::Coordinator, "00801")]).await;
    office.person("far", "04", &[(Role::Coordinator, "04")]).await;
    let before = office.entries().await;
    for (login, sees) in [
        ("responder", true),
        ("officer", true),
        ("reader", true),
        ("auditor", true),
        ("commune", true),
        ("far", false),
        ("tuyen", false),
    ] {
        let mut browser = office.signed_in(login).await;
        let page = browser.get(&at).await;
        assert_eq!(page.status, if sees { 200 } else { 404 }, "{login}");
        assert_eq!(page.text.contains("Của tỉnh"), sees, "{login}");
        assert!(!page.text.contains("/do/make"), "{login}: {}", page.text);
        assert_eq!(
            browser.get(&format!("{at}/export")).await.status,
            if sees { 200 } else { 404 },
            "{login}"
        );
        let refused = if sees { 403 } else { 404 };
        for deed in
            ["make", "step", "add", "remove", "move", "publish", "discard", "shipped", "merge", "decline"]
        {
            assert_eq!(browser.get(&format!("{at}/do/{deed}")).await.status, refused, "{login} {deed}");
            let fields = [("seen", "1"), ("why", "x"), ("name-vi", "x")];
            let got = browser.post(&format!("{at}/do/{deed}"), &fields).await;
            assert_eq!(got.status, refused, "{login} {deed}");
        }
        assert_eq!(browser.get(&format!("{at}/import")).await.status, refused, "{login}");
        let key = browser.form_key.clone();
        let fields = [("form_key", key.as_str()), ("seen", "1"), ("file", "{}")];
        assert_eq!(browser.post_parts(&format!("{at}/import"), &fields).await.status, refused, "{login}");
        // Who may not see the incident does not learn that there is one.
        let fields = [("edition", "x"), ("reasons", "x"), ("seen", "1")];
        let got = browser.post(&format!("/console/incidents/{id}/edition"), &fields).await.status.as_u16();
        assert!([403, 404].contains(&got), "{login} {got}");
    }
    // A commune's coordinator changes the commune's, and sees what it begins from.
    let mut commune = office.signed_in("commune").await;
    let theirs = path(&office, "00801");
    done(&mut commune, &format!("{theirs}/do/make"), &[]).await;
    let draft = Playbook::read(&exported(&mut commune, &format!("{theirs}/export?of=draft")).await).unwrap();
    assert_eq!((draft.steps(), draft.id() != own.id()), (own.steps(), true));
    // What is worked on is for who may change it.
    let mut reader = office.signed_in("reader").await;
    assert_eq!(reader.get(&format!("{theirs}/export?of=draft")).await.status, 404);
    assert!(office.entries().await > before);
}

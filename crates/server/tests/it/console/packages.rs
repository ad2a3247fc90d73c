//! Packages of an incident between two offices: what goes out, what comes in, and what must not.
//!
//! Must never reach an incident but through the pages, and never make a package but through its page.

use std::io::{Cursor, Read, Write};

use axum::body::Body;
use axum::http::{Request, header};
use ed25519_dalek::Signer;
use office::incident::Event;
use office::rights::Role;
use wire::pack::{Key, SigningKey};
use wire::package::{Manifest, PackageError, PackageLimits, Writer};

use super::evidence::keep;
use super::grounds::{Ground, on_both};
use super::incidents::{does, tell};
use super::office::{Browser, Office, between};
use crate::ask::Got;

on_both!(
    an_incident_moves_with_its_history_custody_and_clocks_and_is_counted_once,
    what_is_altered_unknown_or_no_package_is_refused_and_nothing_of_it_is_kept,
    what_a_known_server_signs_is_judged_all_the_same,
    it_goes_out_and_comes_in_only_by_the_hands_of_those_who_may,
    a_restricted_one_stays_for_named_persons_and_what_is_practised_goes_nowhere,
    servers_are_made_known_by_the_administrators_of_the_root_alone,
);

const SAMPLE: &[u8] = b"MZ this is what a scanner would know, were it not sealed";
const LOG: &[u8] = "08:00 máy chủ gửi thư lạ\n".as_bytes();

/// The package of an incident, as its page gives it.
async fn package(browser: &mut Browser<'_>, id: i64) -> Vec<u8> {
    let path = format!("/console/incidents/{id}/package");
    assert_eq!(browser.get(&path).await.status, 200);
    let fields = [("to", "Công an tỉnh"), ("reasons", "chuyển tiếp xử lý")];
    let got = browser.post(&path, &fields).await;
    assert_eq!(got.status, 200, "{}", got.text);
    assert_eq!(got.header("content-type"), "application/octet-stream");
    assert!(got.header("content-disposition").starts_with("attachment;"));
    got.raw
}

/// Sends a package as the page does.
async fn send(browser: &mut Browser<'_>, unit: &str, contents: &[u8]) -> Got {
    browser.get("/console/incidents/take-in").await;
    let key = browser.form_key.clone();
    let mut body = Vec::new();
    for (field, value) in [("form_key", key.as_str()), ("unit", unit)] {
        body.extend(
            format!("--b\r\ncontent-disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n")
                .into_bytes(),
        );
    }
    body.extend(b"--b\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a.zip\"\r\n\r\n");
    body.extend(contents);
    body.extend(b"\r\n--b--\r\n");
    browser.send(upload(), Body::from(body)).await
}

fn upload() -> axum::http::request::Builder {
    Request::post("/console/incidents/take-in")
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=b")
}

/// The number of an incident that was just taken in.
fn number(got: &Got) -> i64 {
    assert_eq!(got.status, 303, "{}", got.text);
    let path = got.header("location").split('?').next().unwrap();
    path.rsplit('/').next().unwrap().parse().unwrap()
}

/// The key of an office, as its page shows it.
async fn key(office: &Office) -> String {
    let page = office.signed_in("root").await.get("/console/servers").await.text;
    between(&page, "<p class=\"code-line\">", "<").to_owned()
}

/// Makes one known to another under a name.
async fn know(there: &Office, name: &str, key: &str) -> Got {
    let mut root = there.signed_in("root").await;
    root.post("/console/servers", &[("name", name), ("key", key)]).await
}

/// Two offices, of which the second knows the first.
async fn two(ground: Ground) -> (Office, Office) {
    let other = ground.another();
    let (first, second) = (Office::full(ground).await, Office::full(other).await);
    let got = know(&second, "Máy chủ Một", &key(&first).await).await;
    assert_eq!(got.header("location"), "/console/servers?done=known", "{}", got.text);
    (first, second)
}

/// An incident on which a lot happened.
async fn story(browser: &mut Browser<'_>) -> i64 {
    let id = tell(browser, "08", "Mã độc trên máy chủ văn bản").await;
    // It was detected now, so that its clocks run.
    assert_eq!(does(browser, id, "redate", &[("detected", "2026-11-21T12:00")]).await, 303);
    for deed in ["acknowledge", "verify", "classify", "grade"] {
        assert_eq!(does(browser, id, deed, &[]).await, 303, "{deed}");
    }
    assert_eq!(keep(browser, id, "log", "nhật ký.log", LOG).await.status, 303);
    assert_eq!(keep(browser, id, "sample", "bad.exe", SAMPLE).await.status, 303);
    let custody = [("from", "Người coordinator"), ("to", "Trần Thị B")];
    let got = does(browser, id, "custody?evidence=1", &custody).await;
    assert_eq!(got, 303);
    assert_eq!(does(browser, id, "comment", &[("text", "<b>Ý kiến</b> của nơi gửi")]).await, 303);
    assert_eq!(does(browser, id, "indicator", &[("kind", "domain"), ("value", "xau.example")]).await, 303);
    id
}

async fn an_incident_moves_with_its_history_custody_and_clocks_and_is_counted_once(ground: Ground) {
    let (first, second) = two(ground).await;
    let mut sender = first.signed_in("coordinator").await;
    let id = story(&mut sender).await;
    // Some are reminded before it moves.
    first.wait(60 * 3600);
    let mut sender = first.signed_in("coordinator").await;
    let reminded = server::console::remind(&first.console, first.now()).await.unwrap();
    assert!(reminded > 0);
    let there = first.store.incident(id).await.unwrap().unwrap();
    let bytes = package(&mut sender, id).await;
    assert!(!bytes.windows(20).any(|part| part == &SAMPLE[..20]), "the sample lies open");
    assert!(bytes.windows(LOG.len()).any(|part| part == LOG));
    // It is noted here to whom it went, for each piece of evidence too, and in the record.
    let page = sender.get(&format!("/console/incidents/{id}")).await.text;
    assert!(page.contains("Đã xuất thành gói có ký số, giao cho Công an tỉnh"), "{page}");
    let page = sender.get(&format!("/console/incidents/{id}/evidence")).await.text;
    assert_eq!(page.matches("Tỉnh Tuyên Quang (08) → Công an tỉnh").count(), 2, "{page}");
    let mut auditor = first.signed_in("auditor").await;
    let record = auditor.get(&format!("/console/record?about=incident:{id}")).await.text;
    assert!(record.contains("Xuất thành gói"), "{record}");

    second.wait(61 * 3600);
    let people = second.store.people_of(second.unit("08")).await.unwrap().len();
    let mut taker = second.signed_in("coordinator").await;
    let got = send(&mut taker, "08", &bytes).await;
    let here = number(&got);
    assert_eq!(got.header("location"), format!("/console/incidents/{here}?done=came"));
    let kept = second.store.incident(here).await.unwrap().unwrap();
    assert_eq!(kept.code, there.code, "papers go on naming it");
    assert_eq!(kept.incident.detected_at, there.incident.detected_at);
    assert_eq!(kept.incident.opened_at, there.incident.opened_at);
    assert_eq!(kept.incident.grade, there.incident.grade);
    let times = |kept: &store::incidents::Kept| -> Vec<i64> {
        kept.entries.iter().take(there.entries.len()).map(|entry| entry.at).collect()
    };
    assert_eq!(times(&kept), times(&there));
    assert_eq!(kept.incident.reminders.len(), there.incident.reminders.len());
    // Nobody from there has a part, and nobody of them is anybody here.
    let units: Vec<i64> = ["08", "TT"].map(|code| second.unit(code)).to_vec();
    assert!(kept.incident.sides().iter().all(|side| units.contains(side)), "{:?}", kept.incident.sides());
    assert_eq!(second.store.people_of(second.unit("08")).await.unwrap().len(), people);
    let page = taker.get(&format!("/console/incidents/{here}?all=yes")).await.text;
    for text in [
        "Chuyển đến từ máy chủ “Máy chủ Một”",
        "Người coordinator, Tỉnh Tuyên Quang (08)<",
        "&#60;b&#62;Ý kiến&#60;/b&#62; của nơi gửi",
        "xau.example",
    ] {
        assert!(page.contains(text), "{text}: {page}");
    }
    assert!(!page.contains("<b>Ý kiến"), "{page}");
    // The clocks go on from the minute of detection: what was reminded of is not reminded of again.
    second.set_clock(first.now() + 3600);
    assert_eq!(server::console::remind(&second.console, second.now()).await.unwrap(), 0);
    second.wait(20 * 3600);
    assert!(server::console::remind(&second.console, second.now()).await.unwrap() > 0, "then the next comes");
    // Evidence comes out as it was, the sample encrypted, and its custody is told from the beginning.
    let mut taker = second.signed_in("coordinator").await;
    let (_, log) = taker.take(&format!("/console/incidents/{here}/evidence/1")).await;
    assert_eq!(log, LOG);
    let (_, sealed) = taker.take(&format!("/console/incidents/{here}/evidence/2")).await;
    let mut zip = zip::ZipArchive::new(Cursor::new(sealed)).unwrap();
    let mut sample = Vec::new();
    let mut file = zip.by_index_decrypt(0, b"infected").unwrap();
    std::io::copy(&mut file.by_ref().take(1_000), &mut sample).unwrap();
    assert_eq!(sample, SAMPLE);
    let page = taker.get(&format!("/console/incidents/{here}/evidence")).await.text;
    let hands = ["Người coordinator → Trần Thị B", "Máy chủ Một → Tỉnh Tuyên Quang (08)"];
    assert!(page.find(hands[0]).unwrap() < page.find(hands[1]).unwrap(), "{page}");
    assert_eq!(page.matches(hands[1]).count(), 2, "each piece came here: {page}");
    // It goes on: the next thing is done by those of here.
    assert_eq!(does(&mut taker, here, "comment", &[("text", "tiếp nhận")]).await, 303);
    assert_eq!(does(&mut taker, here, "impact", &[("people", "3"), ("loss", "")]).await, 303);

    // The same once more is the same, and a newer one says what it is.
    let before = second.entries().await;
    let again = send(&mut taker, "08", &bytes).await;
    assert_eq!(again.status, 409, "{}", again.text);
    let link = format!("href=\"/console/incidents/{here}\"");
    assert!(again.text.contains("Chỉ tính một lần") && again.text.contains(&link), "{}", again.text);
    let newer = package(&mut sender, id).await;
    let got = send(&mut taker, "08", &newer).await;
    assert!(got.status == 409 && got.text.contains("ghi thêm 1 sự kiện"), "{}", got.text);
    // Nor does it come back to where it came from, nor by a third way.
    know(&first, "Máy chủ Hai", &key(&second).await).await;
    let back = package(&mut taker, here).await;
    let got = send(&mut sender, "08", &back).await;
    assert!(got.status == 409 && got.text.contains("sự cố của chính máy chủ này"), "{}", got.text);
    let third = Office::full(second.ground.another()).await;
    third.set_clock(second.now());
    know(&third, "Máy chủ Một", &key(&first).await).await;
    know(&third, "Máy chủ Hai", &key(&second).await).await;
    let mut last = third.signed_in("coordinator").await;
    let at = number(&send(&mut last, "08", &back).await);
    let page = last.get(&format!("/console/incidents/{at}?all=yes")).await.text;
    assert!(page.contains("“Máy chủ Một”") && page.contains("“Máy chủ Hai”"), "{page}");
    assert_eq!(send(&mut last, "08", &bytes).await.status, 409, "it came by another way");
    assert_eq!(second.entries().await - before, 3, "only that it went out, and who was signed in");
}

async fn what_is_altered_unknown_or_no_package_is_refused_and_nothing_of_it_is_kept(ground: Ground) {
    let (first, second) = two(ground).await;
    let mut sender = first.signed_in("coordinator").await;
    let id = story(&mut sender).await;
    let bytes = package(&mut sender, id).await;
    let mut taker = second.signed_in("coordinator").await;
    taker.get("/console/incidents/take-in").await;
    let before = second.entries().await;
    let mut refused = Vec::new();
    // Somewhere in each part of it.
    for at in (0..bytes.len()).step_by(bytes.len() / 40) {
        let mut mutant = bytes.clone();
        mutant[at] ^= 0x20;
        refused.push(mutant);
    }
    refused.push(bytes[..bytes.len() - 1].to_vec());
    refused.push([&bytes[..], b"x"].concat());
    refused.extend([
        b"".to_vec(),
        b"PK\x05\x06".to_vec(),
        b"PK\x05\x06".iter().copied().chain([0; 18]).collect(),
    ]);
    for mutant in &refused {
        let got = send(&mut taker, "08", mutant).await;
        assert_eq!(got.status, 422, "{}", got.text);
    }
    // Another's key is not believed, whatever the package says of it.
    let stranger = Office::full(second.ground.another()).await;
    let mut theirs = stranger.signed_in("coordinator").await;
    let their_id = story(&mut theirs).await;
    let their = package(&mut theirs, their_id).await;
    let got = send(&mut taker, "08", &their).await;
    assert!(got.status == 422 && got.text.contains("chưa được khai báo"), "{}", got.text);
    // What says that it has ten gigabytes is not read, nor what says nothing and brings too many parts.
    let length = (10_u64 << 30).to_string();
    let never = futures_util::stream::pending::<Result<Vec<u8>, std::io::Error>>();
    let request = upload().header(header::CONTENT_LENGTH, length);
    assert_eq!(taker.send(request, Body::from_stream(never)).await.status, 413);
    for unit in ["", "00401", "nowhere", "04"] {
        assert_eq!(send(&mut taker, unit, &bytes).await.status, 422, "{unit}");
    }
    assert_eq!(second.entries().await, before, "nothing was done");
    let list = taker.get("/console/incidents?phase=all").await.text;
    assert!(!list.contains("Mã độc trên máy chủ"), "{list}");
    // Of a server that was ended nothing comes any more.
    let mut root = second.signed_in("root").await;
    assert_eq!(root.post("/console/servers/1/end", &[]).await.status, 303);
    let got = send(&mut taker, "08", &bytes).await;
    assert!(got.status == 422 && got.text.contains("Chưa khai báo máy chủ nào"), "{}", got.text);
    know(&second, "Máy chủ Một", &key(&first).await).await;
    number(&send(&mut taker, "08", &bytes).await);
}

/// The files of a package but for its manifest, and that.
fn parts(package: &[u8]) -> (Vec<(String, Vec<u8>)>, Manifest) {
    let mut zip = zip::ZipArchive::new(Cursor::new(package)).unwrap();
    let mut parts = Vec::new();
    let mut manifest = None;
    for at in 0..zip.len() {
        let mut file = zip.by_index(at).unwrap();
        let mut bytes = Vec::new();
        std::io::copy(&mut (&mut file).take(10 << 20), &mut bytes).unwrap();
        match &*file.name().unwrap() {
            "manifest.sig" => {}
            "manifest.json" => manifest = Some(serde_json::from_slice(&bytes).unwrap()),
            name => parts.push((name.to_owned(), bytes)),
        }
    }
    (parts, manifest.unwrap())
}

/// A package of these, signed by a server of the test's own.
fn signed(parts: &[(String, Vec<u8>)], manifest: &Manifest, key: &SigningKey) -> Vec<u8> {
    let mut writer = Writer::new(Cursor::new(Vec::new()), PackageLimits::default());
    for (name, bytes) in parts {
        writer.add(name, &mut bytes.as_slice()).unwrap();
    }
    let manifest = Manifest { key: Key::of(key).fingerprint(), ..manifest.clone() };
    let sign = |bytes: &[u8]| Ok::<_, PackageError>(key.sign(bytes).to_bytes());
    writer.end(manifest, sign).unwrap().to.into_inner()
}

async fn what_a_known_server_signs_is_judged_all_the_same(ground: Ground) {
    let (first, second) = two(ground).await;
    let mut sender = first.signed_in("coordinator").await;
    let id = story(&mut sender).await;
    let (good, manifest) = parts(&package(&mut sender, id).await);
    let key = SigningKey::from_bytes(&[7; 32]);
    know(&second, "Máy chủ Dối", &Key::of(&key).to_string()).await;
    let mut taker = second.signed_in("coordinator").await;
    taker.get("/console/incidents/take-in").await;
    let before = second.entries().await;
    let file = |name: &str| good.iter().position(|(one, _)| one == name).unwrap();
    let text = |name: &str| String::from_utf8(good[file(name)].1.clone()).unwrap();
    let with = |name: &str, bytes: Vec<u8>| {
        let mut parts = good.clone();
        parts[file(name)].1 = bytes;
        parts
    };
    let events = |from: &str, to: &str| {
        let text = text("events.jsonl");
        assert!(text.contains(from), "{from}: {text}");
        with("events.jsonl", text.replacen(from, to, 1).into_bytes())
    };
    let without = |name: &str| {
        let mut parts = good.clone();
        parts.remove(file(name));
        parts
    };
    let mut stray = good.clone();
    stray.insert(0, ("evidence/9.bin".to_owned(), b"stray".to_vec()));
    // A sample that lies open in its archive, one that is a bomb, and one that is no archive.
    let archive = |contents: &[u8]| {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        let packed = zip::write::SimpleFileOptions::default();
        zip.start_file("bad.exe", packed).unwrap();
        zip.write_all(contents).unwrap();
        zip.finish().unwrap().into_inner()
    };
    let end =
        [b"PK\x05\x06".as_slice(), &[0, 0, 0, 0, 255, 255, 255, 255, 255, 255, 255, 127], &[0; 6]].concat();
    let at = format!("\"at\":{}", first.now());
    let far = format!("\"at\":{}", second.now() + 400_000);
    let hostile = [
        ("future", events(&at, &far)),
        ("unseen", events("của nơi gửi", "a\u{202e}b")),
        ("path", events("nhật ký.log", "../../etc/passwd")),
        ("number", events("\"number\":3", "\"number\":4")),
        ("no event", events("\"event\":\"commented\"", "\"event\":\"exploded\"")),
        ("twice", events("\"evidence\":2", "\"evidence\":1")),
        ("digest", with("evidence/1.bin", b"another log".to_vec())),
        ("no archive", with("evidence/2.zip", SAMPLE.to_vec())),
        ("a sample that lies open", with("evidence/2.zip", archive(SAMPLE))),
        ("another sample", with("evidence/2.zip", archive(b"MZ something else"))),
        ("bomb", with("evidence/2.zip", archive(&vec![0; 20 << 20]))),
        ("an end that promises much", with("evidence/2.zip", end)),
        ("no readme", without("README.txt")),
        ("no evidence", without("evidence/1.bin")),
        ("stray", stray),
        ("playbook", with("playbook.json", b"{}".to_vec())),
        ("edition", with("playbook.json", office::playbook::shipped()[1].1.to_vec())),
        ("names", with("names.json", b"[]".to_vec())),
        ("a name", with("names.json", text("names.json").replace("Người", "a\u{200b}b").into_bytes())),
    ];
    for (what, parts) in &hostile {
        let got = send(&mut taker, "08", &signed(parts, &manifest, &key)).await;
        assert_eq!(got.status, 422, "{what}: {}", got.text);
        assert!(got.text.contains("role=\"alert\""), "{what}: {}", got.text);
    }
    let more = Manifest { events: manifest.events + 1, ..manifest.clone() };
    assert_eq!(send(&mut taker, "08", &signed(&good, &more, &key)).await.status, 422);
    let left_out = Manifest { left_out: vec![1], ..manifest.clone() };
    assert_eq!(send(&mut taker, "08", &signed(&good, &left_out, &key)).await.status, 422);
    assert_eq!(second.entries().await, before, "nothing was done");
    // What it may say is taken in for what it is: that server's word, under that server's name.
    let parts = events("của nơi gửi", "của máy chủ dối");
    let here = number(&send(&mut taker, "08", &signed(&parts, &manifest, &key)).await);
    let page = taker.get(&format!("/console/incidents/{here}?all=yes")).await.text;
    assert!(page.contains("“Máy chủ Dối”") && page.contains("của máy chủ dối"), "{page}");
}

async fn it_goes_out_and_comes_in_only_by_the_hands_of_those_who_may(ground: Ground) {
    let (first, second) = two(ground).await;
    let mut sender = first.signed_in("coordinator").await;
    let id = story(&mut sender).await;
    let path = format!("/console/incidents/{id}/package");
    let fields = [("to", "Ai đó"), ("reasons", "lý do")];
    for (login, expected) in [("reader", 403), ("auditor", 403), ("mylam", 404), ("cao", 404)] {
        let mut browser = first.signed_in(login).await;
        let before = first.entries().await;
        assert_eq!(browser.get(&path).await.status, expected, "{login}");
        assert_eq!(browser.post(&path, &fields).await.status, expected, "{login}");
        assert_eq!(first.entries().await, before, "{login}");
        let page = browser.get(&format!("/console/incidents/{id}")).await.text;
        assert!(!page.contains(&path), "{login}");
    }
    let before = first.entries().await;
    for wrong in [[("to", ""), ("reasons", "x")], [("to", "x"), ("reasons", "")]] {
        assert_eq!(sender.post(&path, &wrong).await.status, 422);
    }
    assert_eq!(first.entries().await, before);
    let page = sender.get(&format!("/console/incidents/{id}")).await.text;
    assert!(page.contains(&path), "{page}");
    let bytes = package(&mut sender, id).await;
    for login in ["reader", "auditor", "root", "cao"] {
        let mut browser = second.signed_in(login).await;
        let before = second.entries().await;
        assert_eq!(browser.get("/console/incidents/take-in").await.status, 403, "{login}");
        assert_eq!(send(&mut browser, "08", &bytes).await.status, 403, "{login}");
        assert_eq!(second.entries().await, before, "{login}");
    }
    let mut officer = second.signed_in("officer").await;
    number(&send(&mut officer, "08", &bytes).await);
}

async fn a_restricted_one_stays_for_named_persons_and_what_is_practised_goes_nowhere(ground: Ground) {
    let (first, second) = two(ground).await;
    let mut sender = first.signed_in("coordinator").await;
    let id = story(&mut sender).await;
    let names = [("restricted", "yes"), ("why", "nhạy cảm"), ("seen", "")];
    assert_eq!(sender.post(&format!("/console/incidents/{id}/names"), &names).await.status, 303);
    let mut other = first.signed_in("responder").await;
    assert_eq!(other.get(&format!("/console/incidents/{id}/package")).await.status, 404);
    let bytes = package(&mut sender, id).await;
    let mut taker = second.signed_in("coordinator").await;
    let here = number(&send(&mut taker, "08", &bytes).await);
    let mut other = second.signed_in("responder").await;
    assert_eq!(other.get(&format!("/console/incidents/{here}")).await.status, 404);
    assert_eq!(taker.get(&format!("/console/incidents/{here}")).await.status, 200);
    // Who brings it again learns that it is here, and not where.
    let again = send(&mut other, "08", &bytes).await;
    assert_eq!(again.status, 409);
    assert!(!again.text.contains(&format!("/console/incidents/{here}")), "{}", again.text);

    let drill = super::drills::make(&mut sender, "08").await;
    let practised = super::drills::open(&mut sender, drill, "08").await;
    let path = format!("/console/incidents/{practised}/package");
    assert_eq!(sender.get(&path).await.status, 404);
    assert_eq!(sender.post(&path, &[("to", "x"), ("reasons", "x")]).await.status, 404);
    let page = sender.get(&format!("/console/incidents/{practised}")).await.text;
    assert!(!page.contains(&path), "{page}");
    let kept = first.store.incident(practised).await.unwrap().unwrap();
    assert!(!kept.entries.iter().any(|entry| matches!(entry.event, Event::HandedOut { .. })));
}

async fn servers_are_made_known_by_the_administrators_of_the_root_alone(ground: Ground) {
    let office = Office::full(ground).await;
    office.person("centre", "TT", &[(Role::Coordinator, "TT")]).await;
    let other = Office::full(office.ground.another()).await;
    let key = key(&other).await;
    for login in ["tuyen", "coordinator", "reader", "centre"] {
        let mut browser = office.signed_in(login).await;
        let before = office.entries().await;
        assert_eq!(browser.get("/console/servers").await.status, 404, "{login}");
        let fields = [("name", "Kẻ lạ"), ("key", key.as_str())];
        assert_eq!(browser.post("/console/servers", &fields).await.status, 404, "{login}");
        assert_eq!(browser.post("/console/servers/1/end", &[]).await.status, 404, "{login}");
        assert_eq!(office.entries().await, before, "{login}");
    }
    let own = self::key(&office).await;
    assert!(own.len() == 44 && own != key);
    let mut root = office.signed_in("root").await;
    let before = office.entries().await;
    let wrong = ["", "x", "A".repeat(44).as_str(), &key[..43], own.as_str()].map(str::to_owned);
    for wrong in wrong {
        let got = root.post("/console/servers", &[("name", "Máy chủ"), ("key", &wrong)]).await;
        assert_eq!(got.status, 422, "{wrong}: {}", got.text);
        assert!(got.text.contains("value=\"Máy chủ\""), "what was typed stays");
    }
    assert_eq!(root.post("/console/servers", &[("name", ""), ("key", &key)]).await.status, 422);
    assert_eq!(office.entries().await, before);
    let name = "<i>Máy chủ</i>";
    assert_eq!(root.post("/console/servers", &[("name", name), ("key", &key)]).await.status, 303);
    assert_eq!(root.post("/console/servers", &[("name", "Hai"), ("key", &key)]).await.status, 422);
    let page = root.get("/console/servers").await.text;
    assert!(page.contains("&#60;i&#62;Máy chủ&#60;/i&#62;") && !page.contains("<i>Máy"), "{page}");
    assert_eq!(root.post("/console/servers/1/end", &[]).await.status, 303);
    assert_eq!(root.post("/console/servers/1/end", &[]).await.status, 404);
    assert_eq!(root.post("/console/servers", &[("name", "Hai"), ("key", &key)]).await.status, 303);
    assert_eq!(office.entries().await, before + 3, "each is noted");
    office.person("checks", "TT", &[(Role::Auditor, "TT")]).await;
    let record = office.signed_in("checks").await.get("/console/record").await.text;
    for text in ["Khai báo một máy chủ", "Dừng tiếp nhận từ một máy chủ"] {
        assert!(record.contains(text), "{text}: {record}");
    }
}

//! Incidents as people work on them: from the first message on, several at once, and what must not happen.
//!
//! Must never reach an incident but through the pages.

use office::incident::{Event, Phase};
use office::rights::{Grant, Role};
use office::units::UnitId;

use super::grounds::{Ground, on_both};
use super::office::{Browser, Office, between, field};
use super::systems::{enter, restrict};

on_both!(
    the_one_next_thing_leads_from_the_first_message_to_the_last_step,
    what_twenty_people_write_at_once_is_all_there_and_nothing_is_done_twice,
    who_lost_a_role_a_second_ago_and_who_has_no_part_do_nothing,
    hostile_texts_are_shown_as_they_are_and_stay_texts,
    what_is_wrong_is_said_and_what_was_typed_stays,
    a_unit_that_was_merged_goes_on_through_its_heir,
    indicators_lead_to_others_within_ones_rights,
    anybody_tells_of_one_and_learns_no_more_than_whether_it_was_looked_at,
    whoever_owes_something_is_reminded_once_and_then_those_above,
    one_goes_on_in_another_and_the_system_that_it_concerns_is_one_of_its_unit,
);

/// What is typed into any form on the way.
const TYPED: [(&str, &str); 32] = [
    ("to", "0912 345 678"),
    ("how", "điện thoại"),
    ("real", "yes"),
    ("reasons", "đã xem nhật ký"),
    ("class", "malware"),
    ("enisa", "malicious_code"),
    ("grade", "ordinary"),
    ("result", "xong"),
    ("note", ""),
    ("cause", "thư giả"),
    ("lessons", "bật xác thực hai lớp"),
    ("measures", "tập huấn"),
    ("text", "đang xem"),
    ("what", "rút mạng"),
    ("action", "ngắt mạng"),
    ("target", "máy chủ"),
    ("name", "PC-01"),
    ("complete", "yes"),
    ("owner", "Văn phòng"),
    ("security_signs", "no"),
    ("severe_disruption", "no"),
    ("beyond_capacity", "no"),
    ("dangerous_situation", "no"),
    ("service_enterprise", "no"),
    ("national_critical", "no"),
    ("military", "no"),
    ("defence", "no"),
    ("complex", "no"),
    ("personal_data", "no"),
    ("location_or_biometric", "no"),
    ("finance_sensitive", "no"),
    ("processor", "no"),
];

/// Somebody tells of an incident of that unit: its number.
pub async fn tell(browser: &mut Browser<'_>, unit: &str, title: &str) -> i64 {
    browser.get("/console/incidents/new").await;
    let fields = [
        ("title", title),
        ("told", "Máy tự gửi thư"),
        ("kind", "malware"),
        ("unit", unit),
        ("detected", "2026-11-01T08:00"),
        ("source", "citizen"),
        ("reporter", "Nguyễn Văn A"),
        ("contact", "0912 345 678"),
    ];
    let got = browser.post("/console/incidents/new", &fields).await;
    assert_eq!(got.status, 303, "{}", got.text);
    let path = got.header("location").split('?').next().unwrap().to_owned();
    path.rsplit('/').next().unwrap().parse().unwrap()
}

/// Does a thing with what is typed on the way and this beside; the status.
pub async fn does(browser: &mut Browser<'_>, id: i64, deed: &str, more: &[(&str, &str)]) -> u16 {
    let mut fields: Vec<(&str, &str)> = more.to_vec();
    fields.extend(TYPED.iter().filter(|(name, _)| !more.iter().any(|(other, _)| other == name)));
    browser.post(&format!("/console/incidents/{id}/do/{deed}"), &fields).await.status.as_u16()
}

/// The next thing, as the page has it: its link.
pub async fn next(browser: &mut Browser<'_>, id: i64) -> Option<String> {
    let page = browser.get(&format!("/console/incidents/{id}")).await;
    assert_eq!(page.status, 200, "{}", page.text);
    if !page.text.contains("class=\"next\"") {
        return None;
    }
    let link = between(&page.text, "class=\"next\"", "</section>");
    Some(between(link, "href=\"", "\"").replace("&#38;", "&").replace("&amp;", "&"))
}

/// Notes the paper of a deadline as sent when something happened last, with all that it needs; the status.
pub async fn notes_sent(browser: &mut Browser<'_>, id: i64, form: &str, deadline: &str) -> u16 {
    let kept = browser.office.store.incident(id).await.unwrap().unwrap();
    let local = |at: i64, how: &str| {
        let moment = jiff::Timestamp::from_second(at).unwrap();
        jiff::tz::offset(7).to_datetime(moment).strftime(how).to_string()
    };
    let (at, date) =
        (local(kept.incident.last_at, "%Y-%m-%dT%H:%M"), local(kept.incident.detected_at, "%d/%m/%Y"));
    let fields = [
        ("form", form),
        ("deadline", deadline),
        ("number", "2/BC"),
        ("date", &date),
        ("at", &at),
        ("arrival", "77"),
        ("file", "paper"),
    ];
    does(browser, id, "sent", &fields).await
}

/// Follows the one next thing until it is the closing report, or nothing; what was done, by deed. A report that is late on the
/// way is sent.
pub async fn follow(browser: &mut Browser<'_>, id: i64) -> Vec<String> {
    let mut passed = Vec::new();
    while let Some(link) = next(browser, id).await {
        let Some(deed) = link.split("/do/").nth(1).map(|deed| deed.split('?').next().unwrap().to_owned())
        else {
            match link.rsplit('/').next().unwrap() {
                "incident_report" => {
                    assert_eq!(notes_sent(browser, id, "incident_report", "report").await, 303);
                }
                _ => break,
            }
            browser.office.wait(60);
            passed.push("sent".to_owned());
            continue;
        };
        let form = browser.get(&link).await;
        assert_eq!(form.status, 200, "{link}: {}", form.text);
        let seen = field(&form.text, "seen").unwrap();
        let mut fields = TYPED.to_vec();
        fields.push(("seen", &seen));
        let got = browser.post(&link, &fields).await;
        assert_eq!(got.status, 303, "{link}: {}", got.text);
        browser.office.wait(60);
        passed.push(deed);
        assert!(passed.len() < 200, "{passed:?}");
    }
    passed
}

async fn the_one_next_thing_leads_from_the_first_message_to_the_last_step(ground: Ground) {
    let office = Office::full(ground).await;
    let mut browser = office.signed_in("coordinator").await;
    let id = tell(&mut browser, "08", "Mã độc trên máy chủ văn bản").await;
    let passed = follow(&mut browser, id).await;
    let first = ["acknowledge", "verify", "classify", "grade", "facts", "sent"];
    assert_eq!(passed[..6], first, "{passed:?}");
    assert_eq!(passed.iter().filter(|deed| *deed == "finish").count(), 9, "{passed:?}");
    assert_eq!(passed.iter().filter(|deed| *deed == "skip").count(), 1, "{passed:?}");
    let kept = office.store.incident(id).await.unwrap().unwrap();
    assert_eq!(kept.incident.phase, Phase::Ended);
    // No closing report, no closure: the next thing is to write it.
    assert_eq!(does(&mut browser, id, "close", &[]).await, 422);
    let at = format!("/console/incidents/{id}/papers/closing_report");
    assert_eq!(next(&mut browser, id).await.as_deref(), Some(&*at));
    write_and_send(&mut browser, id, &at).await;
    assert_eq!(follow(&mut browser, id).await, ["close"]);
    let kept = office.store.incident(id).await.unwrap().unwrap();
    assert_eq!(kept.incident.phase, Phase::Closed);
    let list = browser.get("/console/incidents?phase=closed").await.text;
    assert!(list.contains("Mã độc trên máy chủ văn bản"), "{list}");
    let csv = browser.get("/console/incidents/export.csv?phase=closed").await.text;
    assert!(csv.contains("Mã độc trên máy chủ văn bản"), "{csv}");
    // Every event stands in the record with its digest, and nothing of what it says.
    let record = office.signed_in("auditor").await.get(&format!("/console/record?about=incident:{id}")).await;
    assert_eq!(record.status, 200);
    assert!(!record.text.contains("thư giả"), "{}", record.text);
}

/// The closing report is filled from what is known, completed, taken along, and noted as sent.
async fn write_and_send(browser: &mut Browser<'_>, id: i64, at: &str) {
    let page = browser.get(at).await;
    assert_eq!(page.status, 200, "{}", page.text);
    // What is required and not known is listed, what is known stands there.
    assert!(page.text.contains("Mục bắt buộc còn trống"), "{}", page.text);
    let shown = |page: &str| field(page, "operator_name").unwrap_or_default();
    assert_eq!(shown(&page.text), "Tỉnh Tuyên Quang");
    let fields = [
        ("seen", "0"),
        ("reporter_name", "Tỉnh Tuyên Quang"),
        ("reporter_address", "1 Phố Mẫu {{ 7*7 }} <w:p>"),
        ("reporter_phone", "0207 3822 822"),
        ("reporter_email", "ung.cuu@tuyen.example"),
        ("operator_name", "Sở Mẫu"),
        ("detected_at", "2026-11-01T08:00"),
        ("summary", "Máy tự gửi thư"),
        ("result", "Đã sạch"),
        ("status-handled", "yes"),
    ];
    assert_eq!(browser.post(at, &fields).await.status, 303);
    let page = browser.get(at).await.text;
    assert!(!page.contains("Mục bắt buộc còn trống"), "{page}");
    assert_eq!(shown(&page), "Sở Mẫu");
    // Whoever wrote on an older one sees that, and nothing is overwritten.
    let got = browser.post(at, &fields).await;
    assert_eq!(got.status, 409, "{}", got.text);
    let got = browser.get(&format!("{at}/docx")).await;
    assert_eq!(got.status, 200);
    assert!(got.header("content-disposition").starts_with("attachment; filename=\"closing_report-"));
    assert!(got.text.starts_with("PK") && got.bytes > 2_000, "{}", got.bytes);
    // It is sent when it is back with its number, not before; what cannot be is refused.
    let sent = |change: (&'static str, &'static str)| {
        let good = [
            ("form", "closing_report"),
            ("deadline", "closing_report"),
            ("to", "Cơ quan chuyên trách"),
            ("number", "15/BC-SM"),
            ("date", "01/11/2026"),
            ("at", "2026-11-01T09:00"),
            ("file", "paper"),
        ];
        good.map(|(name, value)| if name == change.0 { change } else { (name, value) })
    };
    for change in [
        ("form", "x"),
        ("deadline", "x"),
        ("number", ""),
        ("date", "31/02/2026"),
        ("at", "2026-10-01T09:00"),
        ("at", "2099-01-01T00:00"),
        ("date", "22/11/2026"),
        ("form", "minutes_sealing"),
        ("deadline", ""),
        ("deadline", "acknowledge"),
        ("file", ""),
        ("file", "77"),
    ] {
        assert_eq!(does(browser, id, "sent", &sent(change)).await, 422, "{change:?}");
    }
    assert_eq!(does(browser, id, "sent", &sent(("", ""))).await, 303);
    let list = browser.get(&format!("/console/incidents/{id}/papers")).await.text;
    assert!(list.contains("15/BC-SM") && list.contains("đã phát hành"), "{list}");
    // It was issued: before it has arrived, nothing is closed and the next thing is to note that.
    assert_eq!(does(browser, id, "close", &[]).await, 422);
    let after = next(browser, id).await.unwrap();
    assert!(after.contains("/do/arrived?of="), "{after}");
    let of = between(&list, "do/arrived?of=", "\"").to_owned();
    assert_eq!(does(browser, id, &format!("arrived?of={of}"), &[("arrival", "201")]).await, 303);
    assert_eq!(does(browser, id, &format!("arrived?of={of}"), &[("arrival", "202")]).await, 404);
}

async fn what_twenty_people_write_at_once_is_all_there_and_nothing_is_done_twice(ground: Ground) {
    let office = Office::full(ground).await;
    let mut first = office.signed_in("coordinator").await;
    let id = tell(&mut first, "08", "Hai mươi người").await;
    for deed in ["verify", "classify", "grade"] {
        assert_eq!(does(&mut first, id, deed, &[]).await, 303, "{deed}");
    }
    let kept = office.store.incident(id).await.unwrap().unwrap();
    let playbook = office::playbook::Playbook::read(&kept.playbook).unwrap();
    let step = playbook.steps()[0].clone();
    let tick = format!("tick?step={}&item={}", step.id, step.checklist[0].key);
    let finish = format!("finish?step={}", step.id);
    let seen = kept.incident.step(&step.id).version.to_string();
    let mut browsers = Vec::new();
    for at in 0..20 {
        let login = format!("nguoi{at}");
        office.person(&login, "08", &[(Role::Responder, "08")]).await;
        browsers.push(office.signed_in(&login).await);
    }
    let all = browsers.iter_mut().enumerate().map(|(at, browser)| {
        let (tick, seen) = (&tick, seen.as_str());
        async move {
            let text = format!("lời của người {at}");
            let said = does(browser, id, "comment", &[("text", &text)]).await;
            (said, does(browser, id, tick, &[("seen", seen)]).await)
        }
    });
    let answers = futures_util::future::join_all(all).await;
    assert!(answers.iter().all(|(said, _)| *said == 303), "{answers:?}");
    assert_eq!(answers.iter().filter(|(_, ticked)| *ticked == 303).count(), 1, "{answers:?}");
    assert_eq!(answers.iter().filter(|(_, ticked)| *ticked == 409).count(), 19, "{answers:?}");
    let page = first.get(&format!("/console/incidents/{id}?all=yes")).await.text;
    for at in 0..20 {
        assert!(page.contains(&format!("lời của người {at}<")), "{at}");
    }
    // Who finishes the step has seen what was ticked.
    let fields = [("seen", seen.as_str()), ("result", "Kết quả gõ dở")];
    let path = format!("/console/incidents/{id}/do/{finish}");
    let got = first.post(&path, &fields).await;
    assert_eq!(got.status, 409);
    assert!(got.text.contains("Kết quả gõ dở") && got.text.contains("nguoi"), "{}", got.text);
    let seen = field(&got.text, "seen").unwrap();
    assert_eq!(first.post(&path, &[("seen", &seen), ("result", "Xong")]).await.status, 303);
    assert_eq!(first.post(&path, &[("seen", &seen), ("result", "Xong lần nữa")]).await.status, 409);
}

async fn who_lost_a_role_a_second_ago_and_who_has_no_part_do_nothing(ground: Ground) {
    let office = Office::full(ground).await;
    let mut browser = office.signed_in("responder").await;
    let id = tell(&mut browser, "00801", "Máy trạm xã").await;
    assert_eq!(does(&mut browser, id, "verify", &[]).await, 303);
    let before = office.store.incident(id).await.unwrap().unwrap();
    // Readers and auditors see it, and change nothing, not even by what they say; administrators and the other province do not see it.
    for login in ["auditor", "reader"] {
        let mut reader = office.signed_in(login).await;
        let page = reader.get(&format!("/console/incidents/{id}")).await;
        assert!(page.status == 200 && !page.text.contains("/do/comment"), "{login}: {}", page.text);
        for deed in ["comment", "classify"] {
            assert_eq!(does(&mut reader, id, deed, &[]).await, 403, "{login} {deed}");
        }
    }
    assert!(browser.get(&format!("/console/incidents/{id}")).await.text.contains("/do/comment"));
    for login in ["tuyen", "cao", "mylam", "hoaan"] {
        let mut other = office.signed_in(login).await;
        assert_eq!(other.get(&format!("/console/incidents/{id}")).await.status, 404, "{login}");
        assert_eq!(does(&mut other, id, "comment", &[]).await, 404, "{login}");
    }
    // The role was taken between the question and the answer: what was decided for it is not stored.
    let who = office.known("responder").await.id;
    let grants = [Grant { role: Role::Responder, unit: UnitId(office.unit("08")) }];
    office.store.withdraw(who, grants[0], &office.deed()).await.unwrap();
    let deed = office::record::Deed { who: office::record::Who::Person(who.0), ..office.deed() };
    let nothing = |kept: &store::incidents::Kept| {
        let beside = store::incidents::Beside {
            summary: office::incident::Summary::default(),
            sides: kept.incident.sides(),
            ..store::incidents::Beside::default()
        };
        Ok((Vec::new(), beside))
    };
    let got = office.store.act_in_incident(id, Some(&grants), &nothing, &deed).await;
    assert!(matches!(got, Err(store::incidents::IncidentsError::RightsChanged)), "{got:?}");
    assert_eq!(does(&mut browser, id, "classify", &[]).await, 404);
    let after = office.store.incident(id).await.unwrap().unwrap();
    assert_eq!(after.incident.version, before.incident.version, "nothing was added");
}

async fn hostile_texts_are_shown_as_they_are_and_stay_texts(ground: Ground) {
    let office = Office::full(ground).await;
    let mut browser = office.signed_in("coordinator").await;
    let hostile = [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[bấm](javascript:alert(1))",
        "{{ 7 * 7 }} ${7*7} <%= 7 %>",
        "=HYPERLINK(\"http://x.example\")",
    ];
    for text in hostile {
        let id = tell(&mut browser, "08", text).await;
        for (deed, field) in
            [("comment", "text"), ("contain", "action"), ("machine", "name"), ("task", "what")]
        {
            let more = [(field, text)];
            assert_eq!(does(&mut browser, id, deed, &more).await, 303, "{deed} {text}");
        }
        let page = browser.get(&format!("/console/incidents/{id}?all=yes")).await.text;
        for bad in ["<script>alert", "<img src=x", "href=\"javascript:"] {
            assert!(!page.contains(bad), "{text}: {bad}");
        }
        assert!(!page.contains("<p class=\"told\">49"), "{text}");
    }
    let csv = browser.get("/console/incidents/export.csv?phase=all").await.text;
    assert!(!csv.contains("\n=") && !csv.contains(",=") && !csv.contains(",\"="), "{csv}");
}

async fn what_is_wrong_is_said_and_what_was_typed_stays(ground: Ground) {
    let office = Office::full(ground).await;
    let mut browser = office.signed_in("coordinator").await;
    browser.get("/console/incidents/new").await;
    let good = [
        ("title", "Tên gõ rồi"),
        ("told", "Kể gõ rồi"),
        ("kind", "malware"),
        ("unit", "08"),
        ("detected", "2026-11-01T08:00"),
        ("source", "unit"),
    ];
    for (name, bad) in [
        ("title", ""),
        ("title", "a\u{202e}b"),
        ("told", "a\u{202e}b"),
        ("kind", "../x"),
        ("unit", "00401"),
        ("unit", "không có"),
        ("detected", "hôm qua"),
        ("detected", "2099-01-01T00:00"),
        ("detected", "1999-01-01T00:00"),
        ("source", "x"),
    ] {
        let fields: Vec<_> = good.iter().map(|(n, v)| (*n, if *n == name { bad } else { *v })).collect();
        let got = browser.post("/console/incidents/new", &fields).await;
        assert_eq!(got.status, 422, "{name}={bad}");
        assert!(got.text.contains(&format!("id=\"{name}-error\"")), "{name}={bad}: {}", got.text);
        if name != "title" {
            assert!(got.text.contains("Tên gõ rồi"), "{name}={bad}");
        }
    }
    let id = tell(&mut browser, "08", "Thử").await;
    // Before it is verified, nothing of this is its turn.
    for deed in ["classify", "grade", "end", "close"] {
        assert_eq!(does(&mut browser, id, deed, &[]).await, 422, "{deed}");
    }
    assert_eq!(does(&mut browser, id, "verify", &[]).await, 303);
    assert_eq!(does(&mut browser, id, "verify", &[]).await, 409, "said already");
    for (deed, more) in [
        ("classify", ("class", "khác")),
        ("grade", ("reasons", "")),
        ("indicator", ("value", "không phải địa chỉ")),
        ("same", ("incident", "99")),
        ("same", ("incident", &*id.to_string())),
        ("machine", ("found", "-1")),
        ("redate", ("detected", "2099-01-01T00:00")),
        ("finish?step=action--x", ("result", "x")),
    ] {
        let got = does(&mut browser, id, deed, &[more, ("kind", "address")]).await;
        assert!([404, 422].contains(&got), "{deed} {more:?}: {got}");
    }
    for gone in ["effect?of=99", "task-done?of=1", "no-indicator?kind=address&value=1.1.1.1", "x", "..%2Fx"] {
        assert_eq!(does(&mut browser, id, gone, &[]).await, 404, "{gone}");
    }
    let events = office.store.incident(id).await.unwrap().unwrap().entries;
    assert!(matches!(events.last().unwrap().event, Event::StepBegun { .. }), "{:?}", events.last());
}

async fn a_unit_that_was_merged_goes_on_through_its_heir(ground: Ground) {
    let office = Office::full(ground).await;
    let mut browser = office.signed_in("coordinator").await;
    let id = tell(&mut browser, "00802", "Xã sắp sáp nhập").await;
    for deed in ["acknowledge", "verify", "classify", "grade", "facts"] {
        assert_eq!(does(&mut browser, id, deed, &[]).await, 303, "{deed}");
    }
    let mut root = office.signed_in("root").await;
    let path = format!("/console/units/{}/merge", office.unit("00802"));
    let version = field(&root.get(&path).await.text, "seen").unwrap();
    let merge = [("into", "00801"), ("day", "01/11/2026"), ("why", "sắp xếp"), ("seen", &version)];
    let got = root.post(&path, &merge).await;
    assert_eq!(got.status, 303, "{}", got.text);
    // Its officer is now one of the commune that goes on, and still has the step.
    office.person("heir", "00801", &[(Role::Officer, "00801")]).await;
    let mut heir = office.signed_in("heir").await;
    assert_eq!(heir.get(&format!("/console/incidents/{id}")).await.status, 200);
    let step = next(&mut heir, id).await.unwrap();
    assert!(step.contains("/do/tick"), "{step}");
    let kept = office.store.incident(id).await.unwrap().unwrap();
    let playbook = office::playbook::Playbook::read(&kept.playbook).unwrap();
    let finish = format!("finish?step={}", playbook.steps()[0].id);
    assert_eq!(does(&mut heir, id, &finish, &[]).await, 303);
    // It can be handed to what lives, and not to what was merged away.
    let over = format!("hand-over?step={}", playbook.steps()[1].id);
    assert_eq!(does(&mut heir, id, &over, &[("unit", "00802")]).await, 422);
    assert_eq!(does(&mut heir, id, &over, &[("unit", "08")]).await, 303);
    assert_eq!(does(&mut heir, id, &format!("finish?step={}", playbook.steps()[1].id), &[]).await, 403);
}

async fn indicators_lead_to_others_within_ones_rights(ground: Ground) {
    let office = Office::full(ground).await;
    office.person("cao-ung-cuu", "04", &[(Role::Responder, "04")]).await;
    let mut here = office.signed_in("responder").await;
    let mut there = office.signed_in("cao-ung-cuu").await;
    let (one, two) =
        (tell(&mut here, "08", "Vụ thứ nhất").await, tell(&mut here, "00801", "Vụ thứ hai").await);
    let far = tell(&mut there, "04", "Vụ ở tỉnh khác").await;
    let shared = [("kind", "domain"), ("value", "xau[.]example"), ("note", "")];
    for id in [one, two] {
        assert_eq!(does(&mut here, id, "indicator", &shared).await, 303);
        assert_eq!(does(&mut here, id, "indicator", &shared).await, 409, "twice");
    }
    assert_eq!(does(&mut there, far, "indicator", &shared).await, 303);
    let page = here.get(&format!("/console/incidents/{one}")).await.text;
    assert!(page.contains("xau.example") && page.contains("Vụ thứ hai"), "{page}");
    assert!(!page.contains("Vụ ở tỉnh khác"), "{page}");
    office.person("giua", "TT", &[(Role::Coordinator, "TT")]).await;
    let page = office.signed_in("giua").await.get(&format!("/console/incidents/{one}")).await.text;
    assert!(page.contains("Vụ ở tỉnh khác"), "{page}");
    let about = "no-indicator?kind=domain&value=xau.example";
    assert_eq!(does(&mut here, two, about, &[]).await, 303);
    let page = here.get(&format!("/console/incidents/{one}")).await.text;
    assert!(!page.contains("Vụ thứ hai"), "{page}");
}

async fn anybody_tells_of_one_and_learns_no_more_than_whether_it_was_looked_at(ground: Ground) {
    let office = Office::full(ground).await;
    let mut outside = office.browser();
    assert!(outside.get("/report").await.text.contains("name=\"told\""));
    let fields = [
        ("title", "Trang web xã bị đổi"),
        ("told", "Trang chủ hiện hình lạ"),
        ("kind", "defacement"),
        ("place", "Xã Mỹ Lâm"),
        ("name", "Trần Thị B"),
        ("contact", "0987 654 321"),
    ];
    let got = outside.post_just("/report", &fields).await;
    assert_eq!(got.status, 200, "{}", got.text);
    let code = between(&got.text, "<p class=\"big\">", "<").to_owned();
    for (typed, told) in [
        (code.clone(), "chưa có người xem"),
        (code.to_lowercase().replace('-', " "), "chưa có người xem"),
        ("ABCD-EFGH".to_owned(), "không có tin báo nào"),
        ("' OR 1=1 --".to_owned(), "không có tin báo nào"),
    ] {
        let typed = percent_encoding::utf8_percent_encode(&typed, percent_encoding::NON_ALPHANUMERIC);
        let page = outside.get(&format!("/report?code={typed}")).await.text;
        assert!(page.contains(told), "{typed}: {page}");
        for secret in ["Trang web xã", "Trần Thị B", "0987"] {
            assert!(!page.contains(secret), "{typed} shows {secret}");
        }
    }
    // It was answered at once, nobody's address is kept, and those at the centre have it before them.
    let id = office.store.incident_coded(&code).await.unwrap().unwrap();
    let kept = office.store.incident(id).await.unwrap().unwrap();
    assert!(kept.incident.acknowledged_at.is_some());
    office.person("giua", "TT", &[(Role::Coordinator, "TT")]).await;
    let mut centre = office.signed_in("giua").await;
    assert!(centre.get("/console").await.text.contains("Trang web xã bị đổi"));
    assert_eq!(does(&mut centre, id, "verify", &[]).await, 303);
    assert!(outside.get(&format!("/report?code={code}")).await.text.contains("đang được xử lý"));
    // What is wrong is said, what was typed stays, and nobody fills the list.
    let got = outside.post_just("/report", &[("title", ""), ("told", "Kể gõ rồi")]).await;
    assert_eq!(got.status, 422);
    assert!(got.text.contains("Kể gõ rồi") && got.text.contains("title-error"), "{}", got.text);
    let mut answers = Vec::new();
    for _ in 0..8 {
        answers.push(outside.post_just("/report", &fields).await.status.as_u16());
    }
    assert_eq!(answers, [200, 200, 200, 200, 429, 429, 429, 429]);
    // An incident that was told of in the console is not answered here, whoever knows its code.
    let own = tell(&mut centre, "TT", "Vụ của trung tâm").await;
    let code = office.store.incident(own).await.unwrap().unwrap().code;
    assert!(outside.get(&format!("/report?code={code}")).await.text.contains("không có tin báo nào"));
}

async fn whoever_owes_something_is_reminded_once_and_then_those_above(ground: Ground) {
    let office = Office::full(ground).await;
    office.person("xa", "00801", &[(Role::Officer, "00801")]).await;
    office.person("giua", "TT", &[(Role::Coordinator, "TT")]).await;
    let mut officer = office.signed_in("xa").await;
    let id = tell(&mut officer, "00801", "Máy chủ xã").await;
    // It was detected now, whatever was said before.
    let now = [("detected", "2026-11-21T12:00")];
    assert_eq!(does(&mut officer, id, "redate", &now).await, 303);
    for deed in ["verify", "classify", "grade", "facts"] {
        assert_eq!(does(&mut officer, id, deed, &[]).await, 303, "{deed}");
    }
    does(&mut officer, id, "acknowledge", &[]).await;
    // By the decree the owner, the province, reports within 72 hours.
    let page = officer.get(&format!("/console/incidents/{id}")).await.text;
    assert!(
        page.contains("Báo cáo nguyên nhân, phạm vi ảnh hưởng") && page.contains("Tỉnh Tuyên Quang"),
        "{page}"
    );
    let seen = |office: &Office| {
        let console = std::sync::Arc::clone(&office.console);
        let now = office.now();
        async move { server::console::remind(&console, now).await.unwrap() }
    };
    let first = seen(&office).await;
    assert_eq!(seen(&office).await, 0, "once");
    office.wait(75 * 3_600);
    let late = seen(&office).await;
    assert!(late > 0, "{first} {late}");
    assert_eq!(seen(&office).await, 0, "once");
    office.wait(48 * 3_600);
    assert!(seen(&office).await > 0);
    let kept = office.store.incident(id).await.unwrap().unwrap();
    let reminded: Vec<(i64, u32)> = kept.incident.reminders.iter().map(|one| (one.2, one.3)).collect();
    assert!(
        reminded.contains(&(office.unit("08"), 0)) || reminded.contains(&(office.unit("TT"), 1)),
        "{reminded:?}"
    );
    assert!(reminded.iter().any(|(unit, level)| *unit == office.unit("TT") && *level > 0), "{reminded:?}");
    let mut centre = office.signed_in("giua").await;
    let notices = centre.get("/console/notices").await.text;
    assert!(notices.contains(&format!("/console/incidents/{id}")), "{notices}");
    let page = centre.get(&format!("/console/incidents/{id}?all=yes")).await.text;
    let story = between(&page, "<ol class=\"story\">", "</ol>");
    assert!(
        story.contains("Đã nhắc Trung tâm mẫu: Báo cáo nguyên nhân") && story.contains("Quá hạn"),
        "{page}"
    );
    // What was sent is not owed any more.
    let sent = [
        ("form", "incident_report"),
        ("deadline", "report"),
        ("number", "1/BC"),
        ("date", "24/11/2026"),
        ("at", "2026-11-24T09:00"),
        ("file", "paper"),
        ("arrival", "201"),
    ];
    assert_eq!(does(&mut centre, id, "sent", &sent).await, 303);
    let before = office.store.incident(id).await.unwrap().unwrap().incident.reminders.len();
    office.wait(48 * 3_600);
    seen(&office).await;
    let after = office.store.incident(id).await.unwrap().unwrap().incident;
    let of_report =
        |all: &[(String, String, i64, u32, i64)]| all.iter().filter(|one| one.1 == "report").count();
    assert_eq!(of_report(&after.reminders), of_report(&after.reminders[..before]));
}

async fn one_goes_on_in_another_and_the_system_that_it_concerns_is_one_of_its_unit(ground: Ground) {
    let office = Office::full(ground).await;
    let mut browser = office.signed_in("coordinator").await;
    let (one, two) = (tell(&mut browser, "08", "Vụ trước").await, tell(&mut browser, "08", "Vụ sau").await);
    let same = [("incident", one.to_string())];
    assert_eq!(does(&mut browser, two, "same", &[(same[0].0, &same[0].1)]).await, 303);
    let kept = office.store.incident(two).await.unwrap().unwrap();
    assert_eq!(kept.incident.phase, Phase::SameAs(one));
    let page = browser.get(&format!("/console/incidents/{one}")).await.text;
    assert!(page.contains(&format!("Sự cố {two} nhập vào đây")), "{page}");
    // Its system is offered by name; what they may not see, or is another unit's, is neither offered nor taken.
    let ours = enter(&mut browser, "08", "Văn bản điện tử").await;
    let hidden = enter(&mut browser, "08", "Hồ sơ kín").await;
    let other = enter(&mut browser, "00801", "Của xã").await;
    restrict(&mut browser, hidden).await;
    let mut responder = office.signed_in("responder").await;
    let form = responder.get(&format!("/console/incidents/{one}/do/system")).await.text;
    assert!(form.contains("Văn bản điện tử"), "{form}");
    assert!(!form.contains("Hồ sơ kín") && !form.contains("Của xã"), "{form}");
    for foreign in [hidden, other, 999] {
        assert_eq!(does(&mut responder, one, "system", &[("system", &foreign.to_string())]).await, 422);
    }
    assert_eq!(does(&mut responder, one, "system", &[("system", &ours.to_string())]).await, 303);
    let paper = responder.get(&format!("/console/incidents/{one}/papers/notice")).await.text;
    assert_eq!(field(&paper, "system_name").as_deref(), Some("Văn bản điện tử"));
}

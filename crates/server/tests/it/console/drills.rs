//! Drills as people hold them: a whole procedure on a clock of its own, of which nothing reaches what is real.
//!
//! Must never reach a drill but through the pages.

use std::time::{Duration, Instant};

use office::incident::{Event, Phase};
use office::rights::Role;
use office::units::UnitId;
use store::reach::NewHook;

use super::grounds::{Ground, on_both};
use super::incidents::{does, follow, tell};
use super::office::{Browser, Office, field};

on_both!(
    the_whole_procedure_in_a_drill_takes_less_than_a_minute_and_reaches_nothing_real,
    a_drill_is_steered_by_who_directs_there_and_what_was_not_seen_is_not_done,
    what_is_wrong_with_a_drill_is_said_and_what_was_typed_stays,
);

pub async fn make(browser: &mut Browser<'_>, unit: &str) -> i64 {
    browser.get("/console/drills/new").await;
    let fields =
        [("name", "Diễn tập tháng 11"), ("goal", "Biết ai làm gì"), ("unit", unit), ("target_1", "1")];
    let got = browser.post("/console/drills/new", &fields).await;
    assert_eq!(got.status, 303, "{}", got.text);
    let path = got.header("location").split('?').next().unwrap().to_owned();
    path.rsplit('/').next().unwrap().parse().unwrap()
}

/// Steers, having seen what is there now; the status.
pub async fn steer(browser: &mut Browser<'_>, id: i64, what: &str, more: &[(&str, &str)]) -> u16 {
    let path = format!("/console/drills/{id}");
    let seen = field(&browser.get(&path).await.text, "seen").unwrap_or_default();
    let mut fields = vec![("do", what), ("seen", seen.as_str())];
    fields.extend(more);
    browser.post(&path, &fields).await.status.as_u16()
}

pub async fn open(browser: &mut Browser<'_>, drill: i64, unit: &str) -> i64 {
    let path = format!("/console/drills/{drill}/incident");
    let form = browser.get(&path).await;
    assert_eq!(form.status, 200, "{}", form.text);
    assert!(form.text.contains("DIỄN TẬP"), "{}", form.text);
    let detected = field(&form.text, "detected").unwrap();
    let fields = [
        ("title", "Mã độc trong diễn tập"),
        ("told", "Máy tự gửi thư"),
        ("kind", "malware"),
        ("unit", unit),
        ("detected", detected.as_str()),
        ("source", "unit"),
    ];
    let got = browser.post(&path, &fields).await;
    assert_eq!(got.status, 303, "{}", got.text);
    let path = got.header("location").split('?').next().unwrap().to_owned();
    path.rsplit('/').next().unwrap().parse().unwrap()
}

async fn the_whole_procedure_in_a_drill_takes_less_than_a_minute_and_reaches_nothing_real(ground: Ground) {
    let office = Office::full(ground).await;
    let by = office.known("coordinator").await.id;
    let (unit, kinds) = (UnitId(office.unit("08")).0, ["incident"].as_slice());
    let (url, host) = ("https://nhan.example/x", "nhan.example");
    office
        .store
        .add_webhook(&NewHook { unit, url, host, kinds, secret: "s", by }, &office.deed())
        .await
        .unwrap();
    let mut browser = office.signed_in("coordinator").await;
    let began = Instant::now();
    let drill = make(&mut browser, "08").await;
    let inject = [("text", "Báo chí gọi điện hỏi"), ("due", "100")];
    assert_eq!(steer(&mut browser, drill, "inject", &inject).await, 303);
    assert_eq!(steer(&mut browser, drill, "inject", &[("text", "Mất điện"), ("due", "")]).await, 303);
    let id = open(&mut browser, drill, "00801").await;
    let stands = office.store.incident(id).await.unwrap().unwrap().entries[0].at;
    office.wait(600);
    assert_eq!(steer(&mut browser, drill, "fast", &[]).await, 303);
    let passed = follow(&mut browser, id).await;
    assert_eq!(passed.iter().filter(|deed| *deed == "finish").count(), 9, "{passed:?}");
    assert_eq!(steer(&mut browser, drill, "send", &[("inject", "2")]).await, 303);
    let took = began.elapsed();
    assert!(took < Duration::from_secs(60), "{took:?}");
    let kept = office.store.incident(id).await.unwrap().unwrap();
    assert_eq!(kept.incident.phase, Phase::Ended);
    // A minute for each second: the drill is long ahead, and never went back.
    let ats: Vec<i64> = kept.entries.iter().map(|entry| entry.at).collect();
    assert!(ats.is_sorted(), "{ats:?}");
    assert_eq!(ats[0], stands);
    let deeds = i64::try_from(passed.len()).unwrap();
    assert!(ats.last().unwrap() - ats[0] >= (deeds - 1) * 3_600, "{ats:?}");
    // What happens on the way came, each once: by its minute, and by hand.
    let injected: Vec<&str> = kept
        .entries
        .iter()
        .filter_map(
            |entry| if let Event::Injected { text } = &entry.event { Some(text.as_str()) } else { None },
        )
        .collect();
    assert_eq!(injected.len(), 2, "{injected:?}");
    // The report has a time for each step, against its target, and what each unit held.
    let page = browser.get(&format!("/console/drills/{drill}")).await.text;
    assert!(page.contains("Lâu hơn mục tiêu"), "{page}");
    let csv = browser.get(&format!("/console/drills/{drill}/report.csv")).await.text;
    let lines: Vec<Vec<&str>> = csv.lines().skip(1).map(|line| line.split(',').collect()).collect();
    let playbook = office::playbook::Playbook::read(&kept.playbook).unwrap();
    for step in playbook.steps() {
        let line = lines.iter().find(|cells| cells[3] == format!("bước {}", step.number));
        let line = line.unwrap_or_else(|| panic!("step {}: {csv}", step.number));
        // From the end: a name may hold the sign that stands between cells.
        assert!(line[line.len() - 3].parse::<i64>().is_ok(), "{line:?}");
    }
    assert!(lines.iter().any(|cells| cells[3].starts_with("Thời gian mỗi đơn vị")), "{csv}");
    // Every page says that it is one, and no list, file or message of what is real has it.
    for path in [format!("/console/incidents/{id}"), format!("/console/incidents/{id}/do/comment")] {
        let page = browser.get(&path).await.text;
        assert!(page.contains("class=\"drill\"") && page.contains("DIỄN TẬP"), "{path}: {page}");
    }
    let paper = browser.get(&format!("/console/incidents/{id}/papers/notice/docx")).await;
    assert_eq!(paper.status, 200);
    assert!(paper.header("content-disposition").contains("dien-tap-notice"));
    let real = tell(&mut browser, "00801", "Vụ thật").await;
    let shared = [("kind", "domain"), ("value", "xau.example"), ("note", "")];
    assert_eq!(does(&mut browser, real, "indicator", &shared).await, 303);
    for path in [
        "/console/incidents?phase=all",
        "/console/incidents/export.csv?phase=all",
        "/console/search?q=dien+tap",
        &format!("/console/incidents/{real}"),
    ] {
        let got = browser.get(path).await;
        assert!(!got.text.contains("Mã độc trong diễn tập"), "{path}: {}", got.text);
        assert!(!got.text.contains("class=\"drill\""), "{path}");
    }
    // What is real is not the same as what is practised.
    let (one, other) = (id.to_string(), real.to_string());
    assert_eq!(does(&mut browser, real, "same", &[("incident", &one)]).await, 422);
    assert_eq!(does(&mut browser, id, "same", &[("incident", &other)]).await, 422);
    let sent = office.store.messages(None, None, 100).await.unwrap();
    // The real one alone was heard of.
    let real_ones = office.store.incident(real).await.unwrap().unwrap().entries.len();
    assert_eq!(sent.len(), real_ones, "{sent:?}");
    // When it is over, it is looked at, and nothing happens in it.
    assert_eq!(steer(&mut browser, drill, "end", &[]).await, 303);
    assert_eq!(does(&mut browser, id, "comment", &[]).await, 422);
    assert_eq!(browser.get(&format!("/console/drills/{drill}/incident")).await.status, 403);
    let then = office.store.drill(drill).await.unwrap().unwrap().drill.clock;
    office.wait(3_600);
    assert_eq!(then.now(office.now()), then.now(office.now() - 3_600));
}

async fn a_drill_is_steered_by_who_directs_there_and_what_was_not_seen_is_not_done(ground: Ground) {
    let office = Office::full(ground).await;
    office.person("xa", "00801", &[(Role::Coordinator, "00801")]).await;
    office.person("far", "04", &[(Role::Coordinator, "04")]).await;
    let mut leads = office.signed_in("coordinator").await;
    let drill = make(&mut leads, "08").await;
    let path = format!("/console/drills/{drill}");
    assert_eq!(
        steer(&mut leads, drill, "inject", &[("text", "Bí mật đến phút chót"), ("due", "5")]).await,
        303
    );
    let mut responder = office.signed_in("responder").await;
    let page = responder.get(&path).await;
    assert_eq!(page.status, 200);
    assert!(
        !page.text.contains("Bí mật đến phút chót") && !page.text.contains("name=\"do\""),
        "{}",
        page.text
    );
    for what in ["start", "fast", "stop", "forward", "inject", "send", "end"] {
        let more = [("minutes", "5"), ("text", "x"), ("inject", "1"), ("seen", "2")];
        let mut fields = vec![("do", what)];
        fields.extend(more);
        assert_eq!(responder.post(&path, &fields).await.status, 403, "{what}");
    }
    // Who works there takes part; outside of the unit nobody does; elsewhere it is not there.
    let id = open(&mut responder, drill, "00801").await;
    assert_eq!(does(&mut responder, id, "verify", &[]).await, 303);
    let mut far = office.signed_in("far").await;
    assert_eq!(far.get(&path).await.status, 404);
    assert_eq!(far.post(&path, &[("do", "end"), ("seen", "2")]).await.status, 404);
    assert_eq!(far.get(&format!("/console/incidents/{id}")).await.status, 404);
    // The clock goes forward, what was due comes, and who saw an older drill does nothing.
    let old = field(&leads.get(&path).await.text, "seen").unwrap();
    assert_eq!(steer(&mut leads, drill, "forward", &[("minutes", "5")]).await, 303);
    let page = responder.get(&format!("/console/incidents/{id}")).await.text;
    assert!(page.contains("Bí mật đến phút chót"), "{page}");
    for what in ["start", "forward", "inject", "send", "end"] {
        let fields =
            [("do", what), ("seen", old.as_str()), ("minutes", "5"), ("text", "Gõ dở"), ("inject", "1")];
        let got = leads.post(&path, &fields).await;
        assert_eq!(got.status, 409, "{what}: {}", got.text);
        assert!(got.text.contains("Gõ dở"), "{what}");
    }
    let kept = office.store.drill(drill).await.unwrap().unwrap();
    assert_eq!(kept.drill.clock.now(office.now()) - kept.drill.begun, 300);
    assert_eq!(steer(&mut leads, drill, "send", &[("inject", "1")]).await, 409, "it was sent");
}

async fn what_is_wrong_with_a_drill_is_said_and_what_was_typed_stays(ground: Ground) {
    let office = Office::full(ground).await;
    let mut browser = office.signed_in("coordinator").await;
    browser.get("/console/drills/new").await;
    for (name, bad) in [
        ("name", ""),
        ("name", "a\u{202e}b"),
        ("goal", "a\u{202e}b"),
        ("unit", "00401"),
        ("unit", "không có"),
        ("target_2", "0"),
        ("target_2", "-1"),
        ("target_11", "99999999999999999999"),
    ] {
        let good = [("name", "Tên gõ rồi"), ("goal", "Mục đích gõ rồi"), ("unit", "08"), (name, bad)];
        let fields: Vec<_> =
            good[..3].iter().filter(|(other, _)| *other != name).copied().chain([(name, bad)]).collect();
        let got = browser.post("/console/drills/new", &fields).await;
        assert_eq!(got.status, 422, "{name}={bad}");
        assert!(got.text.contains(&format!("id=\"{name}-error\"")), "{name}={bad}: {}", got.text);
        assert!(got.text.contains("gõ rồi"), "{name}={bad}");
    }
    let drill = make(&mut browser, "00801").await;
    for (what, more) in [
        ("forward", [("minutes", "0"), ("text", "")]),
        ("forward", [("minutes", "99999999999999999999"), ("text", "")]),
        ("inject", [("text", ""), ("due", "")]),
        ("inject", [("text", "x"), ("due", "-1")]),
        ("inject", [("text", "x"), ("due", "mai")]),
    ] {
        assert_eq!(steer(&mut browser, drill, what, &more).await, 422, "{what} {more:?}");
    }
    assert_eq!(steer(&mut browser, drill, "x", &[]).await, 404);
    // Hostile texts stay texts.
    let hostile = "<script>alert(1)</script> {{ 7 * 7 }}";
    assert_eq!(steer(&mut browser, drill, "inject", &[("text", hostile)]).await, 303);
    let page = browser.get(&format!("/console/drills/{drill}")).await.text;
    assert!(!page.contains("<script>alert") && page.contains("{{ 7 * 7 }}"), "{page}");
    // The unit that practises is 00801: an incident of the province is none of its.
    let path = format!("/console/drills/{drill}/incident");
    let detected = field(&browser.get(&path).await.text, "detected").unwrap();
    let fields = [
        ("title", "x"),
        ("told", "x"),
        ("kind", "malware"),
        ("unit", "08"),
        ("detected", detected.as_str()),
        ("source", "unit"),
    ];
    assert_eq!(browser.post(&path, &fields).await.status, 422);
}

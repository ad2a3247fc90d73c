//! The law's clocks as people meet them: from the first message on, past verification, merging, closing and opening again.
//!
//! Must never reach an incident but through the pages.

use std::sync::Arc;

use office::incident::{Event, Incident, Phase};
use office::rights::Role;

use super::grounds::{Ground, on_both};
use super::incidents::{does, follow, next, notes_sent, tell};
use super::office::{Browser, Office, between, field};

on_both!(
    clocks_run_from_the_first_message_on,
    what_a_unit_found_itself_owes_nobody_an_answer,
    what_decides_on_clocks_is_asked_for_and_nothing_is_answered_by_looking_away,
    of_two_that_are_one_the_older_clock_goes_on,
    what_is_late_stands_first_and_who_closes_without_it_says_why,
    reminders_reach_somebody_say_of_what_and_end_with_it,
    what_is_opened_again_goes_on_at_a_step_and_is_reported_anew,
    what_goes_on_elsewhere_reminds_nobody_here,
    an_owner_says_when_operators_tell_it,
);

/// Somebody of a unit tells of what it found itself, detected then; its number.
pub async fn found(browser: &mut Browser<'_>, unit: &str, title: &str, detected: &str) -> i64 {
    browser.get("/console/incidents/new").await;
    let fields = [
        ("title", title),
        ("told", "Máy tự gửi thư"),
        ("kind", "malware"),
        ("unit", unit),
        ("detected", detected),
        ("source", "unit"),
    ];
    let got = browser.post("/console/incidents/new", &fields).await;
    assert_eq!(got.status, 303, "{}", got.text);
    let path = got.header("location").split('?').next().unwrap().to_owned();
    path.rsplit('/').next().unwrap().parse().unwrap()
}

async fn page(browser: &mut Browser<'_>, id: i64) -> String {
    let page = browser.get(&format!("/console/incidents/{id}?all=yes")).await;
    assert_eq!(page.status, 200, "{}", page.text);
    page.text
}

/// What stands on an incident's page of what is owed.
async fn owed(browser: &mut Browser<'_>, id: i64) -> String {
    between(&page(browser, id).await, "<h2>Hạn báo cáo</h2>", "</section>").to_owned()
}

async fn incident(office: &Office, id: i64) -> Incident {
    office.store.incident(id).await.unwrap().unwrap().incident
}

async fn remind(office: &Office) -> usize {
    server::console::remind(&Arc::clone(&office.console), office.now()).await.unwrap()
}

/// Verified, classified, graded as ordinary, and with every fact answered with no.
pub async fn judged(browser: &mut Browser<'_>, id: i64) {
    for deed in ["verify", "classify", "grade", "facts"] {
        assert_eq!(does(browser, id, deed, &[]).await, 303, "{deed}");
    }
}

async fn lists(browser: &mut Browser<'_>, query: &str, title: &str) -> bool {
    browser.get(&format!("/console/incidents?{query}")).await.text.contains(title)
}

const REPORT: &str = "Báo cáo nguyên nhân, phạm vi ảnh hưởng";
const FIRST: &str = "Thông báo ban đầu về sự cố nghiêm trọng";
const IF_INCIDENT: &str = "Nếu đúng là sự cố";
const IF_SERIOUS: &str = "Nếu là sự cố nghiêm trọng";

async fn clocks_run_from_the_first_message_on(ground: Ground) {
    let office = Office::full(ground).await;
    let mut browser = office.signed_in("coordinator").await;
    // Detected three days and eight hours before it was told of, and looked at by nobody.
    let id = tell(&mut browser, "08", "Thư bị bỏ quên").await;
    assert_eq!(does(&mut browser, id, "redate", &[("detected", "2026-11-18T04:00")]).await, 303);
    let shown = owed(&mut browser, id).await;
    assert!(shown.contains(REPORT) && shown.contains("quá hạn"), "{shown}");
    assert!(shown.contains(IF_INCIDENT) && shown.contains(IF_SERIOUS) && shown.contains(FIRST), "{shown}");
    assert!(shown.contains("do/acknowledge"), "{shown}");
    assert!(!shown.contains("Báo cáo kết thúc"), "nothing has ended: {shown}");
    assert!(lists(&mut browser, "late=yes", "Thư bị bỏ quên").await);
    assert!(browser.get("/console").await.text.contains("Quá hạn"));
    // Those who answer for it are reminded although nobody has looked.
    assert!(remind(&office).await > 0);
    let reminded: Vec<String> = incident(&office, id).await.reminders.into_iter().map(|one| one.1).collect();
    for key in ["acknowledge", "report", "first_notice"] {
        assert!(reminded.iter().any(|one| one == key), "{key}: {reminded:?}");
    }
    // What is found to be none owes nothing any more.
    assert_eq!(does(&mut browser, id, "verify", &[("real", "no")]).await, 303);
    let shown = owed(&mut browser, id).await;
    assert!(shown.contains("Không có gì phải gửi"), "{shown}");
    assert!(!lists(&mut browser, "late=yes&phase=all", "Thư bị bỏ quên").await);
    office.wait(48 * 3_600);
    assert_eq!(remind(&office).await, 0);
    browser = office.signed_in("coordinator").await;
    // One that is graded as ordinary owes no first notice.
    let other = found(&mut browser, "08", "Tự tìm thấy", "2026-11-23T11:00").await;
    assert!(owed(&mut browser, other).await.contains(FIRST));
    judged(&mut browser, other).await;
    let shown = owed(&mut browser, other).await;
    assert!(!shown.contains(FIRST) && !shown.contains("Nếu "), "{shown}");
}

async fn what_a_unit_found_itself_owes_nobody_an_answer(ground: Ground) {
    let office = Office::full(ground).await;
    let mut browser = office.signed_in("coordinator").await;
    let id = found(&mut browser, "08", "Tự phát hiện", "2026-11-21T12:00").await;
    judged(&mut browser, id).await;
    let shown = owed(&mut browser, id).await;
    assert!(!shown.contains("Xác nhận đã nhận được"), "{shown}");
    assert!(!lists(&mut browser, "late=yes", "Tự phát hiện").await);
    let listed = browser.get("/console/incidents").await.text;
    assert!(!between(&listed, "Tự phát hiện", "</tr>").contains("Ngay lập tức"), "{listed}");
    // What somebody told of is owed at once: late when an hour has passed, on the page as in lists.
    let told = tell(&mut browser, "08", "Có người báo").await;
    assert_eq!(does(&mut browser, told, "redate", &[("detected", "2026-11-21T13:00")]).await, 303);
    assert!(owed(&mut browser, told).await.contains("ngay bây giờ"));
    assert!(!lists(&mut browser, "late=yes", "Có người báo").await);
    let listed = browser.get("/console/incidents").await.text;
    assert!(between(&listed, "Có người báo", "</tr>").contains("Ngay lập tức"), "{listed}");
    assert!(browser.get("/console").await.text.contains("Phải báo ngay"));
    office.wait(3_700);
    assert!(lists(&mut browser, "late=yes", "Có người báo").await);
    // It is offered wherever it is owed, and what is done is owed no more.
    judged(&mut browser, told).await;
    let shown = page(&mut browser, told).await;
    assert!(between(&shown, "class=\"next\"", "</section>").contains("do/acknowledge"), "{shown}");
    assert_eq!(does(&mut browser, told, "acknowledge", &[]).await, 303);
    assert!(!page(&mut browser, told).await.contains("do/acknowledge"));
    assert!(!lists(&mut browser, "late=yes", "Có người báo").await);
}

async fn what_decides_on_clocks_is_asked_for_and_nothing_is_answered_by_looking_away(ground: Ground) {
    let office = Office::full(ground).await;
    let mut browser = office.signed_in("coordinator").await;
    let id = found(&mut browser, "08", "Hỏi cho đủ", "2026-11-21T12:00").await;
    assert_eq!(does(&mut browser, id, "verify", &[]).await, 303);
    assert_eq!(does(&mut browser, id, "classify", &[]).await, 303);
    let answers = [("q-national_list", "doubt"), ("q-owner_cannot_cope", "yes"), ("q-interrupted", "no")];
    assert_eq!(does(&mut browser, id, "grade", &answers).await, 303);
    let link = next(&mut browser, id).await.unwrap();
    assert_eq!(link, format!("/console/incidents/{id}/do/facts"));
    let form = browser.get(&link).await.text;
    let chosen = |form: &str, name: &str| {
        let select = between(form, &format!("name=\"{name}\""), "</select>").to_owned();
        let option = select.split("<option").find(|option| option.contains(" selected"));
        option.map_or(String::new(), |option| between(option, "value=\"", "\"").to_owned())
    };
    // What was said when it was graded stands there; nothing else does.
    for (name, value) in [
        ("national_critical", "yes"),
        ("beyond_capacity", "yes"),
        ("severe_disruption", ""),
        ("security_signs", ""),
        ("personal_data", ""),
    ] {
        assert_eq!(chosen(&form, name), value, "{name}");
    }
    assert_eq!(does(&mut browser, id, "facts", &[("security_signs", "")]).await, 422);
    for (name, at) in [
        ("personal_data_at", "2099-01-01T00:00"),
        ("personal_data_at", "1999-01-01T00:00"),
        ("asked_at", "2099-01-01T00:00"),
    ] {
        let got = browser.get(&link).await;
        assert_eq!(got.status, 200);
        assert_eq!(does(&mut browser, id, "facts", &[(name, at)]).await, 422, "{name} {at}");
    }
    // Who says of which kind personal data are has said that some are.
    let facts = [("location_or_biometric", "yes"), ("personal_data_at", "2026-11-21T12:10")];
    assert_eq!(does(&mut browser, id, "facts", &facts).await, 303);
    let shown = owed(&mut browser, id).await;
    assert!(shown.contains("Thông báo vi phạm quy định bảo vệ dữ liệu cá nhân"), "{shown}");
    assert!(shown.contains("Thông báo cho chủ thể dữ liệu"), "{shown}");
    assert_ne!(next(&mut browser, id).await.unwrap(), link);
    // What was said stands there from then on.
    let form = browser.get(&link).await.text;
    assert_eq!(
        (chosen(&form, "location_or_biometric"), chosen(&form, "military")),
        ("yes".into(), "no".into())
    );
    // Who leaves by the exit says that it is too much for them: on a critical system that is owed at once.
    let critical = found(&mut browser, "08", "Trọng yếu", "2026-11-21T12:00").await;
    judged(&mut browser, critical).await;
    assert_eq!(does(&mut browser, critical, "facts", &[("national_critical", "yes")]).await, 303);
    assert!(!owed(&mut browser, critical).await.contains("NĐ 333/2026/NĐ-CP Điều 9.3.c"));
    let exit = [("exit", "emergency_report"), ("reference", "")];
    assert_eq!(does(&mut browser, critical, "exit", &exit).await, 303);
    assert!(owed(&mut browser, critical).await.contains("NĐ 333/2026/NĐ-CP Điều 9.3.c"));
    let link = next(&mut browser, critical).await.unwrap();
    assert!(link.ends_with("/papers/notice"), "{link}");
    // A dangerous situation is told of whatever the system is, and what the force asks for then is done within a day.
    let dangerous = found(&mut browser, "08", "Nguy hiểm", "2026-11-21T12:00").await;
    judged(&mut browser, dangerous).await;
    let facts = [("dangerous_situation", "yes"), ("asked_at", "2026-11-21T12:15")];
    assert_eq!(does(&mut browser, dangerous, "facts", &facts).await, 303);
    let shown = owed(&mut browser, dangerous).await;
    assert!(shown.contains("Luật 116/2025/QH15 Điều 20.4.a"), "{shown}");
    assert!(shown.contains("NĐ 330/2026/NĐ-CP Điều 18.1"), "{shown}");
}

async fn of_two_that_are_one_the_older_clock_goes_on(ground: Ground) {
    let office = Office::full(ground).await;
    let mut browser = office.signed_in("coordinator").await;
    let old = found(&mut browser, "08", "Thấy trước", "2026-11-19T00:00").await;
    let new = found(&mut browser, "08", "Thấy sau", "2026-11-21T10:00").await;
    let into = |id: i64| [("incident", Box::leak(id.to_string().into_boxed_str()) as &str)];
    assert_eq!(does(&mut browser, old, "same", &into(new)).await, 303);
    let kept = incident(&office, new).await;
    assert_eq!(kept.detected_at, incident(&office, old).await.detected_at);
    assert!(page(&mut browser, new).await.contains("thời hạn ở đây tính từ"));
    office.wait(24 * 3_600);
    browser = office.signed_in("coordinator").await;
    assert!(lists(&mut browser, "late=yes", "Thấy sau").await, "the 72 hours of the older one are over");
    // Neither goes on in one that is over: then nobody would work on either.
    assert_eq!(does(&mut browser, new, "same", &into(old)).await, 422);
    let none = found(&mut browser, "08", "Không phải", "2026-11-21T10:00").await;
    assert_eq!(does(&mut browser, none, "verify", &[("real", "no")]).await, 303);
    assert_eq!(does(&mut browser, new, "same", &into(none)).await, 422);
    assert_eq!(incident(&office, new).await.phase, Phase::Received);
    // A younger one changes nothing of the clock.
    let younger = found(&mut browser, "08", "Trẻ hơn", "2026-11-21T11:00").await;
    let before = incident(&office, new).await;
    assert_eq!(does(&mut browser, younger, "same", &into(new)).await, 303);
    let after = incident(&office, new).await;
    assert_eq!((after.detected_at, after.version), (before.detected_at, before.version + 1));
}

async fn what_is_late_stands_first_and_who_closes_without_it_says_why(ground: Ground) {
    let office = Office::full(ground).await;
    let mut browser = office.signed_in("coordinator").await;
    let id = found(&mut browser, "08", "Báo cáo trễ", "2026-11-21T12:00").await;
    judged(&mut browser, id).await;
    let tick = next(&mut browser, id).await.unwrap();
    assert!(tick.contains("do/tick"), "{tick}");
    // In the last quarter of its time it stands before the list, and it stays there when it is late.
    for hours in [53, 30] {
        office.wait(hours * 3_600);
        browser = office.signed_in("coordinator").await;
        let link = next(&mut browser, id).await.unwrap();
        assert!(link.ends_with("/papers/incident_report"), "{link}");
        let shown = page(&mut browser, id).await;
        let shown = between(&shown, "class=\"next\"", "</section>").to_owned();
        assert!(shown.contains(REPORT) && shown.contains("NĐ 331/2026/NĐ-CP Điều 31.2.d"), "{shown}");
    }
    // It is no next thing of who does not owe it.
    office.person("doi", "00802", &[(Role::Responder, "00802")]).await;
    assert_eq!(does(&mut browser, id, "team", &[("unit", "00802")]).await, 303);
    let mut team = office.signed_in("doi").await;
    assert!(next(&mut team, id).await.is_none_or(|link| !link.contains("/papers/")));
    // Of what is done in spite of it, nothing is kept from anybody.
    let kept = office.store.incident(id).await.unwrap().unwrap();
    let playbook = office::playbook::Playbook::read(&kept.playbook).unwrap();
    for step in playbook.steps().iter().filter(|step| !step.throughout) {
        if incident(&office, id).await.cause.is_none() && step.number == 11 {
            assert_eq!(does(&mut browser, id, "cause", &[]).await, 303);
        }
        assert_eq!(
            does(&mut browser, id, &format!("finish?step={}", step.id), &[]).await,
            303,
            "{}",
            step.number
        );
    }
    assert!(page(&mut browser, id).await.contains("do/end\""));
    assert_eq!(does(&mut browser, id, "end", &[]).await, 303);
    assert_eq!(notes_sent(&mut browser, id, "closing_report", "closing_report").await, 303);
    assert!(next(&mut browser, id).await.unwrap().ends_with("/papers/incident_report"));
    assert!(page(&mut browser, id).await.contains("do/close\""));
    let form = browser.get(&format!("/console/incidents/{id}/do/close")).await.text;
    assert!(
        form.contains("Chưa gửi: ") && form.contains(REPORT) && form.contains("name=\"reasons\""),
        "{form}"
    );
    assert_eq!(does(&mut browser, id, "close", &[("reasons", "")]).await, 422);
    let why = [("reasons", "Cơ quan chuyên trách đã biết")];
    assert_eq!(does(&mut browser, id, "close", &why).await, 303);
    let shown = page(&mut browser, id).await;
    assert!(shown.contains("Cơ quan chuyên trách đã biết"), "{shown}");
    let kept = office.store.incident(id).await.unwrap().unwrap();
    let Event::Closed { unmet, .. } = &kept.entries.last().unwrap().event else { panic!("not closed") };
    assert_eq!(unmet, &["report"]);
}

async fn reminders_reach_somebody_say_of_what_and_end_with_it(ground: Ground) {
    let office = Office::full(ground).await;
    office.person("giua", "TT", &[(Role::Coordinator, "TT")]).await;
    let mut centre = office.signed_in("giua").await;
    // Cao Bằng has nobody who works on incidents: whoever is next above is told, and nobody is said to be who is not.
    let id = found(&mut centre, "00401", "Không có người", "2026-11-21T12:00").await;
    judged(&mut centre, id).await;
    office.wait(37 * 3_600);
    assert!(remind(&office).await > 0);
    let mut centre = office.signed_in("giua").await;
    let told: Vec<i64> = incident(&office, id).await.reminders.iter().map(|one| one.2).collect();
    assert_eq!(told, [office.unit("TT")]);
    // It says of what, and how that stood; above whom it was told.
    let shown = page(&mut centre, id).await;
    let story = between(&shown, "<ol class=\"story\">", "</ol>").to_owned();
    assert!(story.contains(&format!("Đã nhắc Trung tâm mẫu: {REPORT}")), "{story}");
    assert!(story.contains("Còn 34 giờ") && story.contains("Cấp trên thứ 1"), "{story}");
    assert!(centre.get("/console/notices").await.text.contains(&format!("/console/incidents/{id}")));
    // Who is late is told as well as those above.
    office.person("cao-truc", "04", &[(Role::Responder, "04")]).await;
    office.wait(41 * 3_600);
    assert!(remind(&office).await > 0);
    let is = incident(&office, id).await;
    let late: Vec<(i64, u32)> =
        is.reminders.iter().filter(|one| one.0.contains(":late:")).map(|one| (one.2, one.3)).collect();
    assert_eq!(late, [(office.unit("04"), 0), (office.unit("TT"), 1)]);
    let mut centre = office.signed_in("giua").await;
    let shown = page(&mut centre, id).await;
    assert!(between(&shown, "<ol class=\"story\">", "</ol>").contains("Quá hạn"), "{shown}");
    let mut debtor = office.signed_in("cao-truc").await;
    assert!(debtor.get("/console/notices").await.text.contains(&format!("/console/incidents/{id}")));
    // When it is over, nobody is reminded any more of what was not sent.
    let passed = follow_without_reports(&mut centre, id).await;
    assert!(passed > 5);
    assert_eq!(incident(&office, id).await.phase, Phase::Closed);
    let before = incident(&office, id).await.reminders.len();
    office.wait(100 * 3_600);
    assert_eq!(remind(&office).await, 0);
    assert_eq!(incident(&office, id).await.reminders.len(), before);
}

/// Goes to the end and closes it without the report that is late.
pub async fn follow_without_reports(browser: &mut Browser<'_>, id: i64) -> usize {
    let kept = browser.office.store.incident(id).await.unwrap().unwrap();
    let playbook = office::playbook::Playbook::read(&kept.playbook).unwrap();
    let mut passed = 0;
    assert_eq!(does(browser, id, "cause", &[]).await, 303);
    for step in playbook.steps().iter().filter(|step| !step.throughout) {
        assert_eq!(does(browser, id, &format!("finish?step={}", step.id), &[]).await, 303, "{}", step.number);
        passed += 1;
    }
    assert_eq!(does(browser, id, "end", &[]).await, 303);
    assert_eq!(notes_sent(browser, id, "closing_report", "closing_report").await, 303);
    assert_eq!(does(browser, id, "close", &[]).await, 303);
    passed
}

async fn what_is_opened_again_goes_on_at_a_step_and_is_reported_anew(ground: Ground) {
    let office = Office::full(ground).await;
    let mut browser = office.signed_in("coordinator").await;
    let id = found(&mut browser, "08", "Tái phát", "2026-11-21T12:00").await;
    judged(&mut browser, id).await;
    follow_without_reports(&mut browser, id).await;
    let path = format!("/console/incidents/{id}/do/reopen");
    let form = browser.get(&path).await.text;
    let steps = between(&form, "name=\"at_step\"", "</select>").to_owned();
    let options: Vec<&str> =
        steps.split("<option value=\"").skip(2).map(|one| one.split('"').next().unwrap()).collect();
    assert_eq!(options.len(), 4, "steps 7 to 10: {steps}");
    for step in ["", "x", "action--a1d0c2e4-7b1f-4c3a-9e11-5c0de5e00001"] {
        assert_eq!(does(&mut browser, id, "reopen", &[("at_step", step)]).await, 422, "{step}");
    }
    let seen = field(&form, "seen").unwrap();
    let at = options[1].to_owned();
    assert_eq!(does(&mut browser, id, "reopen", &[("at_step", &at), ("seen", &seen)]).await, 303);
    let kept = office.store.incident(id).await.unwrap().unwrap();
    let playbook = office::playbook::Playbook::read(&kept.playbook).unwrap();
    assert_eq!(kept.incident.phase, Phase::Open);
    assert_eq!(kept.incident.here(&playbook).unwrap().number, 8);
    assert!(lists(&mut browser, "phase=open", "Tái phát").await);
    // The work of those steps is done again by the one next thing, to a report of its own.
    let passed = follow(&mut browser, id).await;
    assert_eq!(passed.iter().filter(|deed| *deed == "finish").count(), 4, "{passed:?}");
    assert_eq!(incident(&office, id).await.phase, Phase::Ended);
    assert_eq!(does(&mut browser, id, "close", &[]).await, 422, "the report of before");
    assert!(next(&mut browser, id).await.unwrap().ends_with("/papers/closing_report"));
    // What ended is opened again as well.
    assert!(page(&mut browser, id).await.contains("do/reopen\""));
    assert_eq!(does(&mut browser, id, "reopen", &[("at_step", &at)]).await, 303);
    assert_eq!(incident(&office, id).await.phase, Phase::Open);
}

async fn what_goes_on_elsewhere_reminds_nobody_here(ground: Ground) {
    let office = Office::full(ground).await;
    let mut browser = office.signed_in("coordinator").await;
    let id = found(&mut browser, "08", "Chuyển đi", "2026-11-21T12:00").await;
    judged(&mut browser, id).await;
    let path = format!("/console/incidents/{id}/package");
    let form = browser.get(&path).await.text;
    assert!(form.contains("name=\"goes_on\""), "{form}");
    let give =
        |goes_on: &'static str| [("to", "Công an tỉnh"), ("reasons", "theo yêu cầu"), ("goes_on", goes_on)];
    assert_eq!(browser.post(&path, &give("x")).await.status, 422);
    // A copy changes nothing of who is reminded.
    assert_eq!(browser.post(&path, &give("no")).await.status, 200);
    assert_eq!(incident(&office, id).await.gone_at, None);
    assert_eq!(browser.post(&path, &give("yes")).await.status, 200);
    assert!(incident(&office, id).await.gone_at.is_some());
    assert!(page(&mut browser, id).await.contains("Sự cố tiếp tục ở nơi nhận"));
    office.wait(100 * 3_600);
    browser = office.signed_in("coordinator").await;
    assert!(!lists(&mut browser, "late=yes", "Chuyển đi").await);
    assert_eq!(remind(&office).await, 0);
}

async fn an_owner_says_when_operators_tell_it(ground: Ground) {
    let office = Office::full(ground).await;
    let mut browser = office.signed_in("coordinator").await;
    let before = found(&mut browser, "00801", "Trước quy định", "2026-11-21T12:00").await;
    let path = format!("/console/units/{}/limit", office.unit("08"));
    let seen = field(&browser.get(&path).await.text, "seen").unwrap();
    for hours in ["0", "73", "-1", "hai", "99999999999999999999"] {
        let got = browser.post(&path, &[("hours", hours), ("why", ""), ("seen", &seen)]).await;
        assert_eq!(got.status, 422, "{hours}");
        assert!(got.text.contains("id=\"hours-error\"") && got.text.contains(hours), "{}", got.text);
    }
    assert_eq!(browser.post(&path, &[("hours", "2"), ("why", ""), ("seen", &seen)]).await.status, 303);
    let got = browser.post(&path, &[("hours", "9"), ("why", ""), ("seen", &seen)]).await;
    assert_eq!(got.status, 409);
    assert!(got.text.contains("trong 2 giờ") && got.text.contains("value=\"9\""), "{}", got.text);
    let unit = browser.get(&format!("/console/units/{}", office.unit("08"))).await.text;
    assert!(unit.contains("Đơn vị vận hành phải báo chủ quản trong 2 giờ"), "{unit}");
    // It is counted in incidents of later, and in those alone.
    let after = found(&mut browser, "00801", "Sau quy định", "2026-11-21T12:00").await;
    let line = |shown: &str| between(shown, "Đơn vị vận hành báo chủ quản", "</li>").to_owned();
    assert!(line(&owed(&mut browser, after).await).contains("Trước 14 giờ 00 phút"));
    assert!(line(&owed(&mut browser, before).await).contains("Luật không nêu ngày"));
    // Where the unit owns its system itself, it tells nobody.
    let own = found(&mut browser, "08", "Của mình", "2026-11-21T12:00").await;
    assert!(!owed(&mut browser, own).await.contains("Đơn vị vận hành báo chủ quản"));
    // It is for who directs there.
    for login in ["responder", "reader", "cao"] {
        let mut other = office.signed_in(login).await;
        assert_ne!(other.get(&path).await.status, 200, "{login}");
        assert_ne!(
            other.post(&path, &[("hours", "5"), ("why", ""), ("seen", "1")]).await.status,
            303,
            "{login}"
        );
    }
}

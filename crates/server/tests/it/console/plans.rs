//! Response plans as people write them: kept while they are incomplete, in force once approved, reminded of every year.
//!
//! Must never reach a plan but through the pages.

use std::sync::Arc;

use office::day::Day;
use office::plan::{Part, Phase};
use office::rights::{Grant, Role};
use office::units::UnitId;

use super::drills;
use super::grounds::{Ground, on_both};
use super::incidents::tell;
use super::office::{Browser, Office, field};
use super::sums::document;
use super::systems::{enter, restrict};

on_both!(
    a_plan_is_kept_while_incomplete_and_holds_once_it_is_approved,
    two_who_write_the_same_part_are_told_and_nothing_is_lost,
    each_does_what_is_theirs_and_what_is_foreign_is_not_there,
    a_system_that_somebody_may_not_see_stays_in_the_plan_and_is_not_named,
    those_who_answer_for_a_plan_are_reminded_once_and_then_those_above,
    hostile_texts_stay_texts_and_what_is_too_large_is_refused,
);

/// Begins one: its number.
pub async fn begin(browser: &mut Browser<'_>, unit: &str, year: &str) -> i64 {
    browser.get("/console/plans/new").await;
    let got = browser.post("/console/plans/new", &[("unit", unit), ("year", year)]).await;
    assert_eq!(got.status, 303, "{}", got.text);
    let path = got.header("location").split('?').next().unwrap().to_owned();
    path.rsplit('/').next().unwrap().parse().unwrap()
}

/// Sends a form of a plan, having seen what is there now; the status.
async fn does(browser: &mut Browser<'_>, id: i64, form: &str, more: &[(&str, &str)]) -> u16 {
    let seen = browser.office.store.plan(id).await.unwrap().unwrap().plan.version.to_string();
    let mut fields = vec![("seen", seen.as_str())];
    fields.extend(more);
    browser.post(&format!("/console/plans/{id}{form}"), &fields).await.status.as_u16()
}

/// Writes all that a plan needs.
pub async fn complete(browser: &mut Browser<'_>, id: i64) {
    for part in Part::ALL {
        let text = format!("Nội dung {}", part.as_str());
        let form = format!("/write/{}", part.as_str());
        assert_eq!(does(browser, id, &form, &[("text", &text)]).await, 303, "{form}");
    }
    scene(browser, id, "Máy chủ bị mã hóa").await;
}

async fn scene(browser: &mut Browser<'_>, id: i64, name: &str) {
    let actions = "Văn phòng | Rút dây mạng\nPhòng CNTT | Gọi đội ứng cứu";
    let fields = [("name", name), ("kind", "malware"), ("signs", "Tệp đổi tên"), ("actions", actions)];
    assert_eq!(does(browser, id, "/scenario", &fields).await, 303);
}

const APPROVAL: [(&str, &str); 3] = [("number", "12/QĐ-SXYZ"), ("date", "01/11/2026"), ("by", "Giám đốc Sở")];

/// Hands it in.
pub async fn submit(browser: &mut Browser<'_>, id: i64) {
    assert_eq!(does(browser, id, "", &[("do", "submit")]).await, 303);
}

/// Notes its approval.
pub async fn approve(browser: &mut Browser<'_>, id: i64) {
    assert_eq!(does(browser, id, "/approve", &APPROVAL).await, 303);
}

/// One in force: written, handed in and approved.
async fn held(browser: &mut Browser<'_>, unit: &str, year: &str) -> i64 {
    let id = begin(browser, unit, year).await;
    complete(browser, id).await;
    submit(browser, id).await;
    approve(browser, id).await;
    id
}

async fn phase(office: &Office, id: i64) -> Phase {
    office.store.plan(id).await.unwrap().unwrap().plan.phase
}

async fn a_plan_is_kept_while_incomplete_and_holds_once_it_is_approved(ground: Ground) {
    let office = Office::full(ground).await;
    let mut browser = office.signed_in("coordinator").await;
    let id = begin(&mut browser, "08", "2026").await;
    let page = browser.get(&format!("/console/plans/{id}")).await.text;
    for missing in ["Còn thiếu trước khi trình", "Nguyên tắc ưu tiên", "Ít nhất một tình huống"]
    {
        assert!(page.contains(missing), "{missing}: {page}");
    }
    assert!(!page.contains("value=\"submit\""), "{page}");
    assert_eq!(does(&mut browser, id, "", &[("do", "submit")]).await, 409);
    let again = browser.post("/console/plans/new", &[("unit", "08"), ("year", "2027")]).await;
    assert_eq!(again.status, 409, "one at a time");
    let system = enter(&mut browser, "08", "Cổng dịch vụ công").await;
    let chosen = format!("system-{system}");
    assert_eq!(does(&mut browser, id, "/systems", &[(&chosen, "yes")]).await, 303);
    complete(&mut browser, id).await;
    assert_eq!(does(&mut browser, id, "", &[("do", "submit")]).await, 303);
    assert_eq!(does(&mut browser, id, "/write/risks", &[("text", "khác")]).await, 409, "it was handed in");
    for wrong in [("number", ""), ("date", "01/01/2027"), ("date", "x"), ("by", "")] {
        let fields: Vec<_> =
            APPROVAL.into_iter().map(|one| if one.0 == wrong.0 { wrong } else { one }).collect();
        assert_eq!(does(&mut browser, id, "/approve", &fields).await, 422, "{wrong:?}");
    }
    assert_eq!(does(&mut browser, id, "", &[("do", "hand-back"), ("why", "")]).await, 422);
    assert_eq!(does(&mut browser, id, "", &[("do", "hand-back"), ("why", "Thiếu số điện thoại")]).await, 303);
    assert_eq!(does(&mut browser, id, "", &[("do", "submit")]).await, 303);
    assert_eq!(does(&mut browser, id, "/approve", &APPROVAL).await, 303);
    assert_eq!(does(&mut browser, id, "/approve", &APPROVAL).await, 409, "once");
    let page = browser.get(&format!("/console/plans/{id}")).await.text;
    for stands in ["12/QĐ-SXYZ", "Giám đốc Sở", "Cổng dịch vụ công", "Rút dây mạng", "Có hiệu lực"]
    {
        assert!(page.contains(stands), "{stands}: {page}");
    }
    // The paper has what the page has, in the layout of a plan, without a number or a day.
    let (got, docx) = browser.take(&format!("/console/plans/{id}/docx")).await;
    assert_eq!(got.status, 200);
    let text = document(&docx);
    for stands in
        ["KẾ HOẠCH", "Nội dung priorities", "Cổng dịch vụ công|", "Rút dây mạng|Văn phòng|", "Nơi nhận"]
    {
        assert!(text.contains(stands), "{stands}: {text}");
    }
    assert!(!text.contains("12/QĐ-SXYZ"), "{text}");
    // An incident of the unit leads to it, at the scenario of its kind.
    let incident = tell(&mut browser, "08", "Mã độc").await;
    let page = browser.get(&format!("/console/incidents/{incident}")).await.text;
    assert!(page.contains(&format!("/console/plans/{id}#scenario-1")), "{page}");
    // A drill practises a scenario of it, and both say so.
    let drill = drills::make(&mut browser, "08").await;
    let scenario = format!("{id}:1");
    assert_eq!(drills::steer(&mut browser, drill, "scenario", &[("scenario", &scenario)]).await, 303);
    let gone = format!("{id}:9");
    assert_eq!(drills::steer(&mut browser, drill, "scenario", &[("scenario", &gone)]).await, 409);
    assert_eq!(drills::steer(&mut browser, drill, "scenario", &[("scenario", "x")]).await, 404);
    let page = browser.get(&format!("/console/drills/{drill}")).await.text;
    assert!(page.contains(&format!("/console/plans/{id}#scenario-1")), "{page}");
    let page = browser.get(&format!("/console/plans/{id}")).await.text;
    assert!(page.contains(&format!("/console/drills/{drill}\"")), "{page}");
    // The next begins with what this one says, and takes its place when it is approved.
    let next = begin(&mut browser, "08", "2027").await;
    let page = browser.get(&format!("/console/plans/{next}")).await.text;
    assert!(page.contains("Nội dung risks") && page.contains("Cổng dịch vụ công"), "{page}");
    assert_eq!(phase(&office, id).await, Phase::InForce);
    assert_eq!(does(&mut browser, next, "", &[("do", "submit")]).await, 303);
    assert_eq!(does(&mut browser, next, "/approve", &APPROVAL).await, 303);
    assert_eq!((phase(&office, id).await, phase(&office, next).await), (Phase::Superseded, Phase::InForce));
    let list = browser.get("/console/plans").await.text;
    assert!(list.contains("3 đơn vị được liệt kê trong 3; 1 đơn vị có kế hoạch"), "{list}");
    let none = browser.get("/console/plans/export.csv?state=none").await.text;
    assert!(none.contains("00801") && !none.contains("Tuyên Quang"), "{none}");
    let csv = browser.get("/console/plans/export.csv?state=in-force").await.text;
    assert!(csv.contains("2027,12/QĐ-SXYZ,01/11/2026,Giám đốc Sở,01/11/2027"), "{csv}");
    assert_eq!(does(&mut browser, next, "", &[("do", "end"), ("why", "Đơn vị giải thể")]).await, 303);
    assert_eq!(phase(&office, next).await, Phase::Ended);
    // Every change stands in the record, and nothing of what the plan says.
    let record = office.signed_in("auditor").await.get(&format!("/console/record?about=plan:{id}")).await;
    assert!(record.text.contains("Phê duyệt kế hoạch ứng phó"), "{}", record.text);
    assert!(!record.text.contains("Nội dung risks"), "{}", record.text);
}

async fn two_who_write_the_same_part_are_told_and_nothing_is_lost(ground: Ground) {
    let office = Office::full(ground).await;
    let mut one = office.signed_in("coordinator").await;
    let mut other = office.signed_in("officer").await;
    let id = begin(&mut one, "08", "2026").await;
    let at = format!("/console/plans/{id}/write/risks");
    let mine = field(&one.get(&at).await.text, "seen").unwrap();
    let theirs = field(&other.get(&at).await.text, "seen").unwrap();
    assert_eq!(other.post(&at, &[("seen", &theirs), ("text", "Của người kia")]).await.status, 303);
    let got = one.post(&at, &[("seen", &mine), ("text", "Của tôi")]).await;
    assert_eq!(got.status, 409);
    assert!(got.text.contains("Của người kia") && got.text.contains(">Của tôi</textarea>"), "{}", got.text);
    let now = field(&got.text, "seen").unwrap();
    assert_eq!(one.post(&at, &[("seen", &now), ("text", "Của cả hai")]).await.status, 303);
    // Another part is in nobody's way.
    let means = format!("/console/plans/{id}/write/means");
    assert_eq!(other.post(&means, &[("seen", &theirs), ("text", "Hai máy")]).await.status, 303);
    scene(&mut one, id, "Mất điện").await;
    let at = format!("/console/plans/{id}/scenario?number=1");
    let seen = field(&one.get(&at).await.text, "seen").unwrap();
    let fields = |name: &'static str, seen: &str| {
        [("seen", seen.to_owned()), ("name", name.to_owned()), ("kind", "malware".to_owned())]
    };
    let pairs = fields("Mất điện lâu", &seen);
    let pairs: Vec<(&str, &str)> = pairs.iter().map(|(name, value)| (*name, value.as_str())).collect();
    assert_eq!(other.post(&at, &pairs).await.status, 303);
    let pairs = fields("Cháy", &seen);
    let pairs: Vec<(&str, &str)> = pairs.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let got = one.post(&at, &pairs).await;
    assert_eq!(got.status, 409);
    assert!(got.text.contains("Mất điện lâu") && got.text.contains("value=\"Cháy\""), "{}", got.text);
    // What becomes of a plan is decided by who has seen what it says now.
    let old = one.post(&format!("/console/plans/{id}"), &[("do", "end"), ("why", "x"), ("seen", "1")]).await;
    assert_eq!(old.status, 409);
    assert_eq!(phase(&office, id).await, Phase::Draft);
}

async fn each_does_what_is_theirs_and_what_is_foreign_is_not_there(ground: Ground) {
    let office = Office::full(ground).await;
    let mut officer = office.signed_in("officer").await;
    let id = begin(&mut officer, "08", "2026").await;
    complete(&mut officer, id).await;
    assert_eq!(does(&mut officer, id, "", &[("do", "submit")]).await, 303);
    assert_eq!(does(&mut officer, id, "/approve", &APPROVAL).await, 403);
    assert_eq!(does(&mut officer, id, "", &[("do", "hand-back"), ("why", "x")]).await, 403);
    assert_eq!(does(&mut officer, id, "", &[("do", "end"), ("why", "x")]).await, 403);
    let mut reader = office.signed_in("reader").await;
    assert_eq!(reader.get(&format!("/console/plans/{id}")).await.status, 200);
    assert_eq!(reader.get(&format!("/console/plans/{id}/write/risks")).await.status, 403);
    assert_eq!(does(&mut reader, id, "/write/risks", &[("text", "x")]).await, 403);
    assert_eq!(reader.get("/console/plans/new").await.status, 403);
    office.person("far", "04", &[(Role::Coordinator, "04")]).await;
    let mut far = office.signed_in("far").await;
    for path in ["", "/docx", "/approve", "/write/risks", "/scenario", "/systems"] {
        assert_eq!(far.get(&format!("/console/plans/{id}{path}")).await.status, 404, "{path}");
    }
    assert!(!far.get("/console/plans/export.csv").await.text.contains("Tuyên Quang"));
    let mut administrator = office.signed_in("tuyen").await;
    assert_eq!(administrator.get("/console/plans").await.status, 403);
    // Who lost the role a second ago does nothing any more.
    let mut coordinator = office.signed_in("coordinator").await;
    let grant = Grant { role: Role::Coordinator, unit: UnitId(office.unit("08")) };
    let who = office.known("coordinator").await.id;
    office.store.withdraw(who, grant, &office.deed()).await.unwrap();
    assert_eq!(does(&mut coordinator, id, "/approve", &APPROVAL).await, 404);
    assert_eq!(phase(&office, id).await, Phase::Submitted);
}

async fn a_system_that_somebody_may_not_see_stays_in_the_plan_and_is_not_named(ground: Ground) {
    let office = Office::full(ground).await;
    let mut owner = office.signed_in("coordinator").await;
    let open = enter(&mut owner, "08", "Văn bản điện tử").await;
    let hidden = enter(&mut owner, "08", "Hồ sơ kín").await;
    let foreign = enter(&mut owner, "00801", "Của xã").await;
    restrict(&mut owner, hidden).await;
    let id = begin(&mut owner, "08", "2026").await;
    let tick = |system: i64| format!("system-{system}");
    let both = [(tick(open), "yes"), (tick(hidden), "yes"), (tick(foreign), "yes"), (tick(999), "yes")];
    let both: Vec<(&str, &str)> = both.iter().map(|(name, value)| (name.as_str(), *value)).collect();
    assert_eq!(does(&mut owner, id, "/systems", &both).await, 303);
    let kept = office.store.plan(id).await.unwrap().unwrap();
    assert_eq!(kept.plan.systems.iter().copied().collect::<Vec<_>>(), [open, hidden]);
    complete(&mut owner, id).await;
    let mut officer = office.signed_in("officer").await;
    for path in ["", "/systems"] {
        let page = officer.get(&format!("/console/plans/{id}{path}")).await.text;
        assert!(page.contains("Văn bản điện tử") && !page.contains("Hồ sơ kín"), "{page}");
        assert!(page.contains("không được nêu tên ở đây"), "{page}");
        assert!(!page.contains(&format!("/console/systems/{hidden}")), "{page}");
    }
    let docx = officer.take(&format!("/console/plans/{id}/docx")).await.1;
    assert!(!document(&docx).contains("Hồ sơ kín") && document(&docx).contains("Văn bản điện tử"));
    // Whoever takes out all that they see takes nothing else out, and cannot put in what they do not see.
    assert_eq!(does(&mut officer, id, "/systems", &[(&tick(hidden), "no")]).await, 303);
    let kept = office.store.plan(id).await.unwrap().unwrap();
    assert_eq!(kept.plan.systems.iter().copied().collect::<Vec<_>>(), [hidden]);
    let page = officer.get(&format!("/console/plans/{id}")).await.text;
    assert!(page.contains("Chưa chọn hệ thống nào"), "{page}");
    let record = office.signed_in("auditor").await.get(&format!("/console/record?about=plan:{id}")).await;
    assert!(!record.text.contains("Hồ sơ kín"), "{}", record.text);
}

async fn those_who_answer_for_a_plan_are_reminded_once_and_then_those_above(ground: Ground) {
    let office = Office::full(ground).await;
    office.person("giua", "TT", &[(Role::Coordinator, "TT")]).await;
    let mut browser = office.signed_in("giua").await;
    let id = held(&mut browser, "08", "2026").await;
    let remind = |on: &str| {
        office.set_clock(Day::read(on).unwrap().begins().unwrap() + 3_600);
        let (console, now) = (Arc::clone(&office.console), office.now());
        async move {
            // Two servers at once.
            let (one, two) =
                tokio::join!(server::console::remind(&console, now), server::console::remind(&console, now));
            one.unwrap() + two.unwrap()
        }
    };
    let object = format!("plan:{id}");
    let told = async |login: &str| -> Vec<String> {
        let notices = office.store.notices(office.known(login).await.id, 100).await.unwrap();
        notices.into_iter().filter(|one| one.object == object).map(|one| one.kind).collect()
    };
    assert_eq!(remind("2026-11-30").await, 0);
    assert_eq!(remind("2026-12-01").await, 1, "the year ends, and there is none for the next");
    assert_eq!(remind("2026-12-02").await, 0, "once");
    assert_eq!(told("officer").await, ["plan.year-ends"]);
    assert_eq!(remind("2027-10-01").await, 0);
    assert_eq!(remind("2027-10-02").await, 1, "thirty days before");
    assert_eq!(remind("2027-10-20").await, 0);
    assert!(told("giua").await.is_empty(), "it is not late");
    assert_eq!(remind("2027-11-02").await, 1, "it is late");
    assert_eq!(remind("2027-11-03").await, 0);
    assert_eq!(told("officer").await.len(), 3);
    assert_eq!(told("coordinator").await.len(), 3);
    assert_eq!(told("giua").await, ["plan.review-late"], "those above, when it is late");
    assert!(told("reader").await.is_empty());
    let mut officer = office.signed_in("officer").await;
    let page = officer.get("/console/notices").await.text;
    assert!(page.contains(&format!("/console/plans/{id}")) && page.contains("đã quá hạn rà soát"), "{page}");
    let list = officer.get("/console/plans?state=late").await.text;
    assert!(list.contains("trong đó 1 quá hạn rà soát"), "{list}");
    assert_eq!(does(&mut officer, id, "", &[("do", "review")]).await, 303);
    let list = officer.get("/console/plans?state=late").await.text;
    assert!(list.contains("trong đó 0 quá hạn rà soát"), "{list}");
    let kept = office.store.plan(id).await.unwrap().unwrap();
    assert_eq!(kept.plan.review_by, Day::new(2028, 11, 3));
    // What does not hold any more reminds nobody.
    let mut browser = office.signed_in("giua").await;
    assert_eq!(does(&mut browser, id, "", &[("do", "end"), ("why", "x")]).await, 303);
    assert_eq!(remind("2029-12-05").await, 0);
}

async fn hostile_texts_stay_texts_and_what_is_too_large_is_refused(ground: Ground) {
    let office = Office::full(ground).await;
    let mut browser = office.signed_in("coordinator").await;
    let id = begin(&mut browser, "08", "2026").await;
    let markup = "<script>alert(1)</script> {{ f.form_key }} ${1+1} </w:t>";
    complete(&mut browser, id).await;
    assert_eq!(does(&mut browser, id, "/write/risks", &[("text", markup)]).await, 303);
    let fields = [("name", markup), ("kind", "malware"), ("actions", "<b>ai</b> | =1+1")];
    assert_eq!(does(&mut browser, id, "/scenario", &fields).await, 303);
    let page = browser.get(&format!("/console/plans/{id}")).await.text;
    assert!(!page.contains("<script>alert") && !page.contains("<b>ai</b>"), "{page}");
    assert!(page.contains("{{ f.form_key }}"), "{page}");
    let docx = browser.take(&format!("/console/plans/{id}/docx")).await.1;
    assert!(document(&docx).contains(markup), "{}", document(&docx));
    let long = "x".repeat(6_001);
    for (form, name, text) in [
        ("/write/risks", "text", long.as_str()),
        ("/write/risks", "text", "a\u{202e}b"),
        ("/scenario", "name", "a\u{202e}b"),
        ("/scenario", "signs", &long),
        ("/scenario", "actions", "không có gạch"),
        ("/scenario", "kind", "khong-co"),
    ] {
        let mut fields = vec![("name", "Tên"), ("kind", "malware"), ("actions", "a | b")];
        fields.retain(|(other, _)| *other != name);
        fields.push((name, text));
        assert_eq!(does(&mut browser, id, form, &fields).await, 422, "{form} {name}");
    }
    let huge = "x".repeat(70_000);
    assert_eq!(does(&mut browser, id, "/write/risks", &[("text", &huge)]).await, 413);
    for (path, status) in [("/write/khong", 404), ("/scenario?number=77", 404), ("/scenario?number=x", 400)] {
        let got = browser.get(&format!("/console/plans/{id}{path}")).await;
        assert_eq!(got.status, status, "{path}");
    }
    assert_eq!(does(&mut browser, id, "", &[("do", "khong")]).await, 404);
    assert_eq!(does(&mut browser, id, "", &[("do", "submit")]).await, 303);
    let formula = [("number", "=HYPERLINK(\"x\")"), ("date", "01/11/2026"), ("by", "+cmd|' /C calc'!A0")];
    assert_eq!(does(&mut browser, id, "/approve", &formula).await, 303);
    let csv = browser.get("/console/plans/export.csv").await.text;
    assert!(!csv.contains(",=HYPER") && !csv.contains(",\"=HYPER") && !csv.contains(",+cmd"), "{csv}");
    for year in ["2020", "x", "99999"] {
        let got = browser.post("/console/plans/new", &[("unit", "00801"), ("year", year)]).await;
        assert_eq!(got.status, 422, "{year}");
    }
    assert_eq!(browser.get("/console/plans?unit=%3Cb%3E").await.status, 422);
}

//! Parts in an incident through its pages: who may what, to whom it is given, what is ordered, and who has the evidence.
//!
//! Must never look into the store for what a page says.

use office::rights::Role;

use super::evidence::keep;
use super::grounds::{Ground, on_both};
use super::incidents::{does, tell};
use super::office::{Browser, Office, between, field};

on_both!(
    a_called_up_team_is_offered_and_may_do_what_helps_and_nothing_that_says_what_it_is,
    what_a_citizen_told_is_given_to_the_unit_that_it_concerns,
    what_is_restricted_stays_restricted_when_it_is_given,
    who_is_ordered_sees_it_says_what_was_done_and_is_reminded_once,
    evidence_goes_on_from_who_has_it_or_the_chain_is_said_to_be_broken,
    parts_are_called_as_the_rules_of_the_day_call_them,
);

fn deed(page: &str, deed: &str) -> bool {
    page.contains(&format!("/do/{deed}\"")) || page.contains(&format!("/do/{deed}?"))
}

async fn page(browser: &mut Browser<'_>, id: i64) -> String {
    let got = browser.get(&format!("/console/incidents/{id}?all=yes")).await;
    assert_eq!(got.status, 200, "{}", got.text);
    got.text
}

async fn a_called_up_team_is_offered_and_may_do_what_helps_and_nothing_that_says_what_it_is(ground: Ground) {
    let office = Office::full(ground).await;
    office.person("cao-ung-cuu", "04", &[(Role::Responder, "04")]).await;
    office.person("xa-ung-cuu", "00401", &[(Role::Responder, "00401")]).await;
    let mut browser = office.signed_in("coordinator").await;
    let id = tell(&mut browser, "08", "Cần giúp").await;
    for deed in ["verify", "classify", "grade"] {
        assert_eq!(does(&mut browser, id, deed, &[]).await, 303, "{deed}");
    }
    let mut team = office.signed_in("cao-ung-cuu").await;
    assert_eq!(team.get(&format!("/console/incidents/{id}")).await.status, 404);
    assert_eq!(does(&mut browser, id, "team", &[("unit", "04")]).await, 303);
    assert_eq!(does(&mut browser, id, "team", &[("unit", "00401")]).await, 303);
    let own = page(&mut browser, id).await;
    let theirs = page(&mut team, id).await;
    let facts: Vec<(&str, &str)> = [
        "security_signs",
        "severe_disruption",
        "beyond_capacity",
        "dangerous_situation",
        "service_enterprise",
        "national_critical",
        "military",
        "defence",
        "complex",
        "personal_data",
        "location_or_biometric",
        "finance_sensitive",
    ]
    .map(|name| (name, "no"))
    .to_vec();
    let before = office.store.incident(id).await.unwrap().unwrap().entries.len();
    let paper = [("form", "notice"), ("date", "21/11/2026"), ("at", "2026-11-21T12:00"), ("file", "paper")];
    let sent = [paper[0], paper[1], paper[2], paper[3], ("number", "1/BC")];
    let refused: [(&str, &[(&str, &str)]); 14] = [
        ("classify", &[]),
        ("grade", &[("grade", "serious")]),
        ("redate", &[("detected", "2026-11-01T07:00")]),
        ("rename", &[("title", "Tên khác")]),
        ("facts", &facts),
        ("impact", &[("people", "3"), ("loss", "")]),
        ("cause", &[]),
        ("release", &[]),
        ("spokesperson", &[("post", "Chánh văn phòng")]),
        ("help", &[("of", "Bạn")]),
        ("sent", &sent),
        ("end", &[]),
        ("close", &[]),
        ("give", &[("unit", "04")]),
    ];
    for (what, more) in refused {
        assert_eq!(does(&mut team, id, what, more).await, 403, "{what}");
        assert!(!deed(&theirs, what), "{what} is offered: {theirs}");
    }
    let written = [("seen", "0"), ("summary", "x")];
    let got = team.post(&format!("/console/incidents/{id}/papers/notice"), &written).await;
    assert_eq!(got.status, 403, "{}", got.text);
    assert_eq!(office.store.incident(id).await.unwrap().unwrap().entries.len(), before, "nothing was done");
    for offered in ["classify", "grade", "redate", "facts", "give", "order"] {
        assert!(deed(&own, offered), "{offered}: {own}");
    }
    // What they find and do, they say.
    let helps: [(&str, &[(&str, &str)]); 4] = [
        ("machine", &[("found", "2"), ("cleaned", "1")]),
        ("contain", &[]),
        ("indicator", &[("kind", "domain"), ("value", "xau.example")]),
        ("task", &[]),
    ];
    for (what, more) in helps {
        assert!(deed(&theirs, what), "{what}: {theirs}");
        assert_eq!(does(&mut team, id, what, more).await, 303, "{what}");
    }
    assert_eq!(keep(&mut team, id, "log", "a.log", b"one").await.status, 303);
    // Both teams are named, and both tick in a step that teams lead.
    let kept = office.store.incident(id).await.unwrap().unwrap();
    let playbook = office::playbook::Playbook::read(&kept.playbook).unwrap();
    for step in &playbook.steps()[..3] {
        let finish = format!("finish?step={}", step.id);
        assert_eq!(does(&mut browser, id, &finish, &[]).await, 303);
    }
    let skip = format!("skip?step={}", playbook.steps()[3].id);
    assert_eq!(does(&mut browser, id, &skip, &[]).await, 303);
    let finish = format!("finish?step={}", playbook.steps()[5].id);
    assert_eq!(does(&mut browser, id, &finish, &[]).await, 303);
    let seventh = &playbook.steps()[6];
    let mut second = office.signed_in("xa-ung-cuu").await;
    let shown = page(&mut second, id).await;
    let led = between(&shown, "id=\"step\"", "</section>");
    assert!(led.contains("Tỉnh Cao Bằng; Xã Hòa An"), "{led}");
    let tick = |item: usize| format!("tick?step={}&item={}", seventh.id, seventh.checklist[item].key);
    assert_eq!(does(&mut second, id, &tick(0), &[]).await, 303);
    assert_eq!(does(&mut team, id, &tick(1), &[]).await, 303);
}

/// Somebody tells of one on the public page: its code.
async fn told(office: &Office) -> String {
    let fields = [
        ("title", "Trang web xã bị đổi"),
        ("told", "Trang chủ hiện hình lạ"),
        ("kind", "defacement"),
        ("name", "Trần Thị B"),
        ("contact", "0987 654 321"),
    ];
    let got = office.browser().post_just("/report", &fields).await;
    assert_eq!(got.status, 200, "{}", got.text);
    between(&got.text, "<p class=\"big\">", "<").to_owned()
}

/// How many a list has, as its file.
async fn listed(browser: &mut Browser<'_>, query: &str) -> usize {
    let got = browser.get(&format!("/console/incidents/export.csv?{query}")).await;
    assert_eq!(got.status, 200, "{query}");
    got.text.lines().count() - 1
}

async fn what_a_citizen_told_is_given_to_the_unit_that_it_concerns(ground: Ground) {
    let office = Office::full(ground).await;
    office.person("giua", "TT", &[(Role::Coordinator, "TT")]).await;
    office.person("xa", "00801", &[(Role::Officer, "00801")]).await;
    let code = told(&office).await;
    let id = office.store.incident_coded(&code).await.unwrap().unwrap();
    let mut centre = office.signed_in("giua").await;
    let mut commune = office.signed_in("xa").await;
    let mut province = office.signed_in("coordinator").await;
    let (own, whole) = ("phase=all&unit=TT&below=own", "phase=all&unit=00801&below=own");
    assert_eq!((listed(&mut centre, own).await, listed(&mut centre, whole).await), (1, 0));
    for browser in [&mut commune, &mut province] {
        assert_eq!(browser.get(&format!("/console/incidents/{id}")).await.status, 404);
    }
    assert!(deed(&page(&mut centre, id).await, "give"));
    assert_eq!(does(&mut centre, id, "give", &[("unit", "không có")]).await, 422);
    assert_eq!(does(&mut centre, id, "give", &[("unit", "00801"), ("reasons", "")]).await, 422);
    assert_eq!(does(&mut centre, id, "give", &[("unit", "TT")]).await, 409, "it is theirs");
    let stale = field(&centre.get(&format!("/console/incidents/{id}/do/give")).await.text, "seen").unwrap();
    assert_eq!(does(&mut centre, id, "give", &[("unit", "00801"), ("seen", &stale)]).await, 303);
    assert_eq!(does(&mut centre, id, "give", &[("unit", "04"), ("seen", &stale)]).await, 409, "another did");
    // It is the commune's: they are told, and it is theirs to work on; the province owns the system and owes the reports.
    let notices = commune.get("/console/notices").await.text;
    assert!(notices.contains(&format!("Sự cố #{id} được chuyển cho đơn vị của bạn")), "{notices}");
    assert_eq!(does(&mut commune, id, "verify", &[]).await, 303);
    let shown = page(&mut commune, id).await;
    assert!(shown.contains("Chuyển từ Trung tâm mẫu cho Xã Mỹ Lâm"), "{shown}");
    let path = between(&shown, "<p class=\"path\"><a href=\"/console/units/", "</a>");
    assert!(path.ends_with("Xã Mỹ Lâm"), "{path}");
    let parts = between(&shown, "Ai tham gia", "</section>");
    assert!(parts.contains("Chủ quản hệ thống thông tin</dt><dd>Tỉnh Tuyên Quang"), "{parts}");
    let owed = between(&shown, "<ul class=\"lines\">", "</aside>");
    assert!(owed.contains("Tỉnh Tuyên Quang (Chủ quản hệ thống thông tin)"), "{owed}");
    assert_eq!(does(&mut province, id, "classify", &[]).await, 303);
    // Lists and sums go by it.
    assert_eq!((listed(&mut centre, own).await, listed(&mut centre, whole).await), (0, 1));
    let sums = commune.get("/console/incidents/sums?period=2026").await.text;
    let row = between(&sums, "mã độc</th>", "</tr>");
    assert!(row.contains(">1<"), "{row}");
    // Papers too, and whoever told of it is answered as before.
    let paper = commune.get(&format!("/console/incidents/{id}/papers/initial_report")).await.text;
    assert_eq!(field(&paper, "operator_name").as_deref(), Some("Xã Mỹ Lâm"));
    let told = office.browser().get(&format!("/report?code={code}")).await.text;
    assert!(told.contains("đang được xử lý"), "{told}");
    // Given away by who has no part then, it is not there for them, and they are told so; who has one goes on.
    assert_eq!(does(&mut province, id, "team", &[("unit", "00801")]).await, 303);
    province.get(&format!("/console/incidents/{id}/do/give")).await;
    let fields = [("unit", "04"), ("reasons", "của tỉnh bạn")];
    let got = province.post(&format!("/console/incidents/{id}/do/give"), &fields).await;
    assert_eq!(got.status, 303, "{}", got.text);
    // It is above one with a part, and so sees it still.
    assert_eq!(got.header("location"), format!("/console/incidents/{id}?done=done"));
    assert_eq!(commune.get(&format!("/console/incidents/{id}")).await.status, 200);
    assert_eq!(does(&mut province, id, "give", &[("unit", "08")]).await, 403);
    assert_eq!(does(&mut commune, id, "grade", &[]).await, 403);
    let lone = tell(&mut province, "08", "Của tỉnh khác").await;
    let got = province.post(&format!("/console/incidents/{lone}/do/give"), &fields).await;
    assert_eq!(got.header("location"), "/console/incidents?done=given", "{}", got.text);
    let list = province.get("/console/incidents?done=given").await.text;
    assert!(list.contains("Sự cố không còn thuộc phần việc của bạn"), "{list}");
    assert_eq!(province.get(&format!("/console/incidents/{lone}")).await.status, 404);
}

async fn what_is_restricted_stays_restricted_when_it_is_given(ground: Ground) {
    let office = Office::full(ground).await;
    office.person("xa", "00401", &[(Role::Officer, "00401")]).await;
    let mut browser = office.signed_in("coordinator").await;
    let id = tell(&mut browser, "08", "Kín khi chuyển").await;
    let names = format!("/console/incidents/{id}/names");
    let fields = [("restricted", "yes"), ("why", "nhạy cảm"), ("seen", "")];
    assert_eq!(browser.post(&names, &fields).await.status, 303);
    assert_eq!(does(&mut browser, id, "give", &[("unit", "00401")]).await, 303);
    let mut other = office.signed_in("xa").await;
    assert_eq!(other.get(&format!("/console/incidents/{id}")).await.status, 404);
    assert!(!other.get("/console/notices").await.text.contains(&format!("#{id}")));
    assert!(!other.get("/console/incidents").await.text.contains("Kín khi chuyển"));
    // Who is named sees it still, and so can be asked.
    assert_eq!(browser.get(&format!("/console/incidents/{id}")).await.status, 200);
}

async fn who_is_ordered_sees_it_says_what_was_done_and_is_reminded_once(ground: Ground) {
    let office = Office::full(ground).await;
    office.person("cao-ung-cuu", "04", &[(Role::Responder, "04")]).await;
    let mut browser = office.signed_in("coordinator").await;
    let id = tell(&mut browser, "08", "Có mệnh lệnh").await;
    let order = [("unit", "04"), ("what", "Chặn 192.0.2.9"), ("until", "2026-11-21T14:00")];
    assert_eq!(does(&mut browser, id, "order", &order).await, 303);
    let asked = [("of", "Nhà mạng"), ("what", "Giữ nhật ký"), ("until", "")];
    assert_eq!(does(&mut browser, id, "preserve", &asked).await, 303);
    // The notice leads to what they may see.
    let mut ordered = office.signed_in("cao-ung-cuu").await;
    let notices = ordered.get("/console/notices").await.text;
    assert!(notices.contains(&format!("Sự cố #{id} đang chờ đơn vị của bạn")), "{notices}");
    let shown = page(&mut ordered, id).await;
    let orders = between(&shown, "Mệnh lệnh và yêu cầu", "</section>");
    assert!(orders.contains("Tỉnh Cao Bằng") && orders.contains("Chặn 192.0.2.9"), "{orders}");
    assert!(orders.contains("Nhà mạng") && orders.contains("chưa trả lời"), "{orders}");
    let of = between(orders, "/do/answer?of=", "\"").to_owned();
    // When its time is up, they are reminded, once.
    let remind = |office: &Office| {
        let (console, now) = (std::sync::Arc::clone(&office.console), office.now());
        async move { server::console::remind(&console, now).await.unwrap() }
    };
    let reminded = async |office: &Office| {
        remind(office).await;
        let kept = office.store.incident(id).await.unwrap().unwrap();
        kept.entries
            .iter()
            .filter(|entry| matches!(entry.event, office::incident::Event::OrderReminded { .. }))
            .count()
    };
    assert_eq!(reminded(&office).await, 0);
    office.set_clock(jiff::Timestamp::from_second(office.now()).unwrap().as_second() + 10 * 3_600);
    assert_eq!(reminded(&office).await, 1);
    office.wait(48 * 3_600);
    assert_eq!(reminded(&office).await, 1, "once");
    let mut ordered = office.signed_in("cao-ung-cuu").await;
    let shown = page(&mut ordered, id).await;
    assert!(shown.contains("Đã nhắc Tỉnh Cao Bằng: hết hạn mà chưa trả lời"), "{shown}");
    let late = between(&shown, "Mệnh lệnh và yêu cầu", "</section>");
    assert!(late.contains("quá hạn"), "{late}");
    // They say what was done, once; what is not theirs is not.
    let answer = format!("answer?of={of}");
    assert_eq!(does(&mut office.signed_in("reader").await, id, &answer, &[]).await, 403);
    assert_eq!(does(&mut ordered, id, &answer, &[("result", "")]).await, 422);
    assert_eq!(does(&mut ordered, id, &answer, &[("result", "Đã chặn lúc 13h")]).await, 303);
    assert_eq!(does(&mut ordered, id, &answer, &[("result", "Lần nữa")]).await, 404, "it was said");
    assert_eq!(does(&mut ordered, id, "answer?of=1", &[]).await, 404);
    assert_eq!(does(&mut ordered, id, "grade", &[]).await, 403);
    let mut browser = office.signed_in("coordinator").await;
    let shown = page(&mut browser, id).await;
    let orders = between(&shown, "Mệnh lệnh và yêu cầu", "</section>");
    assert!(orders.contains("Đã chặn lúc 13h") && orders.contains("đã trả lời"), "{orders}");
    assert!(shown.contains("Trả lời: Tỉnh Cao Bằng: Chặn 192.0.2.9"), "{shown}");
    // What somebody outside was asked is answered by those who asked.
    let of = between(orders, "/do/answer?of=", "\"").to_owned();
    assert_eq!(does(&mut browser, id, &format!("answer?of={of}"), &[]).await, 303);
    assert!(!page(&mut browser, id).await.contains("/do/answer"));
}

async fn evidence_goes_on_from_who_has_it_or_the_chain_is_said_to_be_broken(ground: Ground) {
    let office = Office::full(ground).await;
    let mut browser = office.signed_in("coordinator").await;
    let id = tell(&mut browser, "08", "Chuỗi giữ").await;
    assert_eq!(keep(&mut browser, id, "log", "a.log", b"one").await.status, 303);
    let at = format!("/console/incidents/{id}/do/custody?evidence=1");
    let holder = field(&browser.get(&at).await.text, "from");
    assert_eq!(holder.as_deref(), Some("Người coordinator"), "who took it in has it");
    let pass = |from: &'static str, to: &'static str, broken: &'static str| {
        [("from", from), ("to", to), ("reasons", "theo yêu cầu"), ("broken", broken)]
    };
    let before = office.entries().await;
    let got = browser.post(&at, &pass("Người lạ chưa từng giữ", "Công an", "no")).await;
    assert_eq!(got.status, 422);
    assert!(got.text.contains("Theo sổ, vật này đang ở Người coordinator"), "{}", got.text);
    assert!(got.text.contains("Người lạ chưa từng giữ"), "what was typed stays: {}", got.text);
    assert_eq!(office.entries().await, before);
    assert_eq!(browser.post(&at, &pass("Người coordinator", "Công an tỉnh", "no")).await.status, 303);
    assert_eq!(field(&browser.get(&at).await.text, "from").as_deref(), Some("Công an tỉnh"));
    assert_eq!(browser.post(&at, &pass("Người coordinator", "Kho", "no")).await.status, 422);
    assert_eq!(browser.post(&at, &pass("Người lạ", "Viện", "yes")).await.status, 303);
    let evidence = browser.get(&format!("/console/incidents/{id}/evidence")).await.text;
    assert!(evidence.contains("Người coordinator → Công an tỉnh<"), "{evidence}");
    assert!(evidence.contains("Người lạ → Viện (chuỗi bị đứt"), "{evidence}");
    let story = page(&mut browser, id).await;
    assert!(story.contains("Chứng cứ 1: Người lạ giao cho Viện, chuỗi giữ bị đứt"), "{story}");
    // Who has it by the record breaks nothing, whatever was chosen.
    assert_eq!(browser.post(&at, &pass("Viện", "Tòa", "yes")).await.status, 303);
    let evidence = browser.get(&format!("/console/incidents/{id}/evidence")).await.text;
    assert!(evidence.contains("Viện → Tòa<"), "{evidence}");
}

async fn parts_are_called_as_the_rules_of_the_day_call_them(ground: Ground) {
    let office = Office::full(ground).await;
    let mut browser = office.signed_in("coordinator").await;
    let new = tell(&mut browser, "08", "Ngày nay").await;
    let old = tell(&mut browser, "08", "Ngày trước").await;
    // Before 19 August 2026 other rules held.
    assert_eq!(does(&mut browser, old, "redate", &[("detected", "2026-06-01T08:00")]).await, 303);
    let parts = |page: &str| between(page, "Ai tham gia", "</section>").to_owned();
    let (new_parts, old_parts) =
        (parts(&page(&mut browser, new).await), parts(&page(&mut browser, old).await));
    assert!(new_parts.contains("Lực lượng chuyên trách bảo vệ an ninh mạng (Bộ Công an)"), "{new_parts}");
    assert!(old_parts.contains("Cơ quan điều phối quốc gia (Bộ Công an)"), "{old_parts}");
    let form = browser.get(&format!("/console/incidents/{new}/do/assign")).await.text;
    assert!(form.contains("Đơn vị nhận vai trò đó") && !form.contains("Đơn vị gặp sự cố"), "{form}");
    assert!(form.contains("Đơn vị chịu trách nhiệm bảo đảm an toàn thông tin cho hệ thống"), "{form}");
    assert!(form.contains("Đơn vị, bộ phận chuyên trách về an ninh mạng"), "{form}");
}

//! Papers and what people write at the same time: nobody's words are lost, and none is taken for sent that was not.
//!
//! Must never reach an incident but through the pages.

use office::incident::{Event, Paper};

use super::evidence::keep;
use super::grounds::{Ground, on_both};
use super::incidents::{does, tell};
use super::office::{Browser, Office, between, field};
use super::sums::document;
use super::systems::enter;

on_both!(
    what_another_wrote_on_a_paper_is_shown_before_it_is_written_over_and_stays_in_the_story,
    machines_speakers_and_damage_are_not_written_over_unseen,
    a_paper_that_was_kept_follows_the_incident_and_says_where_it_does_not,
    a_paper_goes_out_in_the_name_of_who_owes_it,
    what_was_issued_is_sent_when_it_has_arrived_as_what_was_signed,
    papers_are_filled_from_all_that_is_known,
);

/// What stands in a text of several lines of a form.
fn area(page: &str, name: &str) -> String {
    let area = between(page, &format!("<textarea id=\"{name}\""), "</textarea>");
    area.split_once('>').unwrap().1.to_owned()
}

/// A verified one of that unit, classified and graded.
async fn verified(browser: &mut Browser<'_>, unit: &str, title: &str) -> i64 {
    let id = tell(browser, unit, title).await;
    for deed in ["verify", "classify", "grade"] {
        assert_eq!(does(browser, id, deed, &[]).await, 303, "{deed}");
    }
    id
}

/// The form of a paper as its page has it: each field with what stands in it.
async fn form(browser: &mut Browser<'_>, at: &str) -> Vec<(String, String)> {
    let page = browser.get(at).await;
    assert_eq!(page.status, 200, "{}", page.text);
    let (_, page) = page.text.split_once("class=\"form\"").unwrap();
    let mut fields = Vec::new();
    for tag in page.split('<') {
        let of = |name: &str| {
            let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
            Some(rest.split('"').next().unwrap().to_owned())
        };
        let Some(name) = of("name").filter(|name| name != "form_key") else { continue };
        if tag.starts_with("input type=\"checkbox\"") {
            if tag.contains(" checked") {
                fields.push((name, "yes".to_owned()));
            }
        } else if tag.starts_with("input") {
            fields.push((name, of("value").unwrap_or_default()));
        } else if tag.starts_with("textarea") {
            fields.push((name, tag.split_once('>').unwrap().1.to_owned()));
        }
    }
    fields
}

/// Sends the form of a paper as it stands there, but for these fields.
async fn save(browser: &mut Browser<'_>, at: &str, change: &[(&str, &str)]) -> crate::ask::Got {
    let mut fields = form(browser, at).await;
    for (name, value) in change {
        fields.retain(|(other, _)| other != name);
        fields.push(((*name).to_owned(), (*value).to_owned()));
    }
    let fields: Vec<(&str, &str)> =
        fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    browser.post(at, &fields).await
}

async fn what_another_wrote_on_a_paper_is_shown_before_it_is_written_over_and_stays_in_the_story(
    ground: Ground,
) {
    let office = Office::full(ground).await;
    let mut one = office.signed_in("coordinator").await;
    let mut two = office.signed_in("responder").await;
    let id = verified(&mut one, "08", "Hai người một văn bản").await;
    let at = format!("/console/incidents/{id}/papers/incident_report");
    let got = save(&mut one, &at, &[("cause", "Thư giả gửi kế toán"), ("scope", "Ba máy ở tầng hai")]).await;
    assert_eq!(got.status, 303, "{}", got.text);
    // Who is in error is not shown another's version in passing: what they saw stays what they saw.
    let old = [("seen", "0"), ("cause", "Lỗ hổng của cổng"), ("scope", "Ba máy ở tầng hai")];
    let mut wrong = old.to_vec();
    wrong.push(("detected_at", "hôm qua"));
    let got = two.post(&at, &wrong).await;
    assert_eq!((got.status.as_u16(), field(&got.text, "seen").as_deref()), (422, Some("0")));
    let mut theirs = old.to_vec();
    theirs.push(("detected_at", "2026-11-01T08:00"));
    let got = two.post(&at, &theirs).await;
    assert_eq!(got.status, 409, "{}", got.text);
    let told = between(&got.text, "role=\"alert\"", "</section>");
    for text in ["Nguyên nhân", "Thư giả gửi kế toán", "Lỗ hổng của cổng", "đã lưu lúc"]
    {
        assert!(told.contains(text), "{text}: {told}");
    }
    assert!(!told.contains("Ba máy ở tầng hai"), "what is the same is not held against itself: {told}");
    assert!(area(&got.text, "cause").contains("Lỗ hổng của cổng"));
    // Whoever has seen it may write over it, and both stand in the story.
    let seen = field(&got.text, "seen").unwrap();
    theirs[0].1 = &seen;
    assert_eq!(two.post(&at, &theirs).await.status, 303);
    let story = one.get(&format!("/console/incidents/{id}?all=yes")).await.text;
    for text in ["Thư giả gửi kế toán", "Lỗ hổng của cổng", "Ba máy ở tầng hai"] {
        assert!(story.contains(text), "{text}: {story}");
    }
}

async fn machines_speakers_and_damage_are_not_written_over_unseen(ground: Ground) {
    let office = Office::full(ground).await;
    let mut one = office.signed_in("coordinator").await;
    let mut two = office.signed_in("responder").await;
    let id = verified(&mut one, "08", "Viết cùng lúc").await;
    let at = format!("/console/incidents/{id}");
    let seen = field(&two.get(&format!("{at}/do/machine")).await.text, "seen").unwrap();
    let first = [
        ("machine", vec![("name", "PC-09"), ("place", "Phòng kế toán")], "Phòng kế toán"),
        ("spokesperson", vec![("name", "Lê Thị Mẫu"), ("post", "Chánh văn phòng")], "Chánh văn phòng"),
        ("impact", vec![("people", "1234"), ("loss", "5678000"), ("services", "Một cửa")], "5.678.000"),
    ];
    for (deed, fields, _) in &first {
        assert_eq!(does(&mut one, id, deed, fields).await, 303, "{deed}");
    }
    // However much happens meanwhile.
    for at in 0..12 {
        assert_eq!(does(&mut one, id, "comment", &[("text", &format!("lời {at}"))]).await, 303);
    }
    for (deed, _, words) in &first {
        let fields = [
            ("seen", seen.as_str()),
            ("name", "PC-09"),
            ("place", "Kho"),
            ("post", "Trưởng phòng"),
            ("complete", "no"),
            ("people", "1"),
            ("data", ""),
            ("services", ""),
            ("loss", ""),
        ];
        let got = two.post(&format!("{at}/do/{deed}"), &fields).await;
        assert_eq!(got.status, 409, "{deed}: {}", got.text);
        let told = between(&got.text, "role=\"alert\"", "</section>");
        assert!(told.contains(words), "{deed}: {told}");
        // Once it was seen it is done.
        let action = between(&got.text, "action=\"/console/incidents/", "\"");
        let action = format!("/console/incidents/{action}");
        let now = field(&got.text, "seen").unwrap();
        let mut again = fields.to_vec();
        again[0].1 = &now;
        let got = two.post(&action, &again).await;
        assert_eq!(got.status, 303, "{action}: {}", got.text);
    }
    // A form for another machine that is given the name of one that is known did not show what is known of it.
    let page = one.get(&format!("{at}/do/machine")).await.text;
    let seen = field(&page, "seen").unwrap();
    let fields = [("seen", seen.as_str()), ("name", "PC-09"), ("place", ""), ("complete", "no")];
    let got = one.post(&format!("{at}/do/machine"), &fields).await;
    assert_eq!(got.status, 409, "{}", got.text);
    assert!(got.text.contains("do/machine?name=PC%2D09") && got.text.contains("Kho"), "{}", got.text);
    let story = one.get(&format!("{at}?all=yes")).await.text;
    for text in ["Phòng kế toán", "Kho", "Chánh văn phòng", "Trưởng phòng", "1.234", "5.678.000", "Một cửa"]
    {
        assert!(story.contains(text), "{text}: {story}");
    }
}

async fn a_paper_that_was_kept_follows_the_incident_and_says_where_it_does_not(ground: Ground) {
    let office = Office::full(ground).await;
    let mut browser = office.signed_in("coordinator").await;
    let id = verified(&mut browser, "08", "Văn bản cũ").await;
    let at = format!("/console/incidents/{id}/papers/incident_report");
    assert_eq!(save(&mut browser, &at, &[("cause", "Thư giả")]).await.status, 303);
    let written = |entries: &[office::incident::Entry]| match &entries.last().unwrap().event {
        Event::PaperWritten { values, .. } => values.clone(),
        other => panic!("{other:?}"),
    };
    let entries = office.store.incident(id).await.unwrap().unwrap().entries;
    let values = written(&entries);
    assert_eq!(values.get("cause").map(String::as_str), Some("Thư giả"));
    for untouched in ["detected_at", "body", "operator_name", "summary", "scope", "requests"] {
        assert!(!values.contains_key(untouched), "{untouched}: {values:?}");
    }
    // Who wrote it stays who is asked about it, whoever takes it along.
    assert!(values.contains_key("contact_name"), "{values:?}");
    let redate = |at: &'static str| [("detected", at)];
    assert_eq!(does(&mut browser, id, "redate", &redate("2026-11-02T09:30")).await, 303);
    let page = browser.get(&at).await.text;
    assert_eq!(field(&page, "detected_at").as_deref(), Some("2026-11-02T09:30"));
    assert!(!page.contains("ghi khác sau khi soạn"), "{page}");
    let mut other = office.signed_in("responder").await;
    let name = office.known("coordinator").await.details.name;
    assert_eq!(field(&other.get(&at).await.text, "contact_name"), Some(name));
    // What somebody wrote over it stays, and once the incident is changed the page says that they differ.
    assert_eq!(save(&mut browser, &at, &[("detected_at", "2026-11-02T10:00")]).await.status, 303);
    assert!(!browser.get(&at).await.text.contains("ghi khác sau khi soạn"));
    assert_eq!(does(&mut browser, id, "redate", &redate("2026-11-03T07:15")).await, 303);
    assert_eq!(does(&mut browser, id, "cause", &[("cause", "Lỗ hổng")]).await, 303);
    let page = browser.get(&at).await.text;
    assert_eq!(field(&page, "detected_at").as_deref(), Some("2026-11-02T10:00"));
    let told = between(&page, "ghi khác sau khi soạn", "</section>");
    for text in ["10 giờ 00 phút", "7 giờ 15 phút", "Thư giả", "Lỗ hổng"] {
        assert!(told.contains(text), "{text}: {told}");
    }
    let list = browser.get(&format!("/console/incidents/{id}/papers")).await.text;
    assert!(list.contains("2 mục khác với sự cố hiện nay"), "{list}");
    // Given the incident's own value it follows again.
    let both = [("detected_at", "2026-11-03T07:15"), ("cause", "Lỗ hổng")];
    assert_eq!(save(&mut browser, &at, &both).await.status, 303);
    let entries = office.store.incident(id).await.unwrap().unwrap().entries;
    assert!(!written(&entries).contains_key("detected_at"));
    assert!(!browser.get(&at).await.text.contains("ghi khác sau khi soạn"));
}

async fn a_paper_goes_out_in_the_name_of_who_owes_it(ground: Ground) {
    let office = Office::full(ground).await;
    let mut browser = office.signed_in("coordinator").await;
    let id = verified(&mut browser, "00801", "Của xã").await;
    // It is one of before the decree of August 2026 no more.
    assert_eq!(does(&mut browser, id, "redate", &[("detected", "2026-11-20T08:00")]).await, 303);
    let mut of = async |form: &str, field_of: &str| {
        let page = browser.get(&format!("/console/incidents/{id}/papers/{form}")).await.text;
        field(&page, field_of).unwrap_or_else(|| area(&page, field_of))
    };
    let commune = "Xã Mỹ Lâm";
    // The owner, the province, owes the report; the operator, the commune, tells the owner.
    assert_eq!(of("incident_report", "body").await, "Tỉnh Tuyên Quang");
    assert_eq!(of("incident_report", "place").await, "Tuyên Quang");
    assert_eq!(of("incident_report", "operator_name").await, commune);
    assert_eq!(of("personal_data_notice", "reporter_name").await, "Tỉnh Tuyên Quang");
    assert_eq!(of("closing_report", "reporter_name").await, "Tỉnh Tuyên Quang");
    assert_eq!(of("notice", "reporter_name").await, commune);
    assert_eq!(of("notice", "addressees").await, "Tỉnh Tuyên Quang");
    assert_eq!(of("minutes_sealing", "body").await, commune);
    // An order is the coordinator's, of whom what was ordered is known.
    let mut browser = office.signed_in("coordinator").await;
    let order = [("unit", "00801"), ("what", "Rút dây mạng"), ("until", "2026-11-22T08:00")];
    assert_eq!(does(&mut browser, id, "order", &order).await, 303);
    let page = browser.get(&format!("/console/incidents/{id}/papers/coordination_order")).await.text;
    assert_eq!(field(&page, "body").as_deref(), Some("Trung tâm mẫu"));
    assert!(area(&page, "tasks").contains(&format!("{commune}: Rút dây mạng")), "{page}");
    assert_eq!(field(&page, "answer_by").as_deref(), Some("2026-11-22T08:00"));
    // Of a serious one the owner owes the first notice.
    assert_eq!(does(&mut browser, id, "grade", &[("grade", "serious")]).await, 303);
    let page = browser.get(&format!("/console/incidents/{id}/papers/notice")).await.text;
    assert_eq!(field(&page, "reporter_name").as_deref(), Some("Tỉnh Tuyên Quang"));
    assert!(area(&page, "addressees").contains("cơ quan chuyên trách"), "{page}");
}

const PLAIN: &[u8] = b"%PDF-1.7\n1 0 obj <</Type/Catalog>>\nendobj\ntrailer <</Root 1 0 R>>\n%%EOF\n";

async fn what_was_issued_is_sent_when_it_has_arrived_as_what_was_signed(ground: Ground) {
    let office = Office::full(ground).await;
    let mut browser = office.signed_in("coordinator").await;
    let id = verified(&mut browser, "08", "Văn bản đi").await;
    assert_eq!(keep(&mut browser, id, "paper", "chua-ky.pdf", PLAIN).await.status, 303);
    let report = |change: &[(&'static str, &'static str)]| {
        let mut fields = vec![
            ("form", "incident_report"),
            ("deadline", "report"),
            ("to", "Cơ quan chuyên trách"),
            ("number", "7/BC"),
            ("date", "03/11/2026"),
            ("at", "2026-11-03T09:00"),
            ("file", "1"),
        ];
        for (name, value) in change {
            fields.retain(|(other, _)| other != name);
            fields.push((name, value));
        }
        fields
    };
    // A day that has not come, a paper of another kind, a number and a word that there is none.
    for (change, wrong) in [
        (vec![("date", "22/11/2026")], "date"),
        (vec![("form", "minutes_sealing")], "deadline"),
        (vec![("deadline", "acknowledge")], "deadline"),
        (vec![("arrival", "1"), ("no_arrival", "bưu điện")], "no_arrival"),
    ] {
        let got = browser.post(&format!("/console/incidents/{id}/do/sent"), &report(&change)).await;
        assert_eq!(got.status, 422, "{wrong}");
        assert!(got.text.contains(&format!("id=\"{wrong}-error\"")), "{wrong}: {}", got.text);
    }
    assert_eq!(does(&mut browser, id, "sent", &report(&[])).await, 303);
    let at = format!("/console/incidents/{id}");
    let met = |page: &str| {
        let row = page.split("<li>").find(|row| row.contains("Báo cáo nguyên nhân, phạm vi")).unwrap();
        (row.contains("Đã phát hành lúc"), row.contains("tag good"))
    };
    let papers = browser.get(&format!("{at}/papers")).await.text;
    for text in ["đã phát hành", "Còn thiếu số đến", "Còn thiếu bản ký số"] {
        assert!(papers.contains(text), "{text}: {papers}");
    }
    assert_eq!(met(&browser.get(&at).await.text), (true, false));
    let of = between(&papers, "do/arrived?of=", "\"").to_owned();
    let arrived = format!("arrived?of={of}");
    // What says nothing is not taken; the number alone makes nothing signed.
    assert_eq!(does(&mut browser, id, &arrived, &[]).await, 422);
    let seen = field(&browser.get(&format!("{at}/do/{arrived}")).await.text, "seen").unwrap();
    assert_eq!(does(&mut browser, id, &arrived, &[("arrival", "201"), ("seen", &seen)]).await, 303);
    assert_eq!(met(&browser.get(&at).await.text), (true, false));
    // Another who did not see that number does not write over it.
    let other = [("arrival", "999"), ("file", "paper"), ("seen", seen.as_str())];
    assert_eq!(does(&mut browser, id, &arrived, &other).await, 409);
    let form = browser.get(&format!("{at}/do/{arrived}")).await.text;
    assert_eq!(field(&form, "arrival").as_deref(), Some("201"));
    assert_eq!(
        does(&mut browser, id, &arrived, &[("arrival", "201")]).await,
        422,
        "the file is still missing"
    );
    assert_eq!(does(&mut browser, id, &arrived, &[("arrival", "201"), ("file", "paper")]).await, 303);
    assert_eq!(met(&browser.get(&at).await.text), (false, true));
    assert_eq!(does(&mut browser, id, &arrived, &[("arrival", "202")]).await, 404);
    let papers = browser.get(&format!("{at}/papers")).await.text;
    assert!(papers.contains("đã gửi") && papers.contains("Số đến: 201"), "{papers}");
    // It counts from when it went, not from when its arrival was noted; an office that sends by post says so.
    let post =
        [("number", "8/BC"), ("file", "classified"), ("no_arrival", "gửi bưu điện, có phiếu báo phát")];
    assert_eq!(does(&mut browser, id, "sent", &report(&post)).await, 303);
    let incident = office.store.incident(id).await.unwrap().unwrap().incident;
    assert!(incident.papers.values().all(Paper::is_sent), "{:?}", incident.papers);
    let story = browser.get(&format!("{at}?all=yes")).await.text;
    for text in ["Phát hành văn bản 7/BC", "Gửi văn bản 8/BC", "chua-ky.pdf", "gửi bưu điện, có phiếu"]
    {
        assert!(story.contains(text), "{text}: {story}");
    }
}

async fn papers_are_filled_from_all_that_is_known(ground: Ground) {
    let office = Office::full(ground).await;
    let mut browser = office.signed_in("coordinator").await;
    let id = verified(&mut browser, "08", "Mã độc trên máy chủ văn bản").await;
    let at = format!("/console/incidents/{id}");
    assert_eq!(keep(&mut browser, id, "log", "nhat-ky.log", b"123456789").await.status, 303);
    let impact = [("people", "1200"), ("data", "Họ tên, CCCD"), ("services", "Một cửa"), ("loss", "3000000")];
    assert_eq!(does(&mut browser, id, "impact", &impact).await, 303);
    assert_eq!(does(&mut browser, id, "contain", &[]).await, 303);
    let playbook = office.store.incident(id).await.unwrap().unwrap();
    let step = office::playbook::Playbook::read(&playbook.playbook).unwrap().steps()[0].id.clone();
    let finish = format!("finish?step={step}");
    assert_eq!(does(&mut browser, id, &finish, &[("result", "Đã xác minh xong")]).await, 303);
    assert_eq!(does(&mut browser, id, "cause", &[]).await, 303);
    let page = browser.get(&format!("{at}/papers/closing_report")).await.text;
    let result = area(&page, "result");
    let all = ["Nguyên nhân: thư giả", "Đã xác minh xong", "ngắt mạng: máy chủ", "bật xác thực", "tập huấn"];
    for text in all {
        assert!(result.contains(text), "{text}: {result}");
    }
    let page = browser.get(&format!("{at}/papers/incident_report")).await.text;
    let scope = area(&page, "scope");
    for text in ["Một cửa", "Họ tên, CCCD", "1.200", "3.000.000 đồng"] {
        assert!(scope.contains(text), "{text}: {scope}");
    }
    // It is about a system, and never about its own title.
    assert_eq!(field(&page, "subject").as_deref(), Some("hệ thống thông tin của Tỉnh Tuyên Quang"));
    let system = enter(&mut browser, "08", "Văn bản điện tử").await;
    assert_eq!(does(&mut browser, id, "system", &[("system", &system.to_string())]).await, 303);
    let page = browser.get(&format!("{at}/papers/incident_report")).await.text;
    assert_eq!(field(&page, "subject").as_deref(), Some("Văn bản điện tử"));
    // Its level is ticked on the paper, also where nobody saved what the form had.
    let (_, docx) = browser.take(&format!("{at}/papers/incident_report/docx")).await;
    assert_eq!(document(&docx).matches("■ Cấp độ").count(), 1);
    let page = browser.get(&format!("{at}/papers/personal_data_notice")).await.text;
    assert_eq!(area(&page, "data_kinds"), "Họ tên, CCCD");
    assert_eq!(field(&page, "data_subjects").as_deref(), Some("1.200"));
    assert!(area(&page, "consequences").contains("3.000.000 đồng"), "{page}");
    // Who took a piece of evidence stands in the minutes, and not how large it is.
    let who = office.known("coordinator").await.details.name;
    let (got, docx) = browser.take(&format!("{at}/papers/minutes_recording/docx")).await;
    assert_eq!(got.status, 200);
    let text = document(&docx);
    let row = text.lines().find(|line| line.contains("nhat-ky.log")).unwrap_or_else(|| panic!("{text}"));
    assert!(row.contains(&who) && !row.contains("|9|"), "{row}");
    // A row has as many cells as its table, and what is too much is said before it is kept.
    let rows = [("evidence", "a | b | c | d")];
    let got = save(&mut browser, &format!("{at}/papers/minutes_recording"), &rows).await;
    assert_eq!(got.status, 422);
    assert!(got.text.contains("Mỗi hàng chỉ có 3 ô"), "{}", got.text);
}

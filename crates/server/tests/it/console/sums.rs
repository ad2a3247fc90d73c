//! The sums of incidents as people read them: each number is the length of the list that it opens.
//!
//! Must never count an incident in another way than through the pages.

use std::io::{Cursor, Read};

use office::rights::Role;
use office::units::{Successor, UnitId};

use super::clocks::found;
use super::grounds::{Ground, on_both};
use super::incidents::does;
use super::office::{Browser, Office, between};

on_both!(
    each_number_is_the_length_of_the_list_that_it_opens,
    what_is_below_and_the_unit_itself_add_up_through_a_merger,
    what_somebody_may_not_see_is_in_no_sum_of_theirs,
    days_are_viet_nams_and_what_cannot_be_read_is_said,
);

async fn verified(browser: &mut Browser<'_>, unit: &str, class: &str, detected: &str) -> i64 {
    let id = found(browser, unit, "Vụ việc", detected).await;
    assert_eq!(does(browser, id, "verify", &[("real", "yes")]).await, 303);
    if !class.is_empty() {
        assert_eq!(does(browser, id, "classify", &[("class", class)]).await, 303);
    }
    id
}

/// The numbers on a page, each with the address that it opens.
fn numbers(page: &str) -> Vec<(String, String)> {
    let cells = page.split("<td><a href=\"").skip(1);
    cells
        .map(|cell| {
            let href = cell.split('"').next().unwrap().replace("&amp;", "&").replace("&#38;", "&");
            (href, between(cell, ">", "<").to_owned())
        })
        .collect()
}

/// How many the list of that address has, as its file.
async fn listed(browser: &mut Browser<'_>, href: &str) -> usize {
    let csv = href.replace("/console/incidents?", "/console/incidents/export.csv?");
    let got = browser.get(&csv).await;
    assert_eq!(got.status, 200, "{csv}");
    got.text.lines().count() - 1
}

/// The numbers of a row.
fn row(page: &str, name: &str) -> Vec<String> {
    let (_, rest) = page.split_once(name).unwrap_or_else(|| panic!("no {name}: {page}"));
    numbers(rest.split("</tr>").next().unwrap()).into_iter().map(|(_, text)| text).collect()
}

async fn each_number_is_the_length_of_the_list_that_it_opens(ground: Ground) {
    let office = Office::full(ground).await;
    let mut browser = office.signed_in("coordinator").await;
    let day = "2026-11-01T08:00";
    let one = verified(&mut browser, "08", "malware", day).await;
    let two = verified(&mut browser, "00801", "malware", day).await;
    let three = verified(&mut browser, "00802", "intrusion", day).await;
    verified(&mut browser, "08", "", day).await;
    found(&mut browser, "08", "Chưa xem", day).await;
    let none = found(&mut browser, "08", "Báo nhầm", day).await;
    assert_eq!(does(&mut browser, none, "verify", &[("real", "no")]).await, 303);
    // Help that was asked for counts once it has come; the coordinator counts as asked.
    let asked = [("of", "=HYPERLINK(1)<b>Hãng xa</b>"), ("whom", "abroad")];
    assert_eq!(does(&mut browser, one, "help", &asked).await, 303);
    let asked = [("of", "Trung tâm"), ("whom", "coordinator")];
    assert_eq!(does(&mut browser, two, "help", &asked).await, 303);
    assert_eq!(does(&mut browser, two, "help", &[("whom", "nobody")]).await, 422);
    assert_eq!(does(&mut browser, three, "team", &[("unit", "08")]).await, 303);
    for (id, loss) in [(one, "1.000.000"), (two, "2.500.000")] {
        assert_eq!(does(&mut browser, id, "impact", &[("loss", loss)]).await, 303);
    }
    let page = browser.get("/console/incidents/sums").await.text;
    let malware = row(&page, "mã độc</th>");
    assert_eq!(malware[..5], ["2", "0", "0", "0", "1"], "{malware:?}");
    assert!(malware[5].contains("3.500.000"), "{malware:?}");
    let event = browser.get(&format!("/console/incidents/{one}")).await.text;
    let of = between(&event, "/do/help-came?of=", "\"").to_owned();
    let came = format!("/console/incidents/{one}/do/help-came?of={of}");
    assert_eq!(browser.post(&came, &[("result", "Đã gỡ")]).await.status, 303);
    assert_eq!(browser.post(&came, &[("result", "Đã gỡ")]).await.status, 409, "it came already");
    for period in ["", "?period=2026", "?period=2026-1", "?unit=00801", "?below=own"] {
        let page = browser.get(&format!("/console/incidents/sums{period}")).await.text;
        let numbers = numbers(&page);
        assert!(numbers.len() >= 12 * 6, "{}", numbers.len());
        for (href, text) in numbers {
            let said = text.split('(').nth(1).map_or(text.as_str(), |rest| rest.trim_end_matches(')'));
            let said: usize = if said == "–" { 0 } else { said.parse().unwrap() };
            assert_eq!(listed(&mut browser, &href).await, said, "{period} {href}");
        }
    }
    let page = browser.get("/console/incidents/sums").await.text;
    let total = row(&page, "Tổng số</th>");
    assert_eq!(total[..5], ["4", "0", "1", "1", "1"], "{total:?}");
    assert_eq!(row(&page, "Chưa phân loại</th>")[0], "1");
    assert!(page.contains("chưa xác minh: 1"), "{page}");
    // The files have the same numbers, and nothing in them is a formula.
    let csv = browser.get("/console/incidents/sums/export.csv").await.text;
    assert!(csv.contains("Tổng số,4,0,1,1,1,3500000,2"), "{csv}");
    let (got, docx) = browser.take("/console/incidents/sums/docx").await;
    assert_eq!(got.status, 200);
    let text = document(&docx);
    assert!(text.contains("Tấn công sử dụng mã độc|2|0|0|1|1|3.500.000 đồng (2)"), "{text}");
    assert!(text.contains("Chưa phân loại|1|0|0|0|0|"), "what has no class is counted too: {text}");
    assert!(text.contains("Tổng số|4|0|1|1|1|3.500.000 đồng (2)"), "{text}");
    assert!(text.contains("Kính gửi") && !text.contains("Kính gửi: …"), "{text}");
    assert!(text.contains("=HYPERLINK(1)<b>Hãng xa</b>"), "{text}");
    assert!(text.contains("Tỉnh Tuyên Quang"), "{text}");
    assert!(text.contains("01/07/2026") && text.contains("31/12/2026"), "{text}");
}

/// The words of a document, cells parted by bars.
pub fn document(bytes: &[u8]) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let member = archive.by_name("word/document.xml").unwrap();
    let mut xml = String::new();
    #[allow(clippy::disallowed_methods)] // capped
    member.take(1 << 22).read_to_string(&mut xml).unwrap();
    let mut text = String::new();
    for part in xml.split('<') {
        let (tag, words) = part.split_once('>').unwrap_or((part, ""));
        match tag {
            "/w:tc" => text.push('|'),
            "/w:p" | "/w:tr" => text.push('\n'),
            tag if tag == "w:t" || tag.starts_with("w:t ") => text += words,
            _ => {}
        }
    }
    text.replace("\n|", "|").replace("&lt;", "<").replace("&gt;", ">")
}

async fn what_is_below_and_the_unit_itself_add_up_through_a_merger(ground: Ground) {
    let office = Office::full(ground).await;
    let mut browser = office.signed_in("coordinator").await;
    for (unit, times) in [("08", 1), ("00801", 2), ("00802", 3)] {
        for _ in 0..times {
            verified(&mut browser, unit, "malware", "2026-11-01T08:00").await;
        }
    }
    let whole = |page: &str| row(page, "Tổng số</th>")[0].parse::<u64>().unwrap();
    let page = browser.get("/console/incidents/sums").await.text;
    let by_unit = |page: &str| -> Vec<u64> {
        let (_, rest) = page.split_once("Theo đơn vị</h2>").unwrap();
        let rows = rest.split("<tr>").skip(2);
        rows.map(|row| numbers(row)[0].1.parse().unwrap()).collect()
    };
    assert_eq!((whole(&page), by_unit(&page)), (6, vec![1, 2, 3]));
    // One goes on in another: its incidents count with that one, and nothing is lost or counted twice.
    let units = office.store.units().await.unwrap();
    let (one, other) = (UnitId(office.unit("00801")), UnitId(office.unit("00802")));
    let day = office::day::Day::new(2026, 11, 10).unwrap();
    let merged = units.tree.merge(&[one], &Successor::Existing(other), day).unwrap();
    office
        .store
        .change_units(&units, &merged, &Default::default(), "unit.merged", &office.deed())
        .await
        .unwrap();
    let page = browser.get("/console/incidents/sums").await.text;
    assert_eq!((whole(&page), by_unit(&page)), (6, vec![1, 5]));
    let page = browser.get("/console/incidents/sums?unit=00802").await.text;
    assert_eq!(whole(&page), 5);
    let page = browser.get("/console/incidents/sums?below=own").await.text;
    assert_eq!(whole(&page), 1);
    for (href, text) in numbers(&page) {
        if let Ok(said) = text.parse::<usize>() {
            assert_eq!(listed(&mut browser, &href).await, said, "{href}");
        }
    }
}

async fn what_somebody_may_not_see_is_in_no_sum_of_theirs(ground: Ground) {
    let office = Office::full(ground).await;
    office.person("far", "04", &[(Role::Officer, "04")]).await;
    let mut far = office.signed_in("far").await;
    verified(&mut far, "04", "malware", "2026-11-01T08:00").await;
    let mut owner = office.signed_in("officer").await;
    let fields = [
        ("title", "Vụ Kín"),
        ("told", "Kể"),
        ("kind", "malware"),
        ("unit", "08"),
        ("detected", "2026-11-01T08:00"),
        ("source", "unit"),
        ("restricted", "yes"),
    ];
    let got = owner.post("/console/incidents/new", &fields).await;
    let path = got.header("location").split('?').next().unwrap().to_owned();
    let id = path.rsplit('/').next().unwrap().parse().unwrap();
    assert_eq!(does(&mut owner, id, "verify", &[("real", "yes")]).await, 303);
    let count = |page: &str| row(page, "Tổng số</th>")[0].clone();
    assert_eq!(count(&owner.get("/console/incidents/sums").await.text), "1");
    let mut other = office.signed_in("coordinator").await;
    let page = other.get("/console/incidents/sums").await.text;
    assert_eq!(count(&page), "0");
    assert!(page.contains("Những gì bạn không được xem thì không tính ở đây."), "{page}");
    let (got, docx) = other.take("/console/incidents/sums/docx").await;
    assert_eq!(got.status, 200, "{}", got.text);
    assert!(document(&docx).contains("Tổng số|0|0|0|0|0|"));
    // Of another province nothing is said, and who sees no incidents by any role has no sums.
    for path in ["", "/export.csv", "/export.xlsx", "/docx"] {
        let got = other.get(&format!("/console/incidents/sums{path}?unit=04")).await;
        assert_eq!(got.status, 404, "{path}");
    }
    let mut administrator = office.signed_in("tuyen").await;
    assert_eq!(administrator.get("/console/incidents/sums").await.status, 403);
}

async fn days_are_viet_nams_and_what_cannot_be_read_is_said(ground: Ground) {
    let office = Office::full(ground).await;
    let mut browser = office.signed_in("coordinator").await;
    // A minute before the half year ends in Viet Nam, and the minute at which the next begins.
    verified(&mut browser, "08", "malware", "2026-06-30T23:59").await;
    verified(&mut browser, "08", "intrusion", "2026-07-01T00:00").await;
    for (period, first, second) in [("2026-1", "1", "0"), ("2026-2", "0", "1"), ("2026", "1", "1")] {
        let page = browser.get(&format!("/console/incidents/sums?period={period}")).await.text;
        assert_eq!(row(&page, "mã độc</th>")[0], first, "{period}");
        assert_eq!(row(&page, "chiếm quyền điều khiển</th>")[0], second, "{period}");
    }
    let days = "period=days&from=30/06/2026&until=30/06/2026";
    let page = browser.get(&format!("/console/incidents/sums?{days}")).await.text;
    assert_eq!(row(&page, "Tổng số</th>")[0], "1");
    for wrong in [
        "period=days&from=x&until=30/06/2026",
        "period=2026-9",
        "period=days",
        "unit=%3Cscript%3E",
        "period=days&from=2026-02-02&until=2026-02-01",
    ] {
        let got = browser.get(&format!("/console/incidents/sums?{wrong}")).await;
        assert_eq!(got.status, 422, "{wrong}");
        assert!(got.text.contains("aria-invalid") && !got.text.contains("<script>"), "{}", got.text);
        assert_eq!(browser.get(&format!("/console/incidents/sums/docx?{wrong}")).await.status, 404);
    }
    let list = browser.get("/console/incidents/export.csv?phase=all&unit=khong-co").await.text;
    assert_eq!(list.lines().count(), 1, "what is no unit finds nothing: {list}");
    let list = browser.get("/console/incidents/export.csv?phase=all&from=x").await.text;
    assert_eq!(list.lines().count(), 1, "{list}");
}

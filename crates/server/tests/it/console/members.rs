//! The file of a member: filled in over weeks, signed when it is complete, and changed by one person at a time.

use super::grounds::{Ground, on_both};
use super::office::{Office, field};
use super::systems::enter;

on_both!(
    a_file_is_kept_though_incomplete_and_signed_when_it_is_complete,
    two_people_who_fill_in_one_file_overwrite_nothing,
    what_cannot_be_is_told_by_field_and_the_file_is_for_its_own_unit,
    the_list_shows_and_counts_files_that_one_may_see_and_says_what_is_missing,
);

/// Everything that the coordinator works with.
const FULL: [(&str, &str); 22] = [
    ("name", "Sở Ví Dụ"),
    ("owner", "Ủy ban Ví Dụ"),
    ("address", "1 Phố Mẫu"),
    ("phone", "024 1234567"),
    ("email", "so@vi-du.vn"),
    ("leader", "Nguyễn Văn Lãnh Đạo"),
    ("leader_title", "Phó Giám đốc"),
    ("notices_address", "1 Phố Mẫu"),
    ("notices_mobile", "0912000111"),
    ("notices_email", "truc@vi-du.vn"),
    ("contact0_name", "Trần Thị Đầu Mối"),
    ("contact0_title", "Trưởng phòng"),
    ("contact0_mobile", "0912000112"),
    ("contact0_email", "dau-moi@vi-du.vn"),
    ("introduction", "Ứng cứu sự cố.\r\n<b>Trong tỉnh</b>."),
    ("staff_security", "0"),
    ("staff_university", "3"),
    ("experience_defending_2", "2"),
    ("specialist0_name", "Lê Văn Giỏi"),
    ("specialist0_graduated", "6/2015"),
    ("form", "x"),
    ("signed", "2020-01-01"),
];

async fn a_file_is_kept_though_incomplete_and_signed_when_it_is_complete(ground: Ground) {
    let office = Office::full(ground).await;
    let unit = office.unit("08");
    let path = format!("/console/members/{unit}");
    let mut officer = office.signed_in("officer").await;
    assert!(officer.get(&format!("/console/units/{unit}")).await.text.contains(&path));
    let page = officer.get(&path).await.text;
    assert!(
        page.contains("Chưa khai gì.") && page.contains("1. Thông tin chung về tổ chức: Tên tổ chức"),
        "{page}"
    );
    let page = officer.get(&format!("{path}/change")).await.text;
    assert_eq!(field(&page, "name").as_deref(), Some("Tỉnh Tuyên Quang"), "what is known stands there");
    assert_eq!(field(&page, "seen").as_deref(), Some("0"));
    let got = officer.post(&format!("{path}/change"), &[("seen", "0"), ("name", "Sở Ví Dụ")]).await;
    assert_eq!(got.header("location"), format!("{path}?done=kept"), "{}", got.text);
    let page = officer.get(&path).await.text;
    assert!(page.contains("Bản nháp") && page.contains("Sở Ví Dụ") && !page.contains("/sign\""), "{page}");
    let sign = [("seen", "1"), ("signatory", "Người Đại Diện"), ("day", "20/11/2026")];
    let got = officer.post(&format!("{path}/sign"), &sign).await;
    assert!(got.status == 422 && got.text.contains("chưa đủ nên chưa ký được"), "{}", got.text);
    let full: Vec<_> = FULL.into_iter().chain([("seen", "1")]).collect();
    assert_eq!(officer.post(&format!("{path}/change"), &full).await.status, 303);
    let page = officer.get(&path).await.text;
    assert!(page.contains("khai ở phần Hệ thống") && page.contains("&#60;b&#62;Trong tỉnh"), "{page}");
    assert!(page.contains("06/2015") && !page.contains("2020-01-01"), "{page}");
    enter(&mut officer, "08", "Cổng dịch vụ công").await;
    let page = officer.get(&path).await.text;
    assert!(page.contains("Đã đủ, chưa ký.") && page.contains("Cổng dịch vụ công"), "{page}");
    for (signatory, day, told) in
        [("", "20/11/2026", "signatory-error"), ("A", "20/11/2027", "day-error"), ("A", "x", "day-error")]
    {
        let got = officer
            .post(&format!("{path}/sign"), &[("seen", "2"), ("signatory", signatory), ("day", day)])
            .await;
        assert!(got.status == 422 && got.text.contains(told), "{signatory} {day}: {}", got.text);
    }
    let sign = [("seen", "2"), ("signatory", "Người Đại Diện"), ("day", "20/11/2026")];
    let got = officer.post(&format!("{path}/sign"), &sign).await;
    assert_eq!(got.header("location"), format!("{path}?done=signed"), "{}", got.text);
    let page = officer.get(&path).await.text;
    assert!(page.contains("Đã ký ngày 20/11/2026.") && page.contains("Người Đại Diện"), "{page}");
    let record = office.signed_in("auditor").await.get("/console/record").await.text;
    assert!(
        record.contains("Ghi nhận chữ ký của hồ sơ thành viên") && !record.contains("Lê Văn Giỏi"),
        "{record}"
    );
    // What is changed afterwards is a draft again; after a year it is to be done anew.
    office.wait(366 * 86_400);
    let mut officer = office.signed_in("officer").await;
    assert!(officer.get(&path).await.text.contains("đã quá một năm"));
    let full: Vec<_> = FULL.into_iter().chain([("seen", "3")]).collect();
    assert_eq!(officer.post(&format!("{path}/change"), &full).await.status, 303);
    let page = officer.get(&path).await.text;
    assert!(page.contains("Đã đủ, chưa ký.") && !page.contains("Người Đại Diện"), "{page}");
    // The form is Vietnamese, whoever reads it.
    let fields = [("language", "en"), ("look", "system"), ("time_zone", "UTC")];
    assert_eq!(officer.post("/console/me/settings", &fields).await.status, 303);
    let page = officer.get(&path).await.text;
    assert!(
        page.contains("Complete, and not signed yet.") && page.contains("Tên cơ quan chủ quản"),
        "{page}"
    );
}

async fn two_people_who_fill_in_one_file_overwrite_nothing(ground: Ground) {
    let office = Office::full(ground).await;
    let path = format!("/console/members/{}", office.unit("08"));
    let (mut one, mut other) = (office.signed_in("officer").await, office.signed_in("coordinator").await);
    let with = |name, seen| [("name", name), ("contact0_name", "Đầu Mối"), ("seen", seen)];
    assert_eq!(one.post(&format!("{path}/change"), &with("Tên của một", "0")).await.status, 303);
    let got = other.post(&format!("{path}/change"), &with("Tên của hai", "0")).await;
    assert_eq!(got.status, 409);
    assert!(
        got.text.contains("<dd>Tên của một</dd>") && got.text.contains("value=\"Tên của hai\""),
        "{}",
        got.text
    );
    assert!(!got.text.contains("<dd>Đầu Mối</dd>"), "what is the same is not in question");
    assert!(one.get(&path).await.text.contains("Tên của một"));
    let seen = field(&got.text, "seen").unwrap();
    assert_eq!(other.post(&format!("{path}/change"), &with("Tên của hai", &seen)).await.status, 303);
}

async fn what_cannot_be_is_told_by_field_and_the_file_is_for_its_own_unit(ground: Ground) {
    let office = Office::full(ground).await;
    let path = format!("/console/members/{}", office.unit("08"));
    let mut officer = office.signed_in("officer").await;
    let before = office.entries().await;
    for (name, value) in [
        ("email", "không phải"),
        ("contact3_mobile", "gọi tôi"),
        ("staff_college", "-1"),
        ("experience_assessing_3", "nhiều"),
        ("specialist2_graduated", "2015"),
        ("owner", "a\u{202e}b"),
    ] {
        let got = officer
            .post(&format!("{path}/change"), &[("seen", "0"), (name, value), ("website", "giữ.vn")])
            .await;
        assert_eq!(got.status, 422, "{name}");
        assert!(got.text.contains("giữ.vn"), "{name}: what was typed stays");
    }
    assert_eq!(office.entries().await, before);
    for login in ["hoaan", "mylam"] {
        let mut browser = office.signed_in(login).await;
        for path in [path.clone(), format!("{path}/change")] {
            assert_eq!(browser.get(&path).await.status, 404, "{login} {path}");
        }
        for path in [format!("{path}/sign"), format!("{path}/change")] {
            assert_eq!(browser.post(&path, &[("seen", "0")]).await.status, 404, "{login} {path}");
        }
    }
    let mut reader = office.signed_in("reader").await;
    assert_eq!(reader.get(&path).await.status, 200);
    assert_eq!(reader.get(&format!("{path}/change")).await.status, 403);
    assert_eq!(reader.post(&format!("{path}/change"), &[("seen", "0"), ("name", "x")]).await.status, 403);
}

async fn the_list_shows_and_counts_files_that_one_may_see_and_says_what_is_missing(ground: Ground) {
    let office = Office::full(ground).await;
    let unit = office.unit("08");
    let link = format!("href=\"/console/members/{unit}\"");
    let mut officer = office.signed_in("officer").await;
    assert!(officer.get("/console/units").await.text.contains("href=\"/console/members\""));
    assert!(!officer.get("/console/members").await.text.contains(&link), "nobody began it");
    let path = format!("/console/members/{unit}/change");
    officer.post(&path, &[("seen", "0"), ("name", "Sở Ví Dụ")]).await;
    let page = officer.get("/console/members").await.text;
    assert!(page.contains(&link) && page.contains("Bản nháp") && page.contains("1–1 trong 1"), "{page}");
    assert!(page.contains("Hệ thống thông tin: khai ở phần") && !page.contains("Tên tổ chức</li>"), "{page}");
    // The table is what the list shows.
    let table = officer.get("/console/members/export.csv").await;
    assert!(table.header("content-type").starts_with("text/csv"), "{}", table.text);
    assert_eq!(table.text.lines().count(), 2, "{}", table.text);
    assert!(table.text.contains("Tỉnh Tuyên Quang") && table.text.contains("Bản nháp"), "{}", table.text);
    let table = officer.get("/console/members/export.csv?state=complete").await.text;
    assert_eq!(table.lines().count(), 1, "{table}");
    assert_eq!(officer.get("/console/members/export.xlsx?q=tuyen").await.status, 200);
    for (query, shown) in [
        ("q=tuyen+QUANG", true),
        ("q=08", true),
        ("q=%25", false),
        ("state=incomplete", true),
        ("state=complete", false),
        ("unit=08", true),
        ("unit=08&state=incomplete&q=quang", true),
    ] {
        let page = officer.get(&format!("/console/members?{query}")).await.text;
        assert_eq!(page.contains(&link), shown, "{query}: {page}");
        assert!(page.contains("tất cả 1"), "{query}: {page}");
    }
    for query in ["unit=khong-co", "state=khac"] {
        assert_eq!(officer.get(&format!("/console/members?{query}")).await.status, 422, "{query}");
        assert_eq!(officer.get(&format!("/console/members/export.csv?{query}")).await.status, 303, "{query}");
    }
    // A complete one.
    let full: Vec<_> = FULL.into_iter().chain([("seen", "1")]).collect();
    assert_eq!(officer.post(&path, &full).await.status, 303);
    enter(&mut officer, "08", "Cổng").await;
    let page = officer.get("/console/members?state=complete").await.text;
    assert!(page.contains(&link) && page.contains("chưa ký"), "{page}");
    // Who sees others' people sees others' files.
    for login in ["hoaan", "mylam"] {
        let mut browser = office.signed_in(login).await;
        let page = browser.get("/console/members?q=tuyen").await;
        assert!(
            page.status == 404 || !page.text.contains(&link) && page.text.contains("tất cả 0"),
            "{login}"
        );
        let table = browser.get("/console/members/export.csv").await.text;
        assert!(!table.contains("Tuyên Quang"), "{login}: {table}");
    }
}

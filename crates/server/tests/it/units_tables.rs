//! Whole tables of units: seen first, then all of it or nothing.

use std::fmt::Write as _;
use std::sync::atomic::Ordering;

use crate::units_support::{Desk, Ground};

const TODAY: &str = "21/11/2026";
const HEADER: &str = "Mã,Tên,Loại,Mã cấp trên,Ngày thành lập,E-mail,Điện thoại,Địa chỉ\n";

#[tokio::test]
async fn a_table_is_seen_first_and_then_stored_in_one_change() {
    let (ground, who) = Ground::new().await;
    ground.country(&who).await;
    ground.found(&who, "CU", "department", "Sở Cũ", "01").await;
    let before = ground.units().await;
    let csv = format!(
        "{HEADER}P9,Phòng Chín,Phòng,SM,,,,\nSM,Sở Mới,Sở,04,1/9/2026,a@vi-du.vn,0243,Phố\nCU,Sở Đổi Tên,Sở,04,,,1900,\n01,Hà Nội,Thành phố,QG,,,,\n"
    );
    let shown = ground.upload(&who, TODAY, csv.as_bytes()).await;
    assert_eq!(shown.status.as_u16(), 200, "{}", shown.text);
    for words in [
        "Lập “Phòng Chín”",
        "Lập “Sở Mới”, Sở, ban, ngành, phòng, cấp trên 04, từ ngày 01/09/2026",
        "Đổi tên từ “Sở Cũ” thành “Sở Đổi Tên”",
        "Chuyển từ cấp trên 01 sang 04",
        "Đổi thông tin liên hệ",
        "<span class=\"count\">1</span> dòng không thay đổi gì",
    ] {
        assert!(shown.text.contains(words), "{words}: {}", shown.text);
    }
    assert_eq!(ground.units().await.version, before.version, "nothing is stored yet");
    let got = ground.agree(&who, &shown).await;
    assert_eq!(got.header("location"), "/console/units?done=imported", "{}", got.text);
    let after = ground.units().await;
    assert_eq!(after.version, before.version + 1, "one change");
    assert_eq!(ground.path("P9", TODAY).await, "Phòng Chín < Sở Mới < Cao Bằng < Cơ quan điều phối quốc gia");
    assert_eq!(ground.path("CU", TODAY).await, "Sở Đổi Tên < Cao Bằng < Cơ quan điều phối quốc gia");
    assert_eq!(ground.path("CU", "20/11/2026").await, "Sở Cũ < Hà Nội < Cơ quan điều phối quốc gia");
    assert_eq!(after.contacts[&ground.id("CU").await].phone, "1900");
    // It is not agreed to twice.
    let got = ground.agree(&who, &shown).await;
    assert!(got.status.as_u16() == 409 && got.text.contains("chờ quá lâu"), "{}", got.text);
    let again = ground.upload(&who, TODAY, csv.as_bytes()).await;
    assert!(again.text.contains("Không có gì để ghi"), "{}", again.text);
}

#[tokio::test]
async fn a_table_that_is_half_right_stores_nothing_and_names_every_row() {
    let (ground, who) = Ground::new().await;
    ground.country(&who).await;
    let before = ground.units().await.version;
    let csv = format!(
        "{HEADER}A1,Đúng,Sở,01,,,,\n\
         A2,,Sở,01,,,,\n\
         A3,Sai loại,Huyện,01,,,,\n\
         A4,Không có cha,Sở,ZZ,,,,\n\
         A1,Trùng mã,Sở,01,,,,\n\
         A5,Sai ngày,Sở,01,31/02/2026,,,\n\
         A6,Sai thư,Sở,01,,khong,,\n\
         A7,Sai số,Sở,01,,,gọi,\n\
         A 8,Sai mã,Sở,01,,,,\n\
         V1,Vòng,Sở,V2,,,,\n\
         V2,Vòng,Sở,V1,,,,\n\
         04,Cao Bằng,Thành phố,QG,,,,\n\
         08,Tuyên Quang,Tỉnh,QG,1/8/2025,,,\n\
         00001,Xã,Xã,A1,,,,\n\
         S1,Hai cấp trên,Bộ,01,,,,\n"
    );
    let got = ground.upload(&who, TODAY, csv.as_bytes()).await;
    assert_eq!(got.status.as_u16(), 422);
    for (place, words) in [
        ("Dòng 3, cột B", "Tên không dùng được. Chưa ghi gì"),
        ("Dòng 4, cột C", "Không có loại đơn vị “Huyện”"),
        ("Dòng 5, cột D", "Không có đơn vị nào mang mã ZZ"),
        ("Dòng 6, cột A", "Mã A1 đã có ở dòng 2"),
        ("Dòng 7, cột E", "Không có ngày này"),
        ("Dòng 8, cột F", "không phải địa chỉ thư"),
        ("Dòng 9, cột G", "không phải số điện thoại"),
        ("Dòng 10, cột A", "Mã chỉ gồm chữ cái"),
        ("Dòng 11, cột D", "thành vòng: V1 → V2"),
        ("Dòng 12, cột D", "thành vòng: V1 → V2"),
        ("Dòng 13, cột C", "04 đang là loại “Tỉnh”"),
        ("Dòng 14, cột E", "08 thành lập ngày 01/07/2025, không phải 01/08/2025"),
        ("Dòng 15, cột D", "không thể trực thuộc loại"),
        ("Dòng 16, cột D", "không thể trực thuộc loại"),
    ] {
        let line = got
            .text
            .lines()
            .find(|line| line.contains(&format!("{place}<")))
            .unwrap_or_else(|| panic!("{place}: {}", got.text));
        assert!(line.contains(words), "{place}: {line}");
    }
    assert!(got.text.contains("Có 14 chỗ cần sửa"), "{}", got.text);
    assert!(!got.text.contains("name=\"upload\""));
    // What is founded on a day that is not yet is refused too, and so is what would hold only later.
    let not_yet = format!("{HEADER}A1,Mai,Sở,01,22/11/2026,,,\n");
    let got = ground.upload(&who, TODAY, not_yet.as_bytes()).await;
    assert!(got.status.as_u16() == 422 && got.text.contains("Ngày này chưa tới"), "{}", got.text);
    let got = ground.upload(&who, "22/11/2026", HEADER.as_bytes()).await;
    assert!(got.status.as_u16() == 422 && got.text.contains("Ngày này chưa tới"), "{}", got.text);
    let english = ground.english(&who).await;
    let told = ground.upload(&english, TODAY, csv.as_bytes()).await.text;
    for words in [
        "Row 4, column C",
        "There is no kind of unit “Huyện”",
        "in a circle: V1 → V2",
        "on 1 July 2025, not 1 August 2025",
    ] {
        assert!(told.contains(words), "{words}: {told}");
    }
    assert_eq!(ground.units().await.version, before);
}

#[tokio::test]
async fn a_file_that_is_no_table_is_told_apart_and_nothing_is_stored() {
    let (ground, who) = Ground::new().await;
    let before = ground.units().await.version;
    let xlsx = ground.bytes(&who, "/console/units/export.xlsx").await;
    let mut wide = "Mã,Tên,Loại,Mã cấp trên\nA,".as_bytes().to_vec();
    wide.extend(b"S\xe0i,S\xf2,QG\n");
    let many = format!("{HEADER}{}", "A,B,Sở,QG,,,,\n".repeat(50_001));
    for (bytes, status, words) in [
        (Vec::new(), 422, "Hãy chọn một tệp"),
        (b" \r\n ".to_vec(), 422, "Bảng không có gì"),
        (xlsx[..xlsx.len() / 2].to_vec(), 422, "XLSX bị hỏng"),
        (wide, 422, "không phải UTF-8"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec(), 422, ".xls của Excel cũ"),
        (b"%PDF-1.7".to_vec(), 422, "không phải tệp CSV hay XLSX"),
        ("Mã,Tên\nA,\"b".into(), 422, "không được đóng"),
        ("Mã,Tên\nA,b\n".into(), 422, "Thiếu cột “Loại”"),
        ("Mã,Tên,Mã,Loại,Mã cấp trên\nA,b,c,d,e\n".into(), 422, "Cột A và cột C đều là “Mã”"),
        (many.into_bytes(), 422, "hơn 50.000 dòng"),
        (vec![b'a'; (8 << 20) + 1], 413, "Tệp lớn hơn 8,4 MB"),
        (vec![b'a'; 30 << 20], 413, "Tệp lớn hơn 8,4 MB"),
    ] {
        let got = ground.upload(&who, TODAY, &bytes).await;
        assert_eq!(got.status.as_u16(), status, "{words}: {}", got.text);
        assert!(got.text.contains(words), "{words}: {}", got.text);
        // The form is there again, with the day.
        assert!(got.text.contains("type=\"file\"") && got.text.contains("value=\"21/11/2026\""));
    }
    // Past any patience it is cut off; so is what is no such form.
    assert_eq!(ground.upload(&who, TODAY, &vec![b'a'; 65 << 20]).await.status.as_u16(), 400);
    let key = who.form_key.as_bytes();
    for parts in [
        vec![("form_key", key), ("day", &[b'1'; 5_000][..]), ("file", b"a")],
        vec![("form_key", key), ("file", &b"a"[..]), ("file", b"a")],
        vec![("form_key", key), ("day", &b"\xff"[..])],
        vec![("form_key", key); 20],
    ] {
        assert_eq!(ground.upload_parts(&who, &parts).await.status.as_u16(), 400);
    }
    assert_eq!(ground.units().await.version, before);
}

async fn waiting(ground: &Ground, who: &Desk) -> crate::ask::Got {
    let csv = format!("{HEADER}A1,Sở Một,Sở,01,,,,\n");
    let shown = ground.upload(who, TODAY, csv.as_bytes()).await;
    assert_eq!(shown.status.as_u16(), 200, "{}", shown.text);
    shown
}

#[tokio::test]
async fn a_table_that_waits_is_for_its_own_session_and_not_for_ever() {
    let (ground, who) = Ground::new().await;
    ground.country(&who).await;
    let shown = waiting(&ground, &who).await;
    let other = ground.sign_in_again("dau.tien").await;
    assert_eq!(ground.agree(&other, &shown).await.status.as_u16(), 409, "another session of the same person");
    ground.clock.fetch_add(1_800, Ordering::Relaxed);
    assert_eq!(ground.agree(&who, &shown).await.status.as_u16(), 409, "half an hour later");
    assert_eq!(ground.path("A1", TODAY).await, "");
    let shown = waiting(&ground, &who).await;
    assert_eq!(ground.agree(&who, &shown).await.status.as_u16(), 303);
}

#[tokio::test]
async fn what_was_not_shown_is_not_stored() {
    let (ground, who) = Ground::new().await;
    ground.country(&who).await;
    let shown = waiting(&ground, &who).await;
    // A unit of that code comes meanwhile: now the row would rename it.
    ground.found(&who, "A1", "department", "Sở Khác", "01").await;
    let got = ground.agree(&who, &shown).await;
    assert_eq!(got.status.as_u16(), 409);
    assert!(got.text.contains("Đổi tên từ “Sở Khác” thành “Sở Một”"), "{}", got.text);
    assert!(ground.path("A1", TODAY).await.starts_with("Sở Khác"));
    // That was shown now, and can be agreed to.
    assert_eq!(ground.agree(&who, &got).await.status.as_u16(), 303);
    assert!(ground.path("A1", TODAY).await.starts_with("Sở Một"));
    // A change elsewhere changes nothing of what was shown.
    let csv = format!("{HEADER}A2,Sở Hai,Sở,01,,,,\n");
    let shown = ground.upload(&who, TODAY, csv.as_bytes()).await;
    ground.found(&who, "B1", "department", "Nơi khác", "04").await;
    assert_eq!(ground.agree(&who, &shown).await.status.as_u16(), 303);
}

/// A country of so many units, as a table.
pub fn country(units: usize) -> String {
    let mut csv = HEADER.to_owned();
    let provinces = ["01", "04", "08", "11", "12", "14", "15", "19", "20", "22"];
    for at in 0..units {
        let parent = provinces[at % provinces.len()];
        if at % 3 == 0 {
            let _ =
                writeln!(csv, "{:05},xã Ví Dụ {at},Xã,{parent},,xa{at}@vi-du.vn,024 {at:07},", 30_000 + at);
        } else {
            let parent = format!("{:05}", 30_000 + at - at % 3);
            let _ = writeln!(csv, "P{at},Phòng Ví Dụ {at},Phòng,{parent},,,,");
        }
    }
    csv
}

#[tokio::test]
async fn a_large_table_is_taken_and_shown_in_pages() {
    let (ground, who) = Ground::new().await;
    ground.country(&who).await;
    let shown = ground.upload(&who, TODAY, country(1_200).as_bytes()).await;
    assert!(shown.text.contains("<span class=\"count\">1.200</span> đơn vị mới"), "{}", shown.text);
    assert_eq!(ground.agree(&who, &shown).await.status.as_u16(), 303);
    let list = ground.get(&who, "/console/units").await.text;
    assert!(list.contains("1–100 trong 1.235 đơn vị tìm thấy") && list.contains("page=2"), "{list}");
    let last = ground.get(&who, "/console/units?page=13").await.text;
    assert!(last.contains("1.201–1.235 trong 1.235"), "{last}");
    let csv = ground.get(&who, "/console/units/export.csv").await.text;
    assert_eq!(csv.lines().count(), 1_236, "all pages");
    let again = ground.upload(&who, TODAY, csv.as_bytes()).await;
    assert!(again.text.contains("Không có gì để ghi"));
}

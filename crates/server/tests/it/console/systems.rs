//! Information systems: entered, changed, ended, imported, and seen by those alone who may.

use office::rights::Role;

use super::grounds::{Ground, on_both};
use super::office::{Browser, FIRST, Office, PASSWORD, between, field};

on_both!(
    whoever_sets_a_server_up_is_led_to_the_first_system,
    a_system_is_entered_found_changed_and_ended,
    two_people_who_change_one_system_see_both_and_overwrite_nothing,
    lists_counts_searches_and_exports_hold_only_what_may_be_seen,
    what_cannot_be_is_told_by_field_and_what_was_typed_stays,
    a_table_is_taken_as_a_whole_or_not_at_all,
    a_restricted_system_is_there_for_its_people_and_for_nobody_else,
    a_restricted_system_is_never_without_somebody,
);

const FIELDS: [(&str, &str); 7] = [
    ("unit", "08"),
    ("name", "Cổng dịch vụ công"),
    ("level", "3"),
    ("products", "Apache HTTP Server (2.4.58)\r\nNginx"),
    ("addresses", "192.0.2.7, 2001:db8::/48"),
    ("domains", "DichVuCong.vi-du.vn"),
    ("why", "Hồ sơ đề xuất cấp độ 12/HS"),
];

/// Enters a system, and gives back its number.
pub async fn enter(browser: &mut Browser<'_>, unit: &str, name: &str) -> i64 {
    let mut fields = FIELDS;
    (fields[0].1, fields[1].1) = (unit, name);
    let got = browser.post("/console/systems/new", &fields).await;
    assert_eq!(got.status, 303, "{}", got.text);
    let to = got.header("location").to_owned();
    to.trim_start_matches("/console/systems/").split('?').next().unwrap().parse().unwrap()
}

/// Restricts one to whoever asks, and gives back the code for its papers.
pub async fn restrict(browser: &mut Browser<'_>, id: i64) -> String {
    let path = format!("/console/systems/{id}/names");
    let seen = field(&browser.get(&path).await.text, "seen").unwrap();
    let got = browser.post(&path, &[("seen", &seen), ("restricted", "yes"), ("why", "Đang điều tra")]).await;
    assert_eq!(got.header("location"), format!("/console/systems/{id}?done=named"), "{}", got.text);
    let page = browser.get(&format!("/console/systems/{id}")).await.text;
    between(&page, "Mã trên giấy: ", ".").to_owned()
}

async fn whoever_sets_a_server_up_is_led_to_the_first_system(ground: Ground) {
    let office = Office::empty(ground).await;
    let mut first = office.browser();
    let fields = [
        ("code", FIRST),
        ("unit_name", "Sở Mẫu"),
        ("unit_code", "SM"),
        ("kind", "coordinator"),
        ("name", "Người Đầu"),
        ("login", "dau.tien"),
        ("password", PASSWORD),
    ];
    assert_eq!(first.post_just("/console/first", &fields).await.status, 303);
    let home = first.get("/console").await.text;
    assert!(home.contains("Khai hệ thống đầu tiên"), "{home}");
    assert_eq!(field(&first.get("/console/systems/new").await.text, "unit").as_deref(), Some("Sở Mẫu"));
    enter(&mut first, "SM", "Hệ thống đầu tiên").await;
    assert!(!first.get("/console").await.text.contains("Khai hệ thống đầu tiên"));
}

async fn a_system_is_entered_found_changed_and_ended(ground: Ground) {
    let office = Office::full(ground).await;
    let mut officer = office.signed_in("officer").await;
    assert!(officer.get("/console").await.text.contains("href=\"/console/systems/new\""), "home asks for it");
    assert!(officer.get("/console/systems").await.text.contains("Chưa có hệ thống thông tin nào"));
    assert_eq!(
        field(&officer.get("/console/systems/new").await.text, "unit").as_deref(),
        Some("Tỉnh Tuyên Quang")
    );
    let id = enter(&mut officer, "08", "Cổng dịch vụ công").await;
    assert!(!officer.get("/console").await.text.contains("href=\"/console/systems/new\""));
    let page = officer.get(&format!("/console/systems/{id}?done=found")).await.text;
    for shown in [
        "<h1>Cổng dịch vụ công</h1>",
        "Apache HTTP Server</th><td>2.4.58",
        "Nginx</th><td>–",
        "192.0.2.7<br>2001:db8::/48",
        "dichvucong.vi-du.vn",
        "Đã khai hệ thống.",
        "Tỉnh Tuyên Quang",
    ] {
        assert!(page.contains(shown), "{shown}: {page}");
    }
    for q in ["dich+vu", "nginx", "192.0.2.7", "dichvucong"] {
        for path in [format!("/console/search?q={q}"), format!("/console/systems?q={q}")] {
            assert!(officer.get(&path).await.text.contains("Cổng dịch vụ công"), "{path}");
        }
    }
    let unit = officer.get(&format!("/console/units/{}", office.unit("08"))).await.text;
    assert!(unit.contains("1 hệ thống thông tin") && unit.contains("/console/systems?unit=08"), "{unit}");
    let seen = field(&officer.get(&format!("/console/systems/{id}/change")).await.text, "seen").unwrap();
    let mut fields = FIELDS.to_vec();
    fields[1].1 = "Cổng dịch vụ công mới";
    fields.push(("seen", &seen));
    let got = officer.post(&format!("/console/systems/{id}/change"), &fields).await;
    assert_eq!(got.header("location"), format!("/console/systems/{id}?done=changed"), "{}", got.text);
    let path = format!("/console/systems/{id}/end");
    assert_eq!(officer.post(&path, &[("seen", "2")]).await.status, 422, "a reason is needed");
    assert_eq!(officer.post(&path, &[("seen", "1"), ("why", "x")]).await.status, 409);
    assert_eq!(officer.post(&path, &[("seen", "2"), ("why", "Thanh lý")]).await.status, 303);
    assert!(!officer.get("/console/systems?q=cong").await.text.contains("Cổng dịch vụ công mới"));
    assert!(officer.get("/console/systems?ended=yes").await.text.contains("Cổng dịch vụ công mới"));
    assert!(officer.get(&format!("/console/systems/{id}")).await.text.contains("Thôi dùng từ"));
    assert_eq!(officer.get(&format!("/console/systems/{id}/change")).await.status, 404);
    // Who did what, and why, is read in the record.
    let record =
        office.signed_in("auditor").await.get(&format!("/console/record?about=system:{id}")).await.text;
    for shown in
        ["Khai hệ thống thông tin", "Sửa hệ thống thông tin", "Thanh lý", "Hồ sơ đề xuất cấp độ 12/HS"]
    {
        assert!(record.contains(shown), "{shown}: {record}");
    }
}

async fn two_people_who_change_one_system_see_both_and_overwrite_nothing(ground: Ground) {
    let office = Office::full(ground).await;
    let (mut one, mut other) = (office.signed_in("officer").await, office.signed_in("coordinator").await);
    let id = enter(&mut one, "08", "Thư điện tử").await;
    let path = format!("/console/systems/{id}/change");
    let seen = field(&one.get(&path).await.text, "seen").unwrap();
    other.get(&path).await;
    let with = |name, seen| {
        [
            ("name", name),
            ("level", "4"),
            ("products", "Zimbra (9)"),
            ("addresses", ""),
            ("domains", ""),
            ("seen", seen),
        ]
    };
    assert_eq!(one.post(&path, &with("Thư của một", &seen)).await.status, 303);
    let got = other.post(&path, &with("Thư của hai", &seen)).await;
    assert_eq!(got.status, 409);
    assert!(got.text.contains("Thư của một") && got.text.contains("Thư của hai"), "{}", got.text);
    assert!(one.get(&format!("/console/systems/{id}")).await.text.contains("Thư của một"));
    let seen = field(&got.text, "seen").unwrap();
    assert_eq!(other.post(&path, &with("Thư của hai", &seen)).await.status, 303);
    for bad in ["", "-1", "a", "99999999999999999999"] {
        assert_eq!(other.post(&path, &with("Thư", bad)).await.status, 409, "{bad}");
    }
}

async fn lists_counts_searches_and_exports_hold_only_what_may_be_seen(ground: Ground) {
    let office = Office::full(ground).await;
    office.person("caobang", "04", &[(Role::Officer, "04")]).await;
    let mut cao = office.signed_in("caobang").await;
    let foreign = enter(&mut cao, "00401", "Hệ thống Hòa An").await;
    let mut officer = office.signed_in("officer").await;
    enter(&mut officer, "08", "Hệ thống tỉnh").await;
    enter(&mut officer, "00801", "=HYPERLINK(\"http://a\")<script>").await;
    for login in ["coordinator", "responder", "officer", "reader", "auditor"] {
        let mut browser = office.signed_in(login).await;
        for path in ["/console/systems", "/console/systems?q=he+thong", "/console/search?q=he+thong"] {
            let page = browser.get(path).await.text;
            assert!(page.contains("Hệ thống tỉnh") && !page.contains("Hòa An"), "{login} {path}: {page}");
        }
        let page = browser.get("/console/systems").await.text;
        assert!(page.contains("1–2 trong 2 hệ thống tìm thấy; tất cả có 2."), "{login}: {page}");
        assert!(page.contains("&#60;script&#62;") && !page.contains("<script>"), "{page}");
        let page = browser.get("/console/systems?unit=00801").await.text;
        assert!(page.contains("1–1 trong 1 hệ thống tìm thấy; tất cả có 2."), "{login}: {page}");
        assert!(browser.get("/console/systems?level=5").await.text.contains("0–0 trong 0"));
        let csv = browser.get("/console/systems/export.csv").await;
        assert!(csv.header("content-disposition").contains("he-thong-"), "{}", csv.text);
        assert!(csv.text.contains("Hệ thống tỉnh") && !csv.text.contains("Hòa An"), "{}", csv.text);
        assert!(
            !csv.text.contains("\n=") && !csv.text.contains(",=") && !csv.text.contains("\"="),
            "{}",
            csv.text
        );
        assert_eq!(browser.get(&format!("/console/systems/{foreign}")).await.status, 404, "{login}");
    }
    for login in ["tuyen", "mylam"] {
        let mut browser = office.signed_in(login).await;
        let page = browser.get("/console/systems").await.text;
        assert!(!page.contains("Hệ thống tỉnh") && !page.contains("href=\"/console/systems\""), "{login}");
        assert_eq!(browser.get("/console/systems/new").await.status, 403, "{login}");
    }
    // A reader looks, and changes nothing.
    let mut reader = office.signed_in("reader").await;
    let before = office.entries().await;
    assert_eq!(reader.post("/console/systems/new", &FIELDS).await.status, 403);
    assert_eq!(reader.get("/console/systems/import").await.status, 403);
    assert_eq!(office.entries().await, before);
}

async fn what_cannot_be_is_told_by_field_and_what_was_typed_stays(ground: Ground) {
    let office = Office::full(ground).await;
    let mut officer = office.signed_in("officer").await;
    enter(&mut officer, "08", "Cổng").await;
    let before = office.entries().await;
    for (name, value, told) in [
        ("unit", "00401", "không có quyền"),
        ("unit", "XX", "unit-error"),
        ("name", "", "Chưa ghi gì."),
        ("name", "CỔNG", "đã có một hệ thống"),
        ("level", "6", "từ 1 đến 5"),
        ("products", "\u{202e}A", "products-error"),
        ("addresses", "10.0.0.1\n192.0.2.1", "mạng nội bộ"),
        ("addresses", "192.0.2.1/24", "không bắt đầu"),
        ("domains", "https://vi-du.vn/", "không có https://"),
    ] {
        let mut fields = FIELDS;
        let at = fields.iter().position(|(known, _)| *known == name).unwrap();
        fields[at].1 = value;
        let got = officer.post("/console/systems/new", &fields).await;
        assert_eq!(got.status, 422, "{name} {value}");
        assert!(
            got.text.contains(told) && got.text.contains("Hồ sơ đề xuất"),
            "{name} {value}: {}",
            got.text
        );
    }
    assert_eq!(office.entries().await, before);
}

async fn upload(browser: &mut Browser<'_>, table: &str) -> crate::ask::Got {
    let key = browser.form_key.clone();
    browser
        .post_parts("/console/systems/import", &[("form_key", &key), ("why", "Kiểm kê"), ("file", table)])
        .await
}

async fn a_table_is_taken_as_a_whole_or_not_at_all(ground: Ground) {
    let office = Office::full(ground).await;
    let mut officer = office.signed_in("officer").await;
    enter(&mut officer, "08", "Cổng").await;
    let before = office.entries().await;
    let bad = "Mã đơn vị,Tên hệ thống thông tin,Cấp độ,Tên miền\n\
               08,Một,3,a.vn\n08,Hai,7,b.vn\nXX,Ba,1,\n00401,Bốn,1,\n08,Năm,1,http://c.vn\n08,một,2,\n";
    let got = upload(&mut officer, bad).await;
    assert_eq!(got.status, 422);
    for told in ["Dòng 3, cột C", "Dòng 4, cột A", "Dòng 6, cột D", "Dòng 7, cột B"] {
        assert!(got.text.contains(told), "{told}: {}", got.text);
    }
    let theirs = "Mã đơn vị,Tên,Cấp độ\n08,Một,3\n00401,Bốn,1\n";
    let got = upload(&mut officer, theirs).await;
    assert!(got.status == 422 && got.text.contains("Dòng 3") && got.text.contains("00401"), "{}", got.text);
    for broken in ["", "a", "PK\u{3}\u{4}xx", "Mã đơn vị,Tên\n08,Một\n", "\u{feff}\"08"] {
        assert_eq!(upload(&mut officer, broken).await.status, 422, "{broken}");
    }
    assert_eq!(office.entries().await, before, "nothing was stored");
    let good = "Mã đơn vị;Hệ thống;Cấp;Sản phẩm;Địa chỉ IP;Tên miền\n8;Một;Cấp độ 3;\"PHP (8.1)\nMySQL\";192.0.2.9;a.vn\n00801;Hai;1;;;\n08;CONG;5;;;\n";
    let shown = upload(&mut officer, good).await;
    assert_eq!(shown.status, 200, "{}", shown.text);
    assert!(shown.text.contains("192.0.2.9, a.vn"), "{}", shown.text);
    assert_eq!(office.entries().await, before, "what is shown is not stored");
    let agree =
        [("upload", field(&shown.text, "upload").unwrap()), ("shown", field(&shown.text, "shown").unwrap())];
    let agree: Vec<(&str, &str)> = agree.iter().map(|(name, value)| (*name, value.as_str())).collect();
    // Nobody else agrees to it, and what changed meanwhile is shown anew.
    let mut other = office.signed_in("coordinator").await;
    assert_eq!(other.post("/console/systems/import/apply", &agree).await.status, 409);
    enter(&mut other, "08", "Một").await;
    let now = officer.post("/console/systems/import/apply", &agree).await;
    assert_eq!(now.status, 409, "{}", now.text);
    let agree =
        [("upload", field(&now.text, "upload").unwrap()), ("shown", field(&now.text, "shown").unwrap())];
    let agree: Vec<(&str, &str)> = agree.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let got = officer.post("/console/systems/import/apply", &agree).await;
    assert_eq!(got.header("location"), "/console/systems?done=imported", "{}", got.text);
    let page = officer.get("/console/systems").await.text;
    assert!(page.contains("tất cả có 3.") && page.contains("Hai") && page.contains("CONG"), "{page}");
    // What is exported changes nothing when it comes back.
    let csv = officer.get("/console/systems/export.csv").await.text;
    let got = upload(&mut officer, &csv).await;
    assert!(got.status == 200 && got.text.contains("Không có gì để ghi"), "{}", got.text);
}

async fn a_restricted_system_is_there_for_its_people_and_for_nobody_else(ground: Ground) {
    let office = Office::full(ground).await;
    let mut owner = office.signed_in("officer").await;
    let id = enter(&mut owner, "08", "Hồ sơ vụ án").await;
    let code = restrict(&mut owner, id).await;
    let page = owner.get("/console/systems").await.text;
    assert!(page.contains("Hồ sơ vụ án") && page.contains("tất cả có 1."), "{page}");
    let secrets = ["Hồ sơ vụ án", "dichvucong", "192.0.2.7", code.as_str(), "Đang điều tra"];
    for login in ["root", "tuyen", "coordinator", "responder", "reader", "auditor", "mylam"] {
        let mut browser = office.signed_in(login).await;
        for path in [
            "/console/systems".to_owned(),
            "/console/systems?q=ho+so".to_owned(),
            "/console/systems/export.csv".to_owned(),
            "/console/search?q=dichvucong".to_owned(),
            "/console/record".to_owned(),
            format!("/console/record?about=system:{id}"),
            format!("/console/units/{}", office.unit("08")),
            "/console".to_owned(),
        ] {
            let page = browser.get(&path).await.text.replace("value=\"dichvucong\"", "");
            for secret in secrets {
                assert!(!page.contains(secret), "{login} {path} shows {secret}: {page}");
            }
        }
        for path in ["", "/change", "/end", "/names"] {
            let path = format!("/console/systems/{id}{path}");
            assert_eq!(browser.get(&path).await.status, 404, "{login} {path}");
            let status =
                browser.post(&path, &[("seen", "2"), ("restricted", "no"), ("why", "x")]).await.status;
            assert!([404, 405].contains(&status.as_u16()), "{login} {path}");
        }
    }
    // It is in nobody's way, and no count has it.
    let mut coordinator = office.signed_in("coordinator").await;
    enter(&mut coordinator, "08", "Hồ sơ vụ án").await;
    assert!(
        coordinator
            .get("/console/systems")
            .await
            .text
            .contains("1–1 trong 1 hệ thống tìm thấy; tất cả có 1.")
    );
    let table = "Mã đơn vị,Tên,Cấp độ\n08,Hồ sơ vụ án,5\n";
    let got = upload(&mut coordinator, table).await;
    assert!(got.status == 200 && got.text.contains("Sửa ở 08"), "theirs alone is known: {}", got.text);
    // Somebody who is named sees it from wherever they are, and changes it only by a role.
    let hoaan = office.known("hoaan").await.id.0;
    assert_eq!(
        owner
            .post(
                &format!("/console/systems/{id}/names"),
                &[("seen", "2"), ("restricted", "yes"), ("why", "x"), ("login", "hoaan")]
            )
            .await
            .status,
        422,
        "whom they may not see, they cannot name"
    );
    let reader = office.known("reader").await.id.0;
    assert_ne!(reader, hoaan);
    let fields =
        [("seen", "2"), ("restricted", "yes"), ("why", "x"), ("login", "Reader"), ("person-99", "yes")];
    let officer = format!("person-{}", office.known("officer").await.id.0);
    let fields: Vec<_> = fields.into_iter().chain([(officer.as_str(), "yes")]).collect();
    let got = owner.post(&format!("/console/systems/{id}/names"), &fields).await;
    assert_eq!(got.status, 303, "{}", got.text);
    let mut named = office.signed_in("reader").await;
    assert!(named.get(&format!("/console/systems/{id}")).await.text.contains("Hồ sơ vụ án"));
    assert!(named.get("/console/systems").await.text.contains("tất cả có 2."));
    assert_eq!(named.get(&format!("/console/systems/{id}/change")).await.status, 403);
}

async fn a_restricted_system_is_never_without_somebody(ground: Ground) {
    let office = Office::full(ground).await;
    let mut owner = office.signed_in("officer").await;
    let id = enter(&mut owner, "08", "Mật").await;
    let path = format!("/console/systems/{id}/names");
    // Whoever shuts out the others is in, ticked or not.
    restrict(&mut owner, id).await;
    let before = office.entries().await;
    let got = owner.post(&path, &[("seen", "2"), ("restricted", "yes"), ("why", "x")]).await;
    assert!(got.status == 422 && got.text.contains("Hãy nêu ít nhất một người"), "{}", got.text);
    assert_eq!(owner.post(&path, &[("seen", "1"), ("restricted", "no"), ("why", "x")]).await.status, 409);
    assert_eq!(owner.post(&path, &[("seen", "2"), ("restricted", "no")]).await.status, 422, "a reason");
    assert_eq!(office.entries().await, before);
    // They leave it to somebody else, and it is there for them no more.
    let reader = format!("person-{}", office.known("reader").await.id.0);
    let got =
        owner.post(&path, &[("seen", "2"), ("restricted", "yes"), ("why", "x"), (&reader, "yes")]).await;
    assert_eq!(got.header("location"), "/console/systems?done=named", "{}", got.text);
    assert_eq!(owner.get(&format!("/console/systems/{id}")).await.status, 404);
    // Whoever is named lifts it.
    let mut named = office.signed_in("reader").await;
    let got = named.post(&path, &[("seen", "3"), ("restricted", "no"), ("why", "Xong")]).await;
    assert_eq!(got.header("location"), format!("/console/systems/{id}?done=opened"), "{}", got.text);
    assert!(owner.get("/console/systems").await.text.contains("Mật"));
}

//! Whoever answers for what a table changed is told, once for many, and never of what they may not see.

use super::grounds::{Ground, on_both};
use super::office::{Browser, Office, field};
use super::systems::{enter, restrict};
use crate::ask::Got;

on_both!(whoever_answers_for_systems_is_told_of_a_table, whoever_administers_units_is_told_of_a_table,);

/// Sends a table, and agrees to what it would do.
async fn import(browser: &mut Browser<'_>, at: &str, table: &str) -> Got {
    let key = browser.form_key.clone();
    let fields = [("form_key", key.as_str()), ("day", "21/11/2026"), ("why", ""), ("file", table)];
    let plan = browser.post_parts(at, &fields).await;
    assert_eq!(plan.status, 200, "{}", plan.text);
    let (upload, shown) = (field(&plan.text, "upload").unwrap(), field(&plan.text, "shown").unwrap());
    browser.post(&format!("{at}/apply"), &[("upload", &upload), ("shown", &shown)]).await
}

/// What somebody was told of tables, and how many notices they did not see.
async fn told(office: &Office, login: &str) -> Vec<(String, String)> {
    let person = office.known(login).await.id;
    let notices = office.store.notices(person, 99).await.unwrap().into_iter();
    notices.filter(|one| one.kind.ends_with("imported")).map(|one| (one.object, one.more)).collect()
}

async fn whoever_answers_for_systems_is_told_of_a_table(ground: Ground) {
    let office = Office::full(ground).await;
    let mut officer = office.signed_in("officer").await;
    office.person("mylam-officer", "00801", &[(office::rights::Role::Officer, "00801")]).await;
    let kept = enter(&mut officer, "08", "Hồ sơ kín").await;
    restrict(&mut officer, kept).await;
    const AT: &str = "/console/systems/import";
    let head = "Mã đơn vị,Tên hệ thống thông tin,Cấp độ,Tên miền\n";
    let first = format!("{head}08,Một,3,\n08,Hai,3,\n08,Hồ sơ kín,4,kin.example\n00801,Ba,2,\n");
    assert_eq!(import(&mut officer, AT, &first).await.status, 303);
    let second = format!("{head}08,Một,4,\n00802,Bốn,4,\n");
    assert_eq!(import(&mut officer, AT, &second).await.status, 303);
    let one = |more: &str| vec![("systems".to_owned(), more.to_owned())];
    // Two of the first table and two of the second, that of a commune without anybody among them; not the restricted one.
    assert_eq!(told(&office, "coordinator").await, one("2 4"));
    assert_eq!(told(&office, "mylam-officer").await, one("1 1"));
    for login in ["officer", "root", "tuyen", "responder", "reader", "auditor", "cao"] {
        assert_eq!(told(&office, login).await, [], "{login}");
    }
    let mut coordinator = office.signed_in("coordinator").await;
    let page = coordinator.get("/console/notices").await.text;
    assert!(
        page.contains("(số bảng: 2): 4 hệ thống") && page.contains("href=\"/console/systems\""),
        "{page}"
    );
    let english = [("language", "en"), ("look", "system"), ("time_zone", "Asia/Ho_Chi_Minh")];
    let english = coordinator.post("/console/me/settings", &english).await;
    assert_eq!(english.status, 303, "{}", english.text);
    let page = coordinator.get("/console/notices").await.text;
    assert!(page.contains("(tables: 2): 4 systems"), "{page}");
    // A table that changes nothing tells nobody.
    let csv = officer.get("/console/systems/export.csv").await.text;
    let key = officer.form_key.clone();
    let fields = [("form_key", key.as_str()), ("why", ""), ("file", csv.as_str())];
    let plan = officer.post_parts(AT, &fields).await;
    assert!(plan.text.contains("Không có gì để ghi"), "{}", plan.text);
    assert_eq!(told(&office, "coordinator").await, one("2 4"));
}

async fn whoever_administers_units_is_told_of_a_table(ground: Ground) {
    let office = Office::full(ground).await;
    let mut root = office.signed_in("root").await;
    const AT: &str = "/console/units/import";
    let table = "Mã,Tên,Loại,Mã cấp trên\nP1,Phòng một,department,00801\nP2,Phòng hai,department,08\n";
    assert_eq!(import(&mut root, AT, table).await.status, 303);
    let one = |more: &str| vec![("units".to_owned(), more.to_owned())];
    assert_eq!(told(&office, "mylam").await, one("1 1"));
    assert_eq!(told(&office, "tuyen").await, one("1 1"));
    for login in ["root", "cao", "coordinator", "officer", "yenson"] {
        assert_eq!(told(&office, login).await, [], "{login}");
    }
    let page = office.signed_in("mylam").await.get("/console/notices").await.text;
    assert!(page.contains("(số bảng: 1): 1 đơn vị"), "{page}");
    // By mail at once, for who wants that: one for what repeats.
    let mut tuyen = office.signed_in("tuyen").await;
    let person = office.known("tuyen").await;
    let details = store::people::Details { email: "tuyen@mau.example".to_owned(), ..person.details };
    office.store.change_person(person.id, person.version, &details, &office.deed()).await.unwrap();
    assert_eq!(tuyen.post("/console/notices/seen", &[("all", "999")]).await.status, 303);
    assert_eq!(tuyen.post("/console/notices/by-mail", &[("by_mail", "once")]).await.status, 303);
    for code in ["P3", "P4"] {
        let table = format!("Mã,Tên,Loại,Mã cấp trên\n{code},Phòng {code},department,08\n");
        assert_eq!(import(&mut root, AT, &table).await.status, 303);
    }
    assert_eq!(told(&office, "tuyen").await[0].1, "2 2");
    let mail = office.store.messages(None, None, 99).await.unwrap();
    assert_eq!(mail.len(), 1, "{mail:?}");
}

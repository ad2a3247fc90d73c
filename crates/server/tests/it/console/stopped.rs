//! What is said to somebody who is signed in, where a page cannot be shown or nothing was done; and how entries are read.

use office::rights::{Grant, Role};
use office::units::UnitId;

use super::grounds::{Ground, on_both};
use super::office::Office;

on_both!(
    what_cannot_be_shown_or_done_is_said_in_the_console_s_frame,
    what_is_not_there_and_what_is_for_others_look_alike,
    details_of_entries_are_words,
);

async fn what_cannot_be_shown_or_done_is_said_in_the_console_s_frame(ground: Ground) {
    let office = Office::full(ground).await;
    let mut reader = office.signed_in("reader").await;
    for (path, status, title) in [
        ("/console/nowhere", 404, "Ở đây không có gì dành cho bạn"),
        ("/console/people/new", 403, "Việc này do người khác làm"),
    ] {
        let answer = reader.get(path).await;
        assert_eq!(answer.status, status, "{path}");
        assert!(answer.text.contains(title) && answer.text.contains("/console/sign-out"), "{}", answer.text);
    }
    let old =
        reader.post_just("/console/me/settings", &[("form_key", "of-another"), ("language", "en")]).await;
    assert_eq!(old.status, 403);
    assert!(old.text.contains("Biểu mẫu này không còn hiệu lực"), "{}", old.text);
    // In their own language.
    let english = [("language", "en"), ("look", "dark"), ("time_zone", "Asia/Ho_Chi_Minh")];
    assert_eq!(reader.post("/console/me/settings", &english).await.status, 303);
    let answer = reader.get("/console/nowhere").await;
    assert!(answer.text.contains("There is nothing here for you"), "{}", answer.text);
    // Who is not signed in sees the public page, without a trace of the console.
    let mut outside = office.browser();
    let answer = outside.get("/console/nowhere").await;
    assert_eq!(answer.status, 404);
    assert!(!answer.text.contains("sign-out"), "{}", answer.text);
}

async fn what_is_not_there_and_what_is_for_others_look_alike(ground: Ground) {
    let office = Office::full(ground).await;
    let foreign = office.known("hoaan").await.id.0;
    let mut tuyen = office.signed_in("tuyen").await;
    let there = tuyen.get(&format!("/console/people/{foreign}")).await;
    let nobody = tuyen.get("/console/people/9999999").await;
    assert_eq!((there.status.as_u16(), &there.text), (nobody.status.as_u16(), &nobody.text));
}

async fn details_of_entries_are_words(ground: Ground) {
    let office = Office::full(ground).await;
    let mut coordinator = office.signed_in("coordinator").await;
    let system = [("unit", "08"), ("name", "Cổng"), ("level", "3"), ("products", "nginx (1.24)")];
    let found = [&system[..], &[("addresses", "14.225.0.9"), ("domains", "cong.mau.vn")]].concat();
    assert_eq!(coordinator.post("/console/systems/new", &found).await.status, 303);
    // Administrators read of no systems in the record, auditors do.
    let audits = Grant { role: Role::Auditor, unit: UnitId(office.unit("TT")) };
    office.store.grant(office.known("root").await.id, audits, &office.deed()).await.unwrap();
    let mut root = office.signed_in("root").await;
    let hook = [("unit", "TT"), ("url", "https://a.example/x"), ("kind_unit", "yes")];
    assert_eq!(root.post("/console/webhooks", &hook).await.status, 200);
    let token = [("token_name", "máy"), ("days", "30"), ("scope-units-read", "yes")];
    assert_eq!(root.post("/console/me/tokens", &token).await.status, 200);
    let page = root.get("/console/record").await.text;
    // What nobody has put into words stands under its own key, which is written small.
    let labels: Vec<&str> =
        page.split("<dt>").skip(1).filter_map(|rest| rest.split("</dt>").next()).collect();
    let small = labels.iter().filter(|label| !label.starts_with(char::is_uppercase));
    assert_eq!(small.collect::<Vec<_>>(), Vec::<&&str>::new());
    for label in ["Sản phẩm và phiên bản", "Loại việc", "Phạm vi"] {
        assert!(labels.contains(&label), "{label}: {labels:?}");
    }
    assert!(page.contains("<dt>Vai trò</dt>") && page.contains("<dt>Tại</dt>"), "{page}");
    assert!(!page.contains("&quot;") && !page.contains("administrator"), "{page}");
}

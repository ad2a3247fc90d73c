//! What search finds, and what holds a unit where it is.
//!
//! Must never reach anything but through the pages.

use super::grounds::{Ground, on_both};
use super::incidents::tell;
use super::office::{Office, field};

on_both!(
    an_incident_is_found_by_who_may_see_it_and_by_nobody_else,
    a_unit_that_something_happened_to_is_not_removed,
);

async fn an_incident_is_found_by_who_may_see_it_and_by_nobody_else(ground: Ground) {
    let office = Office::full(ground).await;
    office.person("helper", "08", &[(office::rights::Role::Coordinator, "08")]).await;
    office.person("elsewhere", "04", &[(office::rights::Role::Coordinator, "04")]).await;
    let mut helper = office.signed_in("helper").await;
    let id = tell(&mut helper, "08", "Máy chủ văn thư gửi thư lạ").await;
    let at = format!("/console/incidents/{id}\"");
    let page = helper.get("/console/search?q=van+thu+gui").await.text;
    assert!(page.contains(&at) && page.contains("1 trên 1") && page.contains("Mới tiếp nhận"), "{page}");
    let mut other = office.signed_in("elsewhere").await;
    let page = other.get("/console/search?q=van+thu+gui").await.text;
    assert!(!page.contains(&at) && page.contains("không có tên hay mã nào như vậy"), "{page}");
    // What is pasted into a chat leads there, for who may see it.
    let got = helper.post("/console/copy", &[("object", &format!("incident:{id}"))]).await.text;
    assert!(!got.contains("văn thư"), "{got}");
    let code = got.split("/t/").nth(1).unwrap()[..9].to_owned();
    assert_eq!(
        helper.get(&format!("/console/t/{code}")).await.header("location"),
        format!("/console/incidents/{id}")
    );
    assert_eq!(other.get(&format!("/console/t/{code}")).await.status, 404);
    assert_eq!(other.post("/console/copy", &[("object", &format!("incident:{id}"))]).await.status, 404);
    // Nor by its own unit, once it is for named persons only.
    office.person("second", "08", &[(office::rights::Role::Coordinator, "08")]).await;
    let mut second = office.signed_in("second").await;
    assert!(second.get("/console/search?q=van+thu+gui").await.text.contains(&at));
    let seen = field(&helper.get(&format!("/console/incidents/{id}/names")).await.text, "seen").unwrap();
    let own = format!("person-{}", office.known("helper").await.id.0);
    let fields = [("seen", seen.as_str()), ("restricted", "yes"), ("why", "Đang điều tra"), (&own, "yes")];
    let got = helper.post(&format!("/console/incidents/{id}/names"), &fields).await;
    assert_eq!(got.status, 303, "{}", got.text);
    assert!(!second.get("/console/search?q=van+thu+gui").await.text.contains(&at));
}

async fn a_unit_that_something_happened_to_is_not_removed(ground: Ground) {
    let office = Office::full(ground).await;
    office.person("all", "TT", &office::rights::Role::ALL.map(|role| (role, "TT"))).await;
    let mut browser = office.signed_in("all").await;
    let fields = [("parent", "08"), ("name", "Xã Mới"), ("code", "00999"), ("kind", "commune")];
    let fields: Vec<(&str, &str)> = fields.into_iter().chain([("day", "20/11/2026"), ("why", "")]).collect();
    browser.get("/console/units/new").await;
    let made = browser.post("/console/units/new", &fields).await;
    assert_eq!(made.status, 303, "{}", made.text);
    let unit = made.header("location").split('?').next().unwrap().rsplit('/').next().unwrap().to_owned();
    let id = tell(&mut browser, "00999", "Máy lạ").await;
    let path = format!("/console/units/{unit}/remove");
    let seen = field(&browser.get(&path).await.text, "seen").unwrap();
    let got = browser.post(&path, &[("seen", &seen), ("why", "lập nhầm"), ("day", "20/11/2026")]).await;
    assert!(got.status == 422 && got.text.contains("mục gắn với đơn vị này"), "{}: {}", got.status, got.text);
    assert!(browser.get(&format!("/console/incidents/{id}")).await.text.contains("Xã Mới"));
}

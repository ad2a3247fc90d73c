//! Emergency access: one asks, another agrees, the owners are told, and it ends by itself.

use office::rights::Role;

use super::evidence::tell;
use super::grounds::{Ground, on_both};
use super::office::{Browser, Office, field};
use super::systems::{enter, restrict};

on_both!(
    two_people_open_what_is_restricted_for_a_day_and_its_owners_are_told,
    nobody_learns_by_asking_whether_there_is_anything,
    who_may_not_agree_does_not_see_that_anybody_asks,
    what_is_nobody_s_any_more_is_named_anew_by_whom_two_people_let_in,
    two_people_open_an_incident_for_a_day_and_its_owners_are_told,
);

pub async fn ask(browser: &mut Browser<'_>, code: &str) {
    let got = browser.post("/console/emergency", &[("code", code), ("why", "Máy chủ đang bị mã hóa")]).await;
    assert_eq!(got.header("location"), "/console/emergency?done=asked", "{}", got.text);
}

/// Agrees to the one asking that waits, and says what came of it.
pub async fn agree(browser: &mut Browser<'_>) -> String {
    let page = browser.get("/console/emergency").await.text;
    let asking = field(&page, "asking").unwrap_or_else(|| panic!("{page}"));
    let got = browser.post("/console/emergency/agree", &[("asking", &asking)]).await;
    assert_eq!(got.status, 303, "{}", got.text);
    got.header("location").to_owned()
}

async fn two_people_open_what_is_restricted_for_a_day_and_its_owners_are_told(ground: Ground) {
    let office = Office::full(ground).await;
    let mut owner = office.signed_in("officer").await;
    let id = enter(&mut owner, "08", "Hồ sơ kín").await;
    let code = restrict(&mut owner, id).await;
    let path = format!("/console/systems/{id}");
    let mut asker = office.signed_in("responder").await;
    ask(&mut asker, &code.to_lowercase().replace('-', " ")).await;
    assert_eq!(asker.get(&path).await.status, 404);
    // Nobody agrees with themselves.
    assert_eq!(asker.post("/console/emergency/agree", &[("asking", "1")]).await.status, 404);
    let mut second = office.signed_in("tuyen").await;
    let home = second.get("/console").await.text;
    assert!(home.contains("Có người xin vào khẩn cấp"), "{home}");
    let page = second.get("/console/emergency").await.text;
    assert!(page.contains("Người responder") && page.contains("Máy chủ đang bị mã hóa"), "{page}");
    assert!(!page.contains(&code) && !page.contains("Hồ sơ kín"), "{page}");
    assert_eq!(agree(&mut second).await, "/console/emergency?done=opened");
    assert_eq!(second.post("/console/emergency/agree", &[("asking", "1")]).await.status, 404, "once");
    // The asker sees it, in lists too, and says of nobody that they may; whoever agreed does not see it.
    assert!(asker.get(&path).await.text.contains("<h1>Hồ sơ kín</h1>"));
    assert!(asker.get("/console/systems").await.text.contains("Hồ sơ kín"));
    assert!(asker.get("/console/emergency").await.text.contains("được vào đến 13 giờ 00 phút, 22/11/2026"));
    assert_eq!(asker.get(&format!("{path}/names")).await.status, 403);
    assert_eq!(second.get(&path).await.status, 404);
    // The owner is told at home until they have read it.
    let home = owner.get("/console").await.text;
    for shown in
        ["Người responder được vào “Hồ sơ kín” đến", "Người đồng ý: Người tuyen", "Máy chủ đang bị mã hóa"]
    {
        assert!(home.contains(shown), "{shown}: {home}");
    }
    assert_eq!(second.post("/console/emergency/read", &[("asking", "1")]).await.status, 404);
    assert_eq!(asker.post("/console/emergency/read", &[("asking", "1")]).await.status, 404);
    assert_eq!(owner.post("/console/emergency/read", &[("asking", "1")]).await.status, 303);
    assert!(!owner.get("/console").await.text.contains("Có người được vào khẩn cấp"));
    // What was opened stands in the record where its people alone read it.
    let record = office.signed_in("auditor").await.get("/console/record").await.text;
    assert!(record.contains("Xin vào khẩn cấp") && record.contains("Đồng ý cho vào khẩn cấp"), "{record}");
    assert!(!record.contains("Cho một người vào khẩn cấp") && !record.contains("Hồ sơ kín"), "{record}");
    // It ends by itself.
    office.wait(86_399);
    assert_eq!(office.signed_in("responder").await.get(&path).await.status, 200);
    office.wait(1);
    let mut asker = office.signed_in("responder").await;
    assert_eq!(asker.get(&path).await.status, 404);
    let page = asker.get("/console/emergency").await.text;
    assert!(page.contains("đã hết hạn lúc") && !page.contains("Hồ sơ kín"), "{page}");
}

async fn nobody_learns_by_asking_whether_there_is_anything(ground: Ground) {
    let office = Office::full(ground).await;
    let mut owner = office.signed_in("officer").await;
    let id = enter(&mut owner, "08", "Hồ sơ kín").await;
    let code = restrict(&mut owner, id).await;
    office.person("caobang", "04", &[(Role::Coordinator, "04")]).await;
    office.person("caohai", "04", &[(Role::Responder, "04")]).await;
    // One who has no role where it is, with its code; and one with a code of nothing.
    let answers = async |login: &str, code: &str| {
        let mut asker = office.signed_in(login).await;
        let entries = office.entries().await;
        ask(&mut asker, code).await;
        assert_eq!(office.entries().await, entries + 1);
        let page = asker.get("/console/emergency").await.text;
        page.split("<section>").last().unwrap().to_owned()
    };
    let nothing = "ABCD-EFGH-JKMN-PQRS";
    assert_eq!(answers("caohai", &code).await, answers("reader", nothing).await);
    let mut second = office.signed_in("caobang").await;
    assert_eq!(agree(&mut second).await, "/console/emergency?done=nothing");
    let mut second = office.signed_in("tuyen").await;
    let entries = office.entries().await;
    assert_eq!(agree(&mut second).await, "/console/emergency?done=nothing");
    assert_eq!(office.entries().await, entries + 1);
    for login in ["caohai", "reader"] {
        let mut asker = office.signed_in(login).await;
        assert!(asker.get("/console/emergency").await.text.contains("không mở được gì cho bạn"), "{login}");
        assert_eq!(asker.get(&format!("/console/systems/{id}")).await.status, 404);
    }
    // What is no code is told as such; so many at once are not taken.
    let mut asker = office.signed_in("reader").await;
    for (code, why) in [("", "x"), ("ABCD", "x"), (nothing, ""), ("<script>alert(1)</script>", "x")] {
        let got = asker.post("/console/emergency", &[("code", code), ("why", why)]).await;
        assert!(got.status == 422 && !got.text.contains("<script>"), "{code}: {}", got.text);
    }
    for _ in 0..5 {
        ask(&mut asker, nothing).await;
    }
    let got = asker.post("/console/emergency", &[("code", nothing), ("why", "x")]).await;
    assert!(got.status == 422 && got.text.contains("Hãy chờ"), "{}", got.text);
}

async fn who_may_not_agree_does_not_see_that_anybody_asks(ground: Ground) {
    let office = Office::full(ground).await;
    ask(&mut office.signed_in("responder").await, "ABCD-EFGH-JKMN-PQRS").await;
    for login in ["officer", "reader", "auditor", "mylam", "cao", "hoaan", "responder"] {
        let mut browser = office.signed_in(login).await;
        let page = browser.get("/console/emergency").await.text;
        assert!(!page.contains("name=\"asking\""), "{login}: {page}");
        assert_eq!(browser.post("/console/emergency/agree", &[("asking", "1")]).await.status, 404, "{login}");
    }
    // It waits a day.
    office.wait(86_400);
    let mut second = office.signed_in("coordinator").await;
    assert!(field(&second.get("/console/emergency").await.text, "asking").is_none());
    assert_eq!(second.post("/console/emergency/agree", &[("asking", "1")]).await.status, 404);
    let page = office.signed_in("responder").await.get("/console/emergency").await.text;
    assert!(page.contains("không ai đồng ý"), "{page}");
    // Who left in the meantime is let into nothing.
    ask(&mut office.signed_in("responder").await, "ABCD-EFGH-JKMN-PQRS").await;
    office.store.end_person(office.known("responder").await.id, &office.deed()).await.unwrap();
    assert!(field(&second.get("/console/emergency").await.text, "asking").is_none());
}

async fn what_is_nobody_s_any_more_is_named_anew_by_whom_two_people_let_in(ground: Ground) {
    let office = Office::full(ground).await;
    let mut owner = office.signed_in("officer").await;
    let id = enter(&mut owner, "08", "Hồ sơ kín").await;
    let code = restrict(&mut owner, id).await;
    office.store.end_person(office.known("officer").await.id, &office.deed()).await.unwrap();
    let path = format!("/console/systems/{id}");
    let mut asker = office.signed_in("responder").await;
    assert_eq!(asker.get(&path).await.status, 404, "it is nobody's, and not everybody's");
    ask(&mut asker, &code).await;
    assert_eq!(agree(&mut office.signed_in("coordinator").await).await, "/console/emergency?done=opened");
    let page = asker.get(&format!("{path}/names")).await.text;
    let seen = field(&page, "seen").unwrap();
    let own = format!("person-{}", office.known("responder").await.id.0);
    let fields = [("seen", seen.as_str()), ("restricted", "yes"), ("why", "Người cũ đã nghỉ"), (&own, "yes")];
    let got = asker.post(&format!("{path}/names"), &fields).await;
    assert_eq!(got.header("location"), format!("{path}?done=named"), "{}", got.text);
    office.wait(2 * 86_400);
    assert_eq!(office.signed_in("responder").await.get(&path).await.status, 200);
}

async fn two_people_open_an_incident_for_a_day_and_its_owners_are_told(ground: Ground) {
    let office = Office::full(ground).await;
    let mut owner = office.signed_in("coordinator").await;
    let id = tell(&mut owner, "Vụ kín").await;
    let path = format!("/console/incidents/{id}");
    let seen = field(&owner.get(&format!("{path}/names")).await.text, "seen").unwrap_or_default();
    let own = format!("person-{}", office.known("coordinator").await.id.0);
    let fields = [("seen", seen.as_str()), ("restricted", "yes"), ("why", "Đang điều tra"), (&own, "yes")];
    let got = owner.post(&format!("{path}/names"), &fields).await;
    assert_eq!(got.status, 303, "{}", got.text);
    let page = owner.get(&format!("{path}/names")).await.text;
    let code = super::office::between(&page, "Mã để xin vào khẩn cấp: ", ".").to_owned();
    assert_eq!(code.len(), 9, "{code}");
    let mut asker = office.signed_in("responder").await;
    for hidden in [&path, &format!("{path}/evidence"), &format!("{path}/papers")] {
        assert_eq!(asker.get(hidden).await.status, 404, "{hidden}");
    }
    ask(&mut asker, &code.to_lowercase()).await;
    assert_eq!(asker.get(&path).await.status, 404, "one alone opens nothing");
    let mut second = office.signed_in("tuyen").await;
    let page = second.get("/console/emergency").await.text;
    assert!(!page.contains(&code) && !page.contains("Vụ kín"), "{page}");
    assert_eq!(agree(&mut second).await, "/console/emergency?done=opened");
    // It is there for who asked: its page, in lists and searches; and for nobody else.
    assert!(asker.get(&path).await.text.contains("Vụ kín"));
    assert!(asker.get("/console/incidents").await.text.contains("Vụ kín"));
    assert!(asker.get("/console/emergency").await.text.contains(&format!("href=\"{path}\"")));
    assert_eq!(asker.get(&format!("{path}/names")).await.status, 403);
    let got = asker.post(&format!("{path}/do/comment"), &[("text", "Đã xem nhật ký")]).await;
    assert_eq!(got.status, 303, "{}", got.text);
    assert_eq!(second.get(&path).await.status, 404);
    assert!(!second.get("/console/incidents").await.text.contains("Vụ kín"));
    // Its owner is told, and reads who it was in the record too.
    let home = owner.get("/console").await.text;
    assert!(home.contains("Người responder được vào “Vụ kín” đến"), "{home}");
    assert_eq!(second.post("/console/emergency/read", &[("asking", "1")]).await.status, 404);
    assert_eq!(owner.post("/console/emergency/read", &[("asking", "1")]).await.status, 303);
    assert!(!owner.get("/console").await.text.contains("Có người được vào khẩn cấp"));
    let record = office.signed_in("auditor").await.get("/console/record").await.text;
    assert!(!record.contains("khẩn cấp sự cố") && !record.contains("Vụ kín"), "{record}");
    // The names are those of before, and it ends by itself.
    let page = owner.get(&format!("{path}/names")).await.text;
    assert_eq!(page.matches(" checked").count(), 1, "{page}");
    office.wait(86_400);
    let mut asker = office.signed_in("responder").await;
    assert_eq!(asker.get(&path).await.status, 404);
    assert!(!asker.get("/console/incidents").await.text.contains("Vụ kín"));
    // A code of an incident that is for everybody opens nothing.
    let open = tell(&mut office.signed_in("coordinator").await, "Vụ thường").await;
    let code = office.store.incident(open).await.unwrap().unwrap().code;
    ask(&mut asker, &code).await;
    assert_eq!(agree(&mut office.signed_in("tuyen").await).await, "/console/emergency?done=nothing");
}

//! Texts that try to be something else, in every field, on every page that shows it.

use super::grounds::{Ground, on_both};
use super::invitations::invite;
use super::office::{Office, PASSWORD};

on_both!(whatever_is_typed_is_shown_as_text);

/// What would begin or end something in HTML.
const SCRIPT: &str = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>{{7*7}}&lt;";

/// Whether a page shows it as text alone.
fn harmless(page: &str, at: &str) {
    for bad in ["<script>alert", "<img src=x", "\"'>", "onerror=alert(2)>"] {
        assert!(!page.contains(bad), "{at}: {bad}");
    }
}

async fn whatever_is_typed_is_shown_as_text(ground: Ground) {
    let office = Office::full(ground).await;
    let mut root = office.signed_in("root").await;
    // A name may hold all this; who has such a name is shown by it.
    let details = [
        ("name", SCRIPT),
        ("login", "x.y"),
        ("position", SCRIPT),
        ("email", "a'b&c=d@vi-du.vn"),
        ("phone", "0912 345 678"),
        ("unit", "00801"),
        ("role", "officer"),
    ];
    let slip = root.post("/console/people/new", &details).await;
    assert_eq!(slip.status, 200, "{}", slip.text);
    harmless(&slip.text, "slip");
    let code = super::office::between(&slip.text, "<dd class=\"code\">", "<").to_owned();
    let mut invited = office.browser();
    let page = invited.get(&format!("/console/invited?code={code}")).await.text;
    assert!(page.contains("&#60;script&#62;alert(1)"), "{page}");
    harmless(&page, "invited");
    invited.post("/console/invited", &[("code", &code), ("password", PASSWORD)]).await;
    let id = office.known("x.y").await.id.0;
    let paths = [
        "/console/people".to_owned(),
        "/console/people?order=name".to_owned(),
        format!("/console/people/{id}"),
        format!("/console/people/{id}/reset"),
        format!("/console/people/{id}/end"),
    ];
    for path in &paths {
        let page = root.get(path).await.text;
        assert!(page.contains("&#60;script&#62;alert(1)"), "{path}");
        harmless(&page, path);
    }
    for path in ["/console", "/console/me"] {
        let page = invited.get(path).await.text;
        assert!(page.contains("&#60;script&#62;alert(1)"), "{path}");
        harmless(&page, path);
    }
    // What is refused comes back as text too: from forms, and from links.
    let everything: Vec<(&str, &str)> = details.iter().map(|(name, _)| (*name, SCRIPT)).collect();
    let mut wrong = everything.clone();
    wrong.retain(|(name, _)| *name != "role");
    wrong.push(("version", "1"));
    wrong.push(("why", SCRIPT));
    for path in ["/console/people/new", &format!("/console/people/{id}")] {
        let got = root.post(path, &wrong).await;
        assert!(got.status.is_client_error(), "{path}");
        assert!(got.text.contains("&#60;script&#62;"), "{path}: what was typed is kept");
        harmless(&got.text, path);
    }
    let version = office.known("x.y").await.version.to_string();
    let last = wrong.iter().map(|(n, v)| (*n, if *n == "version" { version.as_str() } else { *v }));
    let got = root.post(&format!("/console/people/{id}"), &last.collect::<Vec<_>>()).await;
    assert_eq!(got.status, 422);
    harmless(&got.text, "change");
    let got =
        root.post(&format!("/console/people/{id}/roles"), &[("role", "reader"), ("role_unit", SCRIPT)]).await;
    assert_eq!(got.status, 422);
    harmless(&got.text, "give");
    let got = root.post("/console/me/tokens", &[("token_name", SCRIPT), ("days", SCRIPT)]).await;
    assert_eq!(got.status, 422);
    harmless(&got.text, "token");
    let fields = [("token_name", SCRIPT), ("days", "1"), ("scope-units-read", "yes")];
    let got = root.post("/console/me/tokens", &fields).await;
    assert_eq!(got.status, 200);
    harmless(&got.text, "token made");
    harmless(&root.get("/console/me").await.text, "me");
    let in_a_link = super::office::encoded(&[
        ("q", SCRIPT),
        ("unit", SCRIPT),
        ("order", SCRIPT),
        ("left", SCRIPT),
        ("page", SCRIPT),
        ("done", SCRIPT),
        ("lang", SCRIPT),
        ("code", SCRIPT),
        ("to", SCRIPT),
    ]);
    for path in ["/console/people", "/console/people/new", "/console/me"] {
        harmless(&root.get(&format!("{path}?{in_a_link}")).await.text, path);
    }
    for path in ["/console/invited", "/console/sign-in"] {
        harmless(&office.browser().get(&format!("{path}?{in_a_link}")).await.text, path);
    }
    let mut browser = office.browser();
    let got = browser.post("/console/sign-in", &[("login", SCRIPT), ("to", SCRIPT), ("code", SCRIPT)]).await;
    harmless(&got.text, "sign-in");
    let got = browser.post("/console/invited", &[("code", SCRIPT), ("password", SCRIPT)]).await;
    harmless(&got.text, "invited");
    // What a browser says of itself is listed with the session.
    let mut odd = office.browser();
    odd.headers.push(("user-agent", SCRIPT.to_owned()));
    odd.sign_in("root", PASSWORD, "").await;
    let page = odd.get("/console/me").await.text;
    assert!(page.contains("&#60;script&#62;"), "{page}");
    harmless(&page, "sessions");
    assert_eq!(invite(&mut root, "z.z", "00801", "").await.len(), 19);
}

//! Own settings, and that every page of this part is whole in both languages.

use super::grounds::{Ground, on_both};
use super::office::{Office, between};

on_both!(settings_are_kept_and_followed, pages_are_whole_in_both_languages);

async fn settings_are_kept_and_followed(ground: Ground) {
    let office = Office::full(ground).await;
    let mut root = office.signed_in("root").await;
    let page = root.get("/console").await.text;
    assert!(
        page.contains("<html lang=\"vi\" class=\"system\">") && page.contains("13 giờ 00 phút, 21/11/2026")
    );
    let fields = [("language", "en"), ("look", "dark"), ("time_zone", "Europe/Paris")];
    let got = root.post("/console/me/settings", &fields).await;
    assert_eq!(got.header("location"), "/console/me?done=settings");
    let page = root.get("/console/me?done=settings").await.text;
    assert!(
        page.contains("<html lang=\"en\" class=\"dark\">")
            && page.contains("<p class=\"done\" role=\"status\">Saved.</p>")
    );
    assert!(page.contains("<option selected>Europe/Paris</option>"));
    assert!(root.get("/console").await.text.contains("07:00, 21 November 2026"));
    // Words that a link brings are shown as nothing.
    for odd in ["x", "%3Cscript%3E", "settings%20"] {
        assert!(!root.get(&format!("/console/me?done={odd}")).await.text.contains("class=\"done\""));
    }
    // Nobody else's pages changed.
    assert!(office.signed_in("tuyen").await.get("/console/me").await.text.contains("<html lang=\"vi\""));
}

async fn pages_are_whole_in_both_languages(ground: Ground) {
    let office = Office::full(ground).await;
    let mut root = office.signed_in("root").await;
    let id = office.known("tuyen").await.id.0;
    for language in ["vi", "en"] {
        let fields = [("language", language), ("look", "system"), ("time_zone", "Asia/Ho_Chi_Minh")];
        assert_eq!(root.post("/console/me/settings", &fields).await.status, 303);
        for path in [
            "/console/people".to_owned(),
            "/console/people?q=khong%20co".to_owned(),
            "/console/people?left=yes&order=name".to_owned(),
            "/console/people/new".to_owned(),
            format!("/console/people/{id}"),
            format!("/console/people/{id}/reset"),
            format!("/console/people/{id}/end"),
            "/console/me".to_owned(),
            "/console/me/second-factor".to_owned(),
        ] {
            let got = root.get(&path).await;
            assert_eq!(got.status, 200, "{path}");
            assert_eq!(got.header("cache-control"), "no-store", "{path}");
            let title = between(&got.text, "<title>", "</title>");
            assert!(!title.contains("-title"), "{title}");
            // Every label, and everything that says more, belongs to something that is there; each name is there once.
            for (mark, what) in
                [(" for=\"", "a label"), (" aria-describedby=\"", "more"), (" aria-labelledby=\"", "a title")]
            {
                for names in got.text.split(mark).skip(1) {
                    for name in names.split('"').next().unwrap().split_whitespace() {
                        let times = got.text.matches(&format!(" id=\"{name}\"")).count();
                        assert_eq!(times, 1, "{path}: {what} of `{name}`");
                    }
                }
            }
            for inline in ["<script", " style=", " onclick", "javascript:"] {
                assert!(!got.text.contains(inline), "{path}: {inline}");
            }
        }
    }
}

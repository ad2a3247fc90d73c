//! Setting up the second factor, and replacing it.

use super::grounds::{Ground, on_both};
use super::office::{Office, PASSWORD, between, field, set_up_factor, shown};

on_both!(a_factor_is_shown_before_it_counts, whoever_replaces_a_factor_has_it);

const PATH: &str = "/console/me/second-factor";

async fn a_factor_is_shown_before_it_counts(ground: Ground) {
    let office = Office::full(ground).await;
    let mut root = office.signed_in("root").await;
    let page = root.get(PATH).await.text;
    let secret = between(&page, "<pre class=\"secret\">", "</pre>").to_owned();
    let sealed = field(&page, "sealed").unwrap();
    assert!(page.contains("<svg ") && !sealed.contains(&secret.replace(' ', "")));
    assert_ne!(field(&root.get(PATH).await.text, "sealed").unwrap(), sealed);
    let code = shown(&secret, office.now());
    // Whoever looked has no factor yet, and a wrong code does not make one. The picture stays the same.
    let got = root.post(PATH, &[("sealed", &sealed), ("code", "000000")]).await;
    assert_eq!(got.status, 422);
    assert!(got.text.contains("id=\"code-error\"") && got.text.contains(&secret));
    assert!(!office.known("root").await.has_second_factor);
    // What was not sealed here for them is nothing: another's, an altered one, one of their own making, an old one.
    let mut cao = office.signed_in("cao").await;
    let theirs = cao.get(PATH).await.text;
    let their_code = shown(between(&theirs, "<pre class=\"secret\">", "</pre>"), office.now());
    let their_seal = field(&theirs, "sealed").unwrap();
    let mut altered = sealed.clone();
    altered.replace_range(40..41, if sealed.as_bytes()[40] == b'A' { "B" } else { "A" });
    for (seal, code) in [
        (their_seal.as_str(), their_code.as_str()),
        (&altered, &code),
        (&secret.replace(' ', ""), &code),
        ("", &code),
    ] {
        let got = root.post(PATH, &[("sealed", seal), ("code", code)]).await;
        assert_eq!(got.status, 422, "{seal}");
        assert!(!got.text.contains(&secret), "there is another picture");
    }
    office.wait(15 * 60 + 1);
    let code = shown(&secret, office.now());
    assert_eq!(root.post(PATH, &[("sealed", &sealed), ("code", &code)]).await.status, 422);
    assert!(!office.known("root").await.has_second_factor);
    let (_, codes) = set_up_factor(&mut root).await;
    assert!(office.known("root").await.has_second_factor);
    let again = root.get("/console/me").await.text + &root.get(PATH).await.text;
    assert!(codes.iter().all(|code| !again.contains(code)), "they are shown once");
    assert_eq!(office.browser().sign_in("root", PASSWORD, "").await.status, 422);
}

async fn whoever_replaces_a_factor_has_it(ground: Ground) {
    let office = Office::full(ground).await;
    let mut root = office.signed_in("root").await;
    let (old, codes) = set_up_factor(&mut root).await;
    office.wait(60);
    let page = root.get(PATH).await.text;
    assert!(page.contains("name=\"current_code\""));
    let new = between(&page, "<pre class=\"secret\">", "</pre>").to_owned();
    let sealed = field(&page, "sealed").unwrap();
    let code = shown(&new, office.now());
    for current in ["", "000000", code.as_str()] {
        let fields = [("sealed", sealed.as_str()), ("code", &code), ("current_code", current)];
        let got = root.post(PATH, &fields).await;
        assert_eq!(got.status, 422, "{current}");
        assert!(got.text.contains("id=\"current_code-error\""));
    }
    let current = shown(&old, office.now());
    let fields = [("sealed", sealed.as_str()), ("code", &code), ("current_code", &current)];
    let got = root.post(PATH, &fields).await;
    assert_eq!(got.status, 200);
    assert!(codes.iter().all(|code| !got.text.contains(code)), "the old recovery codes are gone");
    office.wait(60);
    let mut other = office.browser();
    assert_eq!(other.sign_in("root", PASSWORD, &shown(&old, office.now())).await.status, 422);
    assert_eq!(other.sign_in("root", PASSWORD, &codes[0]).await.status, 422);
    assert_eq!(other.sign_in("root", PASSWORD, &shown(&new, office.now())).await.status, 303);
    // Codes are not to be guessed on this page either.
    let mut last = 0;
    for _ in 0..6 {
        let page = root.get(PATH).await.text;
        let fields = [("sealed", field(&page, "sealed").unwrap()), ("code", "000000".to_owned())];
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, text)| (*name, text.as_str())).collect();
        last = root.post(PATH, &fields).await.status.as_u16();
    }
    assert_eq!(last, 429);
}

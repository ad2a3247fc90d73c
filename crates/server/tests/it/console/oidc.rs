//! Coming in by an identity provider, and whatever does not let anybody in.
//!
//! Must never ask another provider than the stub.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};
use server::config::Config;
use sha2::{Digest, Sha256};

use super::grounds::{Ground, on_both};
use super::office::{Browser, Office, PASSWORD, field, set_up_factor, shown};
use super::provider_stub::{Stub, part, signer, token};
use crate::ask::Got;

on_both!(
    whoever_linked_their_account_comes_in,
    what_the_token_says_is_verified,
    a_way_is_gone_once_and_in_its_own_browser,
    every_tab_that_began_finishes,
    a_link_is_made_by_its_person_alone,
    the_second_factor_is_asked_for_all_the_same,
    whoever_is_shut_out_comes_in_no_other_way,
    a_provider_that_is_away_or_leads_elsewhere_lets_nobody_in,
    a_network_that_begins_often_waits,
    the_unit_above_ends_a_link_and_what_was_begun_by_it,
);

/// Who people are there.
const LAN: &str = "00000000-lan";
const MINH: &str = "00000000-minh";

/// What a link or a form asks, by name.
fn query(text: &str) -> BTreeMap<String, String> {
    let decoded =
        |text: &str| percent_decode_str(&text.replace('+', " ")).decode_utf8().unwrap().into_owned();
    let pairs = text.split('&').filter_map(|pair| pair.split_once('='));
    pairs.map(|(name, value)| (decoded(name), decoded(value))).collect()
}

/// Somebody is sent out: what the provider is asked.
fn asked(page: &str) -> BTreeMap<String, String> {
    query(page.split_once('?').unwrap_or_else(|| panic!("{page} asks nothing")).1)
}

/// Begins to sign in.
async fn out(browser: &mut Browser<'_>) -> BTreeMap<String, String> {
    let got = browser.get("/console/oidc?to=%2Fconsole%2Funits").await;
    assert_eq!(got.status, 303, "{}", got.text);
    asked(got.header("location"))
}

/// Comes back with a code.
async fn back(browser: &mut Browser<'_>, state: &str) -> Got {
    browser.get(&format!("/console/oidc/back?code=c&state={state}")).await
}

/// Signs in as that subject.
async fn comes(stub: &Stub, browser: &mut Browser<'_>, subject: &str) -> Got {
    let asked = out(browser).await;
    stub.signs(&stub.claims(browser.office, subject, &asked["nonce"]));
    back(browser, &asked["state"]).await
}

/// Begins to link, and what the provider is asked.
async fn to_link(browser: &mut Browser<'_>) -> BTreeMap<String, String> {
    let got = browser.post("/console/me/provider", &[("provider_password", PASSWORD)]).await;
    assert_eq!(got.status, 200, "{}", got.text);
    let link = got.text.split("href=\"").find(|rest| rest.contains("/auth?")).unwrap();
    let link = link.split('"').next().unwrap();
    asked(&link.replace("&#38;", "&").replace("&amp;", "&"))
}

/// Links the account of who is signed in.
async fn link(stub: &Stub, browser: &mut Browser<'_>, subject: &str) -> Got {
    let asked = to_link(browser).await;
    stub.signs(&stub.claims(browser.office, subject, &asked["nonce"]));
    back(browser, &asked["state"]).await
}

async fn linked(office: &Office, login: &str) -> Vec<store::people::Identity> {
    office.store.identities_of(office.known(login).await.id).await.unwrap()
}

async fn whoever_linked_their_account_comes_in(ground: Ground) {
    let stub = Stub::new();
    let office = Office::full_with(ground, stub.config()).await;
    // Nobody is linked by themselves, whatever the provider says of them.
    let mut other = office.browser();
    let page = other.get("/console/sign-in?lang=en").await.text;
    assert!(
        page.contains("Sign in with Sở &#60;Mẫu&#62;")
            && page.contains("href=\"/console/oidc?lang=en&#38;to=")
    );
    let asked = out(&mut other).await;
    let mut claims = stub.claims(&office, LAN, &asked["nonce"]);
    claims["email"] = "tuyen@coquan.example".into();
    claims["email_verified"] = true.into();
    claims["preferred_username"] = "tuyen".into();
    stub.signs(&claims);
    let before = office.entries().await;
    let got = back(&mut other, &asked["state"]).await;
    assert_eq!(got.status, 422, "{}", got.text);
    assert!(got.text.contains("không mở tài khoản nào") && !other.is_in().await && other.trip.is_none());
    assert_eq!(office.entries().await, before, "no account is made");
    // Somebody links theirs.
    let mut tuyen = office.signed_in("tuyen").await;
    let got = link(&stub, &mut tuyen, LAN).await;
    assert_eq!(got.header("location"), "/console/me?done=provider", "{}", got.text);
    let page = tuyen.get("/console/me?done=provider").await.text;
    assert!(
        page.contains("Sở &#60;Mẫu&#62;")
            && page.contains("class=\"done\"")
            && !page.contains("provider_password")
    );
    // And comes in: with another key than whatever their browser had.
    let mut browser = office.browser();
    browser.cookie = Some("quet=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA".to_owned());
    let asked = out(&mut browser).await;
    assert_eq!(
        (
            asked["response_type"].as_str(),
            asked["client_id"].as_str(),
            asked["code_challenge_method"].as_str()
        ),
        ("code", "quet", "S256")
    );
    assert!(asked["scope"].split(' ').any(|scope| scope == "openid") && !asked.contains_key("prompt"));
    stub.signs(&stub.claims(&office, LAN, &asked["nonce"]));
    let got = back(&mut browser, &asked["state"]).await;
    assert_eq!((got.status.as_u16(), got.header("location")), (303, "/console/units"), "{}", got.text);
    assert!(browser.is_in().await && browser.trip.is_none());
    assert!(!browser.cookie.as_ref().unwrap().contains("AAAAAAAA"));
    assert!(browser.get("/console/me").await.text.contains("tuyen"));
    // What the provider was shown: our secret, the page of ours, and what the challenge was made of.
    let shown = stub.says.lock().unwrap().asked.clone();
    let (head, body) = shown.split_once("\r\n\r\n").unwrap();
    let basic = head
        .lines()
        .find_map(|line| line.split_once("Basic "))
        .or_else(|| head.lines().find_map(|line| line.split_once("basic ")));
    let basic = String::from_utf8(STANDARD.decode(basic.unwrap().1).unwrap()).unwrap();
    assert_eq!(query(&format!("x={}", basic.replace(':', "&y=")))["y"], "bí mật");
    let sent = query(body);
    assert_eq!(sent["redirect_uri"], "http://quet.example.vn/console/oidc/back");
    assert_eq!(asked["redirect_uri"], sent["redirect_uri"]);
    assert_eq!(URL_SAFE_NO_PAD.encode(Sha256::digest(&sent["code_verifier"])), asked["code_challenge"]);
    // The record says how.
    let mut root = office.signed_in("root").await;
    let record = root.get("/console/record").await.text;
    assert!(record.contains("Nhà cung cấp danh tính") && record.contains("Liên kết với tài khoản"));
    assert!(!record.contains(LAN), "who they are there is not told");
    // Whoever manages them sees that they are linked, and since when; not as whom, and nobody who only looks.
    let person = format!("/console/people/{}", office.known("tuyen").await.id.0);
    let seen = root.get(&person).await.text;
    assert!(seen.contains("<dd>Sở &#60;Mẫu&#62; · ") && !seen.contains(LAN), "{seen}");
    // It ends where they say so.
    let id = linked(&office, "tuyen").await[0].id.to_string();
    assert_eq!(
        root.post("/console/me/provider/end", &[("identity", &id)]).await.status,
        404,
        "it is not theirs"
    );
    let got = browser.post("/console/me/provider/end", &[("identity", &id)]).await;
    assert_eq!(got.header("location"), "/console/me?done=provider-end", "{}", got.text);
    assert_eq!(browser.post("/console/me/provider/end", &[("identity", &id)]).await.status, 404);
    assert_eq!(comes(&stub, &mut office.browser(), LAN).await.status, 422);
    assert!(!root.get(&person).await.text.contains("<dd>Sở &#60;Mẫu&#62; · "));
    // It can be linked anew, by another one too.
    let mut cao = office.signed_in("cao").await;
    assert_eq!(link(&stub, &mut cao, LAN).await.status, 303);
    let mut browser = office.browser();
    assert_eq!(comes(&stub, &mut browser, LAN).await.status, 303);
    assert!(browser.get("/console/me").await.text.contains("Người cao"));
}

async fn what_the_token_says_is_verified(ground: Ground) {
    let stub = Stub::new();
    let office = Office::full_with(ground, stub.config()).await;
    let mut tuyen = office.signed_in("tuyen").await;
    assert_eq!(link(&stub, &mut tuyen, LAN).await.status, 303);
    let header = json!({"alg": "EdDSA", "kid": "one"});
    let now = office.now();
    let x = URL_SAFE_NO_PAD.encode(signer(1).verifying_key().as_bytes());
    for (why, claim, value) in [
        ("another issuer", "iss", json!("https://evil.example")),
        ("an issuer with one more sign", "iss", json!(format!("{}/", stub.issuer()))),
        ("another audience", "aud", json!("other")),
        ("one audience too many", "aud", json!(["quet", "other"])),
        ("no audience", "aud", json!([])),
        ("another nonce", "nonce", json!("x")),
        ("no nonce", "nonce", Value::Null),
        ("expired", "exp", json!(now)),
        ("of the future", "iat", json!(now + 3600)),
        ("nobody", "sub", json!("")),
        ("a subject that is too long", "sub", json!("x".repeat(256))),
    ] {
        let mut browser = office.browser();
        let asked = out(&mut browser).await;
        let mut claims = stub.claims(&office, LAN, &asked["nonce"]);
        claims[claim] = value;
        stub.gives(Some(token(&header, &claims, &signer(1))));
        let got = back(&mut browser, &asked["state"]).await;
        assert_eq!(got.status, 422, "{why}: {}", got.text);
        assert!(got.text.contains("Không xác minh được") && !browser.is_in().await, "{why}");
    }
    for (why, header, key) in [
        ("nobody signed it", json!({"alg": "none"}), None),
        ("nobody signed it, says so otherwise", json!({"alg": "None", "kid": "one"}), None),
        ("no such way of signing", json!({"alg": "XX", "kid": "one"}), Some(signer(1))),
        ("a key that is not published", header.clone(), Some(signer(2))),
        ("a key of a name that is not published", json!({"alg": "EdDSA", "kid": "two"}), Some(signer(2))),
        (
            "the key that it brings",
            json!({"alg": "EdDSA", "jwk": {"kty": "OKP", "crv": "Ed25519", "x": x}}),
            Some(signer(2)),
        ),
        ("a way of signing that we could have used", json!({"alg": "HS256", "kid": "one"}), Some(signer(1))),
    ] {
        let mut browser = office.browser();
        let asked = out(&mut browser).await;
        let claims = stub.claims(&office, LAN, &asked["nonce"]);
        let made = match &key {
            Some(key) => token(&header, &claims, key),
            None => format!("{}.{}.", part(&header), part(&claims)),
        };
        stub.gives(Some(made));
        assert_eq!(back(&mut browser, &asked["state"]).await.status, 422, "{why}");
        assert!(!browser.is_in().await, "{why}");
    }
    // Signed with our own secret, which anybody may know who runs another service there.
    let mut browser = office.browser();
    let asked = out(&mut browser).await;
    let text =
        format!("{}.{}", part(&json!({"alg": "HS256"})), part(&stub.claims(&office, LAN, &asked["nonce"])));
    let mut mac = <hmac::Hmac<Sha256> as hmac::Mac>::new_from_slice("bí mật".as_bytes()).unwrap();
    hmac::Mac::update(&mut mac, text.as_bytes());
    let signature = URL_SAFE_NO_PAD.encode(hmac::Mac::finalize(mac).into_bytes());
    stub.gives(Some(format!("{text}.{signature}")));
    assert_eq!(back(&mut browser, &asked["state"]).await.status, 422);
    // Changed after it was signed, and rubbish.
    let claims = stub.claims(&office, MINH, &asked["nonce"]);
    let good = token(&header, &claims, &signer(1));
    let signature = good.rsplit('.').next().unwrap();
    for made in [
        format!("{}.{}.{signature}", part(&header), part(&stub.claims(&office, LAN, &asked["nonce"]))),
        "a.b.c".to_owned(),
        String::new(),
        "x".repeat(100_000),
    ] {
        let asked = out(&mut browser).await;
        stub.gives(Some(made));
        assert_eq!(back(&mut browser, &asked["state"]).await.status, 422);
    }
    assert!(!browser.is_in().await);
    // A new key of the provider's is found, once the old ones are a minute old.
    stub.says.lock().unwrap().keys = vec![("two", signer(2))];
    office.wait(61);
    let asked = out(&mut browser).await;
    let claims = stub.claims(&office, LAN, &asked["nonce"]);
    stub.gives(Some(token(&json!({"alg": "EdDSA", "kid": "two"}), &claims, &signer(2))));
    assert_eq!(back(&mut browser, &asked["state"]).await.status, 303);
    assert!(browser.is_in().await);
    assert_eq!(stub.says.lock().unwrap().described, 2, "it is not asked for each who comes");
}

async fn a_way_is_gone_once_and_in_its_own_browser(ground: Ground) {
    let stub = Stub::new();
    let office = Office::full_with(ground, stub.config()).await;
    let mut tuyen = office.signed_in("tuyen").await;
    assert_eq!(link(&stub, &mut tuyen, LAN).await.status, 303);
    let good = |asked: &BTreeMap<String, String>| stub.signs(&stub.claims(&office, LAN, &asked["nonce"]));
    // Without a way, with one of another browser, and with another state.
    let mut browser = office.browser();
    let asked = out(&mut browser).await;
    good(&asked);
    let mut other = office.browser();
    assert_eq!(back(&mut other, &asked["state"]).await.status, 422);
    let theirs = out(&mut other).await;
    assert_eq!(back(&mut other, &asked["state"]).await.status, 422);
    for state in ["", "x", theirs["state"].as_str()] {
        let got = back(&mut browser, state).await;
        assert_eq!(got.status, 422, "{state}");
        assert!(got.text.contains("Hãy bắt đầu lại"));
    }
    assert!(!other.is_in().await && !browser.is_in().await);
    // Which ended nothing: its own is good, and once only.
    let trip = browser.trip.clone();
    assert_eq!(back(&mut browser, &asked["state"]).await.status, 303);
    assert!(browser.is_in().await);
    good(&asked);
    let mut again = office.browser();
    again.trip = trip;
    assert_eq!(back(&mut again, &asked["state"]).await.status, 422, "it was gone before");
    assert!(!again.is_in().await);
    // Nor for ever.
    let asked = out(&mut again).await;
    good(&asked);
    office.wait(15 * 60 + 1);
    assert_eq!(back(&mut again, &asked["state"]).await.status, 422);
    // A code that the provider does not take, a refusal, another provider, no code.
    for (query, token) in [
        ("code=c", false),
        ("error=access_denied", true),
        ("code=c&iss=https%3A%2F%2Fevil.example", true),
        ("", true),
    ] {
        let asked = out(&mut again).await;
        good(&asked);
        if !token {
            stub.gives(None);
        }
        let got = again.get(&format!("/console/oidc/back?{query}&state={}", asked["state"])).await;
        assert_eq!(got.status, 422, "{query}: {}", got.text);
        assert!(!again.is_in().await && again.trip.is_none(), "{query}");
    }
    // Nobody is led anywhere else afterwards.
    let got = again.get("/console/oidc?to=https%3A%2F%2Fevil.example").await;
    let asked = super::oidc::asked(got.header("location"));
    good(&asked);
    assert_eq!(back(&mut again, &asked["state"]).await.header("location"), "/console");
    // The code's form is nothing to who is on the way out.
    let mut browser = office.browser();
    out(&mut browser).await;
    assert_eq!(browser.post_just("/console/oidc", &[("code", "123456")]).await.status, 422);
    assert!(!browser.is_in().await);
}

async fn every_tab_that_began_finishes(ground: Ground) {
    let stub = Stub::new();
    let office = Office::full_with(ground, stub.config()).await;
    let mut tuyen = office.signed_in("tuyen").await;
    assert_eq!(link(&stub, &mut tuyen, LAN).await.status, 303);
    // The owner is told, whoever sat at their desk.
    let told = tuyen.get("/console/notices").await.text;
    assert!(told.contains("Tài khoản của bạn được liên kết với nhà cung cấp danh tính"), "{told}");
    // Five tabs: the first is one too many, the others come back in any order.
    let mut browser = office.browser();
    let mut tabs = Vec::new();
    for _ in 0..5 {
        tabs.push(out(&mut browser).await);
    }
    let mut stranger = office.browser();
    for tab in &tabs {
        stub.signs(&stub.claims(&office, LAN, &tab["nonce"]));
        assert_eq!(back(&mut stranger, &tab["state"]).await.status, 422, "of another browser");
    }
    let all = browser.trip.clone();
    for (number, good) in [(0, false), (2, true), (4, true), (2, false), (1, true)] {
        stub.signs(&stub.claims(&office, LAN, &tabs[number]["nonce"]));
        browser.cookie = None;
        let status = back(&mut browser, &tabs[number]["state"]).await.status;
        assert_eq!((status == 303, browser.is_in().await), (good, good), "{number}");
    }
    // One tab's token is not good in another, which is over then.
    stub.signs(&stub.claims(&office, LAN, &tabs[4]["nonce"]));
    browser.cookie = None;
    assert_eq!(back(&mut browser, &tabs[3]["state"]).await.status, 422);
    assert!(!browser.is_in().await && browser.trip.is_none());
    // Whoever kept the keys of them all comes in by none.
    for tab in &tabs {
        stub.signs(&stub.claims(&office, LAN, &tab["nonce"]));
        browser.trip = all.clone();
        assert_eq!(back(&mut browser, &tab["state"]).await.status, 422);
    }
    // What begins at one time ends at its own.
    let mut browser = office.browser();
    let first = out(&mut browser).await;
    office.wait(10 * 60);
    let second = out(&mut browser).await;
    office.wait(5 * 60 + 1);
    for (tab, status) in [(&first, 422), (&second, 303)] {
        stub.signs(&stub.claims(&office, LAN, &tab["nonce"]));
        assert_eq!(back(&mut browser, &tab["state"]).await.status, status);
    }
    assert!(browser.is_in().await && browser.trip.is_none());
    // Rubbish beside a key makes all of them none.
    let tab = out(&mut browser).await;
    let trip = browser.trip.clone().unwrap();
    stub.signs(&stub.claims(&office, LAN, &tab["nonce"]));
    for bad in [format!("{trip}.x"), format!("{trip}; {trip}")] {
        browser.trip = Some(bad);
        assert_eq!(back(&mut browser, &tab["state"]).await.status, 422);
    }
    browser.trip = Some(trip);
    assert_eq!(back(&mut browser, &tab["state"]).await.status, 303);
    // That it ended is told too.
    let id = linked(&office, "tuyen").await[0].id.to_string();
    assert_eq!(tuyen.post("/console/me/provider/end", &[("identity", &id)]).await.status, 303);
    assert!(tuyen.get("/console/notices").await.text.contains("và nhà cung cấp danh tính được gỡ"));
}

async fn a_link_is_made_by_its_person_alone(ground: Ground) {
    let stub = Stub::new();
    let office = Office::full_with(ground, stub.config()).await;
    let mut tuyen = office.signed_in("tuyen").await;
    assert!(tuyen.get("/console/me").await.text.contains("provider_password"));
    let got = tuyen.post("/console/me/provider", &[("provider_password", "không phải")]).await;
    assert_eq!(got.status, 422);
    assert!(got.text.contains("id=\"provider_password-error\"") && tuyen.trip.is_none());
    // Whoever is signed in there already shows once more who they are.
    let asked = to_link(&mut tuyen).await;
    assert_eq!(asked["prompt"], "login");
    // In another session, of theirs or of somebody else, it is nothing: nobody's account is linked with a stranger's.
    for login in ["cao", "tuyen"] {
        let asked = to_link(&mut tuyen).await;
        let mut other = office.signed_in(login).await;
        other.trip = tuyen.trip.clone();
        stub.signs(&stub.claims(&office, MINH, &asked["nonce"]));
        assert_eq!(back(&mut other, &asked["state"]).await.status, 422, "{login}");
        assert!(linked(&office, login).await.is_empty());
    }
    let asked = to_link(&mut tuyen).await;
    let mut outside = office.browser();
    outside.trip = tuyen.trip.clone();
    stub.signs(&stub.claims(&office, MINH, &asked["nonce"]));
    assert_eq!(back(&mut outside, &asked["state"]).await.status, 422);
    assert!(!outside.is_in().await);
    // Two of here are not one of there, nor one of here two of there.
    assert_eq!(link(&stub, &mut tuyen, LAN).await.status, 303);
    let mut cao = office.signed_in("cao").await;
    let got = link(&stub, &mut cao, LAN).await;
    assert_eq!(got.status, 422);
    assert!(got.text.contains("đã được liên kết") && !got.text.contains("tuyen"));
    assert!(linked(&office, "cao").await.is_empty());
    assert_eq!(tuyen.post("/console/me/provider", &[("provider_password", PASSWORD)]).await.status, 404);
    // Passwords are not guessed here either.
    let mut last = 0;
    for _ in 0..6 {
        let got = cao.post("/console/me/provider", &[("provider_password", "không phải")]).await;
        last = got.status.as_u16();
    }
    assert_eq!(last, 429);
}

async fn the_second_factor_is_asked_for_all_the_same(ground: Ground) {
    let stub = Stub::new();
    let office = Office::full_with(ground, stub.config()).await;
    let mut tuyen = office.signed_in("tuyen").await;
    assert_eq!(link(&stub, &mut tuyen, LAN).await.status, 303);
    let (secret, codes) = set_up_factor(&mut tuyen).await;
    office.wait(30);
    let mut browser = office.browser();
    let got = comes(&stub, &mut browser, LAN).await;
    assert_eq!(got.status, 200);
    assert!(got.text.contains("name=\"code\"") && !got.text.contains("tuyen") && !browser.is_in().await);
    assert!(field(&got.text, "form_key").is_none());
    for wrong in ["", "000000", &shown(&secret, office.now() - 300)] {
        assert_eq!(browser.post_just("/console/oidc", &[("code", wrong)]).await.status, 422);
    }
    let trip = browser.trip.clone();
    let code = shown(&secret, office.now());
    let got = browser.post_just("/console/oidc", &[("code", &code)]).await;
    assert_eq!(got.header("location"), "/console/units", "{}", got.text);
    assert!(browser.is_in().await && browser.trip.is_none());
    // Neither the way nor the code is good again.
    let mut other = office.browser();
    other.trip = trip;
    assert_eq!(other.post_just("/console/oidc", &[("code", &codes[0])]).await.status, 422);
    comes(&stub, &mut other, LAN).await;
    assert_eq!(other.post_just("/console/oidc", &[("code", &code)]).await.status, 422);
    assert_eq!(other.post_just("/console/oidc", &[("code", &codes[0])]).await.status, 303);
    assert!(other.is_in().await);
    // Nor are codes guessed.
    let mut guesser = office.browser();
    comes(&stub, &mut guesser, LAN).await;
    let mut last = 0;
    for _ in 0..6 {
        last = guesser.post_just("/console/oidc", &[("code", "000000")]).await.status.as_u16();
    }
    assert_eq!(last, 429);
    // Whoever goes there by another page's form does not get in.
    guesser.headers = vec![("origin", "https://evil.example".to_owned())];
    assert_eq!(guesser.post_just("/console/oidc", &[("code", &codes[1])]).await.status, 403);
}

async fn whoever_is_shut_out_comes_in_no_other_way(ground: Ground) {
    let stub = Stub::new();
    let office = Office::full_with(ground, stub.config()).await;
    for (login, subject) in [("tuyen", LAN), ("cao", MINH)] {
        let mut browser = office.signed_in(login).await;
        assert_eq!(link(&stub, &mut browser, subject).await.status, 303);
        set_up_factor(&mut browser).await;
    }
    // They came back, and are asked for their second factor, while it happens.
    let (mut first, mut second) = (office.browser(), office.browser());
    assert_eq!(comes(&stub, &mut first, LAN).await.status, 200);
    assert_eq!(comes(&stub, &mut second, MINH).await.status, 200);
    let tuyen = office.known("tuyen").await.id;
    office.store.reset_person(tuyen, b"anew", office.now() + 900, &office.deed()).await.unwrap();
    office.store.end_person(office.known("cao").await.id, &office.deed()).await.unwrap();
    for browser in [&mut first, &mut second] {
        assert_eq!(browser.post_just("/console/oidc", &[("code", "")]).await.status, 422);
        assert!(!browser.is_in().await);
    }
    // What is said of both is what is said of a stranger.
    let mut told = Vec::new();
    for subject in [LAN, MINH, "stranger"] {
        let mut browser = office.browser();
        let got = comes(&stub, &mut browser, subject).await;
        assert!(!browser.is_in().await);
        told.push((got.status.as_u16(), got.text));
    }
    assert_eq!(told[0].0, 422);
    assert!(told.iter().all(|one| *one == told[0]));
    assert!(office.store.identities_of(tuyen).await.unwrap().is_empty());
}

async fn a_provider_that_is_away_or_leads_elsewhere_lets_nobody_in(ground: Ground) {
    let stub = Stub::new();
    let office = Office::full_with(ground, stub.config()).await;
    // It leads to a place inside that it was not named for: nobody goes there.
    let hidden = Stub::new();
    stub.says.lock().unwrap().elsewhere =
        Some(format!("{}/.well-known/openid-configuration", hidden.issuer()));
    let mut browser = office.browser();
    let got = browser.get("/console/oidc?lang=en").await;
    assert_eq!(got.status, 503);
    assert!(got.text.contains("does not answer now") && got.text.contains("/console/sign-in?lang=en"));
    assert_eq!(hidden.says.lock().unwrap().described, 0, "it was followed");
    // It answers again: after some seconds, not for each who comes.
    stub.says.lock().unwrap().elsewhere = None;
    assert_eq!(browser.get("/console/oidc").await.status, 503);
    office.wait(6);
    assert_eq!(browser.get("/console/oidc").await.status, 303);
    // While a code is shown to it.
    let asked = out(&mut browser).await;
    stub.says.lock().unwrap().elsewhere = Some(format!("{}/token", hidden.issuer()));
    assert_eq!(back(&mut browser, &asked["state"]).await.status, 503);
    assert!(!browser.is_in().await && hidden.says.lock().unwrap().asked.is_empty());
    // Who is signed in is told in their own frame.
    office.wait(601);
    let mut tuyen = office.signed_in("tuyen").await;
    let got = tuyen.post("/console/me/provider", &[("provider_password", PASSWORD)]).await;
    assert_eq!(got.status, 503);
    assert!(got.text.contains("không trả lời") && got.text.contains("href=\"/console/me\""));
    // One that is no longer named as inside, and one that calls itself otherwise, is not gone to.
    let mut config = stub.config();
    config.inside.clear();
    assert!(config.usable().is_err());
    stub.says.lock().unwrap().elsewhere = None;
    for inside in [Vec::new(), stub.config().inside] {
        let mut config = stub.config();
        if !inside.is_empty() {
            config.oidc.as_mut().unwrap().issuer = format!("{}/", stub.issuer());
        }
        config.inside = inside;
        let before = stub.says.lock().unwrap().described;
        let office = Office::with(Ground::sqlite(), config.clone()).await;
        assert_eq!(office.browser().get("/console/oidc").await.status, 503);
        let after = stub.says.lock().unwrap().described;
        assert_eq!(after > before, !config.inside.is_empty());
    }
    // Without a provider there is no such page.
    let office = Office::with(Ground::sqlite(), Config::default()).await;
    for path in ["/console/oidc", "/console/oidc/back?code=c&state=s"] {
        assert_eq!(office.browser().get(path).await.status, 404, "{path}");
    }
    assert!(!office.browser().get("/console/sign-in").await.text.contains("/console/oidc"));
}

async fn a_network_that_begins_often_waits(ground: Ground) {
    let stub = Stub::new();
    let office = Office::full_with(ground, stub.config()).await;
    let mut tuyen = office.signed_in("tuyen").await;
    assert_eq!(link(&stub, &mut tuyen, LAN).await.status, 303);
    // Those who come in do not count.
    for _ in 0..55 {
        assert_eq!(comes(&stub, &mut office.browser(), LAN).await.status, 303);
    }
    for _ in 0..50 {
        out(&mut office.browser()).await;
    }
    let got = office.browser().get("/console/oidc").await;
    assert_eq!(got.status, 429, "{}", got.text);
    let mut elsewhere = office.browser();
    elsewhere.address = "113.160.1.1".to_owned();
    assert_eq!(comes(&stub, &mut elsewhere, LAN).await.status, 303);
}

async fn the_unit_above_ends_a_link_and_what_was_begun_by_it(ground: Ground) {
    let stub = Stub::new();
    let office = Office::full_with(ground, stub.config()).await;
    let mut own = office.signed_in("mylam").await;
    assert_eq!(link(&stub, &mut own, LAN).await.status, 303);
    let (mut by_it, mut other) = (office.browser(), office.browser());
    assert_eq!(comes(&stub, &mut by_it, LAN).await.status, 303);
    assert_eq!(comes(&stub, &mut other, LAN).await.status, 303);
    let person = office.known("mylam").await.id.0;
    let (page, at) = (format!("/console/people/{person}"), format!("/console/people/{person}/provider/end"));
    let identity = linked(&office, "mylam").await[0].id.to_string();
    let before = office.entries().await;
    // Whoever may not give them another way in ends none.
    for (login, status) in [("mylam", 403), ("coordinator", 403), ("reader", 403), ("cao", 404)] {
        let mut browser = office.signed_in(login).await;
        let asked = browser.get(&format!("{at}?identity={identity}")).await.status.as_u16();
        let sent = browser.post(&at, &[("identity", &identity)]).await.status.as_u16();
        assert_eq!((asked, sent), (status, status), "{login}");
        assert!(!browser.get(&page).await.text.contains("/provider/end"), "{login}");
    }
    let mut above = office.signed_in("tuyen").await;
    for wrong in ["999", "0", "-1", "", "x"] {
        assert_eq!(above.post(&at, &[("identity", wrong)]).await.status, 404, "{wrong}");
    }
    assert_eq!(above.get(&format!("{at}?identity=999")).await.status, 404);
    assert_eq!(linked(&office, "mylam").await.len(), 1);
    let signed_in = 5;
    assert_eq!(office.entries().await, before + signed_in, "nothing but five who came in");
    // Who may is asked first, and says why.
    let shown = above.get(&page).await.text;
    assert!(shown.contains(&format!("href=\"{at}?identity={identity}\"")), "{shown}");
    let asked = above.get(&format!("{at}?identity={identity}")).await;
    assert!(asked.text.contains("Người mylam") && asked.text.contains(&format!("value=\"{identity}\"")));
    let got = above.post(&at, &[("identity", &identity), ("why", "Mất tài khoản cơ quan")]).await;
    assert_eq!(got.header("location"), format!("{page}?done=unlinked"), "{}", got.text);
    assert!(above.get(&format!("{page}?done=unlinked")).await.text.contains("Đã bỏ liên kết"));
    // What was begun by it has ended, what was begun by the password goes on, and nobody comes in by it.
    assert!(!by_it.is_in().await && !other.is_in().await && own.is_in().await);
    assert!(linked(&office, "mylam").await.is_empty());
    assert_eq!(comes(&stub, &mut office.browser(), LAN).await.status, 422);
    assert_eq!(above.post(&at, &[("identity", &identity)]).await.status, 404, "it ended before");
    // They are told, and the record says by whom and why.
    assert!(own.get("/console/notices").await.text.contains("nhà cung cấp danh tính được gỡ"));
    let record = above.get(&format!("/console/record?about=person:{person}")).await.text;
    assert!(record.contains("Mất tài khoản cơ quan") && record.contains("Số phiên đã kết thúc"), "{record}");
    // Whoever ends their own goes on where they are, and nowhere else.
    assert_eq!(link(&stub, &mut own, LAN).await.status, 303);
    assert_eq!(comes(&stub, &mut by_it, LAN).await.status, 303);
    assert_eq!(comes(&stub, &mut other, LAN).await.status, 303);
    by_it.get("/console").await;
    let identity = linked(&office, "mylam").await[0].id.to_string();
    assert_eq!(by_it.post("/console/me/provider/end", &[("identity", &identity)]).await.status, 303);
    assert!(by_it.is_in().await && own.is_in().await && !other.is_in().await);
}

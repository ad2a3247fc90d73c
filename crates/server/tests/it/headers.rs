//! What goes around every answer: who is believed, what browsers are told, what is refused, what is kept.

use axum::body::Body;
use axum::http::Request;
use server::app::ROUTES;

use crate::ask::{Got, from, full, get, get_as, send, send_from};

const POLICY: &str = "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; script-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Whom the API takes the visitor for.
fn taken_for(got: &Got) -> String {
    let answer: serde_json::Value = serde_json::from_str(&got.text).unwrap();
    answer["address"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn only_the_configured_proxy_is_believed() {
    let app = full();
    let tricks = [
        ("x-forwarded-for", "14.160.12.34"),
        ("forwarded", "for=14.160.12.34"),
        ("x-real-ip", "14.160.12.34"),
        ("cf-connecting-ip", "14.160.12.34"),
        ("true-client-ip", "14.160.12.34"),
    ];
    for (name, value) in tricks {
        let request = Request::get("/api/v1/check").header(name, value).body(Body::empty()).unwrap();
        let got = send_from("27.64.9.9:40000", app.router(), request).await;
        assert_eq!(taken_for(&got), "27.64.9.9", "{name}");
    }
    for (chain, expected) in [
        ("14.160.12.34", "14.160.12.34"),
        ("8.8.8.8, 127.0.0.1, 14.160.12.34", "14.160.12.34"),
        ("14.160.12.34, 127.0.0.1", "14.160.12.34"),
        ("::ffff:14.160.12.34", "14.160.12.34"),
        ("<script>, 14.160.12.34:99", "14.160.12.34"),
        ("14.160.12.34, <script>", ""),
    ] {
        assert_eq!(taken_for(&get_as(&app, chain, "/api/v1/check").await), expected, "{chain}");
    }
    let request =
        Request::get("/api/v1/check").header("x-forwarded-for", "14.160.12.34").body(Body::empty()).unwrap();
    let got = send_from("[::ffff:127.0.0.1]:9", app.router(), request).await;
    assert_eq!(taken_for(&got), "14.160.12.34");
}

#[tokio::test]
async fn a_stand_in_is_one_more_proxy_in_the_chain() {
    let app = full();
    let router = server::stand_in::behind_proxy(app.router(), "14.160.12.35".parse().unwrap());
    let forged =
        Request::get("/api/v1/check").header("x-forwarded-for", "14.160.12.34").body(Body::empty()).unwrap();
    assert_eq!(taken_for(&send(router, forged).await), "14.160.12.35");
}

#[tokio::test]
async fn every_answer_tells_browsers_the_same() {
    let app = full();
    for path in [
        "/",
        "/check",
        "/api/v1/check",
        "/nowhere",
        "/api/nowhere",
        "/campaign/pack",
        "/metrics",
        "/figures.csv",
    ] {
        let got = get(&app, path).await;
        assert_eq!(got.header("content-security-policy"), POLICY, "{path}");
        assert_eq!(got.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(got.header("referrer-policy"), "no-referrer", "{path}");
        assert!(got.header("permissions-policy").contains("geolocation=()"), "{path}");
        assert!(got.header("set-cookie").is_empty(), "{path}");
        assert!(!got.text.contains("style=\"") && !got.text.contains("onclick"), "{path}");
    }
}

#[tokio::test]
async fn what_is_about_an_address_is_kept_nowhere() {
    let app = full();
    for path in ["/", "/check", "/scan", "/share", "/api/v1/check", "/check?lang=en", "/nowhere"] {
        assert_eq!(get(&app, path).await.header("cache-control"), "no-store", "{path}");
    }
    assert_eq!(get(&app, "/api/v1/campaign").await.header("cache-control"), "public, max-age=60");
    let home = get(&app, "/").await.text;
    let style =
        home.split("href=\"").find(|rest| rest.starts_with("/assets/") && rest.contains("quet.css")).unwrap();
    let style = style.split('"').next().unwrap();
    let got = get(&app, style).await;
    assert_eq!(got.header("cache-control"), "public, max-age=31536000, immutable");
    assert_eq!(got.header("content-type"), "text/css; charset=utf-8");
    let fonts: Vec<&str> =
        got.text.split("url(").skip(1).map(|rest| rest.split(')').next().unwrap()).collect();
    assert_eq!(fonts.len(), 4);
    for font in fonts {
        let got = get(&app, font).await;
        assert_eq!((got.status.as_u16(), got.header("content-type")), (200, "font/woff2"), "{font}");
    }
    assert_eq!(get(&app, &style.replace("/assets/", "/assets/0")).await.status, 404);
}

#[tokio::test]
async fn each_route_knows_its_method_and_no_other() {
    let app = full();
    for (path, method) in ROUTES.iter().copied() {
        let real = path.replace("{digest}", "0").replace("{name}", "x");
        let ask = |with: &str| from("14.160.12.36").method(with).uri(&real).body(Body::empty()).unwrap();
        let got = send(app.router(), ask("DELETE")).await;
        assert_eq!(got.status, 405, "{path}");
        assert!(got.header("allow").contains(method), "{path} allows {}", got.header("allow"));
        let program = path.starts_with("/api/") || matches!(path, "/campaign/pack" | "/healthz" | "/metrics");
        let kind = if program { "application/json" } else { "text/html; charset=utf-8" };
        assert_eq!(got.header("content-type"), kind, "{path}");
        if method == "GET" && !path.contains('{') {
            let (get, head) = (send(app.router(), ask("GET")).await, send(app.router(), ask("HEAD")).await);
            // Here nobody keeps an office: then there is no console, and nothing for a token.
            let open = ["/api/v1/check", "/api/v1/campaign"].contains(&path);
            let with_token = path.starts_with("/api/v1/") && !open;
            let expected = if path.starts_with("/console") || with_token { 404 } else { 200 };
            let statuses = (get.status.as_u16(), head.status.as_u16(), head.bytes);
            assert_eq!(statuses, (expected, expected, 0), "{path}");
            assert_eq!(get.header("content-type"), head.header("content-type"), "{path}");
        }
    }
}

#[tokio::test]
async fn what_is_too_large_is_refused_with_a_page_or_in_json() {
    let app = full();
    for (path, kind) in [("/check", "text/html; charset=utf-8"), ("/api/v1/check", "application/json")] {
        let long = format!("{path}?a={}", "x".repeat(3_000));
        let got = get(&app, &long).await;
        assert_eq!((got.status.as_u16(), got.header("content-type")), (414, kind));
        let request =
            from("14.160.12.36").uri(path).header("cookie", "y".repeat(20_000)).body(Body::empty()).unwrap();
        let got = send(app.router(), request).await;
        assert_eq!((got.status.as_u16(), got.header("content-type")), (431, kind));
        assert!(!got.text.contains("yyyy") && !got.text.contains("xxxx"));
    }
    let got = get(&app, "/nowhere?lang=en").await;
    assert!(
        got.status == 404
            && got.text.contains("<h1>There is no such page</h1>")
            && !got.text.contains("nowhere")
    );
    let got = get(&app, "/nowhere").await;
    assert!(got.text.contains("<h1>Không có trang này</h1>") && got.text.contains("lang=\"vi\""));
}

#[tokio::test]
async fn the_pack_is_asked_for_again_but_not_sent_again() {
    let app = full();
    let got = get(&app, "/campaign/pack").await;
    assert_eq!((got.text.as_str(), got.header("cache-control")), ("quet-pack 1\n", "no-cache"));
    let tag = got.header("etag").to_owned();
    for (known, status) in [(tag.as_str(), 304), ("\"other\"", 200), ("\"other\", *", 304)] {
        let request = from("14.160.12.36")
            .uri("/campaign/pack")
            .header("if-none-match", known)
            .body(Body::empty())
            .unwrap();
        let got = send(app.router(), request).await;
        assert_eq!(got.status.as_u16(), status, "{known}");
        assert!(status == 200 || (got.bytes == 0 && got.header("etag") == tag));
    }
    let (none, _clerk) = crate::made_up::app(crate::made_up::config(), None, None);
    let got = get(&none, "/campaign/pack").await;
    assert_eq!(got.status, 404);
    assert!(got.text.contains("\"error\":\"no_pack\""));
}

#[tokio::test]
async fn pages_are_packed_for_those_who_can_unpack_them() {
    let app = full();
    let plain = get(&app, "/").await.bytes;
    let request =
        from("14.160.12.36").uri("/").header("accept-encoding", "gzip").body(Body::empty()).unwrap();
    let got = send(app.router(), request).await;
    assert_eq!((got.header("content-encoding"), got.header("cache-control")), ("gzip", "no-store"));
    assert!(got.bytes * 2 < plain, "{} of {plain}", got.bytes);
}

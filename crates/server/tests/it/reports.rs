//! Reports of scans: the good ones are handed on, the others are told what is wrong.

use std::sync::Arc;

use axum::body::Body;
use serde_json::{Value, json};
use server::app::App;
use server::reports::Clerk;
use wire::campaign::ReportFigures;
use wire::report::ReportOutcome;

use crate::ask::{Got, from, get, send};
use crate::made_up;

fn report() -> Value {
    json!({
        "id": "0123456789abcdef0123456789abcdef", "campaign": "thu-nghiem", "pack_version": 3,
        "program": "quet 0.1.0", "system": "linux", "seconds": 12, "seen": 100, "scanned": 99, "gaps": 1,
        "complete": false, "alerts": 2, "cleaned": 2, "rules": [{"rule": "Sality", "objects": 2}]
    })
}

fn open() -> (Arc<App>, Clerk) {
    made_up::app(made_up::config(), Some(made_up::knowledge()), None)
}

async fn post(app: &Arc<App>, address: &str, kind: &str, body: impl Into<Body>) -> Got {
    let request = from(address).method("POST").uri("/api/v1/scan-reports").header("content-type", kind);
    send(app.router(), request.body(body.into()).unwrap()).await
}

#[tokio::test]
async fn a_good_report_reaches_the_clerk_with_as_much_of_its_sender_as_is_needed() {
    for (address, sender, outcome, status) in [
        ("14.160.12.34", "14.160.12.34/32", ReportOutcome::Counted, 201),
        ("2405:4800:1:2ff:1::9", "2405:4800:1:200::/56", ReportOutcome::AlreadyCounted, 200),
        ("14.160.12.34", "14.160.12.34/32", ReportOutcome::OverDailyCap, 200),
    ] {
        let (app, mut clerk) = open();
        let answering = tokio::spawn(async move {
            let mut taken = clerk.take(1000).await;
            assert_eq!(taken.len(), 1);
            let one = taken.remove(0);
            let told = (one.sender.to_string(), one.report.seen);
            one.answer.send(outcome).unwrap();
            clerk.tell(ReportFigures { scans: 18_205, ..ReportFigures::default() });
            (told, clerk)
        });
        let got = post(&app, address, "application/json; charset=utf-8", report().to_string()).await;
        let (told, _clerk) = answering.await.unwrap();
        assert_eq!(told, (sender.to_owned(), 100));
        let receipt: Value = serde_json::from_str(&got.text).unwrap();
        assert_eq!(
            (got.status.as_u16(), receipt["id"].as_str().unwrap()),
            (status, "0123456789abcdef0123456789abcdef")
        );
        let campaign: Value = serde_json::from_str(&get(&app, "/api/v1/campaign").await.text).unwrap();
        assert_eq!(campaign["reports"]["scans"], 18_205);
        let home = get(&app, "/").await.text;
        assert!(home.contains("18.205") && home.contains("do người dùng tự khai"));
    }
}

/// Sends a report that is refused, and says with what status and word.
async fn refused(kind: &str, body: String) -> (u16, String, String) {
    let (app, _clerk) = open();
    let got = post(&app, "14.160.12.34", kind, body).await;
    let refusal: Value = serde_json::from_str(&got.text).unwrap();
    let fix = refusal["fix"].as_str().unwrap();
    assert!(!fix.is_empty() && !got.text.contains("14.160.12.34"), "{}", got.text);
    (
        got.status.as_u16(),
        refusal["error"].as_str().unwrap().to_owned(),
        refusal["message"].as_str().unwrap().to_owned(),
    )
}

async fn check(field: &str, value: Value, status: u16, words: &str) {
    let mut body = report();
    body[field] = value;
    let (got, _, message) = refused("application/json", body.to_string()).await;
    assert!(got == status && message.contains(words), "{field}: {got} {message}");
}

#[tokio::test]
async fn what_no_report_has_is_refused() {
    check("path", json!("/home/a"), 400, "unknown field `path").await;
    check("<script>alert(1)</script>", json!(1), 400, "no report has").await;
    check("seen", json!("14.160.12.34"), 400, "wrong type").await;
    check("seen", json!(-1), 400, "wrong type").await;
    check("seen", json!(1.5), 400, "wrong type").await;
    check("id", json!("ABC"), 422, "`id`").await;
    check("campaign", json!("other"), 422, "`campaign`").await;
    check("seen", json!(1_000_000_000_001_u64), 422, "`seen`").await;
    check("scanned", json!(101), 422, "more files were scanned than seen").await;
    check("complete", json!(true), 422, "gaps").await;
    check("program", json!("a\nb"), 422, "`program`").await;
    check("program", json!("x".repeat(129)), 422, "`program`").await;
    let rules: Vec<Value> = (0..201).map(|n| json!({"rule": format!("r{n}"), "objects": 1})).collect();
    check("rules", json!(rules), 422, "more rules").await;
    check("rules", json!([{"rule": "a", "objects": 1, "path": "/home/a"}]), 400, "unknown field `path").await;
}

#[tokio::test]
async fn what_is_no_report_is_refused() {
    let json = "application/json";
    assert_eq!(refused(json, String::new()).await.0, 400);
    assert_eq!(refused(json, "{".to_owned()).await.0, 400);
    assert_eq!(refused(json, "[]".to_owned()).await.0, 400);
    assert_eq!(refused(json, "\0".repeat(50)).await.0, 400);
    assert_eq!(refused(json, "[".repeat(60_000)).await.0, 400);
    let (status, word, _) = refused(json, format!("{}{}", report(), " ".repeat(66_000))).await;
    assert_eq!((status, word.as_str()), (413, "too_large"));
    for kind in ["text/plain", "", "application/x-www-form-urlencoded", "multipart/form-data"] {
        let (status, word, _) = refused(kind, report().to_string()).await;
        assert_eq!((status, word.as_str()), (415, "media_type"));
    }
}

#[tokio::test]
async fn where_the_sender_is_unknown_or_nobody_takes_it_the_report_is_not_counted() {
    let (app, clerk) = open();
    let got = post(&app, "unknown", "application/json", report().to_string()).await;
    assert_eq!(got.status, 400);
    assert!(got.text.contains("sender_unknown"));
    drop(clerk);
    let got = post(&app, "14.160.12.34", "application/json", report().to_string()).await;
    assert_eq!((got.status.as_u16(), got.header("retry-after")), (503, "30"));
    assert!(got.text.contains("not_kept") && got.text.contains("same `id`"));
}

#[tokio::test]
async fn a_desk_that_is_full_says_so_at_once() {
    let (desk, _clerk) = server::reports::open(1, ReportFigures::default());
    let parsed: wire::report::ScanReport = serde_json::from_value(report()).unwrap();
    let sender: ipnet::IpNet = "14.160.12.34/32".parse().unwrap();
    let waiting = tokio::spawn({
        let (desk, parsed) = (desk.clone(), parsed.clone());
        async move { desk.hand_in(parsed, sender).await }
    });
    tokio::task::yield_now().await;
    assert_eq!(desk.hand_in(parsed, sender).await, Err(server::reports::NotTaken::Busy));
    waiting.abort();
}

//! Every verdict, in both languages and as JSON.

use serde_json::{Value, json};

use crate::ask::{full, get, get_as};
use crate::made_up;

/// A visitor, the headline in both languages, the answer in JSON without its sightings.
async fn check(address: &str, vietnamese: &str, english: &str, answer: &Value) {
    let app = full();
    for (path, headline, other) in [("/check", vietnamese, english), ("/check?lang=en", english, vietnamese)]
    {
        let got = get_as(&app, address, path).await;
        assert_eq!(got.status, 200);
        assert!(got.text.contains(&format!("<h1>{headline}</h1>")), "{address} {path}: {}", got.text);
        assert!(!got.text.contains(other), "{address} {path} speaks both languages");
        assert_eq!(got.header("cache-control"), "no-store");
    }
    let got = get_as(&app, address, "/api/v1/check").await;
    let mut said: Value = serde_json::from_str(&got.text).unwrap();
    said.as_object_mut().unwrap().remove("sightings");
    assert_eq!(said, *answer, "{address}");
    assert_eq!((got.header("cache-control"), got.header("content-type")), ("no-store", "application/json"));
}

fn listed(address: &str, age: &str, shared: bool, neighbour: bool) -> Value {
    json!({"address": address, "verdict": "listed", "age": age, "shared": shared, "neighbour": neighbour})
}

fn unreadable(address: &str, reason: &str) -> Value {
    json!({"address": address, "verdict": "unreadable", "age": null, "shared": false, "neighbour": false, "reason": reason})
}

#[tokio::test]
async fn each_visitor_gets_the_verdict_on_their_own_address() {
    check(
        "14.160.12.34",
        "Địa chỉ của bạn mới bị ghi nhận trong mạng máy tính ma",
        "Your address was recently seen in a botnet",
        &listed("14.160.12.34", "recent", false, false),
    )
    .await;
    check(
        "14.160.12.35",
        "Địa chỉ này từng bị ghi nhận, nhưng đã lâu",
        "This address was seen in a botnet, but long ago",
        &listed("14.160.12.35", "old", false, false),
    )
    .await;
    check(
        "171.224.7.9",
        "Địa chỉ dùng chung: có máy nhiễm, chưa chắc là máy của bạn",
        "A shared address: a machine is infected, not necessarily yours",
        &listed("171.224.7.9", "recent", true, false),
    )
    .await;
    check(
        "171.224.7.10",
        "Địa chỉ dùng chung: từng có máy nhiễm, nhưng đã lâu",
        "A shared address: a machine was infected, but long ago",
        &listed("171.224.7.10", "old", true, false),
    )
    .await;
    check(
        "2405:4800:1:2:abcd::1",
        "Trong nhà bạn có thiết bị bị ghi nhận trong mạng máy tính ma",
        "A device in your home was seen in a botnet",
        &listed("2405:4800:1:2:abcd::1", "recent", false, true),
    )
    .await;
    check(
        "2405:4800:1:3:abcd::1",
        "Trong nhà bạn từng có thiết bị bị ghi nhận, nhưng đã lâu",
        "A device in your home was seen in a botnet, but long ago",
        &listed("2405:4800:1:3:abcd::1", "old", false, true),
    )
    .await;
    let nothing = json!({"address": "14.160.12.36", "verdict": "not_listed", "age": null, "shared": false, "neighbour": false});
    check(
        "14.160.12.36",
        "Chưa ghi nhận, chưa khẳng định máy sạch",
        "Not seen, which does not mean clean",
        &nothing,
    )
    .await;
}

#[tokio::test]
async fn where_nothing_can_be_said_each_reason_has_its_words() {
    check(
        "27.64.1.2",
        "Bạn đang dùng mạng di động nên chưa kiểm tra được",
        "You are on a mobile network, so this cannot be checked",
        &unreadable("27.64.1.2", "mobile"),
    )
    .await;
    check(
        "103.9.76.5",
        "Bạn đang đi qua VPN hoặc máy chủ thuê nên chưa kiểm tra được",
        "You are behind a VPN or a rented server, so this cannot be checked",
        &unreadable("103.9.76.5", "hosting"),
    )
    .await;
    check(
        "8.8.8.8",
        "Địa chỉ này nằm ngoài phạm vi của chiến dịch",
        "This address is outside the campaign’s range",
        &unreadable("8.8.8.8", "foreign"),
    )
    .await;
    check(
        "192.168.1.20",
        "Bạn kết nối bằng địa chỉ nội bộ nên chưa kiểm tra được",
        "You are connecting from an internal address, so this cannot be checked",
        &unreadable("192.168.1.20", "private"),
    )
    .await;
    check(
        "unknown",
        "Chưa xác định được địa chỉ của bạn",
        "Your address could not be determined",
        &unreadable("", "proxy"),
    )
    .await;
}

#[tokio::test]
async fn the_answer_says_who_was_seen_when() {
    let app = full();
    let got = get_as(&app, "14.160.12.34", "/api/v1/check").await;
    assert_eq!(
        got.text,
        r#"{"address":"14.160.12.34","verdict":"listed","age":"recent","shared":false,"neighbour":false,"sightings":[{"family":"sality","first_seen":"2026-11-19T04:00:00Z","last_seen":"2026-11-20T07:30:00Z","times":12},{"family":"mirai","first_seen":"2026-11-16T02:30:00Z","last_seen":"2026-11-16T07:30:00Z","times":3}]}"#
    );
    let page = get_as(&app, "14.160.12.34", "/check").await.text;
    for words in ["14 giờ 30 phút, 20/11/2026", "11 giờ 00 phút, 19/11/2026", "VNPT Corp", ">12<"] {
        assert!(page.contains(words), "{words}");
    }
    let page = get_as(&app, "14.160.12.34", "/check?lang=en").await.text;
    assert!(page.contains("14:30, 20 November 2026"));
}

#[tokio::test]
async fn the_first_ten_minutes_are_for_a_confirmed_infection_only() {
    let app = full();
    for (name, address) in made_up::VISITORS {
        let page = get_as(&app, address, "/check").await.text;
        let card = page.contains("Mười phút đầu tiên");
        assert_eq!(card, matches!(name, "recent" | "neighbour" | "device"), "{name}");
        assert_eq!(page.contains("<p>1900 0000, trực 24/7</p>"), card, "{name}");
    }
    let of_device = get_as(&app, "1.52.33.44", "/check").await.text;
    assert!(of_device.contains("gafgyt: nhiễm bộ phát Wi‑Fi, camera, đầu thu"));
    let first = of_device.split("<ol class=\"now\">").nth(1).unwrap().split("</li>").next().unwrap();
    assert!(
        first.contains("Làm sạch bộ phát Wi‑Fi, camera, đầu thu") && first.contains("/scan?device=router")
    );
    assert!(of_device.contains("/scan?device=router") && !of_device.contains("/scan?device=windows"));
}

#[tokio::test]
async fn before_the_first_import_there_is_no_verdict() {
    let (app, _clerk) = made_up::app(server::config::Config::default(), None, None);
    let request = axum::http::Request::get("/check").body(axum::body::Body::empty()).unwrap();
    let page = crate::ask::send_from("14.160.12.34:5", app.router(), request).await.text;
    assert!(page.contains("<h1>Chưa có số liệu để trả lời</h1>"), "{page}");
    let home = get(&app, "/").await.text;
    assert!(home.contains("Chưa có số liệu") && home.contains("Chiến dịch chưa được đặt tên"));
    assert!(!home.contains("<svg class=\"wide\""));
}

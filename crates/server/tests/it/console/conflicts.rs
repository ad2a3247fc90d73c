//! Two people change one person.

use super::grounds::{Ground, on_both};
use super::office::{Office, field};

on_both!(whoever_comes_second_sees_both_and_overwrites_nothing);

async fn whoever_comes_second_sees_both_and_overwrites_nothing(ground: Ground) {
    let office = Office::full(ground).await;
    let id = office.known("mylam").await.id.0;
    let path = format!("/console/people/{id}");
    let (mut root, mut tuyen) = (office.signed_in("root").await, office.signed_in("tuyen").await);
    let seen = field(&root.get(&path).await.text, "version").unwrap();
    assert_eq!(field(&tuyen.get(&path).await.text, "version").unwrap(), seen);
    let with = |name, phone, version| {
        [("version", version), ("name", name), ("login", "mylam"), ("phone", phone), ("unit", "00801")]
    };
    assert_eq!(root.post(&path, &with("Lê Thị Đầu", "0912 111 111", &seen)).await.status, 303);
    let got = tuyen.post(&path, &with("Lê Thị Sau", "0912 222 222", &seen)).await;
    assert_eq!(got.status, 409);
    for shown in ["Lê Thị Đầu", "Lê Thị Sau", "0912 111 111", "0912 222 222"] {
        assert!(got.text.contains(shown), "{shown}");
    }
    let now = office.known("mylam").await;
    assert_eq!(now.details.name, "Lê Thị Đầu", "nothing is overwritten");
    // Whoever decides to does so knowing, and sees it again if that was changed meanwhile too.
    let version = field(&got.text, "version").unwrap();
    assert_eq!(version, now.version.to_string());
    assert_eq!(field(&got.text, "name").as_deref(), Some("Lê Thị Sau"));
    assert_eq!(root.post(&path, &with("Lê Thị Ba", "", &version)).await.status, 303);
    assert_eq!(tuyen.post(&path, &with("Lê Thị Sau", "", &version)).await.status, 409);
    let version = office.known("mylam").await.version.to_string();
    assert_eq!(tuyen.post(&path, &with("Lê Thị Sau", "", &version)).await.status, 303);
    assert_eq!(office.known("mylam").await.details.name, "Lê Thị Sau");
    // Versions that cannot be are none.
    for version in ["", "-1", "a", "99999999999999999999"] {
        let got = tuyen.post(&path, &with("Khác", "", version)).await;
        assert!([404, 409].contains(&got.status.as_u16()), "{version}");
    }
    assert_eq!(office.known("mylam").await.details.name, "Lê Thị Sau");
}

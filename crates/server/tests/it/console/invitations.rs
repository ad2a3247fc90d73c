//! Invitations and slips: made, used once, run out, made anew by the unit above.

use office::rights::Role;

use super::grounds::{Ground, on_both};
use super::office::{Browser, Office, PASSWORD, between, field, set_up_factor};

on_both!(
    somebody_is_invited_and_comes,
    codes_run_out_and_are_not_to_be_guessed,
    a_lost_telephone_is_seen_to_by_the_unit_above,
    what_was_typed_wrong_is_said_beside_it_and_kept,
);

/// Invites somebody of a unit: the code on the slip.
pub async fn invite(browser: &mut Browser<'_>, login: &str, unit: &str, role: &str) -> String {
    browser.get("/console/people/new").await;
    let fields = [("name", "Trần Văn Mới"), ("login", login), ("unit", unit), ("role", role)];
    let got = browser.post("/console/people/new", &fields).await;
    assert_eq!(got.status, 200, "{}", got.text);
    between(&got.text, "<dd class=\"code\">", "<").to_owned()
}

async fn somebody_is_invited_and_comes(ground: Ground) {
    let office = Office::full(ground).await;
    let mut tuyen = office.signed_in("tuyen").await;
    let page = tuyen.get("/console/people/new").await;
    assert!(page.text.contains("<option value=\"00801\">Xã Mỹ Lâm</option>"));
    assert!(!page.text.contains("Xã Hòa An"), "only units of theirs are proposed");
    let code = invite(&mut tuyen, "moi.tran", "Xã Mỹ Lâm", "officer").await;
    assert_eq!(code.len(), 19);
    let slip = tuyen.get("/console/people/new").await;
    assert!(!slip.text.contains(&code), "it is shown once");
    let moi = office.known("moi.tran").await;
    assert_eq!((moi.details.unit, moi.has_password), (office.unit("00801"), false));
    assert_eq!(office.browser().sign_in("moi.tran", "", "").await.status, 422);
    assert_eq!(office.browser().sign_in("moi.tran", PASSWORD, "").await.status, 422);

    let mut browser = office.browser();
    assert!(browser.get("/console/invited").await.text.contains("name=\"code\""));
    let typed = code.to_lowercase().replace('-', "+");
    let page = browser.get(&format!("/console/invited?code={typed}")).await;
    assert!(page.text.contains("Xin chào Trần Văn Mới") && page.text.contains("Xã Mỹ Lâm"), "{}", page.text);
    let english = browser.get(&format!("/console/invited?code={typed}&lang=en")).await;
    assert!(english.text.contains("Welcome, Trần Văn Mới"));
    // Who looked has not come yet.
    let weak = browser.post("/console/invited", &[("code", &code), ("password", "moi.tran2026")]).await;
    assert_eq!(weak.status, 422);
    assert!(weak.text.contains("id=\"password-error\"") && weak.text.contains("Xin chào"));
    let fields = [("code", code.as_str()), ("password", "hoa gạo cháy ven đê"), ("role", "administrator")];
    let got = browser.post("/console/invited", &fields).await;
    assert_eq!((got.status.as_u16(), got.header("location")), (303, "/console"), "{}", got.text);
    let page = browser.get("/console").await;
    assert!(page.text.contains("Trần Văn Mới"));
    let granted = office.store.granted(moi.id).await.unwrap();
    assert_eq!(granted.iter().map(|one| one.grant.role).collect::<Vec<_>>(), [Role::Officer]);
    // A code counts once.
    let mut again = office.browser();
    assert_eq!(again.get(&format!("/console/invited?code={code}")).await.status, 422);
    let got = again.post("/console/invited", &[("code", &code), ("password", "mưa dầm thấm lâu rồi")]).await;
    assert_eq!(got.status, 422);
    assert!(!again.is_in().await);
    assert_eq!(again.sign_in("moi.tran", "hoa gạo cháy ven đê", "").await.status, 303);
}

async fn codes_run_out_and_are_not_to_be_guessed(ground: Ground) {
    let office = Office::full(ground).await;
    let mut tuyen = office.signed_in("tuyen").await;
    let code = invite(&mut tuyen, "moi.tran", "00801", "officer").await;
    let link = format!("/console/invited?code={code}");
    office.wait(14 * 86_400 - 1);
    assert_eq!(office.browser().get(&link).await.status, 200);
    office.wait(1);
    let late = office.browser().get(&link).await;
    assert_eq!(late.status, 422);
    // What ran out and what never was are told alike.
    let never = office.browser().get("/console/invited?code=AAAA-AAAA-AAAA-AAAA").await;
    let plain = |text: &str, code: &str| text.replace(code, "").replace(&code.replace('-', ""), "");
    assert_eq!(plain(&late.text, &code), plain(&never.text, "AAAA-AAAA-AAAA-AAAA"));
    for number in 0..60 {
        office.browser().get(&format!("/console/invited?code=BBBB-{number:04}")).await;
    }
    let mut guesser = office.browser();
    assert_eq!(guesser.get("/console/invited?code=CCCC").await.status, 429);
    let fields = [("code", code.as_str()), ("password", "hoa gạo cháy ven đê")];
    assert_eq!(guesser.post("/console/invited", &fields).await.status, 429);
    // Others are not kept waiting.
    let mut other = office.browser();
    other.address = "113.160.1.1".to_owned();
    assert_eq!(other.get("/console/invited?code=CCCC").await.status, 422);
    // A code of somebody who left is nobody's.
    let mut tuyen = office.signed_in_from("tuyen", "113.160.1.1").await;
    let code = invite(&mut tuyen, "khac", "00801", "officer").await;
    let khac = office.known("khac").await;
    office.store.end_person(khac.id, &office.deed()).await.unwrap();
    assert_eq!(other.get(&format!("/console/invited?code={code}")).await.status, 422);
}

async fn a_lost_telephone_is_seen_to_by_the_unit_above(ground: Ground) {
    let office = Office::full(ground).await;
    let mut mylam = office.signed_in("mylam").await;
    let (_, codes) = set_up_factor(&mut mylam).await;
    let mut tuyen = office.signed_in("tuyen").await;
    let path = format!("/console/people/{}/reset", office.known("mylam").await.id.0);
    let sure = tuyen.get(&path).await;
    assert_eq!(sure.status, 200);
    assert!(sure.text.contains("Người mylam") && mylam.is_in().await, "to ask changes nothing");
    let got = tuyen.post(&path, &[("why", "rơi điện thoại")]).await;
    let code = between(&got.text, "<dd class=\"code\">", "<").to_owned();
    assert!(!mylam.is_in().await);
    assert_eq!(office.browser().sign_in("mylam", PASSWORD, &codes[0]).await.status, 422);
    let mut browser = office.browser();
    let fields = [("code", code.as_str()), ("password", "hoa gạo cháy ven đê")];
    assert_eq!(browser.post("/console/invited", &fields).await.status, 303);
    assert!(browser.get("/console").await.text.contains("/console/me/second-factor"));
    assert_eq!(office.browser().sign_in("mylam", "hoa gạo cháy ven đê", &codes[0]).await.status, 303);
    // A second slip makes the first one worthless.
    let first = between(&tuyen.post(&path, &[]).await.text, "<dd class=\"code\">", "<").to_owned();
    let second = between(&tuyen.post(&path, &[]).await.text, "<dd class=\"code\">", "<").to_owned();
    assert_eq!(browser.get(&format!("/console/invited?code={first}")).await.status, 422);
    assert_eq!(browser.get(&format!("/console/invited?code={second}")).await.status, 200);
}

async fn what_was_typed_wrong_is_said_beside_it_and_kept(ground: Ground) {
    let office = Office::full(ground).await;
    let mut root = office.signed_in("root").await;
    let before = office.entries().await;
    let good = [
        ("name", "Trần Văn Mới"),
        ("login", "moi.tran"),
        ("position", "Chuyên viên"),
        ("email", "moi@vi-du.gov.vn"),
        ("phone", "0912 345 678"),
        ("unit", "00801"),
        ("role", "officer"),
    ];
    for (wrong, value) in [
        ("name", ""),
        ("name", "a\u{202e}b"),
        ("name", &"a".repeat(201)),
        ("login", "ab"),
        ("login", "có dấu"),
        ("login", "root"),
        ("position", &"a".repeat(201)),
        ("email", "không phải"),
        ("email", "a@b.vn\r\nBcc: c@d.vn"),
        ("phone", "gọi tôi"),
        ("unit", ""),
        ("unit", "99999"),
        ("unit", "Xã"),
    ] {
        let fields = good.map(|(name, text)| (name, if name == wrong { value } else { text }));
        let got = root.post("/console/people/new", &fields).await;
        assert_eq!(got.status, 422, "{wrong} {value}");
        assert!(got.text.contains(&format!("id=\"{wrong}-error\"")), "{wrong} {value}: {}", got.text);
        assert_eq!(got.text.matches("-error\">").count(), 1, "{wrong} {value}");
        for (name, text) in good.iter().filter(|(name, _)| *name != wrong && *name != "role") {
            assert_eq!(field(&got.text, name).as_deref(), Some(*text), "{wrong} {value}");
        }
        assert!(got.text.contains("value=\"officer\" checked"));
    }
    assert_eq!(office.entries().await, before);
    // Two of one name: nothing is guessed.
    let several =
        root.post("/console/people/new", &good.map(|(n, t)| (n, if n == "unit" { "xa" } else { t }))).await;
    assert!(several.text.contains("00801 (Xã Mỹ Lâm)"), "{}", several.text);
    assert_eq!(root.post("/console/people/new", &good).await.status, 200);
}

//! Signing in: what is told, who has to wait, and by what.

use super::grounds::{Ground, on_both};
use super::office::{FIRST, Office, PASSWORD, field, set_up_factor, shown};
use crate::made_up::NOW;

on_both!(
    the_first_administrator_is_made_once_and_with_the_code,
    who_has_no_code_for_the_unit_is_led_to_the_first_incident_all_the_same,
    who_is_there_and_who_is_not_are_told_alike,
    a_large_office_may_come_to_work,
    codes_count_once,
    a_clock_that_was_wrong_locks_nobody_out,
    a_recovery_code_counts_once,
    a_factor_that_cannot_be_opened_leaves_the_recovery_codes,
);

async fn the_first_administrator_is_made_once_and_with_the_code(ground: Ground) {
    let office = Office::empty(ground).await;
    let mut browser = office.browser();
    assert_eq!(browser.get("/console/first").await.status, 200);
    let fields = |code| {
        [
            ("code", code),
            ("unit_name", "Trung tâm mẫu"),
            ("kind", "coordinator"),
            ("unit_code", "TT"),
            ("name", "Nguyễn Thị Mẫu"),
            ("login", "mau"),
            ("password", PASSWORD),
            // What nobody may choose.
            ("role", "auditor"),
            ("person_id", "77"),
        ]
    };
    let wrong = browser.post_just("/console/first", &fields("ABCD-EFGH-JKMN-PQRT")).await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.text.contains("Nguyễn Thị Mẫu"), "what was typed is kept");
    assert!(!office.store.has_people().await.unwrap());
    let made = browser.post_just("/console/first", &fields(FIRST)).await;
    assert_eq!((made.status.as_u16(), made.header("location")), (303, "/console"));
    assert!(browser.is_in().await);
    let first = office.known("mau").await;
    assert_eq!(first.id.0, 1);
    let mut other = office.browser();
    let again = other.post_just("/console/first", &fields(FIRST)).await;
    assert_eq!((again.status.as_u16(), again.header("location")), (303, "/console"));
    assert!(!other.is_in().await);
}

async fn who_has_no_code_for_the_unit_is_led_to_the_first_incident_all_the_same(ground: Ground) {
    let office = Office::empty(ground).await;
    let mut browser = office.browser();
    let page = browser.get(&format!("/console/first?code={FIRST}")).await.text;
    assert!(page.contains(&format!("<input type=\"hidden\" name=\"code\" value=\"{FIRST}\">")), "{page}");
    let fields = |code: &'static str, password: &'static str| {
        [
            ("code", FIRST),
            ("unit_name", "UBND xã Tân Lập – số 1"),
            ("kind", ""),
            ("unit_code", code),
            ("name", "Nguyễn Thị Mẫu"),
            ("login", "mau"),
            ("password", password),
        ]
    };
    // Where something is wrong it is in sight, and nowhere else.
    let wrong = browser.post_just("/console/first", &fields("", "ngắn")).await.text;
    assert!(wrong.contains("<details class=\"fold\"><summary>"), "{wrong}");
    assert_eq!(wrong.matches("autofocus").count(), 1, "{wrong}");
    let wrong = browser.post_just("/console/first", &fields("không", PASSWORD)).await.text;
    assert!(wrong.contains("<details class=\"fold\" open><summary>"), "{wrong}");
    assert_eq!(browser.post_just("/console/first", &fields("", PASSWORD)).await.status, 303);
    let home = browser.get("/console").await.text;
    let (tell, rest) = (home.find("href=\"/console/incidents/new\""), home.find("<ul class=\"todo\">"));
    assert!(tell.unwrap() < rest.unwrap(), "{home}");
    let form = browser.get("/console/incidents/new").await.text;
    // There is one unit: nobody is asked which, and it is called by its name.
    assert_eq!(field(&form, "unit").as_deref(), Some("UBND xã Tân Lập – số 1"));
    assert!(form.find("<summary>Ai báo tin").unwrap() < form.find("name=\"unit\"").unwrap(), "{form}");
    let unit = browser.get("/console/units/1").await.text;
    assert!(unit.contains("UXTLS1") && unit.contains("Xã</dd>"), "{unit}");
    let fields = [
        ("title", "Máy tự gửi thư lạ"),
        ("kind", "malware"),
        ("unit", "UBND xã Tân Lập – số 1"),
        ("detected", &*field(&form, "detected").unwrap()),
        ("told", ""),
        ("source", "unit"),
    ];
    let got = browser.post("/console/incidents/new", &fields).await;
    assert_eq!(got.status, 303, "{}", got.text);
    let page = browser.get("/console/incidents/1").await.text;
    assert!(
        page.contains("Đây có đúng là sự cố không?") && page.contains("bắt đầu khi đã xác minh"),
        "{page}"
    );
}

/// What is answered to somebody who tries.
async fn tries(office: &Office, login: &str, times: usize) -> Vec<(u16, String)> {
    let mut browser = office.browser();
    let mut answers = Vec::new();
    for _ in 0..times {
        let got = browser.sign_in(login, "không phải mật khẩu", "123456").await;
        answers.push((got.status.as_u16(), got.text.replace(login, "LOGIN")));
    }
    answers
}

async fn who_is_there_and_who_is_not_are_told_alike(ground: Ground) {
    let office = Office::full(ground).await;
    let digested = || office.console.digested();
    let before = digested();
    let there = tries(&office, "root", 8).await;
    let for_there = digested() - before;
    let before = digested();
    let not_there = tries(&office, "ghost", 8).await;
    assert_eq!(there, not_there, "answers, waits and words are the same");
    assert_eq!(digested() - before, for_there, "the same work is done");
    let statuses: Vec<u16> = there.iter().map(|(status, _)| *status).collect();
    assert_eq!(statuses, [422, 422, 422, 422, 422, 429, 429, 429]);
    assert_eq!(for_there, 5, "who has to wait is not worked for");
    // The right password does not help who has to wait, and after the wait it does.
    let mut browser = office.browser();
    assert_eq!(browser.sign_in("root", PASSWORD, "").await.status, 429);
    office.wait(31);
    assert_eq!(browser.sign_in("root", PASSWORD, "").await.status, 303);
    // Who came in starts anew.
    assert_eq!(tries(&office, "root", 5).await.last().unwrap().0, 422);
    // What is asked for in another way of writing is the same name.
    tries(&office, "ghost", 1).await;
    assert_eq!(browser.sign_in(" GHOST ", PASSWORD, "").await.status, 429);
    // Somebody who left is nobody.
    let left = office.known("reader").await;
    office.store.end_person(left.id, &office.deed()).await.unwrap();
    let before = digested();
    assert_eq!(browser.sign_in("reader", PASSWORD, "").await.status, 422);
    assert_eq!(digested() - before, 1);
}

async fn a_large_office_may_come_to_work(ground: Ground) {
    let office = Office::full(ground).await;
    for _ in 0..60 {
        let mut browser = office.browser();
        assert_eq!(browser.sign_in("officer", PASSWORD, "").await.status, 303);
    }
    // A network from which names are tried waits as a whole; another one does not.
    for number in 0..51 {
        let mut browser = office.browser();
        browser.sign_in(&format!("name{number}"), "không phải", "").await;
    }
    let mut browser = office.browser();
    assert_eq!(browser.sign_in("officer", PASSWORD, "").await.status, 429);
    browser.address = "113.160.1.1".to_owned();
    assert_eq!(browser.sign_in("officer", PASSWORD, "").await.status, 303);
}

async fn codes_count_once(ground: Ground) {
    let office = Office::full(ground).await;
    let mut browser = office.signed_in("tuyen").await;
    let (secret, _) = set_up_factor(&mut browser).await;
    // The code that showed the factor was used by that.
    let mut other = office.browser();
    let code = shown(&secret, office.now());
    assert_eq!(other.sign_in("tuyen", PASSWORD, &code).await.status, 422);
    assert_eq!(other.sign_in("tuyen", PASSWORD, "").await.status, 422);
    office.wait(30);
    let code = shown(&secret, office.now());
    assert_eq!(other.sign_in("tuyen", "không phải", &code).await.status, 422);
    assert_eq!(
        other.sign_in("tuyen", PASSWORD, &format!(" {} {} ", &code[..3], &code[3..])).await.status,
        303
    );
    assert_eq!(other.sign_in("tuyen", PASSWORD, &code).await.status, 422);
    // Neither is an older one good, nor that of another time.
    assert_eq!(other.sign_in("tuyen", PASSWORD, &shown(&secret, office.now() - 30)).await.status, 422);
    assert_eq!(other.sign_in("tuyen", PASSWORD, &shown(&secret, office.now() + 90)).await.status, 422);
    assert_eq!(other.sign_in("tuyen", PASSWORD, &shown(&secret, office.now() + 30)).await.status, 303);
}

async fn a_clock_that_was_wrong_locks_nobody_out(ground: Ground) {
    let office = Office::full(ground).await;
    let mut browser = office.signed_in("tuyen").await;
    let (secret, _) = set_up_factor(&mut browser).await;
    let year = 365 * 86_400;
    office.set_clock(NOW + year);
    let code = shown(&secret, office.now());
    assert_eq!(office.browser().sign_in("tuyen", PASSWORD, &code).await.status, 303);
    office.set_clock(NOW + 300);
    let code = shown(&secret, office.now());
    let mut back = office.browser();
    assert_eq!(back.sign_in("tuyen", PASSWORD, &code).await.status, 303);
    assert_eq!(office.browser().sign_in("tuyen", PASSWORD, &code).await.status, 422, "and once only");
    // Failures from a wrong future keep nobody waiting for longer than an hour.
    office.set_clock(NOW + year);
    tries(&office, "cao", 20).await;
    office.set_clock(NOW);
    assert_eq!(office.browser().sign_in("cao", PASSWORD, "").await.status, 429);
}

async fn a_recovery_code_counts_once(ground: Ground) {
    let office = Office::full(ground).await;
    let mut browser = office.signed_in("tuyen").await;
    let (_, codes) = set_up_factor(&mut browser).await;
    assert_eq!(codes.len(), 10);
    let mut other = office.browser();
    let written = codes[0].to_lowercase().replace('-', " ");
    assert_eq!(other.sign_in("tuyen", PASSWORD, &written).await.status, 303);
    assert_eq!(other.sign_in("tuyen", PASSWORD, &codes[0]).await.status, 422);
    assert_eq!(other.sign_in("tuyen", PASSWORD, &codes[1]).await.status, 303);
    // Those of somebody else are no help.
    assert_eq!(other.sign_in("tuyen", "không phải", &codes[2]).await.status, 422);
    let mut cao = office.signed_in("cao").await;
    set_up_factor(&mut cao).await;
    assert_eq!(other.sign_in("cao", PASSWORD, &codes[2]).await.status, 422);
    // In the database there is nothing that could be read: neither the secret nor a code.
    let account = office.store.account("tuyen").await.unwrap().unwrap();
    let store::people::SecondFactor::Secret(secret) = account.second_factor else { panic!("no secret") };
    let file = office.ground.data().join("quet.sqlite");
    if file.exists() {
        office.store.close().await;
        let bytes = database_bytes(&file);
        let holds = |part: &[u8]| bytes.windows(part.len()).any(|window| window == part);
        assert!(holds(b"tuyen"), "this is how it would be found");
        assert!(!holds(&secret) && !holds(codes[3].replace('-', "").as_bytes()));
        assert!(!holds(PASSWORD.as_bytes()));
    }
}

async fn a_factor_that_cannot_be_opened_leaves_the_recovery_codes(ground: Ground) {
    let office = Office::full(ground).await;
    let mut browser = office.signed_in("tuyen").await;
    let (secret, codes) = set_up_factor(&mut browser).await;
    office.wait(60);
    // The database in another folder, as far as this goes.
    let key = office.ground.data().join("secrets/key");
    std::fs::rename(&key, key.with_extension("old")).unwrap();
    let mut other = office.browser();
    let code = shown(&secret, office.now());
    assert_eq!(other.sign_in("tuyen", PASSWORD, &code).await.status, 422, "nobody comes in without it");
    assert_eq!(other.sign_in("tuyen", PASSWORD, "").await.status, 422);
    assert_eq!(other.sign_in("tuyen", PASSWORD, &codes[0]).await.status, 303);
    std::fs::rename(key.with_extension("old"), &key).unwrap();
    assert_eq!(other.sign_in("tuyen", PASSWORD, &code).await.status, 303);
}

/// The file of a test's own database, with what is not written back yet.
#[allow(clippy::disallowed_methods, reason = "the test's own database")]
fn database_bytes(file: &std::path::Path) -> Vec<u8> {
    let mut bytes = std::fs::read(file).unwrap();
    let log = file.with_extension("sqlite-wal");
    bytes.extend(std::fs::read(log).unwrap_or_default());
    bytes
}

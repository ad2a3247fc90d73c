//! Accounts that somebody else would take over: by a reset, by another address, by a move, by many tries at one time, by
//! accounts that they make for it; and what stays shut then.

use office::rights::Role;
use serde_json::json;

use super::changes::{ask, token};
use super::emergency::{agree, ask as ask_in};
use super::grounds::{Ground, on_both};
use super::invitations::invite;
use super::office::{Browser, Office, PASSWORD, between, field};
use super::reach::with_mail;
use super::systems::{enter, restrict};
use crate::ask::Got;

on_both!(
    a_reset_ends_tokens_and_the_feed_and_a_new_password_says_that_they_go_on,
    many_tries_at_one_time_are_as_many_tries,
    nobody_is_readdressed_by_who_could_not_make_them,
    who_is_moved_down_is_not_in_the_hands_of_who_moved_them,
    who_reset_an_account_does_not_read_by_it_what_its_person_is_named_for,
    a_second_administrator_confirms_and_none_whom_the_first_made,
    nobody_opens_by_accounts_of_their_own_what_takes_two,
    a_code_leads_nobody_to_what_they_may_not_see,
    no_program_hears_of_incidents_for_who_may_not_see_them,
);

/// What a new password is set to.
const NEW: &str = "hoa gạo cháy ven đê";

/// Gives somebody a new way in, and comes in by it as them.
async fn takes_over<'o>(office: &'o Office, by: &mut Browser<'_>, login: &str) -> Browser<'o> {
    let path = format!("/console/people/{}/reset", office.known(login).await.id.0);
    let got = by.post(&path, &[("why", "mất điện thoại")]).await;
    assert_eq!(got.status, 200, "{login}: {}", got.text);
    let code = between(&got.text, "<dd class=\"code\">", "<").to_owned();
    comes(office, &code).await
}

/// Takes up an account with a code.
async fn comes<'o>(office: &'o Office, code: &str) -> Browser<'o> {
    let mut browser = office.browser();
    let got = browser.post("/console/invited", &[("code", code), ("password", NEW)]).await;
    assert_eq!(got.status, 303, "{}", got.text);
    browser.get("/console").await;
    browser
}

/// Restricts a system to these, who are seen on its page.
async fn name(browser: &mut Browser<'_>, id: i64, logins: &[&str]) {
    let path = format!("/console/systems/{id}/names");
    let seen = field(&browser.get(&path).await.text, "seen").unwrap();
    let mut people = Vec::new();
    for login in logins {
        people.push(format!("person-{}", browser.office.known(login).await.id.0));
    }
    let mut fields = vec![("seen", seen.as_str()), ("restricted", "yes"), ("why", "Đang điều tra")];
    fields.extend(people.iter().map(|person| (person.as_str(), "yes")));
    let got = browser.post(&path, &fields).await;
    assert_eq!(got.status, 303, "{}", got.text);
}

async fn a_reset_ends_tokens_and_the_feed_and_a_new_password_says_that_they_go_on(ground: Ground) {
    let office = Office::full(ground).await;
    let mut officer = office.signed_in("officer").await;
    let key = token(&mut officer, &["systems:read"]).await;
    let feed = officer.post("/console/notices/feed", &[]).await.text;
    let feed =
        format!("/console/notices.atom?key={}", &feed.split("notices.atom?key=").nth(1).unwrap()[..43]);
    let answers = async || {
        let program = ask(&office, &key, "GET", "/api/v1/systems", "").await.status.as_u16();
        (program, office.browser().get(&feed).await.status.as_u16())
    };
    assert_eq!(answers().await, (200, 200));
    // Who sets another password is told that they go on, and they do.
    assert!(officer.get("/console/me").await.text.contains("Khóa truy cập cho phần mềm và đường dẫn Atom"));
    let fields = [("old_password", PASSWORD), ("password", NEW)];
    assert_eq!(officer.post("/console/me/password", &fields).await.status, 303);
    assert_eq!(answers().await, (200, 200));
    let mut root = office.signed_in("root").await;
    takes_over(&office, &mut root, "officer").await;
    assert_eq!(answers().await, (401, 404));
    assert!(office.store.tokens_of(office.known("officer").await.id).await.unwrap().is_empty());
}

async fn many_tries_at_one_time_are_as_many_tries(ground: Ground) {
    let office = Office::full(ground).await;
    let counted = |answers: Vec<Got>| {
        let of = |status: u16| answers.iter().filter(|got| got.status == status).count();
        (of(422), of(429))
    };
    for login in ["tuyen", "ghost"] {
        let tries = (0..60).map(|_| async {
            let mut browser = office.browser();
            browser.address = format!("14.160.{}.1", login.len());
            browser.sign_in(login, "không phải mật khẩu", "").await
        });
        let answers = futures_util::future::join_all(tries).await;
        assert_eq!(counted(answers), (5, 55), "{login}");
    }
    // Nor is there another way in by what asks for the present password, or for a code.
    let officer = office.signed_in("officer").await;
    let page = |path: &'static str, fields: &'static [(&'static str, &'static str)]| {
        let (cookie, key) = (officer.cookie.clone(), officer.form_key.clone());
        let office = &office;
        async move {
            let mut browser = office.browser();
            browser.address = "14.160.99.1".to_owned();
            (browser.cookie, browser.form_key) = (cookie, key);
            browser.post(path, fields).await
        }
    };
    let tries = (0..20).map(|_| page("/console/me/password", &[("old_password", "sai"), ("password", NEW)]));
    let answers = futures_util::future::join_all(tries).await;
    assert_eq!(counted(answers), (5, 15));
    let tries = (0..20).map(|_| async {
        let mut browser = office.browser();
        browser.address = "14.160.98.1".to_owned();
        browser.get("/console/invited?code=ABCD-EFGH-JKMN-PQRS").await
    });
    assert_eq!(counted(futures_util::future::join_all(tries).await), (5, 15));
    // What was not in vain is forgotten, however much of it there is at one time.
    let right = (0..4).map(|_| async { office.browser().sign_in("cao", PASSWORD, "").await.status.as_u16() });
    assert_eq!(futures_util::future::join_all(right).await, [303; 4]);
}

/// What the form of a person holds, with these changes.
async fn changes(browser: &mut Browser<'_>, login: &str, changed: &[(&str, &str)]) -> Got {
    let of = browser.office.known(login).await;
    let path = format!("/console/people/{}", of.id.0);
    let page = browser.get(&path).await.text;
    let names = ["version", "name", "login", "position", "email", "phone", "unit"];
    let kept: Vec<(&str, String)> =
        names.iter().map(|name| (*name, field(&page, name).unwrap_or_default())).collect();
    let value = |name: &str, kept: &str| {
        let new = changed.iter().find(|(of, _)| *of == name);
        new.map_or_else(|| kept.to_owned(), |(_, value)| (*value).to_owned())
    };
    let fields: Vec<(&str, String)> = kept.iter().map(|(name, kept)| (*name, value(name, kept))).collect();
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    browser.post(&path, &fields).await
}

async fn nobody_is_readdressed_by_who_could_not_make_them(ground: Ground) {
    let office = Office::full_with(ground, with_mail(25)).await;
    office.person("ca.nuoc", "00801", &[(Role::Administrator, "TT")]).await;
    office.person("dau.moi", "00801", &[(Role::Officer, "00801")]).await;
    let mut mylam = office.signed_in("mylam").await;
    let before = office.known("ca.nuoc").await;
    let page = mylam.get(&format!("/console/people/{}", before.id.0)).await.text;
    assert!(page.contains("do người quản trị của đơn vị cấp trên đổi"), "{page}");
    for changed in [("login", "cua.toi"), ("email", "attacker@evil.example"), ("unit", "00801 ")] {
        let got = changes(&mut mylam, "ca.nuoc", &[changed]).await;
        let refused = got.text.contains("Người quản trị của đơn vị cấp trên mới đổi được");
        // Their unit as it is, is no change.
        assert_eq!(got.status == 422 && refused, changed.0 != "unit", "{changed:?}: {}", got.text);
    }
    let now = office.known("ca.nuoc").await;
    assert_eq!(now.details, before.details);
    // A program in their name does it no more than they.
    let key = token(&mut mylam, &["people:read", "people:write"]).await;
    let put = async |login: &str, email: &str, unit: &str| {
        let of = office.known(login).await;
        let body = json!({
            "seen": of.version, "name": of.details.name, "position": "", "email": email, "phone": "",
            "unit": unit, "why": "",
        });
        let path = format!("/api/v1/people/{}", of.id.0);
        ask(&office, &key, "PUT", &path, &body.to_string()).await.status.as_u16()
    };
    assert_eq!(put("ca.nuoc", "attacker@evil.example", "00801").await, 403);
    assert_eq!(put("ca.nuoc", "", "00801").await, 204, "what is no way in is theirs to keep right");
    // Whom they could make, they readdress; who it is hears of it, at the address that they had too.
    assert_eq!(changes(&mut mylam, "dau.moi", &[("email", "cu@mau.example")]).await.status, 303);
    let letters = async || {
        let all = office.store.messages(None, None, 50).await.unwrap();
        all.into_iter().map(|one| (one.about, one.recipient)).collect::<Vec<_>>()
    };
    assert_eq!(letters().await, [], "there was no address before");
    let moved = [("email", "moi@mau.example"), ("login", "dau.moi.2")];
    assert_eq!(changes(&mut mylam, "dau.moi", &moved).await.status, 303);
    assert_eq!(letters().await, [("notice".to_owned(), "cu@mau.example".to_owned())]);
    let mut told = office.browser();
    assert_eq!(told.sign_in("dau.moi.2", PASSWORD, "").await.status, 303);
    let notices = told.get("/console/notices").await.text;
    for words in ["Người khác đã đổi tên đăng nhập", "Người khác đã đổi địa chỉ thư điện tử"]
    {
        assert!(notices.contains(words), "{words}: {notices}");
    }
    // Nobody is told of what they did to themselves.
    assert_eq!(changes(&mut mylam, "mylam", &[("email", "lam@mau.example")]).await.status, 303);
    assert!(!mylam.get("/console/notices").await.text.contains("Người khác đã đổi"));
}

async fn who_is_moved_down_is_not_in_the_hands_of_who_moved_them(ground: Ground) {
    let office = Office::full(ground).await;
    let officer = office.person("dau.moi", "00801", &[(Role::Officer, "00801")]).await;
    let plain = office.person("khong.vai", "00801", &[]).await;
    let mut mylam = office.signed_in("mylam").await;
    let below = [
        ("parent", "00801"),
        ("code", "P1"),
        ("kind", "department"),
        ("name", "Phòng Một"),
        ("day", "01/11/2026"),
        ("why", "x"),
    ];
    let got = mylam.post("/console/units/new", &below).await;
    assert_eq!(got.status, 303, "{}", got.text);
    for (login, id) in [("dau.moi", officer), ("khong.vai", plain)] {
        let reset = format!("/console/people/{}/reset", id.0);
        assert_eq!(mylam.post(&reset, &[]).await.status, 403, "{login}");
        let got = changes(&mut mylam, login, &[("unit", "P1")]).await;
        assert_eq!(got.status, 422, "{login}: {}", got.text);
        // Moved there by the unit above, who holds a role at the commune is not in its hands either.
        let mut tuyen = office.signed_in("tuyen").await;
        assert_eq!(changes(&mut tuyen, login, &[("unit", "P1")]).await.status, 303, "{login}");
        let status = if login == "dau.moi" { 403 } else { 200 };
        assert_eq!(mylam.post(&reset, &[]).await.status, status, "{login}");
    }
    // Through a program no less.
    let key = token(&mut mylam, &["people:write"]).await;
    let of = office.person("hai", "00801", &[(Role::Officer, "00801")]).await;
    let body = json!({
        "seen": office.known("hai").await.version, "name": "Hai", "position": "", "email": "", "phone": "",
        "unit": "P1", "why": "",
    });
    let got = ask(&office, &key, "PUT", &format!("/api/v1/people/{}", of.0), &body.to_string()).await;
    assert_eq!(got.status, 403, "{}", got.text);
}

async fn who_reset_an_account_does_not_read_by_it_what_its_person_is_named_for(ground: Ground) {
    let office = Office::full(ground).await;
    let mut owner = office.signed_in("coordinator").await;
    let system = enter(&mut owner, "08", "Hồ sơ kín").await;
    restrict(&mut owner, system).await;
    name(&mut owner, system, &["coordinator", "responder"]).await;
    let incident = super::evidence::tell(&mut owner, "Vụ kín").await;
    let names = format!("/console/incidents/{incident}/names");
    let seen = field(&owner.get(&names).await.text, "seen").unwrap_or_default();
    let both = ["coordinator", "responder"];
    let mut people = Vec::new();
    for login in both {
        people.push(format!("person-{}", office.known(login).await.id.0));
    }
    let mut fields = vec![("seen", seen.as_str()), ("restricted", "yes"), ("why", "Đang điều tra")];
    fields.extend(people.iter().map(|person| (person.as_str(), "yes")));
    assert_eq!(owner.post(&names, &fields).await.status, 303);
    let pages = [format!("/console/systems/{system}"), format!("/console/incidents/{incident}")];
    let shut = async |browser: &mut Browser<'_>| {
        for page in &pages {
            assert_eq!(browser.get(page).await.status, 404, "{page}");
        }
        for page in ["/console/systems", "/console/incidents", "/console/search?q=kin", "/console/record"] {
            let got = browser.get(page).await;
            assert!(!got.text.contains("Hồ sơ kín") && !got.text.contains("Vụ kín"), "{page}: {}", got.text);
        }
        let key = token(browser, &["systems:read", "incidents:read"]).await;
        let got = ask(&office, &key, "GET", "/api/v1/systems", "").await;
        assert!(got.status == 200 && !got.text.contains("Hồ sơ kín"), "{}", got.text);
    };
    let mut root = office.signed_in("root").await;
    let mut taken = takes_over(&office, &mut root, "coordinator").await;
    shut(&mut taken).await;
    let of = office.known("coordinator").await.id;
    let confirm = format!("/console/people/{}/confirm", of.0);
    // Neither the first, nor the account itself, nor anybody else gives it back.
    for (login, status) in [("root", 403), ("tuyen", 404), ("reader", 404), ("cao", 404)] {
        let mut browser = office.signed_in(login).await;
        // An administrator of the unit itself could not have reset it.
        assert_eq!(browser.get(&confirm).await.status, status, "{login}");
        assert_eq!(browser.post(&confirm, &[]).await.status, status, "{login}");
    }
    assert_eq!(taken.post(&confirm, &[]).await.status, 404);
    shut(&mut taken).await;
    // Nor does another reset, nor the account of the other who is named, taken over as well.
    let mut other = takes_over(&office, &mut root, "responder").await;
    shut(&mut other).await;
    assert_eq!(other.post(&confirm, &[]).await.status, 404);
    // By the command line the other has another way in: nothing is withheld from them by that.
    let id = office.known("responder").await.id;
    let until = office.now() + 100;
    office.store.reset_person(id, b"WXYZ23456789ABCD", until, &office.deed()).await.unwrap();
    let mut other = comes(&office, "WXYZ-2345-6789-ABCD").await;
    assert_eq!(other.get(&pages[0]).await.status, 200);
    // Who is named with them, knows of the reset from before, sees that they are named still, and confirms.
    let notices = other.get("/console/notices").await.text;
    let told = "Người coordinator, người có tên cùng bạn trong một việc hạn chế";
    assert!(notices.contains(told) && notices.contains(&confirm), "{notices}");
    let page = other.get(&format!("{}/names", pages[0])).await.text;
    assert!(page.contains("Người coordinator"), "{page}");
    let page = other.get(&confirm).await.text;
    assert!(page.contains("Có đúng là Người coordinator đang đăng nhập không?"), "{page}");
    let got = other.post(&confirm, &[("why", "đã gọi lại")]).await;
    assert_eq!(got.header("location"), "/console/notices?done=confirmed", "{}", got.text);
    assert_eq!(other.post(&confirm, &[]).await.status, 404, "once");
    for page in &pages {
        assert_eq!(taken.get(page).await.status, 200, "{page}");
    }
    assert!(taken.get("/console/notices").await.text.contains("Người thứ hai đã xác nhận"));
    // That is noted where those read it who are named, and nowhere else.
    let record = office.signed_in("auditor").await.get("/console/record").await.text;
    assert!(!record.contains("Xác nhận tài khoản") && !record.contains("Hồ sơ kín"), "{record}");
}

async fn a_second_administrator_confirms_and_none_whom_the_first_made(ground: Ground) {
    let office = Office::full(ground).await;
    let mut owner = office.signed_in("officer").await;
    let system = enter(&mut owner, "08", "Hồ sơ kín").await;
    restrict(&mut owner, system).await;
    office.person("hai", "TT", &[(Role::Administrator, "TT")]).await;
    let mut root = office.signed_in("root").await;
    let code = invite(&mut root, "do.root", "TT", "administrator").await;
    let mut made = comes(&office, &code).await;
    let code = invite(&mut made, "do.no", "TT", "administrator").await;
    let mut made_again = comes(&office, &code).await;
    let mut taken = takes_over(&office, &mut root, "officer").await;
    let of = office.known("officer").await.id;
    let confirm = format!("/console/people/{}/confirm", of.0);
    let page = format!("/console/people/{}", of.0);
    for browser in [&mut root, &mut made, &mut made_again] {
        assert!(!browser.get(&page).await.text.contains(&confirm));
        assert_eq!(browser.get(&confirm).await.status, 403);
        assert_eq!(browser.post(&confirm, &[]).await.status, 403);
    }
    assert_eq!(taken.get(&format!("/console/systems/{system}")).await.status, 404);
    let mut second = office.signed_in("hai").await;
    let shown = second.get(&page).await.text;
    assert!(shown.contains(&confirm), "{shown}");
    // The page says nothing of what is withheld: it is there for who is named for nothing too.
    takes_over(&office, &mut root, "reader").await;
    let reader = format!("/console/people/{}/confirm", office.known("reader").await.id.0);
    let lead = |text: &str| between(text, "<p class=\"lead\">", "</p>").to_owned();
    let of_one = lead(&second.get(&confirm).await.text);
    assert_eq!(of_one, lead(&second.get(&reader).await.text));
    let got = second.post(&confirm, &[("why", "đã gặp")]).await;
    assert_eq!(got.header("location"), format!("{page}?done=confirmed"), "{}", got.text);
    assert_eq!(taken.get(&format!("/console/systems/{system}")).await.status, 200);
    assert_eq!(second.post(&confirm, &[]).await.status, 404, "once");
    assert!(root.get("/console/record").await.text.contains("Xác nhận tài khoản ở đúng tay"));
    // An account that the first made is somebody's after a week, but never one that may confirm what the first did.
    office.wait(8 * 86_400);
    let mut root = office.signed_in("root").await;
    let mut taken = takes_over(&office, &mut root, "officer").await;
    for (login, status) in [("do.root", 403), ("do.no", 303)] {
        let mut browser = office.browser();
        assert_eq!(browser.sign_in(login, NEW, "").await.status, 303, "{login}");
        browser.get("/console").await;
        assert_eq!(browser.post(&confirm, &[]).await.status, status, "{login}");
    }
    assert_eq!(taken.get(&format!("/console/systems/{system}")).await.status, 200);
}

async fn nobody_opens_by_accounts_of_their_own_what_takes_two(ground: Ground) {
    let office = Office::full(ground).await;
    let mut owner = office.signed_in("officer").await;
    let system = enter(&mut owner, "08", "Hồ sơ kín").await;
    let code = restrict(&mut owner, system).await;
    let path = format!("/console/systems/{system}");
    let mut root = office.signed_in("root").await;
    let invited = invite(&mut root, "tay.trong", "08", "reader").await;
    let mut asker = comes(&office, &invited).await;
    let invited = invite(&mut root, "tay.hai", "08", "coordinator").await;
    let mut agreer = comes(&office, &invited).await;
    ask_in(&mut asker, &code).await;
    // Neither who made the account nor another that they made agrees.
    for browser in [&mut root, &mut agreer] {
        let page = browser.get("/console/emergency").await.text;
        assert!(field(&page, "asking").is_none(), "{page}");
        assert!(!browser.get("/console").await.text.contains("Có người xin vào khẩn cấp"));
        assert_eq!(browser.post("/console/emergency/agree", &[("asking", "1")]).await.status, 404);
    }
    // Nor does an account that they gave themselves a way into.
    let mut taken = takes_over(&office, &mut root, "coordinator").await;
    assert_eq!(taken.post("/console/emergency/agree", &[("asking", "1")]).await.status, 404);
    assert_eq!(asker.get(&path).await.status, 404);
    // Somebody else does.
    let mut second = office.signed_in("tuyen").await;
    assert_eq!(agree(&mut second).await, "/console/emergency?done=opened");
    assert_eq!(asker.get(&path).await.status, 200);
    // And what was opened is shut again to an account that is reset meanwhile.
    let mut again = takes_over(&office, &mut root, "tay.trong").await;
    assert_eq!(again.get(&path).await.status, 404);
    assert!(!again.get("/console/systems").await.text.contains("Hồ sơ kín"));
}

async fn a_code_leads_nobody_to_what_they_may_not_see(ground: Ground) {
    let office = Office::full(ground).await;
    let mut owner = office.signed_in("officer").await;
    let system = enter(&mut owner, "08", "Hồ sơ kín").await;
    let object = format!("system:{system}");
    let code = |text: &str| text.split("/t/").nth(1).unwrap()[..9].to_owned();
    let made = code(&owner.post("/console/copy", &[("object", &object)]).await.text);
    let at = format!("/console/t/{made}");
    let mut reader = office.signed_in("reader").await;
    assert_eq!(reader.get(&at).await.header("location"), format!("/console/systems/{system}"));
    restrict(&mut owner, system).await;
    // It is as if there were none, in every word.
    let none = reader.get("/console/t/AAAAAAAA").await;
    let got = reader.get(&at).await;
    assert_eq!((got.status.as_u16(), &got.text), (404, &none.text));
    assert_eq!(owner.get(&at).await.status, 303);
    // Somebody of another province is not led to a person of this one.
    let person = format!("person:{}", office.known("reader").await.id.0);
    let made = code(&owner.post("/console/copy", &[("object", &person)]).await.text);
    let at = format!("/console/t/{made}");
    assert_eq!(reader.get(&at).await.status, 303);
    let mut cao = office.signed_in("cao").await;
    assert_eq!(cao.get(&at).await.text, cao.get("/console/t/AAAAAAAA").await.text);
    // Many at one time are as many tries.
    let mut other = office.signed_in("auditor").await;
    other.get("/console").await;
    let tries = (0..40).map(|_| {
        let cookie = other.cookie.clone();
        let office = &office;
        async move {
            let mut browser = office.browser();
            browser.cookie = cookie;
            browser.get("/console/t/AAAAAAAB").await.status.as_u16()
        }
    });
    assert_eq!(futures_util::future::join_all(tries).await, [404; 40]);
    assert_eq!(other.get(&at).await.status, 404, "ten were enough");
}

async fn no_program_hears_of_incidents_for_who_may_not_see_them(ground: Ground) {
    let office = Office::full(ground).await;
    let mut tuyen = office.signed_in("tuyen").await;
    let kinds = [("kind_system", 422), ("kind_incident", 422), ("kind_person", 200)];
    for (kind, status) in kinds {
        let hook = [("unit", "08"), ("url", "https://a.example/x"), (kind, "yes")];
        let got = tuyen.post("/console/webhooks", &hook).await;
        assert_eq!(got.status, status, "{kind}: {}", got.text);
        if kind == "kind_incident" {
            assert!(got.text.contains("Bạn không được xem sự cố ở đó"), "{}", got.text);
        }
    }
    assert_eq!(office.store.webhooks().await.unwrap().len(), 1);
}

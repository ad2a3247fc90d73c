//! Who may do what to whom: every role, about people of every place, through every route.

use office::rights::{Grant, Role};
use office::units::UnitId;

use super::grounds::{Ground, on_both};
use super::invitations::invite;
use super::office::{Browser, Office, between};

on_both!(
    what_is_foreign_is_not_there_and_stays_as_it_is,
    roles_are_given_as_far_as_one_s_own_reach,
    nobody_takes_over_who_is_more_than_they,
    lists_and_counts_hold_only_whom_one_may_see,
    whoever_moves_somebody_manages_both_places,
    people_of_units_that_ended_belong_to_those_that_go_on,
    the_last_administrator_stays,
);

/// What is answered to each thing that can be done to somebody.
async fn all_that_can_be_done(browser: &mut Browser<'_>, to: i64) -> Vec<(&'static str, u16)> {
    let path = format!("/console/people/{to}");
    let details = [
        ("version", "2"),
        ("name", "Đổi tên"),
        ("login", "doi.ten"),
        ("position", ""),
        ("email", ""),
        ("phone", ""),
        ("unit", "00401"),
    ];
    let role = [("role", "reader"), ("role_unit", "00401")];
    let unit = browser.office.unit("00401").to_string();
    let held = [("role", "administrator"), ("role_unit", unit.as_str())];
    vec![
        ("see", browser.get(&path).await.status.as_u16()),
        ("change", browser.post(&path, &details).await.status.as_u16()),
        ("give", browser.post(&format!("{path}/roles"), &role).await.status.as_u16()),
        ("take", browser.post(&format!("{path}/roles/end"), &held).await.status.as_u16()),
        ("ask reset", browser.get(&format!("{path}/reset")).await.status.as_u16()),
        ("reset", browser.post(&format!("{path}/reset"), &[]).await.status.as_u16()),
        ("ask end", browser.get(&format!("{path}/end")).await.status.as_u16()),
        ("end", browser.post(&format!("{path}/end"), &[]).await.status.as_u16()),
    ]
}

async fn what_is_foreign_is_not_there_and_stays_as_it_is(ground: Ground) {
    let office = Office::full(ground).await;
    let hoaan = office.known("hoaan").await.id.0;
    let all = ["tuyen", "mylam", "coordinator", "responder", "officer", "reader", "auditor"];
    // Everybody of another province: nobody of Cao Bằng is there for them, whatever they ask.
    for login in all {
        let mut browser = office.signed_in(login).await;
        let before = office.entries().await;
        for (what, status) in all_that_can_be_done(&mut browser, hoaan).await {
            assert_eq!(status, 404, "{login} {what}");
        }
        for id in ["0", "-1", "99999", "9999999999999999999999", "a", "1%20OR%201=1", "%00"] {
            assert_eq!(browser.get(&format!("/console/people/{id}")).await.status, 404, "{login} {id}");
        }
        assert_eq!(office.entries().await, before, "{login}");
    }
    // Those of the same province who may see and not change.
    let mylam = office.known("mylam").await.id.0;
    for login in ["coordinator", "responder", "officer", "reader", "auditor"] {
        let mut browser = office.signed_in(login).await;
        let before = office.entries().await;
        for (what, status) in all_that_can_be_done(&mut browser, mylam).await {
            // What is wrong with a role is said on the page; nothing else is there to be said it on.
            let expected = match what {
                "see" => 200,
                "give" => 422,
                // They have no say at that unit, of which they may not even know who is there.
                "take" => 404,
                _ => 403,
            };
            assert_eq!(status, expected, "{login} {what}");
        }
        let page = browser.get(&format!("/console/people/{mylam}")).await.text;
        for hidden in
            ["<form method=\"post\" action=\"/console/people/", "/reset\"", "/end\"", "name=\"version\""]
        {
            assert!(!page.contains(hidden), "{login} {hidden}");
        }
        assert_eq!(browser.get("/console/people/new").await.status, 403);
        assert_eq!(browser.post("/console/people/new", &[("unit", "08")]).await.status, 403);
        assert_eq!(office.entries().await, before, "{login}");
    }
    // Below cannot act on above.
    let tuyen = office.known("tuyen").await.id.0;
    let mut browser = office.signed_in("mylam").await;
    for (what, status) in all_that_can_be_done(&mut browser, tuyen).await {
        assert_eq!(status, 404, "{what}");
    }
    // Who is nothing anywhere sees nobody.
    office.person("nobody", "08", &[]).await;
    let mut nobody = office.signed_in("nobody").await;
    assert_eq!(nobody.get("/console/people").await.status, 404);
    assert!(!nobody.get("/console").await.text.contains("href=\"/console/people\""));
}

async fn roles_are_given_as_far_as_one_s_own_reach(ground: Ground) {
    let office = Office::full(ground).await;
    let nobody = office.person("nobody", "00801", &[]).await;
    let path = format!("/console/people/{}", nobody.0);
    let give = format!("{path}/roles");
    let mut mylam = office.signed_in("mylam").await;
    for (role, unit, status) in [
        ("officer", "00801", 303),
        ("administrator", "00801", 422),
        ("officer", "00802", 422),
        ("officer", "08", 422),
        ("officer", "TT", 422),
        ("officer", "00401", 422),
        ("officer", "khong co", 422),
        ("king", "00801", 404),
        ("", "00801", 404),
    ] {
        let got = mylam.post(&give, &[("role", role), ("role_unit", unit)]).await;
        assert_eq!(got.status.as_u16(), status, "{role} {unit}");
        if status == 422 {
            assert!(got.text.contains("id=\"role_unit-error\"") && got.text.contains("<details open>"));
        }
    }
    // To themselves nobody gives anything, and takes nothing.
    let own = office.known("mylam").await.id.0;
    let reader = [("role", "reader"), ("role_unit", "00801")];
    assert_eq!(mylam.post(&format!("/console/people/{own}/roles"), &reader).await.status, 422);
    let unit = office.unit("00801").to_string();
    let administrator = [("role", "administrator"), ("role_unit", unit.as_str())];
    assert_eq!(mylam.post(&format!("/console/people/{own}/roles/end"), &administrator).await.status, 403);
    // From above an administrator is made and unmade.
    let mut tuyen = office.signed_in("tuyen").await;
    tuyen.get(&path).await;
    let got = tuyen.post(&give, &[("role", "administrator"), ("role_unit", "00801")]).await;
    assert_eq!(got.header("location"), format!("{path}?done=given"));
    assert_eq!(mylam.post(&format!("{path}/roles/end"), &administrator).await.status, 403, "peers");
    assert_eq!(tuyen.post(&format!("{path}/roles/end"), &administrator).await.status, 303);
    let page = tuyen.get(&format!("{path}?done=taken")).await.text;
    assert!(page.contains("Đã thu hồi vai trò.") && page.contains("Vai trò trước đây"));
    let now: Vec<Role> = office.standing(nobody).await;
    assert_eq!(now, [Role::Officer]);
}

async fn nobody_takes_over_who_is_more_than_they(ground: Ground) {
    let office = Office::full(ground).await;
    // Somebody who sits in a commune and answers for the country.
    let high = office.person("high", "00801", &[(Role::Administrator, "TT")]).await;
    let path = format!("/console/people/{}", high.0);
    let before = office.entries().await;
    for login in ["mylam", "tuyen"] {
        let mut browser = office.signed_in(login).await;
        let page = browser.get(&path).await.text;
        assert!(page.contains("Người high") && !page.contains("/reset\"") && !page.contains("/end\""));
        for what in ["reset", "end"] {
            assert_eq!(browser.get(&format!("{path}/{what}")).await.status, 403, "{login} {what}");
            let got = browser.post(&format!("{path}/{what}"), &[]).await;
            assert_eq!(got.status, 403, "{login} {what}");
            assert!(!got.text.contains("class=\"code\""));
        }
    }
    assert_eq!(office.entries().await, before + 2, "two sessions began, and nothing else was done");
    // A commune's administrator is not reset by one of the same commune, and nobody resets themselves.
    let peer = office.person("peer", "00801", &[(Role::Administrator, "00801")]).await;
    let mut mylam = office.signed_in("mylam").await;
    for id in [peer.0, office.known("mylam").await.id.0] {
        assert_eq!(mylam.post(&format!("/console/people/{id}/reset"), &[]).await.status, 403);
        assert_eq!(mylam.post(&format!("/console/people/{id}/end"), &[]).await.status, 403);
    }
    let mut root = office.signed_in("root").await;
    assert_eq!(root.post(&format!("{path}/end"), &[("why", "chuyển công tác")]).await.status, 303);
    let page = root.get("/console/people?done=left&left=yes").await.text;
    assert!(page.contains("Người high") && page.contains("Đã đóng tài khoản."));
    assert_eq!(root.post(&format!("{path}/end"), &[]).await.status, 404);
}

async fn lists_and_counts_hold_only_whom_one_may_see(ground: Ground) {
    let office = Office::full(ground).await;
    for (login, all) in [("root", 11), ("tuyen", 8), ("reader", 8), ("mylam", 1), ("cao", 2)] {
        let mut browser = office.signed_in(login).await;
        let counted = |page: &str| between(page, "<span class=\"num\">", "</span>").to_owned();
        let page = browser.get("/console/people").await.text;
        assert_eq!(counted(&page), format!("{all} trên {all} người"), "{login}");
        assert_eq!(
            page.matches("href=\"/console/people/").count() - page.matches("/people/new").count(),
            all
        );
        // Whatever is looked for, nobody else is counted.
        let page = browser.get("/console/people?q=NGUOI%20HO").await.text;
        let found = usize::from(["root", "cao"].contains(&login));
        assert_eq!(counted(&page), format!("{found} trên {all} người"), "{login}");
        let page = browser.get("/console/people?unit=00401").await.text;
        assert_eq!(counted(&page), format!("{found} trên {all} người"), "{login}");
        let page = browser.get("/console/people?left=yes").await.text;
        assert_eq!(counted(&page), "0 trên 0 người");
        for odd in
            ["q=%25", "q=_", "q=%27%20OR%201%3D1--", "unit=%27", "page=99999", "page=-1", "order=id;drop"]
        {
            assert_eq!(browser.get(&format!("/console/people?{odd}")).await.status, 200, "{odd}");
        }
        assert_eq!(counted(&browser.get("/console/people?q=%25").await.text), format!("0 trên {all} người"));
    }
    let mut root = office.signed_in("root").await;
    for number in 0..120 {
        office.person(&format!("n{number}"), "00401", &[]).await;
    }
    let page = root.get("/console/people?unit=00401&order=name").await.text;
    assert!(page.contains("121 trên 131 người · đang xem từ 1 đến 100"), "{page}");
    let next = between(&page, "rel=\"next\" href=\"", "\"").replace("&#38;", "&").replace("&amp;", "&");
    assert_eq!(next, "/console/people?unit=00401&order=name&page=2");
    let page = root.get(&next).await.text;
    assert!(page.contains("đang xem từ 101 đến 121") && !page.contains("rel=\"next\""));
}

async fn whoever_moves_somebody_manages_both_places(ground: Ground) {
    let office = Office::full(ground).await;
    let id = office.person("nobody", "00801", &[]).await;
    let path = format!("/console/people/{}", id.0);
    let version = office.known("nobody").await.version.to_string();
    let to = |unit| {
        let version = version.as_str();
        [("version", version), ("name", "Người nobody"), ("login", "nobody"), ("unit", unit)]
    };
    let mut mylam = office.signed_in("mylam").await;
    for unit in ["00802", "08", "00401", "TT"] {
        let got = mylam.post(&path, &to(unit)).await;
        assert_eq!(got.status, 422, "{unit}");
        assert!(got.text.contains("id=\"unit-error\""));
    }
    let mut yenson = office.signed_in("yenson").await;
    assert_eq!(yenson.post(&path, &to("00802")).await.status, 404, "nobody is fetched from elsewhere");
    assert_eq!(office.known("nobody").await.details.unit, office.unit("00801"));
    let mut tuyen = office.signed_in("tuyen").await;
    assert_eq!(tuyen.post(&path, &to("00802")).await.status, 303);
    assert_eq!(office.known("nobody").await.details.unit, office.unit("00802"));
    assert_eq!(mylam.get(&path).await.status, 404);
    assert_eq!(yenson.get(&path).await.status, 200);
}

async fn people_of_units_that_ended_belong_to_those_that_go_on(ground: Ground) {
    let office = Office::full(ground).await;
    let id = office.person("nobody", "00801", &[]).await;
    let path = format!("/console/people/{}", id.0);
    // Mỹ Lâm becomes a part of Yên Sơn.
    let units = office.store.units().await.unwrap();
    let into = office::units::Successor::Existing(UnitId(office.unit("00802")));
    let day = office::day::Day::new(2026, 7, 1).unwrap();
    let decided = units.tree.merge(&[UnitId(office.unit("00801"))], &into, day).unwrap();
    let none = std::collections::BTreeMap::new();
    office.store.change_units(&units, &decided, &none, "unit.merged", &office.deed()).await.unwrap();
    let mut yenson = office.signed_in("yenson").await;
    let page = yenson.get(&path).await;
    assert_eq!(page.status, 200);
    assert!(yenson.get("/console/people").await.text.contains(&format!("href=\"{path}\"")));
    // The role at the ended unit reaches itself and no further.
    let mut mylam = office.signed_in("mylam").await;
    let yenson_id = office.known("yenson").await.id.0;
    assert_eq!(mylam.get(&format!("/console/people/{yenson_id}")).await.status, 404);
    // Which unit they are to belong to is asked anew.
    assert_eq!(super::office::field(&page.text, "unit").as_deref(), Some(""));
    let mut root = office.signed_in("root").await;
    let code = invite(&mut root, "moi", "00802", "").await;
    assert!(!code.is_empty());
}

async fn the_last_administrator_stays(ground: Ground) {
    let office = Office::full(ground).await;
    let other = office.person("other", "TT", &[(Role::Administrator, "TT")]).await;
    let mut other_browser = office.signed_in("other").await;
    let root = office.known("root").await;
    let unit = office.unit("TT");
    let unit_text = unit.to_string();
    let fields = [("role", "administrator"), ("role_unit", unit_text.as_str())];
    let path = format!("/console/people/{}", root.id.0);
    assert_eq!(other_browser.post(&format!("{path}/roles/end"), &fields).await.status, 303);
    let grant = Grant { role: Role::Administrator, unit: UnitId(unit) };
    assert!(office.store.withdraw(other, grant, &office.deed()).await.is_err());
    assert!(office.store.end_person(other, &office.deed()).await.is_err());
    // Another role of the last one can be taken.
    let below = Grant { role: Role::Administrator, unit: UnitId(office.unit("08")) };
    office.store.grant(other, below, &office.deed()).await.unwrap();
    office.store.withdraw(other, below, &office.deed()).await.unwrap();
    assert_eq!(office.standing(other).await, [Role::Administrator]);
}

//! Who is on duty: rosters, gaps, hand-overs, and the directory that everybody sees.

use super::grounds::{Ground, on_both};
use super::office::{Browser, Office, field};

on_both!(
    shifts_are_entered_by_one_s_own_clocks_and_everybody_sees_who_is_on_duty,
    hours_that_nobody_or_several_have_are_named,
    what_cannot_be_is_told_and_two_who_change_one_roster_overwrite_nothing,
    duty_is_handed_over_with_what_is_open,
    a_roster_is_for_its_own_unit_to_change,
);

/// Puts somebody of a unit on its roster.
async fn enter(
    browser: &mut Browser<'_>,
    unit: i64,
    who: &str,
    times: (&str, &str),
    days: &str,
) -> crate::ask::Got {
    let person = browser.office.known(who).await.id.0.to_string();
    let fields = [
        ("person", person.as_str()),
        ("from", times.0),
        ("until", times.1),
        ("days", days),
        ("phone", "024 3640 4421"),
    ];
    browser.post(&format!("/console/duty/{unit}/shifts"), &fields).await
}

async fn shifts_are_entered_by_one_s_own_clocks_and_everybody_sees_who_is_on_duty(ground: Ground) {
    let office = Office::full(ground).await;
    let unit = office.unit("08");
    // Now it is 21 November 2026, 13 o'clock in Viet Nam.
    let mut coordinator = office.signed_in("coordinator").await;
    let page = coordinator.get(&format!("/console/duty/{unit}")).await.text;
    assert!(page.contains("Bây giờ không có ai trực.") && page.contains("Chưa xếp ca nào."), "{page}");
    assert_eq!(field(&page, "from").as_deref(), Some("2026-11-21T14:00"));
    let times = ("2026-11-21T08:00", "2026-11-21T16:00");
    let got = enter(&mut coordinator, unit, "responder", times, "3").await;
    assert_eq!(got.header("location"), format!("/console/duty/{unit}?done=added"), "{}", got.text);
    let page = coordinator.get(&format!("/console/duty/{unit}")).await.text;
    for shown in [
        "8 giờ 00 phút, 21/11/2026 – 16 giờ 00 phút, 21/11/2026",
        "8 giờ 00 phút, 23/11/2026 – 16 giờ 00 phút, 23/11/2026",
        "đang trực",
        "đến 16 giờ 00 phút, 21/11/2026",
    ] {
        assert!(page.contains(shown), "{shown}: {page}");
    }
    // By other clocks it is another hour, and the same moment.
    let fields = [("language", "en"), ("look", "system"), ("time_zone", "UTC")];
    assert_eq!(coordinator.post("/console/me/settings", &fields).await.status, 303);
    let page = coordinator.get(&format!("/console/duty/{unit}")).await.text;
    assert!(page.contains("01:00, 21 November 2026 – 09:00, 21 November 2026"), "{page}");
    let got = enter(&mut coordinator, unit, "officer", ("2026-11-21T09:00", "2026-11-21T17:00"), "1").await;
    assert_eq!(got.status, 303, "{}", got.text);
    // Everybody in the network sees who is on duty, and those without a role there nothing more.
    let mut foreign = office.signed_in("hoaan").await;
    for path in
        [format!("/console/duty/{unit}"), format!("/console/units/{unit}"), "/console/duty".to_owned()]
    {
        let page = foreign.get(&path).await.text;
        assert!(page.contains("Người responder") && page.contains("024 3640 4421"), "{path}: {page}");
        assert!(!page.contains("22/11/2026") && !page.contains("Người officer"), "{path}: {page}");
    }
    let page = foreign.get("/console/duty").await.text;
    assert!(page.contains("1 trong 6 đơn vị"), "{page}");
    assert!(!foreign.get("/console/duty?unit=04").await.text.contains("Người responder"));
    assert_eq!(foreign.get("/console/duty?unit=khong+co").await.status, 422);
    office.wait(3 * 3_600);
    let mut foreign = office.signed_in("hoaan").await;
    let page = foreign.get("/console/duty").await.text;
    assert!(page.contains("Người officer") && !page.contains("Người responder"), "{page}");
    let record = office.signed_in("auditor").await.get("/console/record").await.text;
    assert!(record.contains("Xếp ca trực"), "{record}");
}

async fn hours_that_nobody_or_several_have_are_named(ground: Ground) {
    let office = Office::full(ground).await;
    let unit = office.unit("08");
    let mut coordinator = office.signed_in("coordinator").await;
    for (who, from, until) in [
        ("responder", "2026-11-21T12:00", "2026-11-21T20:00"),
        ("officer", "2026-11-21T19:00", "2026-11-22T02:00"),
        ("reader", "2026-11-22T05:00", "2026-11-22T08:00"),
    ] {
        assert_eq!(enter(&mut coordinator, unit, who, (from, until), "1").await.status, 303);
    }
    let mut reader = office.signed_in("reader").await;
    let page = reader.get(&format!("/console/duty/{unit}")).await.text;
    for shown in [
        "Giờ không có ai trực",
        "2 giờ 00 phút, 22/11/2026 – 5 giờ 00 phút, 22/11/2026",
        "8 giờ 00 phút, 22/11/2026 – 13 giờ 00 phút, 19/12/2026",
        "Giờ có nhiều người cùng trực",
        "19 giờ 00 phút, 21/11/2026 – 20 giờ 00 phút, 21/11/2026",
    ] {
        assert!(page.contains(shown), "{shown}: {page}");
    }
    assert!(!page.contains("/shifts"), "a reader changes nothing");
}

async fn what_cannot_be_is_told_and_two_who_change_one_roster_overwrite_nothing(ground: Ground) {
    let office = Office::full(ground).await;
    let unit = office.unit("08");
    let mut one = office.signed_in("coordinator").await;
    let good = ("2026-11-21T12:00", "2026-11-21T20:00");
    assert_eq!(enter(&mut one, unit, "responder", good, "1").await.status, 303);
    let before = office.entries().await;
    for (who, from, until, days, told) in [
        ("hoaan", "2026-11-22T12:00", "2026-11-22T20:00", "1", "person-error"),
        ("officer", "2026-11-22T12:00", "2026-11-22T12:00", "1", "kết thúc trước khi bắt đầu"),
        ("officer", "2026-11-22T12:00", "2026-12-22T12:00", "1", "dài hơn 7 ngày"),
        ("officer", "2026-11-20T12:00", "2026-11-20T13:00", "1", "đã qua"),
        ("officer", "22/11/2026", "2026-11-22T12:00", "1", "from-error"),
        ("officer", "2026-11-22T12:00", "9999-11-22T12:00", "1", "until-error"),
        ("officer", "2026-11-22T12:00", "2026-11-22T13:00", "0", "days-error"),
        ("officer", "2026-11-22T12:00", "2026-11-22T13:00", "9999999999", "days-error"),
        ("officer", "2026-11-22T12:00", "2026-11-23T13:00", "2", "đã có ca khác"),
        ("responder", "2026-11-21T19:00", "2026-11-21T23:00", "1", "đã có ca khác"),
    ] {
        let got = enter(&mut one, unit, who, (from, until), days).await;
        assert_eq!(got.status, 422, "{who} {from} {until} {days}");
        assert!(got.text.contains(told), "{told}: {}", got.text);
    }
    assert_eq!(office.entries().await, before);
    // Somebody takes off what somebody else saw otherwise.
    let page = one.get(&format!("/console/duty/{unit}")).await.text;
    let (seen, shift) = (field(&page, "seen").unwrap(), field(&page, "shift").unwrap());
    assert_eq!(
        enter(&mut one, unit, "officer", ("2026-11-23T12:00", "2026-11-23T20:00"), "1").await.status,
        303
    );
    let path = format!("/console/duty/{unit}/shifts/end");
    let got = one.post(&path, &[("seen", &seen), ("shift", &shift)]).await;
    assert!(got.status == 409 && got.text.contains("người khác đã sửa lịch trực"), "{}", got.text);
    let seen = field(&got.text, "seen").unwrap();
    for (seen, shift) in [("", shift.as_str()), (&seen, "99"), (&seen, ""), ("-1", &shift)] {
        assert_eq!(one.post(&path, &[("seen", seen), ("shift", shift)]).await.status, 409);
    }
    // A shift of another unit is not reached through one's own.
    let other = office.unit("00801");
    let got =
        one.post(&format!("/console/duty/{other}/shifts/end"), &[("seen", "0"), ("shift", &shift)]).await;
    assert_eq!(got.status, 409);
    assert_eq!(one.post(&path, &[("seen", &seen), ("shift", &shift)]).await.status, 303);
    assert!(one.get(&format!("/console/duty/{unit}")).await.text.contains("Bây giờ không có ai trực."));
}

async fn duty_is_handed_over_with_what_is_open(ground: Ground) {
    let office = Office::full(ground).await;
    let unit = office.unit("08");
    let mut responder = office.signed_in("responder").await;
    let path = format!("/console/duty/{unit}/hand-over");
    for (who, from, until) in [
        ("responder", "2026-11-21T08:00", "2026-11-21T14:00"),
        ("officer", "2026-11-21T14:00", "2026-11-21T20:00"),
        ("reader", "2026-11-22T14:00", "2026-11-22T20:00"),
    ] {
        assert_eq!(enter(&mut responder, unit, who, (from, until), "1").await.status, 303);
    }
    let id = async |who: &str| office.known(who).await.id.0.to_string();
    let (me, next, later) = (id("responder").await, id("officer").await, id("reader").await);
    let before = office.entries().await;
    for (by, to, note, told) in [
        (&me, &later, "x", "không có ca nào lúc này"),
        (&next, &me, "x", "không đang trực"),
        (&me, &me, "x", "chính mình"),
        (&me, &next, " ", "Chưa ghi gì."),
    ] {
        let got = responder.post(&path, &[("by", by), ("to", to), ("note", note)]).await;
        assert!(got.status == 422 && got.text.contains(told), "{told}: {}", got.text);
    }
    assert_eq!(office.entries().await, before);
    let note = "Sự cố 12: chờ nhà mạng\r\n<b>không có gì khác</b>";
    let got = responder.post(&path, &[("by", &me), ("to", &next), ("note", note)]).await;
    assert_eq!(got.header("location"), format!("/console/duty/{unit}?done=handed"), "{}", got.text);
    let page = responder.get(&format!("/console/duty/{unit}")).await.text;
    assert!(page.contains("Người responder → Người officer"), "{page}");
    assert!(page.contains("Sự cố 12: chờ nhà mạng<br>&#60;b&#62;"), "{page}");
    // What is told is for those with a role there.
    assert!(
        !office
            .signed_in("hoaan")
            .await
            .get(&format!("/console/duty/{unit}"))
            .await
            .text
            .contains("Sự cố 12")
    );
    let record = office.signed_in("auditor").await.get("/console/record").await.text;
    assert!(record.contains("Bàn giao ca trực") && record.contains("Sự cố 12"), "{record}");
}

async fn a_roster_is_for_its_own_unit_to_change(ground: Ground) {
    let office = Office::full(ground).await;
    let unit = office.unit("08");
    let before = office.entries().await;
    for login in ["root", "tuyen", "officer", "reader", "auditor", "hoaan"] {
        let mut browser = office.signed_in(login).await;
        let entered = office.entries().await;
        let times = ("2026-11-22T12:00", "2026-11-22T20:00");
        assert_eq!(enter(&mut browser, unit, "officer", times, "1").await.status, 403, "{login}");
        for path in ["shifts/end", "hand-over"] {
            let got =
                browser.post(&format!("/console/duty/{unit}/{path}"), &[("seen", "0"), ("shift", "1")]).await;
            assert_eq!(got.status, 403, "{login} {path}");
        }
        assert_eq!(office.entries().await, entered, "{login}");
    }
    assert!(office.entries().await > before);
    let mut browser = office.signed_in("coordinator").await;
    assert_eq!(browser.get("/console/duty/999").await.status, 404);
    assert_eq!(browser.post("/console/duty/999/shifts", &[]).await.status, 404);
}

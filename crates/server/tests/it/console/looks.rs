//! Evidence that waits for our own scanner: had by one process at a time, and what came of it noted once.
//!
//! Must never look at evidence: that is a journey's (`journeys/looks.rs`).

use office::incident::{Look, Match};
use server::console::tell_look;

use super::evidence::{keep, tell};
use super::grounds::{Ground, on_both};
use super::office::Office;

on_both!(
    who_took_a_piece_has_it_until_a_moment_and_who_lost_it_says_nothing,
    what_was_seen_is_there_for_those_who_may_see_the_incident,
);

fn found() -> Look {
    let one =
        Match { because: vec!["Luật Kín <b>".to_owned()], level: "alert".to_owned(), ..Match::default() };
    Look { program: "quet 1".to_owned(), rules_sha256: "ab".repeat(32), found: vec![one], ..Look::default() }
}

async fn who_took_a_piece_has_it_until_a_moment_and_who_lost_it_says_nothing(ground: Ground) {
    let office = Office::full(ground).await;
    let mut browser = office.signed_in("coordinator").await;
    let id = tell(&mut browser, "Chờ quét").await;
    assert_eq!(keep(&mut browser, id, "sample", "a.exe", b"one").await.status, 303);
    let (now, store) = (office.now(), &office.store);
    let first = store.take_look("a", now, now + 100).await.unwrap().unwrap();
    assert_eq!((first.incident, first.number, first.tries), (id, 1, 1));
    assert!(first.file.is_some());
    assert_eq!(store.take_look("b", now + 99, now + 200).await.unwrap(), None, "it is had");
    // Who took it has ended: another one has it then, and knows that it is the second to try.
    let second = store.take_look("b", now + 100, now + 200).await.unwrap().unwrap();
    assert_eq!(second.tries, 2);
    assert!(!tell_look(&office.console, &first, &found(), now).await.unwrap(), "it was lost");
    // Who stops in good order leaves it as if it had not been taken.
    store.leave_look(&first).await.unwrap();
    assert_eq!(store.take_look("c", now + 101, now + 200).await.unwrap(), None, "only its own");
    store.leave_look(&second).await.unwrap();
    let third = store.take_look("c", now + 101, now + 200).await.unwrap().unwrap();
    assert_eq!(third.tries, 2);
    let ask = format!("/console/incidents/{id}/do/look?evidence=1");
    assert_eq!(browser.post(&ask, &[]).await.status, 303, "the upload's own look is asked for by nobody");
    assert_eq!(browser.post(&ask, &[]).await.status, 409, "it is asked for once");
    assert!(tell_look(&office.console, &third, &found(), now).await.unwrap());
    assert!(!tell_look(&office.console, &third, &found(), now).await.unwrap(), "and said once");
    assert_eq!(store.take_look("d", now + 999, now + 9999).await.unwrap(), None, "nothing waits");
    let page = browser.get(&format!("/console/incidents/{id}/evidence")).await.text;
    assert!(page.contains("Luật Kín &#60;b&#62;") || page.contains("Luật Kín &lt;b&gt;"), "{page}");
    assert_eq!(page.matches("/do/look?").count(), 1, "{page}");
    assert_eq!(browser.post(&ask, &[]).await.status, 303);
    assert!(store.take_look("d", now + 999, now + 9999).await.unwrap().is_some(), "it waits again");
}

async fn what_was_seen_is_there_for_those_who_may_see_the_incident(ground: Ground) {
    let office = Office::full(ground).await;
    let mut browser = office.signed_in("coordinator").await;
    let id = tell(&mut browser, "Mẫu").await;
    assert_eq!(keep(&mut browser, id, "sample", "a.exe", b"one").await.status, 303);
    let job = office.store.take_look("a", office.now(), office.now() + 9).await.unwrap().unwrap();
    assert!(tell_look(&office.console, &job, &found(), office.now()).await.unwrap());
    let mut reader = office.signed_in("reader").await;
    let page = reader.get(&format!("/console/incidents/{id}/evidence")).await.text;
    assert!(page.contains("Luật Kín") && !page.contains("/do/look?"), "{page}");
    assert_eq!(reader.post(&format!("/console/incidents/{id}/do/look?evidence=1"), &[]).await.status, 403);
    let mut other = office.signed_in("mylam").await;
    for page in ["", "/evidence", "/hunt", "/hunt/rules"] {
        let got = other.get(&format!("/console/incidents/{id}{page}")).await;
        assert!(got.status == 404 && !got.text.contains("Luật Kín"), "{page}: {}", got.text);
    }
    // Restricted to others, it is as if it were not there, also for who could see it before.
    let at = format!("/console/incidents/{id}/names");
    let got = browser.post(&at, &[("restricted", "yes"), ("seen", ""), ("why", "kín")]).await;
    assert_eq!(got.status, 303, "{}", got.text);
    assert_eq!(reader.get(&format!("/console/incidents/{id}/evidence")).await.status, 404);
    assert_eq!(reader.get(&format!("/console/incidents/{id}/hunt")).await.status, 404);
    let hunt = browser.get(&format!("/console/incidents/{id}/hunt")).await;
    assert!(hunt.status == 200 && hunt.text.contains("Hạn chế"), "{}", hunt.text);
}

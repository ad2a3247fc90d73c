//! What goes out is queued with its cause, taken by one, and given out twice to nobody; webhooks hear what is theirs.

use office::people::PersonId;
use office::record::{Deed, Who};
use office::rights::{Grant, Role};
use office::units::{Code, Founding, Kind, Tree, UnitId};
use office::{day::Day, units::Contacts};
use store::Store;
use store::people::{Details, Person};
use store::reach::{ByMail, LEASE, Letter, NewHook, Outcome, RETENTION, State, What};

use crate::ground::{Ground, on_both};

on_both!(
    two_that_take_from_one_queue_send_each_message_once,
    what_a_killed_server_had_is_taken_over_and_mail_of_it_is_not_sent_again_by_itself,
    what_does_not_arrive_is_tried_later_and_in_the_end_given_up,
    what_is_queued_in_a_change_that_fails_is_not_there,
    contents_and_addresses_of_webhooks_are_sealed,
    webhooks_hear_what_is_theirs_and_no_name,
    people_are_told_what_others_did_to_them,
    digests_are_queued_once_a_day,
    feeds_and_short_codes_lead_somewhere_until_they_end,
    what_is_long_over_is_forgotten,
);

const NOW: i64 = 1_795_240_800;

fn deed(who: Who) -> Deed {
    Deed { who, at: NOW, from: String::new(), why: String::new() }
}

/// Two units, one below the other, an administrator of the upper one and somebody of the lower one.
async fn people(store: &Store) -> (Person, Person) {
    let founding = |code: &str, parent: Option<i64>| Founding {
        code: Code::read(code).unwrap(),
        kind: if parent.is_none() { Kind::Coordinator } else { Kind::Province },
        name: code.to_owned(),
        parent: parent.map(UnitId),
        day: Day::new(2025, 7, 1).unwrap(),
    };
    let root = Tree::default().found(UnitId(1), &founding("QG", None)).unwrap();
    let details = |login: &str, unit| Details {
        name: format!("Người {login}"),
        login: login.to_owned(),
        email: format!("{login}@coquan.example"),
        unit,
        ..Details::default()
    };
    let first =
        store.first_use(&root.found[0], &details("mot", 1), "digest", &deed(Who::Server)).await.unwrap();
    let units = store.units().await.unwrap();
    let lower = units.tree.found(UnitId(2), &founding("04", Some(1))).unwrap();
    store.change_units(&units, &lower, &Contacts::new(), "unit.founded", &deed(Who::Server)).await.unwrap();
    let by = deed(Who::Person(first.0));
    let second = store.invite(&details("hai", 2), None, b"code", NOW + 9, &by).await.unwrap();
    store.take_up(b"code", "digest", &deed(Who::Person(second.0))).await.unwrap();
    (store.person(first).await.unwrap().unwrap(), store.person(second).await.unwrap().unwrap())
}

async fn send(store: &Store, to: &Person, once: &str) -> bool {
    let letter = Letter {
        about: "test",
        once,
        to: &to.details.email,
        person: to.id,
        unit: to.details.unit,
        content: "{\"code\":\"5ECRET\"}",
    };
    store.send_mail(&letter, &deed(Who::Person(to.id.0))).await.unwrap()
}

async fn states(store: &Store) -> Vec<State> {
    store.messages(None, None, 1000).await.unwrap().into_iter().rev().map(|message| message.state).collect()
}

fn again(at: i64) -> Outcome {
    Outcome::Again { trouble: "http 500".to_owned(), at }
}

async fn two_that_take_from_one_queue_send_each_message_once(ground: &Ground) {
    let (one, two) = (ground.open().await, ground.open().await);
    let (person, _) = people(&one).await;
    for number in 0..40 {
        assert!(send(&one, &person, &format!("test:{number}")).await);
        assert!(!send(&two, &person, &format!("test:{number}")).await, "queued twice");
    }
    let work = async |store: &Store, who: &str| {
        let mut names = Vec::new();
        while let Some(taken) = store.take_message(who, true, NOW).await.unwrap() {
            assert_eq!(taken.content.as_deref(), Some("{\"code\":\"5ECRET\"}"));
            assert!(store.message_tried(taken.id, who, &Outcome::Sent, NOW).await.unwrap());
            names.push(taken.name);
        }
        names
    };
    let (first, second) = tokio::join!(work(&one, "one"), work(&two, "two"));
    let mut all: Vec<String> = first.into_iter().chain(second).collect();
    assert_eq!(all.len(), 40);
    all.sort();
    all.dedup();
    assert_eq!(all.len(), 40, "two messages of one name");
    assert!(states(&one).await.iter().all(|state| *state == State::Sent));
}

async fn what_a_killed_server_had_is_taken_over_and_mail_of_it_is_not_sent_again_by_itself(ground: &Ground) {
    let store = ground.open().await;
    let (first, second) = people(&store).await;
    hook(&store, &first, 1, &["person"]).await;
    send(&store, &first, "test").await;
    // Queues one for the webhook.
    store.reset_person(second.id, b"other", NOW + 9, &deed(Who::Person(first.id.0))).await.unwrap();
    let mail = store.take_message("killed", true, NOW).await.unwrap().unwrap();
    let hooked = store.take_message("killed", true, NOW).await.unwrap().unwrap();
    assert_eq!((mail.what, hooked.what), (What::Mail, What::Webhook));
    assert_eq!(store.take_message("other", true, NOW + LEASE - 1).await.unwrap(), None);

    let later = NOW + LEASE;
    let taken = store.take_message("other", true, later).await.unwrap().unwrap();
    assert_eq!((taken.id, &taken.name, taken.tries), (hooked.id, &hooked.name, 2));
    assert_eq!(store.take_message("other", true, later).await.unwrap(), None, "mail is not sent twice");
    let shown = store.message_of(mail.id).await.unwrap().unwrap();
    assert_eq!((shown.state, shown.trouble.as_str()), (State::Unknown, "broken-off"));
    // Whoever was thought dead and comes back changes nothing.
    assert!(!store.message_tried(hooked.id, "killed", &Outcome::Sent, later).await.unwrap());
    assert!(!store.message_tried(mail.id, "killed", &again(later), later).await.unwrap());
    assert!(store.message_tried(taken.id, "other", &Outcome::Sent, later).await.unwrap());

    // A person decides, and it goes under the name that it had.
    assert!(store.retry_message(mail.id, &deed(Who::Person(first.id.0))).await.unwrap());
    let taken = store.take_message("other", true, later).await.unwrap().unwrap();
    assert_eq!((taken.id, taken.name), (mail.id, mail.name));

    // A clock that was set back takes nothing from anybody, and one that ran ahead keeps nothing for ever.
    assert_eq!(store.take_message("third", true, NOW).await.unwrap(), None);
    assert_eq!(store.take_message("third", true, NOW - 10 * 86_400).await.unwrap(), None);
    assert_eq!(store.message_of(mail.id).await.unwrap().unwrap().state, State::Unknown);
}

async fn what_does_not_arrive_is_tried_later_and_in_the_end_given_up(ground: &Ground) {
    let store = ground.open().await;
    let (first, _) = people(&store).await;
    send(&store, &first, "test").await;
    assert_eq!(store.take_message("a", false, NOW).await.unwrap(), None, "nobody here sends mail");
    let taken = store.take_message("a", true, NOW).await.unwrap().unwrap();
    assert!(store.message_tried(taken.id, "a", &again(NOW + 60), NOW).await.unwrap());
    assert_eq!(store.take_message("a", true, NOW + 59).await.unwrap(), None);
    let taken = store.take_message("a", true, NOW + 60).await.unwrap().unwrap();
    assert_eq!(taken.tries, 2);
    let gone = Outcome::GivenUp { trouble: "smtp 550".to_owned() };
    assert!(store.message_tried(taken.id, "a", &gone, NOW + 60).await.unwrap());
    assert_eq!(states(&store).await, [State::GivenUp]);
    // Who caused it is told.
    let told = store.notices(first.id, 9).await.unwrap();
    assert_eq!((told[0].kind.as_str(), told[0].object.as_str()), ("message.given-up", "message:1"));
    let by = deed(Who::Person(first.id.0));
    assert!(store.retry_message(1, &by).await.unwrap());
    assert!(store.cancel_message(1, &by).await.unwrap());
    assert_eq!(states(&store).await, [State::Cancelled]);
    for decided in [store.retry_message(1, &by).await.unwrap(), store.cancel_message(1, &by).await.unwrap()] {
        assert!(!decided);
    }
    assert!(!store.cancel_message(99, &by).await.unwrap());
}

async fn what_is_queued_in_a_change_that_fails_is_not_there(ground: &Ground) {
    let store = ground.open().await;
    let (first, second) = people(&store).await;
    hook(&store, &first, 1, &["person", "role"]).await;
    // The last administrator cannot leave: what was noted and queued until then is undone.
    assert!(store.end_person(first.id, &deed(Who::Person(second.id.0))).await.is_err());
    let grant = Grant { role: Role::Administrator, unit: UnitId(1) };
    assert!(store.withdraw(first.id, grant, &deed(Who::Person(second.id.0))).await.is_err());
    assert!(states(&store).await.is_empty());
    assert_eq!(store.unseen(first.id).await.unwrap(), 0);
}

async fn hook(store: &Store, by: &Person, unit: i64, kinds: &[&str]) -> i64 {
    let (url, host) = ("https://receiver.example/in/5ECRET", "receiver.example");
    let new = NewHook { unit, url, host, kinds, secret: "5ECRET too", by: by.id };
    store.add_webhook(&new, &deed(Who::Person(by.id.0))).await.unwrap()
}

async fn contents_and_addresses_of_webhooks_are_sealed(ground: &Ground) {
    let store = ground.open().await;
    let (first, _) = people(&store).await;
    let id = hook(&store, &first, 1, &["unit"]).await;
    send(&store, &first, "test").await;
    let target = store.webhook_target(id).await.unwrap().unwrap();
    assert_eq!(
        (target.url.as_str(), target.secret.as_str()),
        ("https://receiver.example/in/5ECRET", "5ECRET too")
    );
    assert!(!format!("{target:?}").contains("5ECRET"));
    let raw = ground.raw().await;
    for column in ["SELECT content FROM message", "SELECT url FROM webhook", "SELECT secret FROM webhook"] {
        let row = sqlx::query(column).fetch_one(&raw).await.unwrap();
        let bytes: Vec<u8> = sqlx::Row::try_get(&row, 0).unwrap();
        assert!(bytes.len() > 40 && !String::from_utf8_lossy(&bytes).contains("5ECRET"), "{column}");
    }
    assert!(store.end_webhook(id, &deed(Who::Person(first.id.0))).await.unwrap());
    assert_eq!(store.webhook_target(id).await.unwrap(), None);
    assert!(!store.end_webhook(id, &deed(Who::Person(first.id.0))).await.unwrap());
}

async fn webhooks_hear_what_is_theirs_and_no_name(ground: &Ground) {
    let store = ground.open().await;
    let (first, second) = people(&store).await;
    let all = hook(&store, &first, 1, &["person", "role"]).await;
    let below = hook(&store, &first, 2, &["person"]).await;
    let other = hook(&store, &first, 1, &["unit"]).await;
    let by = deed(Who::Person(first.id.0));
    // Of the lower unit: both hear it. Of the upper one: the one above alone.
    store.reset_person(second.id, b"b", NOW + 9, &by).await.unwrap();
    store.reset_person(first.id, b"c", NOW + 9, &by).await.unwrap();
    let heard = async |hook| store.messages(None, Some(hook), 9).await.unwrap().len();
    assert_eq!((heard(all).await, heard(below).await, heard(other).await), (2, 1, 0));
    let mut bodies = Vec::new();
    while let Some(taken) = store.take_message("a", true, NOW).await.unwrap() {
        let body: serde_json::Value = serde_json::from_str(&taken.content.unwrap()).unwrap();
        assert_eq!(body["id"], taken.name);
        bodies.push(body);
    }
    assert_eq!(bodies.len(), 3);
    for body in &bodies {
        let mut keys: Vec<&str> = body.as_object().unwrap().keys().map(String::as_str).collect();
        keys.sort_unstable();
        assert_eq!(keys, ["at", "id", "kind", "object", "unit"], "{body}");
        assert_eq!(body["kind"], "person.reset");
        assert!(!body.to_string().contains("Người") && !body.to_string().contains("coquan"), "{body}");
    }
    // Whoever made it is told where it does not arrive.
    let seconds = deed(Who::Person(second.id.0));
    store.reset_person(second.id, b"f", NOW + 9, &seconds).await.unwrap();
    while let Some(taken) = store.take_message("a", true, NOW).await.unwrap() {
        let gone = Outcome::GivenUp { trouble: "http 410".to_owned() };
        store.message_tried(taken.id, "a", &gone, NOW).await.unwrap();
    }
    let told = store.notices(first.id, 9).await.unwrap();
    assert!(told.iter().any(|notice| notice.kind == "message.given-up"), "{told:?}");
    assert!(
        !store.notices(second.id, 9).await.unwrap().iter().any(|notice| notice.kind == "message.given-up")
    );
    let by = deed(Who::Person(first.id.0));
    // What waits for one that ends is not sent any more.
    store.reset_person(second.id, b"d", NOW + 9, &by).await.unwrap();
    assert!(store.end_webhook(below, &by).await.unwrap());
    store.reset_person(second.id, b"e", NOW + 9, &by).await.unwrap();
    assert_eq!(heard(below).await, 3);
    assert_eq!(store.messages(None, Some(below), 9).await.unwrap()[0].state, State::Cancelled);
}

async fn people_are_told_what_others_did_to_them(ground: &Ground) {
    let store = ground.open().await;
    let (first, second) = people(&store).await;
    let by = deed(Who::Person(first.id.0));
    store.set_by_mail(&second, ByMail::Once, &deed(Who::Person(second.id.0))).await.unwrap();
    let grant = Grant { role: Role::Reader, unit: UnitId(1) };
    store.grant(second.id, grant, &by).await.unwrap();
    store.grant(second.id, grant, &by).await.unwrap();
    store.withdraw(second.id, grant, &by).await.unwrap();
    store.reset_person(second.id, b"x", NOW + 9, &by).await.unwrap();
    let told = store.notices(second.id, 9).await.unwrap();
    let kinds: Vec<&str> = told.iter().rev().map(|notice| notice.kind.as_str()).collect();
    assert_eq!(kinds, ["role.given", "role.withdrawn", "person.reset"]);
    assert_eq!((told[2].object.as_str(), told[2].more.as_str()), ("unit:1", "reader"));
    assert_eq!(states(&store).await.len(), 3, "each by mail, at once");
    assert_eq!(store.notices(first.id, 9).await.unwrap(), [], "nobody is told what they did");
    // One's own, and nobody else's.
    assert_eq!(store.notices_seen(first.id, told[0].id, true, NOW).await.unwrap(), 0);
    assert_eq!(store.notices_seen(second.id, told[2].id, false, NOW).await.unwrap(), 1);
    assert_eq!(store.unseen(second.id).await.unwrap(), 2);
    assert_eq!(store.notices_seen(second.id, told[0].id, true, NOW).await.unwrap(), 2);
    assert_eq!(store.unseen(second.id).await.unwrap(), 0);
}

async fn digests_are_queued_once_a_day(ground: &Ground) {
    let (one, two) = (ground.open().await, ground.open().await);
    let (first, second) = people(&one).await;
    one.set_by_mail(&second, ByMail::Day, &deed(Who::Person(second.id.0))).await.unwrap();
    assert_eq!(one.by_mail(second.id).await.unwrap(), ByMail::Day);
    one.grant(second.id, Grant { role: Role::Reader, unit: UnitId(1) }, &deed(Who::Person(first.id.0)))
        .await
        .unwrap();
    assert_eq!(one.queue_digests(NOW + 60).await.unwrap(), 0, "not on the day on which they asked for it");
    let tomorrow = NOW + 86_400;
    let (a, b) = tokio::join!(one.queue_digests(tomorrow), two.queue_digests(tomorrow));
    assert_eq!(a.unwrap() + b.unwrap(), 1);
    let all = one.notices(second.id, 1).await.unwrap();
    one.notices_seen(second.id, all[0].id, true, tomorrow).await.unwrap();
    assert_eq!(one.queue_digests(tomorrow + 86_400).await.unwrap(), 0, "nothing is unseen");
    assert_eq!(states(&one).await, [State::Waiting]);
}

async fn feeds_and_short_codes_lead_somewhere_until_they_end(ground: &Ground) {
    let store = ground.open().await;
    let (first, second) = people(&store).await;
    let own = deed(Who::Person(second.id.0));
    store.make_feed_key(&second, &[1; 32], &own).await.unwrap();
    assert_eq!(store.feed_of(&[1; 32]).await.unwrap().map(|person| person.id), Some(second.id));
    assert_eq!(store.feed_key_since(second.id).await.unwrap(), Some(NOW));
    store.make_feed_key(&second, &[2; 32], &own).await.unwrap();
    assert_eq!(store.feed_of(&[1; 32]).await.unwrap(), None);
    store.end_person(second.id, &deed(Who::Person(first.id.0))).await.unwrap();
    assert_eq!(store.feed_of(&[2; 32]).await.unwrap(), None, "they left");
    assert!(!store.end_feed_key(&first, &deed(Who::Person(first.id.0))).await.unwrap());

    store.keep_short("AB3D9XYZ", "unit:2", PersonId(1), NOW + 10).await.unwrap();
    assert_eq!(store.short("AB3D9XYZ", NOW).await.unwrap().as_deref(), Some("unit:2"));
    assert_eq!(store.short("AB3D9XYZ", NOW + 10).await.unwrap(), None);
    assert_eq!(store.short("AB3D9XY0", NOW).await.unwrap(), None);
    assert!(store.keep_short("AB3D9XYZ", "unit:1", PersonId(1), NOW + 10).await.is_err());
}

async fn what_is_long_over_is_forgotten(ground: &Ground) {
    let store = ground.open().await;
    let (first, _) = people(&store).await;
    send(&store, &first, "one").await;
    send(&store, &first, "two").await;
    let taken = store.take_message("a", true, NOW).await.unwrap().unwrap();
    store.message_tried(taken.id, "a", &Outcome::Sent, NOW).await.unwrap();
    store.forget_reached(NOW + RETENTION).await.unwrap();
    assert_eq!(states(&store).await.len(), 2);
    store.forget_reached(NOW + RETENTION + 1).await.unwrap();
    assert_eq!(states(&store).await, [State::Waiting], "what waits is not forgotten");
}

//! Whatever is changed in the database behind the record's back is found; what is only read back is not.
//!
//! Must never write an entry but through a change of the store's own.

use office::record::{Break, Checkpoints, Deed, Head, Late, Said, Who, details_digest};
use office::units::{Code, Decided, Founding, Kind, Tree, UnitId};
use store::Store;
use store::people::Details;
use store::record::{Published, VerifyError, Which};

use crate::ground::{Ground, on_both};
use crate::story::{put, sample};

on_both!(
    a_record_that_nobody_touched_is_whole,
    whatever_is_done_to_a_row_is_found,
    a_cut_end_and_a_record_made_anew_are_found,
    details_are_erased_and_the_record_holds,
    what_was_not_vouched_for_is_said_and_then_vouched_for,
    an_entry_that_somebody_put_there_is_not_vouched_for_in_silence,
    what_many_do_at_once_is_one_chain,
    a_key_whose_public_half_was_not_written_is_whole_again,
    what_is_imported_and_published_is_in_it_once,
);

const NOW: i64 = 1_795_800_000;

fn deed(why: &str) -> Deed {
    Deed { who: Who::Person(1), at: NOW, from: "192.0.2.7".to_owned(), why: why.to_owned() }
}

fn details(login: &str) -> Details {
    Details {
        name: "Nguyễn Thị Mẫu".to_owned(), login: login.to_owned(), unit: 1, ..Details::default()
    }
}

/// A store with a unit, its administrator and some invited: some twenty entries.
async fn lived_in(ground: &Ground) -> Store {
    let store = ground.open().await;
    let founding = Founding {
        code: Code::read("MAU").unwrap(),
        kind: Kind::Department,
        name: "Sở Mẫu".to_owned(),
        parent: None,
        day: office::day::Day::new(2026, 11, 28).unwrap(),
    };
    let Decided { found, .. } = Tree::default().found(UnitId(1), &founding).unwrap();
    store.first_use(&found[0], &details("mau"), "$argon2id$none", &deed("")).await.unwrap();
    for number in 0..15 {
        let code = format!("code-{number}");
        store
            .invite(
                &details(&format!("p{number}")),
                None,
                code.as_bytes(),
                NOW + 100,
                &deed("cần thêm người"),
            )
            .await
            .unwrap();
    }
    store
}

async fn verify(store: &Store) -> Result<(u64, u64, u64), VerifyError> {
    let verified = store.verify_record(&store.checkpoints().unwrap()).await?;
    Ok((verified.entries, verified.erased, verified.beyond))
}

async fn a_record_that_nobody_touched_is_whole(ground: &Ground) {
    let store = lived_in(ground).await;
    assert_eq!(verify(&store).await.unwrap(), (19, 0, 0));
    store.close().await;
    // Opened again, it is the same record.
    let store = ground.open().await;
    assert_eq!(store.settle_record(&deed("")).await.unwrap(), 0);
    assert_eq!(verify(&store).await.unwrap(), (19, 0, 0));
}

async fn whatever_is_done_to_a_row_is_found(ground: &Ground) {
    let store = lived_in(ground).await;
    let raw = ground.raw().await;
    let blob = |byte: &str| match ground.database {
        None => format!("X'{}'", byte.repeat(32)),
        Some(_) => format!("'\\x{}'::bytea", byte.repeat(32)),
    };
    // Each is undone by the one behind it.
    let ways = [
        ("UPDATE record SET at = at + 1 WHERE number = 7", "UPDATE record SET at = at - 1 WHERE number = 7"),
        ("UPDATE record SET unit_id = 2 WHERE number = 7", "UPDATE record SET unit_id = 1 WHERE number = 7"),
        (
            "UPDATE record SET who = 'person:2' WHERE number = 7",
            "UPDATE record SET who = 'person:1' WHERE number = 7",
        ),
        (
            "UPDATE record SET action = 'person.left' WHERE number = 7",
            "UPDATE record SET action = 'person.invited' WHERE number = 7",
        ),
        (
            "UPDATE record SET object = 'person:999' WHERE number = 19",
            "UPDATE record SET object = 'person:16' WHERE number = 19",
        ),
        (
            "UPDATE record_details SET details = details || ' ' WHERE number = 1",
            "UPDATE record_details SET details = substr(details, 1, length(details) - 1) WHERE number = 1",
        ),
        (
            "UPDATE record SET number = 30 WHERE number = 19",
            "UPDATE record SET number = 19 WHERE number = 30",
        ),
    ];
    for (way, back) in ways {
        // The details of an entry that moves would hold it back.
        let moves = way.contains("number = 30");
        if moves {
            sqlx::raw_sql("DELETE FROM record_details WHERE number = 19").execute(&raw).await.unwrap();
        }
        sqlx::raw_sql(sqlx::AssertSqlSafe(way)).execute(&raw).await.unwrap();
        let found = verify(&store).await;
        assert!(matches!(found, Err(VerifyError::Broken(_))), "{way}: {found:?}");
        sqlx::raw_sql(sqlx::AssertSqlSafe(back)).execute(&raw).await.unwrap();
        let found = verify(&store).await;
        if moves {
            // Its details are gone, and nobody erased them.
            assert!(matches!(found, Err(VerifyError::Broken(Break::DetailsGone(19)))), "{found:?}");
        } else {
            assert!(found.is_ok(), "{back}");
        }
    }
    let digest = format!("UPDATE record SET digest = {} WHERE number = 3", blob("ab"));
    sqlx::raw_sql(sqlx::AssertSqlSafe(digest)).execute(&raw).await.unwrap();
    let found = verify(&store).await;
    assert!(matches!(found, Err(VerifyError::Broken(Break::Entry(3)))), "{found:?}");
}

async fn a_cut_end_and_a_record_made_anew_are_found(ground: &Ground) {
    let store = lived_in(ground).await;
    let raw = ground.raw().await;
    for statement in ["DELETE FROM record_details WHERE number > 17", "DELETE FROM record WHERE number > 17"]
    {
        sqlx::raw_sql(statement).execute(&raw).await.unwrap();
    }
    let found = verify(&store).await;
    assert!(matches!(found, Err(VerifyError::Broken(Break::CutOff { end: 17, known: 19 }))), "{found:?}");
    // Without what lies outside of the database nobody would know.
    assert!(store.verify_record(&Checkpoints::default()).await.is_ok());
    // And a server does not go on from there as if nothing had been.
    assert!(store.settle_record(&deed("")).await.is_err());
    // One that goes on all the same makes another entry of the same number.
    store.invite(&details("p98"), None, b"a", NOW + 100, &deed("")).await.unwrap();
    store.invite(&details("p99"), None, b"b", NOW + 100, &deed("")).await.unwrap();
    let found = verify(&store).await;
    assert!(matches!(found, Err(VerifyError::Broken(Break::MadeAnew(18)))), "{found:?}");
}

async fn details_are_erased_and_the_record_holds(ground: &Ground) {
    let store = lived_in(ground).await;
    assert_eq!(store.erase_details(NOW, None, &deed("hết hạn lưu")).await.unwrap(), 0);
    assert_eq!(store.erase_details(NOW + 1, Some("person:3"), &deed("hết hạn lưu")).await.unwrap(), 1);
    assert_eq!(verify(&store).await.unwrap(), (20, 1, 0));
    // What says that something was erased is not.
    assert_eq!(store.erase_details(NOW + 1, None, &deed("hết hạn lưu")).await.unwrap(), 18);
    assert_eq!(verify(&store).await.unwrap(), (21, 19, 0));
    // No name and no address is left where the database keeps its bytes.
    store.close().await;
    if let Some(text) = ground.on_the_disk() {
        assert!(text.contains("person.invited") && !text.contains("cần thêm người"));
    }
}

async fn what_was_not_vouched_for_is_said_and_then_vouched_for(ground: &Ground) {
    let store = lived_in(ground).await;
    // As if the process had ended between the last commit and its checkpoint.
    let path = ground.data().join("record").join("checkpoints");
    #[allow(clippy::disallowed_methods, reason = "the test's own file")]
    let text = std::fs::read_to_string(&path).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    std::fs::write(&path, lines[..lines.len() - 1].join("\n") + "\nquet-checkpoint 1 19 ab").unwrap();
    assert_eq!(verify(&store).await.unwrap(), (19, 0, 1));
    assert_eq!(store.settle_record(&deed("")).await.unwrap(), 1);
    let verified = store.verify_record(&store.checkpoints().unwrap()).await.unwrap();
    assert_eq!((verified.entries, verified.beyond), (20, 0));
    // That stays to be seen until somebody answers for it.
    assert_eq!(verified.late, [Late { entries: (19, 19), told: 20 }]);
    assert!(!store.accept_late(19, &deed("xem rồi")).await.unwrap());
    assert!(store.accept_late(20, &deed("xem rồi")).await.unwrap());
    let verified = store.verify_record(&store.checkpoints().unwrap()).await.unwrap();
    assert_eq!((verified.entries, verified.late.len()), (21, 0));
}

async fn an_entry_that_somebody_put_there_is_not_vouched_for_in_silence(ground: &Ground) {
    let store = lived_in(ground).await;
    let raw = ground.raw().await;
    // Well made, by who can write into the database and knows how it is done.
    let last = sqlx::query("SELECT digest FROM record WHERE number = 19").fetch_one(&raw).await.unwrap();
    let digest: Vec<u8> = sqlx::Row::get(&last, 0);
    let head = Head { number: 19, digest: digest.try_into().unwrap() };
    let salt = [5_u8; 32];
    let said = Said {
        at: NOW,
        who: "person:1",
        action: "person.left",
        object: "person:3",
        unit: 1,
        details: details_digest(&salt, "{}"),
    };
    let entry = head.next(&said);
    sqlx::query("INSERT INTO record (number, at, who, action, object, unit_id, details_sha256, previous, digest) VALUES (20, $1, $2, $3, $4, 1, $5, $6, $7)")
        .bind(entry.at)
        .bind(&entry.who)
        .bind(&entry.action)
        .bind(&entry.object)
        .bind(entry.details.to_vec())
        .bind(entry.previous.to_vec())
        .bind(entry.digest.to_vec())
        .execute(&raw)
        .await
        .unwrap();
    sqlx::query("INSERT INTO record_details (number, salt, details) VALUES (20, $1, '{}')")
        .bind(salt.to_vec())
        .execute(&raw)
        .await
        .unwrap();
    assert_eq!(verify(&store).await.unwrap(), (20, 0, 1));
    // Somebody does something else, while the server runs on.
    store.invite(&details("next"), None, b"next", NOW + 9, &deed("")).await.unwrap();
    let verified = store.verify_record(&store.checkpoints().unwrap()).await.unwrap();
    assert_eq!((verified.entries, verified.beyond), (22, 0));
    assert_eq!(verified.late, [Late { entries: (20, 20), told: 21 }]);
}

async fn what_many_do_at_once_is_one_chain(ground: &Ground) {
    let store = std::sync::Arc::new(lived_in(ground).await);
    let other = std::sync::Arc::new(ground.open().await);
    let mut tasks = tokio::task::JoinSet::new();
    for number in 0..40 {
        let store = std::sync::Arc::clone(if number % 2 == 0 { &store } else { &other });
        tasks.spawn(async move {
            let code = format!("more-{number}");
            store
                .invite(&details(&format!("q{number}")), None, code.as_bytes(), NOW + 9, &deed(""))
                .await
                .unwrap();
        });
    }
    while let Some(done) = tasks.join_next().await {
        done.unwrap();
    }
    assert_eq!(verify(&store).await.unwrap(), (59, 0, 0));
}

async fn a_key_whose_public_half_was_not_written_is_whole_again(ground: &Ground) {
    let store = ground.open().await;
    let folder = ground.data().join("record");
    assert!(store.checkpoints().unwrap().is_empty() && !folder.exists(), "to ask makes nothing");
    store.close().await;
    let store = lived_in(ground).await;
    let lengths = || ["key", "key.pub"].map(|name| std::fs::metadata(folder.join(name)).unwrap().len());
    std::fs::remove_file(folder.join("key.pub")).unwrap();
    store.invite(&details("late"), None, b"late", NOW + 9, &deed("")).await.unwrap();
    assert_eq!(lengths(), [45, 45]);
    assert_eq!(verify(&store).await.unwrap(), (20, 0, 0));
}

async fn what_is_imported_and_published_is_in_it_once(ground: &Ground) {
    let store = ground.open().await;
    assert_eq!(put(&store, &sample(), false).await, None);
    assert_eq!(put(&store, &sample(), true).await, Some(1));
    let pack = Published { kind: "pack", name: "3".to_owned(), sha256: "ab".repeat(32) };
    let other = Published { sha256: "cd".repeat(32), ..pack.clone() };
    // Two servers that offer the same.
    let second = ground.open().await;
    let by = deed("");
    let both = tokio::join!(store.note_published(&pack, &by), second.note_published(&pack, &by));
    assert_eq!([both.0.unwrap(), both.1.unwrap()].iter().filter(|noted| **noted).count(), 1);
    assert!(store.note_published(&other, &by).await.unwrap());
    let entries = store.entries(&Which::default(), 10).await.unwrap();
    let told: Vec<_> = entries.iter().map(|entry| (&*entry.action, &*entry.object)).collect();
    let [ab, cd] = ["ab", "cd"].map(|digits| format!("pack:{}", digits.repeat(16)));
    assert_eq!(told, [("pack.published", &*cd), ("pack.published", &*ab), ("import.counted", "import:1")]);
    assert_eq!(entries[2].who, "command");
    let details = entries[2].details.as_ref().unwrap();
    assert!(details.contains("\"counted\":3") && details.contains("quet feed import"), "{details}");
    assert_eq!(store.verify_record(&store.checkpoints().unwrap()).await.unwrap().entries, 3);
}

//! What is refused when a store is opened, and what is said of a database that does not answer.

use std::path::Path;

use store::reports::{Outcome, Report};
use store::{DatabaseUrl, Store, StoreError};
use testkit::databases::Database;

use crate::ground::{Ground, on_both};
use crate::story::report;

on_both!(evidence_is_not_taken_for_another_databases);

async fn refused(data: &Path, url: Option<&DatabaseUrl>) -> StoreError {
    Store::open(data, url).await.expect_err("it was opened")
}

/// Without this, an import into a new database would collect all evidence of the other one.
async fn evidence_is_not_taken_for_another_databases(ground: &Ground) {
    ground.open().await.close().await;
    let other = Database::make()
        .map(|database| DatabaseUrl::read(&database.url()).map(|url| (database, url)).unwrap());
    if ground.database.is_some() {
        // The URL was forgotten.
        let error = refused(ground.data(), None).await;
        assert!(matches!(&error, StoreError::OtherStore { data, .. } if data == ground.data()), "{error:?}");
        assert!(!ground.data().join("quet.sqlite").exists(), "nothing is made where the mistake can be seen");
    }
    if let Some((_database, url)) = &other {
        let error = refused(ground.data(), Some(url)).await;
        assert!(
            matches!(&error, StoreError::OtherStore { place, .. } if *place == url.to_string()),
            "{error:?}"
        );
    }
    ground.open().await;
}

#[tokio::test]
async fn a_database_that_is_none_is_said_without_the_password() {
    let Some(database) = Database::make() else { return };
    let folder = tempfile::TempDir::new().unwrap();
    let secret = database.password();
    assert!(secret.len() > 20);
    let with = |url: String| DatabaseUrl::read(&url).unwrap();
    let url = database.url();
    let (host, rest) = url.rsplit_once(':').unwrap();
    let nobody = with(format!("{host}:1/{}", rest.split_once('/').unwrap().1));
    let error = refused(folder.path(), Some(&nobody)).await;
    assert!(matches!(&error, StoreError::Away { .. }), "{error:?}");
    assert!(!format!("{error} {error:?}").contains(&secret), "{error:?}");
    for (url, words) in [
        (with(database.url_with("wrong-password")), "password authentication failed"),
        (with(format!("{}_none", database.url())), "does not exist"),
        (with(format!("{}?sslmode=verify-full", database.url())), "InvalidCertificate"),
    ] {
        let error = refused(folder.path(), Some(&url)).await;
        assert!(matches!(&error, StoreError::Database { .. }), "{error:?}");
        let all = format!("{error} {error:?}");
        assert!(all.contains(words), "{words}: {all}");
        assert!(!all.contains(&secret) && !all.contains("wrong-password"), "{all}");
    }
    // Neither does what is open show it. The certificate that was made for the test is believed where it is named.
    let certificate = database.order("SHOW ssl_cert_file");
    let trusted = format!("{}?sslmode=verify-full&sslrootcert={certificate}", database.url());
    let store = Store::open(folder.path(), Some(&with(trusted))).await.unwrap();
    let encrypted = "SELECT COUNT(*) FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) \
                     WHERE ssl AND datname = current_database() AND pid <> pg_backend_pid()";
    assert_eq!(store.last_import().await.unwrap(), 0);
    assert_ne!(database.order(encrypted), "0");
    assert!(!format!("{store:?}").contains(&secret), "{store:?}");
}

#[tokio::test]
async fn a_database_without_vietnamese_is_refused() {
    for encoding in ["SQL_ASCII", "LATIN1"] {
        let Some(database) = Database::encoded(encoding) else { return };
        let folder = tempfile::TempDir::new().unwrap();
        let url = DatabaseUrl::read(&database.url()).unwrap();
        let error = refused(folder.path(), Some(&url)).await;
        assert!(
            matches!(&error, StoreError::NotUtf8 { encoding: said, .. } if said == encoding),
            "{error:?}"
        );
    }
}

#[tokio::test]
async fn what_was_away_is_used_again_when_it_is_back() {
    let Some(ground) = Ground::postgres() else { return };
    let store = ground.open().await;
    let take = async |id| store.take_reports(&[report(id, 1)] as &[Report], 9, 0).await;
    assert_eq!(take(1).await.unwrap(), [Outcome::Counted]);
    let database = ground.database.as_ref().unwrap();
    let name = database.order("SELECT current_database()");
    // Every connection is cut off under the store's feet.
    let cut = format!(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}' AND pid <> pg_backend_pid()"
    );
    for id in 2..6 {
        database.order(&cut);
        assert_eq!(take(id).await.unwrap(), [Outcome::Counted]);
    }
    assert_eq!(store.report_totals().await.unwrap().scans, 5);
}

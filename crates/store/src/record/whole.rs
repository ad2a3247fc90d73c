//! The whole record, followed from its first entry to its last and held against what vouches for it; and the events of
//! incidents, held against what it says of them.
//!
//! Must never pass over an entry or an event, and must never change one.

use futures_util::TryStreamExt;
use office::record::{Break, Chain, Checkpoints, Digest, Entry, Events, Head, Late, event_digest};
use sqlx::{ColumnIndex, Connection, Decode, Row, Type};
use tokio::sync::mpsc;

use crate::database::{Kind, Place};
use crate::{Store, StoreError};

/// Entries that are passed on at a time, and how many of those may wait.
const TOGETHER: usize = 2_000;
const WAITING: usize = 4;

const ALL: &str = "SELECT r.number, r.at, r.who, r.action, r.object, r.unit_id, r.details_sha256, r.previous, r.digest, \
                   d.salt, d.details FROM record r LEFT JOIN record_details d ON d.number = r.number ORDER BY r.number";
const EVENTS: &str =
    "SELECT incident_id, number, at, who, unit_id, event FROM incident_event ORDER BY incident_id, number";

/// What a whole record came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// Entries.
    pub entries: u64,
    /// Those whose details were erased.
    pub erased: u64,
    /// Entries at the end that no checkpoint vouches for.
    pub beyond: u64,
    /// Entries that nobody vouched for when they were written, and that nobody answers for since.
    pub late: Vec<Late>,
    /// Events of incidents that are those of which it tells.
    pub events: u64,
    /// Those of which it cannot be said, since what it told of them was erased.
    pub unheld: u64,
    /// Where it ends.
    pub head: Head,
}

/// Why a record is not found to be what it was.
#[derive(Debug, thiserror::Error)]
pub enum VerifyError {
    /// It is not.
    #[error(transparent)]
    Broken(#[from] Break),
    /// Details without an entry.
    #[error("there are details of entry {0}, which is not there")]
    Orphan(i64),
    /// It cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// An entry as it was read, with its details.
struct Told {
    entry: Entry,
    salt: Option<Digest>,
    details: Option<String>,
}

/// Why an entry was not read.
enum NotRead {
    Sql(sqlx::Error),
    Damaged(String),
    Broken(Break),
}

impl From<sqlx::Error> for NotRead {
    fn from(error: sqlx::Error) -> NotRead {
        NotRead::Sql(error)
    }
}

/// The digest of an event of an incident, with its number there.
type Happened = (i64, (u64, Digest));

/// What is passed on: first all entries, then all events, some at a time.
enum Page {
    Entries(Vec<Told>),
    Events(Vec<Happened>),
}

/// One row. Generic, since what stands for either database costs twice the time of a whole record's reading.
fn told<'r, R: Row>(row: &'r R) -> Result<Told, NotRead>
where
    usize: ColumnIndex<R>,
    i64: Decode<'r, R::Database> + Type<R::Database>,
    &'r str: Decode<'r, R::Database> + Type<R::Database>,
    &'r [u8]: Decode<'r, R::Database> + Type<R::Database>,
{
    let number: i64 = row.try_get(0)?;
    let number =
        u64::try_from(number).map_err(|_| NotRead::Damaged(format!("entry {number} of the record")))?;
    let text = |at: usize| Ok::<_, NotRead>(row.try_get::<&str, _>(at)?.to_owned());
    let digest = |at: usize| {
        let bytes: &[u8] = row.try_get(at)?;
        let long = || NotRead::Damaged("a digest of the record has another length".to_owned());
        Digest::try_from(bytes).map_err(|_| long())
    };
    let salt: Option<&[u8]> = row.try_get(9)?;
    let salt = salt.map(Digest::try_from).transpose();
    let details: Option<&str> = row.try_get(10)?;
    Ok(Told {
        entry: Entry {
            number,
            at: row.try_get(1)?,
            who: text(2)?,
            action: text(3)?,
            object: text(4)?,
            unit: row.try_get(5)?,
            details: digest(6)?,
            previous: digest(7)?,
            digest: digest(8)?,
        },
        salt: salt.map_err(|_| NotRead::Broken(Break::Details(number)))?,
        details: details.map(str::to_owned),
    })
}

/// One row of the events, of which no more than the digest goes on.
fn happened<'r, R: Row>(row: &'r R) -> Result<Happened, NotRead>
where
    usize: ColumnIndex<R>,
    i64: Decode<'r, R::Database> + Type<R::Database>,
    &'r str: Decode<'r, R::Database> + Type<R::Database>,
{
    let (incident, number): (i64, i64) = (row.try_get(0)?, row.try_get(1)?);
    let digest = event_digest(row.try_get(2)?, row.try_get(3)?, row.try_get(4)?, row.try_get(5)?);
    let number = u64::try_from(number)
        .map_err(|_| NotRead::Damaged(format!("event {number} of incident {incident}")))?;
    Ok((incident, (number, digest)))
}

/// Reads every entry in order and every event, as they were at one moment, and passes them on for as long as somebody
/// follows.
async fn read(place: Place, to: mpsc::Sender<Result<Page, NotRead>>) {
    let done = match place.kind {
        Kind::Sqlite => of_sqlite(&place, &to).await,
        Kind::Postgres => of_any(&place, &to).await,
    };
    if let Err(error) = done {
        // Whoever followed may have found a break and gone.
        let _ = to.send(Err(error)).await;
    }
}

/// Passes on what a stream of rows brings.
macro_rules! pass_on {
    ($connection:expr, $to:expr, $query:expr, $read:ident, $page:path) => {{
        let mut rows = sqlx::query($query).fetch(&mut $connection);
        let mut page = Vec::with_capacity(TOGETHER);
        while let Some(row) = rows.try_next().await? {
            page.push($read(&row)?);
            if page.len() == TOGETHER && $to.send(Ok($page(std::mem::take(&mut page)))).await.is_err() {
                return Ok(());
            }
        }
        if $to.send(Ok($page(page))).await.is_err() {
            return Ok(());
        }
    }};
}

async fn of_sqlite(place: &Place, to: &mpsc::Sender<Result<Page, NotRead>>) -> Result<(), NotRead> {
    let mut connection = place.of_sqlite().await?;
    sqlx::raw_sql("BEGIN").execute(&mut connection).await?;
    pass_on!(connection, to, ALL, told, Page::Entries);
    pass_on!(connection, to, EVENTS, happened, Page::Events);
    Ok(connection.close().await?)
}

async fn of_any(place: &Place, to: &mpsc::Sender<Result<Page, NotRead>>) -> Result<(), NotRead> {
    let mut connection = place.of_any().await?;
    sqlx::raw_sql("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").execute(&mut connection).await?;
    pass_on!(connection, to, ALL, told, Page::Entries);
    pass_on!(connection, to, EVENTS, happened, Page::Events);
    Ok(connection.close().await?)
}

impl Store {
    /// Follows the whole record and holds it against the checkpoints.
    ///
    /// # Errors
    /// Where it is not what it was, or cannot be read.
    pub async fn verify_record(&self, checkpoints: &Checkpoints) -> Result<Verified, VerifyError> {
        let sql = |error| self.error(error);
        let (mut chain, mut events) = (Chain::default(), Events::default());
        // Those of one incident, until the next one's come.
        let mut of: (i64, Vec<(u64, Digest)>) = (0, Vec::new());
        // The next ones are read while these are followed.
        let (to, mut from) = mpsc::channel(WAITING);
        let reading = tokio::spawn(read(self.place.clone(), to));
        while let Some(page) = from.recv().await {
            let page = page.map_err(|error| match error {
                NotRead::Sql(error) => self.error(error).into(),
                NotRead::Damaged(what) => self.damaged(what).into(),
                NotRead::Broken(broken) => VerifyError::Broken(broken),
            })?;
            match page {
                Page::Entries(entries) => {
                    for Told { entry, salt, details } in &entries {
                        chain.follow(entry, (salt.as_ref(), details.as_deref()))?;
                        checkpoints.hold(entry)?;
                        events.follow(&entry.action, &entry.object, details.as_deref())?;
                    }
                }
                Page::Events(happened) => {
                    for (incident, event) in happened {
                        if incident != of.0 {
                            let (before, whole) = std::mem::replace(&mut of, (incident, Vec::new()));
                            events.hold(before, &whole)?;
                        }
                        of.1.push(event);
                    }
                }
            }
        }
        // Who breaks down says nothing, and the end of what it told is not the record's.
        reading.await.map_err(|_| self.damaged("reading was broken off"))?;
        chain.ended()?;
        checkpoints.hold_end(chain.head())?;
        events.hold(of.0, &of.1)?;
        events.ended()?;
        let orphan = sqlx::query(
            "SELECT MIN(d.number) FROM record_details d WHERE NOT EXISTS (SELECT 1 FROM record r WHERE r.number = d.number)",
        );
        let orphan: Option<i64> =
            orphan.fetch_one(&self.pool).await.and_then(|row| row.try_get(0)).map_err(sql)?;
        if let Some(orphan) = orphan {
            return Err(VerifyError::Orphan(orphan));
        }
        Ok(Verified {
            entries: chain.head().number,
            erased: chain.erased(),
            beyond: checkpoints.beyond(chain.head()),
            late: chain.late().to_vec(),
            events: events.held(),
            unheld: events.unheld(),
            head: chain.head(),
        })
    }
}

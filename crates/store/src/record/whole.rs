//! The whole record, followed from its first entry to its last and held against what vouches for it.
//!
//! Must never pass over an entry, and must never change one.

use futures_util::TryStreamExt;
use office::record::{Break, Chain, Checkpoints, Digest, Entry, Head, Late};
use sqlx::{ColumnIndex, Connection, Decode, Row, Type};
use tokio::sync::mpsc;

use crate::database::{Kind, Place};
use crate::{Store, StoreError};

/// Entries that are passed on at a time, and how many of those may wait.
const TOGETHER: usize = 2_000;
const WAITING: usize = 4;

const ALL: &str = "SELECT r.number, r.at, r.who, r.action, r.object, r.unit_id, r.details_sha256, r.previous, r.digest, \
                   d.salt, d.details FROM record r LEFT JOIN record_details d ON d.number = r.number ORDER BY r.number";

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

type Page = Result<Vec<Told>, NotRead>;

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

/// Reads every entry in order, as they were at one moment, and passes them on for as long as somebody follows.
async fn read(place: Place, to: mpsc::Sender<Page>) {
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
    ($connection:expr, $to:expr) => {{
        let mut rows = sqlx::query(ALL).fetch(&mut $connection);
        let mut page = Vec::with_capacity(TOGETHER);
        while let Some(row) = rows.try_next().await? {
            page.push(told(&row)?);
            if page.len() == TOGETHER && $to.send(Ok(std::mem::take(&mut page))).await.is_err() {
                return Ok(());
            }
        }
        let _ = $to.send(Ok(page)).await;
    }};
}

async fn of_sqlite(place: &Place, to: &mpsc::Sender<Page>) -> Result<(), NotRead> {
    let mut connection = place.of_sqlite().await?;
    pass_on!(connection, to);
    Ok(connection.close().await?)
}

async fn of_any(place: &Place, to: &mpsc::Sender<Page>) -> Result<(), NotRead> {
    let mut connection = place.of_any().await?;
    pass_on!(connection, to);
    Ok(connection.close().await?)
}

impl Store {
    /// Follows the whole record and holds it against the checkpoints.
    ///
    /// # Errors
    /// Where it is not what it was, or cannot be read.
    pub async fn verify_record(&self, checkpoints: &Checkpoints) -> Result<Verified, VerifyError> {
        let sql = |error| self.error(error);
        let mut chain = Chain::default();
        // The next entries are read while these are followed.
        let (to, mut from) = mpsc::channel(WAITING);
        let reading = tokio::spawn(read(self.place.clone(), to));
        while let Some(page) = from.recv().await {
            let page = page.map_err(|error| match error {
                NotRead::Sql(error) => self.error(error).into(),
                NotRead::Damaged(what) => self.damaged(what).into(),
                NotRead::Broken(broken) => VerifyError::Broken(broken),
            })?;
            for Told { entry, salt, details } in &page {
                chain.follow(entry, (salt.as_ref(), details.as_deref()))?;
                checkpoints.hold(entry)?;
            }
        }
        // Who breaks down says nothing, and the end of what it told is not the record's.
        reading.await.map_err(|_| self.damaged("reading was broken off"))?;
        chain.ended()?;
        checkpoints.hold_end(chain.head())?;
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
            head: chain.head(),
        })
    }
}

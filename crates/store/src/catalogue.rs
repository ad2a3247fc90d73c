//! What the database says of itself: its tables and their columns.
//!
//! Must never hold a list of tables of its own: one that a later step adds is in a back-up without anybody thinking of it.

use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};

use crate::database::Kind;

/// The table in which sqlx notes the steps that were taken.
pub(crate) const NOTES: &str = "_sqlx_migrations";

/// Which database this is, in contrast to what is in it.
pub(crate) const IDENTITY: &str = "store_identity";

/// The kinds of columns that there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Holds {
    /// Whole numbers.
    Int,
    /// Texts.
    Text,
    /// Bytes.
    Bytes,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Column {
    /// Its name.
    pub(crate) name: String,
    /// What it holds.
    pub(crate) holds: Holds,
}

/// A table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Table {
    /// Its name.
    pub(crate) name: String,
    /// Its columns, in their order.
    pub(crate) columns: Vec<Column>,
}

/// The tables with that name, in the order of their names; all of them for `%`.
pub(crate) async fn tables(
    connection: &mut AnyConnection,
    kind: Kind,
    like: &str,
) -> Result<Vec<Table>, sqlx::Error> {
    let columns = match kind {
        Kind::Sqlite => {
            "SELECT t.name, c.name, c.type FROM sqlite_master t JOIN pragma_table_info(t.name) c \
             WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND t.name LIKE $1 ORDER BY t.name, c.cid"
        }
        Kind::Postgres => {
            "SELECT t.relname::text, c.attname::text, format_type(c.atttypid, NULL)::text FROM pg_class t \
             JOIN pg_attribute c ON c.attrelid = t.oid AND c.attnum > 0 AND NOT c.attisdropped \
             WHERE t.relnamespace = current_schema()::regnamespace AND t.relkind IN ('r', 'p') \
             AND t.relname LIKE $1 ORDER BY t.relname COLLATE \"C\", c.attnum"
        }
    };
    let mut tables: Vec<Table> = Vec::new();
    for row in sqlx::query(columns).bind(like).fetch_all(connection).await? {
        let (table, column) = (row.try_get::<String, _>(0)?, column(&row, kind)?);
        match tables.last_mut().filter(|last| last.name == table) {
            Some(last) => last.columns.extend(column),
            None => tables.push(Table { name: table, columns: column.into_iter().collect() }),
        }
    }
    Ok(tables)
}

/// The tables with what is stored, and not those that say which database it is and how it was made.
pub(crate) async fn stored(connection: &mut AnyConnection, kind: Kind) -> Result<Vec<Table>, sqlx::Error> {
    let mut tables = tables(connection, kind, "%").await?;
    tables.retain(|table| table.name != NOTES && table.name != IDENTITY);
    Ok(tables)
}

/// A column; of the table of notes, those that are of other kinds are left out.
fn column(row: &AnyRow, kind: Kind) -> Result<Option<Column>, sqlx::Error> {
    let name: String = row.try_get(1)?;
    let declared: String = row.try_get(2)?;
    let holds = match (kind, declared.to_ascii_lowercase().as_str()) {
        (_, "bigint") | (Kind::Sqlite, "integer") => Holds::Int,
        (_, "text") => Holds::Text,
        (Kind::Sqlite, "blob") | (Kind::Postgres, "bytea") => Holds::Bytes,
        _ if row.try_get::<String, _>(0)? == NOTES => return Ok(None),
        _ => {
            let what = format!("the column `{name}` is of a kind that is not known: {declared}");
            return Err(sqlx::Error::Configuration(what.into()));
        }
    };
    Ok(Some(Column { name, holds }))
}

/// A name, as statements have it.
pub(crate) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

//! Webhooks: programs elsewhere that are told what was done, as it is noted.
//!
//! Must never be told more than that: an action, an object's number, a unit's and when. Must never be told of a unit that
//! is not theirs or below.

use office::people::PersonId;
use office::record::{Deed, Entry};
use serde_json::{Map, Value, json};
use sqlx::Row;
use sqlx::any::AnyRow;

use super::queue::{Queued, What};
use crate::record::{Change, Numbered};
use crate::{Store, StoreError};

/// Families of actions that a webhook can be told of.
pub const FAMILIES: [&str; 6] = ["unit", "person", "role", "system", "duty", "incident"];

/// Units above one another; more than any tree has.
const DEEPEST: usize = 64;

/// A webhook that lives, for what is noted.
#[derive(Debug, Clone)]
pub(crate) struct Listening {
    id: i64,
    unit: i64,
    host: String,
    kinds: Vec<String>,
}

/// A webhook as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hook {
    /// Its number.
    pub id: i64,
    /// The unit that it belongs to: it is told of that and all below.
    pub unit: i64,
    /// Where it is, without the path, which may be a secret.
    pub host: String,
    /// Families of actions.
    pub kinds: Vec<String>,
    /// When it was made.
    pub made_at: i64,
    /// When it was ended.
    pub ended_at: Option<i64>,
}

/// A webhook that is to be.
#[derive(Debug, Clone)]
pub struct NewHook<'h> {
    /// For which unit and all below.
    pub unit: i64,
    /// Where it is.
    pub url: &'h str,
    /// The host of that, to be shown.
    pub host: &'h str,
    /// Families of actions, of [`FAMILIES`].
    pub kinds: &'h [&'h str],
    /// With which what it is told is signed.
    pub secret: &'h str,
    /// Who makes it.
    pub by: PersonId,
}

/// Where to deliver, and with which secret.
#[derive(Clone, PartialEq, Eq)]
pub struct Target {
    /// The address.
    pub url: String,
    /// The secret.
    pub secret: String,
}

/// Neither is written into a log.
impl std::fmt::Debug for Target {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        to.write_str("Target")
    }
}

const COLUMNS: &str = "id, unit_id, host, kinds, made_at, ended_at";

impl Change<'_> {
    /// Queues an entry for those who are to be told.
    pub(crate) async fn queue_for_webhooks(&mut self, entry: &Entry) -> Result<(), StoreError> {
        let family = entry.action.split('.').next().unwrap_or("").to_owned();
        if entry.unit == 0 || !FAMILIES.contains(&family.as_str()) {
            return Ok(());
        }
        if self.is_restricted(&entry.object).await? {
            return Ok(());
        }
        let listening = match self.listening.take() {
            Some(listening) => listening,
            None => self.listening_now().await?,
        };
        let wants = |hook: &&Listening| hook.kinds.contains(&family);
        if listening.iter().any(|hook| wants(&hook)) {
            let above = self.above(entry.unit).await?;
            for hook in listening.iter().filter(wants).filter(|hook| above.contains(&hook.unit)) {
                let once = format!("webhook:{}:{}", hook.id, entry.number);
                let row = Queued {
                    what: What::Webhook,
                    about: &entry.action,
                    once: &once,
                    recipient: &hook.host,
                    person: None,
                    webhook: Some(hook.id),
                    unit: hook.unit,
                };
                let body = |name: &str| {
                    let (kind, object) = (&entry.action, &entry.object);
                    json!({"id": name, "kind": kind, "object": object, "unit": entry.unit, "at": entry.at})
                        .to_string()
                };
                self.queue(&row, body).await?;
            }
        }
        self.listening = Some(listening);
        Ok(())
    }

    /// Whether it is for named persons alone: of that no webhook hears, not even that it is there.
    /// Nor of what only happens in a drill.
    async fn is_restricted(&mut self, object: &str) -> Result<bool, StoreError> {
        if let Some(incident) = object.strip_prefix("incident:").and_then(|id| id.parse::<i64>().ok()) {
            let hidden = "SELECT 1 FROM incident WHERE id = $1 AND (restricted = 1 OR drill_id IS NOT NULL)";
            let hidden = sqlx::query(hidden).bind(incident).fetch_optional(&mut *self.rows).await;
            return Ok(hidden.map_err(|error| self.store.error(error))?.is_some());
        }
        let Some(system) = object.strip_prefix("system:").and_then(|id| id.parse::<i64>().ok()) else {
            return Ok(false);
        };
        let named = sqlx::query("SELECT 1 FROM system_named WHERE system_id = $1 LIMIT 1").bind(system);
        let named = named.fetch_optional(&mut *self.rows).await;
        Ok(named.map_err(|error| self.store.error(error))?.is_some())
    }

    async fn listening_now(&mut self) -> Result<Vec<Listening>, StoreError> {
        let sql = |error| self.store.error(error);
        let rows =
            sqlx::query("SELECT id, unit_id, host, kinds FROM webhook WHERE ended_at IS NULL ORDER BY id")
                .fetch_all(&mut *self.rows)
                .await
                .map_err(sql)?;
        let read = |row: &AnyRow| {
            let kinds: String = row.try_get(3).map_err(sql)?;
            Ok(Listening {
                id: row.try_get(0).map_err(sql)?,
                unit: row.try_get(1).map_err(sql)?,
                host: row.try_get(2).map_err(sql)?,
                kinds: kinds.split(' ').map(str::to_owned).collect(),
            })
        };
        rows.iter().map(read).collect()
    }

    /// A unit and all that it stands under, last.
    async fn above(&mut self, unit: i64) -> Result<Vec<i64>, StoreError> {
        let mut above = vec![unit];
        let mut at = unit;
        while above.len() < DEEPEST {
            let row =
                sqlx::query("SELECT parent_id FROM unit_span WHERE unit_id = $1 ORDER BY since DESC LIMIT 1")
                    .bind(at)
                    .fetch_optional(&mut *self.rows)
                    .await
                    .map_err(|error| self.store.error(error))?;
            let parent: Option<i64> = match row {
                Some(row) => row.try_get(0).map_err(|error| self.store.error(error))?,
                None => None,
            };
            match parent {
                Some(parent) if !above.contains(&parent) => {
                    above.push(parent);
                    at = parent;
                }
                _ => break,
            }
        }
        Ok(above)
    }
}

fn sealed_for(id: i64, what: &str) -> String {
    format!("webhook {id} {what}")
}

impl Store {
    /// Makes a webhook.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn add_webhook(&self, new: &NewHook<'_>, deed: &Deed) -> Result<i64, StoreError> {
        let mut change = self.change(deed).await?;
        let id = change.next_id(Numbered::Webhook).await?;
        sqlx::query(
            "INSERT INTO webhook (id, unit_id, url, secret, host, kinds, made_by, made_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        )
        .bind(id)
        .bind(new.unit)
        .bind(self.seal(&sealed_for(id, "url"), new.url.as_bytes())?)
        .bind(self.seal(&sealed_for(id, "secret"), new.secret.as_bytes())?)
        .bind(new.host.to_owned())
        .bind(new.kinds.join(" "))
        .bind(new.by.0)
        .bind(deed.at)
        .execute(&mut *change.rows)
        .await
        .map_err(|error| self.error(error))?;
        let mut more = Map::new();
        more.insert("host".to_owned(), new.host.into());
        more.insert("kinds".to_owned(), Value::from(new.kinds.join(" ")));
        change.note("webhook.added", &format!("webhook:{id}"), new.unit, more).await?;
        change.commit().await?;
        Ok(id)
    }

    /// Ends a webhook, with what still waits for it. `false` where it ended before.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn end_webhook(&self, id: i64, deed: &Deed) -> Result<bool, StoreError> {
        let mut change = self.change(deed).await?;
        let sql = |error| self.error(error);
        let row = sqlx::query(
            "UPDATE webhook SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL RETURNING unit_id, host",
        )
        .bind(id)
        .bind(deed.at)
        .fetch_optional(&mut *change.rows)
        .await
        .map_err(sql)?;
        let Some(row) = row else { return Ok(false) };
        sqlx::query(
            "UPDATE message SET state = 'cancelled', over_at = $2, content = NULL \
             WHERE webhook_id = $1 AND state IN ('waiting', 'failed')",
        )
        .bind(id)
        .bind(deed.at)
        .execute(&mut *change.rows)
        .await
        .map_err(sql)?;
        let (unit, host): (i64, String) = (row.try_get(0).map_err(sql)?, row.try_get(1).map_err(sql)?);
        let mut more = Map::new();
        more.insert("host".to_owned(), host.into());
        change.note("webhook.ended", &format!("webhook:{id}"), unit, more).await?;
        change.commit().await?;
        Ok(true)
    }

    /// Every webhook, those that live first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn webhooks(&self) -> Result<Vec<Hook>, StoreError> {
        let text = format!("SELECT {COLUMNS} FROM webhook ORDER BY ended_at IS NOT NULL, id");
        let rows = sqlx::query(sqlx::AssertSqlSafe(text)).fetch_all(&self.pool).await;
        rows.map_err(|error| self.error(error))?.iter().map(|row| self.hook(row)).collect()
    }

    fn hook(&self, row: &AnyRow) -> Result<Hook, StoreError> {
        let sql = |error| self.error(error);
        let kinds: String = row.try_get(3).map_err(sql)?;
        Ok(Hook {
            id: row.try_get(0).map_err(sql)?,
            unit: row.try_get(1).map_err(sql)?,
            host: row.try_get(2).map_err(sql)?,
            kinds: kinds.split(' ').map(str::to_owned).collect(),
            made_at: row.try_get(4).map_err(sql)?,
            ended_at: row.try_get(5).map_err(sql)?,
        })
    }

    /// Where to deliver; nothing where it ended, or cannot be opened with the key of this folder.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn webhook_target(&self, id: i64) -> Result<Option<Target>, StoreError> {
        let sql = |error| self.error(error);
        let row = sqlx::query("SELECT url, secret FROM webhook WHERE id = $1 AND ended_at IS NULL")
            .bind(id)
            .fetch_optional(&self.pool)
            .await
            .map_err(sql)?;
        let Some(row) = row else { return Ok(None) };
        let open = |column: usize, what: &str| {
            let sealed: Vec<u8> = row.try_get(column).map_err(sql)?;
            let opened = self.unseal(&sealed_for(id, what), &sealed)?;
            Ok::<_, StoreError>(opened.and_then(|bytes| String::from_utf8(bytes).ok()))
        };
        Ok(open(0, "url")?.zip(open(1, "secret")?).map(|(url, secret)| Target { url, secret }))
    }
}

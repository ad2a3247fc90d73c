//! The queue of what goes out: each message is taken by one, sent, and said to be sent.
//!
//! Must never be taken by two at a time, and must never give mail out again of which it is not known whether it was
//! sent: a person decides that. Webhooks are given out again under the same name, by which their receivers know them.
//!
//! ```text
//! waiting ─ take ─▶ sending ─ Sent ─────▶ sent
//!    ▲                │ ├──── Again ────▶ failed ─ take ─▶ sending
//!    │                │ ├──── GivenUp ──▶ given-up ─ retry_message ─▶ waiting
//!    │                │ └──── Unknown ──▶ unknown  ─ retry_message ─▶ waiting
//!    └─ (webhooks) ◀──┴─ nobody said in time (settle) ─▶ unknown (mail)
//! ```
//! `cancel_message` leads from all but `sending` and `sent` to `cancelled`.

use office::people::PersonId;
use office::record::{Deed, Who};
use serde_json::Map;
use sqlx::Row;
use sqlx::any::AnyRow;

use crate::record::{Change, Numbered};
use crate::{Store, StoreError};

/// Seconds for which who took a message has it: longer than any attempt to send one lasts.
pub const LEASE: i64 = 15 * 60;

/// Seconds for which a message that is over stays in the list, and its content in the database where it was not sent.
pub const RETENTION: i64 = 30 * 86_400;

/// The longest pause between two attempts; a time that is further off was set by a wrong clock.
const FURTHEST: i64 = 86_400;

/// How a message goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// By mail, to a person.
    Mail,
    /// To a webhook.
    Webhook,
}

impl What {
    /// The word under which it is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            What::Mail => "mail",
            What::Webhook => "webhook",
        }
    }
}

/// What became of a message so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It was not tried yet.
    Waiting,
    /// It was tried, did not arrive, and is tried again.
    Failed,
    /// Somebody sends it.
    Sending,
    /// The other side took it.
    Sent,
    /// It is not known whether it was sent.
    Unknown,
    /// It did not arrive and is not tried again.
    GivenUp,
    /// Somebody did not want it sent any more.
    Cancelled,
}

impl State {
    const ALL: [State; 7] = [
        State::Waiting,
        State::Failed,
        State::Sending,
        State::Sent,
        State::Unknown,
        State::GivenUp,
        State::Cancelled,
    ];

    /// The word under which it is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            State::Waiting => "waiting",
            State::Failed => "failed",
            State::Sending => "sending",
            State::Sent => "sent",
            State::Unknown => "unknown",
            State::GivenUp => "given-up",
            State::Cancelled => "cancelled",
        }
    }

    fn read(word: &str) -> Option<State> {
        State::ALL.into_iter().find(|state| state.as_str() == word)
    }
}

/// Mail that is to be sent. What it says is made of `content` in the language of who gets it, when it is sent.
#[derive(Debug, Clone)]
pub struct Letter<'l> {
    /// What it is about, as a word.
    pub about: &'l str,
    /// Under this it is queued once.
    pub once: &'l str,
    /// The address.
    pub to: &'l str,
    /// Who gets it.
    pub person: PersonId,
    /// In whose list it stands.
    pub unit: i64,
    /// What is put into its text, as JSON. It is sealed.
    pub content: &'l str,
}

/// A message that is to be sent now, by who took it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// Its number.
    pub id: i64,
    /// How it goes.
    pub what: What,
    /// What it is about.
    pub about: String,
    /// What it is called outside.
    pub name: String,
    /// Where mail goes.
    pub to: String,
    /// Who gets it.
    pub person: Option<PersonId>,
    /// The webhook that it goes to.
    pub hook: Option<i64>,
    /// How often it was tried, this time included.
    pub tries: i64,
    /// When it was queued.
    pub made_at: i64,
    /// What is in it; nothing where it cannot be opened with the key of this folder.
    pub content: Option<String>,
}

/// What came of an attempt. `trouble` is a word, with a number behind it where there is one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The other side took it.
    Sent,
    /// It did not arrive; it is tried again at that moment.
    Again {
        /// Why.
        trouble: String,
        /// When.
        at: i64,
    },
    /// It did not arrive, and it would not the next time.
    GivenUp {
        /// Why.
        trouble: String,
    },
    /// It may have arrived.
    Unknown {
        /// Why nobody knows.
        trouble: String,
    },
}

/// A message as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Its number.
    pub id: i64,
    /// How it goes: `mail` or `webhook`.
    pub kind: String,
    /// What it is about.
    pub about: String,
    /// Where it goes.
    pub recipient: String,
    /// In whose list it stands.
    pub unit: i64,
    /// What became of it.
    pub state: State,
    /// How often it was tried.
    pub tries: i64,
    /// When it is tried next.
    pub next_at: i64,
    /// What went wrong last.
    pub trouble: String,
    /// When it was queued.
    pub made_at: i64,
}

const COLUMNS: &str = "id, kind, about, recipient, unit_id, state, tries, next_at, trouble, made_at";

/// What is sealed with a message is sealed for it alone.
fn sealed_for(name: &str) -> String {
    format!("message {name}")
}

impl Change<'_> {
    /// Queues mail, unless it was queued before.
    pub(crate) async fn queue_mail(&mut self, letter: &Letter<'_>) -> Result<bool, StoreError> {
        let row = Queued {
            what: What::Mail,
            about: letter.about,
            once: letter.once,
            recipient: letter.to,
            person: Some(letter.person.0),
            webhook: None,
            unit: letter.unit,
        };
        self.queue(&row, |_| letter.content.to_owned()).await
    }

    /// Queues a message whose content may say what it is called.
    pub(super) async fn queue(
        &mut self,
        row: &Queued<'_>,
        content: impl FnOnce(&str) -> String,
    ) -> Result<bool, StoreError> {
        let sql = |error| self.store.error(error);
        let known = sqlx::query("SELECT 1 FROM message WHERE once = $1").bind(row.once.to_owned());
        if known.fetch_optional(&mut *self.rows).await.map_err(sql)?.is_some() {
            return Ok(false);
        }
        let id = self.next_id(Numbered::Message).await?;
        let mut fresh = [0; 16];
        getrandom::fill(&mut fresh).map_err(|error| StoreError::NoRandom(error.to_string()))?;
        let name = crate::evidence::hex(&fresh);
        let content = self.store.seal(&sealed_for(&name), content(&name).as_bytes())?;
        let by = match self.deed.who {
            Who::Person(id) => id,
            _ => 0,
        };
        sqlx::query(
            "INSERT INTO message (id, kind, about, once, name, recipient, person_id, webhook_id, unit_id, by_id, \
             content, state, tries, next_at, taken_by, taken_until, trouble, made_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'waiting', 0, $12, '', 0, '', $12)",
        )
        .bind(id)
        .bind(row.what.as_str())
        .bind(row.about.to_owned())
        .bind(row.once.to_owned())
        .bind(name)
        .bind(row.recipient.to_owned())
        .bind(row.person)
        .bind(row.webhook)
        .bind(row.unit)
        .bind(by)
        .bind(content)
        .bind(self.deed.at)
        .execute(&mut *self.rows)
        .await
        .map_err(|error| self.store.error(error))?;
        Ok(true)
    }
}

/// A message before it has a number and a name.
pub(super) struct Queued<'q> {
    pub(super) what: What,
    pub(super) about: &'q str,
    pub(super) once: &'q str,
    pub(super) recipient: &'q str,
    pub(super) person: Option<i64>,
    pub(super) webhook: Option<i64>,
    pub(super) unit: i64,
}

impl Store {
    /// Queues mail on its own: a test message, or what somebody asks to be sent to a person.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn send_mail(&self, letter: &Letter<'_>, deed: &Deed) -> Result<bool, StoreError> {
        let mut change = self.change(deed).await?;
        let queued = change.queue_mail(letter).await?;
        if queued {
            let mut more = Map::new();
            more.insert("about".to_owned(), letter.about.into());
            change.note("message.queued", &format!("person:{}", letter.person.0), letter.unit, more).await?;
            change.commit().await?;
        }
        Ok(queued)
    }

    /// Takes the message that is due first, for `who`, which nobody else takes before [`LEASE`] is over. What others took
    /// and said nothing of is settled before. Without `mail` only webhooks are taken.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn take_message(&self, who: &str, mail: bool, now: i64) -> Result<Option<Taken>, StoreError> {
        let sql = |error| self.error(error);
        // Asked without keeping anybody from writing: most of the time there is nothing.
        let waits = "SELECT 1 FROM message WHERE (state IN ('waiting', 'failed') AND (next_at <= $1 OR next_at > $2)) \
                     OR (state = 'sending' AND (taken_until <= $1 OR taken_until > $2)) LIMIT 1";
        let far = now.saturating_add(FURTHEST);
        let some = sqlx::query(waits).bind(now).bind(far).fetch_optional(&self.pool).await.map_err(sql)?;
        if some.is_none() {
            return Ok(None);
        }
        let mut rows = self.begin_writing().await?;
        sqlx::query(
            "UPDATE message SET taken_by = '', trouble = 'broken-off', \
             state = CASE WHEN kind = 'mail' THEN 'unknown' ELSE 'failed' END, next_at = $1, \
             over_at = CASE WHEN kind = 'mail' THEN $1 ELSE over_at END \
             WHERE state = 'sending' AND (taken_until <= $1 OR taken_until > $2)",
        )
        .bind(now)
        .bind(far)
        .execute(&mut *rows)
        .await
        .map_err(sql)?;
        let row = sqlx::query(
            "UPDATE message SET state = 'sending', tries = tries + 1, taken_by = $3, taken_until = $4 \
             WHERE id = (SELECT id FROM message WHERE state IN ('waiting', 'failed') \
             AND (next_at <= $1 OR next_at > $2) AND (kind = 'webhook' OR $5 = 1) ORDER BY next_at, id LIMIT 1) \
             RETURNING id, kind, about, name, recipient, person_id, webhook_id, tries, made_at, content",
        )
        .bind(now)
        .bind(far)
        .bind(who.to_owned())
        .bind(now.saturating_add(LEASE))
        .bind(i64::from(mail))
        .fetch_optional(&mut *rows)
        .await
        .map_err(sql)?;
        rows.commit().await.map_err(sql)?;
        row.map(|row| self.taken(&row)).transpose()
    }

    fn taken(&self, row: &AnyRow) -> Result<Taken, StoreError> {
        let sql = |error| self.error(error);
        let kind: String = row.try_get(1).map_err(sql)?;
        let name: String = row.try_get(3).map_err(sql)?;
        let sealed: Option<Vec<u8>> = row.try_get(9).map_err(sql)?;
        let opened = sealed.map(|sealed| self.unseal(&sealed_for(&name), &sealed)).transpose()?.flatten();
        Ok(Taken {
            id: row.try_get(0).map_err(sql)?,
            what: if kind == "mail" { What::Mail } else { What::Webhook },
            about: row.try_get(2).map_err(sql)?,
            to: row.try_get(4).map_err(sql)?,
            person: row.try_get::<Option<i64>, _>(5).map_err(sql)?.map(PersonId),
            hook: row.try_get(6).map_err(sql)?,
            tries: row.try_get(7).map_err(sql)?,
            made_at: row.try_get(8).map_err(sql)?,
            content: opened.and_then(|bytes| String::from_utf8(bytes).ok()),
            name,
        })
    }

    /// Says what came of an attempt; `false` where somebody else has the message by now, and nothing is changed. Who
    /// caused mail that is given up, or made the webhook, is told.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn message_tried(
        &self,
        id: i64,
        who: &str,
        outcome: &Outcome,
        now: i64,
    ) -> Result<bool, StoreError> {
        let (state, trouble, at) = match outcome {
            Outcome::Sent => (State::Sent, "", now),
            Outcome::Again { trouble, at } => (State::Failed, trouble.as_str(), *at),
            Outcome::GivenUp { trouble } => (State::GivenUp, trouble.as_str(), now),
            Outcome::Unknown { trouble } => (State::Unknown, trouble.as_str(), now),
        };
        let deed = Deed { who: Who::Server, at: now, from: String::new(), why: String::new() };
        let mut change = self.change(&deed).await?;
        let text = format!(
            "UPDATE message SET state = $3, trouble = $4, next_at = $5, taken_by = '', {} \
             over_at = CASE WHEN $3 = 'failed' THEN NULL ELSE $6 END \
             WHERE id = $1 AND state = 'sending' AND taken_by = $2 \
             RETURNING by_id, (SELECT made_by FROM webhook WHERE webhook.id = message.webhook_id)",
            // What arrived is nobody's business any more.
            if state == State::Sent { "content = NULL," } else { "" },
        );
        let row = sqlx::query(sqlx::AssertSqlSafe(text))
            .bind(id)
            .bind(who.to_owned())
            .bind(state.as_str())
            .bind(trouble.to_owned())
            .bind(at)
            .bind(now)
            .fetch_optional(&mut *change.rows)
            .await
            .map_err(|error| self.error(error))?;
        let Some(row) = row else { return Ok(false) };
        let by: i64 = row.try_get(0).map_err(|error| self.error(error))?;
        let made_by: Option<i64> = row.try_get(1).map_err(|error| self.error(error))?;
        let by = made_by.unwrap_or(by);
        if by != 0
            && matches!(state, State::GivenUp | State::Unknown)
            && let Ok(person) = change.person(PersonId(by)).await
        {
            change.tell_of(&person, "message.given-up", &format!("message:{id}"), "").await?;
        }
        change.rows.commit().await.map_err(|error| self.error(error))?;
        Ok(true)
    }

    /// So many messages in the lists of these units (all without a list), the last first; one webhook's where it is named.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn messages(
        &self,
        units: Option<&[i64]>,
        webhook: Option<i64>,
        most: u32,
    ) -> Result<Vec<Message>, StoreError> {
        let within = match units {
            None => String::new(),
            Some(units) => {
                let list: Vec<String> = units.iter().map(i64::to_string).collect();
                format!("AND unit_id IN ({})", if list.is_empty() { "-1".to_owned() } else { list.join(",") })
            }
        };
        let text = format!(
            "SELECT {COLUMNS} FROM message WHERE ($1 = 0 OR webhook_id = $1) {within} ORDER BY id DESC LIMIT $2"
        );
        let rows = sqlx::query(sqlx::AssertSqlSafe(text))
            .persistent(false)
            .bind(webhook.unwrap_or(0))
            .bind(i64::from(most))
            .fetch_all(&self.pool)
            .await
            .map_err(|error| self.error(error))?;
        rows.iter().map(|row| self.message(row)).collect()
    }

    /// One message.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn message_of(&self, id: i64) -> Result<Option<Message>, StoreError> {
        let text = format!("SELECT {COLUMNS} FROM message WHERE id = $1");
        let row = sqlx::query(sqlx::AssertSqlSafe(text)).bind(id).fetch_optional(&self.pool).await;
        row.map_err(|error| self.error(error))?.map(|row| self.message(&row)).transpose()
    }

    fn message(&self, row: &AnyRow) -> Result<Message, StoreError> {
        let sql = |error| self.error(error);
        let word: String = row.try_get(5).map_err(sql)?;
        Ok(Message {
            id: row.try_get(0).map_err(sql)?,
            kind: row.try_get(1).map_err(sql)?,
            about: row.try_get(2).map_err(sql)?,
            recipient: row.try_get(3).map_err(sql)?,
            unit: row.try_get(4).map_err(sql)?,
            state: State::read(&word).ok_or_else(|| self.damaged(format!("the state `{word}`")))?,
            tries: row.try_get(6).map_err(sql)?,
            next_at: row.try_get(7).map_err(sql)?,
            trouble: row.try_get(8).map_err(sql)?,
            made_at: row.try_get(9).map_err(sql)?,
        })
    }

    /// Has a message tried again that was given up, of which nothing is known, or whose next attempt is far off. It keeps
    /// its name. `false` where it is none of these.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn retry_message(&self, id: i64, deed: &Deed) -> Result<bool, StoreError> {
        let again = "UPDATE message SET state = 'waiting', next_at = $2, over_at = NULL, tries = 0 \
                     WHERE id = $1 AND state IN ('failed', 'unknown', 'given-up') AND content IS NOT NULL \
                     RETURNING unit_id";
        self.decide_message(id, again, "message.retried", deed).await
    }

    /// Takes a message back that was not sent. `false` where it was, or is being sent.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn cancel_message(&self, id: i64, deed: &Deed) -> Result<bool, StoreError> {
        let cancel = "UPDATE message SET state = 'cancelled', over_at = $2, content = NULL WHERE id = $1 \
                      AND state IN ('waiting', 'failed', 'unknown', 'given-up') RETURNING unit_id";
        self.decide_message(id, cancel, "message.cancelled", deed).await
    }

    async fn decide_message(
        &self,
        id: i64,
        how: &'static str,
        action: &str,
        deed: &Deed,
    ) -> Result<bool, StoreError> {
        let mut change = self.change(deed).await?;
        let row = sqlx::query(how).bind(id).bind(deed.at).fetch_optional(&mut *change.rows).await;
        let Some(row) = row.map_err(|error| self.error(error))? else { return Ok(false) };
        let unit = row.try_get(0).map_err(|error| self.error(error))?;
        change.note(action, &format!("message:{id}"), unit, Map::new()).await?;
        change.commit().await?;
        Ok(true)
    }

    /// Forgets messages that are long over, notices that were seen long ago, and codes that lead nowhere any more.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn forget_reached(&self, now: i64) -> Result<(), StoreError> {
        let mut rows = self.begin_writing().await?;
        for (statement, before) in [
            ("DELETE FROM message WHERE over_at < $1", now.saturating_sub(RETENTION)),
            ("DELETE FROM notice WHERE seen_at < $1", now.saturating_sub(6 * RETENTION)),
            ("DELETE FROM short_code WHERE until < $1", now),
        ] {
            sqlx::query(statement).bind(before).execute(&mut *rows).await.map_err(|e| self.error(e))?;
        }
        rows.commit().await.map_err(|error| self.error(error))
    }
}

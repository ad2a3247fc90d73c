//! Accounts: made, taken up by who was invited, changed, ended.
//!
//! Must never tell one from another that a login is there: who may know asks by number.

use office::people::PersonId;
use office::record::Deed;
use office::rights::{Grant, Role};
use serde_json::{Map, Value, json};
use sqlx::Row;

use super::{Details, PeopleError, Person, digest, object};
use crate::record::{Change, Numbered};
use crate::{Store, StoreError};

/// What is needed to let somebody in.
#[derive(Clone, PartialEq, Eq)]
pub struct Account {
    /// Who.
    pub person: PersonId,
    /// The digest of their password, as argon2 writes it.
    pub password: Option<String>,
    /// Their second factor.
    pub second_factor: SecondFactor,
    /// The last step whose code was used.
    pub totp_step: i64,
}

/// What somebody shows beside their password.
#[derive(Clone, PartialEq, Eq)]
pub enum SecondFactor {
    /// Nothing.
    None,
    /// Codes that are made of this secret.
    Secret(Vec<u8>),
    /// Codes that are made of a secret which cannot be opened: the key in the data folder is another one, as after a
    /// database was brought to another folder. Recovery codes are good still.
    Sealed,
}

impl std::fmt::Debug for Account {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        to.debug_struct("Account").field("person", &self.person).finish_non_exhaustive()
    }
}

/// Who was invited by a code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invited {
    /// Who.
    pub person: Person,
    /// When the code runs out, in seconds since 1970.
    pub until: i64,
}

/// How somebody wants the pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// `vi` or `en`.
    pub language: String,
    /// `system`, `light` or `dark`.
    pub look: String,
    /// A zone's name, such as `Asia/Ho_Chi_Minh`.
    pub time_zone: String,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            language: "vi".to_owned(),
            look: "system".to_owned(),
            time_zone: "Asia/Ho_Chi_Minh".to_owned(),
        }
    }
}

impl Store {
    /// Makes somebody, with what they are from the first, and a code with which they take up their account until a moment.
    /// `code` is what they are given.
    ///
    /// # Errors
    /// When somebody signs in with that name, or it cannot be stored.
    pub async fn invite(
        &self,
        details: &Details,
        first: Option<Grant>,
        code: &[u8],
        until: i64,
        deed: &Deed,
    ) -> Result<PersonId, PeopleError> {
        let mut change = self.change(deed).await?;
        let id = change.make_person(details, deed.at).await?;
        let person = change.person(id).await?;
        change.note_person("person.invited", &person, &[("login", details.login.clone().into())]).await?;
        if let Some(grant) = first {
            change.grant(id, grant.unit.0, grant.role, deed.at).await?;
        }
        change.keep_code(id, code, until, deed.at).await?;
        change.commit().await?;
        Ok(id)
    }

    /// Gives somebody another code, whose use sets a new password and ends the second factor: for who lost their telephone
    /// or their invitation. Every session of theirs ends, every token, the key of their feed, and every code before it too;
    /// and what they are named for is withheld until somebody else says that the account is in the right hands.
    ///
    /// # Errors
    /// When they are not there, or it cannot be stored.
    pub async fn reset_person(
        &self,
        id: PersonId,
        code: &[u8],
        until: i64,
        deed: &Deed,
    ) -> Result<(), PeopleError> {
        let mut change = self.change(deed).await?;
        let person = change.person(id).await?;
        change.note_person("person.reset", &person, &[]).await?;
        change.tell(&person, "person.reset", person.details.unit, "").await?;
        change.shut_out(id, deed.at).await?;
        change.withhold(&person).await?;
        change.keep_code(id, code, until, deed.at).await?;
        Ok(change.commit().await?)
    }

    /// Who a code is for, while it is good.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn invited(&self, code: &[u8], now: i64) -> Result<Option<Invited>, StoreError> {
        let row = sqlx::query(
            "SELECT person_id, until FROM invitation WHERE code_sha256 = $1 AND until > $2 AND used_at IS NULL",
        )
        .bind(digest(code))
        .bind(now)
        .fetch_optional(&self.pool)
        .await
        .map_err(|error| self.error(error))?;
        let Some(row) = row else { return Ok(None) };
        let id = PersonId(row.try_get(0).map_err(|error| self.error(error))?);
        let until = row.try_get(1).map_err(|error| self.error(error))?;
        let person = self.person(id).await?.filter(|person| person.ended_at.is_none());
        Ok(person.map(|person| Invited { person, until }))
    }

    /// Takes up an account: the code is used, the password set.
    ///
    /// # Errors
    /// When the code is not good any more.
    pub async fn take_up(&self, code: &[u8], password: &str, deed: &Deed) -> Result<PersonId, PeopleError> {
        let sql = |error| PeopleError::Store(self.error(error));
        let mut change = self.change(deed).await?;
        let row = sqlx::query(
            "UPDATE invitation SET used_at = $2 WHERE code_sha256 = $1 AND until > $2 AND used_at IS NULL \
             RETURNING person_id",
        )
        .bind(digest(code))
        .bind(deed.at)
        .fetch_optional(&mut *change.rows)
        .await
        .map_err(sql)?
        .ok_or(PeopleError::NoSuchCode)?;
        let id = PersonId(row.try_get(0).map_err(sql)?);
        let person = change.person(id).await?;
        change.set_password(id, password).await?;
        change.note_person("person.came", &person, &[]).await?;
        change.commit().await?;
        Ok(id)
    }

    /// The account of who signs in with that name (folded), unless they left.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn account(&self, login: &str) -> Result<Option<Account>, StoreError> {
        self.account_where("login = $1", |query| query.bind(login.to_owned())).await
    }

    /// The account of a person, unless they left.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn account_of(&self, id: PersonId) -> Result<Option<Account>, StoreError> {
        self.account_where("id = $1", |query| query.bind(id.0)).await
    }

    async fn account_where(
        &self,
        which: &str,
        bind: impl FnOnce(AnyQuery<'static>) -> AnyQuery<'static>,
    ) -> Result<Option<Account>, StoreError> {
        let sql = |error| self.error(error);
        let text = format!(
            "SELECT id, password, totp_secret, totp_step FROM person WHERE {which} AND ended_at IS NULL"
        );
        let query = bind(sqlx::query(sqlx::AssertSqlSafe(text)));
        let Some(row) = query.fetch_optional(&self.pool).await.map_err(sql)? else { return Ok(None) };
        let person = PersonId(row.try_get(0).map_err(sql)?);
        let sealed: Option<Vec<u8>> = row.try_get(2).map_err(sql)?;
        Ok(Some(Account {
            person,
            password: row.try_get(1).map_err(sql)?,
            second_factor: match sealed {
                None => SecondFactor::None,
                Some(sealed) => {
                    let secret = self.unseal(&secret_of(person), &sealed)?;
                    secret.map_or(SecondFactor::Sealed, SecondFactor::Secret)
                }
            },
            totp_step: row.try_get(3).map_err(sql)?,
        }))
    }

    /// Changes what is said of somebody, if they are still what was seen.
    ///
    /// # Errors
    /// When they are not, or somebody else signs in with that name.
    pub async fn change_person(
        &self,
        id: PersonId,
        seen: i64,
        details: &Details,
        deed: &Deed,
    ) -> Result<(), PeopleError> {
        self.change_person_and_tell(id, seen, details, false, deed).await
    }

    /// The same where mail can be sent: of another address the one before is told by it.
    ///
    /// # Errors
    /// When they are not, or somebody else signs in with that name.
    pub async fn change_person_and_tell(
        &self,
        id: PersonId,
        seen: i64,
        details: &Details,
        by_mail: bool,
        deed: &Deed,
    ) -> Result<(), PeopleError> {
        let mut change = self.change(deed).await?;
        let before = change.person(id).await?;
        if before.version != seen {
            return Err(PeopleError::Changed(Box::new(before)));
        }
        if details.login != before.details.login {
            change.login_is_free(&details.login).await?;
        }
        sqlx::query(
            "UPDATE person SET name = $2, name_key = $3, login = $4, position = $5, email = $6, phone = $7, \
             unit_id = $8, order_key = $9, version = version + 1 WHERE id = $1",
        )
        .bind(id.0)
        .bind(&details.name)
        .bind(office::fold(&details.name))
        .bind(&details.login)
        .bind(&details.position)
        .bind(&details.email)
        .bind(&details.phone)
        .bind(details.unit)
        .bind(super::sought::order_key(&details.name))
        .execute(&mut *change.rows)
        .await
        .map_err(|error| self.error(error))?;
        change
            .note_person(
                "person.changed",
                &before,
                &[("before", as_json(&before.details)), ("after", as_json(details))],
            )
            .await?;
        change.tell_of_ways(&before, details, by_mail).await?;
        Ok(change.commit().await?)
    }

    /// Somebody leaves: roles, sessions, tokens and codes end, the person stays in what they did.
    ///
    /// # Errors
    /// When they are not there, or nobody else is administrator of everything.
    pub async fn end_person(&self, id: PersonId, deed: &Deed) -> Result<(), PeopleError> {
        let mut change = self.change(deed).await?;
        let person = change.person(id).await?;
        let before = change.administrators().await?;
        change.shut_out(id, deed.at).await?;
        for statement in [
            "UPDATE granted SET until = $2 WHERE person_id = $1 AND until IS NULL",
            "UPDATE person SET ended_at = $2, version = version + 1 WHERE id = $1",
        ] {
            sqlx::query(statement)
                .bind(id.0)
                .bind(deed.at)
                .execute(&mut *change.rows)
                .await
                .map_err(|error| self.error(error))?;
        }
        change.somebody_administers(before).await?;
        change.note_person("person.left", &person, &[]).await?;
        Ok(change.commit().await?)
    }

    /// Sets another password; every other session of theirs ends. Tokens and the key of their feed go on: they were made
    /// apart from it, programs come in with them, and each is ended by its own button.
    ///
    /// # Errors
    /// When they are not there.
    pub async fn set_password(
        &self,
        id: PersonId,
        password: &str,
        keep_session: i64,
        deed: &Deed,
    ) -> Result<(), PeopleError> {
        let mut change = self.change(deed).await?;
        let person = change.person(id).await?;
        change.set_password(id, password).await?;
        sqlx::query(
            "UPDATE session SET ended_at = $3 WHERE person_id = $1 AND id <> $2 AND ended_at IS NULL",
        )
        .bind(id.0)
        .bind(keep_session)
        .bind(deed.at)
        .execute(&mut *change.rows)
        .await
        .map_err(|error| self.error(error))?;
        change.note_person("person.password-changed", &person, &[]).await?;
        Ok(change.commit().await?)
    }

    /// Sets the second factor and its recovery codes. `step` is that of the code which showed that they have it: it was
    /// used by that.
    ///
    /// # Errors
    /// When they are not there.
    pub async fn set_second_factor(
        &self,
        id: PersonId,
        secret: &[u8],
        step: i64,
        recovery: &[String],
        deed: &Deed,
    ) -> Result<(), PeopleError> {
        let sql = |error| PeopleError::Store(self.error(error));
        let mut change = self.change(deed).await?;
        let person = change.person(id).await?;
        sqlx::query(
            "UPDATE person SET totp_secret = $2, totp_step = $3, version = version + 1 WHERE id = $1",
        )
        .bind(id.0)
        .bind(self.seal(&secret_of(id), secret)?)
        .bind(step)
        .execute(&mut *change.rows)
        .await
        .map_err(sql)?;
        sqlx::query("DELETE FROM recovery_code WHERE person_id = $1")
            .bind(id.0)
            .execute(&mut *change.rows)
            .await
            .map_err(sql)?;
        for code in recovery {
            sqlx::query("INSERT INTO recovery_code (person_id, code_sha256) VALUES ($1, $2)")
                .bind(id.0)
                .bind(digest(code.as_bytes()))
                .execute(&mut *change.rows)
                .await
                .map_err(sql)?;
        }
        change.note_person("person.second-factor-set", &person, &[]).await?;
        Ok(change.commit().await?)
    }

    /// Uses the code of one step; `false` where that or a later one was used before. One that is more than an hour later
    /// was used while the clock was wrong, and locks nobody out.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn use_step(&self, id: PersonId, step: i64) -> Result<bool, StoreError> {
        let sql = "UPDATE person SET totp_step = $2 WHERE id = $1 AND (totp_step < $2 OR totp_step > $3)";
        let done = sqlx::query(sql)
            .bind(id.0)
            .bind(step)
            .bind(step.saturating_add(STEPS_OF_AN_HOUR))
            .execute(&self.pool)
            .await
            .map_err(|error| self.error(error))?;
        Ok(done.rows_affected() > 0)
    }

    /// Uses a recovery code; `false` where it was used before or never was.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn use_recovery_code(
        &self,
        id: PersonId,
        code: &str,
        deed: &Deed,
    ) -> Result<bool, PeopleError> {
        let mut change = self.change(deed).await?;
        let done = sqlx::query(
            "UPDATE recovery_code SET used_at = $3 WHERE person_id = $1 AND code_sha256 = $2 AND used_at IS NULL",
        )
        .bind(id.0)
        .bind(digest(code.as_bytes()))
        .bind(deed.at)
        .execute(&mut *change.rows)
        .await
        .map_err(|error| self.error(error))?;
        if done.rows_affected() == 0 {
            return Ok(false);
        }
        let person = change.person(id).await?;
        change.note_person("person.recovery-code-used", &person, &[]).await?;
        change.commit().await?;
        Ok(true)
    }

    /// How somebody wants the pages.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn settings(&self, id: PersonId) -> Result<Settings, StoreError> {
        let sql = |error| self.error(error);
        let row = sqlx::query("SELECT language, look, time_zone FROM person WHERE id = $1")
            .bind(id.0)
            .fetch_optional(&self.pool)
            .await
            .map_err(sql)?;
        let Some(row) = row else { return Ok(Settings::default()) };
        Ok(Settings {
            language: row.try_get(0).map_err(sql)?,
            look: row.try_get(1).map_err(sql)?,
            time_zone: row.try_get(2).map_err(sql)?,
        })
    }

    /// Changes how somebody wants the pages.
    ///
    /// # Errors
    /// When they are not there.
    pub async fn set_settings(
        &self,
        id: PersonId,
        settings: &Settings,
        deed: &Deed,
    ) -> Result<(), PeopleError> {
        let mut change = self.change(deed).await?;
        let person = change.person(id).await?;
        sqlx::query("UPDATE person SET language = $2, look = $3, time_zone = $4 WHERE id = $1")
            .bind(id.0)
            .bind(&settings.language)
            .bind(&settings.look)
            .bind(&settings.time_zone)
            .execute(&mut *change.rows)
            .await
            .map_err(|error| self.error(error))?;
        let after = json!({
            "language": settings.language, "look": settings.look, "time_zone": settings.time_zone,
        });
        change.note_person("person.settings-changed", &person, &[("after", after)]).await?;
        Ok(change.commit().await?)
    }
}

/// A step takes 30 seconds.
const STEPS_OF_AN_HOUR: i64 = 120;

/// What the secret of somebody's second factor is sealed for: it opens for nobody else.
fn secret_of(id: PersonId) -> String {
    format!("second factor of person {}", id.0)
}

type AnyQuery<'q> = sqlx::query::Query<'q, sqlx::Any, sqlx::any::AnyArguments>;

fn as_json(details: &Details) -> Value {
    let Details { name, login, position, email, phone, unit } = details;
    json!({"name": name, "login": login, "position": position, "email": email, "phone": phone, "unit": unit})
}

impl Change<'_> {
    /// Tells somebody that others changed how they come in or where they belong. Of another address the one before is told
    /// by mail too, where there is mail, whatever they want by mail: whoever changed it may not want them to hear of it.
    async fn tell_of_ways(
        &mut self,
        before: &Person,
        after: &Details,
        by_mail: bool,
    ) -> Result<(), StoreError> {
        let was = &before.details;
        if was.login != after.login {
            self.tell(before, "person.login-changed", after.unit, "").await?;
        }
        if was.email != after.email {
            self.tell_wherever(before, "person.email-changed", after.unit, by_mail).await?;
        }
        if was.unit != after.unit {
            self.tell(before, "person.unit-changed", after.unit, "").await?;
        }
        Ok(())
    }

    async fn login_is_free(&mut self, login: &str) -> Result<(), PeopleError> {
        let taken = sqlx::query("SELECT 1 FROM person WHERE login = $1").bind(login.to_owned());
        let taken = taken.fetch_optional(&mut *self.rows).await;
        match taken.map_err(|error| self.store.error(error))? {
            Some(_) => Err(PeopleError::LoginTaken),
            None => Ok(()),
        }
    }

    /// Makes a person without a password.
    pub(crate) async fn make_person(&mut self, details: &Details, at: i64) -> Result<PersonId, PeopleError> {
        self.login_is_free(&details.login).await?;
        let id = self.next_id(Numbered::Person).await?;
        let settings = Settings::default();
        sqlx::query(
            "INSERT INTO person (id, name, name_key, login, position, email, phone, unit_id, language, look, \
             time_zone, created_at, order_key, version, totp_step) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 1, 0)",
        )
        .bind(id)
        .bind(&details.name)
        .bind(office::fold(&details.name))
        .bind(&details.login)
        .bind(&details.position)
        .bind(&details.email)
        .bind(&details.phone)
        .bind(details.unit)
        .bind(settings.language)
        .bind(settings.look)
        .bind(settings.time_zone)
        .bind(at)
        .bind(super::sought::order_key(&details.name))
        .execute(&mut *self.rows)
        .await
        .map_err(|error| self.store.error(error))?;
        Ok(PersonId(id))
    }

    pub(crate) async fn set_password(&mut self, id: PersonId, password: &str) -> Result<(), StoreError> {
        sqlx::query("UPDATE person SET password = $2, version = version + 1 WHERE id = $1")
            .bind(id.0)
            .bind(password.to_owned())
            .execute(&mut *self.rows)
            .await
            .map_err(|error| self.store.error(error))?;
        Ok(())
    }

    async fn keep_code(&mut self, id: PersonId, code: &[u8], until: i64, now: i64) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO invitation (code_sha256, person_id, made_at, until) VALUES ($1, $2, $3, $4)",
        )
        .bind(digest(code))
        .bind(id.0)
        .bind(now)
        .bind(until)
        .execute(&mut *self.rows)
        .await
        .map_err(|error| self.store.error(error))?;
        Ok(())
    }

    /// Whatever somebody comes in with ends: their password, second factor, links, sessions, codes, tokens and the key of
    /// their feed. Who lost a telephone may have lost what a program on it came in with.
    async fn shut_out(&mut self, id: PersonId, now: i64) -> Result<(), StoreError> {
        for statement in [
            "UPDATE person SET password = NULL, totp_secret = NULL, totp_step = 0, version = version + 1 WHERE id = $1",
            "DELETE FROM recovery_code WHERE person_id = $1",
            "DELETE FROM provider_trip WHERE person_id = $1",
            "DELETE FROM feed_key WHERE person_id = $1",
        ] {
            let done = sqlx::query(statement).bind(id.0).execute(&mut *self.rows).await;
            done.map_err(|error| self.store.error(error))?;
        }
        for statement in [
            "UPDATE session SET ended_at = $2 WHERE person_id = $1 AND ended_at IS NULL",
            "UPDATE token SET ended_at = $2 WHERE person_id = $1 AND ended_at IS NULL",
            "UPDATE invitation SET used_at = $2 WHERE person_id = $1 AND used_at IS NULL",
            "UPDATE person_identity SET ended_at = $2 WHERE person_id = $1 AND ended_at IS NULL",
        ] {
            let done = sqlx::query(statement).bind(id.0).bind(now).execute(&mut *self.rows).await;
            done.map_err(|error| self.store.error(error))?;
        }
        Ok(())
    }

    /// Makes the very first person, administrator and coordinator at a unit that was just founded.
    pub(crate) async fn first_person(
        &mut self,
        details: &Details,
        password: &str,
        at: i64,
    ) -> Result<PersonId, PeopleError> {
        let anybody = sqlx::query("SELECT 1 FROM person LIMIT 1").fetch_optional(&mut *self.rows).await;
        if anybody.map_err(|error| self.store.error(error))?.is_some() {
            return Err(PeopleError::NotTheFirst);
        }
        let id = self.make_person(details, at).await?;
        self.set_password(id, password).await?;
        let mut told = Map::new();
        told.insert("name".to_owned(), details.name.clone().into());
        told.insert("login".to_owned(), details.login.clone().into());
        self.note("person.first", &object(id), details.unit, told).await?;
        for role in [Role::Administrator, Role::Coordinator] {
            self.grant(id, details.unit, role, at).await?;
        }
        Ok(id)
    }
}

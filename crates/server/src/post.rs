//! The post: takes what waits in the queue and brings it out, one message at a time.
//!
//! Must never connect but through `egress`, never say of a message that it was sent before the other side said so, and
//! never write into a log whom a message is for or what it says.

mod letters;
mod signature;

use std::sync::Arc;
use std::time::Duration;

use egress::door::Patience;
use egress::fetch::{FetchError, Fetcher, Request};
use egress::mail::{Letter, MailError, Mailer};
use egress::policy::{Place, Policy};
use store::reach::{Outcome, Taken, Target, What};
use store::{Store, StoreError};
use tokio::sync::watch;
use words::{Language, Words};

pub use signature::{HEADER, signed};

/// The headers that say which delivery it is, however often it is tried: our own, and what others know.
const DELIVERY: &str = "quet-delivery";
const SAME: &str = "idempotency-key";
/// How often the queue is looked at while nothing waits.
const EVERY: Duration = Duration::from_secs(1);
/// How long a store that does not answer is left alone.
const AFTER_TROUBLE: Duration = Duration::from_secs(5);
/// How often a message is tried before it is given up: over about a day.
pub const TRIES: i64 = 12;
/// The first pause after an attempt, which doubles each time, and the longest, in seconds.
const FIRST_PAUSE: i64 = 30;
const LONGEST_PAUSE: i64 = 6 * 3600;
/// How often it is looked for digests that are due and messages that are long over, in seconds.
const TIDIED_EVERY: i64 = 300;

/// Who brings messages out. Several may, in one process and in many.
#[derive(Clone)]
pub struct Courier {
    store: Arc<Store>,
    fetcher: Fetcher,
    mailer: Option<Mailer>,
    /// Where people reach this server, without a slash at the end; empty where nobody said.
    base: String,
    name: String,
    vietnamese: Arc<Words>,
    english: Arc<Words>,
}

impl std::fmt::Debug for Courier {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Courier").field("name", &self.name).finish_non_exhaustive()
    }
}

/// How webhooks are delivered: what they answer is of no interest beside its number, and where they lead is not followed.
pub fn policy(inside: Vec<Place>) -> Policy {
    let seconds = Duration::from_secs;
    let patience = Patience { connect: seconds(5), answer: seconds(10), whole: seconds(20) };
    Policy { inside, redirects: 0, most: 0, patience }
}

impl Courier {
    /// One of that name, which no other has.
    pub fn new(
        store: Arc<Store>,
        mailer: Option<Mailer>,
        policy: Policy,
        base: Option<String>,
        name: String,
    ) -> Courier {
        Courier {
            store,
            fetcher: Fetcher::new(policy),
            mailer,
            base: base.unwrap_or_default(),
            name,
            vietnamese: Arc::new(Words::of(Language::Vietnamese)),
            english: Arc::new(Words::of(Language::English)),
        }
    }

    /// Takes one message that is due and tries it; `false` where none is. The clock says when it ended.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn one(&self, clock: &(dyn Fn() -> i64 + Send + Sync)) -> Result<bool, StoreError> {
        let taken = self.store.take_message(&self.name, self.mailer.is_some(), clock()).await?;
        let Some(taken) = taken else { return Ok(false) };
        let outcome = match taken.what {
            What::Mail => self.mail(&taken, clock()).await?,
            What::Webhook => self.deliver(&taken, clock()).await?,
        };
        if !self.store.message_tried(taken.id, &self.name, &outcome, clock()).await? {
            tracing::warn!(message = taken.id, "somebody else has taken a message over: it took too long");
        }
        Ok(true)
    }

    async fn mail(&self, taken: &Taken, now: i64) -> Result<Outcome, StoreError> {
        let (Some(mailer), Some(content)) = (self.mailer.clone(), taken.content.as_deref()) else {
            return Ok(Outcome::GivenUp { trouble: "sealed".to_owned() });
        };
        let settings = match taken.person {
            Some(person) => self.store.settings(person).await?,
            None => Default::default(),
        };
        let words = if settings.language == "en" { &self.english } else { &self.vietnamese };
        let zone = jiff::tz::TimeZone::get(&settings.time_zone)
            .unwrap_or_else(|_| jiff::tz::TimeZone::fixed(jiff::tz::offset(7)));
        let Some((subject, text)) = letters::written(words, &zone, &self.base, &taken.about, content) else {
            return Ok(Outcome::GivenUp { trouble: "letter".to_owned() });
        };
        let (to, name, at) = (taken.to.clone(), taken.name.clone(), taken.made_at);
        let sent = tokio::task::spawn_blocking(move || {
            let letter = Letter { to: &to, subject: &subject, text: &text, name: &name, at };
            mailer.send(&letter)
        });
        Ok(match sent.await {
            Ok(sent) => mailed(sent, taken.tries, now),
            Err(_) => Outcome::Unknown { trouble: "broken-off".to_owned() },
        })
    }

    async fn deliver(&self, taken: &Taken, now: i64) -> Result<Outcome, StoreError> {
        let target = match taken.hook {
            Some(hook) => self.store.webhook_target(hook).await?,
            None => None,
        };
        let (Some(Target { url, secret }), Some(content)) = (target, taken.content.clone()) else {
            return Ok(Outcome::GivenUp { trouble: "sealed".to_owned() });
        };
        let Some(signature) = signed(secret.as_bytes(), now, content.as_bytes()) else {
            return Ok(Outcome::GivenUp { trouble: "sealed".to_owned() });
        };
        let request = Request::post(&url, "application/json", content.into_bytes())
            .with(HEADER, &signature)
            .with(DELIVERY, &taken.name)
            .with(SAME, &taken.name);
        let fetcher = self.fetcher.clone();
        let answer = tokio::task::spawn_blocking(move || fetcher.send(&request).map(|answer| answer.status));
        let trouble = match answer.await {
            Ok(Ok(200..300)) => return Ok(Outcome::Sent),
            Ok(Ok(status)) => format!("http {status}"),
            Ok(Err(error)) => word(&error).to_owned(),
            Err(_) => "broken-off".to_owned(),
        };
        // Gone is gone: the receiver says so itself.
        let for_good = trouble == "http 410";
        Ok(if for_good { Outcome::GivenUp { trouble } } else { again(trouble, taken.tries, now) })
    }

    /// Queues digests that are due, and forgets what is long over.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn tidy(&self, now: i64) -> Result<(), StoreError> {
        self.store.queue_digests(now).await?;
        self.store.forget_reached(now).await
    }
}

/// What went wrong, as a word.
pub(crate) fn word(error: &FetchError) -> &'static str {
    match error {
        FetchError::BadAddress | FetchError::Credentials | FetchError::BadHeader { .. } => "address",
        FetchError::Plain { .. } => "plain",
        FetchError::Inside { .. } => "inside",
        FetchError::NoSuchHost { .. } => "no-host",
        FetchError::TooManyRedirects { .. } => "elsewhere",
        FetchError::Slow { .. } => "slow",
        FetchError::TooLarge { .. } | FetchError::Lost { .. } => "lost",
    }
}

/// What comes of an attempt to send mail.
fn mailed(sent: Result<(), MailError>, tries: i64, now: i64) -> Outcome {
    match sent {
        Ok(()) => Outcome::Sent,
        Err(MailError::BadLetter) => Outcome::GivenUp { trouble: "letter".to_owned() },
        // From 530 to 538 it is about how we sign in, which the operator can set right.
        Err(MailError::Refused { code }) if code >= 500 && !(530..539).contains(&code) => {
            Outcome::GivenUp { trouble: format!("smtp {code}") }
        }
        Err(MailError::Refused { code }) => again(format!("smtp {code}"), tries, now),
        Err(MailError::NotReached(_)) => again("lost".to_owned(), tries, now),
        Err(MailError::Unfit(_)) => again("unfit".to_owned(), tries, now),
        Err(MailError::Unknown(_)) => Outcome::Unknown { trouble: "no-answer".to_owned() },
    }
}

/// Once more after a pause that doubles, until it was tried often enough.
fn again(trouble: String, tries: i64, now: i64) -> Outcome {
    if tries >= TRIES {
        return Outcome::GivenUp { trouble };
    }
    let doubled = u32::try_from(tries - 1).ok().and_then(|times| FIRST_PAUSE.checked_shl(times));
    let pause = doubled.unwrap_or(LONGEST_PAUSE).clamp(FIRST_PAUSE, LONGEST_PAUSE);
    Outcome::Again { trouble, at: now.saturating_add(pause) }
}

/// Brings messages out until told to stop. What is under way then is brought to its end.
pub async fn follow(
    courier: Courier,
    clock: impl Fn() -> i64 + Send + Sync,
    mut stopped: watch::Receiver<bool>,
) {
    let mut tidied = i64::MIN;
    loop {
        let now = clock();
        let mut pause = EVERY;
        let tidying = now.saturating_sub(tidied).saturating_abs() >= TIDIED_EVERY;
        let done = match tidying {
            true => courier.tidy(now).await.map(|()| {
                tidied = now;
                true
            }),
            false => courier.one(&clock).await,
        };
        match done {
            Ok(true) => pause = Duration::ZERO,
            Ok(false) => {}
            Err(error) => {
                tracing::error!(error = &error as &dyn std::error::Error, "messages are not brought out now");
                pause = AFTER_TROUBLE;
            }
        }
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            _ = stopped.wait_for(|stop| *stop) => return,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_six_hours_and_end() {
        let pauses: Vec<i64> = (1..TRIES)
            .map(|tries| match again("http 500".to_owned(), tries, 0) {
                Outcome::Again { at, .. } => at,
                other => panic!("{other:?}"),
            })
            .collect();
        assert_eq!(pauses[..4], [30, 60, 120, 240]);
        assert_eq!(*pauses.last().unwrap(), LONGEST_PAUSE);
        assert!(pauses.iter().sum::<i64>() < 86_400);
        assert!(matches!(again(String::new(), TRIES, 0), Outcome::GivenUp { .. }));
    }

    #[test]
    fn mail_is_sent_again_only_where_it_was_surely_not_sent() {
        let lost = || MailError::NotReached("gone".into());
        assert!(matches!(mailed(Err(lost()), 1, 0), Outcome::Again { .. }));
        assert!(matches!(mailed(Err(MailError::Refused { code: 451 }), 1, 0), Outcome::Again { .. }));
        assert!(matches!(mailed(Err(MailError::Refused { code: 535 }), 1, 0), Outcome::Again { .. }));
        assert!(matches!(mailed(Err(MailError::Refused { code: 550 }), 1, 0), Outcome::GivenUp { .. }));
        assert!(matches!(mailed(Err(MailError::Unknown("gone".into())), 1, 0), Outcome::Unknown { .. }));
        assert!(matches!(mailed(Err(lost()), TRIES, 0), Outcome::GivenUp { .. }));
    }
}

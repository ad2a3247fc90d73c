//! What a law can change: who owes what to whom by when, what things and bodies are called, which forms there are.
//!
//! Must never guess: what no rule of the day says is undated or a blank, and a rulebook with a gap, an overlap or an
//! unknown word in it is refused as a whole. Must never ask the clock: an incident keeps the rules of the day on which
//! it was detected, whenever they are looked up.
//!
//! The rules are in `rulebook/*.toml`, which the program carries. Day and hour are Viet Nam's.

mod calendar;
mod dated;
mod facts;
mod keys;
mod owed;
mod read;
mod refused;
mod reminders;
mod serious;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::day::Day;
use crate::papers::{Field, Layout};

pub use calendar::{Calendar, NotInCalendar};
use dated::{Chain, on};
pub use dated::{Dated, Key};
pub use facts::{Fact, Facts, PersonalData};
pub(crate) use keys::keys;
pub use keys::{Class, FormKey, Role, Taxonomy, Word};
pub use owed::{Addressee, Clock, Due, Limit, Owed, Rule};
use owed::{Duty, Yearly};
pub use refused::Refused;
use reminders::{AtOnceRhythm, DatedRhythm};
pub use reminders::{Reminder, Why};
pub use serious::{Answer, Condition, Proposal, Question, Seriousness, Standing};

/// Words in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Said {
    /// Vietnamese.
    pub vi: String,
    /// English.
    pub en: String,
}

/// A role on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Body {
    /// What the law calls it.
    pub law: Said,
    /// Which body has it, where a law or a public decision says so; nothing where every office has its own or no text
    /// names one: then the office fills it in.
    pub body: Option<Said>,
}

/// A form on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    /// Which.
    pub key: FormKey,
    /// The law's number of it, such as "Mẫu số 03".
    pub number: Option<String>,
    /// Whether a law gives its body; the page of ours says that it does not.
    pub official: bool,
    /// Its name.
    pub title: Said,
    /// The fields that must not be empty, by [`crate::papers::Field::key`].
    pub required: Vec<Field>,
}

/// What a field of a form is called and what it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AboutField {
    /// Its name.
    pub said: Said,
    /// What it holds.
    pub holds: Holds,
    /// What can be chosen, by key; empty where nothing is.
    pub choices: Vec<(String, Said)>,
}

/// What a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Holds {
    /// One line of text.
    Line,
    /// Lines of text.
    Text,
    /// A moment.
    Moment,
    /// A day.
    Day,
    /// Some of its choices.
    Choices,
    /// The rows of a table.
    Rows,
    /// The sums of form 05.
    Sums,
}

/// The texts that a rulebook is read from, each by the name of its file.
#[derive(Debug, Clone, Copy)]
pub struct Files<'a> {
    /// `deadlines.toml`
    pub deadlines: &'a str,
    /// `roles.toml`
    pub roles: &'a str,
    /// `words.toml`
    pub words: &'a str,
    /// `serious.toml`
    pub serious: &'a str,
    /// `forms.toml`
    pub forms: &'a str,
    /// `fields.toml`
    pub fields: &'a str,
    /// `calendar.toml`
    pub calendar: &'a str,
    /// `reminders.toml`
    pub reminders: &'a str,
    /// `papers/*.toml`: the layout of each form's page.
    pub papers: &'a [&'a str],
}

impl Files<'static> {
    /// Those that the program carries.
    pub const SHIPPED: Files<'static> = Files {
        deadlines: include_str!("../../../rulebook/deadlines.toml"),
        roles: include_str!("../../../rulebook/roles.toml"),
        words: include_str!("../../../rulebook/words.toml"),
        serious: include_str!("../../../rulebook/serious.toml"),
        forms: include_str!("../../../rulebook/forms.toml"),
        fields: include_str!("../../../rulebook/fields.toml"),
        calendar: include_str!("../../../rulebook/calendar.toml"),
        reminders: include_str!("../../../rulebook/reminders.toml"),
        papers: &[
            include_str!("../../../rulebook/papers/closing_report.toml"),
            include_str!("../../../rulebook/papers/coordination_order.toml"),
            include_str!("../../../rulebook/papers/incident_report.toml"),
            include_str!("../../../rulebook/papers/initial_report.toml"),
            include_str!("../../../rulebook/papers/minutes.toml"),
            include_str!("../../../rulebook/papers/notice.toml"),
            include_str!("../../../rulebook/papers/personal_data_notice.toml"),
            include_str!("../../../rulebook/papers/situation_update.toml"),
            include_str!("../../../rulebook/papers/summary.toml"),
            include_str!("../../../rulebook/papers/support_request.toml"),
            include_str!("../../../rulebook/papers/response_plan.toml"),
        ],
    };
}

/// All editions of all rules.
#[derive(Debug, Clone)]
pub struct Rulebook {
    begins: Day,
    duties: Vec<Chain<Duty>>,
    yearly: Vec<Chain<Yearly>>,
    roles: Vec<Chain<Body>>,
    words: Vec<Chain<Said>>,
    classes: Vec<Chain<Said>>,
    taxonomy: Vec<Chain<Said>>,
    facts: Vec<Chain<Said>>,
    serious: Vec<Chain<Seriousness>>,
    forms: Vec<Chain<Form>>,
    layouts: Vec<Chain<Layout>>,
    fields: BTreeMap<Field, AboutField>,
    dated: Vec<Chain<DatedRhythm>>,
    at_once: Vec<Chain<AtOnceRhythm>>,
    calendar: Calendar,
}

static SHIPPED: LazyLock<Rulebook> = LazyLock::new(|| {
    #[expect(clippy::expect_used, reason = "a test reads the files that the program carries")]
    Rulebook::read(&Files::SHIPPED).expect("the rulebook that the program carries is read by its tests")
});

/// The day lies before the rulebook's first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the rulebook begins on {begins} and says nothing of {day}")]
pub struct NoEdition {
    /// The day that was asked for.
    pub day: Day,
    /// The first day that the rulebook knows.
    pub begins: Day,
}

impl Rulebook {
    /// The one that the program carries.
    pub fn shipped() -> &'static Rulebook {
        &SHIPPED
    }

    /// Reads a changed one.
    ///
    /// # Errors
    /// Where a text is no rulebook, with the file and the key.
    pub fn read(files: &Files<'_>) -> Result<Rulebook, Refused> {
        read::read(files)
    }

    /// The first day that it knows.
    pub fn begins(&self) -> Day {
        self.begins
    }

    /// What a field is called and what it holds.
    pub fn field(&self, field: Field) -> &AboutField {
        #[expect(clippy::expect_used, reason = "`read` refuses a rulebook without it")]
        self.fields.get(&field).expect("every field is told of")
    }

    /// The rules of a day: for an incident, the day on which it was detected.
    ///
    /// # Errors
    /// Before [`Rulebook::begins`].
    pub fn on(&self, day: Day) -> Result<Edition<'_>, NoEdition> {
        if day < self.begins {
            return Err(NoEdition { day, begins: self.begins });
        }
        Ok(Edition { book: self, day })
    }
}

/// The rules of one day.
#[derive(Debug, Clone, Copy)]
pub struct Edition<'a> {
    book: &'a Rulebook,
    day: Day,
}

impl<'a> Edition<'a> {
    /// Of which day.
    pub fn day(&self) -> Day {
        self.day
    }

    /// Who has a role.
    pub fn role(&self, role: Role) -> &'a Dated<Body> {
        one(&self.book.roles, role, self.day)
    }

    /// What something is called.
    pub fn word(&self, word: Word) -> &'a Dated<Said> {
        one(&self.book.words, word, self.day)
    }

    /// What the subject of an e-mail begins with.
    pub fn mail_subject(&self) -> &'a str {
        &self.word(Word::MailSubject).value.vi
    }

    /// What a class of form 05 is called.
    pub fn class(&self, class: Class) -> &'a Dated<Said> {
        one(&self.book.classes, class, self.day)
    }

    /// What a class of ENISA's taxonomy is called.
    pub fn taxonomy(&self, class: Taxonomy) -> &'a Dated<Said> {
        one(&self.book.taxonomy, class, self.day)
    }

    /// What a fact is called that deadlines depend on.
    pub fn fact(&self, fact: Fact) -> &'a Dated<Said> {
        one(&self.book.facts, fact, self.day)
    }

    /// A form; nothing where it does not exist yet or any more.
    pub fn form(&self, form: FormKey) -> Option<&'a Dated<Form>> {
        self.book.forms.iter().find(|chain| chain.key == form.key()).and_then(|chain| chain.on(self.day))
    }

    /// How the page of a form is laid out; nothing where it does not exist yet or any more.
    pub(crate) fn layout(&self, form: FormKey) -> Option<&'a Dated<Layout>> {
        self.book.layouts.iter().find(|chain| chain.key == form.key()).and_then(|chain| chain.on(self.day))
    }

    /// Every form there is, in the rulebook's order.
    pub fn forms(&self) -> impl Iterator<Item = &'a Dated<Form>> {
        on(&self.book.forms, self.day)
    }

    /// How ordinary and serious are told apart.
    pub fn seriousness(&self) -> Option<&'a Dated<Seriousness>> {
        on(&self.book.serious, self.day).next()
    }

    /// Days off and Saturdays worked.
    pub fn calendar(&self) -> &'a Calendar {
        &self.book.calendar
    }
}

/// The edition of what [`read`] saw to have one on every day from the rulebook's first: see [`dated::whole`].
fn one<K: Key, T>(chains: &[Chain<T>], key: K, day: Day) -> &Dated<T> {
    let found = chains.iter().find(|chain| chain.key == key.key()).and_then(|chain| chain.on(day));
    #[expect(
        clippy::expect_used,
        reason = "what is asked for here is refused by `read` where a day has none"
    )]
    found.expect("every key has an edition on every day")
}

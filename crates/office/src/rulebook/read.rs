//! Reads a rulebook's files, strictly.
//!
//! Must never pass over a word that it does not know: what is misspelt would otherwise be a rule that never applies.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use toml::value::Datetime;

use super::calendar::Year;
use super::dated::{self, Chain, Dated, Key};
use super::facts::Fact;
use super::owed::{Duty, Limit, To, Yearly};
use super::reminders::{AtOnceRhythm, DatedRhythm};
use super::serious::{Condition, Question};
use super::{
    Body, Calendar, Class, Clock, Files, Form, FormKey, Refused, Role, Rulebook, Said, Seriousness, Standing,
    Taxonomy, Word,
};
use crate::day::Day;
use crate::papers::Field;

/// Bytes of a file.
const LONGEST: usize = 512 << 10;

/// The most hours, days or minutes that a rule may have: a slip of the pen lies past it.
const MOST: u32 = 10_000;

const DEADLINES: &str = "rulebook/deadlines.toml";
const ROLES: &str = "rulebook/roles.toml";
const WORDS: &str = "rulebook/words.toml";
const SERIOUS: &str = "rulebook/serious.toml";
const FORMS: &str = "rulebook/forms.toml";
const CALENDAR: &str = "rulebook/calendar.toml";
const REMINDERS: &str = "rulebook/reminders.toml";

/// When an edition holds, and by which article: the same in every entry of every file.
struct Span {
    key: String,
    from: Datetime,
    until: Option<Datetime>,
    source: String,
}

/// A struct of an entry with these fields beside its own.
macro_rules! entries {
    ($($name:ident { $($(#[$serde:meta])? $field:ident: $of:ty,)* })+) => { $(
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct $name {
            key: String,
            from: Datetime,
            until: Option<Datetime>,
            source: String,
            $($(#[$serde])? $field: $of,)*
        }

        impl Entry for $name {
            fn span(&self) -> Span {
                Span {
                    key: self.key.clone(),
                    from: self.from,
                    until: self.until,
                    source: self.source.clone(),
                }
            }
        }
    )+ };
}

/// What fields hold.
mod fields;
/// How the pages of forms are laid out. It stands here, for the macro above is known from here on.
mod layouts;

trait Entry {
    fn span(&self) -> Span;
}

entries! {
    RawDuty {
        said: Said,
        owed_by: String,
        to: Vec<RawTo>,
        to_defence: Option<Said>,
        form: Option<String>,
        clock: String,
        due: toml::Value,
        #[serde(default)] all: Vec<String>,
        #[serde(default)] any: Vec<String>,
        #[serde(default)] unless: Vec<String>,
    }
    RawYearly {
        said: Said,
        owed_by: String,
        to: Vec<RawTo>,
        form: Option<String>,
        before: String,
    }
    RawRole { law: Said, body: Option<Said>, }
    RawSaid { said: Said, }
    RawSerious { standing: String, condition: Vec<RawCondition>, }
    RawForm {
        number: Option<String>,
        official: bool,
        title: Said,
        required: Vec<String>,
    }
    RawReminders {
        percent: Option<Vec<u32>>,
        hours_before: Option<Vec<u32>>,
        late_every_hours: Option<u32>,
        again_minutes: Option<u32>,
        higher_after: Option<u32>,
        most_levels: u32,
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawTo {
    role: Option<String>,
    vi: Option<String>,
    en: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawCondition {
    key: String,
    said: Said,
    questions: Vec<RawQuestion>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawQuestion {
    key: String,
    vi: String,
    en: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawYear {
    year: i16,
    source: String,
    off: Vec<Datetime>,
    worked: Vec<Datetime>,
}

/// What each file holds.
macro_rules! files {
    ($($name:ident { $($field:ident: $of:ty,)+ })+) => { $(
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct $name { $($field: $of,)+ }
    )+ };
}
files! {
    RawDeadlines { begins: Datetime, deadline: Vec<RawDuty>, yearly: Vec<RawYearly>, }
    RawRoles { role: Vec<RawRole>, }
    RawWords { word: Vec<RawSaid>, class: Vec<RawSaid>, taxonomy: Vec<RawSaid>, fact: Vec<RawSaid>, }
    RawSeriousness { serious: Vec<RawSerious>, }
    RawForms { form: Vec<RawForm>, }
    RawCalendar { year: Vec<RawYear>, }
    RawRhythms { reminders: Vec<RawReminders>, }
}

/// Reads all of it.
pub fn read(files: &Files<'_>) -> Result<Rulebook, Refused> {
    let deadlines: RawDeadlines = parse(DEADLINES, files.deadlines)?;
    let begins = day(DEADLINES, "begins", "begins", &deadlines.begins)?;
    let duties = chains(DEADLINES, deadlines.deadline, duty)?;
    let yearly = chains(DEADLINES, deadlines.yearly, yearly)?;

    let roles: RawRoles = parse(ROLES, files.roles)?;
    let roles = chains(ROLES, roles.role, |key, raw| {
        said(ROLES, key, "law", &raw.law)?;
        raw.body.as_ref().map_or(Ok(()), |body| said(ROLES, key, "body", body))?;
        Ok(Body { law: raw.law, body: raw.body })
    })?;
    dated::whole::<Role, _>(ROLES, &roles, begins)?;

    let words: RawWords = parse(WORDS, files.words)?;
    let plain = |key: &str, raw: RawSaid| said(WORDS, key, "said", &raw.said).map(|()| raw.said);
    let (words, classes, taxonomy, facts) = (
        chains(WORDS, words.word, plain)?,
        chains(WORDS, words.class, plain)?,
        chains(WORDS, words.taxonomy, plain)?,
        chains(WORDS, words.fact, plain)?,
    );
    dated::whole::<Word, _>(WORDS, &words, begins)?;
    dated::whole::<Class, _>(WORDS, &classes, begins)?;
    dated::whole::<Taxonomy, _>(WORDS, &taxonomy, begins)?;
    dated::whole::<Fact, _>(WORDS, &facts, begins)?;

    let serious: RawSeriousness = parse(SERIOUS, files.serious)?;
    let serious = chains(SERIOUS, serious.serious, seriousness)?;

    let forms: RawForms = parse(FORMS, files.forms)?;
    let forms = chains(FORMS, forms.form, form)?;
    dated::known::<FormKey, _>(FORMS, &forms)?;
    let fields = fields::read(files.fields)?;
    let layouts = layouts::read(files.papers, &forms, &fields)?;

    let (mut dated_rhythms, mut at_once) = (Vec::new(), Vec::new());
    let rhythms: RawRhythms = parse(REMINDERS, files.reminders)?;
    for raw in rhythms.reminders {
        let span = raw.span();
        match span.key.as_str() {
            "dated" => dated_rhythms.push(edition(REMINDERS, raw, dated_rhythm)?),
            "at_once" => at_once.push(edition(REMINDERS, raw, at_once_rhythm)?),
            _ => return Err(unknown(REMINDERS, &span.key, "key", &span.key)),
        }
    }

    Ok(Rulebook {
        begins,
        duties,
        yearly,
        roles,
        words,
        classes,
        taxonomy,
        facts,
        serious,
        forms,
        layouts,
        fields,
        dated: dated::chains(REMINDERS, dated_rhythms)?,
        at_once: dated::chains(REMINDERS, at_once)?,
        calendar: calendar(parse(CALENDAR, files.calendar)?)?,
    })
}

fn parse<T: DeserializeOwned>(file: &'static str, text: &str) -> Result<T, Refused> {
    if text.len() > LONGEST {
        return Err(Refused::TooLong { file, limit: LONGEST });
    }
    toml::from_str(text).map_err(|error| {
        let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or("");
        let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
        Refused::Shape { file, line, what: error.message().to_owned() }
    })
}

fn chains<R: Entry, T>(
    file: &'static str,
    entries: Vec<R>,
    read: impl Fn(&str, R) -> Result<T, Refused>,
) -> Result<Vec<Chain<T>>, Refused> {
    let all: Result<Vec<_>, _> = entries.into_iter().map(|raw| edition(file, raw, &read)).collect();
    dated::chains(file, all?)
}

fn edition<R: Entry, T>(
    file: &'static str,
    raw: R,
    read: impl Fn(&str, R) -> Result<T, Refused>,
) -> Result<(String, Dated<T>), Refused> {
    let Span { key, from, until, source } = raw.span();
    let from = day(file, &key, "from", &from)?;
    let until = until.map(|until| day(file, &key, "until", &until)).transpose()?;
    let value = read(&key, raw)?;
    Ok((key, Dated { from, until, source, value }))
}

fn duty(key: &str, raw: RawDuty) -> Result<Duty, Refused> {
    said(DEADLINES, key, "said", &raw.said)?;
    raw.to_defence.as_ref().map_or(Ok(()), |words| said(DEADLINES, key, "to_defence", words))?;
    let facts = |field: &'static str, names: &[String]| {
        names.iter().map(|name| of_key(DEADLINES, key, field, name)).collect::<Result<Vec<Fact>, _>>()
    };
    Ok(Duty {
        key: key.to_owned(),
        owed_by: of_key(DEADLINES, key, "owed_by", &raw.owed_by)?,
        to: addressees(key, raw.to)?,
        to_defence: raw.to_defence,
        form: raw.form.map(|form| of_key(DEADLINES, key, "form", &form)).transpose()?,
        clock: match raw.clock.as_str() {
            "detected" => Clock::Detected,
            "received" => Clock::Received,
            "ended" => Clock::Ended,
            "data_breach" => Clock::DataBreach,
            "asked" => Clock::Asked,
            other => return Err(unknown(DEADLINES, key, "clock", other)),
        },
        limit: limit(key, &raw.due)?,
        all: facts("all", &raw.all)?,
        any: facts("any", &raw.any)?,
        unless: facts("unless", &raw.unless)?,
        said: raw.said,
    })
}

fn yearly(key: &str, raw: RawYearly) -> Result<Yearly, Refused> {
    said(DEADLINES, key, "said", &raw.said)?;
    let before = raw.before.split_once('-').and_then(|(month, day)| {
        let (month, day) = (month.parse::<i8>().ok()?, day.parse::<i8>().ok()?);
        // One that every year has.
        Day::new(2023, month, day).map(|_| (month, day))
    });
    Ok(Yearly {
        key: key.to_owned(),
        owed_by: of_key(DEADLINES, key, "owed_by", &raw.owed_by)?,
        to: addressees(key, raw.to)?,
        form: raw.form.map(|form| of_key(DEADLINES, key, "form", &form)).transpose()?,
        before: before.ok_or_else(|| unknown(DEADLINES, key, "before", &raw.before))?,
        said: raw.said,
    })
}

fn addressees(key: &str, all: Vec<RawTo>) -> Result<Vec<To>, Refused> {
    let read = |raw: RawTo| match (raw.role, raw.vi, raw.en) {
        (Some(role), None, None) => of_key(DEADLINES, key, "to", &role).map(To::Role),
        (None, Some(vi), Some(en)) => {
            let words = Said { vi, en };
            said(DEADLINES, key, "to", &words).map(|()| To::Named(words))
        }
        _ => Err(unknown(DEADLINES, key, "to", "a role beside words, or words in one language alone")),
    };
    all.into_iter().map(read).collect()
}

fn limit(key: &str, due: &toml::Value) -> Result<Limit, Refused> {
    let refused = || {
        let value = due.as_str().map_or_else(
            || {
                due.as_table()
                    .map(|table| table.keys().cloned().collect::<Vec<_>>().join(", "))
                    .unwrap_or_default()
            },
            str::to_owned,
        );
        unknown(DEADLINES, key, "due", &value)
    };
    match due {
        toml::Value::String(word) => match word.as_str() {
            "at_once" => Ok(Limit::AtOnce),
            "set_by_the_office" => Ok(Limit::SetByTheOffice),
            "undated" => Ok(Limit::Undated),
            _ => Err(refused()),
        },
        toml::Value::Table(table) => {
            let mut pairs = table.iter();
            let (Some((unit, toml::Value::Integer(number))), None) = (pairs.next(), pairs.next()) else {
                return Err(refused());
            };
            let bounds =
                Refused::Bounds { file: DEADLINES, key: key.to_owned(), field: "due", least: 1, most: MOST };
            let number =
                u32::try_from(*number).ok().filter(|number| (1..=MOST).contains(number)).ok_or(bounds)?;
            match unit.as_str() {
                "hours" => Ok(Limit::Hours(number)),
                "days" => Ok(Limit::Days(number)),
                "working_days" => Ok(Limit::WorkingDays(number)),
                _ => Err(refused()),
            }
        }
        _ => Err(refused()),
    }
}

fn seriousness(key: &str, raw: RawSerious) -> Result<Seriousness, Refused> {
    let standing = match raw.standing.as_str() {
        "definition" => Standing::Definition,
        "hint" => Standing::Hint,
        other => return Err(unknown(SERIOUS, key, "standing", other)),
    };
    if raw.condition.is_empty() {
        return Err(Refused::Empty { file: SERIOUS, key: key.to_owned(), field: "condition" });
    }
    let mut asked = Vec::new();
    let mut conditions = Vec::new();
    for condition in raw.condition {
        said(SERIOUS, key, "said", &condition.said)?;
        if condition.questions.is_empty() {
            return Err(Refused::Empty { file: SERIOUS, key: key.to_owned(), field: "questions" });
        }
        let mut questions = Vec::new();
        for question in condition.questions {
            if asked.contains(&question.key) {
                let (key, value) = (key.to_owned(), question.key);
                return Err(Refused::Twice { file: SERIOUS, key, field: "questions", value });
            }
            asked.push(question.key.clone());
            let words = Said { vi: question.vi, en: question.en };
            said(SERIOUS, key, "questions", &words)?;
            questions.push(Question { key: question.key, said: words });
        }
        conditions.push(Condition { key: condition.key, said: condition.said, questions });
    }
    Ok(Seriousness { standing, conditions })
}

fn form(key: &str, raw: RawForm) -> Result<Form, Refused> {
    said(FORMS, key, "title", &raw.title)?;
    let required: Result<Vec<Field>, _> =
        raw.required.iter().map(|field| of_key(FORMS, key, "required", field)).collect();
    Ok(Form {
        key: of_key(FORMS, key, "key", key)?,
        number: raw.number,
        official: raw.official,
        title: raw.title,
        required: required?,
    })
}

fn dated_rhythm(key: &str, raw: RawReminders) -> Result<DatedRhythm, Refused> {
    let (Some(percent), Some(hours_before), Some(late_every_hours), None, None) =
        (raw.percent, raw.hours_before, raw.late_every_hours, raw.again_minutes, raw.higher_after)
    else {
        return Err(unknown(REMINDERS, key, "key", key));
    };
    for percent in &percent {
        bounded(key, "percent", *percent, 1, 99)?;
    }
    for hours in &hours_before {
        bounded(key, "hours_before", *hours, 1, MOST)?;
    }
    bounded(key, "late_every_hours", late_every_hours, 1, MOST)?;
    bounded(key, "most_levels", raw.most_levels, 0, 20)?;
    Ok(DatedRhythm { percent, hours_before, late_every_hours, most_levels: raw.most_levels })
}

fn at_once_rhythm(key: &str, raw: RawReminders) -> Result<AtOnceRhythm, Refused> {
    let (None, None, None, Some(again_minutes), Some(higher_after)) =
        (raw.percent, raw.hours_before, raw.late_every_hours, raw.again_minutes, raw.higher_after)
    else {
        return Err(unknown(REMINDERS, key, "key", key));
    };
    bounded(key, "again_minutes", again_minutes, 1, MOST)?;
    bounded(key, "higher_after", higher_after, 1, MOST)?;
    bounded(key, "most_levels", raw.most_levels, 0, 20)?;
    Ok(AtOnceRhythm { again_minutes, higher_after, most_levels: raw.most_levels })
}

fn calendar(raw: RawCalendar) -> Result<Calendar, Refused> {
    let mut calendar = Calendar::default();
    for raw in raw.year {
        let key = raw.year.to_string();
        if raw.source.trim().is_empty() {
            return Err(Refused::Empty { file: CALENDAR, key, field: "source" });
        }
        let mut year = Year::default();
        for (field, days, into) in
            [("off", &raw.off, &mut year.off), ("worked", &raw.worked, &mut year.worked)]
        {
            for value in days {
                let found = day(CALENDAR, &key, field, value)?;
                // A day of another year, or a working day that is no exchange, is a slip of the pen.
                if found.year() != raw.year || (field == "worked" && !found.is_weekend()) {
                    return Err(unknown(CALENDAR, &key, field, &value.to_string()));
                }
                if !into.insert(found) {
                    return Err(Refused::Twice { file: CALENDAR, key, field, value: value.to_string() });
                }
            }
        }
        if calendar.years.insert(raw.year, year).is_some() {
            return Err(Refused::Twice { file: CALENDAR, key: key.clone(), field: "year", value: key });
        }
    }
    Ok(calendar)
}

fn bounded(key: &str, field: &'static str, number: u32, least: u32, most: u32) -> Result<(), Refused> {
    if (least..=most).contains(&number) {
        Ok(())
    } else {
        Err(Refused::Bounds { file: REMINDERS, key: key.to_owned(), field, least, most })
    }
}

fn day(file: &'static str, key: &str, field: &'static str, value: &Datetime) -> Result<Day, Refused> {
    let text = value.to_string();
    Day::from_iso(&text).map_err(|_| Refused::NoDay { file, key: key.to_owned(), field, value: text })
}

fn said(file: &'static str, key: &str, field: &'static str, said: &Said) -> Result<(), Refused> {
    if said.vi.trim().is_empty() || said.en.trim().is_empty() {
        return Err(Refused::Empty { file, key: key.to_owned(), field });
    }
    Ok(())
}

fn of_key<K: Key>(file: &'static str, key: &str, field: &'static str, value: &str) -> Result<K, Refused> {
    K::of(value).ok_or_else(|| unknown(file, key, field, value))
}

fn unknown(file: &'static str, key: &str, field: &'static str, value: &str) -> Refused {
    Refused::Unknown { file, key: key.to_owned(), field, value: value.to_owned() }
}

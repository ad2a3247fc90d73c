//! `quet rulebook show`: who owes what to whom by when, by the rules of a day.
//!
//! Must never say more than the rulebook does: what has no date in law is said to have none.

use office::day::Day;
use office::rulebook::{Clock, Edition, Fact, FormKey, Key, Limit, Role, Rule, Rulebook, Said, Word};

use crate::exit::Exit;
use crate::out;
use words::{Language, Words};

/// Runs the command.
pub fn show(on: Option<&str>, words: &Words) -> Exit {
    let day = match day_of(on, words) {
        Ok(day) => day,
        Err(exit) => return exit,
    };
    let edition = match Rulebook::shipped().on(day) {
        Ok(edition) => edition,
        Err(none) => {
            let values = [("begins", &*none.begins.written()), ("day", &day.written())];
            out::aside(format!("quet: {}", words.with("rulebook-none", &values)));
            return Exit::Usage;
        }
    };
    out::line(words.with("rulebook-of", &[("day", &day.written())]));
    for rule in edition.rules() {
        out::line("");
        print(&rule, &edition, words);
    }
    out::line("");
    out::line(words.say("rulebook-yearly"));
    for owed in edition.yearly(day.year()) {
        if let office::rulebook::Due::By(until) = owed.due
            && let Some(last) = Day::at(until.as_second())
        {
            let when = words.with("rulebook-yearly-by", &[("day", &last.written())]);
            out::line(format!("  {}: {when} ({})", said(&owed.said, words), owed.source));
        }
    }
    out::line("");
    out::line(words.say("rulebook-roles"));
    for role in Role::ALL {
        let body = &edition.role(role).value;
        let name = said(&body.law, words);
        out::line(match &body.body {
            Some(body) => {
                format!("  {}", words.with("rulebook-role", &[("role", name), ("body", said(body, words))]))
            }
            None => format!("  {}", words.with("rulebook-role-blank", &[("role", name)])),
        });
    }
    out::line("");
    out::line(words.say("rulebook-words"));
    for word in Word::ALL {
        let word = edition.word(*word);
        out::line(format!("  {} ({})", said(&word.value, words), word.source));
    }
    Exit::Fine
}

/// The day that was named, or today.
pub fn day_of(on: Option<&str>, words: &Words) -> Result<Day, Exit> {
    let found = match on {
        Some(text) => Day::read(text).ok(),
        None => Day::at(jiff::Timestamp::now().as_second()),
    };
    found.ok_or_else(|| {
        out::aside(format!("quet: {}", words.with("papers-no-day", &[("day", on.unwrap_or_default())])));
        Exit::Usage
    })
}

/// In the language of who asks.
pub fn said<'a>(said: &'a Said, words: &Words) -> &'a str {
    match words.language() {
        Language::Vietnamese => &said.vi,
        Language::English => &said.en,
    }
}

fn print(rule: &Rule<'_>, edition: &Edition<'_>, words: &Words) {
    out::line(format!("{}: {}", rule.key, said(rule.said, words)));
    let line = |id: &str, name: &str, value: &str| {
        if !value.is_empty() {
            out::line(format!("  {}", words.with(id, &[(name, value)])));
        }
    };
    line("rulebook-limit", "limit", &limit(rule, words));
    line("rulebook-by", "who", said(&edition.role(rule.owed_by).value.law, words));
    let to: Vec<_> = rule.to.iter().map(|one| said(&one.said, words)).collect();
    line("rulebook-to", "whom", &to.join("; "));
    let facts = |facts: &[Fact]| {
        facts.iter().map(|fact| said(&edition.fact(*fact).value, words)).collect::<Vec<_>>().join("; ")
    };
    line("rulebook-if-all", "facts", &facts(rule.all));
    line("rulebook-if-any", "facts", &facts(rule.any));
    line("rulebook-unless", "facts", &facts(rule.unless));
    let title = |form: FormKey| edition.form(form).map(|form| said(&form.value.title, words).to_owned());
    line("rulebook-form", "form", &rule.form.and_then(title).unwrap_or_default());
    line("rulebook-source", "source", rule.source);
}

fn limit(rule: &Rule<'_>, words: &Words) -> String {
    let clock = words.say(match rule.clock {
        Clock::Detected => "rulebook-clock-detected",
        Clock::Received => "rulebook-clock-received",
        Clock::Ended => "rulebook-clock-ended",
        Clock::DataBreach => "rulebook-clock-data-breach",
        Clock::Asked => "rulebook-clock-asked",
    });
    let counted =
        |id: &str, number: u32| words.with(id, &[("number", &number.to_string()), ("clock", &clock)]);
    match rule.limit {
        Limit::AtOnce => words.with("rulebook-at-once", &[("clock", &clock)]),
        Limit::Hours(hours) => counted("rulebook-hours", hours),
        Limit::Days(days) => counted("rulebook-days", days),
        Limit::WorkingDays(days) => counted("rulebook-working-days", days),
        Limit::SetByTheOffice => words.say("rulebook-set"),
        Limit::Undated => words.say("rulebook-undated"),
    }
}

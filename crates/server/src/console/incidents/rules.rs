//! The law's clocks in an incident: what is owed on it, by the rules of the day of its detection.
//!
//! Must never take a moment for a clock's beginning that nobody recorded.

use jiff::Timestamp;
use office::day::Day;
use office::incident::{Grade, Incident};
use office::rulebook::{Due, Edition, Facts, Key, Owed, PersonalData, Reminder, Rulebook};

/// The rule by which whoever told of an incident is answered.
pub const ACKNOWLEDGE: &str = "acknowledge";

/// Something that is owed, and how it stands.
pub struct Standing {
    /// What.
    pub owed: Owed,
    /// Until when, in seconds since 1970; nothing where the law names no moment.
    pub due: Option<i64>,
    /// Whether it was owed at once.
    pub at_once: bool,
    /// When it was met.
    pub met: Option<i64>,
}

impl Standing {
    /// Whether it is late at that moment, or was met late.
    pub fn is_late(&self, now: i64) -> bool {
        // What is owed at once is late when an hour has passed: nobody writes it in less.
        let grace = if self.at_once { 3_600 } else { 0 };
        self.due.is_some_and(|due| self.met.unwrap_or(now) > due + grace)
    }
}

/// The edition of the day on which it was detected; before the first day of the rulebook, that of the first.
pub fn edition(incident: &Incident) -> Edition<'static> {
    of_day(Day::at(incident.detected_at))
}

/// The edition of the newest rules, for what is called the same on every day.
pub fn today() -> Edition<'static> {
    of_day(Day::new(2199, 12, 31))
}

#[allow(clippy::expect_used, reason = "a rulebook has an edition on its own first day")]
fn of_day(day: Option<Day>) -> Edition<'static> {
    let book = Rulebook::shipped();
    let day = day.unwrap_or_else(|| book.begins()).max(book.begins());
    book.on(day).expect("a rulebook has an edition on its own first day")
}

/// What is known, as the rulebook asks for it.
pub fn facts(incident: &Incident) -> Facts {
    let moment = |at: i64| Timestamp::from_second(at).ok();
    let known = &incident.facts;
    Facts {
        received: moment(incident.opened_at),
        ended: incident.ended_at.and_then(moment),
        data_breach: (known.personal_data_at != 0).then(|| moment(known.personal_data_at)).flatten(),
        serious: incident.grade == Some(Grade::Serious),
        beyond_capacity: known.beyond_capacity,
        dangerous_situation: known.dangerous_situation,
        security_signs: known.security_signs,
        severe_disruption: known.severe_disruption,
        service_enterprise: known.service_enterprise,
        national_critical: known.national_critical,
        complex: known.complex,
        military: known.military,
        defence: known.defence,
        personal_data: known.personal_data.then_some(PersonalData {
            location_or_biometric: known.location_or_biometric,
            finance_sensitive: known.finance_sensitive,
        }),
        ..Facts::of(moment(incident.detected_at).unwrap_or_default())
    }
}

/// All that is owed on it, as it stands. An attempt that did no harm, and what was found to be none, starts no clock.
pub fn standing(incident: &Incident) -> Vec<Standing> {
    if incident.verified_at.is_none() || matches!(incident.phase.as_str(), "rejected" | "same") {
        return Vec::new();
    }
    let all = edition(incident).deadlines(&facts(incident));
    all.into_iter()
        .map(|owed| {
            let (due, at_once) = match owed.due {
                Due::AtOnce(from) => (Some(from.as_second()), true),
                Due::By(by) => (Some(by.as_second()), false),
                Due::Undated | Due::After(_) | Due::NotInCalendar(_) => (None, false),
            };
            // Whoever told of it is answered by word; all else is met by a paper that went out.
            let met = if owed.key == ACKNOWLEDGE {
                incident.acknowledged_at
            } else {
                incident.met_at(&owed.key, owed.form.map(Key::key))
            };
            Standing { due, at_once, met, owed }
        })
        .collect()
}

/// The next moment at which something is owed that nobody has sent.
pub fn next_due(incident: &Incident) -> Option<i64> {
    standing(incident).into_iter().filter(|one| one.met.is_none()).filter_map(|one| one.due).min()
}

/// How finely, and how far ahead, it is looked for the next reminder, in seconds.
const FINELY: i64 = 300;
const AHEAD: i64 = 86_400;

/// The reminders of what is owed and was not met, at that moment, of which none was sent: of which deadline each is.
pub fn reminders(incident: &Incident, now: i64) -> Vec<(Owed, Reminder)> {
    due_reminders(incident, &unmet(incident), now)
}

/// When it is to be looked at next for a reminder: the moment of one, to five minutes; or a day from now, where there is
/// none before that. Nothing where nothing is owed.
pub fn next_reminder(incident: &Incident, now: i64) -> Option<i64> {
    let owed = unmet(incident);
    if owed.is_empty() {
        return None;
    }
    let steps = (0..AHEAD / FINELY).map(|step| now + step * FINELY);
    let mut due = steps.filter(|at| !due_reminders(incident, &owed, *at).is_empty());
    Some(due.next().unwrap_or(now + AHEAD))
}

fn unmet(incident: &Incident) -> Vec<Owed> {
    standing(incident).into_iter().filter(|one| one.met.is_none()).map(|one| one.owed).collect()
}

fn due_reminders(incident: &Incident, owed: &[Owed], at: i64) -> Vec<(Owed, Reminder)> {
    let Ok(moment) = Timestamp::from_second(at) else { return Vec::new() };
    let edition = edition(incident);
    let sent: Vec<&str> = incident.reminders.iter().map(|(key, ..)| key.as_str()).collect();
    let of = |owed: &Owed| {
        let reminders = edition.reminders(owed, &sent, moment).into_iter();
        reminders.map(|reminder| (owed.clone(), reminder)).collect::<Vec<_>>()
    };
    owed.iter().flat_map(of).collect()
}

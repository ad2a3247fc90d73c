//! The law's clocks in an incident: what is owed on it, by the rules of the day of its detection.
//!
//! Must never take a moment for a clock's beginning that nobody recorded.

use jiff::Timestamp;
use office::day::Day;
use office::incident::{Grade, Incident, Phase, Summary};
use office::playbook::Role;
use office::rulebook::{Clock, Due, Edition, Facts, Key, Owed, PersonalData, Reminder, Rulebook, Said};

use crate::console::frame::Desk;

/// The rule by which whoever told of an incident is answered.
pub const ACKNOWLEDGE: &str = "acknowledge";

/// What is owed at once is late when so many seconds have passed: nobody writes it in less.
const GRACE: i64 = 3_600;

/// On what it hangs that something is owed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HangsOn {
    /// On nothing more.
    Nothing,
    /// That it is an incident, which nobody has found out yet.
    Incident,
    /// That it is serious, which nobody has decided yet.
    Serious,
}

/// Something that is owed, and how it stands.
pub struct Standing {
    /// What.
    pub owed: Owed,
    /// On what it hangs still.
    pub hangs_on: HangsOn,
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
        self.late_at().is_some_and(|late_at| self.met.unwrap_or(now) > late_at)
    }

    /// After which moment it is late.
    fn late_at(&self) -> Option<i64> {
        self.due.map(|due| if self.at_once { due + GRACE } else { due })
    }

    /// Whether it is to be done before anything else: it is owed at once, late, or in the last quarter of its time.
    fn presses(&self, now: i64) -> bool {
        let Some(due) = self.due.filter(|_| self.met.is_none() && self.hangs_on == HangsOn::Nothing) else {
            return false;
        };
        let since = self.owed.since.map_or(due, Timestamp::as_second);
        self.at_once || now >= due - (due - since) / 4
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
        received: if incident.was_told() { moment(incident.opened_at) } else { None },
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
        asked: if known.asked_at == 0 { None } else { moment(known.asked_at) },
        processor: known.processor,
        operator_hours: incident.operator_hours,
        // Whoever says which of them are concerned has said that some are.
        personal_data: (known.personal_data || known.location_or_biometric || known.finance_sensitive)
            .then_some(PersonalData {
                location_or_biometric: known.location_or_biometric,
                finance_sensitive: known.finance_sensitive,
            }),
        ..Facts::of(moment(incident.detected_at).unwrap_or_default())
    }
}

/// All that is owed on it, as it stands. Clocks run from the first message on: until somebody found out whether it is one,
/// what hangs on its detection is owed if it is, and until somebody decided how grave it is, what a serious one owes is owed
/// if it is serious. What was found to be none, and what goes on in another, owes nothing.
pub fn standing(incident: &Incident) -> Vec<Standing> {
    if matches!(incident.phase, Phase::Rejected | Phase::SameAs(_)) {
        return Vec::new();
    }
    let edition = edition(incident);
    let known = facts(incident);
    let sure: Vec<String> = edition.deadlines(&known).into_iter().map(|owed| owed.key).collect();
    let is_new = incident.phase == Phase::Received;
    let all = match incident.grade {
        None => edition.deadlines(&Facts { serious: true, ..known }),
        Some(_) => edition.deadlines(&known),
    };
    let standing = all.into_iter().filter_map(|owed| {
        let hangs_on = match (sure.contains(&owed.key), is_new, owed.clock) {
            (_, true, Clock::Ended) => return None,
            (true, true, Clock::Detected | Clock::DataBreach) => HangsOn::Incident,
            (true, ..) => HangsOn::Nothing,
            (false, _, Clock::Detected) => HangsOn::Serious,
            (false, ..) => return None,
        };
        (!is_to_oneself(incident, &owed)).then(|| one(incident, owed, hangs_on))
    });
    standing.collect()
}

/// Whether it would be told by a unit to itself.
fn is_to_oneself(incident: &Incident, owed: &Owed) -> bool {
    let own = incident.roles.get(&owed.owed_by);
    owed.owed_by == Role::Operator
        && !owed.to.is_empty()
        && owed
            .to
            .iter()
            .all(|to| to.role.is_some_and(|role| own.is_some() && incident.roles.get(&role) == own))
}

fn one(incident: &Incident, owed: Owed, hangs_on: HangsOn) -> Standing {
    let (due, at_once) = match owed.due {
        Due::AtOnce(from) => (Some(from.as_second()), true),
        Due::By(by) => (Some(by.as_second()), false),
        Due::Undated | Due::After(_) | Due::NotInCalendar(_) => (None, false),
    };
    // Whoever told of it is answered by word; all else is met by a paper that went out: what is owed of the end, by one
    // that went out since it was opened again.
    let since = if owed.clock == Clock::Ended { incident.reopened } else { 0 };
    let met = if owed.key == ACKNOWLEDGE {
        incident.acknowledged_at
    } else {
        incident.met_at(&owed.key, owed.form.map(Key::key), since)
    };
    Standing { due, at_once, met, owed, hangs_on }
}

/// The next moment at which something is owed that nobody has sent, and the next after which something is late.
pub fn next_due(incident: &Incident) -> (Option<i64>, Option<i64>) {
    let unmet: Vec<Standing> = standing(incident).into_iter().filter(|one| one.met.is_none()).collect();
    (unmet.iter().filter_map(|one| one.due).min(), unmet.iter().filter_map(Standing::late_at).min())
}

/// The moment at which something is owed next on one of a list.
pub fn due_in_short(f: &Desk<'_>, one: &Summary, now: i64) -> String {
    match one.due {
        // Its moment is over, and it is not late: it is owed at once.
        Some(due) if due <= now && !one.is_late(now) => f.say("deadline-at-once"),
        Some(due) => f.moment(due),
        None => String::new(),
    }
}

/// What is to be sent before anything else is done, the first of it.
pub fn pressing(incident: &Incident, now: i64) -> Option<Standing> {
    standing(incident).into_iter().find(|one| one.presses(now))
}

/// The unit that owes it: whoever has that part, or else the unit that it happened to.
pub fn debtor(incident: &Incident, owed: &Owed) -> i64 {
    incident.roles.get(&owed.owed_by).copied().unwrap_or_else(|| incident.unit())
}

/// What has its moment and was not sent: it is said when it is closed without that.
pub fn unsent(incident: &Incident) -> Vec<Standing> {
    standing(incident).into_iter().filter(|one| one.met.is_none() && one.due.is_some()).collect()
}

/// What the rule of that key is about, by the day's rules; nothing where they have none of it any more.
pub fn about(incident: &Incident, key: &str) -> Option<Said> {
    edition(incident).rules().find(|rule| rule.key == key).map(|rule| rule.said.clone())
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

/// What people are reminded of: no more of what is over, and here no more of what goes on elsewhere.
fn unmet(incident: &Incident) -> Vec<Owed> {
    if !incident.phase.is_live() || incident.gone_at.is_some() {
        return Vec::new();
    }
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

//! What an incident came to: machines, damage, cause, what is still to be done, and how long each part took.
//!
//! Must never say of a machine that it was read to the end where its scan does not.

use super::act::query;
use super::deeds::About;
use super::seen::Seen;
use crate::console::frame::Desk;

/// A time in hours and minutes, or in days where it is long.
pub fn span(f: &Desk<'_>, seconds: i64) -> String {
    let minutes = seconds.max(0) / 60;
    let (days, hours) = (minutes / 1_440, minutes % 1_440 / 60);
    if days >= 3 {
        f.words.with("span-days", &[("days", &days.to_string()), ("hours", &hours.to_string())])
    } else {
        let (hours, minutes) = (minutes / 60, minutes % 60);
        f.words.with("span-hours", &[("hours", &hours.to_string()), ("minutes", &minutes.to_string())])
    }
}

/// A machine: its name, where it is, how it stands, and the query of its form.
pub fn machine_row(
    f: &Desk<'_>,
    name: &str,
    machine: &office::incident::Machine,
) -> (String, String, String, String) {
    let about = About { name: name.to_owned(), ..About::default() };
    let state = if machine.scanned_at == 0 {
        f.say("event-machine-not-scanned")
    } else {
        let counts = f.words.with(
            "event-machine-scanned",
            &[("found", &f.words.number(machine.found)), ("cleaned", &f.words.number(machine.cleaned))],
        );
        let whole =
            if machine.complete { String::new() } else { format!(" {}", f.say("incident-machine-gaps")) };
        format!("{}, {counts}{whole}", f.moment(machine.scanned_at))
    };
    (name.to_owned(), machine.place.clone(), state, query(&about))
}

/// What it did, by what and how much.
pub fn impact(f: &Desk<'_>, seen: &Seen) -> Vec<(String, String)> {
    impact_of(f, &seen.kept.incident.impact)
}

/// The same as somebody said it.
pub fn impact_of(f: &Desk<'_>, impact: &office::incident::Impact) -> Vec<(String, String)> {
    let mut said = Vec::new();
    if let Some(people) = impact.people {
        said.push((f.say("incident-impact-people"), f.words.number(people)));
    }
    for (label, text) in
        [("incident-impact-data", &impact.data), ("incident-impact-services", &impact.services)]
    {
        if !text.is_empty() {
            said.push((f.say(label), text.clone()));
        }
    }
    if let Some(loss) = impact.loss {
        said.push((f.say("incident-impact-loss"), f.words.number(loss)));
    }
    said
}

/// Why it happened, and what is learnt from it.
pub fn cause(f: &Desk<'_>, seen: &Seen) -> Vec<(String, String)> {
    let Some((cause, lessons, measures)) = &seen.kept.incident.cause else { return Vec::new() };
    let all = [
        ("incident-cause-what", cause),
        ("incident-cause-lessons", lessons),
        ("incident-cause-measures", measures),
    ];
    all.into_iter().filter(|(_, text)| !text.is_empty()).map(|(id, text)| (f.say(id), text.clone())).collect()
}

/// What is still to be done: its number where it is open, what, by whom, until when.
pub fn tasks(f: &Desk<'_>, seen: &Seen) -> Vec<(u64, String, String, String)> {
    let told = |task: &office::incident::Task| match &task.done {
        Some((at, _)) => f.with1("incident-task-was-done", "moment", &f.moment(*at)),
        None if task.until == 0 => f.say("incident-task-open"),
        None => f.with1("incident-task-until", "moment", &f.moment(task.until)),
    };
    let all = seen.kept.incident.tasks.iter();
    all.map(|(number, task)| {
        let open = if task.done.is_none() { *number } else { 0 };
        (open, task.what.clone(), task.owner.clone(), told(task))
    })
    .collect()
}

/// How long each part took.
pub fn measures(f: &Desk<'_>, seen: &Seen) -> Vec<(String, String)> {
    let incident = &seen.kept.incident;
    let times = incident.measures(&seen.playbook, &seen.kept.entries, seen.now);
    let all = [
        ("measure-told", times.told),
        ("measure-acknowledged", times.acknowledged),
        ("measure-verified", times.verified),
        ("measure-contained", times.contained),
        ("measure-cleaned", times.cleaned),
        ("measure-restored", times.restored),
        ("measure-closed", times.closed),
    ];
    all.into_iter().filter_map(|(id, time)| Some((f.say(id), span(f, time?)))).collect()
}

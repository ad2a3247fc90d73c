//! What somebody may do with an incident now, as links: the one next thing, and all else.
//!
//! Must never offer what they may not do.

use office::incident::{CLOSING, Next, Phase, Want};
use office::playbook::{Item, Step};
use office::rulebook::Key;

use super::act::query;
use super::deeds::About;
use super::seen::Seen;
use super::{clocks, names, packages, rules, words};
use crate::console::frame::Desk;
use crate::console::signed::Signed;

/// Something to press.
pub struct Link {
    /// Where it leads.
    pub href: String,
    /// What it says.
    pub text: String,
}

fn here(seen: &Seen, deed: &str, about: &About) -> String {
    format!("/console/incidents/{}/do/{deed}{}", seen.kept.id, query(about))
}

/// The one next thing, as a link, and what is meant by it, which is empty where that is plain; nothing where it is not
/// theirs to do.
pub fn next(f: &Desk<'_>, seen: &Seen) -> Option<(Link, String)> {
    let plain = About::default();
    let of = |step: &Step, item: Option<&Item>| About {
        step: step.id.to_string(),
        item: item.map(|item| item.key.clone()).unwrap_or_default(),
        ..About::default()
    };
    let work = seen.kept.incident.next(&seen.playbook);
    if let Some(first) = pressing(f, seen, &work) {
        return Some(first);
    }
    if !seen.may(whose(&work)) {
        return None;
    }
    let (deed, about, text) = match work {
        Next::Acknowledge => ("acknowledge", plain, f.say("incident-acknowledge")),
        Next::Verify => ("verify", plain, f.say("incident-verify")),
        Next::Classify => ("classify", plain, f.say("incident-classify")),
        Next::Grade => ("grade", plain, f.say("incident-grade")),
        Next::SayFacts => ("facts", plain, f.say("incident-facts")),
        Next::Do(step, item) | Next::Keep(step, item) => {
            ("tick", of(step, Some(item)), words::of(f, &item.said).to_owned())
        }
        Next::Choose(step) => {
            ("skip", of(step, None), f.with1("incident-next-choose", "step", words::of(f, &step.name)))
        }
        Next::Finish(step) => {
            ("finish", of(step, None), f.with1("incident-next-finish", "step", &step.number.to_string()))
        }
        Next::Nothing => return None,
        Next::SayCause => ("cause", plain, f.say("incident-cause")),
        Next::End => ("end", plain, f.say("incident-end")),
        // It was issued: its number of arrival is what is missing, or the file that was signed.
        Next::Report if let Some(number) = seen.kept.incident.waiting(CLOSING) => (
            "arrived",
            About { of: u32::try_from(number).unwrap_or(0), ..About::default() },
            f.say("paper-next-arrived"),
        ),
        Next::Report => {
            let href = format!("/console/incidents/{}/papers/closing_report", seen.kept.id);
            return Some((Link { href, text: f.say("incident-next-report") }, String::new()));
        }
        Next::Close => ("close", plain, f.say("incident-close")),
        Next::Task(number) => (
            "task-done",
            About { of: u32::try_from(number).unwrap_or(0), ..About::default() },
            f.say("incident-task-done"),
        ),
    };
    let meant = match deed {
        "acknowledge" => f.say("incident-acknowledge-lead"),
        "verify" => f.say("incident-verify-lead"),
        "classify" => f.say("incident-classify-lead"),
        "facts" => f.say("incident-facts-lead"),
        "cause" => f.say("incident-cause-lead"),
        "end" => f.say("incident-end-lead"),
        "close" => f.say("incident-close-lead"),
        "arrived" => f.say("incident-arrived-lead"),
        _ => String::new(),
    };
    Some((Link { href: here(seen, deed, &about), text }, meant))
}

/// Whose the next thing is.
fn whose<'p>(next: &Next<'p>) -> Want<'p> {
    match next {
        Next::Verify | Next::Classify | Next::Grade => Want::Judge,
        Next::Do(step, _) | Next::Keep(step, _) => Want::Tick(Some(step)),
        Next::Choose(step) | Next::Finish(step) => Want::Lead(Some(step)),
        Next::SayCause => Want::Conclude,
        Next::Report => Want::Issue,
        Next::Task(_) => Want::Help,
        Next::Nothing => Want::Look,
        // What is added one day is for those whose incident it is.
        _ => Want::Own,
    }
}

/// What is to be sent before the work goes on, where it is theirs to send: what it is, until when, and where it is written.
fn pressing(f: &Desk<'_>, seen: &Seen, work: &Next<'_>) -> Option<(Link, String)> {
    // What is asked first decides what is owed at all.
    let asks = matches!(
        work,
        Next::Acknowledge | Next::Verify | Next::Classify | Next::Grade | Next::SayFacts | Next::Task(_)
    );
    let incident = &seen.kept.incident;
    if asks || !incident.phase.is_live() || incident.gone_at.is_some() {
        return None;
    }
    let one = rules::pressing(incident, seen.now)?;
    if !seen.hand.directs && !seen.hand.works_for_any(&[rules::debtor(incident, &one.owed)]) {
        return None;
    }
    let what = clocks::said(f, &one.owed.said);
    let meant = clocks::state(f, &one, seen.now);
    let meant = format!("{what}. {meant}. {}", one.owed.source);
    if one.owed.key == rules::ACKNOWLEDGE {
        let href = here(seen, "acknowledge", &About::default());
        return Some((Link { href, text: f.say("incident-acknowledge") }, meant));
    }
    let (href, text) = match one.owed.form {
        Some(form) => {
            let form = form.key();
            let said = super::papers::title(f, form);
            let href = format!("/console/incidents/{}/papers/{form}", seen.kept.id);
            (href, f.with1("clocks-write", "form", &said))
        }
        None => (here(seen, "sent", &About::default()), f.say("clocks-note-sent")),
    };
    Some((Link { href, text }, meant))
}

/// All else that they may do now.
pub fn deeds(f: &Desk<'_>, signed: &Signed, seen: &Seen) -> Vec<Link> {
    let incident = &seen.kept.incident;
    let link = |deed: &str, text: &str| Link { href: here(seen, deed, &About::default()), text: f.say(text) };
    let mut all = Vec::new();
    if names::may(signed, seen).is_ok() {
        let href = format!("/console/incidents/{}/names", seen.kept.id);
        all.push(Link { href, text: f.say("evidence-names") });
    }
    let own = seen.may(Want::Own);
    if packages::give::may(seen) {
        let href = format!("/console/incidents/{}/package", seen.kept.id);
        all.push(Link { href, text: f.say("package-give") });
    }
    let here = incident.here(&seen.playbook);
    let is_known = incident.phase != Phase::Received;
    let owes =
        |key: &str| rules::standing(incident).iter().any(|one| one.owed.key == key && one.met.is_none());
    // What is late stands before them as the next thing, and they stay possible.
    let next = incident.next(&seen.playbook);
    // The deed, what it is called, and whether it is theirs and its turn.
    let offered: &[(&str, &str, bool)] = if incident.phase.is_live() {
        &[
            ("acknowledge", "incident-acknowledge", own && owes(rules::ACKNOWLEDGE)),
            ("end", "incident-end", own && is_known && matches!(next, Next::End)),
            ("close", "incident-close", own && is_known && matches!(next, Next::Close)),
            ("classify", "incident-classify", is_known && seen.may(Want::Judge)),
            ("grade", "incident-grade", is_known && seen.may(Want::Judge)),
            ("facts", "incident-facts", own),
            ("decide", "incident-decide", is_known && seen.may(Want::Decide(here))),
            ("rename", "incident-rename", own),
            ("redate", "incident-redate", own),
            ("system", "incident-system", own),
            ("contain", "incident-contain", seen.may(Want::Help)),
            ("machine", "incident-machine", seen.may(Want::Help)),
            ("indicator", "incident-indicator", seen.may(Want::Help)),
            ("impact", "incident-impact", own),
            ("help", "incident-help", own),
            ("preserve", "incident-preserve", seen.may(Want::Help)),
            ("spokesperson", "incident-spokesperson", seen.may(Want::Issue)),
            ("release", "incident-release", seen.may(Want::Issue)),
            ("assign", "incident-assign", seen.may(Want::Direct)),
            ("give", "incident-give", seen.may(Want::Direct)),
            ("team", "incident-team", seen.may(Want::Direct)),
            ("order", "incident-order", seen.may(Want::Direct)),
            ("exit", "incident-exit", is_known && own),
            ("cause", "incident-cause", is_known && seen.may(Want::Conclude)),
            ("task", "incident-task", is_known && seen.may(Want::Help)),
            ("same", "incident-same", seen.may(Want::Unit)),
            ("reopen", "incident-reopen", incident.phase == Phase::Ended && seen.may(Want::Unit)),
        ]
    } else {
        &[
            ("task", "incident-task", incident.phase == Phase::Closed && seen.may(Want::Help)),
            ("reopen", "incident-reopen", seen.may(Want::Unit)),
        ]
    };
    let theirs = offered.iter().filter(|(.., is_theirs)| *is_theirs);
    all.extend(theirs.map(|(deed, text, _)| link(deed, text)));
    all
}

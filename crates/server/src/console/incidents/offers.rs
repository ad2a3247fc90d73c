//! What somebody may do with an incident now, as links: the one next thing, and all else.
//!
//! Must never offer what they may not do.

use office::incident::{CLOSING, Next, Phase};
use office::playbook::{Item, Step};

use super::act::query;
use super::deeds::About;
use super::seen::Seen;
use super::{names, packages, words};
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
    let works = seen.hand.directs || !seen.hand.works_for.is_empty();
    let of = |step: &Step, item: Option<&Item>| About {
        step: step.id.to_string(),
        item: item.map(|item| item.key.clone()).unwrap_or_default(),
        ..About::default()
    };
    let leads = |step: &Step| seen.hand.directs || seen.hand.works_for_any(&seen.kept.incident.holders(step));
    let (deed, about, text) = match seen.kept.incident.next(&seen.playbook) {
        _ if !works => return None,
        Next::Acknowledge => ("acknowledge", plain, f.say("incident-acknowledge")),
        Next::Verify => ("verify", plain, f.say("incident-verify")),
        Next::Classify => ("classify", plain, f.say("incident-classify")),
        Next::Grade => ("grade", plain, f.say("incident-grade")),
        Next::Do(step, item) | Next::Keep(step, item) => {
            ("tick", of(step, Some(item)), words::of(f, &item.said).to_owned())
        }
        Next::Choose(step) if leads(step) => {
            ("skip", of(step, None), f.with1("incident-next-choose", "step", words::of(f, &step.name)))
        }
        Next::Finish(step) if leads(step) => {
            ("finish", of(step, None), f.with1("incident-next-finish", "step", &step.number.to_string()))
        }
        Next::Choose(_) | Next::Finish(_) | Next::Nothing => return None,
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
        "cause" => f.say("incident-cause-lead"),
        "end" => f.say("incident-end-lead"),
        "close" => f.say("incident-close-lead"),
        "arrived" => f.say("incident-arrived-lead"),
        _ => String::new(),
    };
    Some((Link { href: here(seen, deed, &about), text }, meant))
}

/// All else that they may do now.
pub fn deeds(f: &Desk<'_>, signed: &Signed, seen: &Seen) -> Vec<Link> {
    let incident = &seen.kept.incident;
    let hand = &seen.hand;
    let works = hand.directs || !hand.works_for.is_empty();
    let link = |deed: &str, text: &str| Link { href: here(seen, deed, &About::default()), text: f.say(text) };
    let mut all = Vec::new();
    if names::may(signed, seen).is_ok() {
        let href = format!("/console/incidents/{}/names", seen.kept.id);
        all.push(Link { href, text: f.say("evidence-names") });
    }
    if !works {
        return all;
    }
    if packages::give::may(seen) {
        let href = format!("/console/incidents/{}/package", seen.kept.id);
        all.push(Link { href, text: f.say("package-give") });
    }
    let live = incident.phase.is_live();
    if live {
        if incident.phase != Phase::Received {
            all.push(link("classify", "incident-classify"));
            all.push(link("grade", "incident-grade"));
            all.push(link("facts", "incident-facts"));
            all.push(link("decide", "incident-decide"));
        }
        all.push(link("rename", "incident-rename"));
        all.push(link("redate", "incident-redate"));
        all.push(link("system", "incident-system"));
        all.push(link("contain", "incident-contain"));
        all.push(link("machine", "incident-machine"));
        all.push(link("indicator", "incident-indicator"));
        all.push(link("impact", "incident-impact"));
        all.push(link("help", "incident-help"));
        all.push(link("preserve", "incident-preserve"));
        all.push(link("spokesperson", "incident-spokesperson"));
        all.push(link("release", "incident-release"));
        if hand.directs {
            all.push(link("assign", "incident-assign"));
            all.push(link("team", "incident-team"));
            all.push(link("order", "incident-order"));
        }
        if incident.phase != Phase::Received {
            all.push(link("exit", "incident-exit"));
            all.push(link("cause", "incident-cause"));
            all.push(link("task", "incident-task"));
        }
        all.push(link("same", "incident-same"));
    } else {
        if incident.phase == Phase::Closed {
            all.push(link("task", "incident-task"));
        }
        all.push(link("reopen", "incident-reopen"));
    }
    all
}

//! What is done about alerts: a plan, shown; a question; and then the vault.
//!
//! Must never act on anything below alert level, on anything that went wrong, or on a plan nobody agreed to.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::SystemTime;

use ::scan::names::shown;
use ::scan::root::Root;
use ::scan::verdict::{Kind, Level};
use clean::decide::{Gate, Refusal};
use clean::plan::{Group, Plan, Reason, Suspect, plan};
use clean::recover::Recovered;
use clean::vault::Vault;
use serde::Serialize;

use super::text::{indicator, quoted, technical};
use super::{Dealt, Kept};
use crate::out;
use crate::usage::{Format, ScanOptions};
use words::Words;

/// How an item of the vault calls a pattern for names.
const NAME: &str = "name";

/// What was done about the file that a finding was made in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Action {
    /// What was done.
    pub did: Did,
    /// Its item in the vault.
    pub vault_id: String,
    /// The item with what somebody wrote to the file while it was taken.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub later_vault_id: Option<String>,
    /// Other names of the same file that still stand somewhere.
    pub other_links_left: u64,
    /// Programs that have it open and go on until they are ended.
    pub open_by: Vec<OpenBy>,
    /// Where it still stands under a name of ours (Windows: a program that runs).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub at_next_start: Vec<StillThere>,
    /// What did not go as it should.
    pub problems: Vec<String>,
}

/// What could not be removed at once and has another name for now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StillThere {
    /// Where it is.
    pub path: String,
    /// Whether the system removes it at its next start; else quet does, the next time it runs after the file was closed.
    pub by_system: bool,
}

/// What can be done about a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Did {
    /// It was moved into the vault.
    Quarantined,
}

/// A program that has a file open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OpenBy {
    /// Its process number.
    pub pid: u32,
    /// What it calls itself.
    pub name: String,
}

/// How it went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Acted {
    /// Everything that was agreed to was done; where nobody agreed, nothing had to be.
    pub all: bool,
    /// What an earlier interruption left in the vault is settled.
    pub settled: bool,
}

impl Acted {
    fn settled(all: bool) -> Acted {
        Acted { all, settled: true }
    }
}

/// Plans, shows, asks and acts, and enters beside every finding what was done about its file.
///
/// Who interrupts a scan does not get its plan: nothing is touched any more once `stop` is set.
pub fn act(
    found: &mut [Dealt],
    options: &ScanOptions,
    root: Option<&Root>,
    words: &Words,
    stop: &AtomicBool,
) -> Acted {
    if !options.clean {
        return Acted::settled(true);
    }
    let suspects = suspects(found);
    let mut dealing = Dealing::with(found, options.format);
    let interrupted = stop.load(Ordering::Relaxed);
    let acted = match interrupted || suspects.is_empty() {
        true => Acted::settled(suspects.is_empty()),
        false => deal(suspects, &mut dealing, (options, root), words, stop),
    };
    dealing.rest();
    acted
}

fn deal(
    suspects: Vec<Suspect>,
    dealing: &mut Dealing<'_>,
    (options, root): (&ScanOptions, Option<&Root>),
    words: &Words,
    stop: &AtomicBool,
) -> Acted {
    let say = |line: &str| match options.format {
        Format::Text => out::line(line),
        Format::Jsonl => out::aside(line),
    };
    let program = std::env::current_exe().unwrap_or_else(|_| PathBuf::from("/"));
    let gate = match Gate::new(options.system, &options.data, &program) {
        Ok(gate) => Gate { root: root.map(|root| root.folder().to_owned()), ..gate },
        Err(error) => {
            out::aside(format!("quet: {}", technical(&error, words)));
            return Acted::settled(false);
        }
    };
    let plan = plan(suspects, &gate);
    show(&plan, words, &say);
    if options.dry_run {
        say(&words.say("plan-dry-run"));
        return Acted::settled(true);
    }
    for (suspect, refusal) in &plan.refused {
        let systems = matches!(refusal, Refusal::SystemPlace(_) | Refusal::RootOwned | Refusal::SystemOwned);
        dealing.leave(&suspect.path, refusal.to_string(), systems.then_some(Kept::BySystem));
    }
    let mut acted = Acted::settled(plan.refused.is_empty());
    if plan.take.is_empty() {
        return acted;
    }
    if !options.yes && !agreed(&words.say("plan-question")) {
        say(&words.say("plan-declined"));
        return Acted::settled(true);
    }
    let (vault, recovered) = match Vault::open(&options.data, SystemTime::now()) {
        Ok(opened) => opened,
        Err(error) => {
            for group in &plan.take {
                group.names.iter().for_each(|name| dealing.leave(name, error.to_string(), None));
            }
            out::aside(format!("quet: {} {}", words.say("plan-declined"), technical(&error, words)));
            return Acted::settled(false);
        }
    };
    for settled in recovered {
        acted.settled &= !matches!(settled, Recovered::Unsettled(..));
        say(&words.with("vault-recovered", &[("what", &quoted(&settled, words))]));
    }
    for group in &plan.take {
        if stop.load(Ordering::Relaxed) {
            return Acted { all: false, ..acted };
        }
        acted.all &= match taken(&vault, group, words, &say) {
            Ok(action) => {
                group.names.iter().for_each(|name| dealing.did(name, &action));
                action.problems.is_empty()
            }
            Err(error) => {
                let kept = lacks_rights(&error).then_some(Kept::ByRights);
                group.names.iter().for_each(|name| dealing.leave(name, error.to_string(), kept));
                false
            }
        };
    }
    acted
}

/// Takes one file, and says what became of it.
///
/// # Errors
/// Where it was not taken, which was said.
pub fn taken(
    vault: &Vault,
    group: &Group,
    words: &Words,
    say: &dyn Fn(&str),
) -> Result<Action, clean::take::TakeError> {
    let taken = vault.take(group, SystemTime::now()).inspect_err(|error| {
        say(&words.with("not-taken", &[("path", &names(group)), ("why", &take_error(error, words))]));
    })?;
    let action = Action {
        did: Did::Quarantined,
        vault_id: taken.id.to_string(),
        later_vault_id: taken.later_state.map(|id| id.to_string()),
        other_links_left: taken.other_links_left,
        open_by: taken.open_by.into_iter().map(|h| OpenBy { pid: h.pid, name: h.name }).collect(),
        at_next_start: taken
            .at_next_start
            .iter()
            .map(|left| StillThere { path: shown(&left.path), by_system: left.by_system })
            .collect(),
        problems: taken.problems,
    };
    report(group, &action, words, say);
    Ok(action)
}

/// What becomes of each alert. For programs it is written when it is known: a later kill must not leave a file gone
/// that no line names.
struct Dealing<'d> {
    found: &'d mut [Dealt],
    alerts: BTreeMap<PathBuf, Vec<usize>>,
    format: Format,
}

impl<'d> Dealing<'d> {
    fn with(found: &'d mut [Dealt], format: Format) -> Self {
        let mut alerts: BTreeMap<PathBuf, Vec<usize>> = BTreeMap::new();
        for (at, dealt) in
            found.iter().enumerate().filter(|(_, dealt)| dealt.found.finding.level == Level::Alert)
        {
            alerts.entry(dealt.found.path.clone()).or_default().push(at);
        }
        Dealing { found, alerts, format }
    }

    /// It was taken.
    fn did(&mut self, path: &Path, action: &Action) {
        self.tell(path, |dealt| dealt.action = Some(action.clone()));
    }

    /// It was left alone, for this reason, and perhaps only for want of agreement or of rights.
    fn leave(&mut self, path: &Path, why: String, kept: Option<Kept>) {
        self.tell(path, |dealt| (dealt.not_cleaned, dealt.kept) = (Some(why.clone()), kept));
    }

    fn tell(&mut self, path: &Path, enter: impl Fn(&mut Dealt)) {
        for at in self.alerts.remove(path).unwrap_or_default() {
            let Some(dealt) = self.found.get_mut(at) else { continue };
            enter(dealt);
            if self.format == Format::Jsonl {
                out::line(super::jsonl::finding(dealt));
            }
        }
    }

    /// Those about which nothing was to be done in the end.
    fn rest(mut self) {
        while let Some(path) = self.alerts.keys().next().cloned() {
            self.tell(&path, |_| {});
        }
    }
}

/// Every file with an alert, once under each of its names, with everything that was found in it.
fn suspects(found: &[Dealt]) -> Vec<Suspect> {
    let mut suspects: BTreeMap<&Path, Suspect> = BTreeMap::new();
    let alerts = found.iter().map(|dealt| &dealt.found).filter(|found| found.finding.level == Level::Alert);
    for found in alerts {
        let suspect = suspects.entry(&found.path).or_insert_with(|| Suspect {
            path: found.path.clone(),
            identity: found.identity.clone(),
            sha256: found.sha256,
            score: 0,
            because: Vec::new(),
        });
        suspect.score = suspect.score.max(found.finding.score);
        let inside = found.finding.inside.iter().map(|member| ::scan::names::shown_bytes(member));
        let inside: Vec<String> = inside.collect();
        suspect.because.extend(found.finding.because.iter().map(|because| Reason {
            kind: match because.kind {
                Kind::Yara => "yara".to_owned(),
                Kind::Hash => "hash".to_owned(),
                Kind::Name => NAME.to_owned(),
            },
            name: because.name.clone(),
            source: because.source.clone(),
            score: because.score,
            description: because.description.clone(),
            inside: inside.clone(),
        }));
    }
    suspects.into_values().collect()
}

fn show(plan: &Plan, words: &Words, say: &dyn Fn(&str)) {
    say("");
    if !plan.take.is_empty() {
        say(&words.with("plan", &[("number", &words.number(plan.take.len() as u64))]));
        for group in &plan.take {
            let because = reasons(&group.because);
            say(&format!("  {}", words.with("plan-take", &[("path", &names(group)), ("because", &because)])));
        }
    }
    for (suspect, refusal) in &plan.refused {
        say(&refused(suspect, refusal, words));
    }
}

/// That a file is left alone, and why.
pub fn refused(suspect: &Suspect, refusal: &Refusal, words: &Words) -> String {
    let why = words.with(refusal_word(refusal), &[("place", place(refusal))]);
    words.with("plan-refused", &[("path", &shown(&suspect.path)), ("why", &why)])
}

/// What was found in a file, by name.
pub fn reasons(because: &[Reason]) -> String {
    let name = |reason: &Reason| match &*reason.kind {
        NAME => indicator(Kind::Name, &reason.name),
        _ => ::scan::names::shown_bytes(reason.name.as_bytes()),
    };
    because.iter().map(name).collect::<Vec<_>>().join(", ")
}

fn names(group: &Group) -> String {
    group.names.iter().map(|name| shown(name)).collect::<Vec<_>>().join(" = ")
}

fn refusal_word(refusal: &Refusal) -> &'static str {
    match refusal {
        Refusal::OwnProgram => "refused-own-program",
        Refusal::OwnData => "refused-own-data",
        Refusal::NotAFile => "refused-not-a-file",
        Refusal::SystemPlace(_) => "refused-system-place",
        Refusal::RootOwned => "refused-root-owned",
        Refusal::SystemOwned => "refused-system-owned",
    }
}

fn place(refusal: &Refusal) -> &str {
    match refusal {
        Refusal::SystemPlace(place) => place,
        _ => "",
    }
}

/// Asks a question at the terminal; anything but a clear yes is a no.
pub fn agreed(question: &str) -> bool {
    /// An answer longer than any that is understood is a no.
    const LONGEST_ANSWER: u64 = 64;
    out::ask(question, LONGEST_ANSWER).is_some_and(|answer| is_yes(&answer))
}

/// Whether an answer is a clear yes. Tone marks are left out: some keyboards write them as characters of their own.
fn is_yes(answer: &str) -> bool {
    let is_mark = |c: &char| ('\u{300}'..='\u{36f}').contains(c);
    let plain: String =
        answer.trim().to_lowercase().replace('ó', "o").chars().filter(|c| !is_mark(c)).collect();
    matches!(plain.as_str(), "y" | "yes" | "c" | "co")
}

fn report(group: &Group, action: &Action, words: &Words, say: &dyn Fn(&str)) {
    say(&words.with("taken", &[("path", &names(group)), ("id", &action.vault_id)]));
    if let Some(id) = &action.later_vault_id {
        say(&format!("  {}", words.with("taken-later", &[("id", id)])));
    }
    if action.other_links_left > 0 {
        say(&format!(
            "  {}",
            words.with("taken-links", &[("number", &words.number(action.other_links_left))])
        ));
    }
    for holder in &action.open_by {
        let pid = holder.pid.to_string();
        say(&format!("  {}", words.with("taken-open", &[("name", &holder.name), ("pid", &pid)])));
    }
    for left in &action.at_next_start {
        let word = if left.by_system { "taken-next-start" } else { "taken-next-run" };
        say(&format!("  {}", words.with(word, &[("path", &left.path)])));
    }
    for problem in &action.problems {
        say(&format!("  {}", words.with("taken-problem", &[("what", &quoted(problem, words))])));
    }
}

/// Whether the file could not be taken for want of rights.
fn lacks_rights(error: &clean::take::TakeError) -> bool {
    let mut source = std::error::Error::source(error);
    while let Some(error) = source {
        let said = error.downcast_ref::<std::io::Error>();
        if said.is_some_and(|error| error.kind() == std::io::ErrorKind::PermissionDenied) {
            return true;
        }
        source = error.source();
    }
    false
}

fn take_error(error: &clean::take::TakeError, words: &Words) -> String {
    use clean::take::TakeError;
    if let TakeError::InUse { by, .. } = error
        && !by.is_empty()
    {
        let names: Vec<String> =
            by.iter().map(|holder| format!("{} ({})", holder.name, holder.pid)).collect();
        return words.with("take-in-use-by", &[("names", &names.join(", "))]);
    }
    let why = match error {
        TakeError::Changed { .. } => "take-changed",
        TakeError::Read { .. } => "take-read",
        TakeError::Store { source, .. } if source.kind() == std::io::ErrorKind::StorageFull => {
            "take-disk-full"
        }
        TakeError::Store { .. } => "take-store",
        TakeError::Unsound { .. } => "take-unsound",
        TakeError::Pinned { .. } => "take-pinned",
        TakeError::Remove { .. } if cfg!(windows) => "take-remove-windows",
        TakeError::Remove { .. } => "take-remove",
        TakeError::InUse { .. } => "take-in-use",
        TakeError::HalfUndone { .. } => "take-half-undone",
        TakeError::Unsettled { .. } => "take-unsettled",
    };
    format!("{} {}", words.say(why), technical(error, words))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_clear_yes_is_one_however_it_is_typed() {
        for yes in ["y", "Y\r\n", "yes", "c", "có", "co\u{301}", "CÓ", "co"] {
            assert!(is_yes(yes), "{yes}");
        }
        for no in ["", "n", "k", "không", "yy", "cò?", "có lẽ", "cọ nhà", "y y"] {
            assert!(!is_yes(no), "{no}");
        }
    }
}

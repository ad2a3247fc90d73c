//! What is done about alerts: a plan, shown; a question; and then the vault.
//!
//! Must never act on anything below alert level, on anything that went wrong, or on a plan nobody agreed to.

use std::collections::BTreeMap;
use std::io::{BufRead, Read, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use ::scan::names::shown;
use ::scan::sweep::Found;
use ::scan::verdict::{Kind, Level};
use clean::decide::{Gate, Refusal};
use clean::plan::{Group, Plan, Reason, Suspect, plan};
use clean::recover::Recovered;
use clean::vault::{Vault, VaultError};
use serde::Serialize;

use super::text::{quoted, technical};
use crate::usage::{Format, ScanOptions};
use crate::words::Words;

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
    /// What did not go as it should.
    pub problems: Vec<String>,
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

/// What the acting came to.
pub struct Acted {
    /// Whether everything that was agreed to was done. Where nobody agreed, nothing had to be.
    pub all_done: bool,
}

/// Plans, shows, asks and acts, and enters beside every finding what was done about its file.
///
/// # Errors
/// When the vault cannot be used. Nothing was then touched.
pub fn act(
    found: &mut [(Found, Option<Action>)],
    options: &ScanOptions,
    words: &Words,
) -> Result<Acted, VaultError> {
    let suspects = suspects(found);
    if !options.clean || suspects.is_empty() {
        return Ok(Acted { all_done: true });
    }
    let say = |line: &str| match options.format {
        Format::Text => println!("{line}"),
        Format::Jsonl => eprintln!("{line}"),
    };
    let program = std::env::current_exe().unwrap_or_else(|_| PathBuf::from("/"));
    let gate = Gate::new(options.system, &options.data, &program)
        .map_err(|source| VaultError::Open { path: options.data.clone(), source })?;
    let plan = plan(suspects, &gate);
    show(&plan, words, &say);
    if options.dry_run {
        say(&words.say("plan-dry-run"));
        return Ok(Acted { all_done: true });
    }
    let all_allowed = plan.refused.is_empty();
    if plan.take.is_empty() {
        return Ok(Acted { all_done: all_allowed });
    }
    if !options.yes && !agreed(&words.say("plan-question")) {
        say(&words.say("plan-declined"));
        return Ok(Acted { all_done: true });
    }
    let (vault, recovered) = Vault::open(&options.data, SystemTime::now())?;
    let mut all_done = plan.refused.is_empty();
    for settled in recovered {
        all_done &= !matches!(settled, Recovered::Unsettled(..));
        say(&words.with("vault-recovered", &[("what", &quoted(&settled, words))]));
    }
    for group in &plan.take {
        match vault.take(group, SystemTime::now()) {
            Ok(taken) => {
                let action = Action {
                    did: Did::Quarantined,
                    vault_id: taken.id.to_string(),
                    later_vault_id: taken.later_state.map(|id| id.to_string()),
                    other_links_left: taken.other_links_left,
                    open_by: taken.open_by.into_iter().map(|h| OpenBy { pid: h.pid, name: h.name }).collect(),
                    problems: taken.problems,
                };
                all_done &= action.problems.is_empty();
                report(group, &action, words, &say);
                for (found, done) in found.iter_mut() {
                    if group.names.contains(&found.path) && found.identity.same_file(&group.identity) {
                        *done = Some(action.clone());
                    }
                }
            }
            Err(error) => {
                all_done = false;
                say(&words.with("not-taken", &[("path", &names(group)), ("why", &take_error(&error, words))]));
            }
        }
    }
    Ok(Acted { all_done })
}

/// Every file with an alert, once under each of its names, with everything that was found in it.
fn suspects(found: &[(Found, Option<Action>)]) -> Vec<Suspect> {
    let mut suspects: BTreeMap<&Path, Suspect> = BTreeMap::new();
    for (found, _) in found.iter().filter(|(found, _)| found.finding.level == Level::Alert) {
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
            let because: Vec<&str> = group.because.iter().map(|reason| &*reason.name).collect();
            let because = ::scan::names::shown_bytes(because.join(", ").as_bytes());
            say(&format!("  {}", words.with("plan-take", &[("path", &names(group)), ("because", &because)])));
        }
    }
    for (suspect, refusal) in &plan.refused {
        let why = words.with(refusal_word(refusal), &[("place", place(refusal))]);
        say(&words.with("plan-refused", &[("path", &shown(&suspect.path)), ("why", &why)]));
    }
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
    eprint!("{question} ");
    let _ = std::io::stderr().flush();
    let mut answer = String::new();
    // An answer longer than any that is understood is a no.
    let read = std::io::stdin().lock().take(64).read_line(&mut answer);
    read.is_ok() && matches!(answer.trim().to_lowercase().as_str(), "y" | "yes" | "c" | "có" | "co")
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
    for problem in &action.problems {
        say(&format!("  {}", words.with("taken-problem", &[("what", &quoted(problem, words))])));
    }
}

fn take_error(error: &clean::take::TakeError, words: &Words) -> String {
    use clean::take::TakeError;
    let why = match error {
        TakeError::Changed { .. } => "take-changed",
        TakeError::Read { .. } => "take-read",
        TakeError::Store { source, .. } if source.kind() == std::io::ErrorKind::StorageFull => {
            "take-disk-full"
        }
        TakeError::Store { .. } => "take-store",
        TakeError::Unsound { .. } => "take-unsound",
        TakeError::Pinned { .. } => "take-pinned",
        TakeError::Remove { .. } => "take-remove",
        TakeError::HalfUndone { .. } => "take-half-undone",
        TakeError::Unsettled { .. } => "take-unsettled",
    };
    format!("{} {}", words.say(why), technical(error, words))
}

//! `quet scan`: reads the rules, sweeps, tells what was found and what was not read, and cleans where that was agreed.
//!
//! Must never act on anything but alerts whose plan was shown and agreed to.

mod act;
mod campaign;
mod jsonl;
mod progress;
mod text;

use std::io::IsTerminal;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Instant, SystemTime};

use ::scan::crew::{Crew, CrewError};
use ::scan::ledger::{Ledger, Summary};
use ::scan::limits::{Limits, PackLimits};
use ::scan::look::rules::Problem;
use ::scan::names::shown;
use ::scan::pack::{self, Gathered, PackError};
use ::scan::remember::{Memory, MemoryError};
use ::scan::root::{Root, RootError};
use ::scan::sweep::{self, Event, Found, Sweep};
use ::scan::verdict::{Gap, Level};
use indicators::pack::Unused;
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::exit::Exit;
use crate::out;
use crate::usage::{Format, ScanOptions};
use words::Words;

use campaign::{Came, Campaign, Reported};

pub use act::{Action, agreed, reasons, refused, taken};
#[cfg(test)]
pub use act::{Did, OpenBy, StillThere};
pub use campaign::{address_of, bad, key_of, when};
pub use jsonl::tame;
pub use text::{kinds_of_gaps, no_scan, problem_line, quoted, technical};

/// What became of the rules, for the summary.
#[derive(Debug, Clone, Default, Serialize)]
pub struct PackReport {
    /// Rules that ran.
    pub rules: usize,
    /// Bad hashes that were looked for.
    pub hashes: usize,
    /// Good hashes, which silence everything else.
    pub allowed: usize,
    /// Patterns for names that were asked.
    pub names: usize,
    /// Files that were left out, as was asked.
    pub left_out: Vec<LeftOut>,
    /// Files of kinds that this version cannot use.
    pub unused: Vec<String>,
}

/// A file of a pack, or a line of it, that was left out.
#[derive(Debug, Clone, Serialize)]
pub struct LeftOut {
    /// The file.
    pub source: String,
    /// The line.
    pub line: Option<usize>,
    /// Why.
    pub reason: String,
}

/// A finding and what was done about its file.
#[derive(Debug, Clone)]
pub struct Dealt {
    /// What was found.
    pub found: Found,
    /// What was done.
    pub action: Option<Action>,
    /// Why nothing was done although it was to be, in technical English.
    pub not_cleaned: Option<String>,
    /// What keeps it from being done, where a person could have it done all the same.
    pub kept: Option<Kept>,
}

/// What keeps a file from being taken that a person could have taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// It lies in a place of the system, or belongs to it: an administrator's rights, and agreement to just that.
    BySystem,
    /// This user's rights are not enough.
    ByRights,
}

impl Dealt {
    fn not_at_all(found: &Found) -> Dealt {
        Dealt { found: found.clone(), action: None, not_cleaned: None, kept: None }
    }
}

/// What a scan came to; for the guide, which says what it means, and for the demo, which checks it.
#[derive(Debug)]
#[cfg_attr(not(feature = "server"), expect(dead_code, reason = "the demo comes with the server"))]
pub struct Outcome {
    /// How to exit.
    pub exit: Exit,
    /// Whether everything was read, with every rule.
    pub all_read: bool,
    /// Whether what an earlier interruption left in the vault is settled.
    pub settled: bool,
    /// The ledger.
    pub summary: Summary,
    /// What was found, with what was done.
    pub found: Vec<Dealt>,
    /// What was not looked at; in a long scan not all of it.
    pub gaps: Vec<(PathBuf, Gap)>,
}

/// Folders of our own whose files are not looked at: the vault is sealed, and a pack's rules would find the pack.
const OWN_FOLDERS: [&str; 3] = ["vault", "campaign", "campaigns"];

/// Why no scan took place.
#[derive(Debug, thiserror::Error)]
pub enum NoScan {
    /// There is nothing to look for.
    #[error("no rules")]
    NoRules,
    /// The plan could not be agreed to.
    #[error("no terminal to ask at")]
    NobodyToAsk,
    /// What was to be scanned is not there.
    #[error(transparent)]
    NoSuchPath(#[from] sweep::NoSuchPath),
    /// The mounted disk, or the place on it, is not there or is none.
    #[error(transparent)]
    Root(#[from] RootError),
    /// The rules cannot be read.
    #[error(transparent)]
    Pack(#[from] PackError),
    /// Rules, or lines of lists, are broken.
    #[error("broken rules")]
    Broken(Vec<Problem>),
    /// The crew could not be gathered.
    #[error(transparent)]
    Crew(#[from] CrewError),
    /// The campaign, or where to report, is not given in a way that makes sense.
    #[error(transparent)]
    BadCampaign(#[from] campaign::BadCampaign),
    /// There is no pack of the campaign that may be used.
    #[error(transparent)]
    Campaign(#[from] Box<agent::pinned::CampaignError>),
}

/// Runs the command and says what came of it.
pub fn run(options: &ScanOptions, words: &Words) -> Exit {
    match scan(options, words) {
        Ok(outcome) => outcome.exit,
        Err(error) => {
            for line in no_scan(&error, words) {
                out::aside(format!("quet: {line}"));
            }
            exit_of(&error)
        }
    }
}

/// How it ends where no scan took place.
pub fn exit_of(error: &NoScan) -> Exit {
    match error {
        NoScan::NoRules | NoScan::NobodyToAsk | NoScan::BadCampaign(_) => Exit::Usage,
        NoScan::NoSuchPath(error) if error.source.kind() == std::io::ErrorKind::NotFound => Exit::Usage,
        NoScan::Root(error) if !is_refused(error) => Exit::Usage,
        NoScan::Pack(error) if not_there(error) => Exit::Usage,
        _ => Exit::Incomplete,
    }
}

/// Scans, prints and cleans.
///
/// # Errors
/// When the scan could not start; nothing was then looked at.
pub fn scan(options: &ScanOptions, words: &Words) -> Result<Outcome, NoScan> {
    let started = Instant::now();
    if options.rules.is_empty() && options.campaign.is_none() {
        return Err(NoScan::NoRules);
    }
    if options.clean && !options.yes && !options.dry_run && !std::io::stdin().is_terminal() {
        return Err(NoScan::NobodyToAsk);
    }
    // Before anything is opened: what is closed to others is open to who may read all, and many folders are at once.
    ::scan::os::prepare();
    let root = options.root.as_deref().map(Root::open).transpose()?;
    let (tops, excluded) = match &root {
        Some(root) => (sweep::tops_in(root, &options.paths)?, Vec::new()),
        None if options.paths.is_empty() => sweep::machine(),
        None => (sweep::tops(&options.paths)?, Vec::new()),
    };
    let limits = Limits { time: options.time_limit.unwrap_or(Limits::default().time), ..Limits::default() };
    let pack_limits = PackLimits::default();
    let campaign = options.campaign.as_ref();
    let campaign = campaign.map(|asked| Campaign::join(asked, &options.data, words)).transpose()?;
    let gathered =
        pack::gather_with(campaign.iter().flat_map(Campaign::files), &options.rules, &pack_limits)?;
    let stop = Arc::new(AtomicBool::new(false));
    let program = own_program();
    let crew =
        Crew::gather(&program, &gathered.pack, &limits, &pack_limits, options.scoring, Arc::clone(&stop))?;
    let report = report(&gathered, &crew, options.skip_bad_rules)?;
    let memory = open_memory(options, &gathered, &limits, words);
    if let Some(root) = &root {
        let word = if root.is_windows() { "root-windows" } else { "root-other" };
        out::aside(words.with(word, &[("path", &shown(root.folder()))]));
    }
    let sweep = Sweep {
        tops,
        excluded,
        root: root.clone(),
        own: OWN_FOLDERS
            .iter()
            .filter_map(|name| ::scan::os::settled(&options.data.join(name)).ok())
            .collect(),
        threads: options.threads,
        folders: limits.folders,
        memory: memory.as_ref(),
    };
    stop_when_interrupted(&stop);
    let ledger = Ledger::default();
    let output = Mutex::new(Output { options, words, found: Vec::new(), gaps: Vec::new(), campaign });
    let lost = progress::beside(&sweep, &ledger, words, |bar| {
        sweep.run(&Arc::new(crew), &ledger, &|event| {
            bar.suspend(|| output.lock().unwrap_or_else(PoisonError::into_inner).take(event));
        })
    });
    let mut output = output.into_inner().unwrap_or_else(PoisonError::into_inner);
    if let Some(Err(error)) = memory.map(Memory::close) {
        out::aside(text::memory_trouble(&error, words));
    }
    let acted = act::act(&mut output.found, options, root.as_ref(), words, &stop);
    let summary = ledger.summary();
    let all_read = summary.complete() && lost.is_ok() && report.left_out.is_empty();
    let complete = all_read && acted.all && acted.settled && !out::failed();
    let seconds = started.elapsed().as_secs_f64();
    if options.format == Format::Text {
        out::line(text::summary(&summary, &output.gaps, complete, seconds, &report, words));
    }
    let came = Came { summary: &summary, found: &output.found, complete, seconds };
    // Who interrupts a scan is not asked anything any more.
    let reported = output.campaign.map(|campaign| match stop.load(Ordering::Relaxed) {
        true => Reported::default(),
        false => campaign.report(&came, options, words),
    });
    if options.format == Format::Jsonl {
        out::line(jsonl::summary(&summary, complete, seconds, &report, reported.as_ref()));
    }
    if let Err(error) = &lost {
        out::aside(text::lost(error, words));
    }
    let exit = match (complete, summary.findings_in_all()) {
        (false, _) => Exit::Incomplete,
        (true, 0) => Exit::Fine,
        (true, _) => Exit::Found,
    };
    Ok(Outcome { exit, all_read, settled: acted.settled, summary, found: output.found, gaps: output.gaps })
}

/// Whether a pack is wrong because something else was meant, and not because it is broken.
pub fn not_there(error: &PackError) -> bool {
    match error {
        PackError::NotRules { .. } | PackError::Empty { .. } => true,
        PackError::Read { source, .. } => source.kind() == std::io::ErrorKind::NotFound,
        PackError::TooLarge { .. } => false,
    }
}

/// Whether a mounted disk is there and may not be read: all that was asked for is right, and cannot be done.
fn is_refused(error: &RootError) -> bool {
    let refused = |source: &std::io::Error| source.kind() == std::io::ErrorKind::PermissionDenied;
    match error {
        RootError::Open { source, .. } | RootError::NotThere { source, .. } => refused(source),
        RootError::LeadsOut { .. } | RootError::Several { .. } => false,
    }
}

/// Our own program as it runs now, even where its file was replaced meanwhile.
pub fn own_program() -> PathBuf {
    if cfg!(target_os = "linux") {
        PathBuf::from("/proc/self/exe")
    } else {
        std::env::current_exe().unwrap_or_else(|_| PathBuf::from("quet"))
    }
}

/// Ctrl-C and an order to end stop the scan with what it has found so far; a second one ends the program at once,
/// which the vault is made to survive.
fn stop_when_interrupted(stop: &Arc<AtomicBool>) {
    for signal in [signal_hook::consts::SIGINT, signal_hook::consts::SIGTERM] {
        // What cannot be registered leaves the system's own way: the program ends at once.
        let _ = signal_hook::flag::register_conditional_shutdown(signal, 2, Arc::clone(stop));
        let _ = signal_hook::flag::register(signal, Arc::clone(stop));
    }
}

/// Stops at broken rules, unless it was asked to go on; then they are named in the report.
fn report(gathered: &Gathered, crew: &Crew, skip_bad_rules: bool) -> Result<PackReport, NoScan> {
    let ready = crew.ready();
    let problems: Vec<Problem> = ready.problems.iter().chain(&gathered.problems).cloned().collect();
    if !problems.is_empty() && !skip_bad_rules {
        return Err(NoScan::Broken(problems));
    }
    if ready.rules == 0 && ready.hashes == 0 && ready.names == 0 {
        return Err(NoScan::Crew(CrewError::NoRules));
    }
    let left_out =
        |problem: Problem| LeftOut { source: problem.source, line: problem.line, reason: problem.what };
    Ok(PackReport {
        rules: ready.rules,
        hashes: ready.hashes,
        allowed: ready.allowed,
        names: ready.names,
        left_out: problems.into_iter().map(left_out).collect(),
        unused: gathered.unused.iter().map(|(source, _)| source.clone()).collect(),
    })
}

/// What is remembered from earlier scans with everything that decides a result the same.
fn open_memory(options: &ScanOptions, gathered: &Gathered, limits: &Limits, words: &Words) -> Option<Memory> {
    if options.no_remember {
        return None;
    }
    let mut digest = Sha256::new();
    digest.update(gathered.digest);
    digest.update(format!("{} {limits:?} {:?}", env!("CARGO_PKG_VERSION"), options.scoring));
    match Memory::open(&options.data, digest.finalize().into(), SystemTime::now()) {
        Ok(memory) => Some(memory),
        Err(error) => {
            // A data folder that we may not make is no reason not to scan, and every file is then read.
            if !matches!(error, MemoryError::Folder { .. }) {
                out::aside(text::memory_trouble(&error, words));
            }
            None
        }
    }
}

/// Where findings and gaps go while the scan runs.
struct Output<'o> {
    options: &'o ScanOptions,
    words: &'o Words,
    found: Vec<Dealt>,
    gaps: Vec<(PathBuf, Gap)>,
    campaign: Option<Campaign>,
}

/// Findings and gaps that are kept after they were told, for the end of the text and for the demo. Alerts that may be
/// cleaned are all kept.
const KEPT: usize = 1000;

impl Output<'_> {
    fn take(&mut self, event: Event) {
        match event {
            Event::Finding(found) => {
                if let Some(campaign) = &mut self.campaign {
                    campaign.count(&found.finding);
                }
                let may_be_cleaned = self.options.clean && found.finding.level == Level::Alert;
                match self.options.format {
                    // What may be cleaned is written with what was done about it.
                    Format::Jsonl if may_be_cleaned => {}
                    Format::Jsonl => out::line(jsonl::finding(&Dealt::not_at_all(&found))),
                    Format::Text => out::line(text::finding(&found, self.words)),
                }
                if may_be_cleaned || self.found.len() < KEPT {
                    self.found.push(Dealt::not_at_all(&found));
                }
            }
            Event::Gap { path, gap } => {
                if self.options.format == Format::Jsonl {
                    out::line(jsonl::gap(&path, &gap));
                }
                if self.gaps.len() < KEPT {
                    self.gaps.push((path, gap));
                }
            }
        }
    }
}

/// The word for a kind of indicator that cannot be used yet.
pub fn unused_word(unused: Unused) -> &'static str {
    match unused {
        Unused::Addresses => "unused-addresses",
        Unused::Keywords => "unused-keywords",
        Unused::Form => "unused-form",
    }
}

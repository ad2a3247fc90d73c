//! `quet guide`, and a double-click: the whole of a scan for somebody who types nothing. It says what it is about to
//! do, looks at everything, asks one question before anything is touched, and leaves a result that can be read and sent.
//!
//! Must never touch or send anything that its person did not agree to in this window, and must never close the window
//! before the result was there to be read.

mod paper;
mod rules;

use std::ffi::OsString;
use std::io::{BufRead, IsTerminal, Read};
use std::path::PathBuf;

use ::scan::names::{shown, shown_bytes};
use ::scan::verdict::{Level, Scoring};

use crate::exit::Exit;
use crate::out;
use crate::scan::{self, Outcome, agreed};
use crate::system::{self, Raised};
use crate::usage::{Format, GuideOptions, ScanOptions};
use rules::Rules;
use words::Words;

/// How much of a command line Windows takes (`ShellExecuteEx` and `CreateProcess` take 32,767 units at most): files past
/// that are looked for in the whole machine again.
const LONGEST_LINE: usize = 24_000;

/// Runs the command.
pub fn run(options: &GuideOptions, words: &Words) -> Exit {
    out::keep_transcript();
    let exit = guided(options, words);
    if system::has_own_window() || options.wait {
        wait(words);
    }
    exit
}

fn guided(options: &GuideOptions, words: &Words) -> Exit {
    out::line(words.with("guide-title", &[("version", env!("CARGO_PKG_VERSION"))]));
    let (machine, when) = (shown_bytes(system::machine().as_bytes()), words.moment_here(now()));
    out::line(words.with("guide-where", &[("machine", &machine), ("when", &when)]));
    out::line("");
    if !options.as_administrator {
        out::line(words.say("guide-what"));
    }
    let Some(rules) = Rules::find(options, words) else { return Exit::Usage };
    out::line(match &rules {
        Rules::Campaign(campaign) => words.with("guide-campaign", &[("url", &campaign.url)]),
        Rules::Folder(folder) => words.with("guide-rules", &[("path", &shown(folder))]),
    });
    out::line(words.say("guide-patience"));
    out::line("");
    let scan = scan_options(options, &rules);
    let outcome = match scan::scan(&scan, words) {
        Ok(outcome) => outcome,
        Err(error) => {
            let exit = scan::say_no_scan(&error, words);
            paper::put_down(options, words);
            return exit;
        }
    };
    out::line("");
    out::line(words.say(meaning(&outcome)));
    let raised = match options.as_administrator {
        true => None,
        false => raise(&outcome, &rules, options, words),
    };
    paper::put_down(options, words);
    raised.unwrap_or(outcome.exit)
}

/// Seconds since 1970.
fn now() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    since.map_or(0, |since| i64::try_from(since.as_secs()).unwrap_or(0))
}

fn scan_options(options: &GuideOptions, rules: &Rules) -> ScanOptions {
    let asks = std::io::stdin().is_terminal();
    ScanOptions {
        paths: options.paths.clone(),
        root: None,
        rules: rules.folders(),
        campaign: rules.campaign(),
        skip_bad_rules: false,
        // Where nobody can be asked, nothing is touched and nothing planned.
        clean: asks || options.as_administrator,
        yes: options.as_administrator,
        dry_run: false,
        system: options.as_administrator,
        format: Format::Text,
        threads: options.threads,
        no_remember: false,
        scoring: Scoring::default(),
        time_limit: None,
        data: options.data.clone(),
    }
}

/// What the result means for the one who reads it.
fn meaning(outcome: &Outcome) -> &'static str {
    let alerts = outcome.summary.findings.get(&Level::Alert).copied().unwrap_or(0);
    let open = outcome.found.iter().filter(|dealt| dealt.found.finding.level == Level::Alert);
    let open = open.filter(|dealt| dealt.action.is_none()).count();
    match (alerts, open, outcome.summary.findings_in_all(), outcome.exit) {
        (0, _, 0, Exit::Fine) => "guide-nothing",
        (0, _, 0, _) => "guide-nothing-but-gaps",
        (0, ..) => "guide-suspicious",
        (_, 0, ..) => "guide-cleaned",
        _ => "guide-still-there",
    }
}

/// Asks once for an administrator's rights where files could not be taken without them, and why. Says how that ended.
fn raise(outcome: &Outcome, rules: &Rules, options: &GuideOptions, words: &Words) -> Option<Exit> {
    let mut files: Vec<PathBuf> = outcome
        .found
        .iter()
        .filter(|dealt| dealt.action.is_none() && dealt.needs_rights)
        .map(|dealt| dealt.found.path.clone())
        .collect();
    files.dedup();
    if files.is_empty() || system::is_administrator() || !std::io::stdin().is_terminal() {
        return None;
    }
    out::line("");
    out::line(words.with("guide-needs-rights", &[("number", &words.number(files.len() as u64))]));
    for file in &files {
        out::line(format!("  {}", shown(file)));
    }
    if !agreed(&words.say("guide-rights-question")) {
        out::line(words.say("guide-rights-declined"));
        return None;
    }
    match system::as_administrator(&arguments(&files, rules, options, words)) {
        Ok(Raised::Done(code)) => {
            let done = code == u32::from(Exit::Found.code());
            out::line(words.say(if done { "guide-rights-done" } else { "guide-rights-not-all" }));
            Some(if done { Exit::Found } else { Exit::Incomplete })
        }
        Ok(Raised::Refused) => {
            out::line(words.say("guide-rights-declined"));
            None
        }
        Ok(Raised::Otherwise) => {
            out::line(words.say("guide-rights-otherwise"));
            None
        }
        Err(error) => {
            out::line(words.with("guide-rights-failed", &[("why", &error.to_string())]));
            None
        }
    }
}

/// What the program is started with once more: the same rules, and just the files that were shown and agreed to.
fn arguments(files: &[PathBuf], rules: &Rules, options: &GuideOptions, words: &Words) -> Vec<OsString> {
    let mut arguments: Vec<OsString> =
        ["guide", "--as-administrator", "--wait", "--lang", words.code()].map(OsString::from).to_vec();
    arguments.extend(rules.arguments(&options.data));
    let length = |arguments: &[OsString]| arguments.iter().map(|argument| argument.len() + 3).sum::<usize>();
    let paths: Vec<OsString> = files.iter().map(|file| file.clone().into_os_string()).collect();
    if length(&arguments) + length(&paths) <= LONGEST_LINE {
        arguments.extend(paths);
    } else {
        arguments.extend(options.paths.iter().map(|path| path.clone().into_os_string()));
    }
    arguments
}

/// The window stays until its person has read what it says.
fn wait(words: &Words) {
    out::aside(format!("\n{}", words.say("guide-wait")));
    let mut line = Vec::new();
    let _ = std::io::stdin().lock().take(1024).read_until(b'\n', &mut line);
}

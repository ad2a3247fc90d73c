//! `quet guide`, and a double-click: the whole of a scan for somebody who types nothing. It says what it is about to
//! do, looks at everything, asks one question before anything is touched, and leaves a result that can be read and sent.
//!
//! Must never touch or send anything that its person did not agree to in this window, and must never close the window
//! before the result was there to be read.

mod paper;
mod raised;
mod rules;

use std::ffi::OsString;
use std::io::{BufRead, IsTerminal, Read};

use ::scan::names::{shown, shown_bytes};
use ::scan::verdict::{Level, Scoring};

use crate::exit::Exit;
use crate::out;
use crate::scan::{self, Outcome, agreed};
use crate::system::{self, Raised};
use crate::usage::{Format, GuideOptions, ScanOptions};
pub use raised::Agreed;
use rules::Rules;
use words::Words;

/// How much of a command line Windows takes (`ShellExecuteEx` and `CreateProcess` take 32,767 units at most): files past
/// that are left for another time, which is said.
const LONGEST_LINE: usize = 24_000;

/// Runs the command.
pub fn run(options: &GuideOptions, words: &Words) -> Exit {
    out::keep_transcript();
    // Asked at once: later others may look into this window, too, and it still closes with this program.
    let own_window = system::has_own_window() || options.wait;
    if let Some(columns) = system::columns().filter(|_| own_window) {
        out::break_lines(columns);
    }
    let exit = guided(options, words);
    if own_window {
        wait(words);
    }
    exit
}

fn guided(options: &GuideOptions, words: &Words) -> Exit {
    out::line(words.with("guide-title", &[("version", env!("CARGO_PKG_VERSION"))]));
    let (machine, when) = (shown_bytes(system::machine().as_bytes()), words.moment_here(now()));
    out::line(words.with("guide-where", &[("machine", &machine), ("when", &when)]));
    out::line("");
    if !options.take.is_empty() {
        let exit = raised::run(&options.take, options, words);
        paper::put_down(options, words);
        return exit;
    }
    out::line(words.say("guide-what"));
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
    let raised = raise(&outcome, options, words);
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
        clean: asks,
        yes: false,
        dry_run: false,
        system: false,
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
fn raise(outcome: &Outcome, options: &GuideOptions, words: &Words) -> Option<Exit> {
    let mut files: Vec<Agreed> = Vec::new();
    for dealt in outcome.found.iter().filter(|dealt| dealt.action.is_none() && dealt.needs_rights) {
        let rule = dealt.found.finding.because.first().map_or("", |because| &because.name);
        let agreed = Agreed::new(&dealt.found.path, &dealt.found.sha256, rule);
        if files.last().is_none_or(|last| last.path() != agreed.path()) {
            files.push(agreed);
        }
    }
    if files.is_empty() || system::is_administrator() || !std::io::stdin().is_terminal() {
        return None;
    }
    out::line("");
    out::line(words.with("guide-needs-rights", &[("number", &words.number(files.len() as u64))]));
    for file in &files {
        out::line(format!("  {}", shown(file.path())));
    }
    if system::is_beside_libraries() {
        out::line(words.say("guide-rights-libraries"));
        return None;
    }
    if !agreed(&words.say("guide-rights-question")) {
        out::line(words.say("guide-rights-declined"));
        return None;
    }
    let (arguments, all) = arguments(&files, options, words);
    match system::as_administrator(&arguments) {
        Ok(Raised::Done(code)) => {
            let done = all && code == u32::from(Exit::Found.code());
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

/// What the program is started with once more: just the files that were shown and agreed to, with their digests; and
/// whether all of them found room.
fn arguments(files: &[Agreed], options: &GuideOptions, words: &Words) -> (Vec<OsString>, bool) {
    let mut arguments: Vec<OsString> =
        ["guide", "--wait", "--lang", words.code()].map(OsString::from).to_vec();
    if let Some(folder) = paper::folders(options).into_iter().next() {
        arguments.extend(["--result".into(), folder.into()]);
    }
    let mut length: usize = arguments.iter().map(|argument| argument.len() + 3).sum();
    for file in files {
        let argument = file.argument();
        length += argument.len() + "--take".len() + 6;
        if length > LONGEST_LINE {
            return (arguments, false);
        }
        arguments.extend(["--take".into(), argument]);
    }
    (arguments, true)
}

/// The window stays until its person has read what it says.
fn wait(words: &Words) {
    out::aside(format!("\n{}", words.say("guide-wait")));
    let mut line = Vec::new();
    let _ = std::io::stdin().lock().take(1024).read_until(b'\n', &mut line);
}

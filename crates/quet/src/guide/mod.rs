//! `quet guide`, and a double-click: the whole of a scan for somebody who types nothing. It says what it is about to
//! do, looks at everything, asks one question before anything is touched, and leaves a result that can be read and sent.
//!
//! Must never touch or send anything that its person did not agree to in this window, and must never close the window
//! before the result was there to be read.

mod agreed;
mod meaning;
mod paper;
mod raised;
mod rights;
mod rules;

use std::io::{BufRead, IsTerminal, Read};

use ::scan::names::{shown, shown_bytes};
use ::scan::verdict::Scoring;

use crate::exit::Exit;
use crate::out;
use crate::scan;
use crate::system;
use crate::usage::{Format, GuideOptions, ScanOptions};
pub use agreed::Handed;
use meaning::Came;
use rules::Rules;
use words::Words;

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
    let exit = match &options.take {
        Some(handed) => raised::run(handed, options, words),
        None => looked(options, words),
    };
    paper::put_down(options, words);
    exit
}

fn looked(options: &GuideOptions, words: &Words) -> Exit {
    out::line(words.say("guide-what"));
    let Some(rules) = Rules::find(options, words) else {
        out::line(words.with("guide-not-scanned", &[("why", &words.say("guide-no-rules"))]));
        return Exit::Usage;
    };
    out::line(match &rules {
        Rules::Campaign(campaign) => words.with("guide-campaign", &[("url", &campaign.url)]),
        Rules::Folder(folder) => words.with("guide-rules", &[("path", &shown(folder))]),
    });
    out::line(words.say("guide-patience"));
    out::line("");
    let outcome = match scan::scan(&scan_options(options, &rules), words) {
        Ok(outcome) => outcome,
        Err(error) => {
            let mut lines = scan::no_scan(&error, words);
            let why = lines.pop().unwrap_or_default();
            lines.iter().for_each(out::line);
            out::line(words.with("guide-not-scanned", &[("why", &why)]));
            return scan::exit_of(&error);
        }
    };
    let mut came = Came::of(&outcome, words);
    rights::ask(&outcome, options, &mut came, words);
    // Once, and after everything: what is said last is what is read and sent.
    out::line("");
    came.say(words);
    came.exit()
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

/// The window stays until its person has read what it says.
fn wait(words: &Words) {
    out::aside(format!("\n{}", words.say("guide-wait")));
    let mut line = Vec::new();
    let _ = std::io::stdin().lock().take(1024).read_until(b'\n', &mut line);
}

//! `quet reports take`: at the server's own machine, the reports of a stick are counted, each once.
//!
//! Must never count what was altered or is another campaign's, nor anything twice: a report's own number tells. Whoever
//! stands at this machine answers for what they bring, so no cap of an address holds for it.

use store::reports::{Outcome, Report};
use wire::report::{ReportLimits, ReportOutcome, ScanReport};

use crate::brought::{Sum, whole};
use crate::exit::Exit;
use crate::feed::store_trouble;
use crate::out;
use crate::serve;
use crate::serve::running::{now, report};
use crate::stored;
use crate::usage::TakeOptions;
use words::Words;

/// Who brings a stick is nobody's sender.
const NOBODY: &str = "stick";

/// Runs the command.
pub fn run(options: &TakeOptions, words: &Words) -> Exit {
    let mut sum = Sum::default();
    let all = match whole(&options.folder, &mut sum, words) {
        Ok(all) => all,
        Err(exit) => return exit,
    };
    let campaign = match serve::campaign(&options.store, |name| std::env::var(name).ok()) {
        Ok(campaign) => campaign,
        Err(error) => {
            out::aside(format!("quet: {}", serve::settings_trouble(&error, words)));
            return Exit::Usage;
        }
    };
    let (ours, others): (Vec<ScanReport>, Vec<ScanReport>) =
        all.into_iter().partition(|report| report.check(&campaign, &ReportLimits::default()).is_ok());
    if !others.is_empty() {
        let values = [("number", &*words.number(others.len() as u64)), ("campaign", &campaign)];
        out::aside(words.with("reports-other-campaign", &values));
    }
    let exit = stored::with(&options.store, words, async |store| {
        let reports: Vec<Report> = ours.iter().map(|one| report(one, NOBODY)).collect();
        match store.take_reports(&reports, u32::MAX, now()).await {
            Ok(outcomes) => {
                outcomes.into_iter().for_each(|outcome| sum.add(outcome_of(outcome)));
                sum.tell(words)
            }
            Err(error) => {
                out::aside(format!("quet: {}", store_trouble(&error, words)));
                Exit::Incomplete
            }
        }
    });
    if others.is_empty() { exit } else { Exit::Incomplete }
}

fn outcome_of(outcome: Outcome) -> ReportOutcome {
    match outcome {
        Outcome::Counted => ReportOutcome::Counted,
        Outcome::AlreadyCounted => ReportOutcome::AlreadyCounted,
        Outcome::OverCap => ReportOutcome::OverDailyCap,
    }
}

//! `quet`: the command line, the one program that people install.
//!
//! Must never decide anything by itself: it reads what was asked, calls the room that does it, and says what came of
//! it in the language of the one who asked.

#[cfg(feature = "server")]
mod audit;
#[cfg(feature = "server")]
mod backup;
mod brought;
mod campaign;
mod completion;
mod data;
#[cfg(feature = "server")]
mod demo;
mod exit;
#[cfg(feature = "server")]
mod feed;
mod guide;
#[cfg(feature = "server")]
mod hunt;
#[cfg(feature = "server")]
mod incident;
mod manual;
#[cfg(feature = "server")]
mod offer;
mod out;
#[cfg(feature = "server")]
mod papers;
#[cfg(feature = "server")]
mod people;
#[cfg(feature = "server")]
mod playbooks;
#[cfg(feature = "server")]
mod rulebook;
mod rules;
mod scan;
#[cfg(feature = "server")]
mod serve;
#[cfg(feature = "server")]
mod servers;
mod slip;
#[cfg(feature = "server")]
mod stored;
mod system;
#[cfg(feature = "server")]
mod taken;
mod usage;
mod vault;

use std::ffi::OsString;
use std::process::ExitCode;

use ::words::{Language, Words};
use exit::Exit;
use usage::{Asked, NotAsked};

/// The rule engine makes a list for each text it looks for in each file, which musl's own allocator is slow at.
#[cfg(target_env = "musl")]
#[global_allocator]
static ALLOCATOR: dlmalloc::GlobalDlmalloc = dlmalloc::GlobalDlmalloc;

/// A server stands for months: what twenty people took to sign in goes back to the system, which glibc's own does not
/// do for what threads have given back (measured, ARCHITECTURE).
#[cfg(all(feature = "server", not(target_env = "musl")))]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    system::begin();
    let arguments: Vec<OsString> = std::env::args_os().collect();
    if arguments.get(1).is_some_and(|first| first == ::scan::crew::FOREMAN) {
        // Not for people: quet starts itself again to look at files where a crash costs one of them.
        return match ::scan::crew::run_foreman() {
            Ok(()) => ExitCode::SUCCESS,
            Err(_) => ExitCode::FAILURE,
        };
    }
    let words = Words::of(Language::asked_for(&arguments, |name| {
        std::env::var(name).ok().or_else(|| system::language().filter(|_| name == "LANG"))
    }));
    // Who double-clicks a program has not typed anything and has no other window to read in.
    let arguments = match arguments.len() {
        0 | 1 if system::has_own_window() => vec!["quet".into(), "guide".into()],
        _ => arguments,
    };
    // What runs with more rights than who started it is not told by them where its own data lie.
    let raised = arguments.iter().any(|argument| argument.as_encoded_bytes().starts_with(b"--take"));
    let variable = |name: &str| std::env::var_os(name).filter(|_| !raised || name != "QUET_DATA");
    let exit = match usage::parse(&arguments, &words, data::folder(variable)) {
        Ok(Asked::Scan(options)) => scan::run(&options, &words),
        Ok(Asked::Guide(options)) => guide::run(&options, &words.for_the_guide()),
        Ok(Asked::Vault(options)) => vault::run(&options, &words),
        Ok(Asked::RulesCheck(paths)) => rules::check(&paths, &words),
        #[cfg(feature = "server")]
        Ok(Asked::RulesFromIncident(options)) => hunt::run(&options, &words),
        #[cfg(feature = "server")]
        Ok(Asked::FeedImport(options)) => feed::run(&options, &words),
        #[cfg(feature = "server")]
        Ok(Asked::Serve(options)) => serve::run(&options, &words),
        #[cfg(feature = "server")]
        Ok(Asked::Audit(options)) => audit::run(&options, &words),
        #[cfg(feature = "server")]
        Ok(Asked::People(options)) => people::run(&options, &words),
        #[cfg(feature = "server")]
        Ok(Asked::Incident(act)) => incident::run(&act, &words),
        #[cfg(feature = "server")]
        Ok(Asked::Servers(act, options)) => servers::run(&act, &options, &words),
        #[cfg(feature = "server")]
        Ok(Asked::Playbooks(act)) => playbooks::run(&act, &words),
        #[cfg(feature = "server")]
        Ok(Asked::Store(act, options)) => backup::run(&act, &options, &words),
        Ok(Asked::CampaignStick(folder, data)) => campaign::stick(&folder, &data, &words),
        Ok(Asked::ReportsSend(options)) => brought::send(&options, &words),
        #[cfg(feature = "server")]
        Ok(Asked::ReportsTake(options)) => taken::run(&options, &words),
        Ok(Asked::CampaignKey(data)) => campaign::key(&data, &words),
        Ok(Asked::CampaignPublish(options)) => campaign::publish(&options, &words),
        #[cfg(feature = "server")]
        Ok(Asked::CampaignOffer(options)) => offer::run(&options, &words),
        #[cfg(feature = "server")]
        Ok(Asked::PapersBlank(options)) => papers::blank(&options, &words),
        #[cfg(feature = "server")]
        Ok(Asked::RulebookShow(on)) => rulebook::show(on.as_deref(), &words),
        #[cfg(feature = "server")]
        Ok(Asked::Demo(options)) => demo::run(&options, &words),
        Ok(Asked::Completion(shell)) => completion::run(shell, &words),
        Ok(Asked::Manual) => manual::run(&words),
        Err(NotAsked::Help(text)) => {
            out::line(text.trim_end());
            Exit::Fine
        }
        Err(NotAsked::Wrong(what)) => {
            out::aside(format!("quet: {what}\n{}", words.say("usage-more")));
            Exit::Usage
        }
    };
    match exit {
        Exit::Fine | Exit::Found if out::failed() => Exit::Incomplete.into(),
        exit => exit.into(),
    }
}

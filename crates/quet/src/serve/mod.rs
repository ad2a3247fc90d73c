//! `quet serve`: the campaign's server, until it is stopped.
//!
//! Must never start on data that it cannot read as a whole: its answers would then be wrong.

mod looks;
pub mod programs;
pub mod running;
mod settings;
mod vouched;

pub use settings::{LISTEN, Place, campaign, place};

use crate::exit::Exit;
use crate::feed::store_trouble;
use crate::out;
use crate::scan::technical;
use crate::usage::ServeOptions;
use ::scan::names::shown;
use running::{NotServing, Running, Setup};
pub use settings::BadSettings;
use words::Words;

/// What waits for the network and the database.
///
/// # Errors
/// When the system gives no threads.
pub fn runtime() -> std::io::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build()
}

/// Runs the command.
pub fn run(options: &ServeOptions, words: &Words) -> Exit {
    let setup = match settings::of(options, |name| std::env::var(name).ok()) {
        Ok(setup) => setup,
        Err(error) => {
            out::aside(format!("quet: {}", settings_trouble(&error, words)));
            return Exit::Usage;
        }
    };
    log();
    #[cfg(not(target_env = "musl"))]
    crate::system::give_back_at_once();
    match runtime() {
        Ok(runtime) => runtime.block_on(serve(setup, words)),
        Err(error) => {
            out::aside(format!("quet: {}", technical(&error, words)));
            Exit::Incomplete
        }
    }
}

async fn serve(setup: Setup, words: &Words) -> Exit {
    let sends_mail = setup.mailer.is_some();
    let declares_ranges = setup.config.declared_ranges.is_some();
    let running = match Running::start(setup).await {
        Ok(running) => running,
        Err(error) => {
            out::aside(format!("quet: {}", trouble(&error, words)));
            return Exit::Incomplete;
        }
    };
    let knowledge = running.knowledge();
    let addresses = words.number(knowledge.figures.addresses.ever);
    let values = [("url", &*running.url()), ("addresses", &addresses)];
    // What a newcomer needs stands first.
    if let Some(link) = running.first_use() {
        out::line(format!("{}\n", words.with("serve-first", &[("url", &link)])));
    }
    out::line(words.with("serve-ready", &values));
    if !sends_mail {
        out::aside(words.say("serve-no-mail"));
    }
    if !declares_ranges {
        out::aside(words.say("serve-no-ranges"));
    }
    told_to_stop().await;
    out::aside(words.say("serve-stops"));
    running.stop().await;
    Exit::Fine
}

/// Waits for Ctrl-C, or for an order to end.
pub async fn told_to_stop() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut order) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = order.recv() => {}
            }
            return;
        }
    }
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}

/// What the server tells its operator goes to standard error, a line each.
fn log() {
    let writes = tracing_subscriber::fmt().with_writer(std::io::stderr).with_target(false).with_ansi(false);
    // Only a second one could be refused.
    let _ = writes.with_max_level(tracing_subscriber::filter::LevelFilter::INFO).try_init();
}

/// Why the server did not start.
pub fn trouble(error: &NotServing, words: &Words) -> String {
    match error {
        NotServing::Store(error) => store_trouble(error, words),
        NotServing::Load(server::loader::LoadError::Store(error)) => store_trouble(error, words),
        NotServing::Listen { address, source } if source.kind() == std::io::ErrorKind::AddrInUse => {
            words.with("serve-port-taken", &[("address", address)])
        }
        NotServing::Listen { address, .. } => {
            let address = [("address", &**address)];
            format!("{} {}", words.with("serve-cannot-listen", &address), technical(error, words))
        }
        NotServing::Record(store::record::VerifyError::Store(error)) => store_trouble(error, words),
        NotServing::Record(_) => words.say("serve-record-broken"),
        NotServing::OtherCampaign { pack, configured } => {
            words.with("serve-other-campaign", &[("pack", pack), ("configured", configured)])
        }
        _ => technical(error, words),
    }
}

/// Why the settings cannot be used.
pub fn settings_trouble(error: &BadSettings, words: &Words) -> String {
    match error {
        BadSettings::Read { path, .. } => {
            format!("{} {}", words.with("serve-no-file", &[("path", &shown(path))]), technical(error, words))
        }
        BadSettings::Config { .. }
        | BadSettings::Mail(_)
        | BadSettings::NoSecret { .. }
        | BadSettings::Ranges { .. }
        | BadSettings::Authorities { .. }
        | BadSettings::Variable { .. }
        | BadSettings::Database { .. } => {
            format!("{} {}", words.say("serve-bad-config"), technical(error, words))
        }
    }
}

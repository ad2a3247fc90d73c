//! A server that runs: what it knows, who takes its reports, what it publishes, and its listener, put together.
//!
//! Must never answer before everything stored is known, and must never lose a report that it said it counted.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use clean::ours;
use egress::mail::Mailer;
use office::record::{Deed, Who};
use server::app::{App, Offered};
use server::config::Config;
use server::console::Office;
use server::door::{self, Place};
use server::knowledge::{Current, Knowledge};
use server::loader::{EVERY, LoadError, Loader};
use server::pack::{Published, Slot};
use server::post::{self, Courier};
use server::programs::Shelf;
use server::provider::Provider;
use server::reports::{self, Clerk};
use server::signature::Authorities;
use sightings::ranges::Ranges;
use store::record::VerifyError;
use store::reports::{Outcome, Report, Totals};
use store::{Store, StoreError};
use tokio::sync::watch;
use tokio::task::JoinSet;
use wire::campaign::{PackFigures, ReportFigures};
use wire::pack::{Opened, PackError, PackLimits};
use wire::report::{ReportOutcome, ScanReport};

use super::looks::{self, Looks};
use super::programs::{self, Programs};
use super::vouched::Vouched;

/// How long something imported that cannot be read is left alone.
const AFTER_TROUBLE: Duration = Duration::from_secs(60);

/// How often it is looked whether anybody is to be reminded of what is owed.
const REMINDS_EVERY: Duration = Duration::from_secs(30);
/// How long a database that does not answer is left alone.
const WHILE_AWAY: Duration = Duration::from_secs(5);
/// How many messages are brought out at a time.
const COURIERS: usize = 4;
/// Reports that may wait for the database.
const WAITING: usize = 4096;
/// Reports that are stored in one transaction.
const TOGETHER: usize = 1000;
/// How much longer than it took to count all reports they are then left alone.
const RESTS: u32 = 20;

/// What a server is started with.
#[derive(Debug)]
pub struct Setup {
    /// Its data.
    pub place: super::Place,
    /// The address and port to listen at.
    pub listen: String,
    /// What its operator sets.
    pub config: Config,
    /// Address ranges.
    pub ranges: Ranges,
    /// With which mail is sent.
    pub mailer: Option<Mailer>,
    /// With whom people may sign in besides their passwords.
    pub provider: Option<Provider>,
    /// Who is trusted to say who signed a paper.
    pub authorities: Authorities,
}

/// Why a server does not run.
#[derive(Debug, thiserror::Error)]
pub enum NotServing {
    /// What is remembered cannot be opened.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// What is remembered cannot be read.
    #[error(transparent)]
    Load(#[from] LoadError),
    /// The published pack cannot be read.
    #[error("the published pack cannot be read")]
    PackFile(#[from] ours::OursError),
    /// The published pack is none.
    #[error("the published pack cannot be used")]
    Pack(#[from] PackError),
    /// The published pack is another campaign's.
    #[error("the published pack is of the campaign `{pack}`, and not of `{configured}`")]
    OtherCampaign {
        /// The pack's campaign.
        pack: String,
        /// The one that is configured.
        configured: String,
    },
    /// The record is not what it was.
    #[error("the record of what was done is not what it was")]
    Record(#[from] VerifyError),
    /// It cannot listen there.
    #[error("cannot listen at {address}")]
    Listen {
        /// Where.
        address: String,
        /// Why.
        #[source]
        source: std::io::Error,
    },
}

/// A server that runs.
pub struct Running {
    /// Where it listens.
    pub address: SocketAddr,
    app: Arc<App>,
    current: Arc<Current>,
    store: Arc<Store>,
    stop: watch::Sender<bool>,
    tasks: JoinSet<()>,
    first_use: Option<String>,
}

impl Running {
    /// Starts a server.
    ///
    /// # Errors
    /// When it cannot answer rightly, or cannot listen.
    pub async fn start(setup: Setup) -> Result<Running, NotServing> {
        let Setup { place: stored, listen: address, config, ranges, mailer, provider, authorities } = setup;
        let super::Place { data, database } = stored;
        // First, so that a port that is taken is said at once.
        // Each visitor takes one, and the usual limit is lower than the door's.
        ::scan::os::prepare();
        let place = door::open(&address).map_err(|source| NotServing::Listen { address, source })?;
        let store = Arc::new(Store::open(&data, database.as_ref()).await?);
        let current = Arc::new(Current::default());
        let mut loader = Loader::new(Arc::clone(&store), config.campaign.begins.map(sightings::day::Day));
        loader.load(&current).await?;
        let cap = config.reports_per_address_and_day;
        let (desk, clerk) = reports::open(WAITING, figures(store.report_totals().await?, cap));
        let slot = Arc::new(Slot::default());
        let campaign = config.campaign.id.clone();
        let shelf = Arc::new(Shelf::new(&config, place.address()));
        let folder = config.programs.clone().unwrap_or_else(|| data.join("programs"));
        let mut offered = Programs::new(folder, Arc::clone(&shelf));
        offered.look(true);
        let mut watched = Watched { data, campaign, slot: Arc::clone(&slot), seen: None };
        watched.look()?;
        if config.public_url.is_none() && !config.trusted_proxies.is_empty() {
            tracing::warn!("links say http:// and the host that was asked for: set public_url");
        }
        let (office, first_code) = office(&store, provider, authorities).await?;
        let reached = config.public_url.clone().unwrap_or_else(|| format!("http://{}", place.address()));
        let first_use = first_code.map(|code| format!("{reached}/console/first?code={code}"));
        let couriers = couriers(&store, mailer, &config)?;
        let evidence_rules = config.evidence_rules.clone();
        let taker = server::console::code().map_err(|error| StoreError::NoRandom(error.to_string()))?;
        let app = App::new(
            config,
            Arc::clone(&current),
            ranges,
            now,
            desk,
            Offered { pack: Arc::clone(&slot), programs: Arc::clone(&shelf) },
            Some(Arc::clone(&office)),
        );
        let looks = Looks::new(&app, Arc::clone(&office), Arc::clone(&slot), evidence_rules, taker);
        let (stop, _) = watch::channel(false);
        let mut running = Running {
            address: place.address(),
            app,
            current: Arc::clone(&current),
            store: Arc::clone(&store),
            stop,
            tasks: JoinSet::new(),
            first_use,
        };
        running.tasks.spawn(follow(loader, watched, current, Arc::clone(&store), running.stop.subscribe()));
        running.tasks.spawn(programs::follow(offered, running.stop.subscribe()));
        running.tasks.spawn(vouch(Vouched::new(slot, shelf), Arc::clone(&store), running.stop.subscribe()));
        running.tasks.spawn(looks::follow(looks, running.stop.subscribe()));
        running.tasks.spawn(remind(office, running.stop.subscribe()));
        running
            .tasks
            .spawn(server::console::follow_drills(Arc::clone(&running.app), running.stop.subscribe()));
        for courier in couriers {
            running.tasks.spawn(post::follow(courier, now, running.stop.subscribe()));
        }
        running.tasks.spawn(take_reports(clerk, store, cap));
        running.answer(place, running.app.router());
        Ok(running)
    }

    /// Answers at one more listener, with the same routes or others around them.
    pub fn answer(&mut self, place: Place, router: server::Router) {
        let mut stopped = self.stop.subscribe();
        let shutdown = async move {
            let _ = stopped.wait_for(|stop| *stop).await;
        };
        self.tasks.spawn(async move {
            if let Err(error) = door::serve(place, router, door::Limits::default(), shutdown).await {
                tracing::error!(%error, "the listener ended");
            }
        });
    }

    /// Its routes, to be answered at another listener.
    pub fn router(&self) -> server::Router {
        self.app.router()
    }

    /// What it knows now.
    pub fn knowledge(&self) -> Arc<Knowledge> {
        self.current.get()
    }

    /// Where it is found.
    pub fn url(&self) -> String {
        format!("http://{}/", self.address)
    }

    /// Where the first administrator is made, as long as there is none: a link that nobody else has.
    pub fn first_use(&self) -> Option<String> {
        self.first_use.clone()
    }

    /// Lets what is being answered be answered, then stops.
    pub async fn stop(mut self) {
        self.stop.send_replace(true);
        // With the last one who could hand in a report ends the one who takes them, and not before.
        drop(self.app);
        let patience = tokio::time::sleep(Duration::from_secs(10));
        tokio::pin!(patience);
        loop {
            tokio::select! {
                ended = self.tasks.join_next() => if ended.is_none() { break },
                () = &mut patience => break,
            }
        }
        self.store.close().await;
    }
}

/// The console's state. Where nobody works with the server yet, also the code with which the first one begins.
async fn office(
    store: &Arc<Store>,
    provider: Option<Provider>,
    authorities: Authorities,
) -> Result<(Arc<Office>, Option<String>), NotServing> {
    let deed = Deed { who: Who::Server, at: now(), from: String::new(), why: String::new() };
    let late = store.settle_record(&deed).await?;
    if late > 0 {
        tracing::warn!(late, "the process before ended before it vouched for its last entries: now they are");
    }
    let left = store.collect_evidence(SystemTime::now()).await?;
    if left > 0 {
        tracing::info!(left, "files of evidence that were never kept are removed");
    }
    let code = match store.has_people().await? {
        true => None,
        false => Some(server::console::code().map_err(|error| StoreError::NoRandom(error.to_string()))?),
    };
    let office = Office::new(Arc::clone(store), code.clone().unwrap_or_default());
    let office = office.with_provider(provider).trusting(authorities);
    Ok((Arc::new(office), code))
}

/// Those who bring messages out: a receiver that is slow holds up one of them.
fn couriers(store: &Arc<Store>, mailer: Option<Mailer>, config: &Config) -> Result<Vec<Courier>, NotServing> {
    let courier = |_| {
        let name = server::console::code().map_err(|error| StoreError::NoRandom(error.to_string()))?;
        let (mailer, base) = (mailer.clone(), config.public_url.clone());
        Ok(Courier::new(Arc::clone(store), mailer, post::policy(config.inside.clone()), base, name))
    };
    (0..COURIERS).map(courier).collect()
}

/// Seconds since 1970.
pub fn now() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs().cast_signed())
}

/// Looks for new imports, a new pack and a new day, until told to stop.
async fn follow(
    mut loader: Loader,
    mut watched: Watched,
    current: Arc<Current>,
    store: Arc<Store>,
    mut stopped: watch::Receiver<bool>,
) {
    let mut every = tokio::time::interval(EVERY);
    every.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let mut not_before = Instant::now();
    // Days begin at a full hour, so that is when it is asked.
    let mut hour = None;
    loop {
        tokio::select! {
            _ = every.tick() => {}
            _ = stopped.wait_for(|stop| *stop) => return,
        }
        if Instant::now() >= not_before {
            let loaded = loader.load(&current).await;
            current.set_behind(loaded.is_err());
            match loaded {
                Ok(true) => tracing::info!("sightings were imported"),
                Ok(false) => {}
                Err(error) => {
                    tracing::error!(%error, "new sightings cannot be read; answers go by the older ones");
                    let away = matches!(error, LoadError::Store(StoreError::Away { .. }));
                    not_before = Instant::now() + if away { WHILE_AWAY } else { AFTER_TROUBLE };
                }
            }
        }
        if let Err(error) = watched.look() {
            tracing::error!(%error, "the new pack cannot be used; the older one stays published");
        }
        let this = now().div_euclid(3600);
        if hour != Some(this) {
            match store.forget_senders(now()).await {
                Ok(()) => hour = Some(this),
                Err(error) => {
                    tracing::error!(%error, "what tells yesterday's senders apart is not destroyed yet")
                }
            }
        }
    }
}

/// Notes in the record what is offered, until told to stop.
async fn vouch(mut vouched: Vouched, store: Arc<Store>, mut stopped: watch::Receiver<bool>) {
    let mut pause = EVERY;
    loop {
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            _ = stopped.wait_for(|stop| *stop) => return,
        }
        pause = match vouched.look(&store, now()).await {
            Ok(()) => EVERY,
            Err(error) => {
                tracing::error!(%error, "the record does not hold all that it is to, or is not vouched for yet");
                WHILE_AWAY
            }
        };
    }
}

/// Reminds of what is owed on incidents, until told to stop.
async fn remind(office: Arc<Office>, mut stopped: watch::Receiver<bool>) {
    loop {
        tokio::select! {
            () = tokio::time::sleep(REMINDS_EVERY) => {}
            _ = stopped.wait_for(|stop| *stop) => return,
        }
        if let Err(error) = server::console::remind(&office, now()).await {
            tracing::error!(error = &error as &dyn std::error::Error, "nobody is reminded of what is owed");
        }
    }
}

/// The published pack's file, as it was last looked at.
#[derive(Debug)]
struct Watched {
    data: PathBuf,
    campaign: String,
    slot: Arc<Slot>,
    seen: Option<(SystemTime, u64)>,
}

impl Watched {
    /// Publishes the pack that lies there, unless it is the one of the last time; none where none lies there any more.
    fn look(&mut self) -> Result<(), NotServing> {
        let meta = std::fs::metadata(self.data.join("campaign").join("pack.quet"));
        let seen = meta.ok().and_then(|meta| Some((meta.modified().ok()?, meta.len())));
        if self.seen == seen {
            return Ok(());
        }
        // One that cannot be used is said once.
        self.seen = seen;
        let most = PackLimits::default().bytes as u64;
        let Some(blob) = ours::look(&self.data, &["campaign"], "pack.quet", most)? else {
            self.slot.clear();
            return Ok(());
        };
        let opened = wire::pack::read(&blob, None)?;
        if opened.pack.campaign != self.campaign {
            let (pack, configured) = (opened.pack.campaign, self.campaign.clone());
            return Err(NotServing::OtherCampaign { pack, configured });
        }
        if opened.pack.in_force(SystemTime::now()).is_err() {
            tracing::warn!("the published pack is no longer in force: publish a new one");
        }
        self.slot.set(published(blob, &opened));
        Ok(())
    }
}

fn published(blob: Vec<u8>, opened: &Opened) -> Published {
    let figures = PackFigures {
        version: opened.pack.version,
        made_at: jiff::Timestamp::from_second(opened.pack.made_at.cast_signed())
            .map_or_else(|_| String::new(), |stamp| stamp.to_string()),
        sha256: ::scan::look::digests::hex(&opened.sha256),
        key: opened.key.to_string(),
    };
    let expires_at = opened.pack.expires_at.cast_signed();
    Published { bytes: blob.into(), figures, expires_at, fingerprint: opened.key.fingerprint() }
}

/// Takes reports to the store, many at a time, until nobody is left who could hand one in.
async fn take_reports(mut clerk: Clerk, store: Arc<Store>, cap: u32) {
    let mut recount = Instant::now() + EVERY;
    loop {
        let incoming = tokio::select! {
            incoming = clerk.take(TOGETHER) => incoming,
            // What another process took is known to the database only.
            () = tokio::time::sleep_until(recount.into()) => {
                recount = tell_totals(&clerk, &store, cap).await;
                continue;
            }
        };
        if incoming.is_empty() {
            return;
        }
        let reports: Vec<Report> =
            incoming.iter().map(|one| report(&one.report, &one.sender.to_string())).collect();
        let taken = store.take_reports(&reports, cap, now()).await;
        // The figures come first: whoever is told that a report counts finds it counted.
        if taken.as_ref().is_ok_and(|outcomes| outcomes.contains(&Outcome::Counted)) {
            recount = tell_totals(&clerk, &store, cap).await;
        }
        match taken {
            Ok(outcomes) => {
                for (one, outcome) in incoming.into_iter().zip(outcomes) {
                    // Whoever no longer waits sends it again and is told then.
                    let _ = one.answer.send(match outcome {
                        Outcome::Counted => ReportOutcome::Counted,
                        Outcome::AlreadyCounted => ReportOutcome::AlreadyCounted,
                        Outcome::OverCap => ReportOutcome::OverDailyCap,
                    });
                }
            }
            // Their senders are told that they were not kept, as the answers are dropped.
            Err(error) => tracing::error!(%error, "reports could not be stored"),
        }
    }
}

/// Tells what all reports come to, and says when to count again: the longer it takes, the later.
async fn tell_totals(clerk: &Clerk, store: &Store, cap: u32) -> Instant {
    let begun = Instant::now();
    match store.report_totals().await {
        Ok(totals) => {
            clerk.tell(figures(totals, cap));
            Instant::now() + EVERY.max(begun.elapsed() * RESTS)
        }
        Err(error) => {
            tracing::error!(%error, "reports could not be counted");
            Instant::now() + WHILE_AWAY
        }
    }
}

/// A report as the store takes it, from that sender.
pub fn report(report: &ScanReport, sender: &str) -> Report {
    Report {
        id: report.id.clone(),
        sender: sender.as_bytes().to_vec(),
        pack_version: report.pack_version,
        program: report.program.clone(),
        system: report.system.clone(),
        seconds: report.seconds,
        seen: report.seen,
        scanned: report.scanned,
        gaps: report.gaps,
        complete: report.complete,
        alerts: report.alerts,
        cleaned: report.cleaned,
        rules: report.rules.iter().map(|rule| (rule.rule.clone(), rule.objects)).collect(),
    }
}

fn figures(totals: Totals, cap: u32) -> ReportFigures {
    ReportFigures {
        scans: totals.scans,
        scans_with_alerts: totals.with_alerts,
        scans_with_cleaning: totals.with_cleaning,
        cap_per_address_and_day: cap,
    }
}

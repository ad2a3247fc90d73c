//! Our own scanner looks at the evidence of a server: piece by piece, in the lookers' own processes, as `quet scan` does.
//!
//! Must never parse a byte of evidence in the server's own process, must never put evidence on a disk unsealed, and must
//! never say that something was looked at that was not.

use std::fs::File;
use std::io::{self, Seek, Write};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant, SystemTime};

use ::scan::crew::{Crew, CrewError, Ended};
use ::scan::limits::{Limits, PackLimits};
use ::scan::look::Task;
use ::scan::look::digests::hex;
use ::scan::names::shown_bytes;
use ::scan::pack::{self, Gathered};
use ::scan::verdict::{Finding, FoundIn, Gap, Level, Scoring};
use office::incident::{Look, Match, Unread};
use server::app::App;
use server::console::{Office, RulesNow, tell_look};
use server::pack::Slot;
use store::incidents::{LookJob, Opened};
use store::{Store, StoreError};
use tokio::sync::watch;

use super::running::now;
use crate::scan::own_program;

/// How often it is looked whether something waits.
const EVERY: Duration = Duration::from_secs(1);
/// How often it is looked whether there are other rules.
const RULES_EVERY: Duration = Duration::from_secs(60);
/// How long a database that does not answer is left alone.
const WHILE_AWAY: Duration = Duration::from_secs(5);

/// How far a server goes when it looks at evidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LookLimits {
    /// Bytes of a file: it is held in memory while it is looked at, since nothing lies open on a disk.
    pub bytes: u64,
    /// Seconds for one file.
    pub time: Duration,
    /// Findings, and places that were not read, that are kept of one file.
    pub notes: usize,
    /// What matched, for one finding.
    pub because: usize,
    /// Characters of a name or a sentence that is kept.
    pub text: usize,
    /// How often one is taken before it is given up.
    pub tries: i64,
    /// Seconds for which one is had by who took it: longer than reading rules and looking take together.
    pub lease: i64,
}

impl Default for LookLimits {
    fn default() -> Self {
        LookLimits {
            bytes: 256 << 20,
            time: Duration::from_secs(120),
            notes: 50,
            because: 10,
            text: 200,
            tries: 3,
            lease: 1800,
        }
    }
}

/// What looks at evidence.
pub struct Looks {
    store: Arc<Store>,
    office: Arc<Office>,
    slot: Arc<Slot>,
    /// Files and folders of rules that the operator names.
    paths: Vec<PathBuf>,
    rules: Arc<RulesNow>,
    taker: String,
    limits: LookLimits,
    asked: Option<Instant>,
    /// The published pack when the rules were read last.
    seen: Option<u64>,
}

/// The rules, read.
struct Rules {
    gathered: Gathered,
    pack: String,
}

impl Looks {
    /// Over a server's store, with its published pack and the operator's own rules. `taker` is this process' own name.
    pub fn new(app: &App, office: Arc<Office>, slot: Arc<Slot>, paths: Vec<PathBuf>, taker: String) -> Looks {
        let store = Arc::clone(&office.store);
        let (rules, limits) = (app.rules_now(), LookLimits::default());
        Looks { store, office, slot, paths, rules, taker, limits, asked: None, seen: None }
    }

    /// Looks at one piece, if one waits and there are rules. Says whether it did.
    async fn next(&mut self, stop: &Arc<AtomicBool>) -> Result<bool, StoreError> {
        self.renew().await;
        if self.rules.get().is_none() {
            return Ok(false);
        }
        let now = now();
        let job = self.store.take_look(&self.taker, now, now + self.limits.lease).await?;
        let Some(job) = job else { return Ok(false) };
        let look = self.look(&job, stop).await;
        let Some(look) = look else {
            // Who is told to stop leaves it to who comes next.
            self.store.leave_look(&job).await?;
            return Ok(false);
        };
        tell_look(&self.office, &job, &look, super::running::now()).await?;
        Ok(true)
    }

    /// Reads the rules anew where others may be there.
    async fn renew(&mut self) {
        let seen = self.slot.get().map(|pack| pack.figures.version);
        let is_due = self.asked.is_none_or(|asked| asked.elapsed() >= RULES_EVERY);
        if !is_due && seen == self.seen {
            return;
        }
        (self.asked, self.seen) = (Some(Instant::now()), seen);
        let (slot, paths) = (Arc::clone(&self.slot), self.paths.clone());
        match tokio::task::spawn_blocking(move || read(&slot, &paths)).await {
            Ok(Ok(rules)) => self.rules.set(rules.map(|rules| hex(&rules.gathered.digest))),
            Ok(Err(error)) => {
                // They are there and cannot be read: what waits is told so.
                tracing::error!(%error, "the rules for evidence cannot be read");
                self.rules.set(Some(String::new()));
            }
            Err(error) => tracing::error!(%error, "the rules for evidence were not read"),
        }
    }

    /// Looks at one piece; nothing where it was said to stop.
    async fn look(&self, job: &LookJob, stop: &Arc<AtomicBool>) -> Option<Look> {
        let program = concat!("quet ", env!("CARGO_PKG_VERSION")).to_owned();
        let not = |why: &str| {
            Some(Look { program: program.clone(), not_looked: why.to_owned(), ..Look::default() })
        };
        if job.tries > self.limits.tries {
            return not("broke");
        }
        let Some(file) = &job.file else { return not("gone") };
        if file.size > self.limits.bytes {
            return not("size");
        }
        let opened = match self.store.open_evidence(file) {
            Ok(opened) => opened,
            Err(error) => {
                tracing::error!(incident = job.incident, %error, "a file of evidence cannot be looked at");
                return not("damaged");
            }
        };
        let name = match self.store.incident(job.incident).await {
            Ok(kept) => kept
                .and_then(|kept| kept.incident.evidence.get(&job.number).map(|piece| piece.name.clone()))
                .unwrap_or_default(),
            // It is taken again when the database is back.
            Err(_) => return None,
        };
        let (slot, paths, limits, size) =
            (Arc::clone(&self.slot), self.paths.clone(), self.limits, file.size);
        let halt = Arc::clone(stop);
        let looked =
            tokio::task::spawn_blocking(move || sight(opened, size, &name, &slot, &paths, &limits, halt));
        match looked.await {
            Ok(Ok(look)) => Some(Look { program, ..look }),
            Ok(Err(NotSeen::Stopped)) => None,
            Ok(Err(NotSeen::Rules(error))) => {
                tracing::error!(error, "evidence was not looked at: the rules cannot be used");
                not("rules")
            }
            Ok(Err(NotSeen::Damaged(error))) => {
                tracing::error!(incident = job.incident, %error, "a file of evidence is damaged");
                not("damaged")
            }
            Ok(Err(NotSeen::Crew(error))) => {
                tracing::error!(
                    error = &error as &dyn std::error::Error,
                    "nobody could be had to look at evidence"
                );
                not("crew")
            }
            Err(error) => {
                tracing::error!(%error, "looking at evidence broke down");
                not("broke")
            }
        }
    }
}

/// Why something was not looked at.
enum NotSeen {
    /// It was said to stop.
    Stopped,
    /// The rules cannot be read or compiled.
    Rules(String),
    /// What is stored is not what was sealed.
    Damaged(io::Error),
    /// There is nobody who looks.
    Crew(CrewError),
}

/// The campaign's pack, while it is in force, and the operator's own rules; nothing where there are none.
fn read(slot: &Slot, paths: &[PathBuf]) -> Result<Option<Rules>, String> {
    let told = |error: &dyn std::error::Error| error.to_string();
    let opened = match slot.get() {
        // One that is over is looked for by no machine, nor here.
        Some(published) => wire::pack::open(&published.bytes, None, SystemTime::now()).ok(),
        None => None,
    };
    if opened.is_none() && paths.is_empty() {
        return Ok(None);
    }
    let files = opened.iter().flat_map(|opened| &opened.pack.files);
    let texts = files.map(|file| (&*file.name, &*file.text));
    let gathered = pack::gather_with(texts, paths, &PackLimits::default()).map_err(|error| told(&error))?;
    let pack = opened.map(|opened| format!("{} {}", opened.pack.campaign, opened.pack.version));
    Ok(Some(Rules { gathered, pack: pack.unwrap_or_default() }))
}

/// Has a file looked at by a looker, who gets it open and can reach nothing else.
fn sight(
    opened: Opened,
    size: u64,
    name: &str,
    slot: &Slot,
    paths: &[PathBuf],
    limits: &LookLimits,
    stop: Arc<AtomicBool>,
) -> Result<Look, NotSeen> {
    let begun = Instant::now();
    let rules = read(slot, paths).map_err(NotSeen::Rules)?;
    let Some(Rules { gathered, pack }) = rules else { return Err(NotSeen::Stopped) };
    let how =
        Limits { time: limits.time, longest: limits.time, notes: 10 * limits.notes, ..Limits::default() };
    let gone = Arc::clone(&stop);
    let crew =
        Crew::gather(&own_program(), &gathered.pack, &how, &PackLimits::default(), Scoring::default(), stop);
    let crew = crew.map_err(|error| match error {
        CrewError::Compiling { .. } | CrewError::BadRules(_) | CrewError::NoRules => {
            NotSeen::Rules(error.to_string())
        }
        error => NotSeen::Crew(error),
    })?;
    let ready = crew.ready();
    let number = (ready.rules + ready.hashes + ready.names) as u64;
    if number == 0 {
        return Err(NotSeen::Rules(CrewError::NoRules.to_string()));
    }
    let left_out = (ready.problems.len() + gathered.problems.len() + gathered.unused.len()) as u64;
    let file = in_memory(opened, size).map_err(NotSeen::Damaged)?;
    let task = Task {
        folder: b"/evidence".to_vec(),
        name: name.as_bytes().to_vec(),
        owner: String::new(),
        size,
        stream: None,
        digest: false,
    };
    let ended = Arc::new(crew).hand(0).look(&file, &task);
    let ended = match ended {
        Err(CrewError::Interrupted) => return Err(NotSeen::Stopped),
        Err(_) if gone.load(Ordering::Relaxed) => return Err(NotSeen::Stopped),
        ended => ended.map_err(NotSeen::Crew)?,
    };
    let mut look = told(ended, limits);
    look.rules_sha256 = hex(&gathered.digest);
    (look.pack, look.rules, look.left_out) = (pack, number, left_out);
    look.seconds = begun.elapsed().as_secs();
    Ok(look)
}

/// The file, unsealed, in memory that belongs to no disk.
fn in_memory(mut opened: Opened, size: u64) -> io::Result<File> {
    use rustix::fs::{MemfdFlags, memfd_create};
    let mut file = File::from(memfd_create("evidence", MemfdFlags::CLOEXEC)?);
    let copied = io::copy(&mut opened, &mut file)?;
    if copied != size {
        return Err(io::ErrorKind::InvalidData.into());
    }
    file.flush()?;
    file.rewind()?;
    Ok(file)
}

/// How a look ended, as it is kept: what broke down or took too long is a gap, and what was found before stays.
fn told(ended: Ended, limits: &LookLimits) -> Look {
    let unread = |reason: &str| Unread { inside: Vec::new(), reason: reason.to_owned() };
    let (mut found, mut gaps, members) = match ended {
        Ended::Looked(found, looked) => {
            let mut gaps: Vec<Unread> = looked.gaps.iter().map(|gap| gap_of(gap, limits)).collect();
            if !looked.whole && gaps.is_empty() {
                gaps.push(unread("unreadable"));
            }
            (found, gaps, looked.members.scanned)
        }
        Ended::Crashed(found, _) => (found, vec![unread("crashed")], 0),
        Ended::TimedOut(found) => (found, vec![unread("time_limit")], 0),
        Ended::Cut => (Vec::new(), vec![unread("changed_while_read")], 0),
    };
    found.sort_by_key(|one| std::cmp::Reverse(one.finding.score));
    let more = |all: usize| all.saturating_sub(limits.notes) as u64;
    let (more_found, more_gaps) = (more(found.len()), more(gaps.len()));
    found.truncate(limits.notes);
    gaps.truncate(limits.notes);
    let found = found.iter().map(|FoundIn { finding, .. }| match_of(finding, limits)).collect();
    Look { found, more_found, gaps, more_gaps, members, ..Look::default() }
}

fn match_of(finding: &Finding, limits: &LookLimits) -> Match {
    let because = finding.because.iter().take(limits.because).map(|one| {
        let said = [&*one.name, &*one.description].join(": ");
        cut(said.trim_end_matches([' ', ':']), limits)
    });
    Match {
        inside: names(&finding.inside, limits),
        level: match finding.level {
            Level::Alert => "alert",
            Level::Warning => "warning",
            Level::Notice => "notice",
        }
        .to_owned(),
        score: finding.score,
        because: because.collect(),
    }
}

fn gap_of(gap: &Gap, limits: &LookLimits) -> Unread {
    Unread { inside: names(&gap.inside, limits), reason: gap.reason.word().to_owned() }
}

/// Names as people may see them: of so many containers in one another as one may follow.
fn names(inside: &[Vec<u8>], limits: &LookLimits) -> Vec<String> {
    inside.iter().take(8).map(|name| cut(&shown_bytes(name), limits)).collect()
}

fn cut(text: &str, limits: &LookLimits) -> String {
    let tame: String = text.chars().filter(|c| !c.is_control()).collect();
    match tame.char_indices().nth(limits.text) {
        Some((at, _)) => format!("{}…", tame.get(..at).unwrap_or_default()),
        None => tame,
    }
}

/// Looks at what waits, one after the other, until told to stop.
pub async fn follow(mut looks: Looks, mut stopped: watch::Receiver<bool>) {
    let stop = Arc::new(AtomicBool::new(false));
    let (order, mut halted) = (Arc::clone(&stop), stopped.clone());
    let orders = tokio::spawn(async move {
        let _ = halted.wait_for(|stop| *stop).await;
        order.store(true, Ordering::Relaxed);
    });
    let mut pause = EVERY;
    loop {
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            _ = stopped.wait_for(|stop| *stop) => break,
        }
        pause = match looks.next(&stop).await {
            Ok(true) => Duration::ZERO,
            Ok(false) => EVERY,
            Err(error) => {
                tracing::error!(%error, "evidence that waits to be looked at cannot be read");
                WHILE_AWAY
            }
        };
    }
    orders.abort();
}

#[cfg(test)]
mod tests {
    use super::*;
    use ::scan::look::Looked;
    use ::scan::verdict::{Because, Kind, Reason};

    fn finding(score: u32, name: &str) -> FoundIn {
        let because = Because {
            kind: Kind::Yara,
            name: name.to_owned(),
            source: String::new(),
            score,
            description: "one\u{7}two".to_owned(),
        };
        let because = vec![because; 20];
        let finding = Finding {
            inside: vec![b"a\x1b[31m".to_vec()],
            sha256: [0; 32],
            size: 1,
            score,
            level: Level::Alert,
            because,
        };
        FoundIn { sha256: [0; 32], finding }
    }

    #[test]
    fn what_breaks_down_or_takes_too_long_is_a_gap_and_what_was_found_stays() {
        let limits = LookLimits::default();
        let crashed = told(Ended::Crashed(vec![finding(100, "r")], "ended by signal 11".to_owned()), &limits);
        assert_eq!((crashed.found.len(), &*crashed.gaps[0].reason), (1, "crashed"));
        let late = told(Ended::TimedOut(Vec::new()), &limits);
        assert_eq!(&*late.gaps[0].reason, "time_limit");
        assert!(!late.is_whole() && !late.has_found());
        let unsaid = told(Ended::Looked(Vec::new(), Box::default()), &limits);
        assert!(!unsaid.is_whole(), "what says nothing of itself was not read");
        let whole = Looked { whole: true, ..Looked::default() };
        assert!(told(Ended::Looked(Vec::new(), Box::new(whole)), &limits).is_whole());
    }

    #[test]
    fn every_limit_of_what_is_kept_holds() {
        let limits = LookLimits { notes: 2, because: 3, text: 5, ..LookLimits::default() };
        let gap = Gap { inside: Vec::new(), reason: Reason::Encrypted, detail: String::new() };
        let looked = Looked { gaps: vec![gap; 5], whole: true, ..Looked::default() };
        let found = vec![finding(60, "low"), finding(100, "rule-of-many-letters"), finding(70, "mid")];
        let look = told(Ended::Looked(found, Box::new(looked)), &limits);
        assert_eq!((look.found.len(), look.more_found, look.gaps.len(), look.more_gaps), (2, 1, 2, 3));
        assert_eq!((look.found[0].score, look.found[0].because.len()), (100, 3), "the worst first");
        assert_eq!(look.found[0].because[0], "rule-…");
        assert!(look.found.iter().all(|one| one.inside[0].chars().all(|c| !c.is_control())));
    }
}

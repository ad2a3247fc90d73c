//! The desk at which reports of scans are handed in, and the clerk who takes them from there to the store.
//!
//! Must never let reports pile up without end: past a number that wait, the sender is told to come again later.

use ipnet::IpNet;
use tokio::sync::{mpsc, oneshot, watch};
use wire::campaign::ReportFigures;
use wire::report::{ReportOutcome, ScanReport};

/// A report on its way to the store.
#[derive(Debug)]
pub struct Incoming {
    /// The report, checked for what no report has.
    pub report: ScanReport,
    /// Where it came from, as much of it as tells senders apart: an IPv4 address (/32), an IPv6 household (/56).
    pub sender: IpNet,
    /// Where to say what became of it. Dropped without a word: it was not kept, and is to be sent again.
    pub answer: oneshot::Sender<ReportOutcome>,
}

/// Where the pages hand reports in.
#[derive(Debug, Clone)]
pub struct Desk {
    reports: mpsc::Sender<Incoming>,
    figures: watch::Receiver<ReportFigures>,
}

/// Who takes the reports to the store.
#[derive(Debug)]
pub struct Clerk {
    reports: mpsc::Receiver<Incoming>,
    figures: watch::Sender<ReportFigures>,
}

/// Why a report was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotTaken {
    /// Too many wait.
    #[error("too many reports wait")]
    Busy,
    /// It could not be stored.
    #[error("the report could not be stored")]
    NotKept,
}

/// A desk at which so many reports may wait, and its clerk.
pub fn open(waiting: usize, figures: ReportFigures) -> (Desk, Clerk) {
    let (send, receive) = mpsc::channel(waiting);
    let (told, heard) = watch::channel(figures);
    (Desk { reports: send, figures: heard }, Clerk { reports: receive, figures: told })
}

impl Desk {
    /// Hands a report in and waits for what becomes of it.
    ///
    /// # Errors
    /// When it is not taken; it can be sent again.
    pub async fn hand_in(&self, report: ScanReport, sender: IpNet) -> Result<ReportOutcome, NotTaken> {
        let (answer, outcome) = oneshot::channel();
        self.reports.try_send(Incoming { report, sender, answer }).map_err(|error| match error {
            mpsc::error::TrySendError::Full(_) => NotTaken::Busy,
            mpsc::error::TrySendError::Closed(_) => NotTaken::NotKept,
        })?;
        outcome.await.map_err(|_| NotTaken::NotKept)
    }

    /// What all reports come to, as the clerk last said.
    pub fn figures(&self) -> ReportFigures {
        *self.figures.borrow()
    }
}

impl Clerk {
    /// Waits for reports and takes as many as wait, up to a number; none when every desk is closed.
    pub async fn take(&mut self, most: usize) -> Vec<Incoming> {
        let mut taken = Vec::new();
        self.reports.recv_many(&mut taken, most).await;
        taken
    }

    /// Says what all reports come to.
    pub fn tell(&self, figures: ReportFigures) {
        self.figures.send_replace(figures);
    }
}

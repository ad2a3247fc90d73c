//! Whether a paper was sent: what it still lacks before it counts as that, and which duty it meets then.
//!
//! Must never count a paper as sent whose arrival nobody noted or whose file nobody signed, nor for a duty that asks for
//! another form.

use super::event::{Event, Paper, SignatureState};
use super::refused::Refused;
use super::state::Incident;
use crate::day::Day;

/// What a paper that was issued lacks before it counts as sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lack {
    /// Its number and sign, or its day.
    Number,
    /// The number under which it arrived, or the word that none is given.
    Arrival,
    /// A file that is what was signed, or the word that it went on paper or is classified.
    Signature,
}

impl Paper {
    /// What it lacks before it counts as sent; nothing where it was.
    pub fn lacks(&self) -> Vec<Lack> {
        let lacks = [
            (Lack::Number, self.number.is_empty() || Day::read(&self.date).is_err()),
            (Lack::Arrival, self.arrival.is_empty() && self.no_arrival.is_empty()),
            (Lack::Signature, !self.is_signed()),
        ];
        lacks.into_iter().filter(|(_, lacks)| *lacks).map(|(what, _)| what).collect()
    }

    /// Whether it was sent, and not only issued.
    pub fn is_sent(&self) -> bool {
        self.lacks().is_empty()
    }

    /// An office without digital signatures sends paper, and of what is classified there is no file.
    fn is_signed(&self) -> bool {
        let Some(signatures) = &self.signatures else { return true };
        let of = |state: SignatureState| signatures.iter().any(|one| one.state == state);
        let carries = of(SignatureState::Holds) || of(SignatureState::Unclear);
        self.file.is_none() || (carries && !of(SignatureState::Broken))
    }

    /// Whether that duty is what it was written for; `form` is the one that the duty names, if any.
    fn is_for(&self, deadline: &str, form: Option<&str>) -> bool {
        self.deadline == deadline && form.is_none_or(|form| form == self.kind)
    }
}

impl Incident {
    /// When a duty was met by a paper of the form that it names, one that the event of that number or a later one tells of.
    pub fn met_at(&self, deadline: &str, form: Option<&str>, since: u64) -> Option<i64> {
        let papers = self.papers.range(since..).map(|(_, paper)| paper);
        let papers = papers.filter(|paper| paper.is_for(deadline, form) && paper.is_sent());
        papers.map(|paper| paper.sent_at).min()
    }

    /// When a paper for that duty was issued which does not count as sent yet.
    pub fn issued_at(&self, deadline: &str, form: Option<&str>) -> Option<i64> {
        let papers = self.papers.values().filter(|paper| paper.is_for(deadline, form) && !paper.is_sent());
        papers.map(|paper| paper.sent_at).min()
    }

    /// A paper of that kind that was issued, since it was opened again where it was, and does not count as sent yet: the
    /// number of its event.
    pub fn waiting(&self, kind: &str) -> Option<u64> {
        self.papers
            .range(self.reopened..)
            .find(|(_, paper)| paper.kind == kind && !paper.is_sent())
            .map(|(number, _)| *number)
    }

    /// Whether a paper can have gone out like that, by the clock of the incident.
    pub(super) fn may_be_sent(paper: &Paper, now: i64, ahead: i64) -> Result<(), Refused> {
        let day = Day::read(&paper.date).map_err(|_| Refused::Time)?;
        if paper.sent_at > now + ahead || Day::at(now).is_none_or(|today| day > today) {
            return Err(Refused::Time);
        }
        Ok(())
    }

    /// What is said of a paper afterwards: that it arrived, or which file or place it is.
    pub(super) fn complete(&mut self, event: &Event) {
        let Event::PaperArrived { of, arrival, none, kept } = event else { return };
        let Some(paper) = self.papers.get_mut(of) else { return };
        if !arrival.is_empty() {
            paper.arrival.clone_from(arrival);
            paper.no_arrival.clear();
        } else if !none.is_empty() {
            paper.no_arrival.clone_from(none);
        }
        if let Some(kept) = kept {
            paper.file = kept.file;
            paper.classified = kept.classified;
            paper.signatures.clone_from(&kept.signatures);
        }
    }
}

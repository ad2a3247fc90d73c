//! Evidence: what the events make of each piece, and through whose hands it went.
//!
//! Must never forget a hand that it went through, and must never call a chain whole that was noted as broken.

use super::event::{Entry, Event};
use super::look::Look;
use super::slip::Slip;
use super::state::Incident;
use crate::playbook::StepId;

/// A change of hands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Custody {
    /// When.
    pub at: i64,
    /// Who noted it.
    pub who: String,
    /// From whom.
    pub from: String,
    /// To whom.
    pub to: String,
    /// Why.
    pub reasons: String,
    /// What became of the chain.
    pub chain: Chain,
}

/// What a change of hands is to the chain of custody.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Chain {
    /// Who had it gave it on.
    #[default]
    Goes,
    /// Somebody gave it on who did not have it by what was noted.
    Broken,
    /// A copy went out, and who had it has it.
    Copied,
}

/// A piece of evidence, as the events know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Its name.
    pub name: String,
    /// Its digest, in hexadecimal.
    pub sha256: String,
    /// Its size.
    pub bytes: u64,
    /// What it is: log, sample, image, paper, other.
    pub kind: String,
    /// For which step.
    pub step: Option<StepId>,
    /// From where it was taken.
    pub from: String,
    /// When, as was said.
    pub taken_at: i64,
    /// When it came here, and by whom.
    pub kept_at: i64,
    /// By whom.
    pub who: String,
    /// Through whose hands it went.
    pub custody: Vec<Custody>,
    /// Who looked at it, and when.
    pub seen: Vec<(i64, String)>,
    /// What its machine said of it.
    pub slip: Option<Slip>,
    /// Since when our own scanner is asked to look again.
    pub look_asked: Option<i64>,
    /// What it said last, and when.
    pub look: Option<(i64, Look)>,
}

impl Kept {
    /// Who has it by what was noted of changes of hands; nothing where it is with whoever took it in.
    pub fn holder(&self) -> Option<&str> {
        let moved = self.custody.iter().rfind(|hand| hand.chain != Chain::Copied);
        moved.map(|hand| hand.to.as_str())
    }
}

impl Incident {
    /// What an event changes of evidence; all else goes on to the steps.
    pub(super) fn apply_to_evidence(&mut self, event: &Event, entry: &Entry) {
        match event {
            Event::EvidenceKept { evidence, name, sha256, bytes, kind, step, from, taken_at } => {
                let kept = Kept {
                    name: name.clone(),
                    sha256: sha256.clone(),
                    bytes: *bytes,
                    kind: kind.clone(),
                    step: step.clone(),
                    from: from.clone(),
                    taken_at: *taken_at,
                    kept_at: entry.at,
                    who: entry.who.clone(),
                    custody: Vec::new(),
                    seen: Vec::new(),
                    slip: None,
                    look_asked: None,
                    look: None,
                };
                self.evidence.insert(*evidence, kept);
            }
            Event::CustodyPassed { evidence, from, to, reasons, broken } => {
                if let Some(kept) = self.evidence.get_mut(evidence) {
                    // What was noted before anybody was asked is held against what was noted before it.
                    let is_other = kept.holder().is_some_and(|holder| holder != from);
                    kept.custody.push(Custody {
                        at: entry.at,
                        who: entry.who.clone(),
                        from: from.clone(),
                        to: to.clone(),
                        reasons: reasons.clone(),
                        chain: if *broken || is_other { Chain::Broken } else { Chain::Goes },
                    });
                }
            }
            Event::SlipKept { evidence, slip } => {
                if let Some(kept) = self.evidence.get_mut(evidence) {
                    kept.slip = Some(slip.clone());
                }
            }
            Event::LookAsked { evidence } => {
                if let Some(kept) = self.evidence.get_mut(evidence) {
                    kept.look_asked = Some(entry.at);
                }
            }
            Event::EvidenceLooked { evidence, look } => {
                if let Some(kept) = self.evidence.get_mut(evidence) {
                    kept.look_asked = None;
                    kept.look = Some((entry.at, look.clone()));
                }
            }
            // A copy of each went out with it.
            Event::HandedOut { to, from, reasons, evidence, goes_on, .. } => {
                if *goes_on {
                    self.gone_at = Some(entry.at);
                }
                for number in evidence {
                    let Some(kept) = self.evidence.get_mut(number) else { continue };
                    kept.seen.push((entry.at, entry.who.clone()));
                    kept.custody.push(Custody {
                        at: entry.at,
                        who: entry.who.clone(),
                        from: from.clone(),
                        to: to.clone(),
                        reasons: reasons.clone(),
                        chain: Chain::Copied,
                    });
                }
            }
            Event::EvidenceSeen { evidence } => {
                if let Some(kept) = self.evidence.get_mut(evidence) {
                    kept.seen.push((entry.at, entry.who.clone()));
                }
            }
            event => self.apply_to_steps(event, entry),
        }
    }
}

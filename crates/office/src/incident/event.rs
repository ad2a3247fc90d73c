//! What can happen in an incident. These words are stored and travel: they are only added.
//!
//! Must never hold a file or a secret: evidence is named here by its number and digest.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::edition::Edition;
use super::look::Look;
use super::slip::Slip;
use crate::playbook::{Role, StepId};

/// One event as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Its number in its incident, from 1.
    pub number: u64,
    /// When it was noted, in seconds since 1970, by the clock of the incident (a drill has its own).
    pub at: i64,
    /// Who, as the record writes it.
    pub who: String,
    /// For which unit they acted; 0 for none in particular.
    pub unit: i64,
    /// What happened.
    pub event: Event,
}

/// From where an incident was told of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// A person, by the public page or by telephone.
    Citizen,
    /// Somebody of a unit.
    Unit,
    /// A partner from outside.
    Partner,
    /// An authority.
    Authority,
    /// A sighting of an infected address.
    Sighting,
    /// What a machine's own scan found.
    Scan,
    /// A warning.
    Warning,
}

impl Source {
    /// All of them, as people choose among them.
    pub const ALL: [Source; 7] = [
        Source::Unit,
        Source::Citizen,
        Source::Partner,
        Source::Authority,
        Source::Sighting,
        Source::Scan,
        Source::Warning,
    ];

    /// The word under which it is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Source::Citizen => "citizen",
            Source::Unit => "unit",
            Source::Partner => "partner",
            Source::Authority => "authority",
            Source::Sighting => "sighting",
            Source::Scan => "scan",
            Source::Warning => "warning",
        }
    }

    /// The source of that word.
    pub fn read(word: &str) -> Option<Source> {
        Source::ALL.into_iter().find(|source| source.as_str() == word)
    }
}

/// How grave it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Grade {
    /// *Thông thường*.
    Ordinary,
    /// *Nghiêm trọng*.
    Serious,
}

impl Grade {
    /// The word under which it is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Grade::Ordinary => "ordinary",
            Grade::Serious => "serious",
        }
    }

    /// The grade of that word.
    pub fn read(word: &str) -> Option<Grade> {
        [Grade::Ordinary, Grade::Serious].into_iter().find(|grade| grade.as_str() == word)
    }
}

/// Of whom help is asked: form 05 counts them apart.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Whom {
    /// Another body of the country.
    #[default]
    Organisation,
    /// A body of another country.
    Abroad,
    /// The national coordinator.
    Coordinator,
}

impl Whom {
    /// All of them, as people choose among them.
    pub const ALL: [Whom; 3] = [Whom::Organisation, Whom::Abroad, Whom::Coordinator];

    /// The word under which it is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Whom::Organisation => "organisation",
            Whom::Abroad => "abroad",
            Whom::Coordinator => "coordinator",
        }
    }

    /// The one of that word.
    pub fn read(word: &str) -> Option<Whom> {
        Whom::ALL.into_iter().find(|whom| whom.as_str() == word)
    }
}

/// How it began.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opening {
    /// From where it was told of.
    pub source: Source,
    /// What of that: the number of a scan report, a reference of a letter; empty for nothing.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reference: String,
    /// What it is called.
    pub title: String,
    /// What was told.
    pub told: String,
    /// What makes that nobody can try who told of it, where the next two were erased; see `erased`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub salt: String,
    /// Who told of it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reporter: String,
    /// How they are reached.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub contact: String,
    /// The unit that it happened to.
    pub unit: i64,
    /// Its information system, where known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub system: Option<i64>,
    /// The minute at which it was detected, in seconds since 1970: from there the law's clocks run.
    pub detected_at: i64,
    /// Which playbook it goes by, and the digest of the very bytes of it.
    pub playbook: String,
    /// Its digest, in hexadecimal.
    pub playbook_sha256: String,
}

/// What decides which deadlines there are. See `rulebook`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Facts {
    /// Signs that national security, public order or safety is infringed.
    pub security_signs: bool,
    /// The system's work is severely disrupted.
    pub severe_disruption: bool,
    /// The owner is an enterprise that offers services in cyberspace.
    pub service_enterprise: bool,
    /// The system is of the national-critical list.
    pub national_critical: bool,
    /// It is more than the unit can handle.
    pub beyond_capacity: bool,
    /// A situation that is dangerous to national security (NĐ 330).
    pub dangerous_situation: bool,
    /// The system is military or of the cipher service.
    pub military: bool,
    /// The Ministry of National Defence manages the system: its reports go there.
    pub defence: bool,
    /// It is complicated: first what is known, the rest later.
    pub complex: bool,
    /// Personal data is concerned.
    pub personal_data: bool,
    /// Of them, location or biometric data.
    pub location_or_biometric: bool,
    /// Of them, sensitive data in finance, banking or credit.
    pub finance_sensitive: bool,
    /// When the breach of personal data was detected, in seconds since 1970; 0 where that is not known.
    pub personal_data_at: i64,
    /// The data are another body's, for which they were processed: that body is told.
    pub processor: bool,
    /// When the dedicated force gave notice or asked for something, in seconds since 1970; 0 where it did not.
    pub asked_at: i64,
}

/// What it did.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Impact {
    /// People concerned.
    pub people: Option<u64>,
    /// Which data.
    pub data: String,
    /// Which services, and for how long.
    pub services: String,
    /// Loss in đồng, estimated.
    pub loss: Option<u64>,
}

/// A machine that is concerned.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Machine {
    /// Where it is, or its address.
    pub place: String,
    /// When it was scanned, in seconds since 1970; 0 for not yet.
    pub scanned_at: i64,
    /// Findings on it.
    pub found: u64,
    /// Of them, what was cleaned.
    pub cleaned: u64,
    /// Whether the scan read everything.
    pub complete: bool,
    /// The number of the report from which that is, as the machine sent it; empty where somebody said so.
    pub report: String,
}

/// A paper that went out, as it came back from the office's own document system.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Paper {
    /// Which kind; see `papers`.
    pub kind: String,
    /// Which deadline it meets; empty for none.
    pub deadline: String,
    /// To whom it went.
    pub to: String,
    /// Its number and sign.
    pub number: String,
    /// Its date, as YYYY-MM-DD.
    pub date: String,
    /// When it was sent, in seconds since 1970.
    pub sent_at: i64,
    /// The number under which it arrived there; empty where that is not known yet.
    pub arrival: String,
    /// Why there is no such number; empty where there is one, or nobody has said so.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub no_arrival: String,
    /// The evidence number of the signed file; none where it is a classified paper of which only the reference is here.
    pub file: Option<i64>,
    /// Whether it is classified: then nothing of it is here but its reference.
    pub classified: bool,
    /// Signatures in the file, as they were when it was said that it went out; none where it was not looked at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signatures: Option<Vec<Signature>>,
}

/// Where a paper is that went out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Whereabouts {
    /// The evidence number of the signed file; none where it went on paper.
    pub file: Option<i64>,
    /// Whether it is classified.
    pub classified: bool,
    /// Signatures in the file; none where there is no file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signatures: Option<Vec<Signature>>,
}

/// A signature in a paper's file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    /// Who signed, as their certificate has it; empty where that cannot be read.
    pub by: String,
    /// Who says that it was them.
    pub issuer: String,
    /// When, as who signed says, in seconds since 1970.
    pub at: Option<i64>,
    /// What became of it.
    pub state: SignatureState,
    /// Whether an authority that the server's operator trusts says that it was them.
    pub is_vouched: bool,
}

/// What became of a signature.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SignatureState {
    /// The file is what was signed, to its end.
    Holds,
    /// What was signed is unchanged, and the file goes on behind it with what no signature covers.
    GoesOn,
    /// The file is not what was signed.
    Broken,
    /// It could not be checked.
    #[default]
    Unclear,
}

/// What happened.
#[allow(missing_docs, reason = "the fields say by their names what they hold")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case", rename_all_fields = "snake_case")]
pub enum Event {
    /// It was told of.
    Opened(Opening),
    /// Whoever told of it was told that it arrived.
    Acknowledged {
        to: String,
        how: String,
        #[serde(default, skip_serializing_if = "String::is_empty")]
        salt: String,
    },
    /// It was found to be one, or to be none.
    Verified { real: bool, reasons: String },
    /// It was put into a class of form 05, and of ENISA's taxonomy.
    Classified { class: String, enisa: String, reasons: String },
    /// How grave it is was decided: by which answers, what was proposed, and why it was decided so.
    Graded { grade: Grade, proposed: Option<Grade>, answers: BTreeMap<String, String>, reasons: String },
    /// It is the same as another one, where it goes on.
    SameAs { incident: i64, reasons: String },
    /// Another one was found to be the same as this: where that was detected before, its clocks run here from there.
    TookIn {
        incident: i64,
        told: String,
        #[serde(default, skip_serializing_if = "is_zero")]
        detected_at: i64,
    },
    /// It is called otherwise.
    Renamed { title: String },
    /// It concerns this system.
    Concerns { system: Option<i64> },
    /// The minute of detection was recorded wrongly.
    Redated { detected_at: i64, reasons: String },
    /// What decides on deadlines.
    FactsSaid { facts: Facts },
    /// It concerns another unit, and goes on as that one's: `parts` is who takes which part there, as the tree of units
    /// says; who had one of those before has it no more.
    Given { from: i64, unit: i64, parts: Vec<(Role, i64)>, reasons: String },
    /// Within so many hours the operator tells the owner, as the owner had set it when it was told of.
    OwnerLimited { hours: u32 },
    /// A unit takes a part; 0 leaves it to nobody.
    Assigned { role: Role, unit: i64 },
    /// A step began.
    StepBegun { step: StepId },
    /// Something on a step's list is done, or a piece of evidence that it asks for is there.
    Ticked { step: StepId, item: String, note: String },
    /// It was not, after all.
    Unticked { step: StepId, item: String, reasons: String },
    /// A step is done.
    StepDone { step: StepId, result: String },
    /// An optional step was not needed.
    StepSkipped { step: StepId, reasons: String },
    /// It goes back, and these steps are done again.
    WentBack { from: StepId, to: StepId, again: Vec<StepId>, reasons: String },
    /// The lead of a step went to another unit.
    HandedOver { step: StepId, from: i64, to: i64, reasons: String },
    /// Somebody said something.
    Commented { step: Option<StepId>, text: String },
    /// Something was decided.
    Decided { step: Option<StepId>, what: String, reasons: String },
    /// A team was called up.
    TeamCalled { unit: i64, what: String },
    /// Who speaks to the public.
    SpokespersonNamed { name: String, post: String },
    /// What was told to the public.
    TextReleased { text: String, to: String },
    /// Help was asked for.
    HelpAsked {
        of: String,
        what: String,
        #[serde(default)]
        whom: Whom,
    },
    /// Help came that was asked for: `of` is the number of the event.
    HelpCame { of: u64, result: String },
    /// A coordination order was given.
    Ordered { to: i64, what: String, until: i64 },
    /// What was done on an order or a request to preserve data: `of` is the number of its event.
    OrderAnswered { of: u64, result: String },
    /// Its time is up and nobody answered it: this unit was told.
    OrderReminded { of: u64, unit: i64 },
    /// Something was done to contain it.
    Contained { action: String, target: String },
    /// What that did: `of` is the number of the event.
    EffectSeen { of: u64, effect: String },
    /// It left the procedure at one of the playbook's exits, with the reference of the paper.
    ExitTaken { exit: String, to: String, reference: String, reasons: String },
    /// It goes by another edition of its playbook.
    PlaybookChanged(Edition),
    /// A piece of evidence was taken in.
    EvidenceKept {
        evidence: i64,
        name: String,
        sha256: String,
        bytes: u64,
        kind: String,
        step: Option<StepId>,
        from: String,
        taken_at: i64,
    },
    /// A piece of evidence went from one to another. The chain is broken where `from` is not who had it by what was noted.
    CustodyPassed {
        evidence: i64,
        from: String,
        to: String,
        reasons: String,
        #[serde(default, skip_serializing_if = "is_false")]
        broken: bool,
    },
    /// A piece of evidence was looked at or taken out.
    EvidenceSeen { evidence: i64 },
    /// With a piece of evidence came a slip that its machine had signed.
    SlipKept { evidence: i64, slip: Slip },
    /// Our own scanner is to look at a piece of evidence again.
    LookAsked { evidence: i64 },
    /// What our own scanner said of a piece of evidence.
    EvidenceLooked { evidence: i64, look: Look },
    /// Somebody was asked to preserve data.
    PreservationAsked { of: String, what: String, until: i64 },
    /// An indicator: `kind` is address, domain, url, sha256, sha1, md5, name or email.
    IndicatorAdded { kind: String, value: String, note: String },
    /// It is none, after all.
    IndicatorRemoved { kind: String, value: String, reasons: String },
    /// Its indicators were taken out as rules for scans: so many of them.
    IndicatorsTaken { rules: u64 },
    /// A machine that is concerned, as it is known now.
    MachineNoted { name: String, machine: Machine },
    /// What it did.
    ImpactSaid { impact: Impact },
    /// What is to stand on a paper was written, field by field; what was said before holds no more. `over` has, by field,
    /// the digest of what was known there then.
    PaperWritten {
        form: String,
        values: BTreeMap<String, String>,
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        over: BTreeMap<String, String>,
    },
    /// A paper went out.
    PaperSent { paper: Paper },
    /// It arrived there, under this number, or under none, with the reason: `of` is the number of the event by which it went
    /// out. `kept` says where it is, where that was said otherwise before.
    PaperArrived {
        of: u64,
        arrival: String,
        #[serde(default, skip_serializing_if = "String::is_empty")]
        none: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        kept: Option<Whereabouts>,
    },
    /// Why it happened, and what is learnt from it.
    CauseSaid { cause: String, lessons: String, measures: String },
    /// What is still to be done, by whom.
    TaskAdded { what: String, owner: String, until: i64 },
    /// It is done: `of` is the number of the event.
    TaskDone { of: u64, result: String },
    /// Response is over.
    Ended { result: String },
    /// It is closed: what was owed and nobody sent, by the rulebook's keys, and why it is closed without that.
    Closed {
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        unmet: Vec<String>,
        #[serde(default, skip_serializing_if = "String::is_empty")]
        reasons: String,
    },
    /// It is open again: at which step it goes on, and which are done once more. Before there was a step to choose, it
    /// went back to where it was before it was closed.
    Reopened {
        reasons: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        step: Option<StepId>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        again: Vec<StepId>,
    },
    /// A drill's inject.
    Injected { text: String },
    /// All of it up to then was handed out as a signed package: to whom, by which unit, under which digest, with which
    /// evidence.
    HandedOut {
        to: String,
        from: String,
        reasons: String,
        package: String,
        events: u64,
        evidence: Vec<i64>,
        /// Whether it goes on there: then nobody is reminded here any more.
        #[serde(default, skip_serializing_if = "is_false")]
        goes_on: bool,
    },
    /// All before this happened on another server, from which it came as a signed package, and goes on here with this
    /// unit, which `to` names, and with this evidence. Units and incidents with numbers below zero are that server's; their
    /// names stand here.
    CameFrom {
        server: String,
        key: String,
        incident: i64,
        code: String,
        package: String,
        events: u64,
        unit: i64,
        to: String,
        evidence: Vec<i64>,
        units: Vec<(i64, String)>,
        incidents: Vec<(i64, String)>,
    },
    /// Whoever answers for a deadline was reminded: `key` is the rulebook's for the reminder, `level` 0 the debtor, then up
    /// the tree; `unit` who was told, 0 where nobody is there to be told; `due` until when it was owed.
    Reminded {
        key: String,
        deadline: String,
        unit: i64,
        level: u32,
        #[serde(default, skip_serializing_if = "is_zero")]
        due: i64,
    },
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks for it so")]
fn is_zero(number: &i64) -> bool {
    *number == 0
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks for it so")]
fn is_false(it: &bool) -> bool {
    !it
}

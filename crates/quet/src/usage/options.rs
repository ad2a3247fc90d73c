//! What each command is told, once it was read.
//!
//! Must never hold a default of its own: what was not said is decided where the command line is read.

use std::path::PathBuf;
use std::time::Duration;

use scan::verdict::Scoring;

use crate::guide::Handed;

/// Options of `quet scan`.
#[derive(Debug)]
pub struct ScanOptions {
    /// What to scan; where nothing is named, all of the machine or of the mounted disk.
    pub paths: Vec<PathBuf>,
    /// The mounted disk that is scanned as another machine's root.
    pub root: Option<PathBuf>,
    /// Rules to scan with.
    pub rules: Vec<PathBuf>,
    /// The campaign to scan for.
    pub campaign: Option<CampaignOptions>,
    /// Go on without the rule files that cannot be used.
    pub skip_bad_rules: bool,
    /// Clean what is found, if the plan is agreed to.
    pub clean: bool,
    /// The plan is agreed to beforehand.
    pub yes: bool,
    /// Show the plan and touch nothing.
    pub dry_run: bool,
    /// The plan may hold system places and files of root.
    pub system: bool,
    /// How results are written.
    pub format: Format,
    /// How many look at one time.
    pub threads: usize,
    /// Read every file, whatever is remembered.
    pub no_remember: bool,
    /// How scores are combined.
    pub scoring: Scoring,
    /// The time that one file of ordinary size may take.
    pub time_limit: Option<Duration>,
    /// Our own data.
    pub data: PathBuf,
}

/// Options of `quet guide`.
#[derive(Debug)]
pub struct GuideOptions {
    /// What to look at; the whole machine where nothing is named.
    pub paths: Vec<PathBuf>,
    /// The campaign's address.
    pub campaign: Option<String>,
    /// Its key, or a file that holds it.
    pub campaign_key: Option<String>,
    /// Rules in place of a campaign's.
    pub rules: Option<PathBuf>,
    /// The folder for the result, where it is not the desktop.
    pub result: Option<PathBuf>,
    /// The second half, which runs with an administrator's rights: the list of what is locked away, as was agreed to.
    pub take: Option<Handed>,
    /// Wait for a key at the end.
    pub wait: bool,
    /// How many look at one time.
    pub threads: usize,
    /// Our own data.
    pub data: PathBuf,
}

/// The campaign to scan for, and what may be told it.
#[derive(Debug)]
pub struct CampaignOptions {
    /// Its address.
    pub url: String,
    /// Its key, or a file that holds it.
    pub key: Option<String>,
    /// A report is agreed to beforehand.
    pub report: bool,
    /// A report is agreed to beforehand, and goes to this address.
    pub report_to: Option<String>,
}

/// Options of `quet campaign publish`.
#[derive(Debug)]
pub struct PublishOptions {
    /// The rules.
    pub paths: Vec<PathBuf>,
    /// The campaign's identifier, where it is not the one of the last pack.
    pub campaign: Option<String>,
    /// How many days the pack is in force.
    pub days: u64,
    /// Our own data.
    pub data: PathBuf,
}

/// How results are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// For people.
    Text,
    /// For programs: one JSON object a line.
    Jsonl,
}

/// Options of `quet vault`.
#[derive(Debug)]
pub struct VaultOptions {
    /// What to do.
    pub act: VaultAct,
    /// Our own data.
    pub data: PathBuf,
}

/// What is to be done with the vault.
#[derive(Debug)]
pub enum VaultAct {
    /// Shows the machine's key.
    Key,
    /// Show what is in it.
    List {
        /// How.
        format: Format,
    },
    /// Put an item back.
    Restore {
        /// Which.
        id: String,
        /// Into this folder and not where it was.
        to: Option<PathBuf>,
    },
    /// Write an item out as an encrypted ZIP.
    Export {
        /// Which.
        id: String,
        /// To this file.
        output: Option<PathBuf>,
        /// With AES and not the older cipher that every tool opens.
        aes: bool,
    },
    /// Destroy items.
    Purge {
        /// Which; none with `all`.
        ids: Vec<String>,
        /// All of them.
        all: bool,
        /// Agreed to beforehand.
        yes: bool,
    },
}

/// Options of `quet feed import`.
#[cfg(feature = "server")]
#[derive(Debug)]
pub struct FeedOptions {
    /// Reports; `-` is standard input.
    pub files: Vec<PathBuf>,
    /// Which report they are, where their names do not say.
    pub format: Option<String>,
    /// Where they are counted.
    pub store: StoreOptions,
}

/// Options of `quet people …`.
#[cfg(feature = "server")]
#[derive(Debug)]
pub struct PeopleOptions {
    /// What is done.
    pub act: PeopleAct,
    /// Where they are kept.
    pub store: StoreOptions,
}

/// What `quet people` does.
#[cfg(feature = "server")]
#[derive(Debug)]
pub enum PeopleAct {
    /// Makes the first administrator and their unit.
    First {
        /// Their name.
        name: String,
        /// What they sign in with.
        login: String,
        /// The unit's name.
        unit: String,
        /// Its code.
        code: String,
        /// Its kind, as a word.
        kind: String,
    },
    /// Gives somebody a new way in.
    Reset {
        /// Who, by what they sign in with.
        login: String,
    },
    /// Erases who those are who left, and who told of incidents that were closed, before a day.
    Erase {
        /// The day, as it is written.
        before: String,
        /// Why.
        why: String,
    },
}

/// What `quet playbooks` does.
#[cfg(feature = "server")]
#[derive(Debug)]
pub enum PlaybooksAct {
    /// Says which there are: those that come with the program, or those by which a unit goes.
    List(Option<OwnUnit>),
    /// Says whether files are playbooks, and what they change for a unit.
    Check {
        /// The files.
        files: Vec<PathBuf>,
        /// The unit.
        unit: Option<OwnUnit>,
    },
    /// Writes one of them into a file.
    Export {
        /// For which kind of incident.
        kind: String,
        /// The new file.
        output: PathBuf,
        /// The unit by whose playbook of that kind it is written.
        unit: Option<OwnUnit>,
    },
    /// Publishes a file as a unit's own copy.
    Import {
        /// The file.
        file: PathBuf,
        /// Why.
        why: String,
        /// The unit.
        unit: OwnUnit,
    },
}

/// A unit whose playbooks are meant, and where its data are.
#[cfg(feature = "server")]
#[derive(Debug)]
pub struct OwnUnit {
    /// Its code.
    pub code: String,
    /// Where its data are.
    pub store: StoreOptions,
}

/// What `quet incident` does.
#[cfg(feature = "server")]
#[derive(Debug)]
pub enum IncidentAct {
    /// Makes a package.
    Export {
        /// Of which incident.
        code: String,
        /// The new file.
        output: PathBuf,
        /// For whom.
        made_for: Option<String>,
        /// Why.
        why: Option<String>,
        /// Where it is.
        store: StoreOptions,
    },
    /// Checks one, without any server.
    Verify {
        /// The package.
        package: PathBuf,
        /// A file with the key of the server that made it.
        key: PathBuf,
    },
    /// Takes one in.
    Import {
        /// The package.
        package: PathBuf,
        /// A file with the key of the server that made it.
        key: PathBuf,
        /// The code of the unit with which it goes on.
        unit: String,
        /// Where it goes on.
        store: StoreOptions,
    },
}

/// What `quet servers` does.
#[cfg(feature = "server")]
#[derive(Debug)]
pub enum ServersAct {
    /// Shows this server's own key.
    Key,
    /// Says which are known.
    List,
    /// Makes one known.
    Add {
        /// What it is called.
        name: String,
        /// A file with its key.
        key: PathBuf,
    },
    /// Takes in nothing more of one.
    End(i64),
}

/// Options of `quet audit …`.
#[cfg(feature = "server")]
#[derive(Debug)]
pub struct AuditOptions {
    /// What is done.
    pub act: AuditAct,
    /// Where the record is.
    pub store: StoreOptions,
}

/// What `quet audit` does.
#[cfg(feature = "server")]
#[derive(Debug)]
pub enum AuditAct {
    /// Verifies the record.
    Verify {
        /// The key of checkpoints that were kept elsewhere.
        key: Option<PathBuf>,
        /// Files of such checkpoints.
        checkpoints: Vec<PathBuf>,
    },
    /// Says a checkpoint, to be kept elsewhere.
    Checkpoint,
    /// Answers for entries that were vouched for late.
    Accept {
        /// The entry that says they were.
        entry: u64,
        /// Why.
        why: String,
    },
    /// Erases details.
    Erase {
        /// Of entries from before that day, as it was typed.
        before: String,
        /// About one object only.
        object: Option<String>,
        /// Why.
        why: String,
    },
}

/// Options of `quet campaign offer`.
#[cfg(feature = "server")]
#[derive(Debug)]
pub struct OfferOptions {
    /// Built programs.
    pub files: Vec<PathBuf>,
    /// The server's data.
    pub data: PathBuf,
}

/// Options of `quet serve`.
#[cfg(feature = "server")]
#[derive(Debug)]
pub struct ServeOptions {
    /// The address and port to listen at.
    pub listen: Option<String>,
    /// What is served.
    pub store: StoreOptions,
}

/// What is to be done with the server's data.
#[cfg(feature = "server")]
#[derive(Debug)]
pub enum StoreAct {
    /// Write all of it into this file.
    Backup(PathBuf),
    /// Restore it from this file.
    Restore(PathBuf),
    /// Bring it to this version.
    Migrate {
        /// Only say what there is to do.
        dry_run: bool,
    },
}

/// Where the command line says that the server's data are.
#[cfg(feature = "server")]
#[derive(Debug)]
pub struct StoreOptions {
    /// The data folder.
    pub data: Option<PathBuf>,
    /// The data folder where nothing else says.
    pub usual_data: PathBuf,
    /// The database's URL, as it was given.
    pub database: Option<String>,
    /// The configuration, which may say either.
    pub config: Option<PathBuf>,
}

/// Options of `quet papers blank`.
#[cfg(feature = "server")]
#[derive(Debug)]
pub struct PaperOptions {
    /// The key of the form.
    pub form: String,
    /// The file to write; one named after the form, in this folder, where none is given.
    pub output: Option<PathBuf>,
    /// The day whose form it is; today where none is given.
    pub on: Option<String>,
    /// Filled with made-up values.
    pub sample: bool,
}

/// Options of `quet demo`.
#[cfg(feature = "server")]
#[derive(Debug)]
pub struct DemoOptions {
    /// Where everything is made.
    pub data: Option<PathBuf>,
    /// The address and port to listen at.
    pub listen: Option<String>,
    /// How many sightings the country has.
    pub sightings: u64,
    /// End when all is done.
    pub once: bool,
}

/// What `quet reports send` was asked for.
#[derive(Debug)]
pub struct SendOptions {
    /// The stick's folder.
    pub folder: PathBuf,
    /// The campaign's address.
    pub to: String,
    /// Its key, or a file that holds it.
    pub key: Option<String>,
}

/// What `quet reports take` was asked for.
#[cfg(feature = "server")]
#[derive(Debug)]
pub struct TakeOptions {
    /// The stick's folder.
    pub folder: PathBuf,
    /// Where the store is.
    pub store: StoreOptions,
}

/// What `quet rules from-incident` was asked for.
#[cfg(feature = "server")]
#[derive(Debug)]
pub struct HuntOptions {
    /// The incident's code.
    pub code: String,
    /// The new file.
    pub output: PathBuf,
    /// Where the store is.
    pub store: StoreOptions,
}

//! `quet campaign`: what the people who run a campaign do: make its key, and publish its rule pack.
//!
//! Must never publish a pack that a scan would stop at, nor one that machines would refuse: older, or signed with
//! another key than the last one. Must never show the private key.
//!
//! `DATA/campaign/key` is the private key, `DATA/campaign/pack.quet` the pack that is published.

use std::path::Path;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use ::scan::crew::{Crew, CrewError};
use ::scan::limits::{Limits, PackLimits};
use ::scan::look::digests::hex;
use ::scan::look::rules::Problem;
use ::scan::names::shown;
use ::scan::pack;
use ::scan::verdict::Scoring;
use clean::ours::{self, OursError};
use indicators::pack::Unused;
use wire::pack::{File, Key, Opened, Pack, PackError, SigningKey};

use crate::exit::Exit;
use crate::out;
use crate::scan::{not_there, own_program, problem_line, technical, unused_word, when};
use crate::usage::PublishOptions;
use words::Words;

const FOLDER: [&str; 1] = ["campaign"];
const KEY: &str = "key";
const PACK: &str = "pack.quet";
const DAY: u64 = 86_400;

/// Why nothing was published.
#[derive(Debug, thiserror::Error)]
enum NotPublished {
    /// Our own files.
    #[error(transparent)]
    Ours(#[from] OursError),
    /// The system has no random numbers.
    #[error("no key can be made")]
    Random(#[from] getrandom::Error),
    /// The private key makes no sense.
    #[error("the key in `{0}` is damaged: put back a copy of it")]
    DamagedKey(String),
    /// The rules cannot be read.
    #[error(transparent)]
    Rules(#[from] pack::PackError),
    /// The rules cannot be compiled.
    #[error(transparent)]
    Crew(#[from] CrewError),
    /// Something in the rules is broken or cannot be used.
    #[error("problems in the rules")]
    Broken(Vec<Problem>, Vec<(String, Unused)>),
    /// A file is not UTF-8.
    #[error("`{0}` is not UTF-8 text")]
    NotText(String),
    /// The pack is none that may be.
    #[error(transparent)]
    Pack(#[from] PackError),
    /// What is published there cannot be followed by this.
    #[error("the pack that is published there cannot be replaced")]
    Published(#[source] PackError),
    /// There is a newer one by now.
    #[error("version {there} is published there already, and this is version {new}")]
    Newer { there: u64, new: u64 },
    /// It is another campaign's.
    #[error("this folder publishes the campaign `{there}`, and not `{new}`")]
    OtherCampaign { there: String, new: String },
    /// The first pack needs a name for the campaign.
    #[error("no campaign was named")]
    NoCampaign,
}

/// `quet campaign key`: shows the public key, and makes the pair at first use.
pub fn key(data: &Path, words: &Words) -> Exit {
    match signing_key(data) {
        Ok(key) => {
            let key = Key::of(&key);
            out::line(key.to_string());
            out::line(words.with("campaign-key", &[("fingerprint", &key.fingerprint())]));
            Exit::Fine
        }
        Err(error) => not_published(&error, words),
    }
}

/// The public key, for the demo.
///
/// # Errors
/// When it can be neither read nor made.
#[cfg(feature = "server")]
pub fn public_key(data: &Path) -> Result<String, Box<dyn std::error::Error>> {
    Ok(Key::of(&signing_key(data)?).to_string())
}

/// `quet campaign publish`.
pub fn publish(options: &PublishOptions, words: &Words) -> Exit {
    match published(options) {
        Ok(opened) => {
            let number = |number: u64| words.number(number);
            let pack = &opened.pack;
            let values = [
                ("campaign", &*pack.campaign),
                ("version", &number(pack.version)),
                ("files", &number(pack.files.len() as u64)),
                ("until", &when(pack.expires_at, words)),
            ];
            out::line(words.with("campaign-published", &values));
            out::line(format!("sha256 {}", hex(&opened.sha256)));
            out::line(words.with("campaign-key", &[("fingerprint", &opened.key.fingerprint())]));
            Exit::Fine
        }
        Err(error) => not_published(&error, words),
    }
}

/// `quet campaign stick`: copies the published pack, and its pin for people to compare, onto a stick.
pub fn stick(folder: &Path, data: &Path, words: &Words) -> Exit {
    let key = match signing_key(data) {
        Ok(key) => Key::of(&key),
        Err(error) => return not_published(&error, words),
    };
    let most = wire::pack::PackLimits::default().bytes as u64;
    let blob = match ours::look(data, &FOLDER, PACK, most) {
        Ok(Some(blob)) => blob,
        Ok(None) => {
            out::aside(format!("quet: {}", words.say("stick-nothing-published")));
            return Exit::Usage;
        }
        Err(error) => return not_published(&error.into(), words),
    };
    // One that machines would refuse is not carried to them.
    let opened = match wire::pack::open(&blob, Some(&key), SystemTime::now()) {
        Ok(opened) => opened,
        Err(error) => return not_published(&NotPublished::Published(error), words),
    };
    match agent::stick::leave_pack(folder, &blob, &opened) {
        Ok((pack, pin)) => {
            let values = [
                ("campaign", &*opened.pack.campaign),
                ("version", &words.number(opened.pack.version)),
                ("path", &shown(&pack)),
                ("pin", &shown(&pin)),
            ];
            out::line(words.with("stick-written", &values));
            out::line(words.with("campaign-key", &[("fingerprint", &key.fingerprint())]));
            out::line(words.say("stick-compare"));
            Exit::Fine
        }
        Err(error) => {
            out::aside(format!("quet: {}", technical(&error, words)));
            Exit::Incomplete
        }
    }
}

fn published(options: &PublishOptions) -> Result<Opened, NotPublished> {
    let mut files = Vec::new();
    for path in &options.paths {
        for (name, text) in pack::texts(path, &PackLimits::default())? {
            let text = String::from_utf8(text).map_err(|_| NotPublished::NotText(name.clone()))?;
            files.push(File { name, text });
        }
    }
    let key = signing_key(&options.data)?;
    let there = there(&options.data, &Key::of(&key))?;
    let campaign = match (&options.campaign, &there) {
        (Some(new), Some(there)) if *new != there.pack.campaign => {
            let (there, new) = (there.pack.campaign.clone(), new.clone());
            return Err(NotPublished::OtherCampaign { there, new });
        }
        (Some(new), _) => new.clone(),
        (None, Some(there)) => there.pack.campaign.clone(),
        (None, None) => return Err(NotPublished::NoCampaign),
    };
    let made_at = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let expires_at = made_at + options.days * DAY;
    let version = there.map_or(0, |there| there.pack.version) + 1;
    let pack = Pack { campaign, version, made_at, expires_at, files };
    // Signing checks what costs little, so it comes before the rules are compiled.
    let blob = wire::pack::sign(&pack, &key)?;
    check(&pack)?;
    replace(&options.data, &blob, &Key::of(&key))
}

/// Puts a pack where the server takes it from: never over one that machines would take for newer, or for another's.
fn replace(data: &Path, blob: &[u8], key: &Key) -> Result<Opened, NotPublished> {
    let opened = wire::pack::read(blob, Some(key))?;
    if let Some(there) = there(data, key)?.filter(|there| there.pack.version >= opened.pack.version) {
        return Err(NotPublished::Newer { there: there.pack.version, new: opened.pack.version });
    }
    ours::keep(data, &FOLDER, PACK, blob)?;
    Ok(opened)
}

/// What is published there now, in force or not.
fn there(data: &Path, key: &Key) -> Result<Option<Opened>, NotPublished> {
    let most = wire::pack::PackLimits::default().bytes as u64;
    let blob = ours::look(data, &FOLDER, PACK, most)?;
    blob.map(|blob| wire::pack::read(&blob, Some(key))).transpose().map_err(NotPublished::Published)
}

/// The private key, made at first use and readable by its owner alone.
fn signing_key(data: &Path) -> Result<SigningKey, NotPublished> {
    let path = || shown(&data.join("campaign").join(KEY));
    let secret = match ours::look(data, &FOLDER, KEY, 64)? {
        Some(bytes) => bytes.try_into().map_err(|_| NotPublished::DamagedKey(path()))?,
        None => {
            let mut secret = [0; 32];
            getrandom::fill(&mut secret)?;
            ours::keep(data, &FOLDER, KEY, &secret)?;
            secret
        }
    };
    Ok(SigningKey::from_bytes(&secret))
}

/// Compiles the pack as a machine that fetches it would.
fn check(pack: &Pack) -> Result<(), NotPublished> {
    let limits = PackLimits::default();
    let files = pack.files.iter().map(|file| (&*file.name, &*file.text));
    let gathered = pack::gather_with(files, &[], &limits)?;
    let scoring = Scoring::default();
    let crew =
        Crew::gather(&own_program(), &gathered.pack, &Limits::default(), &limits, scoring, Arc::default())?;
    let problems: Vec<Problem> = crew.ready().problems.iter().chain(&gathered.problems).cloned().collect();
    if !problems.is_empty() || !gathered.unused.is_empty() {
        return Err(NotPublished::Broken(problems, gathered.unused));
    }
    if crew.ready().rules == 0 && crew.ready().hashes == 0 && crew.ready().names == 0 {
        return Err(CrewError::NoRules.into());
    }
    Ok(())
}

fn not_published(error: &NotPublished, words: &Words) -> Exit {
    let (what, exit) = match error {
        NotPublished::Broken(problems, unused) => {
            problems.iter().map(problem_line).for_each(out::aside);
            for (file, unused) in unused {
                let kind = words.say(unused_word(*unused));
                out::aside(words.with("rules-unused", &[("file", file), ("kind", &kind)]));
            }
            let number = words.number((problems.len() + unused.len()) as u64);
            (words.with("campaign-bad-rules", &[("number", &number)]), Exit::Incomplete)
        }
        NotPublished::Rules(error) if not_there(error) => (technical(error, words), Exit::Usage),
        NotPublished::NoCampaign => (words.say("campaign-which"), Exit::Usage),
        NotPublished::OtherCampaign { there, .. } => {
            (words.with("campaign-not-this", &[("campaign", there)]), Exit::Usage)
        }
        NotPublished::Pack(PackError::Campaign) => (words.say("campaign-bad-id"), Exit::Usage),
        NotPublished::Published(PackError::OtherKey { .. }) => {
            (words.say("campaign-published-otherwise"), Exit::Incomplete)
        }
        error => (technical(error, words), Exit::Incomplete),
    };
    out::aside(format!("quet: {what} {}", words.say("campaign-not-published")));
    exit
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blob(key: u8, version: u64) -> Vec<u8> {
        let files = vec![File { name: "a.yar".to_owned(), text: String::new() }];
        let pack = Pack { campaign: "a".to_owned(), version, made_at: 1, expires_at: 2, files };
        wire::pack::sign(&pack, &SigningKey::from_bytes(&[key; 32])).unwrap()
    }

    #[test]
    fn a_published_pack_is_replaced_by_a_newer_one_of_the_same_key_alone() {
        let data = tempfile::tempdir().unwrap();
        let key = |seed| Key::of(&SigningKey::from_bytes(&[seed; 32]));
        let replace = |seed, version| replace(data.path(), &blob(seed, version), &key(seed));
        assert_eq!(replace(1, 5).unwrap().pack.version, 5);
        assert!(matches!(replace(1, 5), Err(NotPublished::Newer { there: 5, new: 5 })));
        assert!(matches!(replace(1, 4), Err(NotPublished::Newer { there: 5, new: 4 })));
        assert!(matches!(replace(2, 6), Err(NotPublished::Published(PackError::OtherKey { .. }))));
        assert_eq!(replace(1, 6).unwrap().pack.version, 6);
    }
}

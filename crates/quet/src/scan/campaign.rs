//! A scan for a campaign: its pack is fetched and verified, and what the scan came to is reported if its owner agrees.
//!
//! Must never send more than what it shows, nor anything that nobody agreed to. Must never let a word leave the machine
//! that a looker made up: only names that the campaign's own pack holds are told.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{IsTerminal, Read};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use ::scan::ledger::Summary;
use ::scan::names::shown_bytes;
use ::scan::pack::CAMPAIGN;
use ::scan::verdict::{Finding, Kind, Level};
use agent::address::{Address, BadAddress, Plain};
use agent::pinned::{self, CampaignError, Trust};
use agent::reports::{self, Delivered};
use agent::stick;
use egress::door::{Door, Patience};
use indicators::pack::{PackFile, kind_of};
use serde::Serialize;
use wire::pack::{Key, Opened, PackError};
use wire::report::{ReportLimits, ReportOutcome, RuleCount, ScanReport};

use super::Dealt;
use super::act::agreed;
use super::text::{indicator, technical};
use crate::out;
use crate::usage::{CampaignOptions, Format, ScanOptions};
use words::Words;

/// Before a report is sent again.
const PAUSES: [Duration; 2] = [Duration::from_millis(500), Duration::from_secs(2)];
/// More than a file with a key holds.
const LONGEST_KEY: u64 = 4096;
/// What findings of hashes are reported as: the digest itself would tell which file it was.
const HASH: &str = "hash";

/// Why a campaign was not even asked.
#[derive(Debug, thiserror::Error)]
pub enum BadCampaign {
    /// Its address makes no sense.
    #[error("`{text}` is no address of a campaign")]
    Address {
        /// What was given.
        text: String,
        /// What is wrong with it.
        #[source]
        source: BadAddress,
    },
    /// The key is neither a key nor a file that holds one.
    #[error("`{text}` is no key")]
    Key {
        /// What was given.
        text: String,
    },
}

/// Where a report goes.
enum To {
    /// To a campaign's address.
    Address(Address),
    /// Onto a stick, as a signed file.
    Stick(PathBuf),
}

/// The campaign that is scanned for.
pub struct Campaign {
    opened: Opened,
    door: Door,
    report_to: To,
    agreed: bool,
    names: BTreeSet<String>,
    /// Its patterns for names of files, and what each is reported as.
    patterns: BTreeMap<String, String>,
    counts: BTreeMap<String, u64>,
}

/// What a scan came to.
pub struct Came<'s> {
    /// The ledger.
    pub summary: &'s Summary,
    /// What was found, with what was done.
    pub found: &'s [Dealt],
    /// Whether everything was read and done.
    pub complete: bool,
    /// How long it took.
    pub seconds: f64,
}

/// What became of the report, for programs.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Reported {
    /// Whether the server has it.
    pub sent: bool,
    /// Its number; none where nobody agreed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// What the server says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcome: Option<ReportOutcome>,
    /// The signed file that was left on a stick.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub left_at: Option<String>,
    /// It is sent with the next scan for a campaign.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub kept_for_later: bool,
    /// Why it was not sent although somebody agreed, in technical English.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
}

impl Campaign {
    /// Fetches and verifies the campaign's pack, says what there is to say about it, and sends what was left to send.
    ///
    /// # Errors
    /// When there is no pack that may be used.
    pub fn join(asked: &CampaignOptions, data: &Path, words: &Words) -> Result<Campaign, super::NoScan> {
        let key = asked.key.as_deref().map(key_of).transpose()?;
        let plain = if key.is_some() { Plain::Allowed } else { Plain::OnlyHere };
        let from = to(&asked.url, plain)?;
        let report_to = asked.report_to.as_deref().map(|place| to(place, plain)).transpose()?;
        let door = Door::new(&Patience::default());
        let now = SystemTime::now();
        let obtained = match &from {
            To::Address(address) => pinned::obtain(&door, address, key.as_ref(), data, now),
            To::Stick(folder) => pinned::obtain_from_stick(folder, key.as_ref(), data, now),
        };
        let obtained = obtained.map_err(Box::new)?;
        if matches!(from, To::Stick(_)) {
            out::aside(how_old(&obtained.opened, now, words));
        }
        let opened = obtained.opened;
        if obtained.trust == Trust::FirstUse {
            let fingerprint = opened.key.fingerprint();
            out::aside(words.with("campaign-first-use", &[("fingerprint", &fingerprint)]));
        }
        match obtained.offline {
            Some(error) => {
                let (until, why) = (when(opened.pack.expires_at, words), technical(&error, words));
                out::aside(words.with("campaign-offline", &[("until", &until), ("why", &why)]));
            }
            None if matches!(from, To::Stick(_)) => {}
            None => send_kept(&door, data, words),
        }
        Ok(Campaign {
            names: opened
                .pack
                .files
                .iter()
                .flat_map(|file| rule_names(&file.text))
                .map(str::to_owned)
                .collect(),
            patterns: patterns(&opened),
            agreed: asked.report || report_to.is_some(),
            report_to: report_to.unwrap_or(from),
            counts: BTreeMap::new(),
            opened,
            door,
        })
    }

    /// The pack's files, by name.
    pub fn files(&self) -> impl Iterator<Item = (&str, &str)> {
        self.opened.pack.files.iter().map(|file| (&*file.name, &*file.text))
    }

    /// Counts an object under each of the campaign's rules that matched it.
    pub fn count(&mut self, finding: &Finding) {
        let ours = finding.because.iter().filter(|because| because.source.starts_with(CAMPAIGN));
        let names: BTreeSet<&str> = ours
            .filter_map(|because| match because.kind {
                Kind::Hash => Some(HASH),
                Kind::Yara => self.names.get(&because.name).map(String::as_str),
                // The pattern, and not the name that it was found in.
                Kind::Name => self.patterns.get(&because.name).map(String::as_str),
            })
            .collect();
        for name in names {
            *self.counts.entry(name.to_owned()).or_default() += 1;
        }
    }

    /// Shows what would be reported, asks where nobody agreed yet, and sends it.
    pub fn report(self, came: &Came<'_>, options: &ScanOptions, words: &Words) -> Reported {
        let say = |line: &str| match options.format {
            Format::Text => out::line(line),
            Format::Jsonl => out::aside(line),
        };
        if !self.agreed && !std::io::stdin().is_terminal() {
            say(&words.say("report-nobody-to-ask"));
            return Reported::default();
        }
        let id = match reports::new_id() {
            Ok(id) => id,
            Err(error) => {
                say(&words.with("report-lost", &[("why", &technical(&error, words))]));
                return Reported { problem: Some(error.to_string()), ..Reported::default() };
            }
        };
        let report = self.write(id, came);
        show(&report, &self.report_to, words, &say);
        if !self.agreed && !agreed(&words.say("report-question")) {
            say(&words.say("report-declined"));
            return Reported::default();
        }
        let address = match &self.report_to {
            To::Address(address) => address,
            To::Stick(folder) => return leave(folder, report, words, &say),
        };
        let delivered =
            reports::deliver(&self.door, address, &report, &PAUSES, &options.data, SystemTime::now());
        tell(delivered, report.id, words, &say)
    }

    fn write(&self, id: String, came: &Came<'_>) -> ScanReport {
        let limits = ReportLimits::default();
        let number = |number: u64| number.min(limits.number);
        let mut rules: Vec<RuleCount> = self
            .counts
            .iter()
            .map(|(rule, &objects)| RuleCount { rule: rule.clone(), objects: number(objects) })
            .collect();
        // Those that matched most, where there are more than a report may name.
        rules.sort_by(|a, b| b.objects.cmp(&a.objects).then_with(|| a.rule.cmp(&b.rule)));
        rules.truncate(limits.rules);
        let Summary { seen, scanned, remembered, .. } = *came.summary;
        let taken = came.found.iter().filter_map(|dealt| Some(&dealt.action.as_ref()?.vault_id));
        ScanReport {
            id,
            campaign: self.opened.pack.campaign.clone(),
            pack_version: self.opened.pack.version,
            program: concat!("quet ", env!("CARGO_PKG_VERSION")).to_owned(),
            system: match std::env::consts::OS {
                system @ ("linux" | "windows" | "macos") => system.to_owned(),
                _ => "other".to_owned(),
            },
            seconds: number(came.seconds.round() as u64),
            seen: number(seen),
            scanned: number(scanned + remembered),
            gaps: number(came.summary.gaps.values().sum()),
            complete: came.complete,
            alerts: number(came.summary.findings.get(&Level::Alert).copied().unwrap_or(0)),
            cleaned: taken.collect::<BTreeSet<_>>().len() as u64,
            rules,
        }
    }
}

/// Shows a report, every field of it.
fn show(report: &ScanReport, to: &To, words: &Words, say: &dyn Fn(&str)) {
    let number = |number: u64| words.number(number);
    let place = match to {
        To::Address(address) => address.to_string(),
        To::Stick(folder) => ::scan::names::shown(folder),
    };
    say(&format!("\n{}", words.with("report-shown", &[("to", &place)])));
    if matches!(to, To::Address(address) if address.is_plain()) {
        say(&format!("  {}", words.say("report-plain")));
    }
    let (version, program, system) = (number(report.pack_version), &report.program, &report.system);
    let fields = [
        words.with("report-campaign", &[("campaign", &report.campaign), ("version", &version)]),
        words.with(
            "report-program",
            &[("program", program), ("system", system), ("seconds", &number(report.seconds))],
        ),
        words.with(
            "report-files",
            &[
                ("seen", &*number(report.seen)),
                ("scanned", &number(report.scanned)),
                ("gaps", &number(report.gaps)),
            ],
        ),
        words.say(if report.complete { "report-complete" } else { "report-incomplete" }),
        words.with(
            "report-alerts",
            &[("alerts", &*number(report.alerts)), ("cleaned", &number(report.cleaned))],
        ),
    ];
    fields.iter().for_each(|field| say(&format!("  {field}")));
    for rule in &report.rules {
        // A pattern may hold anything; as one, its backslashes are not doubled.
        let name = indicator(Kind::Name, &rule.rule);
        let values = [("rule", &*name), ("objects", &number(rule.objects))];
        say(&format!("  {}", words.with("report-rule", &values)));
    }
    say(&format!("  {}", words.with("report-id", &[("id", &report.id)])));
    say(&words.say("report-never"));
}

fn tell(delivered: Delivered, id: String, words: &Words, say: &dyn Fn(&str)) -> Reported {
    let reported = Reported { id: Some(id), ..Reported::default() };
    let (word, error, kept_for_later) = match delivered {
        Delivered::Sent(receipt) => {
            say(&words.say(match receipt.outcome {
                ReportOutcome::Counted => "report-counted",
                ReportOutcome::AlreadyCounted => "report-already-counted",
                ReportOutcome::OverDailyCap => "report-over-cap",
            }));
            return Reported { sent: true, outcome: Some(receipt.outcome), ..reported };
        }
        Delivered::KeptForLater(error) => ("report-kept", error, true),
        Delivered::Refused(error) => ("report-refused", error, false),
        Delivered::Lost(error, _) => ("report-lost", error, false),
    };
    say(&words.with(word, &[("why", &technical(&error, words))]));
    Reported { kept_for_later, problem: Some(error.to_string()), ..reported }
}

/// Leaves a report on a stick.
fn leave(folder: &Path, report: ScanReport, words: &Words, say: &dyn Fn(&str)) -> Reported {
    let left = stick::leave_report(folder, &report);
    let reported = Reported { id: Some(report.id), ..Reported::default() };
    match left {
        Ok(path) => {
            let path = ::scan::names::shown(&path);
            say(&words.with("report-left", &[("path", &path)]));
            Reported { left_at: Some(path), ..reported }
        }
        Err(error) => {
            say(&words.with("report-not-left", &[("why", &technical(&error, words))]));
            Reported { problem: Some(error.to_string()), ..reported }
        }
    }
}

/// Which pack a stick brought, and how old it is: nobody may have carried a newer one yet.
fn how_old(opened: &Opened, now: SystemTime, words: &Words) -> String {
    let now = now.duration_since(SystemTime::UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let days = now.saturating_sub(opened.pack.made_at) / 86_400;
    let values = [
        ("campaign", &*opened.pack.campaign),
        ("version", &words.number(opened.pack.version)),
        ("made", &when(opened.pack.made_at, words)),
        ("days", &words.number(days)),
        ("until", &when(opened.pack.expires_at, words)),
    ];
    words.with("stick-pack", &values)
}

fn send_kept(door: &Door, data: &Path, words: &Words) {
    match reports::send_kept(door, data) {
        Ok(backlog) if backlog.sent > 0 => {
            out::aside(words.with("reports-sent", &[("number", &words.number(backlog.sent))]));
        }
        Ok(_) => {}
        Err(error) => out::aside(format!("quet: {}", technical(&error, words))),
    }
}

/// What stands behind the word `rule` in a text of rules: every rule's name, and perhaps words of remarks.
fn rule_names(text: &str) -> impl Iterator<Item = &str> {
    let mut last = "";
    text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_')
        .filter(|word| !word.is_empty())
        .filter(move |word| std::mem::replace(&mut last, word) == "rule")
}

/// Every pattern for names in a pack, with what a report calls it: itself, as far as a report has room for it.
fn patterns(opened: &Opened) -> BTreeMap<String, String> {
    let most = ReportLimits::default().text;
    let lists = opened
        .pack
        .files
        .iter()
        .filter(|file| kind_of(file.name.rsplit('/').next().unwrap_or(&file.name)) == PackFile::Names);
    let lines = lists.flat_map(|file| indicators::names::parse(file.text.as_bytes()).0);
    let called = |pattern: String| {
        let cut = pattern
            .char_indices()
            .nth(most)
            .map(|_| format!("{}…", pattern.chars().take(most - 1).collect::<String>()));
        (pattern.clone(), cut.unwrap_or(pattern))
    };
    lines.map(|line| called(line.pattern)).collect()
}

/// An address, or the folder of a stick. What looks like an address is one.
fn to(text: &str, plain: Plain) -> Result<To, BadCampaign> {
    let folder = Path::new(text);
    if !text.contains("://") && folder.is_dir() {
        return Ok(To::Stick(folder.to_owned()));
    }
    address_of(text, plain).map(To::Address)
}

/// An address, as it is given.
///
/// # Errors
/// When it is none.
pub fn address_of(text: &str, plain: Plain) -> Result<Address, BadCampaign> {
    Address::parse(text, plain).map_err(|source| BadCampaign::Address { text: text.to_owned(), source })
}

/// A key as it is given: itself, or a file that holds it.
///
/// # Errors
/// When it is neither.
pub fn key_of(text: &str) -> Result<Key, BadCampaign> {
    let bad = || BadCampaign::Key { text: text.to_owned() };
    if let Ok(key) = text.trim().parse() {
        return Ok(key);
    }
    let path = Path::new(text);
    if !path.is_file() {
        return Err(bad());
    }
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(|_| bad())?;
    std::io::copy(&mut file.take(LONGEST_KEY), &mut bytes).map_err(|_| bad())?;
    String::from_utf8_lossy(&bytes).trim().parse().map_err(|_| bad())
}

/// A moment of a pack for people.
pub fn when(seconds: u64, words: &Words) -> String {
    words.moment_here(i64::try_from(seconds).unwrap_or(i64::MAX))
}

/// Why the campaign was not even asked.
pub fn bad(error: &BadCampaign, words: &Words) -> String {
    let (word, text) = match error {
        BadCampaign::Address { text, source: BadAddress::NotOne } => ("campaign-no-address", text),
        BadCampaign::Address { text, source: BadAddress::Plain } => ("campaign-plain", text),
        BadCampaign::Key { text } => ("campaign-no-key", text),
    };
    words.with(word, &[("text", &shown_bytes(text.as_bytes()))])
}

/// Why there is no pack of the campaign that may be used, and what to do.
pub fn no_pack(error: &CampaignError, words: &Words) -> String {
    let number = |number: &u64| number.to_string();
    let what = match error {
        CampaignError::Unreachable { kept_expired: false, .. } => words.say("campaign-unreachable"),
        CampaignError::Unreachable { kept_expired: true, .. } => words.say("campaign-unreachable-expired"),
        CampaignError::Pack(PackError::OtherKey { expected, found }) => {
            words.with("campaign-other-key", &[("expected", expected), ("found", found)])
        }
        CampaignError::Pack(PackError::Expired { expires_at }) => {
            words.with("campaign-expired", &[("when", &when(*expires_at, words))])
        }
        CampaignError::Pack(PackError::NotYet { made_at }) => {
            words.with("campaign-not-yet", &[("when", &when(*made_at, words))])
        }
        CampaignError::Pack(_) => words.say("campaign-altered"),
        CampaignError::Older { seen, found } => {
            words.with("campaign-older", &[("seen", &*number(seen)), ("found", &number(found))])
        }
        CampaignError::SameVersion { version } => {
            words.with("campaign-same-version", &[("version", &number(version))])
        }
        CampaignError::OtherCampaign { known, found } => {
            words.with("campaign-other", &[("known", known), ("found", found)])
        }
        CampaignError::Damaged { path } => {
            words.with("campaign-damaged", &[("path", &::scan::names::shown(path))])
        }
        CampaignError::Stick(_) => words.say("stick-unusable"),
        CampaignError::Memory(_) => words.say("campaign-memory"),
    };
    format!("{what} {}", technical(error, words))
}

#[cfg(test)]
mod tests {
    use super::*;
    use ::scan::verdict::Because;
    use wire::pack::{File, Pack, SigningKey};

    fn campaign(text: &str) -> Campaign {
        let files = vec![File { name: "a.yar".to_owned(), text: text.to_owned() }];
        let pack = Pack { campaign: "a".to_owned(), version: 1, made_at: 1, expires_at: 2, files };
        let blob = wire::pack::sign(&pack, &SigningKey::from_bytes(&[1; 32])).unwrap();
        Campaign {
            opened: wire::pack::read(&blob, None).unwrap(),
            door: Door::new(&Patience::default()),
            report_to: To::Address(Address::parse("https://a.example", Plain::OnlyHere).unwrap()),
            agreed: false,
            names: rule_names(text).map(str::to_owned).collect(),
            patterns: BTreeMap::new(),
            counts: BTreeMap::new(),
        }
    }

    fn finding(because: &[(Kind, &str, &str)]) -> Finding {
        let because = because.iter().map(|&(kind, name, source)| Because {
            kind,
            name: name.to_owned(),
            source: source.to_owned(),
            score: 100,
            description: "secret".to_owned(),
        });
        let (inside, sha256, size) = (vec![b"secret".to_vec()], [0; 32], 1);
        Finding { inside, sha256, size, score: 100, level: Level::Alert, because: because.collect() }
    }

    fn report(campaign: &Campaign) -> ScanReport {
        let summary = Summary { seen: 3, scanned: 1, remembered: 2, ..Summary::default() };
        let came = Came { summary: &summary, found: &[], complete: true, seconds: 0.6 };
        let report = campaign.write("0".repeat(32), &came);
        assert_eq!(report.check("a", &ReportLimits::default()), Ok(()));
        assert_eq!((report.seen, report.scanned, report.seconds), (3, 3, 1));
        report
    }

    #[test]
    fn what_a_looker_makes_up_is_not_told() {
        let mut campaign = campaign("rule known { condition: true } rule other { condition: true }");
        campaign.count(&finding(&[
            (Kind::Yara, "known", "campaign:a.yar"),
            (Kind::Yara, "known", "campaign:b.yar"),
            (Kind::Yara, "other", "own.yar"),
            (Kind::Yara, "the_password_is_1234", "campaign:a.yar"),
            (Kind::Hash, "sha256:secret", "campaign:hashes.txt:1"),
            (Kind::Hash, "sha256:secret", "own-hashes.txt:1"),
        ]));
        campaign.count(&finding(&[(Kind::Yara, "known", "campaign:a.yar")]));
        let told = report(&campaign).rules;
        let told: Vec<_> = told.iter().map(|rule| (&*rule.rule, rule.objects)).collect();
        assert_eq!(told, [("known", 2), ("hash", 1)]);
    }

    #[test]
    fn of_names_only_patterns_of_the_campaign_are_told_and_long_ones_are_cut() {
        let long = format!("{}\\.exe", "ă".repeat(200));
        let text = format!("\\\\a\\.exe;100\n{long};60\n");
        let mut campaign = campaign("");
        let file = |name: &str| File { name: name.to_owned(), text: text.clone() };
        campaign.opened.pack.files = vec![file("x/filename-iocs.txt")];
        campaign.patterns = patterns(&campaign.opened);
        campaign.count(&finding(&[
            (Kind::Name, "\\\\a\\.exe", "campaign:x/filename-iocs.txt:1"),
            (Kind::Name, &long, "campaign:x/filename-iocs.txt:2"),
            (Kind::Name, "/home/secret/name", "campaign:x/filename-iocs.txt:1"),
            (Kind::Name, "\\\\a\\.exe", "own-filenames.txt:1"),
        ]));
        let told = report(&campaign).rules;
        let told: Vec<_> = told.iter().map(|rule| (&*rule.rule, rule.objects)).collect();
        let cut = format!("{}…", "ă".repeat(127));
        assert_eq!(told, [("\\\\a\\.exe", 1), (&*cut, 1)]);
        // What is no list of names in the pack has no patterns.
        campaign.opened.pack.files = vec![file("filename-iocs.yar"), file("hashes.txt")];
        assert_eq!(patterns(&campaign.opened).len(), 0);
    }

    #[test]
    fn no_more_rules_are_told_than_a_report_may_name() {
        let names: Vec<String> = (0..300).map(|number| format!("r{number}")).collect();
        let text: String = names.iter().map(|name| format!("rule {name} {{ condition: true }}")).collect();
        let mut campaign = campaign(&text);
        for name in names.iter().chain(&names[250..]) {
            campaign.count(&finding(&[(Kind::Yara, name, "campaign:a.yar")]));
        }
        let told = report(&campaign).rules;
        assert_eq!((told.len(), told[49].objects, told[50].objects), (200, 2, 1));
    }

    #[test]
    fn the_names_of_rules_are_found_in_their_text() {
        let text = "import \"pe\"\nprivate rule a : x { condition: true } global rule\n b_2{condition: a}\nrule\tc {}";
        assert_eq!(rule_names(text).collect::<Vec<_>>(), ["a", "b_2", "c"]);
        assert_eq!(rule_names("0c2674c3a97c53082187d930efb645c2;55;x").count(), 0);
    }
}

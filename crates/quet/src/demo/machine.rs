//! The demo's machine: a sample folder is made, scanned for the campaign, cleaned and reported; one file is given back,
//! and every result is compared with what was made.
//!
//! Must never touch anything but the folder it made.

use std::path::{Path, PathBuf};
use std::time::SystemTime;

use ::scan::names::{shown, shown_bytes};
use ::scan::verdict::{Level, Reason, Scoring};
use clean::restore::Destination;
use clean::vault::Vault;
use sha2::{Digest, Sha256};
use testkit::folder::{SampleFile, SampleFolder};

use super::Checks;
use crate::out;
use crate::scan::{Outcome, scan};
use crate::usage::{CampaignOptions, Format, ScanOptions};

/// What the campaign can know of the scan afterwards.
#[derive(Debug, Clone, Copy)]
pub struct Swept {
    /// Whether something was found.
    pub found: bool,
    /// Whether something was taken into the vault.
    pub cleaned: bool,
}

/// Sweeps a sample folder for the campaign at `url`, whose key is `key`.
///
/// # Errors
/// When the samples cannot be made, or the scan cannot start.
pub fn sweep(
    place: &Path,
    url: &str,
    key: &str,
    checks: &mut Checks<'_>,
) -> Result<Swept, Box<dyn std::error::Error>> {
    let words = checks.words;
    let (samples, data) = (place.join("samples"), place.join("machine"));
    out::line(words.with("demo-makes", &[("path", &shown(&samples))]));
    let folder = SampleFolder::make(&samples)?;
    for file in &folder.files {
        out::line(format!("  {}", shown(&file.path)));
    }

    out::line(format!("\n{}\n", words.say("demo-scans")));
    let campaign =
        CampaignOptions { url: url.to_owned(), key: Some(key.to_owned()), report: true, report_to: None };
    let scanned = scan(&scan_options(&samples, campaign, &data), words)?;
    out::line("");
    check_scan(&scanned, &folder, checks);

    out::line(format!("\n{}\n", words.say("demo-vault")));
    let (vault, _) = Vault::open(&data, SystemTime::now())?;
    let items = vault.items()?.items;
    for item in &items {
        let names: Vec<&str> = item.names.iter().map(clean::item::Name::shown).collect();
        out::line(format!("  {}  {}", item.id, names.join(" = ")));
    }
    check_vault(&vault, &items, &folder, checks);

    out::line(format!("\n{}\n", words.say("demo-restores")));
    if let (Some(item), Some(file)) = (items.first(), infected(&folder).next()) {
        let item =
            items.iter().find(|item| item.names.iter().any(|name| name.path() == file.path)).unwrap_or(item);
        vault.restore(&item.id, &Destination::OldPlace, SystemTime::now())?;
        let right = digest_of(&file.path).is_ok_and(|digest| digest == file.sha256);
        checks.check(right, &words.with("demo-restored", &[("path", &shown(&file.path))]));
        let left = vault.items()?.items.len() + 1 == items.len();
        checks.check(left, &words.say("demo-restored-once"));
    }
    let cleaned = scanned.found.iter().any(|dealt| dealt.action.is_some());
    Ok(Swept { found: !scanned.found.is_empty(), cleaned })
}

fn scan_options(samples: &Path, campaign: CampaignOptions, data: &Path) -> ScanOptions {
    ScanOptions {
        paths: vec![samples.to_owned()],
        root: None,
        rules: Vec::<PathBuf>::new(),
        campaign: Some(campaign),
        skip_bad_rules: false,
        clean: true,
        yes: true,
        dry_run: false,
        // Where root runs the demo the samples are root's. Nothing but the folder that was just made is scanned.
        system: true,
        format: Format::Text,
        threads: 2,
        no_remember: true,
        scoring: Scoring::Sum,
        time_limit: None,
        data: data.to_owned(),
    }
}

fn infected(folder: &SampleFolder) -> impl Iterator<Item = &SampleFile> {
    folder.files.iter().filter(|file| !file.found.is_empty())
}

/// Every file was found to be what it was made to be, no more and no less, and the infected ones are gone.
fn check_scan(scanned: &Outcome, folder: &SampleFolder, checks: &mut Checks<'_>) {
    let words = checks.words;
    for file in &folder.files {
        let path = shown(&file.path);
        let found: Vec<_> = scanned.found.iter().filter(|dealt| dealt.found.path == file.path).collect();
        let gap =
            scanned.gaps.iter().any(|(path, gap)| *path == file.path && gap.reason == Reason::Unreadable);
        if file.path == folder.locked && !file.gap {
            out::line(format!("  –  {}", words.with("demo-gap-root", &[("path", &path)])));
        }
        if file.gap {
            checks.check(gap && found.is_empty(), &words.with("demo-gap", &[("path", &path)]));
            continue;
        }
        let as_made = found.len() == file.found.len()
            && !gap
            && file.found.iter().all(|expected| {
                found.iter().any(|dealt| {
                    let inside: Vec<String> =
                        dealt.found.finding.inside.iter().map(|member| shown_bytes(member)).collect();
                    let rule =
                        dealt.found.finding.because.iter().any(|because| because.name == expected.rule);
                    rule && inside.ends_with(&expected.inside) && dealt.found.finding.level == Level::Alert
                })
            });
        if file.found.is_empty() {
            let untouched = digest_of(&file.path).is_ok_and(|digest| digest == file.sha256);
            checks.check(as_made && untouched, &words.with("demo-untouched", &[("path", &path)]));
        } else {
            let gone = !file.path.exists() && found.iter().all(|dealt| dealt.action.is_some());
            checks.check(as_made && gone, &words.with("demo-taken", &[("path", &path)]));
        }
    }
    let summary = &scanned.summary;
    let sum = summary.adds_up() && summary.seen == folder.files.len() as u64;
    checks.check(sum, &words.with("demo-sum", &[("number", &words.number(summary.seen))]));
}

/// The vault holds the infected files, each as it was, and nothing else.
fn check_vault(vault: &Vault, items: &[clean::item::Item], folder: &SampleFolder, checks: &mut Checks<'_>) {
    let words = checks.words;
    let whole = items.len() == infected(folder).count()
        && items.iter().all(|item| {
            let made = infected(folder).any(|file| item.sha256.to_string() == file.sha256);
            made && vault.check(&item.id).is_ok()
        });
    checks.check(whole, &words.with("demo-kept", &[("number", &words.number(items.len() as u64))]));
}

fn digest_of(path: &Path) -> std::io::Result<String> {
    use std::io::Read;
    let mut hasher = Sha256::new();
    std::io::copy(&mut std::fs::File::open(path)?.take(1 << 30), &mut hasher)?;
    Ok(::scan::look::digests::hex(&hasher.finalize()))
}

//! The demo's server is asked as people and programs ask it, over HTTP, and every answer compared with what was made.
//!
//! Must never take the server's word for what it should have said.

use std::time::Duration;

use egress::door::{Door, Patience};
use testkit::country::{Example, Kind, Truth};
use wire::campaign::CampaignFigures;
use wire::check::{CheckAnswer, Reason, Verdict};
use words::{Language, Words};

use super::machine::Swept;
use super::{Checks, Visitor};
use crate::serve::running::Running;

/// More than any answer of the server has.
const LONGEST: u64 = 8 << 20;

type Trouble = Box<dyn std::error::Error>;

/// The figures and every visitor's answer.
///
/// # Errors
/// When the server does not answer.
pub async fn check(
    running: &Running,
    truth: &Truth,
    visitors: &[Visitor<'_>],
    checks: &mut Checks<'_>,
) -> Result<(), Trouble> {
    let words = checks.words;
    let figures = figures(&running.url()).await?;
    let number = |number: u64| words.number(number);
    let said = |id: &str, value: u64| words.with(id, &[("number", &number(value))]);
    checks.check(figures.sightings == truth.sightings, &said("demo-figure-sightings", figures.sightings));
    checks.check(figures.addresses == truth.addresses.ever, &said("demo-figure-ever", figures.addresses));
    let at_first = figures.addresses_first_7_days;
    checks.check(at_first == truth.addresses.first_week, &said("demo-figure-first", at_first));
    let at_last = figures.addresses_last_7_days;
    checks.check(at_last == truth.addresses.last_week, &said("demo-figure-last", at_last));
    let families = figures.families.len() == truth.families.len()
        && figures.families.iter().all(|family| {
            truth.families.get(&*family.family).is_some_and(|made| {
                family.sightings == made.sightings
                    && family.addresses == made.addresses.ever
                    && family.addresses_first_7_days == made.addresses.first_week
                    && family.addresses_last_7_days == made.addresses.last_week
            })
        });
    checks.check(families, &said("demo-figure-families", figures.families.len() as u64));
    let days = figures.days.len() == truth.days.len()
        && figures.days.iter().zip(&truth.days).all(|(day, made)| {
            let mut missing: Vec<&str> = made.missing.iter().map(|source| source.name()).collect();
            missing.sort_unstable();
            day.addresses == made.addresses && day.missing_sources == missing
        });
    checks.check(days, &said("demo-figure-days", figures.days.len() as u64));
    // The pages speak Vietnamese unless asked: points between thousands.
    let vietnamese = Words::of(Language::Vietnamese);
    let (home, more) = (get(&running.url()).await?, get(&format!("{}figures", running.url())).await?);
    let on = |page: &str, figure: u64| page.contains(&vietnamese.number(figure));
    let shown = [at_first, at_last].into_iter().all(|figure| on(&home, figure))
        && [truth.sightings, truth.addresses.ever].into_iter().all(|figure| on(&more, figure))
        && truth.days.iter().filter_map(|day| day.addresses).all(|figure| on(&more, figure));
    checks.check(shown, &words.say("demo-figure-page"));
    for visitor in visitors {
        let answer: CheckAnswer = serde_json::from_str(&get(&format!("{}api/v1/check", visitor.url)).await?)?;
        let values = [("who", &*words.say(visitor.what)), ("verdict", &verdict(&answer, words))];
        checks.check(as_made(&answer, visitor.example), &words.with("demo-answer", &values));
    }
    Ok(())
}

/// The report of the sweep is in the public figures, once.
///
/// # Errors
/// When the server does not answer.
pub async fn check_reported(running: &Running, swept: Swept, checks: &mut Checks<'_>) -> Result<(), Trouble> {
    let words = checks.words;
    let reports = figures(&running.url()).await?.reports;
    let right = reports.scans == 1
        && reports.scans_with_alerts == u64::from(swept.found)
        && reports.scans_with_cleaning == u64::from(swept.cleaned);
    checks.check(right, &words.with("demo-reported", &[("number", &words.number(reports.scans))]));
    Ok(())
}

/// Whether an example got the answer that it was made for.
fn as_made(answer: &CheckAnswer, example: &Example) -> bool {
    let unreadable = |reason| answer.verdict == Verdict::Unreadable && answer.reason == Some(reason);
    let told = match example.kind {
        Some(Kind::Mobile) => unreadable(Reason::Mobile),
        Some(Kind::Hosting) => unreadable(Reason::Hosting),
        _ if example.operator.is_none() => unreadable(Reason::Foreign),
        kind => match &example.listed {
            Some(listed) => {
                let times: u64 = answer.sightings.iter().map(|seen| seen.times).sum();
                let families: Vec<&str> = answer.sightings.iter().map(|seen| &*seen.family).collect();
                let first = answer.sightings.iter().map(|seen| &*seen.first_seen).min();
                let last = answer.sightings.iter().map(|seen| &*seen.last_seen).max();
                answer.verdict == Verdict::Listed
                    && answer.shared == (kind == Some(Kind::Shared))
                    && !answer.neighbour
                    && times == listed.times
                    && families.len() == listed.families.len()
                    && families.iter().all(|family| listed.families.contains(family))
                    && first == Some(&written(listed.first_seen))
                    && last == Some(&written(listed.last_seen))
            }
            None if example.neighbours > 0 => answer.verdict == Verdict::Listed && answer.neighbour,
            None => answer.verdict == Verdict::NotListed && answer.sightings.is_empty(),
        },
    };
    told && answer.address == example.address.to_string()
}

fn verdict(answer: &CheckAnswer, words: &Words) -> String {
    words.say(match answer.verdict {
        Verdict::Listed if answer.shared => "demo-verdict-shared",
        Verdict::Listed if answer.neighbour => "demo-verdict-neighbour",
        Verdict::Listed => "demo-verdict-listed",
        Verdict::NotListed => "demo-verdict-not-listed",
        Verdict::Unreadable => "demo-verdict-unreadable",
    })
}

/// RFC 3339, UTC.
fn written(seconds: i64) -> String {
    jiff::Timestamp::from_second(seconds).map_or_else(|_| String::new(), |stamp| stamp.to_string())
}

async fn figures(base: &str) -> Result<CampaignFigures, Trouble> {
    Ok(serde_json::from_str(&get(&format!("{base}api/v1/campaign")).await?)?)
}

async fn get(url: &str) -> Result<String, Trouble> {
    let url = url.to_owned();
    let patience = Patience { whole: Duration::from_secs(20), ..Patience::default() };
    let got = tokio::task::spawn_blocking(move || Door::new(&patience).get(&url, LONGEST)).await?;
    Ok(String::from_utf8(got?)?)
}

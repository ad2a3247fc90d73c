//! The campaign's public figures: as `GET /api/v1/campaign` has them, as a table that opens in a spreadsheet, and the
//! finding that they allow.
//!
//! Must never call a change what may be a source that did not report.

use sightings::figures::{Figures, WINDOW};
use wire::campaign::{CampaignFigures, DayFigures, FamilyFigures};

use crate::app::App;
use crate::check::utc;
use crate::knowledge::Knowledge;

/// What the figures allow to be said of the change between their first and their last days.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Finding {
    /// Nothing: there are none.
    Nothing,
    /// Nothing yet: the first and the last days are not two different weeks.
    TooShort,
    /// Fewer, by so many per cent.
    Fewer(f64),
    /// More, by so many per cent.
    More(f64),
    /// As many, but for less than half of what one decimal shows.
    Same,
}

/// What can be said, and whether a source was missing in the days that are compared.
pub fn finding(figures: &Figures) -> (Finding, bool) {
    let (Some(first), Some(last)) = (figures.first_day, figures.last_day) else {
        return (Finding::Nothing, false);
    };
    let compared = |day| day < first.plus(WINDOW) || day > last.plus(-WINDOW);
    let days = || figures.days.iter().filter(|day| compared(day.day));
    let dark = days().any(|day| day.addresses.is_none());
    let doubtful = dark || days().any(|day| !day.missing.is_empty());
    let (then, now) = (figures.addresses.at_first as f64, figures.addresses.at_last as f64);
    // A week with days of which nothing is known is none to compare with.
    if last < first.plus(2 * WINDOW - 1) || then == 0.0 || dark {
        return (Finding::TooShort, doubtful);
    }
    let change = 100.0 * (now - then) / then;
    let finding = if change.abs() < 0.05 {
        Finding::Same
    } else if change < 0.0 {
        Finding::Fewer(-change)
    } else {
        Finding::More(change)
    };
    (finding, doubtful)
}

/// The figures as they cross the network.
pub fn wire(app: &App, knowledge: &Knowledge) -> CampaignFigures {
    let figures = &knowledge.figures;
    let campaign = &app.config.campaign;
    CampaignFigures {
        campaign: campaign.id.clone(),
        name_vi: campaign.name_vi.clone(),
        name_en: campaign.name_en.clone(),
        generated: campaign.generated,
        imported_at: knowledge.imported_at.map(utc),
        sources: figures.sources.clone(),
        last_day: figures.last_day.map(|day| day.to_string()),
        first_day: figures.first_day.map(|day| day.to_string()),
        sightings: figures.events,
        addresses: figures.addresses.ever,
        addresses_last_7_days: figures.addresses.at_last,
        addresses_first_7_days: figures.addresses.at_first,
        families: figures
            .families
            .iter()
            .map(|family| FamilyFigures {
                family: family.name.clone(),
                addresses_last_7_days: family.addresses.at_last,
                addresses_first_7_days: family.addresses.at_first,
                addresses: family.addresses.ever,
                sightings: family.events,
            })
            .collect(),
        days: figures
            .days
            .iter()
            .map(|day| DayFigures {
                day: day.day.to_string(),
                addresses: day.addresses,
                missing_sources: day.missing.clone(),
            })
            .collect(),
        reports: app.desk.figures(),
        pack: app.pack_in_force().map(|pack| pack.figures.clone()),
    }
}

/// The days as a table for spreadsheets. A day of which nothing is known has an empty field, and no zero.
pub fn csv(figures: &Figures, generated: bool) -> String {
    let mut table = String::from("day_utc,addresses,missing_sources,generated\r\n");
    for day in &figures.days {
        let addresses = day.addresses.map(|number| number.to_string()).unwrap_or_default();
        let missing = field(&day.missing.join(" + "));
        table.push_str(&format!("{},{addresses},{missing},{generated}\r\n", day.day));
    }
    table
}

/// A field that a spreadsheet shows and does not run.
fn field(text: &str) -> String {
    let guard = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
    if guard.is_empty() && !text.contains(['"', ',', '\n', '\r']) {
        return text.to_owned();
    }
    format!("\"{guard}{}\"", text.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;
    use sightings::day::Day;
    use sightings::figures::{Addresses, DayFigures};

    fn figures(days: i64, at_first: u64, at_last: u64) -> Figures {
        let day = |day| DayFigures { day: Day(day), addresses: Some(5), missing: Vec::new() };
        Figures {
            first_day: Some(Day(0)),
            last_day: Some(Day(days - 1)),
            addresses: Addresses { ever: at_first + at_last, at_first, at_last },
            days: (0..days).map(day).collect(),
            ..Figures::default()
        }
    }

    #[test]
    fn two_different_weeks_are_compared_and_nothing_less() {
        assert_eq!(finding(&Figures::default()), (Finding::Nothing, false));
        assert_eq!(finding(&figures(13, 1000, 500)).0, Finding::TooShort);
        assert_eq!(finding(&figures(14, 1000, 500)).0, Finding::Fewer(50.0));
        assert_eq!(finding(&figures(14, 1000, 1100)).0, Finding::More(10.0));
        assert_eq!(finding(&figures(14, 10_000, 10_004)).0, Finding::Same);
        assert_eq!(finding(&figures(14, 0, 4)).0, Finding::TooShort);
    }

    #[test]
    fn a_missing_source_makes_the_finding_doubtful_only_in_the_days_compared() {
        let with = |at: usize, missing: &[&str], addresses| {
            let mut figures = figures(30, 1000, 500);
            figures.days[at].missing = missing.iter().map(|source| (*source).to_owned()).collect();
            figures.days[at].addresses = addresses;
            finding(&figures).1
        };
        assert!(with(6, &["trap"], Some(1)) && with(23, &["trap"], Some(1)) && with(29, &[], None));
        assert!(!with(7, &["trap"], None) && !with(22, &["trap"], None));
    }

    #[test]
    fn a_spreadsheet_gets_gaps_as_gaps_and_no_formulas() {
        let mut figures = figures(3, 1, 1);
        figures.days[1].addresses = None;
        figures.days[1].missing = vec!["=1+1".to_owned(), "a\"b".to_owned()];
        assert_eq!(
            csv(&figures, true),
            "day_utc,addresses,missing_sources,generated\r\n1970-01-01,5,,true\r\n1970-01-02,,\"'=1+1 + a\"\"b\",true\r\n1970-01-03,5,,true\r\n"
        );
    }
}

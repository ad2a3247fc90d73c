//! The verdict: the answer in a sentence, what to do now, why we say so, in this order.
//!
//! Must never say "clean", and never say "you" of an address that stands for many.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::frame::{Frame, page};
use crate::app::App;
use crate::check::{Case, Checked};
use crate::guard::Asked;
use crate::knowledge::Knowledge;

#[derive(Template)]
#[template(path = "verdict.html")]
struct VerdictPage<'a> {
    f: Frame<'a>,
    tone: &'static str,
    headline: String,
    lead: String,
    urgent: bool,
    steps: Vec<Step>,
    card: Option<Vec<Step>>,
    advice: Vec<Step>,
    seen: Vec<SeenRow>,
    why: Vec<String>,
    address: Option<String>,
}

/// Something to do, or to know: a title, a text, and a way on.
struct Step {
    title: String,
    text: String,
    link: Option<(String, String)>,
}

struct SeenRow {
    family: String,
    first: String,
    last: String,
    times: String,
}

/// `GET /check`.
pub async fn check(State(app): State<Arc<App>>, asked: Asked) -> Response {
    let knowledge = app.current.get();
    let checked = app.check(asked.visitor, &knowledge);
    let f = Frame::new(&app, asked.language, asked.host.as_deref(), "/check", "check-title");
    page(StatusCode::OK, &told(&app, f, &knowledge, &checked))
}

fn told<'a>(app: &App, f: Frame<'a>, knowledge: &Knowledge, checked: &Checked<'_>) -> VerdictPage<'a> {
    let case = checked.case;
    let latest = checked.seen.first();
    let family = latest.map(|seen| seen.family).unwrap_or_default();
    let when = latest.map(|seen| f.words.moment(seen.last)).unwrap_or_default();
    let until = knowledge.register.newest().map(|at| f.words.moment(at)).unwrap_or_default();
    let headline = f.say(&format!("check-{}", case.name()));
    let lead = f.words.with(
        &format!("check-{}-lead", case.name()),
        &[("family", family), ("when", &when), ("until", &until)],
    );
    let seen = checked.seen.iter().map(|seen| SeenRow {
        family: seen.family.to_owned(),
        first: f.words.moment(seen.first),
        last: f.words.moment(seen.last),
        times: f.words.number(seen.times),
    });
    let confirmed = matches!(case, Case::Recent | Case::Neighbour);
    VerdictPage {
        tone: tone(case),
        headline,
        lead,
        urgent: confirmed,
        steps: steps(case, only_devices(checked)).iter().map(|name| step(&f, name)).collect(),
        card: confirmed.then(|| card(&f, checked)),
        advice: advice(&f, checked),
        seen: seen.collect(),
        why: why(app, &f, knowledge, case),
        address: checked.address.map(|address| match checked.operator {
            Some(name) => {
                f.words.with("check-address-operator", &[("address", &address.to_string()), ("name", name)])
            }
            None => f.with1("check-address", "address", &address.to_string()),
        }),
        f,
    }
}

/// How it looks: red is kept for what needs doing now.
fn tone(case: Case) -> &'static str {
    match case {
        Case::Recent | Case::Neighbour => "act",
        Case::Old | Case::Shared | Case::SharedOld | Case::NeighbourOld => "wait",
        _ => "none",
    }
}

/// Whether everything that was seen lives on routers, cameras and the like, where scanning a computer finds nothing.
fn only_devices(checked: &Checked<'_>) -> bool {
    let on_device = |seen: &sightings::register::Seen<'_>| matches!(kind(seen.family), "device" | "nas");
    !checked.seen.is_empty() && checked.seen.iter().all(on_device)
}

fn steps(case: Case, only_devices: bool) -> &'static [&'static str] {
    match case {
        Case::Recent | Case::Neighbour | Case::Old | Case::NeighbourOld if only_devices => {
            &["step-device", "step-scan", "step-return"]
        }
        Case::Shared | Case::SharedOld if only_devices => &["step-device", "step-scan", "step-operator"],
        Case::Recent | Case::Neighbour | Case::Old | Case::NeighbourOld => {
            &["step-scan", "step-others", "step-return"]
        }
        Case::Shared | Case::SharedOld => &["step-scan", "step-others", "step-operator"],
        Case::NotSeen | Case::NoData => &["step-scan", "step-share"],
        Case::Mobile => &["step-home", "step-scan"],
        Case::Hosting | Case::Foreign => &["step-vpn", "step-scan"],
        Case::Private | Case::Proxy => &["step-outside", "step-admin"],
    }
}

fn step(f: &Frame<'_>, name: &str) -> Step {
    let link = match name {
        "step-scan" => Some(("/scan", "step-scan-link")),
        "step-device" => Some(("/scan?device=router", "step-device-link")),
        "step-share" => Some(("/share", "step-share-link")),
        "step-home" | "step-vpn" | "step-outside" => Some(("/check", "step-again-link")),
        _ => None,
    };
    Step {
        title: f.say(name),
        text: f.say(&format!("{name}-text")),
        link: link.map(|(path, words)| (f.to(path), f.say(words))),
    }
}

/// The first ten minutes.
fn card(f: &Frame<'_>, checked: &Checked<'_>) -> Vec<Step> {
    let unplug = if only_devices(checked) { "card-unplug-device-text" } else { "card-unplug-text" };
    let call = match f.contact() {
        "" => f.say("card-call-none"),
        contact => contact.to_owned(),
    };
    let line = |title: &str, text: String| Step { title: f.say(title), text, link: None };
    vec![
        line("card-unplug", f.say(unplug)),
        line("card-keep", f.say("card-keep-text")),
        line("card-bank", f.say("card-bank-text")),
        line("card-call", call),
    ]
}

/// Where to look first, by what was seen.
fn advice(f: &Frame<'_>, checked: &Checked<'_>) -> Vec<Step> {
    let kinds = [
        ("windows", "/scan?device=windows"),
        ("device", "/scan?device=router"),
        ("nas", "/scan?device=camera"),
        ("android", "/scan?device=android"),
        ("unknown", "/scan"),
    ];
    let of_kind = |(name, path): (&str, &str)| {
        let families: Vec<&str> =
            checked.seen.iter().map(|seen| seen.family).filter(|family| kind(family) == name).collect();
        (!families.is_empty()).then(|| Step {
            title: f.with1(&format!("family-{name}"), "families", &families.join(", ")),
            text: f.say(&format!("family-{name}-text")),
            link: Some((f.to(path), f.say(&format!("family-{name}-link")))),
        })
    };
    kinds.into_iter().filter_map(of_kind).collect()
}

/// On what a family lives, by the parts of its name: feeds write `sality-p2p`, `avalanche-andromeda`,
/// `android.bakdoor`.
fn kind(family: &str) -> &'static str {
    let name = family.to_lowercase();
    let is =
        |known: &[&str]| name.split(|c: char| !c.is_ascii_alphanumeric()).any(|part| known.contains(&part));
    if is(&["android", "flubot", "badbox", "badbox2", "vo1d", "triada", "hummer"]) {
        "android"
    } else if is(&["qsnatch", "ech0raix", "qlocker"]) {
        "nas"
    } else if is(&[
        "mirai",
        "gafgyt",
        "bashlite",
        "mozi",
        "hajime",
        "tsunami",
        "vpnfilter",
        "moobot",
        "aidra",
        "muhstik",
    ]) {
        "device"
    } else if is(&[
        "sality",
        "sality2",
        "kuku",
        "ramnit",
        "conficker",
        "virut",
        "andromeda",
        "gamarue",
        "necurs",
        "nymaim",
        "zeus",
        "citadel",
        "dridex",
        "emotet",
        "qakbot",
        "trickbot",
        "wannacry",
        "wannacrypt",
        "m0yv",
        "expiro",
        "tinba",
        "pykspa",
        "downadup",
        "phorpiex",
        "lethic",
        "gozi",
        "ranbyus",
        "matsnu",
        "bamital",
        "dorkbot",
        "zeroaccess",
        "kelihos",
        "njrat",
        "socks5systemz",
    ]) {
        "windows"
    } else {
        "unknown"
    }
}

fn why(app: &App, f: &Frame<'_>, knowledge: &Knowledge, case: Case) -> Vec<String> {
    let sources = knowledge.figures.sources.join(", ");
    let listed = f.with1("check-why-listed", "sources", &sources);
    let days = f.with1("check-why-recent", "days", &app.config.recent_days.to_string());
    match case {
        Case::Recent | Case::Old => vec![listed, days],
        Case::Shared | Case::SharedOld => vec![listed, f.say("check-why-shared"), days],
        Case::Neighbour | Case::NeighbourOld => vec![listed, f.say("check-why-neighbour"), days],
        Case::NotSeen => {
            let when = knowledge.imported_at.map(|at| f.words.moment(at)).unwrap_or_default();
            vec![f.words.with("check-why-not-seen", &[("sources", &sources), ("when", &when)])]
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn families_are_told_apart_by_what_they_live_on() {
        for (family, expected) in [
            ("sality-p2p", "windows"),
            ("avalanche-andromeda", "windows"),
            ("Ramnit", "windows"),
            ("mirai", "device"),
            ("gafgyt", "device"),
            ("qsnatch", "nas"),
            ("android.bakdoor.prizmes", "android"),
            ("mirailike", "unknown"),
            ("<script>", "unknown"),
            ("", "unknown"),
        ] {
            assert_eq!(kind(family), expected, "{family}");
        }
    }
}

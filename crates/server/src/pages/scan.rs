//! Step 2: how to scan, for the device that is used and for every other that is chosen.
//!
//! Must never offer a tool for a device on which it does not run.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;

use super::frame::{Frame, page};
use super::program::{self, Command, Step};
use crate::app::App;
use crate::guard::Asked;

/// The devices, each with the number of its steps.
const DEVICES: [(&str, usize); 7] =
    [("windows", 4), ("macos", 4), ("linux", 4), ("android", 4), ("ios", 4), ("router", 5), ("camera", 5)];

#[derive(Template)]
#[template(path = "scan.html")]
struct ScanPage<'a> {
    f: Frame<'a>,
    guessed: bool,
    devices: Vec<Device>,
    chosen: Option<Chosen>,
}

struct Device {
    name: String,
    link: String,
    chosen: bool,
}

struct Chosen {
    title: String,
    lead: String,
    steps: Vec<Step>,
    /// What to do beside the program that is offered.
    besides: Vec<Step>,
    personal: bool,
    /// Whether there is anything that a button copies.
    copies: bool,
}

/// `GET /scan`.
pub async fn scan(State(app): State<Arc<App>>, asked: Asked) -> Response {
    let known = |name: &str| DEVICES.iter().find(|(device, _)| *device == name).copied();
    let picked = asked.device.as_deref().and_then(known);
    let guess = guessed(&asked.agent).and_then(known);
    let chosen = picked.or(guess);
    let path = picked.map_or("/scan".to_owned(), |(name, _)| format!("/scan?device={name}"));
    let f = Frame::new(&app, asked.language, asked.host.as_deref(), &path, "scan-title");
    // The visitor's own stands first, in the order of the others.
    let mut order: Vec<&str> = DEVICES.iter().map(|(name, _)| *name).collect();
    order.sort_by_key(|name| guess.is_none_or(|(own, _)| own != *name));
    let devices = order.iter().map(|name| Device {
        name: f.say(&format!("device-{name}")),
        link: f.to(&format!("/scan?device={name}")),
        chosen: chosen.is_some_and(|(chosen, _)| chosen == *name),
    });
    let devices = devices.collect();
    let on_phone = matches!(guess, Some(("android" | "ios", _)));
    let chosen = chosen.map(|(name, steps)| told(&app, &f, name, steps, on_phone));
    let mut response =
        page(StatusCode::OK, &ScanPage { guessed: picked.is_none() && guess.is_some(), f, devices, chosen });
    response.headers_mut().insert(header::VARY, HeaderValue::from_static("user-agent"));
    response
}

fn told(app: &App, f: &Frame<'_>, name: &str, number: usize, on_phone: bool) -> Chosen {
    let program = app.programs.for_device(name);
    let offered =
        program.as_ref().map(|program| program::steps(app, f, program, on_phone)).unwrap_or_default();
    let own = (1..=number).map(|number| Step {
        title: f.say(&format!("scan-{name}-{number}")),
        text: f.say(&format!("scan-{name}-{number}-text")),
        ..Step::default()
    });
    let mut own: Vec<Step> = own.collect();
    if name == "linux" {
        // In the terminal the program is one step of several.
        let typed = program.as_ref().map_or("quet".to_owned(), |program| format!("./{}", program.name()));
        if let Some(scan) = own.get_mut(1) {
            let text = format!("{typed} scan --campaign {} /home", f.origin);
            scan.command = Some(Command { id: "scan", text, copied: false });
            scan.warning = app.pack_in_force().is_none().then(|| f.say("scan-linux-no-pack"));
            scan.fingerprint = app.pack_in_force().map(|pack| pack.fingerprint.clone());
        }
    }
    let lead = match (name, &program) {
        ("windows", Some(_)) => f.say("scan-windows-lead"),
        ("windows", None) => f.say("scan-windows-lead-none"),
        _ => f.say(&format!("scan-{name}-lead")),
    };
    let copies = !offered.is_empty();
    let (steps, besides) = match (name, offered.is_empty()) {
        (_, true) => (own, Vec::new()),
        // Getting it is the first step there.
        ("linux", false) => (offered.into_iter().chain(own.into_iter().skip(1)).collect(), Vec::new()),
        (_, false) => (offered, own),
    };
    Chosen {
        title: f.say(&format!("scan-{name}")),
        lead,
        steps,
        besides,
        personal: matches!(name, "windows" | "macos" | "linux"),
        copies,
    }
}

/// The device, as the browser tells it. Only a first choice: every other is one link away.
fn guessed(agent: &str) -> Option<&'static str> {
    let signs = [
        ("Android", "android"),
        ("iPhone", "ios"),
        ("iPad", "ios"),
        ("iPod", "ios"),
        ("Windows", "windows"),
        ("Macintosh", "macos"),
        ("Linux", "linux"),
        ("CrOS", "linux"),
    ];
    signs.into_iter().find(|(sign, _)| agent.contains(sign)).map(|(_, device)| device)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_tell_their_device() {
        for (agent, expected) in [
            ("Mozilla/5.0 (Linux; Android 14; SM-A155F) AppleWebKit/537.36 Mobile", Some("android")),
            ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15", Some("ios")),
            ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36", Some("windows")),
            ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15", Some("macos")),
            ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", Some("linux")),
            ("curl/8.9", None),
            ("", None),
            ("<script>alert(1)</script>", None),
        ] {
            assert_eq!(guessed(agent), expected, "{agent}");
        }
    }
}

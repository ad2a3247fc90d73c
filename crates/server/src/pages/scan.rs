//! Step 2: how to scan, for the device that is used and for every other that is chosen.
//!
//! Must never offer a tool for a device on which it does not run.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;

use super::frame::{Frame, page};
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
    personal: bool,
}

struct Step {
    title: String,
    text: String,
    command: Option<String>,
    warning: Option<String>,
    fingerprint: Option<String>,
}

/// `GET /scan`.
pub async fn scan(State(app): State<Arc<App>>, asked: Asked) -> Response {
    let known = |name: &str| DEVICES.iter().find(|(device, _)| *device == name).copied();
    let picked = asked.device.as_deref().and_then(known);
    let guess = guessed(&asked.agent).and_then(known);
    let chosen = picked.or(guess);
    let path = picked.map_or("/scan".to_owned(), |(name, _)| format!("/scan?device={name}"));
    let f = Frame::new(&app, asked.language, asked.host.as_deref(), &path, "scan-title");
    let devices = DEVICES.iter().map(|(name, _)| Device {
        name: f.say(&format!("device-{name}")),
        link: f.to(&format!("/scan?device={name}")),
        chosen: chosen.is_some_and(|(chosen, _)| chosen == *name),
    });
    let devices = devices.collect();
    let chosen = chosen.map(|(name, steps)| told(&app, &f, name, steps));
    let mut response =
        page(StatusCode::OK, &ScanPage { guessed: picked.is_none() && guess.is_some(), f, devices, chosen });
    response.headers_mut().insert(header::VARY, HeaderValue::from_static("user-agent"));
    response
}

fn told(app: &App, f: &Frame<'_>, name: &str, steps: usize) -> Chosen {
    let steps = (1..=steps).map(|number| {
        let ours = name == "linux" && number == 2;
        Step {
            title: f.say(&format!("scan-{name}-{number}")),
            text: f.say(&format!("scan-{name}-{number}-text")),
            command: ours.then(|| format!("quet scan --campaign {} /home", f.origin)),
            warning: (ours && app.pack_in_force().is_none()).then(|| f.say("scan-linux-no-pack")),
            fingerprint: app.pack_in_force().filter(|_| ours).map(|pack| pack.fingerprint.clone()),
        }
    });
    Chosen {
        title: f.say(&format!("scan-{name}")),
        lead: f.say(&format!("scan-{name}-lead")),
        steps: steps.collect(),
        personal: matches!(name, "windows" | "macos" | "linux"),
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

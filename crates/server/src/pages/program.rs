//! How to get the campaign's program and run it: the first steps of the scan page where a program is offered.
//!
//! Must never show a digest beside a program that it was not computed from, and must never say that a program is safe
//! because its digest is the one on this page.

use super::frame::Frame;
use crate::app::App;
use crate::programs::{Platform, Program};

/// What a step has beside its title and its text.
#[derive(Default)]
pub struct Step {
    /// What is to be done.
    pub title: String,
    /// How.
    pub text: String,
    /// What stands in its way.
    pub warning: Option<String>,
    /// What to download.
    pub download: Option<Download>,
    /// What to compare with.
    pub digest: Option<Digest>,
    /// A remark before the command.
    pub before: Option<String>,
    /// What to type.
    pub command: Option<Command>,
    /// A key's fingerprint.
    pub fingerprint: Option<String>,
    /// Parts of it, one after the other.
    pub parts: Vec<String>,
    /// What only some need to read.
    pub more: Option<More>,
}

/// A program to download.
pub struct Download {
    /// What the button says.
    pub label: String,
    /// Where it is.
    pub link: String,
    /// Its version, its size, what it runs on.
    pub facts: String,
    /// The name that it is saved under.
    pub saved: String,
    /// What somebody at a telephone is told.
    pub elsewhere: Option<String>,
}

/// A digest in groups that an eye can hold.
pub struct Digest {
    /// All of it, group by group.
    pub groups: Vec<String>,
}

/// Something to type, and to copy.
pub struct Command {
    /// What it is called in this page.
    pub id: &'static str,
    /// The line itself.
    pub text: String,
    /// Whether there is a button that copies it.
    pub copied: bool,
}

/// Something folded.
pub struct More {
    /// What it is about.
    pub title: String,
    /// Its paragraphs, each perhaps with a command below it.
    pub paragraphs: Vec<(String, Option<String>)>,
}

/// Digits in one group of a digest.
const GROUP: usize = 8;

/// The steps that get the program for this platform and start it.
pub fn steps(app: &App, f: &Frame<'_>, program: &Program, on_phone: bool) -> Vec<Step> {
    let saved = app.programs.saved_as(program);
    let mut steps = vec![download(f, program, &saved, on_phone)];
    match program.name().platform {
        Platform::Windows => {
            steps.push(windows_check(f, program, &saved));
            steps.push(windows_run(app, f));
        }
        Platform::Linux => steps.push(linux_check(f, program, &saved)),
    }
    steps
}

fn download(f: &Frame<'_>, program: &Program, saved: &str, on_phone: bool) -> Step {
    let name = program.name();
    let device = name.platform.device();
    let [how, label, facts] = match name.platform {
        Platform::Windows => {
            ["program-windows-get-text", "program-windows-download", "program-windows-facts"]
        }
        Platform::Linux => ["program-linux-get-text", "program-linux-download", "program-linux-facts"],
    };
    let size = program.bytes().len();
    let values = [
        ("version", &*name.version.to_string()),
        ("size", &*f.words.decimal(size as f64 / 1e6)),
        ("bytes", &*f.words.number(size as u64)),
    ];
    let address = format!("{}{}", f.origin, f.to(&format!("/scan?device={device}")));
    Step {
        title: f.say("program-get"),
        text: f.say(how),
        download: Some(Download {
            label: f.say(label),
            link: format!("/programs/{name}"),
            facts: f.words.with(facts, &values),
            saved: f.with1("program-saved", "name", saved),
            elsewhere: on_phone.then(|| f.with1("program-on-phone", "url", &address)),
        }),
        ..Step::default()
    }
}

fn digest(program: &Program) -> Option<Digest> {
    let digits: Vec<char> = program.sha256().chars().collect();
    Some(Digest { groups: digits.chunks(GROUP).map(|group| group.iter().collect()).collect() })
}

fn windows_check(f: &Frame<'_>, program: &Program, saved: &str) -> Step {
    let compare = format!("(Get-FileHash \"$HOME\\Downloads\\{saved}\").Hash -eq \"{}\"", program.sha256());
    let certutil = format!("certutil -hashfile \"%USERPROFILE%\\Downloads\\{saved}\" SHA256");
    Step {
        title: f.say("program-check"),
        text: f.say("program-check-text"),
        digest: digest(program),
        before: Some(f.say("program-windows-check")),
        command: Some(Command { id: "compare", text: compare, copied: true }),
        more: Some(More {
            title: f.say("program-windows-other-way"),
            paragraphs: vec![
                (f.say("program-windows-certutil"), Some(certutil)),
                (f.say("program-windows-place"), None),
                (f.say("program-check-elsewhere"), None),
            ],
        }),
        ..Step::default()
    }
}

fn windows_run(app: &App, f: &Frame<'_>) -> Step {
    let address = (!app.programs.carries_address() && !f.origin.is_empty())
        .then(|| f.with1("program-windows-address", "url", &format!("{}/", f.origin)));
    let parts = ["program-windows-run-1", "program-windows-run-2", "program-windows-run-3"];
    Step {
        title: f.say("program-windows-run"),
        text: f.say("program-windows-run-text"),
        // Without rules it could only say that there is nothing to look with.
        warning: app.pack_in_force().is_none().then(|| f.say("program-windows-no-pack")),
        fingerprint: app.pack_in_force().map(|pack| pack.fingerprint.clone()),
        parts: parts.iter().map(|part| f.say(part)).chain(address).collect(),
        more: Some(More {
            title: f.say("program-windows-asks"),
            paragraphs: [
                "program-windows-asks-why",
                "program-windows-asks-go",
                "program-windows-asks-stop",
                "program-windows-asks-browser",
            ]
            .iter()
            .map(|id| (f.say(id), None))
            .collect(),
        }),
        ..Step::default()
    }
}

fn linux_check(f: &Frame<'_>, program: &Program, saved: &str) -> Step {
    let check = format!("echo '{} *{saved}' | sha256sum --check && chmod +x {saved}", program.sha256());
    Step {
        title: f.say("program-linux-check"),
        text: f.say("program-check-text"),
        digest: digest(program),
        before: Some(f.say("program-linux-check-text")),
        command: Some(Command { id: "compare", text: check, copied: true }),
        more: Some(More {
            title: f.say("program-linux-more"),
            paragraphs: vec![
                (f.say("program-check-elsewhere"), None),
                (f.with1("program-linux-sums", "url", &format!("{}/programs/SHA256SUMS", f.origin)), None),
            ],
        }),
        ..Step::default()
    }
}

//! `quet demo`: the main job alone on one machine. A country that never was is made and its sightings are imported; a
//! server answers for it; a sample folder is swept for its campaign and reported; and every result is compared with
//! what was made.
//!
//! Must never touch anything but the folder it made, and must never say that all is well where a comparison failed.

mod answers;
mod country;
mod machine;
mod office;

use std::path::{Path, PathBuf};

use ::scan::names::shown;
use server::config::Config;
use server::signature::Authorities;
use server::stand_in;
use testkit::country::Example;
use testkit::folder::rules_folder;

use crate::campaign;
use crate::exit::Exit;
use crate::out;
use crate::scan::technical;
use crate::serve::running::{Running, Setup};
use crate::serve::{LISTEN, told_to_stop};
use crate::usage::{DemoOptions, PublishOptions};
use words::Words;

/// The demo's configuration. Loopback is believed to be a proxy: it stands in for one that brings visitors.
const CONFIG: &str = include_str!("config.toml");

/// Runs the command.
pub fn run(options: &DemoOptions, words: &Words) -> Exit {
    let played = match crate::serve::runtime() {
        Ok(runtime) => runtime.block_on(play(options, words)),
        Err(error) => Err(error.into()),
    };
    match played {
        Ok(true) => Exit::Fine,
        Ok(false) => Exit::Incomplete,
        Err(error) => {
            out::aside(format!("quet: {}", technical(&*error, words)));
            Exit::Incomplete
        }
    }
}

/// Compares what is with what should be, and says both.
pub struct Checks<'w> {
    /// The language that it is said in.
    pub words: &'w Words,
    all_right: bool,
}

impl Checks<'_> {
    /// Says whether it is right.
    pub fn check(&mut self, right: bool, what: &str) {
        let mark = if right { self.words.say("demo-right") } else { self.words.say("demo-wrong") };
        out::line(format!("  {mark}  {what}"));
        self.all_right &= right;
    }
}

/// A visitor who comes from one of the country's addresses, by a listener of its own.
struct Visitor<'t> {
    what: &'static str,
    example: &'t Example,
    url: String,
}

async fn play(options: &DemoOptions, words: &Words) -> Result<bool, Box<dyn std::error::Error>> {
    let place = match &options.data {
        Some(data) => {
            std::fs::create_dir_all(data)?;
            data.canonicalize()?
        }
        None => fresh_folder()?,
    };
    let mut checks = Checks { words, all_right: true };

    let country = country::make(&place, options.sightings, words)?;
    let truth = country.truth();
    country::import(&place, truth, &mut checks).await?;

    let password = office::make(&place, &mut checks).await?;

    let (rules, data) = (place.join("rules"), server_data(&place));
    rules_folder(&rules)?;
    out::line(format!("\n{}\n", words.say("demo-publishes")));
    let config = Config::read(CONFIG)?;
    let id = config.campaign.id.clone();
    let published = campaign::publish(
        &PublishOptions { paths: vec![rules], campaign: Some(id), days: 30, data: data.clone() },
        words,
    );
    checks.check(published == Exit::Fine, &words.say("demo-published"));
    let key = campaign::public_key(&data)?;

    let ranges = country::ranges(&place)?;
    let mut running = start(options.listen.as_deref(), data, config, ranges).await?;
    let visitors = visitors(truth, &mut running)?;
    out::line(format!("\n{}\n", words.with("demo-serves", &[("url", &running.url())])));
    answers::check(&running, truth, &visitors, &mut checks).await?;

    out::line("");
    // The machine stands behind the address that was seen lately.
    let url = visitors.first().map_or_else(|| running.url(), |visitor| visitor.url.clone());
    let swept = tokio::task::block_in_place(|| machine::sweep(&place, &url, &key, &mut checks))?;
    answers::check_reported(&running, swept, &mut checks).await?;

    let all_right = checks.all_right;
    out::line(format!("\n{}", words.with("demo-left", &[("path", &shown(&place))])));
    out::line(format!("\n{}", words.say(if all_right { "demo-good" } else { "demo-bad" })));
    if !options.once {
        out::line(format!("\n{}\n", words.with("demo-look", &[("url", &running.url())])));
        for visitor in &visitors {
            out::line(format!("  {}  {}", visitor.url, words.say(visitor.what)));
        }
        if let Some(password) = &password {
            let console = format!("{}console", running.url());
            let values = [("url", &*console), ("login", office::LOGIN), ("password", password)];
            out::line(format!("\n{}", words.with("demo-sign-in", &values)));
        }
        out::line(format!("\n{}", words.say("demo-keeps-serving")));
        told_to_stop().await;
    }
    running.stop().await;
    Ok(all_right)
}

/// A folder of its own for each demo, in the place for temporary files.
fn fresh_folder() -> std::io::Result<PathBuf> {
    let folder = tempfile::Builder::new().prefix("quet-demo-").tempdir()?;
    folder.keep().canonicalize()
}

/// At the place that was asked for; else at the usual one or, where that is taken, at any that is free.
async fn start(
    listen: Option<&str>,
    data: PathBuf,
    config: Config,
    ranges: sightings::ranges::Ranges,
) -> Result<Running, Box<dyn std::error::Error>> {
    let free = || server::door::open(LISTEN).is_ok();
    let listen = listen.unwrap_or_else(|| if free() { LISTEN } else { "127.0.0.1:0" }).to_owned();
    let place = crate::serve::Place { data, database: None };
    let authorities = Authorities::default();
    let setup = Setup { place, listen, config, ranges, mailer: None, provider: None, authorities };
    Ok(Running::start(setup).await?)
}

/// Opens a listener for each example, which brings its visitors as a proxy would.
fn visitors<'t>(
    truth: &'t testkit::country::Truth,
    running: &mut Running,
) -> Result<Vec<Visitor<'t>>, Box<dyn std::error::Error>> {
    let examples = &truth.examples;
    let all = [
        ("demo-visitor-recent", &examples.recent),
        ("demo-visitor-old", &examples.old),
        ("demo-visitor-unlisted", &examples.unlisted),
        ("demo-visitor-shared", &examples.shared),
        ("demo-visitor-six", &examples.listed_six),
        ("demo-visitor-neighbour", &examples.neighbour),
        ("demo-visitor-mobile", &examples.mobile),
        ("demo-visitor-hosting", &examples.hosting),
        ("demo-visitor-foreign", &examples.foreign),
    ];
    let mut visitors = Vec::new();
    for (what, example) in all {
        let place = server::door::open("127.0.0.1:0")?;
        let url = format!("http://{}/", place.address());
        let router = stand_in::behind_proxy(running.router(), example.address);
        running.answer(place, router);
        visitors.push(Visitor { what, example, url });
    }
    Ok(visitors)
}

/// The folder of the server's data below the demo's.
fn server_data(place: &Path) -> PathBuf {
    place.join("server")
}

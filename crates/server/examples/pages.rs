//! Serves a made-up state on loopback, to look at the pages: one listener for each example visitor, as if a proxy had
//! brought them. Prints where, as JSON, and serves until it is ended.

// The example visitors' addresses parse.
#![allow(clippy::unwrap_used)]

#[path = "../tests/it/made_up.rs"]
mod made_up;

use server::config::Config;
use server::door::{self, Limits, serve};
use server::stand_in::behind_proxy;

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let (app, _clerk) = made_up::app(made_up::config(), Some(made_up::knowledge()), Some(made_up::pack()));
    let offers = Config { public_url: Some("https://chiendich.example".to_owned()), ..made_up::config() };
    let (offering, _other_clerk) =
        made_up::offering(offers, Some(made_up::knowledge()), Some(made_up::pack()), made_up::programs());
    let (empty, _no_clerk) = made_up::app(Config::default(), None, None);
    let mut routers: Vec<_> = made_up::VISITORS
        .iter()
        .map(|(case, address)| {
            let name = match *case {
                "recent" => "listed",
                "not-seen" => "unlisted",
                other => other,
            };
            (name, behind_proxy(app.router(), address.parse().unwrap()))
        })
        .collect();
    routers.push(("plain", app.router()));
    routers.push(("empty", empty.router()));
    routers.push(("offering", behind_proxy(offering.router(), "14.160.12.36".parse().unwrap())));
    let mut urls = Vec::new();
    let mut serving = Vec::new();
    for (name, router) in routers {
        let place = door::open("127.0.0.1:0")?;
        urls.push(format!("{:?}:\"http://{}\"", name, place.address()));
        serving.push(tokio::spawn(serve(place, router, Limits::default(), std::future::pending())));
    }
    println!("{{{}}}", urls.join(","));
    for one in serving {
        one.await??;
    }
    Ok(())
}

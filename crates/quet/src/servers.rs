//! `quet servers`: other servers whose packages are taken in, and this one's own key, at the server's own machine.
//!
//! Must never show the private half of a key.

use ::scan::names::shown_bytes;
use office::incident::read_line;
use server::console::packages::own_key;
use store::Store;
use wire::pack::Key;
use words::Words;

use crate::exit::Exit;
use crate::feed::store_trouble;
use crate::incident::key_in;
use crate::out;
use crate::scan::technical;
use crate::stored::{self, deed};
use crate::usage::{ServersAct, StoreOptions};

/// Runs the command.
pub fn run(act: &ServersAct, options: &StoreOptions, words: &Words) -> Exit {
    stored::with(options, words, async |store| match done(store, act, words).await {
        Ok(exit) => exit,
        Err((exit, trouble)) => {
            out::aside(format!("quet: {trouble}"));
            exit
        }
    })
}

async fn done(store: &Store, act: &ServersAct, words: &Words) -> Result<Exit, (Exit, String)> {
    let trouble = |error: store::StoreError| (Exit::Incomplete, store_trouble(&error, words));
    match act {
        ServersAct::Key => {
            let key = own_key(store).map_err(trouble)?;
            out::line(key.to_string());
            out::line(words.with("servers-cli-own", &[("number", &key.fingerprint())]));
        }
        ServersAct::List => {
            for server in store.known_servers().await.map_err(trouble)? {
                let number = server.key.parse().map(|key: Key| key.fingerprint()).unwrap_or_default();
                let (id, at) = match server.ended_at {
                    None => ("servers-cli-line", server.known_at),
                    Some(at) => ("servers-cli-ended-line", at),
                };
                let name = shown_bytes(server.name.as_bytes());
                let moment = words.moment(at);
                let values = [
                    ("id", &*server.id.to_string()),
                    ("name", &name),
                    ("number", &number),
                    ("moment", &moment),
                ];
                out::line(words.with(id, &values));
            }
        }
        ServersAct::Add { name, key } => {
            let name = read_line(name).map_err(|error| (Exit::Usage, technical(&error, words)))?;
            let key = key_in(key, words)?;
            if key == own_key(store).map_err(trouble)? {
                return Err((Exit::Usage, words.say("servers-own-key")));
            }
            let known = store.know_server(&name, &key.to_string(), &deed("quet servers add")).await;
            let id = known.map_err(trouble)?.ok_or_else(|| (Exit::Usage, words.say("servers-known")))?;
            let values = [("id", &*id.to_string()), ("number", &key.fingerprint())];
            out::line(words.with("servers-cli-known", &values));
        }
        ServersAct::End(id) => {
            if !store.end_server(*id, &deed("quet servers end")).await.map_err(trouble)? {
                return Err((Exit::Usage, words.say("servers-cli-none")));
            }
            out::line(words.say("servers-cli-ended"));
        }
    }
    Ok(Exit::Fine)
}

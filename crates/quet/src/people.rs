//! `quet people`: the first administrator, a new way in for who lost theirs, and names erased at the end of the time for
//! which they are kept, at the server's own machine.
//!
//! Must never take a password from the command line, where other people of the machine could read it, and must never
//! show one.

use std::io::{BufRead, IsTerminal, Read};

use office::day::Day;
use office::people::{PASSWORD_BYTES, WeakPassword, judge_password};
use office::record::Deed;
use office::units::{Code, Founding, Kind, Tree, UnitId};
use store::Store;
use store::people::{Details, PeopleError};

use crate::exit::Exit;
use crate::feed::store_trouble;
use crate::out;
use crate::scan::technical;
use crate::serve::running::now;
use crate::stored::{self, deed};
use crate::usage::{PeopleAct, PeopleOptions};
use words::Words;

/// How long a code is good that is given here, in seconds: two weeks.
const GOOD_FOR: i64 = 14 * 86_400;

/// Runs the command.
pub fn run(options: &PeopleOptions, words: &Words) -> Exit {
    stored::with(&options.store, words, async |store| {
        let done = match &options.act {
            PeopleAct::First { name, login, unit, code, kind } => {
                first(store, [name, login, unit, code, kind], words).await
            }
            PeopleAct::Reset { login } => reset(store, login, words).await,
            PeopleAct::Erase { before, why } => erase(store, before, why, words).await,
        };
        match done {
            Ok(said) => {
                out::line(said);
                Exit::Fine
            }
            Err((exit, trouble)) => {
                out::aside(format!("quet: {trouble}"));
                exit
            }
        }
    })
}

type Done = Result<String, (Exit, String)>;

/// Makes the first administrator and their unit.
async fn first(store: &Store, [name, login, unit, code, kind]: [&String; 5], words: &Words) -> Done {
    let wrong = |id: &str| (Exit::Usage, words.say(id));
    let trouble = |error: &PeopleError| (Exit::Incomplete, people_trouble(error, words));
    let code = Code::read(code).map_err(|_| wrong("people-bad-code"))?;
    let kind = Kind::read(kind).ok_or_else(|| {
        let kinds: Vec<&str> = Kind::ALL.iter().map(|kind| kind.as_str()).collect();
        (Exit::Usage, words.with("people-bad-kind", &[("kinds", &kinds.join(", "))]))
    })?;
    let login = server::console::login(login).ok_or_else(|| wrong("people-bad-login"))?;
    if store.has_people().await.map_err(|error| trouble(&error.into()))? {
        return Err(trouble(&PeopleError::NotTheFirst));
    }
    let today = Day::at(now()).ok_or_else(|| wrong("people-bad-clock"))?;
    let decided = Tree::default()
        .found(UnitId(1), &Founding { code, kind, name: unit.clone(), parent: None, day: today })
        .map_err(|error| (Exit::Usage, error.to_string()))?;
    let founded = decided.found.first().ok_or_else(|| wrong("people-bad-code"))?;
    let password = password(words).map_err(|error| (Exit::Incomplete, technical(&error, words)))?;
    judge_password(&password, &[name, &login, unit]).map_err(|weak| {
        wrong(match weak {
            WeakPassword::TooShort => "people-password-short",
            WeakPassword::TooLong => "people-password-long",
            WeakPassword::Guessable => "people-password-guessable",
        })
    })?;
    let digest = server::console::digest(password)
        .await
        .map_err(|error| (Exit::Incomplete, technical(&error, words)))?;
    let person =
        Details { name: name.clone(), login: login.clone(), unit: founded.id.0, ..Details::default() };
    store
        .first_use(founded, &person, &digest, &deed("quet people first"))
        .await
        .map_err(|error| trouble(&error))?;
    Ok(words.with("people-first-made", &[("login", &login)]))
}

/// Gives somebody a new way in.
async fn reset(store: &Store, login: &str, words: &Words) -> Done {
    let trouble = |error: &PeopleError| (Exit::Incomplete, people_trouble(error, words));
    let typed = login.to_lowercase();
    let account = store.account(&typed).await.map_err(|error| trouble(&error.into()))?;
    let account = account.ok_or_else(|| trouble(&PeopleError::NoSuchPerson))?;
    let code = server::console::code().map_err(|error| (Exit::Incomplete, technical(&error, words)))?;
    let until = now() + GOOD_FOR;
    store
        .reset_person(
            account.person,
            server::console::typed(&code).as_bytes(),
            until,
            &deed("quet people reset"),
        )
        .await
        .map_err(|error| trouble(&error))?;
    let until = words.moment(until);
    Ok(words.with("people-reset-done", &[("login", &typed), ("code", &code), ("until", &until)]))
}

/// Erases who those are who left before a day, and who told of incidents that were closed before it.
async fn erase(store: &Store, before: &str, why: &str, words: &Words) -> Done {
    let day = Day::read(before).ok().filter(|day| day.begins().is_some_and(|begins| begins <= now()));
    let begins = day.and_then(Day::begins);
    let before =
        begins.ok_or_else(|| (Exit::Usage, words.with("people-erase-no-day", &[("day", before)])))?;
    let deed = Deed { why: why.to_owned(), ..deed("quet people erase") };
    let erased = store.erase_names(before, &deed).await;
    let erased = erased.map_err(|error| (Exit::Incomplete, store_trouble(&error, words)))?;
    let values = [
        ("people", &*words.number(erased.people)),
        ("incidents", &words.number(erased.incidents)),
        ("entries", &words.number(erased.entries)),
    ];
    let said = words.with("people-erased", &values);
    if erased.altered.is_empty() {
        return Ok(said);
    }
    out::line(said);
    let codes = erased.altered.join(", ");
    Err((Exit::Incomplete, words.with("people-erase-altered", &[("codes", &codes)])))
}

fn people_trouble(error: &PeopleError, words: &Words) -> String {
    match error {
        PeopleError::NotTheFirst => words.say("people-not-the-first"),
        PeopleError::NoSuchPerson => words.say("people-nobody"),
        PeopleError::Store(error) => store_trouble(error, words),
        other => technical(other, words),
    }
}

/// A password, asked for where somebody sits there, and the first line of standard input where nobody does.
fn password(words: &Words) -> std::io::Result<String> {
    if std::io::stdin().is_terminal() {
        out::aside(words.say("people-ask-password"));
        return console::Term::stderr().read_secure_line();
    }
    let mut line = String::new();
    std::io::stdin().lock().take(PASSWORD_BYTES as u64 + 2).read_line(&mut line)?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

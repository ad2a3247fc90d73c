//! Compiles a pack in the program that will look, and says what came of it.
//!
//! Must never run in quet itself: rules are hostile bytes, too.

use std::io;

use super::messages::{self, ForemanSays, How, Pack, Ready};
use crate::look::{Eyes, names, rules};

/// Compiles the pack, saying what is being compiled and at the end what came of it.
///
/// # Errors
/// When nobody listens any more.
pub fn prepare(how: How, pack: Pack, mut say: impl FnMut(ForemanSays) -> io::Result<()>) -> io::Result<Eyes> {
    let mut lost = None;
    let mut before = |source: &str| {
        if let Err(error) = say(ForemanSays::Compiling(source.to_owned())) {
            lost = Some(error);
        }
    };
    let compiled = rules::compile(&pack.rules, &mut before);
    let lists = pack.names.into_iter().map(names::NameList::from).collect();
    let (names, bad_names) = names::compile(lists, &mut before);
    if let Some(error) = lost {
        return Err(error);
    }
    let book = messages::book(pack.hashes, pack.allowed);
    let ready = Ready {
        rules: compiled.rules,
        rule_files: pack.rules.len() - compiled.problems.len(),
        hashes: book.len(),
        allowed: book.allowed_len(),
        names: names.len(),
        problems: compiled.problems.into_iter().chain(bad_names).collect(),
    };
    say(ForemanSays::Ready(ready))?;
    Ok(Eyes::new(compiled.engine, book, names, how.limits, how.scoring))
}

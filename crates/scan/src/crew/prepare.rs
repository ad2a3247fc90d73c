//! Compiles a pack in the program that will look, and says what came of it.
//!
//! Must never run in quet itself: rules are hostile bytes, too.

use std::io;

use super::messages::{self, ForemanSays, How, Pack, Ready};
use crate::look::{Eyes, rules};

/// Compiles the pack, saying what is being compiled and at the end what came of it.
///
/// # Errors
/// When nobody listens any more.
pub fn prepare(how: How, pack: Pack, mut say: impl FnMut(ForemanSays) -> io::Result<()>) -> io::Result<Eyes> {
    let mut lost = None;
    let compiled = rules::compile(&pack.rules, |source| {
        if let Err(error) = say(ForemanSays::Compiling(source.to_owned())) {
            lost = Some(error);
        }
    });
    if let Some(error) = lost {
        return Err(error);
    }
    let book = messages::book(pack.hashes, pack.allowed);
    let ready = Ready {
        rules: compiled.rules,
        rule_files: pack.rules.len() - compiled.problems.len(),
        hashes: book.len(),
        allowed: book.allowed_len(),
        problems: compiled.problems,
    };
    say(ForemanSays::Ready(ready))?;
    Ok(Eyes::new(compiled.engine, book, how.limits, how.scoring))
}

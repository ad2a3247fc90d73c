//! The foreman: a program that compiles the rules once and then makes lookers of copies of itself.
//!
//! Must never have a second thread: a copy made while another thread holds a lock would wait for it for ever. Ends
//! when quet does.

use std::collections::HashMap;
use std::io;
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::time::Duration;

use nix::sys::signal::{Signal, kill};
use nix::sys::wait::{Id, WaitPidFlag, WaitStatus, waitid, waitpid};
use nix::unistd::{ForkResult, Pid, fork};

use super::messages::{self, ForemanHears, ForemanSays, How, Pack, Ready};
use super::{confine, looker, unix};
use crate::look::{Eyes, names, rules};

/// Runs a foreman on the line at standard input until the other side hangs up. For `quet looker-foreman` alone.
///
/// # Errors
/// When standard input is no line to quet, or breaks.
pub fn run() -> io::Result<()> {
    let mut line = confine::leave_open_only_the_line()?;
    confine::die_with_parent()?;
    confine::confine()?;
    let how: How = messages::receive(&mut line, 1 << 16)?;
    let pack: Pack = messages::receive(&mut line, messages::PACK_BYTES)?;
    let mut eyes = prepare(&mut line, how, pack)?;
    let mut lookers: HashMap<usize, Pid> = HashMap::new();
    loop {
        let (order, passed): (ForemanHears, Option<OwnedFd>) = match unix::receive_with_file(&line) {
            Ok(order) => order,
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => break,
            Err(error) => return Err(error),
        };
        match (order, passed) {
            (ForemanHears::Hire(number), Some(theirs)) => {
                // SAFETY: this program has one thread, so no lock is held by another in the copy.
                #[allow(unsafe_code)]
                match unsafe { fork() }? {
                    ForkResult::Parent { child } => {
                        lookers.insert(number, child);
                        messages::send(&mut line, &ForemanSays::Hired)?;
                    }
                    ForkResult::Child => {
                        drop(line);
                        looker::run(UnixStream::from(theirs), &mut eyes);
                        std::process::exit(0);
                    }
                }
            }
            (ForemanHears::Hire(_), None) => return Err(io::Error::other("an order to hire without a line")),
            (ForemanHears::Dismiss(number), _) => {
                let signal = lookers.remove(&number).and_then(end);
                messages::send(&mut line, &ForemanSays::Gone(signal))?;
            }
        }
    }
    lookers.into_values().for_each(|looker| {
        end(looker);
    });
    Ok(())
}

fn prepare(line: &mut UnixStream, how: How, pack: Pack) -> io::Result<Eyes> {
    let mut lost = None;
    let mut before = |source: &str| {
        if let Err(error) = messages::send(line, &ForemanSays::Compiling(source.to_owned())) {
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
    messages::send(line, &ForemanSays::Ready(ready))?;
    Ok(Eyes::new(compiled.engine, book, names, how.limits, how.scoring))
}

/// Ends one of our own lookers and says by which signal it ended, if by one that it did not get from us.
fn end(looker: Pid) -> Option<i32> {
    // A looker that ended by itself waits to be asked how; the signal then has no effect.
    let ended_before = matches!(
        waitid(Id::Pid(looker), WaitPidFlag::WEXITED | WaitPidFlag::WNOHANG | WaitPidFlag::WNOWAIT),
        Ok(WaitStatus::Exited(..) | WaitStatus::Signaled(..))
    );
    let _ = kill(looker, Signal::SIGKILL);
    // One that waits for a dead disk does not end until the disk answers: it is left to the system, which ends it then.
    for _ in 0..1000 {
        match waitpid(looker, Some(WaitPidFlag::WNOHANG)) {
            Ok(WaitStatus::StillAlive) => std::thread::sleep(Duration::from_millis(1)),
            Ok(WaitStatus::Signaled(_, signal, _)) if ended_before => return Some(signal as i32),
            _ => return None,
        }
    }
    None
}

//! A looker: takes one open file after the other, looks, answers.
//!
//! Must never reach for anything but the file that it was handed.

use std::fs::File;
use std::io;
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Instant;

use super::confine;
use super::messages::{self, LookerSays};
use super::unix::{self, Map};
use crate::look::{Eyes, Looked, Task};
use crate::verdict::{FoundIn, Gap, Reason};

/// Serves one line until the other side hangs up.
pub fn run(mut line: UnixStream, eyes: &mut Eyes) {
    let _ = confine::die_with_parent();
    confine::bound_memory(eyes.limits());
    std::panic::set_hook(Box::new(|_| {}));
    loop {
        let (task, file): (Task, OwnedFd) = match unix::receive_with_file(&line) {
            Ok((task, Some(file))) => (task, file),
            _ => return,
        };
        let looked = catch_unwind(AssertUnwindSafe(|| look(eyes, &task, &File::from(file), &mut line)));
        let answer = match looked {
            Ok(looked) => LookerSays::Looked(Box::new(looked)),
            Err(payload) => LookerSays::Panicked(words_of(payload.as_ref())),
        };
        if messages::send(&mut line, &answer).is_err() {
            return;
        }
    }
}

fn look(eyes: &mut Eyes, task: &Task, file: &File, line: &mut UnixStream) -> Looked {
    let started = Instant::now();
    // Who does not listen any more needs no answer: the next message ends this looker.
    let mut tell = |found: FoundIn| {
        let _ = messages::send(line, &LookerSays::Found(Box::new(found)));
    };
    let outcome = if task.size <= eyes.limits().read_bytes {
        read(file, task.size).map(|(bytes, as_stated)| {
            let mut looked = eyes.look(task, &bytes, started, &mut tell);
            if !as_stated {
                let detail = "it holds more or less than its size says".to_owned();
                looked.gaps.push(Gap { inside: Vec::new(), reason: Reason::ChangedWhileRead, detail });
                looked.whole = false;
            }
            looked
        })
    } else {
        let size = usize::try_from(task.size).unwrap_or(usize::MAX);
        Map::of(file, size).map(|map| eyes.look(task, map.bytes(), started, &mut tell))
    };
    outcome.unwrap_or_else(|error| Looked {
        gaps: vec![Gap { inside: Vec::new(), reason: Reason::Unreadable, detail: error.to_string() }],
        whole: false,
        ..Looked::default()
    })
}

/// As many bytes as the file had when it was opened, and whether it has just those: it may have grown or shrunk, and
/// some file systems state no true size at all.
fn read(file: &File, size: u64) -> io::Result<(Vec<u8>, bool)> {
    let size = usize::try_from(size).map_err(io::Error::other)?;
    let mut bytes = vec![0; size + 1];
    let mut have = 0;
    while let Some(rest) = bytes.get_mut(have..).filter(|rest| !rest.is_empty()) {
        match rustix::io::pread(file, rest, have as u64) {
            Ok(0) => break,
            Ok(read) => have += read,
            Err(rustix::io::Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
    }
    bytes.truncate(have.min(size));
    Ok((bytes, have == size))
}

fn words_of(payload: &(dyn std::any::Any + Send)) -> String {
    let words = payload.downcast_ref::<&str>().map(|words| (*words).to_owned());
    words
        .or_else(|| payload.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "no reason given".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_holds_more_or_less_than_it_states_is_noticed() {
        let mut file = tempfile::tempfile().unwrap();
        io::Write::write_all(&mut file, b"ten bytes!").unwrap();
        assert_eq!(read(&file, 10).unwrap(), (b"ten bytes!".to_vec(), true));
        assert_eq!(read(&file, 3).unwrap(), (b"ten".to_vec(), false));
        assert_eq!(read(&file, 20).unwrap(), (b"ten bytes!".to_vec(), false));
    }
}

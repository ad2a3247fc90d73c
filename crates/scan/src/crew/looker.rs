//! A looker: takes one open file after the other, looks, answers.
//!
//! Must never reach for anything but the file that it was handed.

use std::fs::File;
use std::io::{self, Read, Seek};
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Instant;

use super::messages::{self, LookerSays};
use super::unix;
use crate::look::{Eyes, Looked, Task};
use crate::verdict::{Gap, Reason};

/// Serves one line until the other side hangs up.
pub fn run(mut line: UnixStream, eyes: &mut Eyes) {
    let _ = unix::die_with_parent();
    unix::bound_memory(eyes.limits());
    std::panic::set_hook(Box::new(|_| {}));
    loop {
        let (task, file): (Task, OwnedFd) = match unix::receive_with_file(&line) {
            Ok((task, Some(file))) => (task, file),
            _ => return,
        };
        let looked = catch_unwind(AssertUnwindSafe(|| look(eyes, &task, File::from(file))));
        let answer = match looked {
            Ok(looked) => LookerSays::Looked(Box::new(looked)),
            Err(payload) => LookerSays::Panicked(words_of(payload.as_ref())),
        };
        if messages::send(&mut line, &answer).is_err() {
            return;
        }
    }
}

fn look(eyes: &mut Eyes, task: &Task, mut file: File) -> Looked {
    let started = Instant::now();
    let outcome = if task.size <= eyes.limits().read_bytes {
        read(&mut file, task.size).map(|(bytes, more)| {
            let mut looked = eyes.look(task, &bytes, started);
            if more {
                let detail = "it holds more than its size says".to_owned();
                looked.gaps.push(Gap { inside: Vec::new(), reason: Reason::ChangedWhileRead, detail });
                looked.whole = false;
            }
            looked
        })
    } else {
        unix::map(&file).map(|map| {
            let bytes: &[u8] = &map;
            let size = usize::try_from(task.size).unwrap_or(usize::MAX);
            eyes.look(task, bytes.get(..size).unwrap_or(bytes), started)
        })
    };
    outcome.unwrap_or_else(|error| Looked {
        gaps: vec![Gap { inside: Vec::new(), reason: Reason::Unreadable, detail: error.to_string() }],
        whole: false,
        ..Looked::default()
    })
}

/// As many bytes as the file had when it was opened, and whether there are more: a file may have grown, and some file
/// systems state no size at all.
fn read(file: &mut File, size: u64) -> io::Result<(Vec<u8>, bool)> {
    file.rewind()?;
    let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or(0));
    io::copy(&mut file.by_ref().take(size), &mut bytes)?;
    let more = file.read(&mut [0])? > 0;
    Ok((bytes, more))
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
    fn a_file_that_holds_more_than_it_states_is_noticed() {
        let mut file = tempfile::tempfile().unwrap();
        io::Write::write_all(&mut file, b"ten bytes!").unwrap();
        assert_eq!(read(&mut file, 10).unwrap(), (b"ten bytes!".to_vec(), false));
        assert_eq!(read(&mut file, 3).unwrap(), (b"ten".to_vec(), true));
        assert_eq!(read(&mut file, 20).unwrap(), (b"ten bytes!".to_vec(), false));
    }
}

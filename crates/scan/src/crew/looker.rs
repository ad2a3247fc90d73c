//! A looker: takes one open file after the other, looks, answers.
//!
//! Must never reach for anything but the file that it was handed.

use std::fs::File;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Instant;

use super::messages::LookerSays;
use crate::look::{Eyes, Looked, Task};
use crate::os::{Map, read_at};
use crate::verdict::{FoundIn, Gap, Reason};

/// Serves one line: takes what `next` gives until it gives nothing, and answers through `say`.
pub fn run(
    eyes: &mut Eyes,
    mut next: impl FnMut() -> Option<(Task, File)>,
    mut say: impl FnMut(LookerSays) -> io::Result<()>,
) {
    std::panic::set_hook(Box::new(|_| {}));
    while let Some((task, file)) = next() {
        // Who does not listen any more needs no answer: the next message ends this looker.
        let mut tell = |found: FoundIn| {
            let _ = say(LookerSays::Found(Box::new(found)));
        };
        let looked = catch_unwind(AssertUnwindSafe(|| look(eyes, &task, &file, &mut tell)));
        let answer = match looked {
            Ok(looked) => LookerSays::Looked(Box::new(looked)),
            Err(payload) => LookerSays::Panicked(words_of(payload.as_ref())),
        };
        drop(file);
        if say(answer).is_err() {
            return;
        }
    }
}

fn look(eyes: &mut Eyes, task: &Task, file: &File, tell: &mut dyn FnMut(FoundIn)) -> Looked {
    let started = Instant::now();
    let outcome = if task.size <= eyes.limits().read_bytes {
        read(file, task.size).map(|(bytes, as_stated)| {
            let mut looked = eyes.look(task, &bytes, started, tell);
            if !as_stated {
                let detail = "it holds more or less than its size says".to_owned();
                looked.gaps.push(Gap { inside: Vec::new(), reason: Reason::ChangedWhileRead, detail });
                looked.whole = false;
            }
            looked
        })
    } else {
        let size = usize::try_from(task.size).unwrap_or(usize::MAX);
        Map::of(file, size).map(|map| eyes.look(task, map.bytes(), started, tell))
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
        match read_at(file, rest, have as u64)? {
            0 => break,
            read => have += read,
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

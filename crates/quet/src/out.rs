//! What is written: results on standard output, everything else on standard error. The only place that writes there.
//!
//! Must never end the program because nobody reads: what is being done is done to its end, and the exit code says that
//! not all of it was told.

use std::borrow::Cow;
use std::io::{BufRead, Read, Write};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use scan::names::shown_bytes;

static FAILED: AtomicBool = AtomicBool::new(false);

/// What was written, where it is to be kept; see [`keep_transcript`].
static TRANSCRIPT: Mutex<Option<String>> = Mutex::new(None);

/// Letters after which a line is broken between words; see [`break_lines`]. Zero: nowhere.
static COLUMNS: AtomicUsize = AtomicUsize::new(0);

/// Bytes of a transcript. Past that its end is missing, which it says; the results of a scan are far shorter.
const LONGEST_TRANSCRIPT: usize = 8 << 20;

/// From now on everything that is said is kept, too: results, what is said beside them, questions and their answers.
pub fn keep_transcript() {
    TRANSCRIPT.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert_default();
}

/// From now on lines longer than so many letters are broken between words, for a window that would break them within
/// one. What is kept stays as it is.
pub fn break_lines(columns: usize) {
    COLUMNS.store(columns, Ordering::Relaxed);
}

/// The text as it is to be shown.
pub fn broken(text: &str) -> Cow<'_, str> {
    match COLUMNS.load(Ordering::Relaxed) {
        0 => Cow::Borrowed(text),
        columns => {
            Cow::Owned(text.split('\n').map(|line| broken_at(line, columns)).collect::<Vec<_>>().join("\n"))
        }
    }
}

/// What goes on in the next line is as far from the border as the line itself.
fn broken_at(line: &str, columns: usize) -> String {
    let (border, rest) = line.split_at(line.len() - line.trim_start_matches(' ').len());
    let (mut text, mut length) = (border.to_owned(), border.len());
    for (number, word) in rest.split(' ').enumerate() {
        let letters = word.chars().count();
        if length > border.len() && length + 1 + letters > columns {
            text.push('\n');
            text.push_str(border);
            length = border.len();
        } else if number > 0 {
            text.push(' ');
            length += 1;
        }
        text.push_str(word);
        length += letters;
    }
    text
}

/// What was kept.
pub fn transcript() -> String {
    TRANSCRIPT.lock().unwrap_or_else(PoisonError::into_inner).clone().unwrap_or_default()
}

fn remember(text: &str) {
    if let Some(kept) = TRANSCRIPT.lock().unwrap_or_else(PoisonError::into_inner).as_mut() {
        if kept.len() + text.len() < LONGEST_TRANSCRIPT {
            kept.push_str(text);
            kept.push('\n');
        } else if !kept.ends_with("…\n") {
            kept.push_str("…\n");
        }
    }
}

/// Writes one line.
pub fn line(text: impl AsRef<str>) {
    remember(text.as_ref());
    let mut out = std::io::stdout().lock();
    let written = out
        .write_all(broken(text.as_ref()).as_bytes())
        .and_then(|()| out.write_all(b"\n"))
        .and_then(|()| out.flush());
    if written.is_err() {
        FAILED.store(true, Ordering::Relaxed);
    }
}

/// Whether a line could not be written.
pub fn failed() -> bool {
    FAILED.load(Ordering::Relaxed)
}

/// Writes one line for the person at the terminal, which is no result. Where nobody reads it, nothing is lost.
pub fn aside(text: impl AsRef<str>) {
    remember(text.as_ref());
    let mut err = std::io::stderr().lock();
    let _ = err.write_all(broken(text.as_ref()).as_bytes()).and_then(|()| err.write_all(b"\n"));
}

/// Asks a question at the terminal and reads one line, at most so many bytes of it; nothing where none can be read.
pub fn ask(question: &str, most: u64) -> Option<String> {
    let mut err = std::io::stderr();
    let _ = write!(err, "{} ", broken(question)).and_then(|()| err.flush());
    let mut answer = String::new();
    let read = std::io::stdin().lock().take(most).read_line(&mut answer);
    remember(&format!("{question} {}", shown_bytes(answer.trim().as_bytes())));
    read.is_ok().then_some(answer)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, columns: usize, expected: &str) {
        assert_eq!(broken_at(line, columns), expected);
    }

    #[test]
    fn lines_are_broken_between_words_and_keep_their_border() {
        check("Nếu tìm thấy, bạn sẽ được hỏi", 12, "Nếu tìm\nthấy, bạn sẽ\nđược hỏi");
        check("short", 12, "short");
        check("", 12, "");
        check("   ", 2, "   ");
        check("  rule A: it is bad", 12, "  rule A: it\n  is bad");
        check(r"  C:\along\way\down\to.exe", 12, r"  C:\along\way\down\to.exe");
        check("a wordlongerthanline b", 8, "a\nwordlongerthanline\nb");
        check("two  spaces stay here", 12, "two  spaces\nstay here");
    }
}

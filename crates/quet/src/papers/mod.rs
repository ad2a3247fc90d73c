//! `quet papers blank`: a form as a document, to be filled by hand, to be printed, or to try how it looks.
//!
//! Must never overwrite a file, and never write a form that the day does not have.

mod sample;

use std::path::{Path, PathBuf};

use ::scan::names::shown;
use clean::paper;
use office::papers::{Known, fill};
use office::rulebook::{FormKey, Key, Rulebook};

use crate::exit::Exit;
use crate::out;
use crate::rulebook::{day_of, said};
use crate::scan::technical;
use crate::usage::PaperOptions;
use words::Words;

/// Runs the command.
pub fn blank(options: &PaperOptions, words: &Words) -> Exit {
    let day = match day_of(options.on.as_deref(), words) {
        Ok(day) => day,
        Err(exit) => return exit,
    };
    let unknown = || {
        let values = [("form", &*options.form), ("day", &day.written())];
        out::aside(format!("quet: {}", words.with("papers-unknown", &values)));
        Exit::Usage
    };
    let book = Rulebook::shipped();
    let (Some(form), Ok(edition)) = (FormKey::of(&options.form), book.on(day)) else { return unknown() };
    let known = if options.sample { sample::known() } else { Known::new() };
    let Ok(draft) = fill(&edition, form, &known) else { return unknown() };
    let docx = match draft.docx() {
        Ok(docx) => docx,
        Err(error) => {
            out::aside(format!("quet: {}", technical(&error, words)));
            return Exit::Incomplete;
        }
    };
    let output = options.output.clone().unwrap_or_else(|| PathBuf::from(format!("{}.docx", form.key())));
    let folder = output.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let Some(name) = output.file_name().and_then(|name| name.to_str()) else {
        out::aside(format!("quet: {}", words.with("papers-name", &[("path", &shown(&output))])));
        return Exit::Usage;
    };
    match paper::put_down(folder, name, &docx) {
        Ok(path) => out::line(words.with("papers-written", &[("path", &shown(&path))])),
        Err(error) => {
            out::aside(format!("quet: {}", technical(&error, words)));
            return Exit::Incomplete;
        }
    }
    let missing = draft.missing();
    if missing.is_empty() {
        out::aside(words.say("papers-nothing-missing"));
    } else {
        out::aside(words.say("papers-required"));
        for field in missing {
            out::aside(format!("  {}: {}", field.key(), said(&book.field(field).said, words)));
        }
    }
    Exit::Fine
}

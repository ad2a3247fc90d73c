//! The result as a paper: everything that was said, in a text file on the desktop, to be read again and sent on.
//!
//! Must never overwrite a file, and must never stay silent where nothing could be written.

use std::path::PathBuf;

use ::scan::names::shown;
use clean::paper;

use crate::out;
use crate::scan::technical;
use crate::system;
use crate::usage::GuideOptions;
use words::Words;

/// Puts down what was said so far and says where.
pub fn put_down(options: &GuideOptions, words: &Words) {
    let text = out::transcript();
    // Notepad of older Windows takes a text for UTF-8 by this mark alone, and knows only this end of a line.
    let text = format!("\u{feff}{}", text.replace('\n', "\r\n"));
    let name = words.with("guide-paper", &[("when", &words.moment_in_a_name(super::now()))]);
    let mut problem = None;
    for folder in folders(options) {
        match paper::put_down(&folder, &name, text.as_bytes()) {
            Ok(path) => {
                out::line("");
                out::line(words.with("guide-paper-at", &[("path", &shown(&path))]));
                return;
            }
            Err(error) => problem = Some(error),
        }
    }
    if let Some(error) = problem {
        out::aside(format!("quet: {}", technical(&error, words)));
    }
}

/// Where the result is to stand, the next one where it cannot stand in the first.
pub fn folders(options: &GuideOptions) -> Vec<PathBuf> {
    match &options.result {
        Some(folder) => vec![folder.clone()],
        None => {
            system::desktop(|name| std::env::var_os(name)).into_iter().chain([options.data.clone()]).collect()
        }
    }
}

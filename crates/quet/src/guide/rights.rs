//! What only an administrator may lock away: shown, asked for once, and handed to the half of the guide that does it.
//!
//! Must never start anything with an administrator's rights but the half that takes a list of files that were shown and
//! agreed to, and never ask a question whose answer changes nothing.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::IsTerminal;
use std::path::Path;

use ::scan::names::shown;

use super::agreed::{Agreed, Handed, ListLimits, list};
use super::meaning::Came;
use super::{paper, raised};
use crate::exit::Exit;
use crate::out;
use crate::scan::{Kept, Outcome, agreed, technical};
use crate::system::{self, Raised};
use crate::usage::GuideOptions;
use words::Words;

/// Units of a command line, the program's own path among them. `CreateProcess` takes 32,767, but `ShellExecuteEx`, which
/// alone asks for rights, has kept what it starts in a buffer of `INTERNET_MAX_URL_LENGTH` (2,084, and 2,082 were measured):
/// hence the files stand in a list and not on the line.
const LONGEST_LINE: usize = 2_000;

/// Asks once about the files that only an administrator may take, says why, and enters what came of it.
pub fn ask(outcome: &Outcome, options: &GuideOptions, came: &mut Came, words: &Words) {
    let is_administrator = system::is_administrator();
    let files = files(outcome, is_administrator);
    if files.is_empty() || !std::io::stdin().is_terminal() {
        return;
    }
    out::line("");
    let header = if is_administrator { "guide-of-the-system" } else { "guide-needs-rights" };
    out::line(words.with(header, &[("number", &words.number(files.len() as u64))]));
    for file in &files {
        out::line(format!("  {}", shown(file.path())));
    }
    if is_administrator {
        if agreed(&words.say("guide-system-question")) {
            raised::take(&files, options, came, words);
        } else {
            out::line(words.say("guide-rights-declined"));
        }
        return;
    }
    if !system::asks_for_rights() {
        out::line(words.say("guide-rights-otherwise"));
        return;
    }
    if system::is_beside_libraries() {
        out::line(words.say("guide-rights-libraries"));
        return;
    }
    if agreed(&words.say("guide-rights-question")) {
        hand_over(&files, options, came, words);
    } else {
        out::line(words.say("guide-rights-declined"));
    }
}

/// The files that this is about, each once.
fn files(outcome: &Outcome, is_administrator: bool) -> Vec<Agreed> {
    let mut files: BTreeMap<&Path, Agreed> = BTreeMap::new();
    for dealt in outcome.found.iter().filter(|dealt| dealt.action.is_none()) {
        // What an administrator's rights were not enough for, they are not enough for now.
        let is_for_them = dealt.kept.is_some_and(|kept| !is_administrator || kept == Kept::BySystem);
        if is_for_them {
            let rule = dealt.found.finding.because.first().map_or("", |because| &because.name);
            let path = &dealt.found.path;
            files.entry(path).or_insert_with(|| Agreed::new(path, &dealt.found.sha256, rule));
        }
    }
    files.into_values().collect()
}

/// Has the second half started, which takes just these files.
fn hand_over(files: &[Agreed], options: &GuideOptions, came: &mut Came, words: &Words) {
    let (list, left) = list(files, &ListLimits::default());
    for file in &left {
        came.failed();
        out::line(words.with("guide-no-room", &[("path", &shown(file.path()))]));
    }
    if list.is_empty() {
        return;
    }
    let ended =
        Handed::keep(&list, &options.data).map_err(|error| technical(&error, words)).and_then(|handed| {
            let result = paper::folders(options).into_iter().next();
            let arguments = arguments(&handed, result.as_deref(), program_length(), words);
            let arguments = arguments.ok_or_else(|| words.say("guide-long-folder"))?;
            let ended = system::as_administrator(&arguments).map_err(|error| technical(&error, words));
            Handed::forget(&options.data);
            ended
        });
    let taken = files.iter().filter(|file| !left.contains(file)).map(Agreed::path);
    match ended {
        Ok(Raised::Done(code)) if code == u32::from(Exit::Found.code()) => {
            came.locked_elsewhere(taken, true);
            out::line(words.say("guide-rights-done"));
        }
        Ok(Raised::Done(code)) if code == u32::from(Exit::NotOver.code()) => {
            came.locked_elsewhere(taken, false);
            out::line(words.say("guide-rights-done"));
        }
        Ok(Raised::Done(_)) => {
            came.failed();
            out::line(words.say("guide-rights-not-all"));
        }
        Ok(Raised::Refused) => out::line(words.say("guide-rights-declined")),
        Err(why) => {
            came.failed();
            out::line(words.with("guide-rights-failed", &[("why", &why)]));
        }
    }
}

/// What the program is started with once more, always with a list; nothing where the line would be longer than the
/// system takes. Without room for the folder of the result, that half chooses its own.
fn arguments(handed: &Handed, result: Option<&Path>, program: usize, words: &Words) -> Option<Vec<OsString>> {
    let bare: Vec<OsString> = ["guide", "--wait", "--lang", words.code(), "--take"]
        .map(OsString::from)
        .into_iter()
        .chain([handed.argument()])
        .collect();
    let with_result = result.map(|folder| [&bare[..], &["--result".into(), folder.into()]].concat());
    // Each argument stands within quotes, behind a space.
    let length = |line: &[OsString]| program + 3 + line.iter().map(|one| one.len() + 3).sum::<usize>();
    let fits = |line: &Vec<OsString>| length(line) <= LONGEST_LINE;
    with_result.into_iter().chain([bare]).find(fits)
}

/// How long this program's own path is.
fn program_length() -> usize {
    std::env::current_exe().map_or(0, |program| program.as_os_str().len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use ::words::Language;

    fn check(list: usize, result: usize, program: usize, expected: Option<usize>) {
        let folder = |letters: usize| {
            let root = if cfg!(windows) { r"C:\" } else { "/" };
            format!("{root}{}", "a".repeat(letters))
        };
        let argument = format!("{}:{}", "ab".repeat(32), folder(list));
        let handed = Handed::parse(argument.as_ref()).unwrap();
        let (result, words) = (folder(result), Words::of(Language::English));
        let line = arguments(&handed, Some(Path::new(&result)), program, &words);
        assert_eq!(line.as_ref().map(Vec::len), expected, "{line:?}");
        // Without a list it would look at the whole machine with these rights.
        assert!(line.is_none_or(|line| line[4] == "--take" && line[5] == *argument));
    }

    #[test]
    fn the_second_half_is_never_started_without_its_list() {
        check(100, 100, 100, Some(8));
        check(100, 1_900, 100, Some(6));
        check(100, 100, 1_750, Some(6));
        check(100, 100, 1_900, None);
        check(1_900, 100, 100, None);
        check(1_900, 1_900, 100, None);
    }
}

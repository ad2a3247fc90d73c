//! The result in a sentence: what became of what was found, what goes on all the same, and what to do now.
//!
//! Must never say that it is over while something of it still runs, stands somewhere, or may lie in what was not read.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use ::scan::verdict::Level;

use crate::exit::Exit;
use crate::out;
use crate::scan::{Action, Outcome, kinds_of_gaps};
use words::Words;

/// What a scan, and everything that was done after it, came to.
#[derive(Debug, Default)]
pub struct Came {
    /// How the scan itself ended; nothing where none took place.
    scan: Option<Exit>,
    /// Whether something was found at all.
    found: bool,
    /// Whether malware was.
    alerts: bool,
    /// Files with malware that are not locked away.
    open: BTreeSet<PathBuf>,
    /// Whether there are more of them than are known by name.
    more: bool,
    /// Whether something of it still runs, or is open in a program.
    runs: bool,
    /// Names under which the same files still stand.
    links: u64,
    /// Whether not everything went as it should.
    trouble: bool,
    /// What was not read, by its reasons, where not all was.
    unread: Option<String>,
    /// Whether the second half locked its files away and has more to say.
    elsewhere: bool,
    /// Whether something that was agreed to could not be done.
    failed: bool,
}

impl Came {
    /// What a scan came to.
    pub fn of(outcome: &Outcome, words: &Words) -> Came {
        let alerts = outcome.summary.findings.get(&Level::Alert).copied().unwrap_or(0);
        let mut came = Came {
            scan: Some(outcome.exit),
            found: outcome.summary.findings_in_all() > 0,
            alerts: alerts > 0,
            trouble: !outcome.settled,
            unread: (!outcome.all_read).then(|| kinds_of_gaps(&outcome.summary, words)),
            ..Came::default()
        };
        let mut named = 0;
        let files = outcome.found.iter().filter(|dealt| dealt.found.finding.level == Level::Alert);
        // One file may have many findings, and what was done about it stands beside each.
        let mut done = BTreeSet::new();
        for dealt in files {
            named += 1;
            match &dealt.action {
                None => came.open.extend([dealt.found.path.clone()]),
                Some(action) if done.insert(&action.vault_id) => came.enter(action),
                Some(_) => {}
            }
        }
        came.more = named < alerts;
        came
    }

    /// Where nothing was scanned, and just these files are to be locked away.
    pub fn agreed<'p>(files: impl Iterator<Item = &'p Path>) -> Came {
        let open = files.map(Path::to_owned).collect();
        Came { found: true, alerts: true, open, ..Came::default() }
    }

    /// A file was locked away under these names.
    pub fn locked(&mut self, names: &[PathBuf], action: &Action) {
        self.open.retain(|open| !names.contains(open));
        self.enter(action);
    }

    fn enter(&mut self, action: &Action) {
        self.runs |= !action.open_by.is_empty() || !action.at_next_start.is_empty();
        self.links += action.other_links_left;
        self.trouble |= !action.problems.is_empty();
    }

    /// The second half locked these files away; whether that was all that there is to say.
    pub fn locked_elsewhere<'p>(&mut self, files: impl Iterator<Item = &'p Path>, is_all: bool) {
        for file in files {
            self.open.remove(file);
        }
        self.elsewhere |= !is_all;
    }

    /// Something that was agreed to could not be done.
    pub fn failed(&mut self) {
        self.failed = true;
    }

    /// Not everything went as it should.
    pub fn troubled(&mut self) {
        self.trouble = true;
    }

    /// Whether this file is still where it was found.
    pub fn is_open(&self, file: &Path) -> bool {
        self.open.contains(file)
    }

    fn is_locked(&self) -> bool {
        self.open.is_empty() && !self.more
    }

    fn goes_on(&self) -> bool {
        self.runs || self.links > 0 || self.trouble || self.unread.is_some() || self.elsewhere || self.failed
    }

    /// How the guide ends.
    pub fn exit(&self) -> Exit {
        let scan = self.scan.unwrap_or(Exit::Incomplete);
        match (self.alerts, self.is_locked()) {
            _ if self.failed || self.trouble || self.elsewhere || self.unread.is_some() => Exit::Incomplete,
            (true, true) => Exit::Found,
            _ => scan,
        }
    }

    /// How the second half ends, which tells the first one what it did.
    pub fn code(&self) -> Exit {
        match (self.is_locked(), self.goes_on()) {
            (true, false) => Exit::Found,
            (true, true) => Exit::NotOver,
            (false, _) => Exit::Incomplete,
        }
    }

    /// Says it.
    pub fn say(&self, words: &Words) {
        let (is_locked, goes_on) = (self.is_locked(), self.goes_on());
        out::line(words.say(match (self.alerts, self.found) {
            (true, _) if !is_locked => "guide-still-there",
            (true, _) if goes_on => "guide-not-over",
            (true, _) => "guide-cleaned",
            (false, true) => "guide-suspicious",
            (false, false) if self.scan == Some(Exit::Fine) => "guide-nothing",
            (false, false) => "guide-nothing-but-gaps",
        }));
        if !self.found {
            return;
        }
        if self.runs {
            out::line(words.say("guide-left-running"));
        }
        if self.links > 0 {
            out::line(words.with("guide-left-links", &[("number", &words.number(self.links))]));
        }
        match self.unread.as_deref() {
            Some("") => out::line(words.say("guide-left-cut")),
            Some(kinds) => out::line(words.with("guide-left-unread", &[("kinds", kinds)])),
            None => {}
        }
        if self.elsewhere {
            out::line(words.say("guide-left-elsewhere"));
        }
        if self.trouble || self.failed {
            out::line(words.say("guide-left-trouble"));
        }
        if self.alerts && is_locked && goes_on {
            out::line(words.say("guide-left-passwords"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scan::Did;

    fn action() -> Action {
        Action {
            did: Did::Quarantined,
            vault_id: "0".repeat(12),
            later_vault_id: None,
            other_links_left: 0,
            open_by: Vec::new(),
            at_next_start: Vec::new(),
            problems: Vec::new(),
        }
    }

    fn came(scan: Option<Exit>) -> Came {
        let open = [PathBuf::from("a"), PathBuf::from("b")].into();
        Came { scan, found: true, alerts: true, open, ..Came::default() }
    }

    #[test]
    fn it_is_over_only_where_everything_is_locked_away_and_nothing_goes_on() {
        let mut some = came(None);
        some.locked(&["a".into()], &action());
        assert_eq!((some.code(), some.is_open(Path::new("b"))), (Exit::Incomplete, true));
        some.locked(&["b".into()], &action());
        assert_eq!(some.code(), Exit::Found);
        for (what, goes_on) in [
            ("links", Action { other_links_left: 1, ..action() }),
            ("problems", Action { problems: vec!["it".to_owned()], ..action() }),
            (
                "open",
                Action { open_by: vec![crate::scan::OpenBy { pid: 1, name: "it".to_owned() }], ..action() },
            ),
            (
                "next start",
                Action {
                    at_next_start: vec![crate::scan::StillThere { path: "it".to_owned(), by_system: true }],
                    ..action()
                },
            ),
        ] {
            let mut came = came(None);
            came.locked(&["a".into(), "b".into()], &goes_on);
            assert_eq!(came.code(), Exit::NotOver, "{what}");
        }
    }

    #[test]
    fn what_the_second_half_did_makes_nothing_whole_that_was_not_read() {
        let both = || [Path::new("a"), Path::new("b")].into_iter();
        let mut whole = came(Some(Exit::Incomplete));
        whole.locked_elsewhere(both(), true);
        assert_eq!(whole.exit(), Exit::Found);
        let mut unread = Came { unread: Some("it".to_owned()), ..came(Some(Exit::Incomplete)) };
        unread.locked_elsewhere(both(), true);
        assert_eq!(unread.exit(), Exit::Incomplete);
        let mut more = came(Some(Exit::Incomplete));
        more.locked_elsewhere(both(), false);
        assert_eq!(more.exit(), Exit::Incomplete);
        let mut one = came(Some(Exit::Incomplete));
        one.locked_elsewhere(both().take(1), true);
        assert_eq!((one.exit(), one.is_locked()), (Exit::Incomplete, false));
        assert_eq!(came(Some(Exit::Found)).exit(), Exit::Found, "nobody agreed to anything");
    }
}

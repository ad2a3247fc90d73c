//! Looks at one open object: its hashes, the rules, and then whatever it contains.
//!
//! Must never open, write or call anything: bytes come in, findings and gaps go out. Runs where a crash costs one
//! object (see `crew`).

pub mod digests;
pub mod names;
pub mod rules;

use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use indicators::hashes::HashBook;
use serde::{Deserialize, Serialize};

use crate::identify::{self, Container, Opening};
use crate::limits::Limits;
use crate::unpack::{self, Budget, Found};
use crate::verdict::{Because, Finding, FoundIn, Gap, Reason, Scoring};
use digests::Digests;
use names::{NameBook, Named};
use rules::{About, Engine};

/// What is asked of one file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Task {
    /// The folder as rules may see it, as bytes: on a machine of the kind that begins its paths with `/`, with `/`
    /// between folders, on any other with `\`.
    pub folder: Vec<u8>,
    /// The file's name, as bytes.
    pub name: Vec<u8>,
    /// The owner's name.
    pub owner: String,
    /// Bytes, as the file system states them.
    pub size: u64,
    /// Where the bytes are not the file's own contents but a stream beside them: its name.
    pub stream: Option<Vec<u8>>,
    /// Whether the digest of the whole is wanted even where nothing is found.
    pub digest: bool,
}

/// What came of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Looked {
    /// Gaps.
    pub gaps: Vec<Gap>,
    /// Members that were handed out, or not.
    pub members: Members,
    /// Whether the file's own bytes were all looked at with all rules. Gaps of members leave this true.
    pub whole: bool,
    /// SHA-256 of the whole, where it was asked for.
    pub sha256: Option<[u8; 32]>,
}

/// Members of containers, counted as files are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Members {
    /// Every member that a container lists.
    pub seen: u64,
    /// Those whose contents were looked at.
    pub scanned: u64,
    /// Those without contents: folders, links, devices.
    pub skipped: u64,
    /// Those whose contents could not be had.
    pub failed: u64,
}

/// Everything that is the same for every object of a scan.
pub struct Eyes {
    engine: Engine,
    hashes: HashBook,
    needs: (bool, bool, bool),
    names: NameBook,
    limits: Limits,
    scoring: Scoring,
}

impl Eyes {
    /// Makes ready to look.
    pub fn new(engine: Engine, hashes: HashBook, names: NameBook, limits: Limits, scoring: Scoring) -> Eyes {
        Eyes { engine, needs: hashes.needs(), hashes, names, limits, scoring }
    }

    /// The limits.
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Looks at a file's bytes and at everything in them, until done or until its time is over, and tells of each
    /// finding when it is made.
    pub fn look(
        &mut self,
        task: &Task,
        bytes: &[u8],
        started: Instant,
        tell: &mut dyn FnMut(FoundIn),
    ) -> Looked {
        let limits = self.limits.clone();
        let mut budget = Budget::new(&limits, task.size, started + limits.time_for(task.size));
        let mut glance = Glance {
            eyes: self,
            task,
            file: bytes,
            sha256: None,
            tell,
            looked: Looked { whole: true, ..Looked::default() },
            inside: task.stream.iter().cloned().collect(),
            spoken: Vec::new(),
            notes: Notes::default(),
        };
        let _ = glance.object(bytes, &mut budget);
        if task.digest {
            glance.looked.sha256 = Some(*glance.sha256.get_or_insert_with(|| digests::sha256(bytes)));
        }
        glance.looked
    }
}

/// One file being looked at.
struct Glance<'e> {
    eyes: &'e mut Eyes,
    task: &'e Task,
    file: &'e [u8],
    sha256: Option<[u8; 32]>,
    tell: &'e mut dyn FnMut(FoundIn),
    looked: Looked,
    inside: Vec<Vec<u8>>,
    /// The patterns that are in the path of each container on the way in, and so in that of everything in it.
    spoken: Vec<Vec<Named>>,
    notes: Notes,
}

/// Findings and gaps of one file, and the bytes of the names and words that they carry.
#[derive(Default)]
struct Notes {
    number: usize,
    bytes: usize,
    full: bool,
}

/// A longer name of a member is cut: it is told to people, and nothing is opened by it.
const NAME: usize = 4096;

impl Glance<'_> {
    fn object(&mut self, bytes: &[u8], budget: &mut Budget<'_>) -> ControlFlow<()> {
        if let ControlFlow::Break(()) = self.judge(bytes, budget) {
            return ControlFlow::Break(());
        }
        let kind = match identify::opening(bytes) {
            Opening::Plain => return ControlFlow::Continue(()),
            Opening::Unsupported(what) => {
                self.gap(None, Reason::Unsupported, format!("{what}: what is packed in it was not read"))?;
                return self.besides(bytes, budget);
            }
            Opening::Container(kind) => kind,
        };
        self.container(kind, bytes, budget)?;
        self.besides(bytes, budget)
    }

    /// Whether this is something in the file (or stream), and not the whole of it.
    fn is_member(&self) -> bool {
        self.inside.len() > usize::from(self.task.stream.is_some())
    }

    /// Some programs look at the end first, and may find there what a header at the beginning hides.
    fn besides(&mut self, bytes: &[u8], budget: &mut Budget<'_>) -> ControlFlow<()> {
        if identify::is_zip_besides(bytes) {
            return self.container(Container::Zip, bytes, budget);
        }
        ControlFlow::Continue(())
    }

    fn container(&mut self, kind: Container, bytes: &[u8], budget: &mut Budget<'_>) -> ControlFlow<()> {
        if self.inside.len() >= budget.limits().depth {
            return self.gap(
                None,
                Reason::TooDeep,
                format!("more than {} containers", budget.limits().depth),
            );
        }
        let name = self.inside.last().unwrap_or(&self.task.name).clone();
        unpack::open(kind, &name, bytes, budget, &mut |found, budget| match found {
            Found::Empty => {
                self.looked.members.seen += 1;
                self.looked.members.skipped += 1;
                ControlFlow::Continue(())
            }
            Found::Gap { name, reason, detail, whole } => {
                if whole && name.is_some() {
                    self.looked.members.seen += 1;
                    self.looked.members.failed += 1;
                }
                self.gap(name, reason, detail)?;
                if reason == Reason::TimeLimit { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            }
            Found::Member { name, bytes } => {
                self.looked.members.seen += 1;
                self.looked.members.scanned += 1;
                self.inside.push(name.get(..NAME).unwrap_or(name).to_vec());
                let flow = self.object(bytes, budget);
                self.inside.pop();
                self.spoken.truncate(self.inside.len() + 1);
                flow
            }
        })
    }

    /// Hashes and rules over one object, and what they add up to.
    fn judge(&mut self, bytes: &[u8], budget: &Budget<'_>) -> ControlFlow<()> {
        let left = budget.until().saturating_duration_since(Instant::now());
        if left.is_zero() {
            self.looked.whole &= self.is_member();
            let _ = self.gap(None, Reason::TimeLimit, "no time was left to look at it".to_owned());
            return ControlFlow::Break(());
        }
        let (folder, name) = self.place();
        let (by_name, unasked) = self.match_names(&folder, &name);
        let mut digests = Digests::default();
        let (book, needs) = (&self.eyes.hashes, self.eyes.needs);
        if digests.allowed(book, needs, bytes) {
            // The pack's makers say that this very object is good: whatever a rule says of it is a false alarm.
            return ControlFlow::Continue(());
        }
        let mut because: Vec<Because> = digests.listed(book, needs, bytes).into_iter().collect();
        let (matched, mut trouble) = self.match_rules(bytes, (&folder, &name), &mut digests, left);
        because.extend(matched);
        because.extend(by_name);
        trouble.extend(
            unasked.map(|line| (Reason::Crashed, format!("the pattern in {line} could not be asked"))),
        );
        because.sort_by(|a, b| b.score.cmp(&a.score).then_with(|| a.name.cmp(&b.name)));
        let score = self.eyes.scoring.score(&because);
        if let Some(level) = self.eyes.scoring.level(score) {
            self.note(
                None,
                because.iter().map(|b| b.name.len() + b.source.len() + b.description.len()).sum(),
            )?;
            let (sha256, size) = (digests.sha256(bytes), bytes.len() as u64);
            let finding = Finding { inside: self.inside.clone(), sha256, size, score, level, because };
            let sha256 = *self.sha256.get_or_insert_with(|| digests::sha256(self.file));
            (self.tell)(FoundIn { sha256, finding });
        }
        for (reason, detail) in trouble {
            self.looked.whole &= self.is_member() || reason == Reason::MatchLimit;
            self.gap(None, reason, detail)?;
        }
        ControlFlow::Continue(())
    }

    /// The folder and the name of what is looked at, as rules see it: a container is a folder of its members.
    fn place(&self) -> (Vec<u8>, Vec<u8>) {
        let mut folder = self.task.folder.clone();
        let mut name = self.task.name.clone();
        let border = border(&folder);
        for (depth, member) in self.inside.iter().enumerate() {
            if depth == 0 && self.task.stream.is_some() {
                // Programs write `name:stream`, and so rules see it.
                name.extend_from_slice(member);
                continue;
            }
            enter(&mut folder, &name);
            let at = member.iter().rposition(|&byte| byte == b'/' || byte == b'\\');
            let (before, last) = at.map_or((&[][..], &member[..]), |at| {
                (member.get(..at).unwrap_or_default(), member.get(at + 1..).unwrap_or_default())
            });
            if !before.is_empty() {
                // Which sign a packer put between folders says nothing about the machine that it is unpacked on.
                let is_border = |byte: &u8| matches!(byte, b'/' | b'\\');
                let before = before.iter().map(|byte| if is_border(byte) { border } else { *byte });
                enter(&mut folder, &before.collect::<Vec<_>>());
            }
            name = last.to_vec();
        }
        (folder, name)
    }

    /// What the patterns for names say, and of which line nothing could be asked. A pattern that is in the path of a
    /// container is in those of all its members: it is said of the container, once.
    fn match_names(&mut self, folder: &[u8], name: &[u8]) -> (Vec<Because>, Option<String>) {
        let book = &self.eyes.names;
        if book.is_empty() {
            return (Vec::new(), None);
        }
        let mut path = folder.to_vec();
        enter(&mut path, name);
        let (named, unasked) = book.ask(&path);
        let is_new = |named: &&Named| !self.spoken.iter().flatten().any(|spoken| spoken.same_pattern(named));
        let said = named.iter().filter(|named| !named.excepted).filter(is_new);
        let because = said.filter_map(|named| book.because(named)).collect();
        self.spoken.truncate(self.inside.len());
        self.spoken.push(named);
        (because, unasked)
    }

    fn match_rules(
        &mut self,
        bytes: &[u8],
        (folder, name): (&[u8], &[u8]),
        digests: &mut Digests,
        left: Duration,
    ) -> (Vec<Because>, Vec<(Reason, String)>) {
        let about = About {
            folder,
            name,
            owner: &self.task.owner,
            md5: if self.eyes.engine.asks_md5() { digests.md5_hex(bytes) } else { String::new() },
        };
        self.eyes.engine.run(bytes, &about, left, self.eyes.limits.matches)
    }

    fn gap(&mut self, member: Option<&[u8]>, reason: Reason, detail: String) -> ControlFlow<()> {
        self.note(member, detail.len())?;
        let mut inside = self.inside.clone();
        inside.extend(member.map(|name| name.get(..NAME).unwrap_or(name).to_vec()));
        self.looked.gaps.push(Gap { inside, reason, detail });
        ControlFlow::Continue(())
    }

    /// Counts a finding or a gap; past the limit there is one last gap that says so, and the file is given up.
    fn note(&mut self, member: Option<&[u8]>, words: usize) -> ControlFlow<()> {
        let limits = &self.eyes.limits;
        let names =
            self.inside.iter().map(Vec::len).sum::<usize>() + member.map_or(0, |name| name.len().min(NAME));
        self.notes.number += 1;
        self.notes.bytes += names + words;
        if self.notes.number <= limits.notes && self.notes.bytes <= limits.note_bytes {
            return ControlFlow::Continue(());
        }
        if !self.notes.full {
            self.notes.full = true;
            let detail = format!(
                "more than {} findings and gaps in one file, or too much to tell of them",
                limits.notes
            );
            self.looked.gaps.push(Gap { inside: Vec::new(), reason: Reason::TooMany, detail });
        }
        ControlFlow::Break(())
    }
}

/// What stands between folders in paths like this one.
fn border(path: &[u8]) -> u8 {
    if path.starts_with(b"/") { b'/' } else { b'\\' }
}

/// Makes a path one name longer.
fn enter(path: &mut Vec<u8>, name: &[u8]) {
    let border = border(path);
    if path.last() != Some(&border) {
        path.push(border);
    }
    path.extend_from_slice(name);
}

#[cfg(test)]
mod tests;

//! The patterns for names of files: compiled once, asked about one path after the other.
//!
//! Must never leave out a pattern in silence: what does not compile, or cannot mean anything, is a problem with its line.
//!
//! There are thousands of them and most say little about most paths. So each is taken apart once into the letters that
//! must be in a path for it to match at all; one automaton looks for all of these letters at once, and only the patterns
//! whose letters are there are run.
//!
//! A pattern is searched for in the path as it would be written where the pattern comes from: one that speaks of `\` in
//! the path with `\` between its folders, one that speaks of `/` in the path with `/`. In each form that sign stands for
//! the border of a folder and for nothing else: a backslash that is a part of a name, as Linux allows, is none.

mod needs;

use std::borrow::Cow;
use std::sync::OnceLock;

use aho_corasick::AhoCorasick;
use indicators::names::{NameLine, expanded};
use regex_automata::meta;
use regex_automata::nfa::thompson;
use regex_syntax::hir::Hir;

use super::rules::Problem;
use crate::verdict::{Because, Kind};

/// Brackets within brackets that a pattern may have.
const NEST: u32 = 64;
/// Bytes that a compiled pattern may take: more than any that a person writes, and little enough that a path of any
/// length is soon searched.
const COMPILED: usize = 1 << 20;

/// One list of a pack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameList {
    /// How the list is called where it is named to people.
    pub source: String,
    /// Its lines.
    pub lines: Vec<NameLine>,
}

/// Every pattern of a pack, ready to be asked.
#[derive(Debug, Default)]
pub struct NameBook {
    rules: Vec<Rule>,
    /// Those of which no letters are known that must be there.
    always: Vec<u32>,
    needles: Option<AhoCorasick>,
    /// For each needle the patterns that may match where it is.
    whose: Vec<Vec<u32>>,
}

#[derive(Debug)]
struct Rule {
    line: NameLine,
    source: String,
    pattern: Pattern,
    exclusion: Option<Pattern>,
}

#[derive(Debug)]
struct Pattern {
    text: String,
    speaks: Speaks,
    /// Made when it is first run: most never are.
    machine: OnceLock<Option<meta::Regex>>,
}

/// Which signs between folders a pattern speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Speaks {
    backslash: bool,
    slash: bool,
}

/// A pattern that is in a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Named {
    rule: u32,
    /// The list makes an exception for this path: nothing is to be said.
    pub excepted: bool,
}

impl Named {
    /// Whether both are the same pattern.
    pub fn same_pattern(&self, other: &Named) -> bool {
        self.rule == other.rule
    }
}

/// A path as patterns see it.
#[derive(Debug)]
pub struct Seen<'p> {
    native: Cow<'p, str>,
    other: String,
    is_backslash: bool,
}

/// Compiles every list, calling `before` with each one's name first.
pub fn compile(lists: Vec<NameList>, mut before: impl FnMut(&str)) -> (NameBook, Vec<Problem>) {
    let (mut rules, mut problems) = (Vec::new(), Vec::new());
    let mut always = Vec::new();
    let mut needles: std::collections::BTreeMap<String, Vec<u32>> = std::collections::BTreeMap::new();
    for list in lists {
        before(&list.source);
        for line in list.lines {
            let number = u32::try_from(rules.len()).unwrap_or(u32::MAX);
            let compiled = Pattern::new(&line.pattern, "the pattern").and_then(|(pattern, hir)| {
                let exclusion = line.exclusion.as_deref();
                let exclusion = exclusion.map(|text| Pattern::new(text, "the exclusion")).transpose()?;
                Ok((pattern, hir, exclusion.map(|(exclusion, _)| exclusion)))
            });
            match compiled {
                Ok((pattern, hir, exclusion)) => {
                    match needs::of(&hir) {
                        Some(letters) => {
                            letters.into_iter().for_each(|one| needles.entry(one).or_default().push(number));
                        }
                        None => always.push(number),
                    }
                    rules.push(Rule { line, source: list.source.clone(), pattern, exclusion });
                }
                Err(what) => {
                    problems.push(Problem { source: list.source.clone(), line: Some(line.line), what });
                }
            }
        }
    }
    // Without its automaton the book would still be right, and slow.
    let automaton = AhoCorasick::new(needles.keys()).ok().filter(|_| !needles.is_empty());
    if automaton.is_none() {
        always.extend(needles.values().flatten());
        always.sort_unstable();
        always.dedup();
    }
    (NameBook { rules, always, needles: automaton, whose: needles.into_values().collect() }, problems)
}

impl Pattern {
    fn new(text: &str, which: &str) -> Result<(Pattern, Hir), String> {
        let text = expanded(text);
        let hir = parsed(&text).map_err(|what| format!("{which} does not compile: {what}"))?;
        match hir.properties().minimum_len() {
            None => return Err(format!("{which} can never match")),
            Some(0) => return Err(format!("{which} matches where there is nothing, and so every path")),
            Some(_) => {}
        }
        thompson::NFA::compiler()
            .configure(thompson::Config::new().utf8(false).nfa_size_limit(Some(COMPILED)))
            .build_from_hir(&hir)
            .map_err(|_| format!("{which} is too large: compiled it takes more than {COMPILED} bytes"))?;
        let speaks = Speaks::of(&text);
        Ok((Pattern { text, speaks, machine: OnceLock::new() }, hir))
    }

    /// Whether it is in the path; nothing where it could not be asked.
    fn is_in(&self, path: &Seen<'_>) -> Option<bool> {
        let machine = self.machine.get_or_init(|| {
            let config = meta::Config::new().utf8_empty(false).nfa_size_limit(Some(4 * COMPILED));
            let hir = parsed(&self.text).ok()?;
            meta::Builder::new().configure(config).build_from_hir(&hir).ok()
        });
        let machine = machine.as_ref()?;
        let (backslash, slash) = match path.is_backslash {
            true => (&*path.native, &*path.other),
            false => (&*path.other, &*path.native),
        };
        Some(match self.speaks {
            Speaks { backslash: false, slash: false } => machine.is_match(&*path.native),
            Speaks { backslash: of_back, slash: of_slash } => {
                of_back && machine.is_match(backslash) || of_slash && machine.is_match(slash)
            }
        })
    }
}

fn parsed(text: &str) -> Result<Hir, String> {
    use regex_syntax::{Error, ParserBuilder};
    // A line break in a name hides nothing that stands behind it.
    let mut parser = ParserBuilder::new().utf8(false).dot_matches_new_line(true).nest_limit(NEST).build();
    parser.parse(text).map_err(|error| match error {
        Error::Parse(error) => error.kind().to_string(),
        Error::Translate(error) => error.kind().to_string(),
        other => other.to_string(),
    })
}

impl Speaks {
    fn of(pattern: &str) -> Speaks {
        let mut speaks = Speaks::default();
        let mut letters = pattern.chars();
        while let Some(letter) = letters.next() {
            match letter {
                '/' => speaks.slash = true,
                '\\' => {
                    let rest = letters.as_str();
                    let is =
                        |code: &str| rest.get(..code.len()).is_some_and(|s| s.eq_ignore_ascii_case(code));
                    speaks.backslash |= rest.starts_with('\\') || is("x5c") || is("x{5c}");
                    speaks.slash |= is("x2f") || is("x{2f}") || rest.starts_with('/');
                    let _ = letters.next();
                }
                _ => {}
            }
        }
        speaks
    }
}

impl Seen<'_> {
    /// A path as the machine writes it that it lies on: with `/` between folders where it begins with one, else with `\`.
    /// What is no text in it becomes U+FFFD, which any sign in a pattern matches.
    pub fn of(path: &[u8]) -> Seen<'_> {
        let is_backslash = !path.starts_with(b"/");
        // What Windows' own programs put before long paths, and no list knows.
        let path = match path.strip_prefix(br"\\?\") {
            Some(path) if path.get(1) == Some(&b':') => path,
            _ => path,
        };
        let native = String::from_utf8_lossy(path);
        let other = native.chars().map(|letter| match letter {
            '/' => '\\',
            '\\' => '/',
            other => other,
        });
        Seen { other: other.collect(), native, is_backslash }
    }
}

impl NameBook {
    /// How many patterns are in it.
    pub fn len(&self) -> usize {
        self.rules.len()
    }

    /// Whether there is no pattern.
    pub fn is_empty(&self) -> bool {
        self.rules.is_empty()
    }

    /// Every pattern that is in this path, in the order of the lists, and where one could not be asked the line that
    /// it stands in.
    pub fn ask(&self, path: &[u8]) -> (Vec<Named>, Option<String>) {
        if self.is_empty() {
            return (Vec::new(), None);
        }
        let path = Seen::of(path);
        let mut maybe = self.always.clone();
        if let Some(needles) = &self.needles {
            let folded = needs::folded(&path.native);
            for found in needles.find_overlapping_iter(&folded) {
                maybe.extend(self.whose.get(found.pattern().as_usize()).into_iter().flatten());
            }
        }
        maybe.sort_unstable();
        maybe.dedup();
        let (mut named, mut trouble) = (Vec::new(), None);
        for number in maybe {
            let Some(rule) = self.rules.get(number as usize) else { continue };
            match rule.pattern.is_in(&path) {
                Some(false) => {}
                Some(true) => match rule.exclusion.as_ref().map(|exclusion| exclusion.is_in(&path)) {
                    None => named.push(Named { rule: number, excepted: false }),
                    Some(Some(excepted)) => named.push(Named { rule: number, excepted }),
                    Some(None) => trouble = Some(rule.place()),
                },
                None => trouble = Some(rule.place()),
            }
        }
        (named, trouble)
    }

    /// What a pattern says of a path that it is in.
    pub fn because(&self, named: &Named) -> Option<Because> {
        let rule = self.rules.get(named.rule as usize)?;
        Some(Because {
            kind: Kind::Name,
            name: rule.line.pattern.clone(),
            source: rule.place(),
            score: rule.line.score,
            description: rule.line.description.clone(),
        })
    }
}

impl Rule {
    fn place(&self) -> String {
        format!("{}:{}", self.source, self.line.line)
    }
}

#[cfg(test)]
mod tests;

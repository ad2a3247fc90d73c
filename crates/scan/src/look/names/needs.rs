//! The letters that must be in a path for a pattern to be in it.
//!
//! Must never ask for more than the pattern does: one that is not run where it would match is a miss that nobody sees.
//! What is not sure is therefore nothing that must be there.

use regex_syntax::hir::{Class, Hir, HirKind};

/// Texts of which one must be there, at most.
const TEXTS: usize = 64;
/// Letters of one of them, at most: more tell no more.
const LETTERS: usize = 64;
/// Shorter ones are in every other path.
const SHORTEST: usize = 2;

/// Letters as they are compared here: the case does not matter, nor which way a slash leans.
pub fn folded(text: &str) -> String {
    text.chars().map(fold).collect()
}

fn fold(letter: char) -> char {
    match letter {
        '/' => '\\',
        ascii if ascii.is_ascii() => ascii.to_ascii_lowercase(),
        other => one(one(other, char::to_uppercase), char::to_lowercase),
    }
}

/// The letter that this one becomes, or itself where that is not a single one.
fn one<I: Iterator<Item = char>>(letter: char, becomes: impl Fn(char) -> I) -> char {
    let mut letters = becomes(letter);
    match (letters.next(), letters.next()) {
        (Some(single), None) => single,
        _ => letter,
    }
}

/// What is known of a part of a pattern.
enum Known {
    /// It matches these texts and no others.
    Exactly(Vec<String>),
    /// One of these is somewhere in what it matches; nothing where that is not known.
    Holds(Option<Vec<String>>),
}

/// Texts, folded, of which one is in everything that the pattern matches.
pub fn of(hir: &Hir) -> Option<Vec<String>> {
    useful(known(hir).held()?)
}

fn useful(texts: Vec<String>) -> Option<Vec<String>> {
    (shortest(&texts) >= SHORTEST).then_some(texts)
}

fn shortest(texts: &[String]) -> usize {
    texts.iter().map(String::len).min().unwrap_or(0)
}

impl Known {
    fn held(self) -> Option<Vec<String>> {
        match self {
            Known::Exactly(texts) => Some(texts),
            Known::Holds(texts) => texts,
        }
    }
}

fn known(hir: &Hir) -> Known {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => Known::Exactly(vec![String::new()]),
        HirKind::Literal(literal) => match std::str::from_utf8(&literal.0) {
            Ok(text) => Known::Exactly(vec![folded(text)]),
            Err(_) => Known::Holds(None),
        },
        HirKind::Class(class) => letters(class).map_or(Known::Holds(None), Known::Exactly),
        HirKind::Capture(capture) => known(&capture.sub),
        HirKind::Repetition(repeated) => match (repeated.min, repeated.max, known(&repeated.sub)) {
            (0, Some(1), Known::Exactly(mut texts)) => {
                texts.push(String::new());
                Known::Exactly(texts)
            }
            (0, ..) => Known::Holds(None),
            (1, Some(1), part) => part,
            (_, _, part) => Known::Holds(part.held()),
        },
        HirKind::Concat(parts) => together(parts),
        HirKind::Alternation(parts) => either(parts),
    }
}

/// The letters of a class, where they are few. One that is not text alone is not known.
fn letters(class: &Class) -> Option<Vec<String>> {
    let mut texts = Vec::new();
    let mut add = |letter: char| {
        let text = fold(letter).to_string();
        if !texts.contains(&text) {
            texts.push(text);
        }
    };
    match class {
        Class::Unicode(class) => {
            let number: usize = class.ranges().iter().map(|range| range.len()).sum();
            if number > TEXTS {
                return None;
            }
            class.ranges().iter().for_each(|range| (range.start()..=range.end()).for_each(&mut add));
        }
        Class::Bytes(class) => {
            let number: usize = class.ranges().iter().map(|range| range.len()).sum();
            if number > TEXTS || !class.is_ascii() {
                return None;
            }
            let each = |range: &regex_syntax::hir::ClassBytesRange| range.start()..=range.end();
            class.ranges().iter().flat_map(each).for_each(|byte| add(char::from(byte)));
        }
    }
    (!texts.is_empty()).then_some(texts)
}

/// Of parts that follow one another, the run of known ones that tells most.
fn together(parts: &[Hir]) -> Known {
    let mut run = vec![String::new()];
    let mut is_whole = true;
    let mut best: Option<Vec<String>> = None;
    let mut offer = |texts: Vec<String>| {
        let better = |best: &Vec<String>| (shortest(&texts), best.len()) > (shortest(best), texts.len());
        if best.as_ref().is_none_or(better) {
            best = Some(texts);
        }
    };
    for part in parts {
        match known(part) {
            Known::Exactly(next) => match joined(&run, &next) {
                Some(longer) => run = longer,
                None => {
                    is_whole = false;
                    offer(std::mem::replace(&mut run, next));
                }
            },
            Known::Holds(held) => {
                is_whole = false;
                offer(std::mem::replace(&mut run, vec![String::new()]));
                if let Some(held) = held {
                    offer(held);
                }
            }
        }
    }
    if is_whole {
        return Known::Exactly(run);
    }
    offer(run);
    Known::Holds(best.and_then(useful))
}

fn joined(before: &[String], after: &[String]) -> Option<Vec<String>> {
    let longest = |texts: &[String]| texts.iter().map(String::len).max().unwrap_or(0);
    if before.len() * after.len() > TEXTS || longest(before) + longest(after) > LETTERS {
        return None;
    }
    let with = |start: &String| after.iter().map(move |end| format!("{start}{end}")).collect::<Vec<_>>();
    Some(before.iter().flat_map(with).collect())
}

fn either(parts: &[Hir]) -> Known {
    let (mut texts, mut is_exact) = (Vec::new(), true);
    for part in parts {
        let part = known(part);
        is_exact &= matches!(part, Known::Exactly(_));
        match part.held() {
            Some(more) if texts.len() + more.len() <= TEXTS => texts.extend(more),
            _ => return Known::Holds(None),
        }
    }
    if is_exact { Known::Exactly(texts) } else { Known::Holds(Some(texts)) }
}

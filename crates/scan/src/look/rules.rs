//! The YARA rules: compiled once, run over one object after the other. The engine is boreal.
//!
//! Must never leave out a rule in silence: a file that does not compile is a problem with its line, and is then left
//! out whole.

use std::time::Duration;

use boreal::compiler::CompilerParams;
use boreal::scanner::{CallbackEvents, ScanCallbackResult, ScanError, ScanEvent, ScanParams};
use boreal::{Compiler, MetadataValue, Scanner};
use serde::{Deserialize, Serialize};

use crate::identify;
use crate::verdict::{Because, Kind, Reason};

/// What a rule counts when it states no score (Loki's default).
pub const DEFAULT_SCORE: u32 = 70;

/// The variables that rules of Loki's packs may ask for.
const SYMBOLS: [&str; 6] = ["filename", "filepath", "extension", "filetype", "owner", "md5"];

/// A file of rules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleFile {
    /// How the file is called where it is named to people.
    pub source: String,
    /// Its text, which may be anything.
    pub text: Vec<u8>,
}

/// Something wrong with a pack.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// The file.
    pub source: String,
    /// The line, from 1, where it is known.
    pub line: Option<usize>,
    /// What is wrong; from the engine, in English.
    pub what: String,
}

/// The outcome of compiling.
pub struct Compiled {
    /// Ready to run, with everything that compiled.
    pub engine: Engine,
    /// How many rules are in it.
    pub rules: usize,
    /// Which files are not in it, and why.
    pub problems: Vec<Problem>,
}

/// Compiled rules.
#[derive(Clone)]
pub struct Engine {
    scanner: Scanner,
    asks_md5: bool,
}

/// What rules may ask about the object besides its bytes, with Loki's meaning.
pub struct About<'a> {
    /// The folder, without the name.
    pub folder: &'a [u8],
    /// The name, without the folder.
    pub name: &'a [u8],
    /// The owner's name.
    pub owner: &'a str,
    /// MD5 in hexadecimal, or nothing where no rule asks.
    pub md5: String,
}

/// Compiles every file, each in a namespace of its own, calling `before` with each one's name first.
///
/// A file with a problem is left out whole, so that what was left out can be said exactly.
pub fn compile(files: &[RuleFile], mut before: impl FnMut(&str)) -> Compiled {
    let mut left: Vec<&RuleFile> = files.iter().collect();
    let mut problems = Vec::new();
    let compiler = loop {
        let mut compiler = new_compiler();
        let before_these = problems.len();
        left.retain(|file| {
            before(&file.source);
            add(&mut compiler, file).map_err(|problem| problems.push(problem)).is_ok()
        });
        if problems.len() == before_these {
            break compiler;
        }
        // The engine keeps the rules before the broken one: once more, without those files.
    };
    let asks_md5 = left.iter().any(|file| asks_md5(&file.text));
    let scanner = compiler.finalize();
    let rules = scanner.rules().count();
    Compiled { engine: Engine { scanner, asks_md5 }, rules, problems }
}

/// Whether rules may ask for the object's MD5, which takes as long to compute as many rules take to run.
///
/// Most that write `md5` state it about a sample (`md5 = "…"`), name a string so (`$md5`), or call the module for
/// hashes (`hash.md5(…)`). Every other use is taken for a question.
fn asks_md5(text: &[u8]) -> bool {
    const NAME: &[u8] = b"md5";
    let is_name =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$' | b'.' | b'#' | b'@' | b'!');
    memchr::memmem::find_iter(text, NAME).any(|at| {
        let before = at.checked_sub(1).and_then(|at| text.get(at)).copied();
        let mut after = text.get(at + NAME.len()..).unwrap_or_default();
        if before.is_some_and(is_name)
            || after.first().is_some_and(|&byte| byte.is_ascii_alphanumeric() || byte == b'_')
        {
            return false;
        }
        while let [b' ' | b'\t' | b'\r' | b'\n', rest @ ..] = after {
            after = rest;
        }
        // What can stand behind a name in a condition: its end, an operator, a comment, or one of YARA's words.
        const SIGNS: [&[u8]; 10] = [b"==", b"!=", b"<", b">", b")", b"}", b",", b"//", b"/*", b":"];
        const WORDS: [&[u8]; 11] = [
            b"contains",
            b"icontains",
            b"startswith",
            b"istartswith",
            b"endswith",
            b"iendswith",
            b"iequals",
            b"matches",
            b"in",
            b"and",
            b"or",
        ];
        let word =
            after.split(|byte| !byte.is_ascii_alphanumeric() && *byte != b'_').next().unwrap_or_default();
        after.is_empty() || SIGNS.iter().any(|sign| after.starts_with(sign)) || WORDS.contains(&word)
    })
}

fn new_compiler() -> Compiler {
    let mut compiler = Compiler::new();
    // A rule file must not make us read other files.
    compiler.set_params(CompilerParams::default().disable_includes(true));
    for symbol in SYMBOLS {
        compiler.define_symbol(symbol, "");
    }
    compiler
}

fn add(compiler: &mut Compiler, file: &RuleFile) -> Result<(), Problem> {
    let problem = |line, what| Problem { source: file.source.clone(), line, what };
    let line_of = |at: usize| {
        let before = file.text.get(..at).unwrap_or(&file.text);
        before.iter().filter(|&&byte| byte == b'\n').count() + 1
    };
    let bytes = file.text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&file.text);
    // Replacing bytes would change what a rule looks for.
    let text = std::str::from_utf8(bytes)
        .map_err(|error| problem(Some(line_of(error.valid_up_to())), "the file is not UTF-8".to_owned()))?;
    match compiler.add_rules_str_in_namespace(text, &file.source) {
        Ok(_) => Ok(()),
        Err(error) => {
            let diagnostic = error.to_diagnostic();
            let label = diagnostic.labels.first();
            let line = label.map(|label| line_of(label.range.start));
            let more = label.map(|label| label.message.as_str()).filter(|message| !message.is_empty());
            let what = match more {
                Some(more) if more != diagnostic.message => format!("{}: {more}", diagnostic.message),
                _ => diagnostic.message.clone(),
            };
            Err(problem(line, what))
        }
    }
}

impl Engine {
    /// Whether any rule may ask for the object's MD5.
    pub fn asks_md5(&self) -> bool {
        self.asks_md5
    }

    /// Runs every rule over an object: what matched, and what kept the rules from an answer.
    pub fn run(
        &mut self,
        bytes: &[u8],
        about: &About<'_>,
        time: Duration,
        matches: u32,
    ) -> (Vec<Because>, Vec<(Reason, String)>) {
        self.describe(bytes, about);
        let events = CallbackEvents::RULE_MATCH | CallbackEvents::STRING_REACHED_MATCH_LIMIT;
        let params = ScanParams::default()
            .timeout_duration(Some(time))
            .string_max_nb_matches(matches)
            .callback_events(events);
        self.scanner.set_scan_params(params);
        let (mut because, mut trouble) = (Vec::new(), Vec::new());
        let ended = self.scanner.scan_mem_with_callback(bytes, |event| {
            match event {
                ScanEvent::RuleMatch(rule) => because.push(self.because(&rule)),
                ScanEvent::StringReachedMatchLimit(string) => {
                    let (rule, name) = (string.rule_name, string.string_name);
                    trouble.push((
                        Reason::MatchLimit,
                        format!("${name} of {rule} occurs more than {matches} times"),
                    ));
                }
                _ => {}
            }
            ScanCallbackResult::Continue
        });
        match ended {
            Ok(()) => {}
            Err(ScanError::Timeout) => {
                trouble
                    .push((Reason::EngineTimeout, "the rules did not end within the file's time".to_owned()));
            }
            Err(error) => trouble.push((Reason::Crashed, error.to_string())),
        }
        (because, trouble)
    }

    fn describe(&mut self, bytes: &[u8], about: &About<'_>) {
        // As Python's `splitext`, which Loki asks: dots at the beginning start no extension.
        let leading = about.name.iter().take_while(|&&byte| byte == b'.').count();
        let extension = match about.name.iter().rposition(|&byte| byte == b'.') {
            Some(dot) if dot >= leading.max(1) => {
                about.name.get(dot..).unwrap_or_default().to_ascii_lowercase()
            }
            _ => Vec::new(),
        };
        let values: [Vec<u8>; 6] = [
            about.name.to_vec(),
            about.folder.to_vec(),
            extension,
            identify::file_type(bytes).into(),
            about.owner.into(),
            about.md5.clone().into_bytes(),
        ];
        for (symbol, value) in SYMBOLS.into_iter().zip(values) {
            let defined = self.scanner.define_symbol(symbol, value);
            debug_assert!(defined.is_ok());
        }
    }

    fn because(&self, rule: &boreal::scanner::EvaluatedRule<'_>) -> Because {
        let text = |value: &MetadataValue| match value {
            MetadataValue::Bytes(bytes) => {
                String::from_utf8_lossy(self.scanner.get_bytes_symbol(*bytes)).into_owned()
            }
            MetadataValue::Integer(number) => number.to_string(),
            MetadataValue::Boolean(truth) => truth.to_string(),
        };
        let meta = |name: &str| {
            let named = |meta: &&boreal::Metadata| self.scanner.get_string_symbol(meta.name) == name;
            rule.metadatas.iter().find(named).map(|meta| text(&meta.value))
        };
        Because {
            kind: Kind::Yara,
            name: rule.name.to_owned(),
            source: rule.namespace.to_owned(),
            score: meta("score").map_or(DEFAULT_SCORE, |score| score_of(&score)),
            description: meta("description").unwrap_or_default(),
        }
    }
}

/// A stated score: below nothing is nothing, and what is no number at all counts as if nothing were stated.
fn score_of(stated: &str) -> u32 {
    stated
        .trim()
        .parse::<i64>()
        .map_or(DEFAULT_SCORE, |score| u32::try_from(score.clamp(0, 1_000)).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_question_for_the_digest_has_it_computed() {
        for asks in [
            "condition: md5 == \"…\"",
            "\"…\" == md5 }",
            "for any x in (\"a\") : (x == md5)",
            "md5\n  ==\"a\"",
            "not md5 != \"a\"",
        ] {
            assert!(asks_md5(asks.as_bytes()), "{asks}");
        }
        for states in [
            "md5 = \"…\"",
            "md5= \"…\"",
            "$md5 = \"x\"",
            "hash.md5(0, filesize) == \"…\"",
            "md5sum",
            "my_md5",
            "md5_1 = \"a\"",
        ] {
            assert!(!asks_md5(states.as_bytes()), "{states}");
        }
    }
}

//! Cuts Rust source into words, strings and marks, as far as the checks need it.
//!
//! Must never take what stands in a comment for code, nor the contents of a string.

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A name, a keyword or a number.
    Word,
    /// The contents of a string literal, as written.
    Text,
    /// One character, or `::`.
    Mark,
}

/// One token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub kind: Kind,
    /// How it is written; of a string, what is between its quotes.
    pub text: String,
    /// The line that it begins on, from 1.
    pub line: usize,
}

impl Token {
    /// A mark or word that is written like this.
    pub fn is(&self, text: &str) -> bool {
        self.kind != Kind::Text && self.text == text
    }
}

/// The tokens of a source, without comments, characters and lifetimes.
pub fn cut(source: &str) -> Vec<Token> {
    let chars: Vec<char> = source.chars().collect();
    let mut out = Vec::new();
    let (mut at, mut line) = (0, 1);
    while at < chars.len() {
        let rest = &chars[at..];
        let (kind, text, length) = match rest {
            ['/', '/', ..] => (None, 0..0, line_comment(rest)),
            ['/', '*', ..] => (None, 0..0, block_comment(rest)),
            ['\'', '\\', ..] => {
                (None, 0..0, 3 + rest.iter().skip(3).position(|c| *c == '\'').map_or(0, |end| end + 1))
            }
            ['\'', _, '\'', ..] => (None, 0..0, 3),
            ['\'', ..] => (None, 0..0, 1 + word(&rest[1..])),
            [':', ':', ..] => (Some(Kind::Mark), 0..2, 2),
            [c, ..] if c.is_whitespace() => (None, 0..0, 1),
            _ => match string(rest) {
                Some((text, length)) => (Some(Kind::Text), text, length),
                None if rest.starts_with(&['r', '#']) && word(&rest[2..]) > 0 => {
                    (Some(Kind::Word), 2..2 + word(&rest[2..]), 2 + word(&rest[2..]))
                }
                None if word(rest) > 0 => (Some(Kind::Word), 0..word(rest), word(rest)),
                None => (Some(Kind::Mark), 0..1, 1),
            },
        };
        let length = length.min(rest.len());
        if let Some(kind) = kind {
            out.push(Token { kind, text: rest[text].iter().collect(), line });
        }
        line += rest[..length].iter().filter(|c| **c == '\n').count();
        at += length;
    }
    out
}

/// Where in `tokens` this sequence of tokens stands; a word of it matches the whole word alone.
pub fn find(tokens: &[Token], pattern: &str) -> Vec<usize> {
    let pattern = cut(pattern);
    let same =
        |window: &[Token]| window.iter().zip(&pattern).all(|(a, b)| a.kind == b.kind && a.text == b.text);
    let windows = tokens.windows(pattern.len().max(1)).enumerate();
    windows.filter(|(_, window)| same(window)).map(|(at, _)| at).collect()
}

/// The lines on which [`find`] finds.
pub fn lines(tokens: &[Token], pattern: &str) -> Vec<usize> {
    find(tokens, pattern).into_iter().map(|at| tokens[at].line).collect()
}

fn line_comment(rest: &[char]) -> usize {
    rest.iter().position(|c| *c == '\n').unwrap_or(rest.len())
}

fn block_comment(rest: &[char]) -> usize {
    let (mut depth, mut at) = (0_usize, 0);
    while at < rest.len() {
        match &rest[at..] {
            ['/', '*', ..] => (depth, at) = (depth + 1, at + 2),
            ['*', '/', ..] => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
        if depth == 0 {
            break;
        }
    }
    at
}

fn word(rest: &[char]) -> usize {
    rest.iter().take_while(|c| c.is_alphanumeric() || **c == '_').count()
}

/// Where the contents of the string literal that begins here are, and how long the literal is.
fn string(rest: &[char]) -> Option<(std::ops::Range<usize>, usize)> {
    let prefix = rest.iter().take_while(|c| ['b', 'c', 'r'].contains(c)).take(2).count();
    let raw = rest[..prefix].contains(&'r');
    let hashes = if raw { rest[prefix..].iter().take_while(|c| **c == '#').count() } else { 0 };
    let start = prefix + hashes + 1;
    if rest.get(start - 1) != Some(&'"') {
        return None;
    }
    let mut at = start;
    while at < rest.len() {
        match rest[at] {
            '\\' if !raw => at += 1,
            '"' if rest[at + 1..].iter().take_while(|c| **c == '#').take(hashes).count() == hashes => {
                return Some((start..at, at + 1 + hashes));
            }
            _ => {}
        }
        at += 1;
    }
    Some((start..rest.len(), rest.len()))
}

#[test]
fn tokens_are_what_the_compiler_sees() {
    let check = |source: &str, expected: &[(Kind, &str)]| {
        let found = cut(source);
        let found: Vec<_> = found.iter().map(|token| (token.kind, token.text.as_str())).collect();
        assert_eq!(found, expected, "{source}");
    };
    use Kind::{Mark, Text, Word};
    check("a::b // c::d", &[(Word, "a"), (Mark, "::"), (Word, "b")]);
    check("a /* b /* c */ d */ e", &[(Word, "a"), (Word, "e")]);
    check(r#""a \" // b" c"#, &[(Text, r#"a \" // b"#), (Word, "c")]);
    check(r###"r#"a " b"# br"\" c"x""###, &[(Text, r#"a " b"#), (Text, "\\"), (Text, "x")]);
    check("'\"' '\\'' 'a '\\u{22}' b", &[(Word, "b")]);
    check("&'static str", &[(Mark, "&"), (Word, "str")]);
    check("r#type brave", &[(Word, "type"), (Word, "brave")]);
    assert_eq!(lines(&cut("a\n.rename (\n\"rename(\""), "rename("), [2]);
    assert_eq!(lines(&cut("renamed( rename_all("), "rename("), [0; 0]);
}

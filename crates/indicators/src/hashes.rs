//! Lists of file hashes in the format of the Loki scanner: `HASH;COMMENT` or `HASH;SCORE;COMMENT`.
//!
//! Must never guess: a line that is neither empty, a comment nor a hash is a problem with its line number.

use std::collections::HashMap;

/// What a listed hash counts when its line names no score (Loki's default).
pub const DEFAULT_SCORE: u32 = 100;

/// The digest of a whole file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Digest {
    /// MD5, RFC 1321.
    Md5([u8; 16]),
    /// SHA-1, FIPS 180-4.
    Sha1([u8; 20]),
    /// SHA-256, FIPS 180-4.
    Sha256([u8; 32]),
}

impl Digest {
    /// Reads 32, 40 or 64 hexadecimal digits in any case; the length says which digest it is.
    pub fn from_hex(text: &str) -> Option<Digest> {
        match text.len() {
            32 => Some(Digest::Md5(bytes_of(text)?)),
            40 => Some(Digest::Sha1(bytes_of(text)?)),
            64 => Some(Digest::Sha256(bytes_of(text)?)),
            _ => None,
        }
    }

    /// Whether this is what an empty file has: such a line would name every empty file of the world.
    pub fn of_nothing(&self) -> bool {
        const EMPTY: [&str; 3] = [
            "d41d8cd98f00b204e9800998ecf8427e",
            "da39a3ee5e6b4b0d3255bfef95601890afd80709",
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        ];
        EMPTY.iter().any(|empty| Digest::from_hex(empty).as_ref() == Some(self))
    }
}

fn bytes_of<const N: usize>(text: &str) -> Option<[u8; N]> {
    let mut out = [0; N];
    for (byte, pair) in out.iter_mut().zip(text.as_bytes().chunks(2)) {
        let digit = |at: usize| char::from(*pair.get(at)?).to_digit(16);
        *byte = u8::try_from(digit(0)? * 16 + digit(1)?).ok()?;
    }
    Some(out)
}

/// One listed hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HashLine {
    /// The digest.
    pub digest: Digest,
    /// What it adds to the score of a file that has it.
    pub score: u32,
    /// What the list says of it.
    pub comment: String,
    /// Its line in the list, from 1.
    pub line: usize,
}

/// A line that could not be understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadLine {
    /// Its number in the list, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub what: BadHash,
}

/// What can be wrong with a line of a hash list.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadHash {
    /// The first column is no digest.
    #[error("the first column is not 32, 40 or 64 hexadecimal digits")]
    NotADigest,
    /// The score does not fit.
    #[error("the score is not a number up to {}", u32::MAX)]
    Score,
    /// The digest of an empty file.
    #[error("this is the hash of an empty file, and every empty file would match it")]
    OfNothing,
}

/// Reads a list, keeping what is right and naming what is not.
///
/// The score counts only where there are exactly three columns and the second is digits, as in Loki: a comment may
/// hold semicolons.
pub fn parse(bytes: &[u8]) -> (Vec<HashLine>, Vec<BadLine>) {
    let (mut lines, mut problems) = (Vec::new(), Vec::new());
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    for (number, raw) in (1..).zip(bytes.split(|&byte| byte == b'\n')) {
        // Comments come in every encoding; only the digest and the score must be ASCII.
        let text = String::from_utf8_lossy(raw);
        let text = text.trim();
        if text.is_empty() || text.starts_with('#') {
            continue;
        }
        match parse_line(text, number) {
            Ok(line) => lines.push(line),
            Err(what) => problems.push(BadLine { line: number, what }),
        }
    }
    (lines, problems)
}

fn parse_line(text: &str, line: usize) -> Result<HashLine, BadHash> {
    let (first, rest) = text.split_once(';').unwrap_or((text, ""));
    let digest = Digest::from_hex(first.trim()).ok_or(BadHash::NotADigest)?;
    if digest.of_nothing() {
        return Err(BadHash::OfNothing);
    }
    let (score, comment) = match rest.split_once(';') {
        Some((score, comment)) if is_digits(score.trim()) && !comment.contains(';') => {
            (score.trim().parse().map_err(|_| BadHash::Score)?, comment)
        }
        _ => (DEFAULT_SCORE, rest),
    };
    Ok(HashLine { digest, score, comment: comment.trim().to_owned(), line })
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// One list of a pack, ready to be asked.
#[derive(Debug, Clone)]
pub struct HashList {
    /// Where the list came from, as it is shown.
    pub source: String,
    /// Its lines.
    pub lines: Vec<HashLine>,
}

/// Every list of a pack, asked by digest.
#[derive(Debug, Default)]
pub struct HashBook {
    listed: HashMap<Digest, Listed>,
    allowed: HashMap<Digest, Listed>,
}

/// A digest as a list names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// What it adds to the score.
    pub score: u32,
    /// What the list says of it.
    pub comment: String,
    /// The list and the line.
    pub source: String,
}

impl HashBook {
    /// Puts lists together; where two name one digest the higher score stands.
    pub fn new(listed: Vec<HashList>, allowed: Vec<HashList>) -> HashBook {
        HashBook { listed: by_digest(listed), allowed: by_digest(allowed) }
    }

    /// How many digests are listed.
    pub fn len(&self) -> usize {
        self.listed.len()
    }

    /// Whether nothing is listed.
    pub fn is_empty(&self) -> bool {
        self.listed.is_empty()
    }

    /// How many digests are on an allow-list.
    pub fn allowed_len(&self) -> usize {
        self.allowed.len()
    }

    /// What the lists say of this digest.
    pub fn listed(&self, digest: &Digest) -> Option<&Listed> {
        self.listed.get(digest)
    }

    /// The allow-list that names this digest: nothing is to be found in such a file.
    pub fn allowed(&self, digest: &Digest) -> Option<&Listed> {
        self.allowed.get(digest)
    }

    /// Which digests must be computed to ask this book: MD5, SHA-1, SHA-256.
    pub fn needs(&self) -> (bool, bool, bool) {
        let any = |is: fn(&Digest) -> bool| self.listed.keys().chain(self.allowed.keys()).any(is);
        (
            any(|d| matches!(d, Digest::Md5(_))),
            any(|d| matches!(d, Digest::Sha1(_))),
            any(|d| matches!(d, Digest::Sha256(_))),
        )
    }
}

fn by_digest(lists: Vec<HashList>) -> HashMap<Digest, Listed> {
    let mut book = HashMap::new();
    for list in lists {
        for line in list.lines {
            let new = Listed {
                score: line.score,
                comment: line.comment,
                source: format!("{}:{}", list.source, line.line),
            };
            let entry = book.entry(line.digest).or_insert_with(|| new.clone());
            if new.score > entry.score {
                *entry = new;
            }
        }
    }
    book
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};

    fn check(input: &[u8], expected: Expect) {
        let (lines, problems) = parse(input);
        let mut out = String::new();
        for line in lines {
            let kind = match line.digest {
                Digest::Md5(_) => "md5",
                Digest::Sha1(_) => "sha1",
                Digest::Sha256(_) => "sha256",
            };
            out += &format!("{} {kind} {} {:?}\n", line.line, line.score, line.comment);
        }
        for problem in problems {
            out += &format!("{} {}\n", problem.line, problem.what);
        }
        expected.assert_eq(&out);
    }

    #[test]
    fn lokis_two_shapes_and_their_traps() {
        check(
            b"# a comment\r\n\
            0c2674c3a97c53082187d930efb645c2;DEEP PANDA Sakula\r\n\
            BF4F41403280C1B115650D470F9B260A5C9042C04D9BCC2A6CA504A66379B2D6;55;Vulnerable library\n\
            \n\
            da39a3ee5e6b4b0d3255bfef95601890afd80708;12;a;b\n\
            0c2674c3a97c53082187d930efb645c3\n\
            0c2674c3a97c53082187d930efb645c4;Caf\xe9\n",
            expect![[r#"
                2 md5 100 "DEEP PANDA Sakula"
                3 sha256 55 "Vulnerable library"
                5 sha1 100 "12;a;b"
                6 md5 100 ""
                7 md5 100 "Caf�"
            "#]],
        );
    }

    #[test]
    fn what_cannot_be_understood_is_named_with_its_line() {
        check(
            b"nothex00000000000000000000000000;x\n\
            abc;x\n\
            d41d8cd98f00b204e9800998ecf8427e;empty\n\
            0c2674c3a97c53082187d930efb645c2;99999999999;too much\n",
            expect![[r#"
                1 the first column is not 32, 40 or 64 hexadecimal digits
                2 the first column is not 32, 40 or 64 hexadecimal digits
                3 this is the hash of an empty file, and every empty file would match it
                4 the score is not a number up to 4294967295
            "#]],
        );
    }

    #[test]
    fn the_higher_score_stands_where_two_lists_agree() {
        let list = |source: &str, text: &str| HashList {
            source: source.to_owned(),
            lines: parse(text.as_bytes()).0,
        };
        let book = HashBook::new(
            vec![
                list("a", "0c2674c3a97c53082187d930efb645c2;40;low"),
                list("b", "0c2674c3a97c53082187d930efb645c2;90;high"),
            ],
            vec![],
        );
        let digest = Digest::from_hex("0c2674c3a97c53082187d930efb645c2").unwrap();
        assert_eq!(book.listed(&digest).unwrap().source, "b:1");
        assert_eq!(book.needs(), (true, false, false));
    }
}

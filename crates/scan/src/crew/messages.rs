//! What quet, the foreman and the lookers say to one another, and how a message lies on the wire between them.
//!
//! Must never allocate what a length promises before the bytes are there, and must never read past a cap.

use std::io::{self, Read, Write};

use indicators::hashes::{Digest, HashBook, HashLine, HashList};
use indicators::names::NameLine;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::limits::Limits;
use crate::look::Looked;
use crate::look::names::NameList;
use crate::look::rules::{Problem, RuleFile};
use crate::verdict::{FoundIn, Scoring};

/// The largest pack.
pub const PACK_BYTES: usize = 600 << 20;
/// The largest answer about one object.
pub const ANSWER_BYTES: usize = 64 << 20;

/// Everything that lookers look for.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Pack {
    /// Files of rules.
    pub rules: Vec<RuleFile>,
    /// Lists of bad hashes: source, and digest, score, comment, line.
    pub hashes: Vec<ListedHashes>,
    /// Lists of good hashes.
    pub allowed: Vec<ListedHashes>,
    /// Lists of patterns for names.
    pub names: Vec<ListedNames>,
}

/// A list of patterns for names as it travels.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ListedNames {
    /// The list's name.
    pub source: String,
    /// Pattern, score, exclusion, description, line.
    pub lines: Vec<(String, u32, Option<String>, String, usize)>,
}

impl From<NameList> for ListedNames {
    fn from(list: NameList) -> Self {
        let line = |line: NameLine| (line.pattern, line.score, line.exclusion, line.description, line.line);
        ListedNames { source: list.source, lines: list.lines.into_iter().map(line).collect() }
    }
}

impl From<ListedNames> for NameList {
    fn from(list: ListedNames) -> Self {
        let line = |(pattern, score, exclusion, description, line)| NameLine {
            pattern,
            score,
            exclusion,
            description,
            line,
        };
        NameList { source: list.source, lines: list.lines.into_iter().map(line).collect() }
    }
}

/// A list of hashes as it travels.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ListedHashes {
    /// The list's name.
    pub source: String,
    /// Hexadecimal digest, score, comment, line.
    pub lines: Vec<(String, u32, String, usize)>,
}

impl From<HashList> for ListedHashes {
    fn from(list: HashList) -> Self {
        let hex = |digest: &Digest| match digest {
            Digest::Md5(bytes) => crate::look::digests::hex(bytes),
            Digest::Sha1(bytes) => crate::look::digests::hex(bytes),
            Digest::Sha256(bytes) => crate::look::digests::hex(bytes),
        };
        let lines =
            list.lines.into_iter().map(|line| (hex(&line.digest), line.score, line.comment, line.line));
        ListedHashes { source: list.source, lines: lines.collect() }
    }
}

impl ListedHashes {
    fn into_list(self) -> HashList {
        let line = |(hex, score, comment, line): (String, u32, String, usize)| {
            Some(HashLine { digest: Digest::from_hex(&hex)?, score, comment, line })
        };
        HashList { source: self.source, lines: self.lines.into_iter().filter_map(line).collect() }
    }
}

/// The book that lists make together.
pub fn book(hashes: Vec<ListedHashes>, allowed: Vec<ListedHashes>) -> HashBook {
    let lists = |lists: Vec<ListedHashes>| lists.into_iter().map(ListedHashes::into_list).collect();
    HashBook::new(lists(hashes), lists(allowed))
}

/// Before the pack: how to look.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct How {
    /// The limits.
    pub limits: Limits,
    /// The scoring.
    pub scoring: Scoring,
}

/// What the foreman says.
#[derive(Debug, Serialize, Deserialize)]
pub enum ForemanSays {
    /// This file of rules is being compiled now.
    Compiling(String),
    /// The pack is ready.
    Ready(Ready),
    /// The looker of that number works; its side of the line travelled with the order.
    #[cfg(unix)]
    Hired,
    /// The looker of that number is gone, by this signal if by one.
    #[cfg(unix)]
    Gone(Option<i32>),
}

/// What became of a pack.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ready {
    /// Rules that run.
    pub rules: usize,
    /// Files of rules that run.
    pub rule_files: usize,
    /// Bad hashes.
    pub hashes: usize,
    /// Good hashes.
    pub allowed: usize,
    /// Patterns for names that are asked.
    pub names: usize,
    /// Files and lines that were left out, and why.
    pub problems: Vec<Problem>,
}

/// What the foreman is told.
#[cfg(unix)]
#[derive(Debug, Serialize, Deserialize)]
pub enum ForemanHears {
    /// Start the looker of this number; an open line travels with the order.
    Hire(usize),
    /// End the looker of this number, if it still lives, and say how it ended.
    Dismiss(usize),
}

/// What a looker says.
#[derive(Debug, Serialize, Deserialize)]
pub enum LookerSays {
    /// Something was found.
    Found(Box<FoundIn>),
    /// It is done with the object.
    Looked(Box<Looked>),
    /// It broke down over the object but caught itself.
    Panicked(String),
}

/// Writes one message: its length, then its bytes.
///
/// # Errors
/// When the other side is gone.
pub fn send(line: &mut impl Write, message: &impl Serialize) -> io::Result<()> {
    line.write_all(&framed(message)?)
}

/// One message as it lies on the wire.
///
/// # Errors
/// When the message is larger than a length can say.
pub fn framed(message: &impl Serialize) -> io::Result<Vec<u8>> {
    let body = postcard::to_stdvec(message).map_err(io::Error::other)?;
    let len = u32::try_from(body.len()).map_err(io::Error::other)?;
    let mut frame = len.to_le_bytes().to_vec();
    frame.extend_from_slice(&body);
    Ok(frame)
}

/// Reads one message of at most `cap` bytes.
///
/// # Errors
/// When the other side is gone, is too late, or says what makes no sense.
pub fn receive<M: DeserializeOwned>(line: &mut impl Read, cap: usize) -> io::Result<M> {
    let mut len = [0; 4];
    line.read_exact(&mut len)?;
    receive_body(line, len, cap)
}

/// The rest of a message whose length was read.
///
/// # Errors
/// As [`receive`].
pub fn receive_body<M: DeserializeOwned>(line: &mut impl Read, len: [u8; 4], cap: usize) -> io::Result<M> {
    let len = u32::from_le_bytes(len) as usize;
    if len > cap {
        return Err(io::Error::other(format!("a message of {len} bytes, where {cap} are the most")));
    }
    let mut body = Vec::new();
    let mut left = len;
    let mut block = vec![0; 64 << 10];
    while left > 0 {
        let want = left.min(block.len());
        let read = line.read(block.get_mut(..want).unwrap_or_default())?;
        if read == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        body.extend_from_slice(block.get(..read).unwrap_or_default());
        left -= read;
    }
    postcard::from_bytes(&body).map_err(io::Error::other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_length_that_lies_is_refused_before_anything_is_allocated() {
        let mut wire: &[u8] = &[0xff, 0xff, 0xff, 0xff, 1, 2, 3];
        assert!(receive::<String>(&mut wire, 1024).is_err());
        let mut cut: &[u8] = &[100, 0, 0, 0, 1, 2, 3];
        assert_eq!(receive::<String>(&mut cut, 1024).unwrap_err().kind(), io::ErrorKind::UnexpectedEof);
    }

    #[test]
    fn a_pack_arrives_as_it_was_sent() {
        let (lines, _) = indicators::hashes::parse(b"0c2674c3a97c53082187d930efb645c2;55;a comment");
        let list = HashList { source: "list".to_owned(), lines };
        let frame = framed(&vec![ListedHashes::from(list)]).unwrap();
        let arrived: Vec<ListedHashes> = receive(&mut &frame[..], 1024).unwrap();
        let book = book(arrived, vec![]);
        let digest = Digest::from_hex("0c2674c3a97c53082187d930efb645c2").unwrap();
        assert_eq!(book.listed(&digest).unwrap().score, 55);
    }
}

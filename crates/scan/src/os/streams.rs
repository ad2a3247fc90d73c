//! The alternate data streams that Windows says a file has: the list as the system writes it, read with care.
//!
//! Must never leave a stream out: a list that does not hold together is an error.

use std::io;

use super::utf16::units;

/// A stream beside the contents that everybody sees.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stream {
    /// Its name as the system writes it: `:name:$DATA`, in UTF-16.
    pub name: Vec<u16>,
    /// Bytes.
    pub size: u64,
}

impl Stream {
    /// The name for people and rules: without the kind that every one of them has.
    pub fn shown(&self) -> Vec<u8> {
        let name = String::from_utf16_lossy(&self.name);
        name.strip_suffix(":$DATA").unwrap_or(&name).as_bytes().to_vec()
    }
}

/// The contents that everybody sees, which have no name.
const UNNAMED: &str = "::$DATA";

/// The named streams in a list of `FILE_STREAM_INFORMATION` (MS-FSCC 2.4.44): offset of the next one, length of the
/// name, size, allocated size, name.
///
/// # Errors
/// `InvalidData` where a length leads out of the list, or the list into a circle.
pub fn parse(list: &[u8]) -> io::Result<Vec<Stream>> {
    const NAME: usize = 24;
    let broken = || io::Error::new(io::ErrorKind::InvalidData, "the list of the file's streams is broken");
    let unnamed: Vec<u16> = UNNAMED.encode_utf16().collect();
    let mut streams = Vec::new();
    let mut rest = list;
    // A folder, or a file system without streams, has an empty list.
    while !rest.is_empty() {
        let word = |at: usize| -> Option<usize> {
            u32::from_le_bytes(rest.get(at..at + 4)?.try_into().ok()?).try_into().ok()
        };
        let (next, length) = word(0).zip(word(4)).ok_or_else(broken)?;
        let size = rest.get(8..16).and_then(|bytes| Some(i64::from_le_bytes(bytes.try_into().ok()?)));
        let size = size.and_then(|size| u64::try_from(size).ok()).ok_or_else(broken)?;
        let name = rest.get(NAME..).and_then(|rest| rest.get(..length)).ok_or_else(broken)?;
        if length % 2 != 0 {
            return Err(broken());
        }
        let name = units(name);
        if name != unnamed {
            streams.push(Stream { name, size });
        }
        match next {
            0 => break,
            _ if next < NAME + length => return Err(broken()),
            _ => rest = rest.get(next..).filter(|rest| !rest.is_empty()).ok_or_else(broken)?,
        }
    }
    Ok(streams)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(name: &str, size: u64, last: bool) -> Vec<u8> {
        let name: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let mut bytes = Vec::new();
        let padded = (24 + name.len()).next_multiple_of(8);
        let next = if last { 0 } else { u32::try_from(padded).unwrap() };
        bytes.extend(next.to_le_bytes());
        bytes.extend(u32::try_from(name.len()).unwrap().to_le_bytes());
        bytes.extend(size.to_le_bytes());
        bytes.extend(size.next_multiple_of(4096).to_le_bytes());
        bytes.extend(name);
        if !last {
            bytes.resize(padded, 0);
        }
        bytes
    }

    fn named(list: &[u8]) -> Vec<(String, u64)> {
        let shown = |stream: Stream| (String::from_utf8(stream.shown()).unwrap(), stream.size);
        parse(list).unwrap().into_iter().map(shown).collect()
    }

    #[test]
    fn the_named_ones_are_listed_and_the_unnamed_one_is_not() {
        assert_eq!(named(&[]), []);
        assert_eq!(named(&entry("::$DATA", 5, true)), []);
        let list = [
            entry("::$DATA", 5, false),
            entry(":Zone.Identifier:$DATA", 26, false),
            entry(":tiếng Việt:$DATA", 7, true),
        ];
        let expected = [(":Zone.Identifier".to_owned(), 26), (":tiếng Việt".to_owned(), 7)];
        assert_eq!(named(&list.concat()), expected);
    }

    #[test]
    fn a_list_that_lies_is_an_error_and_never_a_shorter_list() {
        let whole = [entry("::$DATA", 5, false), entry(":a:$DATA", 7, true)].concat();
        for cut in 1..whole.len() {
            assert!(parse(&whole[..cut]).is_err(), "{cut}");
        }
        let mut lies = whole.clone();
        // A next entry inside this one, beyond the list, and of an odd length.
        lies[0] = 8;
        assert!(parse(&lies).is_err());
        lies[0] = 0xff;
        assert!(parse(&lies).is_err());
        let mut odd = whole.clone();
        odd[4] -= 1;
        assert!(parse(&odd).is_err());
        let mut negative = whole;
        negative[15] = 0x80;
        assert!(parse(&negative).is_err());
    }
}

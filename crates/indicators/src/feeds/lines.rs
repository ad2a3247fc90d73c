//! Lines of a report, whose length is somebody else's idea.
//!
//! Must never hold more than one line within its limit: what is longer is passed over and said.

use std::io::{self, BufRead};

/// How long a line may be, in bytes. The longest rows of Shadowserver's reports have some thousand.
pub const LONGEST: usize = 64 << 10;

/// What came next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// A line, in the buffer, without its line break.
    Line,
    /// A line that is longer than any row. It was passed over.
    TooLong,
    /// The end.
    End,
}

/// Reads lines one after the other.
#[derive(Debug)]
pub struct Lines<R> {
    from: R,
    number: u64,
    ended: bool,
}

impl<R: BufRead> Lines<R> {
    /// Of this.
    pub fn new(from: R) -> Lines<R> {
        Lines { from, number: 0, ended: true }
    }

    /// The number of the line that was read last, from 1.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// Whether the line that was read last ended with a line break. If not, it may have been cut.
    pub fn ended(&self) -> bool {
        self.ended
    }

    /// Reads the next line into the buffer.
    ///
    /// # Errors
    /// When reading fails.
    pub fn next(&mut self, line: &mut Vec<u8>) -> io::Result<Next> {
        line.clear();
        let mut too_long = false;
        let mut begun = false;
        loop {
            let bytes = match self.from.fill_buf() {
                Ok(bytes) => bytes,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            if bytes.is_empty() {
                if !begun {
                    return Ok(Next::End);
                }
                self.ended = false;
                break;
            }
            if !begun {
                begun = true;
                self.number += 1;
            }
            let end = memchr::memchr(b'\n', bytes);
            let part = bytes.get(..end.unwrap_or(bytes.len())).unwrap_or_default();
            if line.len() + part.len() > LONGEST {
                too_long = true;
                line.clear();
            }
            if !too_long {
                line.extend_from_slice(part);
            }
            let used = part.len() + usize::from(end.is_some());
            self.from.consume(used);
            if end.is_some() {
                self.ended = true;
                break;
            }
        }
        if line.last() == Some(&b'\r') {
            line.pop();
        }
        Ok(if too_long { Next::TooLong } else { Next::Line })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every line with its number, read through a buffer of some bytes.
    fn read(text: &[u8], buffer: usize) -> Vec<(u64, Next, Vec<u8>, bool)> {
        let mut lines = Lines::new(io::BufReader::with_capacity(buffer, text));
        let mut out = Vec::new();
        let mut line = Vec::new();
        loop {
            match lines.next(&mut line).unwrap() {
                Next::End => return out,
                next => out.push((lines.number(), next, line.clone(), lines.ended())),
            }
        }
    }

    #[test]
    fn lines_come_one_by_one_however_they_are_buffered() {
        for buffer in [1, 2, 3, 8192] {
            assert_eq!(
                read(b"a\r\n\nbc", buffer),
                [
                    (1, Next::Line, b"a".to_vec(), true),
                    (2, Next::Line, Vec::new(), true),
                    (3, Next::Line, b"bc".to_vec(), false),
                ]
            );
            assert_eq!(read(b"", buffer), []);
        }
    }

    #[test]
    fn a_line_without_end_costs_itself_and_no_memory() {
        let fits = vec![b'x'; LONGEST];
        let long = vec![b'y'; LONGEST + 1];
        let text = [fits.as_slice(), b"\n", &long, b"\nlast\n"].concat();
        for buffer in [1000, 8192] {
            let lines = read(&text, buffer);
            assert_eq!(lines[0].2, fits);
            assert_eq!((lines[1].1, lines[1].2.len()), (Next::TooLong, 0));
            assert_eq!((lines[2].0, lines[2].2.as_slice()), (3, b"last".as_slice()));
        }
        // A gigabyte of one line, as a reader that never ends it.
        let mut endless = Lines::new(io::BufReader::new(io::Read::take(io::repeat(b'z'), 1 << 30)));
        let mut line = Vec::new();
        assert_eq!(endless.next(&mut line).unwrap(), Next::TooLong);
        assert!(line.capacity() <= 2 * LONGEST, "{}", line.capacity());
        assert_eq!(endless.next(&mut line).unwrap(), Next::End);
    }
}

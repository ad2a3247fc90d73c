//! One line of a table in CSV (RFC 4180) into its fields.
//!
//! Must never reach past its line: a quote that is not closed costs this line and no other, and so a field never holds
//! a line break.

use csv_core::{ReadRecordResult, Reader};

/// Fields that a line may have.
pub const MOST_FIELDS: usize = 256;

/// Why a line is no row of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, thiserror::Error)]
pub enum NotARow {
    /// A quote is opened and not closed on this line.
    #[error("a quote is not closed on this line")]
    OpenQuote,
    /// More fields than any table has.
    #[error("more than {MOST_FIELDS} fields")]
    TooManyFields,
    /// A carriage return before the end of the line, outside quotes: what follows it would be lost.
    #[error("a line break in the middle")]
    Return,
    /// A byte that no text has.
    #[error("a NUL byte")]
    Nul,
}

/// Splits lines, and keeps its memory between them.
#[derive(Debug)]
pub struct Splitter {
    // Kept, since making one costs more than splitting a line.
    reader: Reader,
    bytes: Vec<u8>,
    ends: Vec<usize>,
    fields: usize,
}

impl Default for Splitter {
    fn default() -> Self {
        // `Reader::default` would be one that has no grammar.
        Splitter { reader: Reader::new(), bytes: Vec::new(), ends: Vec::new(), fields: 0 }
    }
}

impl Splitter {
    /// Takes the fields of a line, which is given without its line break.
    ///
    /// # Errors
    /// When it is no row; there are then no fields.
    pub fn split(&mut self, line: &[u8]) -> Result<(), NotARow> {
        self.fields = 0;
        if line.contains(&0) {
            return Err(NotARow::Nul);
        }
        // A field is never longer than what it is written as.
        self.bytes.resize(line.len() + 1, 0);
        self.ends.resize(MOST_FIELDS, 0);
        let reader = &mut self.reader;
        reader.reset();
        let (result, mut read, mut written, mut fields) =
            reader.read_record(line, &mut self.bytes, &mut self.ends);
        if result == ReadRecordResult::OutputEndsFull {
            return Err(NotARow::TooManyFields);
        }
        if result == ReadRecordResult::Record && read < line.len() {
            return Err(NotARow::Return);
        }
        // The line break that was taken off. Inside quotes it does not end the row.
        if result == ReadRecordResult::InputEmpty {
            let bytes = self.bytes.get_mut(written..).unwrap_or_default();
            let ends = self.ends.get_mut(fields..).unwrap_or_default();
            let (result, more_read, more_written, more_fields) = reader.read_record(b"\n", bytes, ends);
            (read, written, fields) = (read + more_read, written + more_written, fields + more_fields);
            match result {
                ReadRecordResult::Record => {}
                ReadRecordResult::OutputEndsFull => return Err(NotARow::TooManyFields),
                _ if line.is_empty() => return Ok(()),
                _ => return Err(NotARow::OpenQuote),
            }
        }
        debug_assert!(read >= line.len() && written <= self.bytes.len());
        self.fields = fields;
        Ok(())
    }

    /// How many fields the line has; none where it is empty.
    pub fn len(&self) -> usize {
        self.fields
    }

    /// Whether the line had no fields.
    pub fn is_empty(&self) -> bool {
        self.fields == 0
    }

    /// A field without its quotes; empty where there is none.
    pub fn field(&self, at: usize) -> &[u8] {
        if at >= self.fields {
            return &[];
        }
        let start = at.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        let end = self.ends.get(at).copied().unwrap_or(start);
        self.bytes.get(start..end).unwrap_or_default()
    }

    /// Every field, in order.
    pub fn iter(&self) -> impl Iterator<Item = &[u8]> {
        (0..self.fields).map(|at| self.field(at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, expected: Result<&[&str], NotARow>) {
        let mut splitter = Splitter::default();
        // What stood before must not show through.
        splitter.split(b"x,y,z,\"w,w\"").unwrap();
        let result = splitter.split(line.as_bytes());
        let fields: Vec<String> =
            splitter.iter().map(|field| String::from_utf8(field.to_vec()).unwrap()).collect();
        match expected {
            Ok(expected) => {
                assert_eq!(result, Ok(()), "{line:?}");
                assert_eq!(fields, expected, "{line:?}");
            }
            Err(expected) => {
                assert_eq!(result, Err(expected), "{line:?}");
                assert!(fields.is_empty(), "{line:?}");
            }
        }
    }

    #[test]
    fn a_line_is_split_into_its_fields() {
        check("a,b", Ok(&["a", "b"]));
        check("\"a\",\"b,c\",\"d\"\"e\"", Ok(&["a", "b,c", "d\"e"]));
        check("a,,", Ok(&["a", "", ""]));
        check("", Ok(&[]));
        check("\"\"", Ok(&[""]));
        check("một,hai", Ok(&["một", "hai"]));
        check("a\r", Ok(&["a"]));
        check("a,\"b", Err(NotARow::OpenQuote));
        check("a,\"b\"\"", Err(NotARow::OpenQuote));
        check("\"", Err(NotARow::OpenQuote));
        check("a\rb", Err(NotARow::Return));
        check("a,\"b\rc\"", Ok(&["a", "b\rc"]));
        check("a\0b", Err(NotARow::Nul));
        let most = vec!["a"; MOST_FIELDS];
        check(&most.join(","), Ok(&most));
        check(&vec!["a"; MOST_FIELDS + 1].join(","), Err(NotARow::TooManyFields));
        check(&vec!["a"; MOST_FIELDS * 4].join(","), Err(NotARow::TooManyFields));
    }
}

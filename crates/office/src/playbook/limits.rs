//! How much a playbook may hold.
//!
//! Must never be looked at after the fact: bytes and nesting are counted before anything is parsed, the rest before
//! anything is judged.

/// The most of everything. A playbook of eleven steps is some 60 KiB.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the file.
    pub bytes: usize,
    /// Lists and objects in one another.
    pub nesting: usize,
    /// Entries of the workflow: steps of people, and what joins them.
    pub steps: usize,
    /// Entries of any other list or object.
    pub entries: usize,
    /// Characters of any one text.
    pub text: usize,
    /// Characters of a name, and of a source in the law.
    pub name: usize,
    /// Characters of what an item says.
    pub item: usize,
    /// Minutes of a target: a year.
    pub minutes: u32,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            bytes: 512 << 10,
            nesting: 16,
            steps: 64,
            entries: 64,
            text: 4_000,
            name: 200,
            item: 400,
            minutes: 366 * 24 * 60,
        }
    }
}

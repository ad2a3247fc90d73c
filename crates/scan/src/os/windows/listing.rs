//! The names in a folder, as Windows lists them.
//!
//! Must never end early in silence: a listing that does not hold together is an error.

use std::collections::{HashSet, VecDeque};
use std::ffi::{OsStr, OsString};
use std::io;
use std::os::windows::ffi::OsStringExt;
use std::os::windows::io::{AsRawHandle, OwnedHandle};
use std::sync::{Arc, Mutex, PoisonError};

use windows_sys::Wdk::Storage::FileSystem::{FileDirectoryInformation, NtQueryDirectoryFile};
use windows_sys::Win32::Foundation::{STATUS_NO_MORE_FILES, STATUS_NO_SUCH_FILE};
use windows_sys::Win32::System::IO::IO_STATUS_BLOCK;

use super::nt;
use crate::os::utf16::units;

/// Bytes that are asked for at one time: some hundred names.
const BLOCK: usize = 64 << 10;
/// Where the name stands in an entry, and its length (`FILE_DIRECTORY_INFORMATION`, MS-FSCC 2.4.10).
const NAME: usize = 64;
const LENGTH: usize = 60;

/// The attribute of what a driver would fetch as soon as it is opened (`FILE_ATTRIBUTE_RECALL_ON_OPEN`). Only listings
/// show it.
const RECALL_ON_OPEN: u32 = 0x0004_0000;
/// Where an entry's attributes stand.
const ATTRIBUTES: usize = 56;

/// The names in one folder that must not be opened, as far as it was listed.
#[derive(Debug, Clone, Default)]
pub struct Away(Arc<Mutex<HashSet<OsString>>>);

impl Away {
    /// Whether this name is one of them.
    pub fn holds(&self, name: &OsStr) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).contains(name)
    }

    fn note(&self, name: &OsStr) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(name.to_owned());
    }
}

/// The names in a folder.
pub struct FolderEntries {
    folder: OwnedHandle,
    away: Away,
    names: VecDeque<OsString>,
    /// Eight bytes each, since the system aligns what it writes.
    block: Vec<u64>,
    over: bool,
}

impl FolderEntries {
    /// Lists a folder that was opened for this alone, and notes in `away` what must not be opened.
    pub fn of(folder: OwnedHandle, away: Away) -> FolderEntries {
        FolderEntries { folder, away, names: VecDeque::new(), block: vec![0; BLOCK / 8], over: false }
    }

    fn more(&mut self) -> io::Result<()> {
        let mut outcome = IO_STATUS_BLOCK::default();
        // SAFETY: the system writes at most as many bytes as the buffer has, and says how many.
        #[allow(unsafe_code)]
        let status = unsafe {
            NtQueryDirectoryFile(
                self.folder.as_raw_handle(),
                std::ptr::null_mut(),
                None,
                std::ptr::null(),
                &mut outcome,
                self.block.as_mut_ptr().cast(),
                BLOCK as u32,
                FileDirectoryInformation,
                false,
                std::ptr::null(),
                false,
            )
        };
        match status {
            STATUS_NO_MORE_FILES | STATUS_NO_SUCH_FILE => {
                self.over = true;
                Ok(())
            }
            _ if status < 0 => Err(nt::error_of(status)),
            _ => {
                let bytes: Vec<u8> = self.block.iter().flat_map(|eight| eight.to_ne_bytes()).collect();
                let written = bytes.get(..outcome.Information).unwrap_or(&bytes);
                for (name, attributes) in parse(written)? {
                    if attributes & RECALL_ON_OPEN != 0 {
                        self.away.note(&name);
                    }
                    self.names.push_back(name);
                }
                Ok(())
            }
        }
    }
}

impl Iterator for FolderEntries {
    type Item = io::Result<OsString>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(name) = self.names.pop_front() {
                if name != "." && name != ".." {
                    return Some(Ok(name));
                }
            } else if self.over {
                return None;
            } else if let Err(error) = self.more() {
                self.over = true;
                return Some(Err(error));
            }
        }
    }
}

/// The names in a block of entries, with their attributes.
fn parse(block: &[u8]) -> io::Result<Vec<(OsString, u32)>> {
    let broken = || io::Error::new(io::ErrorKind::InvalidData, "the list of the folder is broken");
    let mut names = Vec::new();
    let mut rest = block;
    while !rest.is_empty() {
        let word = |at: usize| -> Option<usize> {
            u32::from_le_bytes(rest.get(at..at + 4)?.try_into().ok()?).try_into().ok()
        };
        let (next, length) = word(0).zip(word(LENGTH)).ok_or_else(broken)?;
        let name = rest.get(NAME..).and_then(|rest| rest.get(..length)).ok_or_else(broken)?;
        let attributes = word(ATTRIBUTES).and_then(|word| u32::try_from(word).ok()).ok_or_else(broken)?;
        names.push((OsString::from_wide(&units(name)), attributes));
        match next {
            0 => break,
            _ if next < NAME => return Err(broken()),
            _ => rest = rest.get(next..).filter(|rest| !rest.is_empty()).ok_or_else(broken)?,
        }
    }
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::windows::ffi::OsStrExt;

    fn entry(name: &[u16], attributes: u32, last: bool) -> Vec<u8> {
        let bytes: Vec<u8> = name.iter().flat_map(|unit| unit.to_le_bytes()).collect();
        let mut entry = vec![0; NAME];
        entry[ATTRIBUTES..ATTRIBUTES + 4].copy_from_slice(&attributes.to_le_bytes());
        entry[LENGTH..LENGTH + 4].copy_from_slice(&u32::try_from(bytes.len()).unwrap().to_le_bytes());
        entry.extend(bytes);
        if !last {
            entry.resize(entry.len().next_multiple_of(8), 0);
            let next = u32::try_from(entry.len()).unwrap().to_le_bytes();
            entry[..4].copy_from_slice(&next);
        }
        entry
    }

    #[test]
    fn names_and_attributes_are_read_and_a_list_that_lies_is_an_error() {
        // The second name is no valid UTF-16.
        let whole =
            [entry(&[0x61, 0x2e], 0x20, false), entry(&[0xd800, 0x62], RECALL_ON_OPEN, true)].concat();
        let read = parse(&whole).unwrap();
        assert_eq!(read[0], ("a.".into(), 0x20));
        assert_eq!(read[1].0.encode_wide().collect::<Vec<_>>(), [0xd800, 0x62]);
        assert_eq!(read[1].1, RECALL_ON_OPEN);
        for cut in 1..whole.len() {
            assert!(parse(&whole[..cut]).is_err(), "{cut}");
        }
        let mut lies = whole;
        lies[0] = 8;
        assert!(parse(&lies).is_err());
    }
}

//! The names in a folder, as Windows lists them.
//!
//! Must never end early in silence: a listing that does not hold together is an error.

use std::collections::VecDeque;
use std::ffi::OsString;
use std::io;
use std::os::windows::ffi::OsStringExt;
use std::os::windows::io::{AsRawHandle, OwnedHandle};

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

/// The names in a folder.
pub struct FolderEntries {
    folder: OwnedHandle,
    names: VecDeque<OsString>,
    /// Eight bytes each, since the system aligns what it writes.
    block: Vec<u64>,
    over: bool,
}

impl FolderEntries {
    /// Lists a folder that was opened for this alone.
    pub fn of(folder: OwnedHandle) -> FolderEntries {
        FolderEntries { folder, names: VecDeque::new(), block: vec![0; BLOCK / 8], over: false }
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
                self.names.extend(parse(written)?);
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

/// The names in a block of entries.
fn parse(block: &[u8]) -> io::Result<Vec<OsString>> {
    let broken = || io::Error::new(io::ErrorKind::InvalidData, "the list of the folder is broken");
    let mut names = Vec::new();
    let mut rest = block;
    while !rest.is_empty() {
        let word = |at: usize| -> Option<usize> {
            u32::from_le_bytes(rest.get(at..at + 4)?.try_into().ok()?).try_into().ok()
        };
        let (next, length) = word(0).zip(word(LENGTH)).ok_or_else(broken)?;
        let name = rest.get(NAME..).and_then(|rest| rest.get(..length)).ok_or_else(broken)?;
        names.push(OsString::from_wide(&units(name)));
        match next {
            0 => break,
            _ if next < NAME => return Err(broken()),
            _ => rest = rest.get(next..).filter(|rest| !rest.is_empty()).ok_or_else(broken)?,
        }
    }
    Ok(names)
}

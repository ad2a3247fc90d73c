//! The bytes of an open file: some of them read, or all of them mapped.
//!
//! Must never be given a file that is open for writing.

use std::fs::File;
use std::io;
use std::os::windows::fs::FileExt;
use std::os::windows::io::{AsRawHandle, FromRawHandle, OwnedHandle};

use windows_sys::Win32::System::Memory::{
    CreateFileMappingW, FILE_MAP_READ, MEMORY_MAPPED_VIEW_ADDRESS, MapViewOfFile, PAGE_READONLY,
    UnmapViewOfFile,
};

/// Reads at a place of a file; how many bytes came, none at its end.
///
/// # Errors
/// Whatever the system says.
pub fn read_at(file: &File, into: &mut [u8], at: u64) -> io::Result<usize> {
    file.seek_read(into, at)
}

/// A file's bytes without reading them into memory.
pub struct Map {
    view: MEMORY_MAPPED_VIEW_ADDRESS,
    len: usize,
}

impl Map {
    /// Maps the first `len` bytes. While they are mapped nobody can cut the file; should its disk fail, the system
    /// ends this looker, which costs one object.
    ///
    /// # Errors
    /// Whatever the system says.
    pub fn of(file: &File, len: usize) -> io::Result<Map> {
        let size = len as u64;
        let (high, low) = ((size >> 32) as u32, size as u32);
        // SAFETY: the file is open, and the section gets no name that another program could know.
        #[allow(unsafe_code)]
        let section = unsafe {
            CreateFileMappingW(
                file.as_raw_handle(),
                std::ptr::null(),
                PAGE_READONLY,
                high,
                low,
                std::ptr::null(),
            )
        };
        if section.is_null() {
            return Err(io::Error::last_os_error());
        }
        // SAFETY: the system has just made it for us, and nobody else closes it. The view outlives it.
        #[allow(unsafe_code)]
        let section = unsafe { OwnedHandle::from_raw_handle(section) };
        // SAFETY: the address is left to the system.
        #[allow(unsafe_code)]
        let view = unsafe { MapViewOfFile(section.as_raw_handle(), FILE_MAP_READ, 0, 0, len) };
        if view.Value.is_null() {
            return Err(io::Error::last_os_error());
        }
        Ok(Map { view, len })
    }

    /// The bytes.
    pub fn bytes(&self) -> &[u8] {
        // SAFETY: so many bytes are mapped there for as long as this value lives. Another program may change the file
        // meanwhile, which cannot be prevented: nothing is assumed of the bytes from one look to the next, and a
        // file that was changed is a gap.
        #[allow(unsafe_code)]
        unsafe {
            std::slice::from_raw_parts(self.view.Value.cast(), self.len)
        }
    }
}

impl Drop for Map {
    fn drop(&mut self) {
        // SAFETY: the mapping is ours, and no slice of it outlives this value.
        #[allow(unsafe_code)]
        let _ = unsafe { UnmapViewOfFile(self.view) };
    }
}

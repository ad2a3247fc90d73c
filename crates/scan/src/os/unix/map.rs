//! The bytes of an open file: some of them read, or all of them mapped.
//!
//! Must never be given a file that is open for writing.

use std::fs::File;
use std::io;

/// Reads at a place of a file; how many bytes came, none at its end.
///
/// # Errors
/// Whatever the system says.
pub fn read_at(file: &File, into: &mut [u8], at: u64) -> io::Result<usize> {
    loop {
        match rustix::io::pread(file, &mut *into, at) {
            Err(rustix::io::Errno::INTR) => {}
            done => return Ok(done?),
        }
    }
}

/// A file's bytes without reading them into memory.
pub struct Map {
    start: *mut std::ffi::c_void,
    len: usize,
}

impl Map {
    /// Maps the first `len` bytes. Should the file be cut while they are looked at, the system ends this looker,
    /// which costs one object.
    ///
    /// # Errors
    /// Whatever the system says.
    pub fn of(file: &File, len: usize) -> io::Result<Map> {
        use rustix::mm::{MapFlags, ProtFlags, mmap};
        // SAFETY: the address is left to the system, so nothing that is mapped already is replaced.
        #[allow(unsafe_code)]
        let start = unsafe { mmap(std::ptr::null_mut(), len, ProtFlags::READ, MapFlags::PRIVATE, file, 0) }?;
        Ok(Map { start, len })
    }

    /// The bytes.
    pub fn bytes(&self) -> &[u8] {
        // SAFETY: so many bytes are mapped there for as long as this value lives. Another program may change the file
        // meanwhile, which cannot be prevented: nothing is assumed of the bytes from one look to the next, and a
        // file that was changed is a gap.
        #[allow(unsafe_code)]
        unsafe {
            std::slice::from_raw_parts(self.start.cast(), self.len)
        }
    }
}

impl Drop for Map {
    fn drop(&mut self) {
        // SAFETY: the mapping is ours, and no slice of it outlives this value.
        #[allow(unsafe_code)]
        let _ = unsafe { rustix::mm::munmap(self.start, self.len) };
    }
}

//! Whose a file is: its owner's security identifier, and the name that goes with it.
//!
//! Must never fail a look at a file because nobody can say whose it is: then the owner is unknown.

use std::os::windows::io::{AsRawHandle, BorrowedHandle};

use windows_sys::Win32::Foundation::{ERROR_SUCCESS, LocalFree};
use windows_sys::Win32::Security::Authorization::{
    ConvertSidToStringSidW, ConvertStringSidToSidW, GetSecurityInfo, SE_FILE_OBJECT,
};
use windows_sys::Win32::Security::{LookupAccountSidW, OWNER_SECURITY_INFORMATION, PSID};

use crate::identity::Owner;

/// The longest name of an account (`UNLEN` is 256; groups of a domain may be longer).
const LONGEST: usize = 1024;

/// Memory that the system gave us to free.
struct Given(*mut std::ffi::c_void);

impl Drop for Given {
    fn drop(&mut self) {
        // SAFETY: the system gave it to us with the word that this is how to free it.
        #[allow(unsafe_code)]
        unsafe {
            LocalFree(self.0)
        };
    }
}

/// Whose an open file is.
pub fn of(handle: BorrowedHandle<'_>) -> Owner {
    let mut sid: PSID = std::ptr::null_mut();
    let mut descriptor = std::ptr::null_mut();
    // SAFETY: the system writes two pointers: a block that is ours to free, and a place within it.
    #[allow(unsafe_code)]
    let status = unsafe {
        GetSecurityInfo(
            handle.as_raw_handle(),
            SE_FILE_OBJECT,
            OWNER_SECURITY_INFORMATION,
            &mut sid,
            std::ptr::null_mut(),
            std::ptr::null_mut(),
            std::ptr::null_mut(),
            &mut descriptor,
        )
    };
    if status != ERROR_SUCCESS {
        return Owner::Sid(String::new());
    }
    let _descriptor = Given(descriptor);
    let mut text = std::ptr::null_mut();
    // SAFETY: the identifier lies in the block that is freed at the end of this function.
    #[allow(unsafe_code)]
    if sid.is_null() || unsafe { ConvertSidToStringSidW(sid, &mut text) } == 0 {
        return Owner::Sid(String::new());
    }
    let given = Given(text.cast());
    // The text ends with a zero, and is never longer than this.
    const LONGEST_SID: usize = 256;
    // SAFETY: each unit up to the zero belongs to the text.
    #[allow(unsafe_code)]
    let length = (0..LONGEST_SID).find(|&at| unsafe { *text.add(at) } == 0).unwrap_or(0);
    // SAFETY: as above.
    #[allow(unsafe_code)]
    let units = unsafe { std::slice::from_raw_parts(text, length) };
    let sid = String::from_utf16_lossy(units);
    drop(given);
    Owner::Sid(sid)
}

/// The name of that owner, or the identifier where nobody has it.
pub fn owner_name(owner: &Owner) -> String {
    let sid = match owner {
        Owner::Sid(sid) => sid,
        Owner::Number(number) => return number.to_string(),
    };
    name_of(sid).unwrap_or_else(|| sid.clone())
}

fn name_of(sid: &str) -> Option<String> {
    let text: Vec<u16> = sid.encode_utf16().chain([0]).collect();
    let mut parsed: PSID = std::ptr::null_mut();
    // SAFETY: the text ends with a zero; the system writes a pointer to a block that is ours to free.
    #[allow(unsafe_code)]
    if unsafe { ConvertStringSidToSidW(text.as_ptr(), &mut parsed) } == 0 {
        return None;
    }
    let _parsed = Given(parsed);
    let (mut name, mut domain) = (vec![0u16; LONGEST], vec![0u16; LONGEST]);
    let (mut length, mut domain_length, mut kind) = (LONGEST as u32, LONGEST as u32, 0);
    // SAFETY: both buffers are as long as is stated.
    #[allow(unsafe_code)]
    let done = unsafe {
        LookupAccountSidW(
            std::ptr::null(),
            parsed,
            name.as_mut_ptr(),
            &mut length,
            domain.as_mut_ptr(),
            &mut domain_length,
            &mut kind,
        )
    };
    (done != 0).then(|| String::from_utf16_lossy(name.get(..length as usize).unwrap_or_default()))
}

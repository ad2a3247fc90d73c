//! What a looker takes from itself before a hostile byte reaches it: privileges, the trust to write anywhere, code that
//! is made while it runs, and the windows that Windows would show when it breaks down.
//!
//! Must never give anything back, and must never be called by quet itself: what is taken here stays taken.

use std::os::windows::io::{AsRawHandle, FromRawHandle, OwnedHandle};

use windows_sys::Win32::Foundation::HANDLE;
use windows_sys::Win32::Security::{
    AdjustTokenPrivileges, CreateWellKnownSid, GetTokenInformation, LUID_AND_ATTRIBUTES, PSID,
    SE_PRIVILEGE_REMOVED, SECURITY_MAX_SID_SIZE, SID_AND_ATTRIBUTES, SetTokenInformation,
    TOKEN_ADJUST_DEFAULT, TOKEN_ADJUST_PRIVILEGES, TOKEN_MANDATORY_LABEL, TOKEN_PRIVILEGES, TOKEN_QUERY,
    TokenIntegrityLevel, TokenPrivileges, WinLowLabelSid,
};
use windows_sys::Win32::System::Diagnostics::Debug::{
    SEM_FAILCRITICALERRORS, SEM_NOGPFAULTERRORBOX, SetErrorMode,
};
use windows_sys::Win32::System::SystemServices::SE_GROUP_INTEGRITY;
use windows_sys::Win32::System::Threading::{
    GetCurrentProcess, OpenProcessToken, PROCESS_MITIGATION_POLICY, ProcessDynamicCodePolicy,
    ProcessExtensionPointDisablePolicy, ProcessImageLoadPolicy, SetProcessMitigationPolicy,
};

/// Takes what can be taken. What this Windows does not know how to take stays; the rules of the house hold all the same.
pub fn confine() {
    // SAFETY: it sets a number of this program's.
    #[allow(unsafe_code)]
    unsafe {
        SetErrorMode(SEM_FAILCRITICALERRORS | SEM_NOGPFAULTERRORBOX)
    };
    if let Some(token) = own_token() {
        remove_privileges(&token);
        lower_trust(&token);
    }
    // The first bit of each: no code made at run time; no hooks of others; no libraries from the network.
    for policy in [ProcessDynamicCodePolicy, ProcessExtensionPointDisablePolicy, ProcessImageLoadPolicy] {
        set(policy, 1);
    }
}

fn set(policy: PROCESS_MITIGATION_POLICY, flags: u32) {
    // SAFETY: each of these policies is a number of four bytes.
    #[allow(unsafe_code)]
    unsafe {
        SetProcessMitigationPolicy(policy, (&raw const flags).cast(), size_of::<u32>())
    };
}

fn own_token() -> Option<OwnedHandle> {
    let mut token: HANDLE = std::ptr::null_mut();
    let rights = TOKEN_ADJUST_PRIVILEGES | TOKEN_ADJUST_DEFAULT | TOKEN_QUERY;
    // SAFETY: the system writes a handle.
    #[allow(unsafe_code)]
    let done = unsafe { OpenProcessToken(GetCurrentProcess(), rights, &mut token) };
    // SAFETY: the system has just opened it for us, and nobody else closes it.
    #[allow(unsafe_code)]
    (done != 0).then(|| unsafe { OwnedHandle::from_raw_handle(token) })
}

/// Files come open, so none of an administrator's privileges is needed.
fn remove_privileges(token: &OwnedHandle) {
    const ROOM: usize = 4096;
    let head = size_of::<u32>();
    // Eight bytes each, since the system aligns what it writes.
    let mut block = vec![0u64; ROOM / 8];
    let mut length = 0;
    // SAFETY: the system writes at most as many bytes as the buffer has.
    #[allow(unsafe_code)]
    let done = unsafe {
        GetTokenInformation(
            token.as_raw_handle(),
            TokenPrivileges,
            block.as_mut_ptr().cast(),
            ROOM as u32,
            &mut length,
        )
    };
    if done == 0 {
        return;
    }
    let bytes: Vec<u8> = block.iter().flat_map(|eight| eight.to_ne_bytes()).collect();
    let entries = bytes.get(head..).unwrap_or_default().chunks_exact(size_of::<LUID_AND_ATTRIBUTES>());
    let count = bytes.first_chunk().map_or(0, |count| u32::from_ne_bytes(*count)) as usize;
    for entry in entries.take(count) {
        let number =
            |at: usize| entry.get(at..at + 4).and_then(|four| four.try_into().ok()).map(u32::from_ne_bytes);
        let (Some(low), Some(high)) = (number(0), number(4)) else { continue };
        let mut wanted = TOKEN_PRIVILEGES { PrivilegeCount: 1, ..TOKEN_PRIVILEGES::default() };
        let luid = windows_sys::Win32::Foundation::LUID { LowPart: low, HighPart: high as i32 };
        wanted.Privileges = [LUID_AND_ATTRIBUTES { Luid: luid, Attributes: SE_PRIVILEGE_REMOVED }];
        // SAFETY: one privilege is stated and one is there; the earlier state is not asked for.
        #[allow(unsafe_code)]
        unsafe {
            AdjustTokenPrivileges(
                token.as_raw_handle(),
                0,
                &wanted,
                0,
                std::ptr::null_mut(),
                std::ptr::null_mut(),
            )
        };
    }
}

/// A program of low integrity may write to next to nothing, and to no other program.
fn lower_trust(token: &OwnedHandle) {
    let mut sid = [0u32; SECURITY_MAX_SID_SIZE as usize / 4];
    let mut length = SECURITY_MAX_SID_SIZE;
    let place: PSID = sid.as_mut_ptr().cast();
    // SAFETY: the buffer is as long as the longest identifier.
    #[allow(unsafe_code)]
    if unsafe { CreateWellKnownSid(WinLowLabelSid, std::ptr::null_mut(), place, &mut length) } == 0 {
        return;
    }
    let label = TOKEN_MANDATORY_LABEL {
        Label: SID_AND_ATTRIBUTES { Sid: place, Attributes: SE_GROUP_INTEGRITY as u32 },
    };
    let bytes = size_of::<TOKEN_MANDATORY_LABEL>() as u32 + length;
    // SAFETY: the label names the identifier above, which lives until the call is over.
    #[allow(unsafe_code)]
    unsafe {
        SetTokenInformation(token.as_raw_handle(), TokenIntegrityLevel, (&raw const label).cast(), bytes)
    };
}

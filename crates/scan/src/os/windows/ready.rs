//! Makes this program ready to look at a whole machine.
//!
//! Must never take a right that its owner does not have: what is asked for and not there is done without.

use std::os::windows::io::{AsRawHandle, FromRawHandle, OwnedHandle};

use windows_sys::Win32::Foundation::{HANDLE, LUID};
use windows_sys::Win32::Security::{
    AdjustTokenPrivileges, LUID_AND_ATTRIBUTES, LookupPrivilegeValueW, SE_PRIVILEGE_ENABLED,
    TOKEN_ADJUST_PRIVILEGES, TOKEN_PRIVILEGES,
};
use windows_sys::Win32::System::LibraryLoader::{GetModuleHandleW, GetProcAddress};
use windows_sys::Win32::System::Threading::{GetCurrentProcess, OpenProcessToken};

/// Placeholders of OneDrive and its like are to be seen as what they are (`PHCM_EXPOSE_PLACEHOLDERS`).
const EXPOSE: i8 = 2;

/// Lets administrators read what is closed to them, as a back-up does, and has placeholders shown as such.
pub fn prepare() {
    read_as_backups_do();
    expose_placeholders();
}

fn read_as_backups_do() {
    let mut token: HANDLE = std::ptr::null_mut();
    // SAFETY: the system writes a handle.
    #[allow(unsafe_code)]
    if unsafe { OpenProcessToken(GetCurrentProcess(), TOKEN_ADJUST_PRIVILEGES, &mut token) } == 0 {
        return;
    }
    // SAFETY: the system has just opened it for us, and nobody else closes it.
    #[allow(unsafe_code)]
    let token = unsafe { OwnedHandle::from_raw_handle(token) };
    let name: Vec<u16> = "SeBackupPrivilege".encode_utf16().chain([0]).collect();
    let mut number = LUID::default();
    // SAFETY: the name ends with a zero; the system writes a number.
    #[allow(unsafe_code)]
    if unsafe { LookupPrivilegeValueW(std::ptr::null(), name.as_ptr(), &mut number) } == 0 {
        return;
    }
    let wanted = TOKEN_PRIVILEGES {
        PrivilegeCount: 1,
        Privileges: [LUID_AND_ATTRIBUTES { Luid: number, Attributes: SE_PRIVILEGE_ENABLED }],
    };
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

/// The function is there since Windows 10 1803, and so is asked for by name.
fn expose_placeholders() {
    let library: Vec<u16> = "ntdll.dll".encode_utf16().chain([0]).collect();
    // SAFETY: both names end with a zero, and that library is always loaded.
    #[allow(unsafe_code)]
    let found = unsafe {
        let library = GetModuleHandleW(library.as_ptr());
        GetProcAddress(library, c"RtlSetProcessPlaceholderCompatibilityMode".as_ptr().cast())
    };
    if let Some(function) = found {
        // SAFETY: this is the function's type (`ntifs.h`): one small number in, one out; it does nothing but keep it.
        #[allow(unsafe_code)]
        let set = unsafe { std::mem::transmute::<_, extern "system" fn(i8) -> i8>(function) };
        set(EXPOSE);
    }
}

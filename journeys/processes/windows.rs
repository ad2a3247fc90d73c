//! Processes on Windows, as its own snapshot of them shows them.

use std::fs::OpenOptions;
use std::os::windows::fs::OpenOptionsExt;
use std::os::windows::io::{AsRawHandle, FromRawHandle, OwnedHandle};
use std::path::Path;
use std::time::Duration;

use windows_sys::Win32::Foundation::{
    ERROR_SHARING_VIOLATION, HANDLE, INVALID_HANDLE_VALUE, NTSTATUS, WAIT_TIMEOUT,
};
use windows_sys::Win32::System::Diagnostics::ToolHelp::{
    CreateToolhelp32Snapshot, PROCESSENTRY32W, Process32FirstW, Process32NextW, TH32CS_SNAPPROCESS,
};
use windows_sys::Win32::System::Threading::{
    OpenProcess, PROCESS_SUSPEND_RESUME, PROCESS_SYNCHRONIZE, PROCESS_TERMINATE, TerminateProcess,
    WaitForSingleObject,
};

use super::Blow;

/// What a program ends with that breaks down (`STATUS_ACCESS_VIOLATION`).
const BROKE_DOWN: u32 = 0xc000_0005;

// SAFETY: this is how the system declares it.
#[allow(unsafe_code)]
#[link(name = "ntdll")]
unsafe extern "system" {
    fn NtSuspendProcess(process: HANDLE) -> NTSTATUS;
}

/// The processes that look for the `quet` of this number: it starts them itself.
pub fn lookers(quet: u32) -> Vec<u32> {
    let mut children = Vec::new();
    // SAFETY: a handle comes out, which nobody else closes.
    #[allow(unsafe_code)]
    let snapshot = unsafe {
        let snapshot = CreateToolhelp32Snapshot(TH32CS_SNAPPROCESS, 0);
        assert_ne!(snapshot, INVALID_HANDLE_VALUE);
        OwnedHandle::from_raw_handle(snapshot)
    };
    let size = u32::try_from(size_of::<PROCESSENTRY32W>()).unwrap();
    let mut entry = PROCESSENTRY32W { dwSize: size, ..PROCESSENTRY32W::default() };
    // SAFETY: the system writes a value of this type, whose size is stated in it.
    #[allow(unsafe_code)]
    let mut more = unsafe { Process32FirstW(snapshot.as_raw_handle(), &mut entry) };
    while more != 0 {
        // The console that Windows may put beside a program is no looker.
        let name = String::from_utf16_lossy(&entry.szExeFile).to_lowercase();
        if entry.th32ParentProcessID == quet && name.starts_with("quet") {
            children.push(entry.th32ProcessID);
        }
        // SAFETY: as above.
        #[allow(unsafe_code)]
        {
            more = unsafe { Process32NextW(snapshot.as_raw_handle(), &mut entry) };
        }
    }
    children
}

fn open(process: u32, rights: u32) -> Option<OwnedHandle> {
    // SAFETY: a handle comes out, which nobody else closes.
    #[allow(unsafe_code)]
    unsafe {
        let handle = OpenProcess(rights, 0, process);
        (!handle.is_null()).then(|| OwnedHandle::from_raw_handle(handle))
    }
}

/// Whether somebody has this file open. Who, Windows tells nobody.
///
/// It is found out by asking for it alone, which must not come between the looker and the file: it is seldom asked.
pub fn works_on(_looker: u32, path: &Path) -> bool {
    std::thread::sleep(Duration::from_millis(400));
    let alone = OpenOptions::new().read(true).share_mode(0).open(path);
    alone.is_err_and(|error| error.raw_os_error() == i32::try_from(ERROR_SHARING_VIOLATION).ok())
}

/// Strikes a process.
pub fn strike(process: u32, blow: Blow) {
    let process = open(process, PROCESS_TERMINATE | PROCESS_SUSPEND_RESUME).unwrap();
    // SAFETY: the handle is open and has the right.
    #[allow(unsafe_code)]
    match blow {
        Blow::Crash => assert_ne!(unsafe { TerminateProcess(process.as_raw_handle(), BROKE_DOWN) }, 0),
        Blow::Hang => assert_eq!(unsafe { NtSuspendProcess(process.as_raw_handle()) }, 0),
    }
}

/// Whether there is no such process any more.
pub fn is_gone(process: u32) -> bool {
    let Some(process) = open(process, PROCESS_SYNCHRONIZE) else { return true };
    // SAFETY: the handle is open and has the right.
    #[allow(unsafe_code)]
    unsafe {
        WaitForSingleObject(process.as_raw_handle(), 0) != WAIT_TIMEOUT
    }
}

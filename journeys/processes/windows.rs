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

#[link(name = "ntdll")]
// SAFETY: this is how the system declares it.
#[allow(unsafe_code)]
unsafe extern "system" {
    fn NtSuspendProcess(process: HANDLE) -> NTSTATUS;
}

/// A process, as the system lists it.
struct Listed {
    number: u32,
    parent: u32,
    /// Of its program, in small letters.
    name: String,
}

/// The processes that look for the `quet` of this number: it starts them itself.
pub fn lookers(quet: u32) -> Vec<u32> {
    // The console that Windows may put beside a program is no looker.
    let is_looker = |process: &Listed| process.parent == quet && process.name.starts_with("quet");
    listed().into_iter().filter(is_looker).map(|process| process.number).collect()
}

/// A program of this name that has started itself once more.
pub fn started_again(name: &str) -> Option<u32> {
    let listed: Vec<Listed> = listed().into_iter().filter(|process| process.name == name).collect();
    let has_child = |process: &&Listed| listed.iter().any(|child| child.parent == process.number);
    listed.iter().find(has_child).map(|process| process.number)
}

fn listed() -> Vec<Listed> {
    let mut processes = Vec::new();
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
        let name: Vec<u16> = entry.szExeFile.into_iter().take_while(|&unit| unit != 0).collect();
        let name = String::from_utf16_lossy(&name).to_lowercase();
        processes.push(Listed { number: entry.th32ProcessID, parent: entry.th32ParentProcessID, name });
        // SAFETY: as above.
        #[allow(unsafe_code)]
        let next = unsafe { Process32NextW(snapshot.as_raw_handle(), &mut entry) };
        more = next;
    }
    processes
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
    let done = unsafe {
        match blow {
            Blow::Crash => TerminateProcess(process.as_raw_handle(), BROKE_DOWN) != 0,
            Blow::Hang => NtSuspendProcess(process.as_raw_handle()) >= 0,
        }
    };
    assert!(done, "{blow:?}");
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

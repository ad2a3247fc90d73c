//! The system, where it is Windows.
//!
//! Must never start anything but this program itself, and that only where the person agreed.

use std::ffi::{OsStr, OsString};
use std::io;
use std::os::windows::ffi::{OsStrExt, OsStringExt};
use std::os::windows::io::{AsRawHandle, FromRawHandle, OwnedHandle};
use std::path::{Path, PathBuf};

use windows_sys::Win32::Foundation::{
    ERROR_CANCELLED, HANDLE, HANDLE_FLAG_INHERIT, SetHandleInformation, WAIT_FAILED,
};
use windows_sys::Win32::Globalization::{
    GEOCLASS_NATION, GetUserDefaultLocaleName, GetUserDefaultUILanguage, GetUserGeoID,
};
use windows_sys::Win32::Security::{GetTokenInformation, TOKEN_ELEVATION, TOKEN_QUERY, TokenElevation};
use windows_sys::Win32::System::Com::CoTaskMemFree;
use windows_sys::Win32::System::Console::{
    GetStdHandle, STD_ERROR_HANDLE, STD_INPUT_HANDLE, STD_OUTPUT_HANDLE,
};
use windows_sys::Win32::System::Diagnostics::Debug::{SEM_FAILCRITICALERRORS, SetErrorMode};
use windows_sys::Win32::System::LibraryLoader::{LOAD_LIBRARY_SEARCH_SYSTEM32, SetDefaultDllDirectories};
use windows_sys::Win32::System::Threading::{
    GetCurrentProcess, GetExitCodeProcess, INFINITE, OpenProcessToken, WaitForSingleObject,
};
use windows_sys::Win32::UI::Shell::{
    FOLDERID_Desktop, FOLDERID_ProgramData, SEE_MASK_NOASYNC, SEE_MASK_NOCLOSEPROCESS, SHELLEXECUTEINFOW,
    SHGetKnownFolderPath, ShellExecuteExW,
};
use windows_sys::Win32::UI::WindowsAndMessaging::SW_SHOWNORMAL;
use windows_sys::core::GUID;

use super::spoken::{Known, spoken};
use super::{Raised, window};

/// Whether this program runs with an administrator's rights, granted and not only possible.
pub fn is_administrator() -> bool {
    let mut token: HANDLE = std::ptr::null_mut();
    // SAFETY: the system writes a handle.
    #[allow(unsafe_code)]
    if unsafe { OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, &mut token) } == 0 {
        return false;
    }
    // SAFETY: the system has just opened it for us, and nobody else closes it.
    #[allow(unsafe_code)]
    let token = unsafe { OwnedHandle::from_raw_handle(token) };
    let mut elevation = TOKEN_ELEVATION::default();
    let mut length = 0;
    // SAFETY: the system writes a value of this type, whose size is stated.
    #[allow(unsafe_code)]
    let done = unsafe {
        GetTokenInformation(
            token.as_raw_handle(),
            TokenElevation,
            (&raw mut elevation).cast(),
            size_of::<TOKEN_ELEVATION>() as u32,
            &mut length,
        )
    };
    done != 0 && elevation.TokenIsElevated != 0
}

/// Makes the program ready before anything else: no window of the system's stops it where a drive is empty, libraries come
/// from the system's own folder, what it started does not get its results to write into, and its own window can be read.
pub fn begin() {
    // SAFETY: each call takes numbers and the program's own handles.
    #[allow(unsafe_code)]
    unsafe {
        SetErrorMode(SEM_FAILCRITICALERRORS);
        SetDefaultDllDirectories(LOAD_LIBRARY_SEARCH_SYSTEM32);
        for number in [STD_INPUT_HANDLE, STD_OUTPUT_HANDLE, STD_ERROR_HANDLE] {
            SetHandleInformation(GetStdHandle(number), HANDLE_FLAG_INHERIT, 0);
        }
    }
    window::make_ready();
}

/// What stands behind so many bytes of ASCII.
pub fn behind(text: &OsStr, bytes: usize) -> Option<OsString> {
    let units: Vec<u16> = text.encode_wide().collect();
    Some(OsString::from_wide(units.get(bytes..)?))
}

/// Whether libraries lie beside the program, where Windows looks for some before it looks into its own folder: with an
/// administrator's rights they would be run with those.
pub fn is_beside_libraries() -> bool {
    let program = std::env::current_exe().ok();
    let beside = program.as_deref().and_then(Path::parent).and_then(|folder| folder.read_dir().ok());
    let is_library = |name: &OsStr| name.to_string_lossy().to_lowercase().ends_with(".dll");
    // Where that cannot be said, it is feared.
    beside.is_none_or(|mut beside| {
        beside.any(|entry| entry.map_or(true, |entry| is_library(&entry.file_name())))
    })
}

/// The language of this user, as far as we speak it.
pub fn language() -> Option<String> {
    // SAFETY: each takes at most a number and writes nothing.
    #[allow(unsafe_code)]
    let (windows, region) = unsafe { (GetUserDefaultUILanguage(), GetUserGeoID(GEOCLASS_NATION)) };
    Some(spoken(Known { windows, locale: &locale(), region }).to_owned())
}

/// The name of the user's locale; empty where Windows does not say.
fn locale() -> String {
    /// Of the longest name and its zero (`LOCALE_NAME_MAX_LENGTH`).
    const LONGEST: usize = 85;
    let mut name = [0u16; LONGEST];
    // SAFETY: the system writes at most as many units as the buffer has.
    #[allow(unsafe_code)]
    let length = unsafe { GetUserDefaultLocaleName(name.as_mut_ptr(), LONGEST as i32) };
    // The zero at the end is counted.
    let length = usize::try_from(length).unwrap_or(0).saturating_sub(1);
    String::from_utf16_lossy(name.get(..length).unwrap_or_default())
}

/// What this machine is called.
pub fn machine() -> String {
    std::env::var("COMPUTERNAME").unwrap_or_default()
}

/// Where the machine's own data lie, which administrators keep.
pub fn shared_data() -> PathBuf {
    known_folder(&FOLDERID_ProgramData).unwrap_or_else(|| PathBuf::from(r"C:\ProgramData")).join("Quet")
}

/// Where a person finds what was put down for her.
pub fn desktop(_: impl Fn(&str) -> Option<OsString>) -> Option<PathBuf> {
    known_folder(&FOLDERID_Desktop)
}

fn known_folder(which: &GUID) -> Option<PathBuf> {
    const LONGEST: usize = 32_768;
    let mut text = std::ptr::null_mut();
    // SAFETY: the system writes a pointer to a block that is ours to free, also where it fails.
    #[allow(unsafe_code)]
    let status = unsafe { SHGetKnownFolderPath(which, 0, std::ptr::null_mut(), &mut text) };
    let mut found = None;
    if status >= 0 && !text.is_null() {
        // SAFETY: the text ends with a zero, and each unit up to it belongs to it.
        #[allow(unsafe_code)]
        let units = unsafe {
            let length = (0..LONGEST).find(|&at| *text.add(at) == 0).unwrap_or(0);
            std::slice::from_raw_parts(text, length)
        };
        found = Some(PathBuf::from(OsString::from_wide(units))).filter(|path| path.is_absolute());
    }
    // SAFETY: this is how such a block is freed; nothing is freed where there is none.
    #[allow(unsafe_code)]
    unsafe {
        CoTaskMemFree(text.cast())
    };
    found
}

/// Whether the system asks a person for an administrator's rights when a program wants them.
pub fn asks_for_rights() -> bool {
    true
}

/// Starts this program once more, with the rights of an administrator, which Windows asks the person for; waits until
/// it ends.
///
/// # Errors
/// Whatever the system says.
pub fn as_administrator(arguments: &[OsString]) -> io::Result<Raised> {
    let program = std::env::current_exe()?;
    let zero_ended = |text: &OsStr| -> Vec<u16> { text.encode_wide().chain([0]).collect() };
    let (verb, file) = (zero_ended(OsStr::new("runas")), zero_ended(program.as_os_str()));
    let mut line = Vec::new();
    for argument in arguments {
        if !line.is_empty() {
            line.push(u16::from(b' '));
        }
        quote(&argument.encode_wide().collect::<Vec<u16>>(), &mut line);
    }
    line.push(0);
    let mut asked = SHELLEXECUTEINFOW {
        cbSize: size_of::<SHELLEXECUTEINFOW>() as u32,
        fMask: SEE_MASK_NOCLOSEPROCESS | SEE_MASK_NOASYNC,
        lpVerb: verb.as_ptr(),
        lpFile: file.as_ptr(),
        lpParameters: line.as_ptr(),
        nShow: SW_SHOWNORMAL,
        ..SHELLEXECUTEINFOW::default()
    };
    // SAFETY: every text ends with a zero and lives until the call is over.
    #[allow(unsafe_code)]
    if unsafe { ShellExecuteExW(&mut asked) } == 0 {
        let error = io::Error::last_os_error();
        let refused = error.raw_os_error() == Some(ERROR_CANCELLED as i32);
        return if refused { Ok(Raised::Refused) } else { Err(error) };
    }
    if asked.hProcess.is_null() {
        return Err(io::Error::other("the system started something and does not say what"));
    }
    // SAFETY: the system has just opened it for us, and nobody else closes it.
    #[allow(unsafe_code)]
    let started = unsafe { OwnedHandle::from_raw_handle(asked.hProcess) };
    let mut code = 0;
    // SAFETY: the handle is open; the system writes a number.
    #[allow(unsafe_code)]
    let ended = unsafe {
        WaitForSingleObject(started.as_raw_handle(), INFINITE) != WAIT_FAILED
            && GetExitCodeProcess(started.as_raw_handle(), &mut code) != 0
    };
    if ended { Ok(Raised::Done(code)) } else { Err(io::Error::last_os_error()) }
}

/// Writes one argument so that the program that gets the line reads it back as it is: within quotes, a quote after a
/// backslash, and backslashes before a quote doubled.
fn quote(argument: &[u16], line: &mut Vec<u16>) {
    let (mark, slash) = (u16::from(b'"'), u16::from(b'\\'));
    line.push(mark);
    let mut slashes = 0;
    for &unit in argument {
        if unit == mark {
            line.extend(std::iter::repeat_n(slash, slashes + 1));
        }
        slashes = if unit == slash { slashes + 1 } else { 0 };
        line.push(unit);
    }
    line.extend(std::iter::repeat_n(slash, slashes));
    line.push(mark);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(argument: &str, expected: &str) {
        let mut line = Vec::new();
        quote(&argument.encode_utf16().collect::<Vec<u16>>(), &mut line);
        assert_eq!(String::from_utf16(&line).unwrap(), expected);
    }

    #[test]
    fn arguments_are_read_back_as_they_were() {
        check("plain", r#""plain""#);
        check("", r#""""#);
        check(r"C:\with space\", r#""C:\with space\\""#);
        check(r#"a"b"#, r#""a\"b""#);
        check(r#"a\"b"#, r#""a\\\"b""#);
        check(r"a\\b", r#""a\\b""#);
        check("báo cáo.docx", r#""báo cáo.docx""#);
    }

    #[test]
    fn the_system_says_where_things_lie_and_nothing_for_what_it_does_not_know() {
        let there = PathBuf::from(std::env::var_os("ProgramData").unwrap());
        assert_eq!(known_folder(&FOLDERID_ProgramData), Some(there.clone()));
        assert_eq!(shared_data(), there.join("Quet"));
        assert!(desktop(|_| None).unwrap().is_dir());
        assert_eq!(known_folder(&GUID::from_u128(0)), None);
    }

    #[test]
    fn the_system_says_a_locale_by_its_name() {
        let name = locale();
        let language = name.split('-').next().unwrap();
        assert!((2..=3).contains(&language.len()), "{name:?}");
        assert!(name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-'), "{name:?}");
    }
}

//! Where operating systems keep themselves, as plain lists: taking a file from there can stop a machine from starting.
//!
//! Must never need the disk, or the system whose places they are: a Windows disk may be mounted on Linux.

#[cfg(any(windows, test))]
use std::borrow::Cow;
#[cfg(any(unix, test))]
use std::path::Path;

/// On Unix.
#[cfg(any(unix, test))]
const UNIX: &[&str] = &[
    "/bin", "/boot", "/dev", "/etc", "/gnu", "/lib", "/lib32", "/lib64", "/libx32", "/nix", "/opt", "/proc",
    "/run", "/sbin", "/snap", "/sys", "/usr", "/var/lib",
];

/// Below those, what belongs to people after all: shared memory, running sessions and removable media.
#[cfg(any(unix, test))]
const UNIX_OPEN: &[&str] = &["/dev/shm", "/run/media", "/run/user"];

/// On Windows, from the root of any drive, in small letters.
#[cfg(any(windows, test))]
const WINDOWS: &[&str] = &[
    r"\$winreagent",
    r"\boot",
    r"\bootmgr",
    r"\bootnxt",
    r"\config.msi",
    r"\documents and settings",
    r"\dumpstack.log.tmp",
    r"\efi",
    r"\hiberfil.sys",
    r"\ntdetect.com",
    r"\ntldr",
    r"\pagefile.sys",
    r"\program files",
    r"\program files (arm)",
    r"\program files (x86)",
    r"\programdata\microsoft",
    r"\recovery",
    r"\swapfile.sys",
    r"\system volume information",
    r"\windows",
];

/// Below those, what programs of every kind write into and no system needs to start: the folders for temporary files,
/// and the start menu, whose folder of programs to start is where malware likes to be.
#[cfg(any(windows, test))]
const WINDOWS_OPEN: &[&str] = &[r"\programdata\microsoft\windows\start menu", r"\windows\temp"];

/// The place of a Unix system that this path lies in.
#[cfg(any(unix, test))]
pub(super) fn of_unix(path: &Path) -> Option<&'static str> {
    if UNIX_OPEN.iter().any(|open| path.starts_with(open)) {
        return None;
    }
    UNIX.iter().find(|place| path.starts_with(place)).copied()
}

/// The place of a Windows system that these parts lead into, taken from the root of a drive, without the drive.
///
/// Windows does not tell capital letters from small ones.
#[cfg(any(windows, test))]
pub(super) fn of_windows<'a>(parts: impl Iterator<Item = Cow<'a, str>>) -> Option<&'static str> {
    let parts: Vec<String> = parts.map(|part| part.to_lowercase()).collect();
    let leads = |place: &&&str| {
        let mut wanted = place.split('\\').skip(1);
        let mut parts = parts.iter();
        wanted.all(|wanted| parts.next().is_some_and(|part| part == wanted))
    };
    if WINDOWS_OPEN.iter().any(|open| leads(&open)) { None } else { WINDOWS.iter().find(leads).copied() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(path: &str, expected: Option<&str>) {
        assert_eq!(of_windows(path.split('\\').map(Into::into)), expected, "{path}");
    }

    #[test]
    fn places_of_windows_are_known_however_they_are_written() {
        check(r"Windows\System32\bad.exe", Some(r"\windows"));
        check(r"WINDOWS\bad.exe", Some(r"\windows"));
        check(r"Program Files (x86)\A\b.dll", Some(r"\program files (x86)"));
        check(r"ProgramData\Microsoft\Windows Defender\x", Some(r"\programdata\microsoft"));
        check(r"System Volume Information\x", Some(r"\system volume information"));
        check(r"EFI\Boot\bootx64.efi", Some(r"\efi"));
        check("pagefile.sys", Some(r"\pagefile.sys"));
        check("$WinREAgent\\x", Some(r"\$winreagent"));
    }

    #[test]
    fn places_of_unix_are_known() {
        assert_eq!(of_unix(Path::new("/usr/bin/x")), Some("/usr"));
        assert_eq!(of_unix(Path::new("/dev/shm/x")), None);
    }

    #[test]
    fn what_belongs_to_people_is_open() {
        for path in [
            r"Users\u\AppData\Roaming\bad.exe",
            r"ProgramData\bad.exe",
            r"ProgramData\Microsoft Corp\bad.exe",
            r"ProgramData\Microsoft\Windows\Start Menu\Programs\StartUp\bad.lnk",
            r"Windows\Temp\bad.exe",
            r"Windows.old\bad.exe",
            r"WindowsX\bad.exe",
            r"x\Windows\bad.exe",
            "",
        ] {
            check(path, None);
        }
    }
}

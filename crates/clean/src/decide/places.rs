//! Where operating systems keep themselves, as plain lists: taking a file from there can stop a machine from starting.
//!
//! Must never need the disk, or the system whose places they are: a Windows disk may be mounted on Linux.

use std::borrow::Cow;

/// On Unix.
const UNIX: &[&str] = &[
    "/bin", "/boot", "/dev", "/etc", "/gnu", "/lib", "/lib32", "/lib64", "/libx32", "/nix", "/opt", "/proc",
    "/run", "/sbin", "/snap", "/sys", "/usr", "/var/lib",
];

/// Below those, what belongs to people after all: shared memory, running sessions and removable media.
const UNIX_OPEN: &[&str] = &["/dev/shm", "/run/media", "/run/user"];

/// On Windows, from the root of any drive, in small letters.
const WINDOWS: &[&str] = &[
    r"\$winreagent",
    r"\boot",
    r"\bootmgr",
    r"\boot.ini",
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
    r"\winnt",
];

/// Below those, what programs of every kind write into and no system needs to start: the folders for temporary files,
/// and the start menu, whose folder of programs to start is where malware likes to be.
const WINDOWS_OPEN: &[&str] = &[r"\programdata\microsoft\windows\start menu", r"\windows\temp"];

/// The place of a Unix system that these names lead into, taken from the root.
pub(super) fn of_unix<'a>(names: impl Iterator<Item = Cow<'a, str>>) -> Option<&'static str> {
    let names: Vec<Cow<'_, str>> = names.collect();
    if UNIX_OPEN.iter().any(|open| leads(&names, open, '/')) {
        return None;
    }
    UNIX.iter().find(|place| leads(&names, place, '/')).copied()
}

/// The place of a Windows system that these names lead into, taken from the root of a drive, without the drive.
///
/// Windows does not tell capital letters from small ones.
pub(super) fn of_windows<'a>(names: impl Iterator<Item = Cow<'a, str>>) -> Option<&'static str> {
    let names: Vec<Cow<'_, str>> = names.map(|name| name.to_lowercase().into()).collect();
    if WINDOWS_OPEN.iter().any(|open| leads(&names, open, '\\')) {
        return None;
    }
    WINDOWS.iter().find(|place| leads(&names, place, '\\')).copied()
}

/// Whether these names lead into that place, or are it.
fn leads(names: &[Cow<'_, str>], place: &str, border: char) -> bool {
    let mut names = names.iter();
    place.split(border).skip(1).all(|wanted| names.next().is_some_and(|name| name == wanted))
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
        let place = |path: &'static str| of_unix(path.split('/').map(Into::into));
        assert_eq!(place("usr/bin/x"), Some("/usr"));
        assert_eq!(place("var/lib/x"), Some("/var/lib"));
        assert_eq!(place("dev/x"), Some("/dev"));
        for open in ["dev/shm/x", "var/x", "USR/x", "usrx/x", "home/usr/x", ""] {
            assert_eq!(place(open), None, "{open}");
        }
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

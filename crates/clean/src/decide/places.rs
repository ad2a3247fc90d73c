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

/// On Windows, from the root of any drive. `Documents and Settings` is not among them: there an old Windows keeps what
/// belongs to people.
const WINDOWS: &[&str] = &[
    r"\$WinREAgent",
    r"\Boot",
    r"\boot.ini",
    r"\bootmgr",
    r"\BOOTNXT",
    r"\Config.Msi",
    r"\DumpStack.log.tmp",
    r"\EFI",
    r"\hiberfil.sys",
    r"\NTDETECT.COM",
    r"\ntldr",
    r"\pagefile.sys",
    r"\Program Files",
    r"\Program Files (Arm)",
    r"\Program Files (x86)",
    r"\ProgramData\Microsoft",
    r"\Recovery",
    r"\swapfile.sys",
    r"\System Volume Information",
    r"\Windows",
    r"\WINNT",
];

/// Below those, what programs of every kind write into and no system needs to start: the folders for temporary files,
/// and the start menu, whose folder of programs to start is where malware likes to be.
const WINDOWS_OPEN: &[&str] = &[r"\ProgramData\Microsoft\Windows\Start Menu", r"\Windows\Temp"];

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
    let leads = |place: &str| leads(&names, &place.to_lowercase(), '\\');
    if WINDOWS_OPEN.iter().any(|open| leads(open)) {
        None
    } else {
        WINDOWS.iter().find(|place| leads(place)).copied()
    }
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
        check(r"Windows\System32\bad.exe", Some(r"\Windows"));
        check(r"WINDOWS\bad.exe", Some(r"\Windows"));
        check(r"Program Files (x86)\A\b.dll", Some(r"\Program Files (x86)"));
        check(r"ProgramData\Microsoft\Windows Defender\x", Some(r"\ProgramData\Microsoft"));
        check(r"System Volume Information\x", Some(r"\System Volume Information"));
        check(r"EFI\Boot\bootx64.efi", Some(r"\EFI"));
        check("pagefile.sys", Some(r"\pagefile.sys"));
        check("$WinREAgent\\x", Some(r"\$WinREAgent"));
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
            r"$Recycle.Bin\S-1-5-21\bad.exe",
            r"Documents and Settings\u\bad.exe",
            r"WindowsX\bad.exe",
            r"x\Windows\bad.exe",
            "",
        ] {
            check(path, None);
        }
    }
}

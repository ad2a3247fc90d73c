//! How a hostile name is shown: on one line, without what a terminal obeys, and without what hides or reorders.
//!
//! Must never be used to open anything: what is shown cannot be turned back into the name.

use std::path::{Path, PathBuf};

/// The path as people and programs may see it.
///
/// Control characters, invisible and direction-changing characters become `\u{…}`, bytes that are not UTF-8
/// `\xNN`, and a backslash `\\`; but not on Windows, where no name holds one and it stands between names.
pub fn shown(path: &Path) -> String {
    let bytes = path.as_os_str().as_encoded_bytes();
    if !cfg!(windows) {
        return shown_bytes(bytes);
    }
    let parts: Vec<String> = bytes.split(|&byte| byte == b'\\').map(shown_bytes).collect();
    parts.join("\\")
}

/// The same for bytes that were never a path, such as the name of a member in an archive.
pub fn shown_bytes(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        for character in chunk.valid().chars() {
            match character {
                '\n' => out.push_str("\\n"),
                '\t' => out.push_str("\\t"),
                '\r' => out.push_str("\\r"),
                '\\' => out.push_str("\\\\"),
                c if deceives(c) => out.push_str(&format!("\\u{{{:x}}}", u32::from(c))),
                c => out.push(c),
            }
        }
        for byte in chunk.invalid() {
            out.push_str(&format!("\\x{byte:02x}"));
        }
    }
    out
}

/// The path as people write it, where Windows' own way to write one without limits (`\\\\?\\C:\\…`) was put in front.
///
/// Every path of this program is opened part by part, so nothing is lost: neither length nor odd names.
pub fn without_prefix(path: PathBuf) -> PathBuf {
    use std::path::{Component, Prefix};
    let start = match path.components().next() {
        Some(Component::Prefix(prefix)) => match prefix.kind() {
            Prefix::VerbatimDisk(letter) => std::ffi::OsString::from(format!("{}:\\", char::from(letter))),
            Prefix::VerbatimUNC(server, share) => {
                let mut start = std::ffi::OsString::from("\\\\");
                start.push(server);
                start.push("\\");
                start.push(share);
                start.push("\\");
                start
            }
            _ => return path,
        },
        _ => return path,
    };
    let mut whole = start;
    for part in path.components() {
        if let Component::Normal(name) = part {
            // Not `join`, which would take `C:x` for another disk.
            if !whole.as_encoded_bytes().ends_with(b"\\") {
                whole.push("\\");
            }
            whole.push(name);
        }
    }
    whole.into()
}

/// Whether a character could fool who reads it: control characters, and those that reorder, hide or join what stands
/// around them (Unicode UAX 9 and the zero-width family).
pub fn deceives(c: char) -> bool {
    c.is_control()
        || matches!(u32::from(c),
            0xad | 0x61c | 0x180e | 0x200b..=0x200f | 0x2028..=0x202e | 0x2060..=0x206f | 0xfeff
            | 0xfff9..=0xfffb | 0xe0000..=0xe007f)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], expected: &str) {
        assert_eq!(shown_bytes(bytes), expected);
    }

    #[test]
    fn paths_of_windows_are_shown_as_people_write_them() {
        let path = Path::new(r"C:\a\b");
        assert_eq!(shown(path), if cfg!(windows) { r"C:\a\b" } else { r"C:\\a\\b" });
        assert_eq!(shown(Path::new("/a/b")), "/a/b");
    }

    #[test]
    #[cfg(windows)]
    fn the_prefix_for_long_paths_goes_and_nothing_else() {
        for (path, expected) in [
            (r"\\?\C:\a\b. ", r"C:\a\b. "),
            (r"\\?\UNC\server\share\a", r"\\server\share\a"),
            (r"\\?\C:\", r"C:\"),
            (r"C:\a", r"C:\a"),
            (r"\\?\Volume{0}\a", r"\\?\Volume{0}\a"),
        ] {
            assert_eq!(without_prefix(PathBuf::from(path)), PathBuf::from(expected), "{path}");
        }
    }

    #[test]
    fn hostile_names_stay_on_one_line_and_show_what_they_hold() {
        check(b"plain.txt", "plain.txt");
        check("báo cáo.docx".as_bytes(), "báo cáo.docx");
        check(b"two\nlines", "two\\nlines");
        check(b"\x1b[2Jgone", "\\u{1b}[2Jgone");
        check("fdp\u{202e}exe".as_bytes(), "fdp\\u{202e}exe");
        check(b"bad\xff\xfe", "bad\\xff\\xfe");
        check(b"back\\slash", "back\\\\slash");
        check("\u{9b}31m".as_bytes(), "\\u{9b}31m");
    }
}

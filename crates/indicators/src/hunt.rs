//! The indicators of an incident as rules that a scan of disks takes: lists of hashes and patterns for names.
//!
//! Must never leave an indicator out without a reason, never write anything but values and the code that they go under,
//! and never make a rule of what is on every healthy machine.

use crate::bundle;
use crate::hashes::Digest;

/// What a hash counts: an alert by itself.
const HASH_SCORE: u32 = 100;
/// What a name counts: a warning. A name alone is no proof, and alerts are what may be removed.
const NAME_SCORE: u32 = 60;

/// Letters and digits that a name has at least, and one that stands for many names.
const LEAST: usize = 2;
const LEAST_WITH_WILDCARDS: usize = 4;

/// Names and folders that healthy machines have, in small letters.
const COMMON: &[&str] = &[
    "alg.exe",
    "audiodg.exe",
    "autorun.inf",
    "bash",
    "bin",
    "boot.ini",
    "busybox",
    "calc.exe",
    "chrome.exe",
    "cmd.exe",
    "config.ini",
    "config.json",
    "conhost.exe",
    "cron",
    "csrss.exe",
    "ctfmon.exe",
    "curl",
    "curl.exe",
    "desktop",
    "desktop.ini",
    "dllhost.exe",
    "documents",
    "downloads",
    "dwm.exe",
    "etc",
    "excel.exe",
    "explorer.exe",
    "favicon.ico",
    "firefox.exe",
    "home",
    "hosts",
    "index.html",
    "index.php",
    "install.exe",
    "java",
    "java.exe",
    "kernel32.dll",
    "lib",
    "license.txt",
    "log.txt",
    "lsass.exe",
    "lsm.exe",
    "msedge.exe",
    "msiexec.exe",
    "mshta.exe",
    "net.exe",
    "notepad.exe",
    "ntdll.dll",
    "ntoskrnl.exe",
    "ntuser.dat",
    "opt",
    "outlook.exe",
    "php",
    "powershell.exe",
    "program files",
    "program files (x86)",
    "programdata",
    "public",
    "pwsh.exe",
    "python",
    "python.exe",
    "python3",
    "readme.md",
    "readme.txt",
    "reg.exe",
    "regsvr32.exe",
    "root",
    "rundll32.exe",
    "runtimebroker.exe",
    "sbin",
    "schtasks.exe",
    "searchindexer.exe",
    "services.exe",
    "setup.exe",
    "sh",
    "sihost.exe",
    "smss.exe",
    "spoolsv.exe",
    "ssh",
    "sshd",
    "sudo",
    "svchost.exe",
    "system32",
    "systemd",
    "syswow64",
    "taskhostw.exe",
    "taskmgr.exe",
    "temp",
    "thumbs.db",
    "tmp",
    "uninstall.exe",
    "update.exe",
    "updater.exe",
    "user32.dll",
    "userinit.exe",
    "users",
    "usr",
    "var",
    "wermgr.exe",
    "wget",
    "windows",
    "wininit.exe",
    "winlogon.exe",
    "winword.exe",
    "wmiprvse.exe",
    "wscript.exe",
];

/// Folders in which a name of the system is where it belongs, in small letters.
const PLACES: &[&str] = &[
    "bin",
    "etc",
    "home",
    "lib",
    "local",
    "program files",
    "program files (x86)",
    "sbin",
    "system32",
    "syswow64",
    "users",
    "usr",
    "var",
    "windows",
];

/// Why an indicator is not hunted for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// An address, a domain or a link: it is seen on the network, and a scan reads disks.
    Network,
    /// An address of mail: a scan has no list of them.
    Mail,
    /// It is the hash of an empty file.
    Empty,
    /// Healthy machines have a file or folder of this name.
    Common,
    /// It stands for nearly every name.
    TooWide,
    /// It is no hash of its kind, or of a kind that nobody knows.
    Unknown,
}

/// What a hunt looks for, and what it cannot.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hunt {
    /// Hashes that are looked for.
    pub hashes: Vec<String>,
    /// Names that are looked for, as they were written, and the patterns made of them.
    pub names: Vec<(String, String)>,
    /// What is not looked for: kind, value, and why.
    pub left: Vec<(String, String, Why)>,
}

impl Hunt {
    /// For these indicators, given by kind and value.
    pub fn of<'i>(indicators: impl Iterator<Item = (&'i str, &'i str)>) -> Hunt {
        let mut hunt = Hunt::default();
        for (kind, value) in indicators {
            let why = match kind {
                "sha256" | "sha1" | "md5" => match Digest::from_hex(value) {
                    Some(digest) if digest.of_nothing() => Why::Empty,
                    Some(_) => {
                        hunt.hashes.push(value.to_ascii_lowercase());
                        continue;
                    }
                    None => Why::Unknown,
                },
                "name" => match pattern(value) {
                    Ok(pattern) => {
                        hunt.names.push((value.to_owned(), pattern));
                        continue;
                    }
                    Err(why) => why,
                },
                "address" | "domain" | "url" => Why::Network,
                "email" => Why::Mail,
                _ => Why::Unknown,
            };
            hunt.left.push((kind.to_owned(), value.to_owned(), why));
        }
        hunt
    }

    /// How many rules it has.
    pub fn rules(&self) -> usize {
        self.hashes.len() + self.names.len()
    }

    /// As one file that `quet scan --rules` takes; every finding then names `code`. Nothing where there is no rule.
    /// `about` is said at its beginning, for people.
    pub fn file(&self, code: &str, about: &[String]) -> Option<String> {
        // A code is letters, digits and hyphens; nothing else may come into a line.
        let code: String = code.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
        let hashes: String = self.hashes.iter().map(|hash| format!("{hash};{HASH_SCORE};{code}\n")).collect();
        let names: String =
            self.names.iter().map(|(_, pattern)| format!("{pattern};{NAME_SCORE}\n")).collect();
        let names = format!("# {code}\n{names}");
        let mut parts: Vec<(&str, &str)> = Vec::new();
        if !self.hashes.is_empty() {
            parts.push(("hash-iocs.txt", &hashes));
        }
        if !self.names.is_empty() {
            parts.push(("filename-iocs.txt", &names));
        }
        (!parts.is_empty()).then(|| bundle::write(about, &parts))
    }
}

/// The pattern, in the meaning of Loki's lists, for a name, the end of a path, or a folder where it ends with a sign
/// between folders. `*` and `?` stand for letters of one name; variables of Windows stay.
///
/// # Errors
/// Where it would be found on healthy machines.
fn pattern(value: &str) -> Result<String, Why> {
    // From another machine's disk a path is seen without its drive.
    let value = match value.as_bytes() {
        [drive, b':', ..] if drive.is_ascii_alphabetic() => value.get(2..).unwrap_or_default(),
        _ => value,
    };
    let is_folder = value.ends_with(['/', '\\']);
    let is_wild = |part: &&str| part.chars().all(|c| matches!(c, '*' | '?'));
    let parts: Vec<&str> =
        value.split(['/', '\\']).filter(|part| !part.is_empty()).skip_while(is_wild).collect();
    let Some((last, folders)) = parts.split_last() else { return Err(Why::TooWide) };
    let lower = |text: &str| text.to_lowercase();
    let is_place = |folder: &&str| PLACES.contains(&&*lower(folder));
    if COMMON.contains(&&*lower(last)) && folders.last().is_none_or(is_place) {
        return Err(Why::Common);
    }
    let stem = last.rsplit_once('.').map_or(*last, |(stem, _)| stem);
    let letters = stem.chars().filter(|c| c.is_alphanumeric()).count();
    let has_wildcards = last.contains(['*', '?']);
    let least = if has_wildcards { LEAST_WITH_WILDCARDS } else { LEAST };
    let all = last.chars().filter(|c| c.is_alphanumeric()).count();
    if (has_wildcards && letters < least) || all < LEAST || letters == 0 {
        return Err(Why::TooWide);
    }
    let begins = parts.first().is_some_and(|first| first.starts_with('%'));
    let mut out = String::from("(?i)");
    if !begins {
        out.push_str(r"(?:^|[\\/])");
    }
    for (number, part) in parts.iter().enumerate() {
        if number > 0 {
            out.push_str(r"[\\/]");
        }
        part.chars().for_each(|letter| escape(letter, &mut out));
    }
    out.push_str(if is_folder { r"[\\/]" } else { "$" });
    Ok(out)
}

fn escape(letter: char, out: &mut String) {
    match letter {
        '*' => out.push_str(r"[^\\/]*"),
        '?' => out.push_str(r"[^\\/]"),
        // It would end the column.
        ';' => out.push_str(r"\x3b"),
        // A list is trimmed at its ends, and a line that begins with it would be a comment.
        '#' => out.push_str(r"\x23"),
        '.' | '+' | '(' | ')' | '|' | '[' | ']' | '{' | '}' | '^' | '$' | '&' | '-' | '~' => {
            out.push('\\');
            out.push(letter);
        }
        letter => out.push(letter),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::expect;

    fn made(kind: &str, value: &str) -> String {
        let hunt = Hunt::of([(kind, value)].into_iter());
        match (&*hunt.hashes, &*hunt.names, &*hunt.left) {
            ([hash], [], []) => hash.clone(),
            ([], [(_, pattern)], []) => pattern.clone(),
            ([], [], [(_, _, why)]) => format!("{why:?}"),
            _ => "?".to_owned(),
        }
    }

    #[test]
    fn names_become_patterns_and_what_healthy_machines_have_does_not() {
        let names = [
            "evil.exe",
            r"C:\Users\Public\svchost.exe",
            "/tmp/.x/kworker",
            r"%TEMP%\a+b(1);c.exe",
            "*/upd*te?.exe",
            r"C:\ProgramData\Evil Co\",
            "#1.exe",
            "Hóa đơn [2026].docm",
            "svchost.exe",
            r"C:\Windows\System32\svchost.exe",
            r"*\SVCHOST.EXE",
            "C:\\Windows\\Temp\\",
            "*",
            "*.exe",
            "a?",
            "..",
            "/",
            ".exe",
            "x",
        ];
        let mut table = String::new();
        for name in names {
            table += &format!("{name} → {}\n", made("name", name));
        }
        expect![[r#"
            evil.exe → (?i)(?:^|[\\/])evil\.exe$
            C:\Users\Public\svchost.exe → (?i)(?:^|[\\/])Users[\\/]Public[\\/]svchost\.exe$
            /tmp/.x/kworker → (?i)(?:^|[\\/])tmp[\\/]\.x[\\/]kworker$
            %TEMP%\a+b(1);c.exe → (?i)%TEMP%[\\/]a\+b\(1\)\x3bc\.exe$
            */upd*te?.exe → (?i)(?:^|[\\/])upd[^\\/]*te[^\\/]\.exe$
            C:\ProgramData\Evil Co\ → (?i)(?:^|[\\/])ProgramData[\\/]Evil Co[\\/]
            #1.exe → (?i)(?:^|[\\/])\x231\.exe$
            Hóa đơn [2026].docm → (?i)(?:^|[\\/])Hóa đơn \[2026\]\.docm$
            svchost.exe → Common
            C:\Windows\System32\svchost.exe → Common
            *\SVCHOST.EXE → Common
            C:\Windows\Temp\ → Common
            * → TooWide
            *.exe → TooWide
            a? → TooWide
            .. → TooWide
            / → TooWide
            .exe → TooWide
            x → TooWide
        "#]]
        .assert_eq(&table);
    }

    #[test]
    fn hashes_of_nothing_and_what_is_seen_on_the_network_are_left_out_with_the_reason() {
        for (kind, value, expected) in [
            ("md5", "D41D8CD98F00B204E9800998ECF8427E", "Empty"),
            ("sha256", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "Empty"),
            ("md5", "0C2674C3A97C53082187D930EFB645C2", "0c2674c3a97c53082187d930efb645c2"),
            ("sha1", "zz", "Unknown"),
            ("address", "203.0.113.9", "Network"),
            ("domain", "evil.example", "Network"),
            ("url", "http://evil.example/a", "Network"),
            ("email", "a@evil.example", "Mail"),
            ("ja3", "x", "Unknown"),
        ] {
            assert_eq!(made(kind, value), expected, "{kind} {value}");
        }
    }

    #[test]
    fn a_file_holds_values_and_the_code_and_reads_back() {
        let indicators =
            [("md5", "0c2674c3a97c53082187d930efb645c2"), ("name", "a;b.exe"), ("email", "a@b.example")];
        let hunt = Hunt::of(indicators.into_iter());
        let file = hunt.file("K7QM-2R5D;\n", &["K7QM-2R5D".to_owned()]).unwrap();
        expect![[r#"
            quet-rules 1
            # K7QM-2R5D
            === hash-iocs.txt
            0c2674c3a97c53082187d930efb645c2;100;K7QM-2R5D
            === filename-iocs.txt
            # K7QM-2R5D
            (?i)(?:^|[\\/])a\x3bb\.exe$;60
        "#]]
        .assert_eq(&file);
        let parts = bundle::read(file.as_bytes(), &bundle::BundleLimits::default()).unwrap();
        assert!(crate::hashes::parse(&parts[0].text).1.is_empty());
        let (names, bad) = crate::names::parse(&parts[1].text);
        assert_eq!((names.len(), bad.len(), &*names[0].description), (1, 0, "K7QM-2R5D"));
        assert_eq!(Hunt::of([("email", "a@b.example")].into_iter()).file("X", &[]), None);
    }
}

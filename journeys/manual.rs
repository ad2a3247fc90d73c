//! What comes with the program: the manual page and the shells' completion, in both languages.

use std::io::Write;
use std::process::{Command, Stdio};

use crate::quet::{Place, Ran};

/// Every command, as `--help` lists them: the words that call it.
fn commands(place: &Place) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    let mut groups = vec![Vec::new()];
    while let Some(group) = groups.pop() {
        let help = said(place, &[&group[..], &["--help".to_owned()]].concat());
        let listed = help.lines().skip_while(|line| *line != "Commands:").skip(1);
        for line in listed.take_while(|line| line.starts_with("  ")) {
            let name = line.split_whitespace().next().unwrap().to_owned();
            groups.push([&group[..], &[name]].concat());
        }
        found.push(group);
    }
    found.sort();
    found
}

/// The flags that the help of a command shows.
fn flags(help: &str) -> Vec<String> {
    let first = help.lines().filter(|line| line.starts_with("  ") && line.trim_start().starts_with('-'));
    let words = first.flat_map(|line| line.split_whitespace().take(2));
    words.filter(|word| word.starts_with("--")).map(str::to_owned).collect()
}

fn said<A: AsRef<std::ffi::OsStr>>(place: &Place, arguments: &[A]) -> String {
    let ran = Ran::of(place.command().args(arguments).output().unwrap());
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    ran.stdout
}

/// What a program says of this text; it must have nothing to complain about.
fn through(program: &str, arguments: &[&str], text: &str) -> String {
    let mut child = Command::new(program)
        .args(arguments)
        .env("LC_ALL", "C.UTF-8")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("`{program}` cannot be run: {error}"));
    let mut stdin = child.stdin.take().unwrap();
    let text = text.to_owned();
    let writes = std::thread::spawn(move || stdin.write_all(text.as_bytes()).unwrap());
    let ran = Ran::of(child.wait_with_output().unwrap());
    writes.join().unwrap();
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{program}");
    ran.stdout
}

/// The page as it is read, without warnings.
fn laid_out(page: &str) -> String {
    // Without the marks for bold that an old terminal makes of it, and on lines so long that none is broken.
    let arguments = ["-ww", "-man", "-Kutf8", "-Tutf8", "-P-c", "-P-b", "-P-u", "-rLL=900n"];
    through("groff", &arguments, page)
}

#[test]
fn the_manual_has_every_command_and_every_flag_in_both_languages() {
    let place = Place::new();
    let commands = commands(&place);
    let endpoint = ["scan", "vault restore", "campaign publish", "completion", "manual"];
    let server = ["feed import", "serve"].into_iter().filter(|_| cfg!(feature = "server"));
    for name in endpoint.into_iter().chain(server) {
        assert!(commands.iter().any(|words| words.join(" ") == name), "{name}: {commands:?}");
    }
    for lang in ["en", "vi"] {
        let read = laid_out(&said(&place, &["manual", "--lang", lang]));
        let lines: Vec<&str> = read.lines().map(str::trim).collect();
        let at = |line: &str| {
            let found = lines.iter().position(|found| *found == line);
            found.unwrap_or_else(|| panic!("`{line}` does not stand alone in:\n{read}"))
        };
        for words in commands.iter().filter(|words| !words.is_empty()) {
            let begins = at(&format!("quet {}", words.join(" ")));
            let names = |line: &&str| line.starts_with("quet ") || line.chars().all(char::is_uppercase);
            let ends = lines[begins + 1..].iter().position(|line| !line.is_empty() && names(line)).unwrap();
            let part = lines[begins..begins + 1 + ends].join("\n");
            let help = said(&place, &[&words[..], &["--help".to_owned()]].concat());
            let flags = flags(&help);
            assert!(flags.contains(&"--help".to_owned()), "{help}");
            for flag in &flags {
                let everywhere = ["--help", "--version", "--lang", "--data"].contains(&flag.as_str());
                let part = if everywhere { read.as_str() } else { &part };
                let it = |word: &str| word.trim_end_matches(',') == flag;
                assert!(part.split_whitespace().any(it), "{words:?} {flag} is not in\n{part}");
            }
        }
    }
}

#[test]
fn the_manual_is_in_one_language_and_no_sign_of_it_is_lost() {
    let place = Place::new();
    let (en, vi) = (said(&place, &["manual"]), said(&place, &["manual", "--lang", "vi"]));
    let (en, vi) = (laid_out(&en), laid_out(&vi));
    for heading in ["NAME", "SYNOPSIS", "COMMANDS", "EXIT STATUS", "FILES", "EXAMPLES"] {
        let stands = |read: &str| read.lines().any(|line| line.trim() == heading);
        assert!(stands(&en) && !stands(&vi), "{heading}");
    }
    for text in ["BIẾN MÔI TRƯỜNG", "Đã đọc hết và làm hết; có phát hiện, dù đã làm sạch hay chưa."]
    {
        assert!(vi.contains(text), "{text}:\n{vi}");
    }
    assert!(en.contains("quet scan /home --rules my-rules --clean"), "what is copied is what was meant");
    assert!(en.contains("~/.local/share/quet"));
}

#[test]
fn bash_completes_commands_flags_and_values() {
    let place = Place::new();
    let completed = |words: &str| {
        let script = place.write("completion.bash", said(&place, &["completion", "bash"]));
        let words: Vec<&str> = words.split(' ').collect();
        let (last, before) = (words[words.len() - 1], words[words.len() - 2]);
        let asks = format!(
            "set -eu; source {}; COMP_WORDS=({}); COMP_CWORD={}; _quet quet '{last}' '{before}'; \
             printf '%s\\n' \"${{COMPREPLY[@]}}\"; complete -p quet",
            script.display(),
            words.iter().map(|word| format!("'{word}'")).collect::<Vec<_>>().join(" "),
            words.len() - 1,
        );
        let told = through("bash", &["--norc", "--noprofile"], &asks);
        assert!(told.contains(" -F _quet quet"), "{told}");
        told.lines().map(str::to_owned).collect::<Vec<_>>()
    };
    let has = |words: &str, expected: &str| {
        let told = completed(words);
        assert!(told.iter().any(|one| one == expected), "{words}: {told:?}");
    };
    has("quet sc", "scan");
    has("quet scan --camp", "--campaign-key");
    has("quet vault re", "restore");
    has("quet completion pow", "powershell");
    assert!(!completed("quet sc").iter().any(|one| one == "vault"));
}

#[test]
fn every_shell_is_told_every_command_and_parses_what_it_is_told() {
    let place = Place::new();
    let commands = commands(&place);
    for lang in ["en", "vi"] {
        for shell in ["bash", "fish", "powershell", "zsh"] {
            let script = said(&place, &["completion", shell, "--lang", lang]);
            for name in commands.iter().flatten() {
                assert!(script.contains(name.as_str()), "{shell}: {name}");
            }
            // Bash has no place for descriptions.
            let about =
                if lang == "en" { "Put a file back" } else { "Khôi phục tệp về nguyên trạng" };
            assert_eq!(script.contains(about), shell != "bash", "{shell}, {lang}");
            // The others' parsers are not on every machine; `packaging/try-deb.sh` asks them.
            if shell == "bash" {
                through("bash", &["-n"], &script);
            }
        }
    }
}

#[test]
fn only_known_shells_are_completed_and_nothing_is_left_behind() {
    let place = Place::new();
    for arguments in [&["completion", "csh"][..], &["completion"]] {
        let ran = place.run(arguments);
        assert_eq!((ran.code, ran.stdout.as_str()), (64, ""), "{}", ran.stderr);
    }
    place.run(&["manual"]);
    assert!(!place.path("data").exists());
    let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
    assert_eq!(place.command().arg("manual").stdout(full).status().unwrap().code(), Some(2));
}

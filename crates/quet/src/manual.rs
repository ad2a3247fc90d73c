//! `quet manual`: the manual page, one for all commands, written from the one definition of the command line.
//!
//! Must never say a flag that there is not, and must never let a text become an order to the program that lays it out.
//!
//! The usual generator of such pages has its headings in English only; here they are in the language of the rest.

use std::fmt::Write;

use clap::{Arg, ArgAction, Command};

use crate::exit::Exit;
use crate::out;
use crate::usage;
use words::Words;

/// What scripts go by. See `exit.rs`.
const EXITS: [(&str, &str); 4] =
    [("0", "manual-exit-0"), ("1", "manual-exit-1"), ("2", "manual-exit-2"), ("64", "manual-exit-64")];

const ENVIRONMENT: [(&str, &str); 2] = [("QUET_DATA", "manual-env-data"), ("QUET_LANG", "manual-env-lang")];

const SERVERS_ENVIRONMENT: [(&str, &str); 5] = [
    ("QUET_CONFIG", "manual-env-config"),
    ("QUET_DATABASE", "manual-env-database"),
    ("QUET_LISTEN, QUET_PUBLIC_URL, QUET_TRUSTED_PROXIES", "manual-env-server"),
    ("QUET_INSIDE, QUET_MAIL_HOST, _PORT, _TLS, _USER, _PASSWORD_FILE, _FROM", "manual-env-reach"),
    ("QUET_OIDC_ISSUER, _CLIENT_ID, _CLIENT_SECRET_FILE, _NAME", "manual-env-oidc"),
];

const FILES: [(&str, &str); 2] =
    [("/var/lib/quet", "manual-file-root"), ("~/.local/share/quet", "manual-file-user")];

const EXAMPLES: [(&str, &str); 4] = [
    ("quet scan /home --rules my-rules", "manual-example-scan"),
    ("quet scan /home --rules my-rules --clean", "manual-example-clean"),
    ("quet scan /home --campaign https://chiendich.example/", "manual-example-campaign"),
    ("quet vault restore ID", "manual-example-restore"),
];

/// Runs the command.
pub fn run(words: &Words) -> Exit {
    out::line(page(&usage::command(words), words).trim_end());
    Exit::Fine
}

/// The page, in the language that `man` is written in.
fn page(all: &Command, words: &Words) -> String {
    let mut page = Page(String::new());
    page.order(r#"\" -*- coding: utf-8 -*-"#);
    let version = format!("quet {}", env!("CARGO_PKG_VERSION"));
    page.order(&format!(r#"TH QUET 1 "" "{version}" "{}""#, safe(&words.say("manual-title"))));
    // Neither hyphens that are not in the text, which would be copied with it, nor wide gaps.
    page.order("nh");
    page.order("ad l");
    page.section(&words.say("manual-name"));
    page.text(&format!("quet - {}", words.say("about-quet").trim_end_matches('.')));
    page.section(&words.say("manual-synopsis"));
    page.order("nf");
    page.synopsis(all, words);
    page.order("fi");
    page.section(&words.say("manual-description"));
    page.text(&words.say("manual-about"));
    page.section(&words.say("manual-commands"));
    page.commands("quet", all);
    page.section(&words.say("manual-options"));
    for arg in all.get_arguments() {
        page.item(&call(arg), &help(arg));
    }
    page.list("manual-exit", &EXITS, words);
    page.list("manual-environment", &ENVIRONMENT, words);
    if cfg!(feature = "server") {
        for (name, id) in SERVERS_ENVIRONMENT {
            page.item(name, &words.say(id));
        }
    }
    page.list("manual-files", &FILES, words);
    page.list("manual-examples", &EXAMPLES, words);
    page.0
}

struct Page(String);

impl Page {
    fn order(&mut self, order: &str) {
        // Memory takes whatever is written to it; so below.
        let _ = writeln!(self.0, ".{order}");
    }

    fn text(&mut self, text: &str) {
        let _ = writeln!(self.0, "{}", safe(text));
    }

    fn section(&mut self, name: &str) {
        self.order(&format!(r#"SH "{}""#, safe(&name.to_uppercase())));
    }

    /// A term, and below it what it means.
    fn item(&mut self, term: &str, means: &str) {
        self.order("TP");
        self.order(&format!(r#"B "{}""#, safe(term)));
        self.text(means);
    }

    fn list(&mut self, name: &str, items: &[(&str, &str)], words: &Words) {
        self.section(&words.say(name));
        for (term, id) in items {
            self.item(term, &words.say(id));
        }
    }

    /// A line for each command that does something.
    fn synopsis(&mut self, of: &Command, words: &Words) {
        for command in of.get_subcommands() {
            if command.has_subcommands() {
                self.synopsis(command, words);
            } else {
                let usage = match (of.get_name(), command.get_name()) {
                    ("store", "restore") => "usage-store-restore".to_owned(),
                    (_, name) => format!("usage-{name}"),
                };
                self.text(&format!("quet {}", words.say(&usage)));
            }
        }
    }

    /// Each command below this one, with its arguments.
    fn commands(&mut self, above: &str, of: &Command) {
        for command in of.get_subcommands() {
            let name = format!("{above} {}", command.get_name());
            self.order(&format!(r#"SS "{}""#, safe(&name)));
            self.text(&command.get_about().map(ToString::to_string).unwrap_or_default());
            for arg in command.get_arguments() {
                self.item(&call(arg), &help(arg));
            }
            self.commands(&name, command);
        }
    }
}

/// How an argument is given.
fn call(arg: &Arg) -> String {
    let value = arg.get_value_names().and_then(|names| names.first()).map(|name| name.as_str());
    let value = value.filter(|_| matches!(arg.get_action(), ArgAction::Set | ArgAction::Append));
    let long = arg.get_long().map(|long| match arg.get_short() {
        Some(short) => format!("-{short}, --{long}"),
        None => format!("--{long}"),
    });
    match (long, value) {
        (Some(long), Some(value)) => format!("{long} {value}"),
        (Some(long), None) => long,
        (None, value) if matches!(arg.get_action(), ArgAction::Append) => {
            format!("{}…", value.unwrap_or_default())
        }
        (None, value) => value.unwrap_or_default().to_owned(),
    }
}

fn help(arg: &Arg) -> String {
    let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
    if help.ends_with('.') { help } else { format!("{help}.") }
}

/// A text as it is to be read: nothing in it is an order, an escape, or another sign than it is.
fn safe(text: &str) -> String {
    // What begins a line could be an order; this prints nothing and is none. Elsewhere it would be in the way of those
    // who read the page's first line without laying it out.
    let mut out = String::from(if text.starts_with('.') { r"\&" } else { "" });
    for c in text.chars() {
        match c {
            '\\' => out.push_str(r"\(rs"),
            '-' => out.push_str(r"\-"),
            '\'' => out.push_str(r"\(aq"),
            '"' => out.push_str(r"\(dq"),
            '`' => out.push_str(r"\(ga"),
            '^' => out.push_str(r"\(ha"),
            '~' => out.push_str(r"\(ti"),
            '\n' => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_is_an_order() {
        assert_eq!(safe(".so /etc/passwd"), r"\&.so /etc/passwd");
        assert_eq!(safe("a\n.b \\fB 'c' \"d\""), r"a .b \(rsfB \(aqc\(aq \(dqd\(dq");
        assert_eq!(safe("`--dry-run` ~^…ế"), r"\(ga\-\-dry\-run\(ga \(ti\(ha…ế");
    }
}

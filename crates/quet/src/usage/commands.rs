//! The commands as `clap` knows them: their names, flags and what each takes.
//!
//! Must never hold a word that people read: all of it is in `locales/`, under the names here.

use std::path::PathBuf;

use clap::{Arg, ArgAction, Command, value_parser};

use words::Words;

use super::handed_parser;

/// Every command and flag, with their help in this language: what the command line is read by, and what its
/// completion and its manual are written from.
pub fn command(words: &Words) -> Command {
    let template = format!("{{about-with-newline}}\n{}: {{usage}}\n\n{{all-args}}", words.say("usage-usage"));
    let help = || flag("help", words).short('h').action(ArgAction::Help).global(true);
    let sub = |name: &'static str| {
        Command::new(name)
            .about(words.say(&format!("about-{name}")))
            .help_template(template.clone())
            .subcommand_help_heading(words.say("usage-commands"))
            .disable_help_flag(true)
            .disable_help_subcommand(true)
            .next_help_heading(words.say("usage-options"))
            .override_usage(format!("quet {}", words.say(&format!("usage-{name}"))))
    };
    let id = || named("id", words).required(true);
    let format = || {
        option("format", words)
            .value_parser(["text", "jsonl"])
            .default_value("text")
            .hide_possible_values(true)
            .hide_default_value(true)
    };
    let many = || ArgAction::Append;
    let path = value_parser!(PathBuf);
    // Of a stick.
    let folder = || named("stick-folder", words).value_parser(value_parser!(PathBuf)).required(true);
    // Where to look; everywhere where nothing is named.
    let places = || {
        let named = named("path", words).action(ArgAction::Append).value_parser(value_parser!(PathBuf));
        named.help(words.say("arg-places"))
    };
    let all = sub("quet")
        .version(env!("CARGO_PKG_VERSION"))
        .disable_version_flag(true)
        .subcommand_required(true)
        .arg(help())
        .arg(flag("version", words).short('V').action(ArgAction::Version))
        .arg(option("lang", words).value_parser(["vi", "en"]).hide_possible_values(true).global(true))
        .arg(option("data", words).value_parser(path.clone()).global(true))
        .subcommand(
            sub("scan")
                .arg(places())
                .arg(option("root", words).value_parser(path.clone()))
                .arg(option("rules", words).action(many()).value_parser(path.clone()))
                .arg(option("campaign", words))
                .arg(option("campaign-key", words).requires("campaign"))
                .arg(flag("report", words).requires("campaign"))
                .arg(option("report-to", words).requires("campaign"))
                .arg(flag("skip-bad-rules", words))
                .arg(flag("clean", words))
                .arg(flag("yes", words).requires("clean"))
                .arg(flag("dry-run", words).requires("clean"))
                .arg(flag("system", words).requires("clean"))
                .arg(format())
                .arg(option("threads", words).value_parser(value_parser!(u16).range(1..=1024)))
                .arg(flag("no-remember", words))
                .arg(
                    option("scoring", words)
                        .value_parser(["sum", "weighted"])
                        .default_value("sum")
                        .hide_possible_values(true)
                        .hide_default_value(true),
                )
                .arg(option("time-limit", words).value_parser(value_parser!(u32).range(1..))),
        )
        .subcommand(
            sub("guide")
                .arg(places())
                .arg(option("campaign", words).conflicts_with("rules"))
                .arg(option("campaign-key", words).requires("campaign"))
                .arg(option("rules", words).value_parser(path.clone()))
                .arg(option("result", words).value_parser(path.clone()))
                .arg(option("take", words).value_parser(handed_parser()).hide(true))
                .arg(flag("wait", words)),
        )
        .subcommand(
            sub("vault")
                .subcommand_required(true)
                .subcommand(sub("list").arg(format()))
                .subcommand(sub("vault-key").name("key"))
                .subcommand(sub("restore").arg(id()).arg(option("to", words).value_parser(path.clone())))
                .subcommand(
                    sub("export")
                        .arg(id())
                        .arg(option("output", words).short('o').value_parser(path.clone()))
                        .arg(flag("aes", words)),
                )
                .subcommand(
                    sub("purge")
                        .arg(named("ids", words).action(many()))
                        .arg(flag("all", words).conflicts_with("ids"))
                        .arg(flag("yes", words)),
                ),
        )
        .subcommand(sub("rules").subcommand_required(true).subcommand(
            sub("check").arg(named("path", words).action(many()).value_parser(path.clone()).required(true)),
        ))
        .subcommand(
            sub("reports").subcommand_required(true).subcommand(
                sub("reports-send")
                    .name("send")
                    .arg(folder())
                    .arg(option("reports-to", words).long("to").required(true))
                    .arg(option("campaign-key", words)),
            ),
        )
        .subcommand(
            sub("campaign")
                .subcommand_required(true)
                .subcommand(sub("key"))
                .subcommand(sub("stick").arg(folder()))
                .subcommand(
                    sub("publish")
                        .arg(named("path", words).action(many()).value_parser(path.clone()).required(true))
                        .arg(option("campaign-id", words).long("campaign"))
                        .arg(option("days", words).value_parser(value_parser!(u64).range(1..=366))),
                ),
        );
    // Where the store is that a command is about.
    #[cfg(feature = "server")]
    let stored = |command: Command| {
        command.arg(option("database", words)).arg(option("config", words).value_parser(path.clone()))
    };
    #[cfg(feature = "server")]
    let all = all
        .mut_subcommand("reports", |reports| {
            reports.subcommand(stored(sub("reports-take").name("take").arg(folder())))
        })
        .mut_subcommand("rules", |rules| {
            let output = option("rules-output", words).long("output").short('o');
            rules.subcommand(stored(
                sub("rules-from-incident")
                    .name("from-incident")
                    .arg(named("incident", words).required(true))
                    .arg(output.value_parser(path.clone()).required(true)),
            ))
        })
        .mut_subcommand("campaign", |campaign| {
            campaign.subcommand(
                sub("offer")
                    .arg(named("program", words).action(many()).value_parser(path.clone()).required(true)),
            )
        })
        .subcommand(
            sub("feed").subcommand_required(true).subcommand(stored(
                sub("import")
                    .arg(named("file", words).action(many()).value_parser(path.clone()).required(true))
                    .arg(option("feed-report", words).long("format")),
            )),
        )
        .subcommand(stored(sub("serve").arg(option("listen", words))))
        .subcommand(
            sub("people")
                .subcommand_required(true)
                .subcommand(stored(
                    sub("first")
                        .arg(option("name", words).required(true))
                        .arg(option("login", words).required(true))
                        .arg(option("unit", words).required(true))
                        .arg(option("code", words).required(true))
                        .arg(option("kind", words)),
                ))
                .subcommand(stored(sub("reset").arg(option("login", words).required(true))))
                .subcommand(stored(
                    sub("people-erase")
                        .name("erase")
                        .arg(option("erase-before", words).long("before").required(true))
                        .arg(option("why", words).required(true)),
                )),
        )
        .subcommand(
            sub("playbooks")
                .subcommand_required(true)
                .subcommand(stored(
                    sub("playbooks-list").name("list").arg(option("playbook-unit", words).long("unit")),
                ))
                .subcommand(stored(
                    sub("playbooks-export")
                        .name("export")
                        .arg(named("playbook-kind", words).required(true))
                        .arg(
                            option("playbook-output", words)
                                .long("output")
                                .short('o')
                                .value_parser(path.clone())
                                .required(true),
                        )
                        .arg(option("playbook-unit", words).long("unit")),
                ))
                .subcommand(stored(
                    sub("playbooks-import")
                        .name("import")
                        .arg(named("playbook", words).value_parser(path.clone()).required(true))
                        .arg(option("playbook-unit", words).long("unit").required(true))
                        .arg(option("playbook-why", words).long("why").required(true)),
                ))
                .subcommand(stored(
                    sub("playbooks-check")
                        .name("check")
                        .arg(
                            named("playbook", words).action(many()).value_parser(path.clone()).required(true),
                        )
                        .arg(option("playbook-unit", words).long("unit")),
                )),
        )
        .subcommand({
            let package = || named("package", words).value_parser(path.clone()).required(true);
            let key = || option("server-key", words).long("key").value_parser(path.clone()).required(true);
            let output = option("package-output", words).long("output").short('o');
            sub("incident")
                .subcommand_required(true)
                .subcommand(stored(
                    sub("incident-export")
                        .name("export")
                        .arg(named("incident-code", words).required(true))
                        .arg(output.value_parser(path.clone()).required(true))
                        .arg(option("made-for", words).long("to"))
                        .arg(option("made-why", words).long("why")),
                ))
                .subcommand(sub("incident-verify").name("verify").arg(package()).arg(key()))
                .subcommand(stored(
                    sub("incident-import")
                        .name("import")
                        .arg(package())
                        .arg(key())
                        .arg(option("for-unit", words).long("unit").required(true)),
                ))
        })
        .subcommand({
            let key = option("server-key", words).long("key").value_parser(path.clone()).required(true);
            let number = named("server-number", words).value_parser(value_parser!(i64)).required(true);
            sub("servers")
                .subcommand_required(true)
                .subcommand(stored(sub("servers-key").name("key")))
                .subcommand(stored(sub("servers-list").name("list")))
                .subcommand(stored(
                    sub("servers-add").name("add").arg(named("server-name", words).required(true)).arg(key),
                ))
                .subcommand(stored(sub("servers-end").name("end").arg(number)))
        })
        .subcommand(
            sub("audit")
                .subcommand_required(true)
                .subcommand(stored(
                    sub("verify").arg(option("key", words).value_parser(path.clone())).arg(
                        option("checkpoints", words).action(ArgAction::Append).value_parser(path.clone()),
                    ),
                ))
                .subcommand(stored(sub("checkpoint")))
                .subcommand(stored(
                    sub("accept")
                        .arg(named("entry-number", words).value_parser(value_parser!(u64)).required(true))
                        .arg(option("why", words).required(true)),
                ))
                .subcommand(stored(
                    sub("erase")
                        .arg(option("before", words).required(true))
                        .arg(option("object", words))
                        .arg(option("why", words).required(true)),
                )),
        )
        .subcommand(
            sub("store")
                .subcommand_required(true)
                .subcommand(stored(
                    sub("backup").arg(
                        option("backup-output", words)
                            .long("output")
                            .short('o')
                            .value_parser(path.clone())
                            .required(true),
                    ),
                ))
                .subcommand(stored(
                    sub("store-restore")
                        .name("restore")
                        .arg(named("backup", words).value_parser(path.clone()).required(true)),
                ))
                .subcommand(stored(sub("migrate").arg(flag("migrate-dry-run", words).long("dry-run")))),
        )
        .subcommand(
            sub("papers").subcommand_required(true).subcommand(
                sub("blank")
                    .arg(named("form", words).required(true))
                    .arg(option("paper-output", words).long("output").short('o').value_parser(path.clone()))
                    .arg(option("on", words))
                    .arg(flag("sample", words)),
            ),
        )
        .subcommand(
            sub("rulebook").subcommand_required(true).subcommand(sub("show").arg(option("on", words))),
        )
        .subcommand(
            sub("demo")
                .arg(option("listen", words))
                .arg(option("sightings", words).value_parser(value_parser!(u64).range(5_000..=20_000_000)))
                .arg(flag("once", words)),
        );
    // Last, as those that are needed once.
    let shell = named("shell", words).required(true).value_parser(SHELLS).hide_possible_values(true);
    all.subcommand(sub("completion").arg(shell)).subcommand(sub("manual"))
}

/// The shells that `quet completion` knows.
const SHELLS: [&str; 4] = ["bash", "fish", "powershell", "zsh"];

/// Sightings of the demo's country, as many as a country of this size has in two months.
#[cfg(feature = "server")]
pub(super) const DEMO_SIGHTINGS: u64 = 2_000_000;

/// How long a pack is in force where nothing is said: long enough for a campaign of some weeks, short enough that a
/// machine that is kept from newer ones notices.
pub(super) const PUBLISHED_DAYS: u64 = 30;

fn flag(name: &'static str, words: &Words) -> Arg {
    Arg::new(name).long(name).action(ArgAction::SetTrue).help(words.say(&format!("arg-{name}")))
}

fn option(name: &'static str, words: &Words) -> Arg {
    let metavar = match name {
        "rules" | "data" | "to" | "output" | "backup-output" | "playbook-output" | "config" | "result"
        | "root" | "take" | "key" | "checkpoints" | "paper-output" | "package-output" | "server-key"
        | "rules-output" => "metavar-path",
        "before" | "on" => "metavar-day",
        "object" | "why" | "name" | "login" | "unit" | "code" | "kind" | "made-for" | "made-why"
        | "playbook-unit" | "playbook-why" => "metavar-text",
        "for-unit" => "metavar-code",
        "threads" | "time-limit" | "days" | "sightings" => "metavar-number",
        "campaign-key" => "metavar-key",
        "campaign-id" => "metavar-id",
        "campaign" | "report-to" | "reports-to" | "database" => "metavar-url",
        "listen" => "metavar-listen",
        "feed-report" => "metavar-feed-report",
        "lang" => return Arg::new(name).long(name).value_name("vi|en").help(words.say("arg-lang")),
        "format" => return Arg::new(name).long(name).value_name("text|jsonl").help(words.say("arg-format")),
        _ => return Arg::new(name).long(name).value_name("sum|weighted").help(words.say("arg-scoring")),
    };
    Arg::new(name).long(name).value_name(words.say(metavar)).help(words.say(&format!("arg-{name}")))
}

fn named(name: &'static str, words: &Words) -> Arg {
    let metavar = match name {
        "path" | "file" | "program" | "backup" | "playbook" | "package" | "stick-folder" => {
            words.say("metavar-path")
        }
        "incident-code" => words.say("metavar-code"),
        "server-name" => words.say("metavar-text"),
        "server-number" | "entry-number" => words.say("metavar-number"),
        "playbook-kind" => words.say("metavar-kind"),
        "form" => words.say("metavar-form"),
        "incident" => words.say("metavar-incident"),
        "shell" => "SHELL".to_owned(),
        _ => "ID".to_owned(),
    };
    Arg::new(name)
        .value_name(metavar)
        .help(words.say(&format!("arg-{name}")))
        .help_heading(words.say("usage-arguments"))
}

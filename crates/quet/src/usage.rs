//! The command line: every command and flag in one place, in the language of the one who asks.
//!
//! Must never read or write anything but the arguments.

mod commands;
mod options;

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

use clap::ArgMatches;
use clap::builder::{OsStringValueParser, TypedValueParser};
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap_complete::Shell;
use scan::verdict::Scoring;

use crate::guide::Handed;
#[cfg(feature = "server")]
use commands::DEMO_SIGHTINGS;
use commands::PUBLISHED_DAYS;
pub use commands::command;
pub use options::*;
use words::Words;

/// What was asked for.
#[derive(Debug)]
pub enum Asked {
    /// `quet scan`.
    Scan(Box<ScanOptions>),
    /// `quet guide`, or a double-click.
    Guide(Box<GuideOptions>),
    /// `quet vault …`.
    Vault(VaultOptions),
    /// `quet rules check`.
    RulesCheck(Vec<PathBuf>),
    /// `quet rules from-incident`.
    #[cfg(feature = "server")]
    RulesFromIncident(HuntOptions),
    /// `quet feed import`.
    #[cfg(feature = "server")]
    FeedImport(FeedOptions),
    /// `quet serve`.
    #[cfg(feature = "server")]
    Serve(ServeOptions),
    /// `quet audit …`.
    #[cfg(feature = "server")]
    Audit(AuditOptions),
    /// `quet people …`.
    #[cfg(feature = "server")]
    People(PeopleOptions),
    /// `quet incident …`.
    #[cfg(feature = "server")]
    Incident(IncidentAct),
    /// `quet servers …`.
    #[cfg(feature = "server")]
    Servers(ServersAct, StoreOptions),
    /// `quet playbooks …`.
    #[cfg(feature = "server")]
    Playbooks(PlaybooksAct),
    /// `quet store …`.
    #[cfg(feature = "server")]
    Store(StoreAct, StoreOptions),
    /// `quet campaign key`, with our own data.
    CampaignKey(PathBuf),
    /// `quet campaign stick`, with the folder and our own data.
    CampaignStick(PathBuf, PathBuf),
    /// `quet reports send`.
    ReportsSend(SendOptions),
    /// `quet reports take`.
    #[cfg(feature = "server")]
    ReportsTake(TakeOptions),
    /// `quet campaign publish`.
    CampaignPublish(PublishOptions),
    /// `quet campaign offer`.
    #[cfg(feature = "server")]
    CampaignOffer(OfferOptions),
    /// `quet papers blank`.
    #[cfg(feature = "server")]
    PapersBlank(PaperOptions),
    /// `quet rulebook show`, with the day that was named.
    #[cfg(feature = "server")]
    RulebookShow(Option<String>),
    /// `quet demo`.
    #[cfg(feature = "server")]
    Demo(DemoOptions),
    /// `quet completion`.
    Completion(Shell),
    /// `quet manual`.
    Manual,
}

/// Why there is nothing to do.
#[derive(Debug)]
pub enum NotAsked {
    /// Help or the version was asked for: print this.
    Help(String),
    /// The command line makes no sense: this is why.
    Wrong(String),
}

/// Reads the command line.
///
/// # Errors
/// When it asks for help, or makes no sense.
pub fn parse(arguments: &[OsString], words: &Words, data: PathBuf) -> Result<Asked, NotAsked> {
    let matches = command(words).try_get_matches_from(arguments).map_err(|error| not_asked(&error, words))?;
    let data = matches.get_one::<PathBuf>("data").cloned().unwrap_or(data);
    let data = std::path::absolute(&data).unwrap_or(data);
    match matches.subcommand() {
        Some(("scan", scan)) => Ok(Asked::Scan(Box::new(scan_options(scan, data)))),
        Some(("guide", guide)) => Ok(Asked::Guide(Box::new(guide_options(guide, data)))),
        Some(("vault", vault)) => vault_options(vault, data, words).map(Asked::Vault),
        #[cfg(feature = "server")]
        Some(("rules", rules)) if rules.subcommand_name() == Some("from-incident") => {
            let from = rules.subcommand().map_or(rules, |(_, from)| from);
            Ok(Asked::RulesFromIncident(HuntOptions {
                code: text_of(from, "incident").unwrap_or_default(),
                output: from.get_one::<PathBuf>("rules-output").cloned().unwrap_or_default(),
                store: store_options(from, data),
            }))
        }
        Some(("rules", rules)) => {
            let paths = rules.subcommand().map(|(_, check)| paths_of(check, "path")).unwrap_or_default();
            Ok(Asked::RulesCheck(paths))
        }
        Some(("campaign", campaign)) => Ok(match campaign.subcommand() {
            Some(("publish", publish)) => Asked::CampaignPublish(PublishOptions {
                paths: paths_of(publish, "path"),
                campaign: text_of(publish, "campaign-id"),
                days: publish.get_one::<u64>("days").copied().unwrap_or(PUBLISHED_DAYS),
                data,
            }),
            #[cfg(feature = "server")]
            Some(("offer", offer)) => {
                Asked::CampaignOffer(OfferOptions { files: paths_of(offer, "program"), data })
            }
            Some(("stick", stick)) => Asked::CampaignStick(folder_of(stick), data),
            _ => Asked::CampaignKey(data),
        }),
        Some(("reports", reports)) => match reports.subcommand() {
            #[cfg(feature = "server")]
            Some(("take", take)) => Ok(Asked::ReportsTake(TakeOptions {
                folder: folder_of(take),
                store: store_options(take, data),
            })),
            Some((_, send)) => Ok(Asked::ReportsSend(SendOptions {
                folder: folder_of(send),
                to: text_of(send, "reports-to").unwrap_or_default(),
                key: text_of(send, "campaign-key"),
            })),
            None => Err(NotAsked::Wrong(words.say("usage-missing-command"))),
        },
        Some(("completion", completion)) => Ok(Asked::Completion(shell_of(completion))),
        Some(("manual", _)) => Ok(Asked::Manual),
        #[cfg(feature = "server")]
        Some(("feed", feed)) => match feed.subcommand() {
            Some((_, import)) => Ok(Asked::FeedImport(FeedOptions {
                files: paths_of(import, "file"),
                format: import.get_one::<String>("feed-report").cloned(),
                store: store_options(import, data),
            })),
            None => Err(NotAsked::Wrong(words.say("usage-missing-command"))),
        },
        #[cfg(feature = "server")]
        Some(("papers", papers)) => match papers.subcommand() {
            Some((_, blank)) => Ok(Asked::PapersBlank(PaperOptions {
                form: text_of(blank, "form").unwrap_or_default(),
                output: blank.get_one::<PathBuf>("paper-output").cloned(),
                on: text_of(blank, "on"),
                sample: blank.get_flag("sample"),
            })),
            None => Err(NotAsked::Wrong(words.say("usage-missing-command"))),
        },
        #[cfg(feature = "server")]
        Some(("rulebook", rulebook)) => {
            Ok(Asked::RulebookShow(rulebook.subcommand().and_then(|(_, show)| text_of(show, "on"))))
        }
        #[cfg(feature = "server")]
        Some(("people", people)) => match people.subcommand() {
            Some(("first", first)) => Ok(Asked::People(PeopleOptions {
                act: PeopleAct::First {
                    name: text_of(first, "name").unwrap_or_default(),
                    login: text_of(first, "login").unwrap_or_default(),
                    unit: text_of(first, "unit").unwrap_or_default(),
                    code: text_of(first, "code").unwrap_or_default(),
                    kind: text_of(first, "kind").unwrap_or_else(|| "department".to_owned()),
                },
                store: store_options(first, data),
            })),
            Some(("erase", erase)) => Ok(Asked::People(PeopleOptions {
                act: PeopleAct::Erase {
                    before: text_of(erase, "erase-before").unwrap_or_default(),
                    why: text_of(erase, "why").unwrap_or_default(),
                },
                store: store_options(erase, data),
            })),
            Some((_, reset)) => Ok(Asked::People(PeopleOptions {
                act: PeopleAct::Reset { login: text_of(reset, "login").unwrap_or_default() },
                store: store_options(reset, data),
            })),
            None => Err(NotAsked::Wrong(words.say("usage-missing-command"))),
        },
        #[cfg(feature = "server")]
        Some(("playbooks", playbooks)) => match playbooks.subcommand() {
            Some(("check", check)) => Ok(Asked::Playbooks(PlaybooksAct::Check {
                files: paths_of(check, "playbook"),
                unit: own_unit(check, data),
            })),
            Some(("export", export)) => Ok(Asked::Playbooks(PlaybooksAct::Export {
                kind: text_of(export, "playbook-kind").unwrap_or_default(),
                output: export.get_one::<PathBuf>("playbook-output").cloned().unwrap_or_default(),
                unit: own_unit(export, data),
            })),
            Some(("import", import)) => Ok(Asked::Playbooks(PlaybooksAct::Import {
                file: paths_of(import, "playbook").into_iter().next().unwrap_or_default(),
                why: text_of(import, "playbook-why").unwrap_or_default(),
                unit: OwnUnit {
                    code: text_of(import, "playbook-unit").unwrap_or_default(),
                    store: store_options(import, data),
                },
            })),
            Some((_, list)) => Ok(Asked::Playbooks(PlaybooksAct::List(own_unit(list, data)))),
            None => Err(NotAsked::Wrong(words.say("usage-missing-command"))),
        },
        #[cfg(feature = "server")]
        Some(("incident", incident)) => incident_act(incident, data, words).map(Asked::Incident),
        #[cfg(feature = "server")]
        Some(("servers", servers)) => {
            let (act, matches) = match servers.subcommand() {
                Some(("add", add)) => (
                    ServersAct::Add {
                        name: text_of(add, "server-name").unwrap_or_default(),
                        key: path_of(add, "server-key"),
                    },
                    add,
                ),
                Some(("end", end)) => {
                    (ServersAct::End(end.get_one::<i64>("server-number").copied().unwrap_or(0)), end)
                }
                Some(("key", key)) => (ServersAct::Key, key),
                Some((_, list)) => (ServersAct::List, list),
                None => return Err(NotAsked::Wrong(words.say("usage-missing-command"))),
            };
            Ok(Asked::Servers(act, store_options(matches, data)))
        }
        #[cfg(feature = "server")]
        Some(("audit", audit)) => match audit.subcommand() {
            Some(("verify", verify)) => Ok(Asked::Audit(AuditOptions {
                act: AuditAct::Verify {
                    key: verify.get_one::<PathBuf>("key").cloned(),
                    checkpoints: paths_of(verify, "checkpoints"),
                },
                store: store_options(verify, data),
            })),
            Some(("accept", accept)) => Ok(Asked::Audit(AuditOptions {
                act: AuditAct::Accept {
                    entry: accept.get_one::<u64>("entry-number").copied().unwrap_or(0),
                    why: text_of(accept, "why").unwrap_or_default(),
                },
                store: store_options(accept, data),
            })),
            Some(("erase", erase)) => Ok(Asked::Audit(AuditOptions {
                act: AuditAct::Erase {
                    before: text_of(erase, "before").unwrap_or_default(),
                    object: text_of(erase, "object"),
                    why: text_of(erase, "why").unwrap_or_default(),
                },
                store: store_options(erase, data),
            })),
            Some((_, checkpoint)) => Ok(Asked::Audit(AuditOptions {
                act: AuditAct::Checkpoint,
                store: store_options(checkpoint, data),
            })),
            None => Err(NotAsked::Wrong(words.say("usage-missing-command"))),
        },
        #[cfg(feature = "server")]
        Some(("store", store)) => {
            let path = |matches: &ArgMatches, name: &str| matches.get_one::<PathBuf>(name).cloned();
            let (act, matches) = match store.subcommand() {
                Some(("backup", matches)) => {
                    (StoreAct::Backup(path(matches, "backup-output").unwrap_or_default()), matches)
                }
                Some(("restore", matches)) => {
                    (StoreAct::Restore(path(matches, "backup").unwrap_or_default()), matches)
                }
                Some((_, matches)) => {
                    (StoreAct::Migrate { dry_run: matches.get_flag("migrate-dry-run") }, matches)
                }
                None => return Err(NotAsked::Wrong(words.say("usage-missing-command"))),
            };
            Ok(Asked::Store(act, store_options(matches, data)))
        }
        #[cfg(feature = "server")]
        Some(("serve", serve)) => Ok(Asked::Serve(ServeOptions {
            listen: serve.get_one::<String>("listen").cloned(),
            store: store_options(serve, data),
        })),
        #[cfg(feature = "server")]
        Some(("demo", demo)) => Ok(Asked::Demo(DemoOptions {
            data: matches.get_one::<PathBuf>("data").cloned(),
            listen: demo.get_one::<String>("listen").cloned(),
            sightings: demo.get_one::<u64>("sightings").copied().unwrap_or(DEMO_SIGHTINGS),
            once: demo.get_flag("once"),
        })),
        _ => Err(NotAsked::Help(command(words).render_help().to_string())),
    }
}

fn paths_of(matches: &ArgMatches, name: &str) -> Vec<PathBuf> {
    matches.get_many::<PathBuf>(name).into_iter().flatten().cloned().collect()
}

fn folder_of(matches: &ArgMatches) -> PathBuf {
    matches.get_one::<PathBuf>("stick-folder").cloned().unwrap_or_default()
}

fn text_of(matches: &ArgMatches, name: &str) -> Option<String> {
    matches.get_one::<String>(name).cloned()
}

/// The unit that a command on playbooks names, and where its data are; nothing where it names none.
#[cfg(feature = "server")]
fn own_unit(matches: &ArgMatches, data: PathBuf) -> Option<OwnUnit> {
    let code = text_of(matches, "playbook-unit")?;
    Some(OwnUnit { code, store: store_options(matches, data) })
}

#[cfg(feature = "server")]
fn path_of(matches: &ArgMatches, name: &str) -> PathBuf {
    matches.get_one::<PathBuf>(name).cloned().unwrap_or_default()
}

#[cfg(feature = "server")]
fn incident_act(incident: &ArgMatches, data: PathBuf, words: &Words) -> Result<IncidentAct, NotAsked> {
    match incident.subcommand() {
        Some(("export", export)) => Ok(IncidentAct::Export {
            code: text_of(export, "incident-code").unwrap_or_default(),
            output: path_of(export, "package-output"),
            made_for: text_of(export, "made-for"),
            why: text_of(export, "made-why"),
            store: store_options(export, data),
        }),
        Some(("import", import)) => Ok(IncidentAct::Import {
            package: path_of(import, "package"),
            key: path_of(import, "server-key"),
            unit: text_of(import, "for-unit").unwrap_or_default(),
            store: store_options(import, data),
        }),
        Some((_, verify)) => Ok(IncidentAct::Verify {
            package: path_of(verify, "package"),
            key: path_of(verify, "server-key"),
        }),
        None => Err(NotAsked::Wrong(words.say("usage-missing-command"))),
    }
}

#[cfg(feature = "server")]
fn store_options(matches: &ArgMatches, usual_data: PathBuf) -> StoreOptions {
    StoreOptions {
        data: matches.get_one::<PathBuf>("data").cloned(),
        usual_data,
        database: text_of(matches, "database"),
        config: matches.get_one::<PathBuf>("config").cloned(),
    }
}

/// The shell that is named. The names that come here are those of `commands::SHELLS`.
fn shell_of(matches: &ArgMatches) -> Shell {
    matches.get_one::<String>("shell").and_then(|name| name.parse().ok()).unwrap_or(Shell::Bash)
}

fn format_of(matches: &ArgMatches) -> Format {
    match matches.get_one::<String>("format").map(String::as_str) {
        Some("jsonl") => Format::Jsonl,
        _ => Format::Text,
    }
}

fn guide_options(matches: &ArgMatches, data: PathBuf) -> GuideOptions {
    GuideOptions {
        paths: paths_of(matches, "path"),
        campaign: text_of(matches, "campaign"),
        campaign_key: text_of(matches, "campaign-key"),
        rules: matches.get_one::<PathBuf>("rules").cloned(),
        result: matches.get_one::<PathBuf>("result").cloned(),
        take: matches.get_one::<Handed>("take").cloned(),
        wait: matches.get_flag("wait"),
        threads: processors(),
        data,
    }
}

fn handed_parser() -> impl TypedValueParser<Value = Handed> {
    OsStringValueParser::new().try_map(|argument| Handed::parse(&argument).ok_or("not a list of files"))
}

/// How many look at one time where nothing is said. On Windows each looker compiles and holds the rules itself, so
/// that more than a few cost memory before they save time.
fn processors() -> usize {
    const MOST_ON_WINDOWS: usize = 4;
    let number = std::thread::available_parallelism().map_or(1, usize::from);
    if cfg!(windows) { number.min(MOST_ON_WINDOWS) } else { number }
}

fn scan_options(matches: &ArgMatches, data: PathBuf) -> ScanOptions {
    ScanOptions {
        paths: paths_of(matches, "path"),
        root: matches.get_one::<PathBuf>("root").cloned(),
        rules: paths_of(matches, "rules"),
        campaign: text_of(matches, "campaign").map(|url| CampaignOptions {
            url,
            key: text_of(matches, "campaign-key"),
            report: matches.get_flag("report"),
            report_to: text_of(matches, "report-to"),
        }),
        skip_bad_rules: matches.get_flag("skip-bad-rules"),
        clean: matches.get_flag("clean"),
        yes: matches.get_flag("yes"),
        dry_run: matches.get_flag("dry-run"),
        system: matches.get_flag("system"),
        format: format_of(matches),
        threads: matches.get_one::<u16>("threads").map_or_else(processors, |&threads| usize::from(threads)),
        no_remember: matches.get_flag("no-remember"),
        scoring: match matches.get_one::<String>("scoring").map(String::as_str) {
            Some("weighted") => Scoring::Weighted,
            _ => Scoring::Sum,
        },
        time_limit: matches.get_one::<u32>("time-limit").map(|&seconds| Duration::from_secs(seconds.into())),
        data,
    }
}

fn vault_options(matches: &ArgMatches, data: PathBuf, words: &Words) -> Result<VaultOptions, NotAsked> {
    let Some((name, matches)) = matches.subcommand() else {
        return Err(NotAsked::Wrong(words.say("usage-missing-command")));
    };
    let id = || matches.get_one::<String>("id").cloned().unwrap_or_default();
    let act = match name {
        "key" => VaultAct::Key,
        "restore" => VaultAct::Restore { id: id(), to: matches.get_one::<PathBuf>("to").cloned() },
        "export" => VaultAct::Export {
            id: id(),
            output: matches.get_one::<PathBuf>("output").cloned(),
            aes: matches.get_flag("aes"),
        },
        "purge" => {
            let ids: Vec<String> = matches.get_many::<String>("ids").into_iter().flatten().cloned().collect();
            let all = matches.get_flag("all");
            if ids.is_empty() && !all {
                return Err(NotAsked::Wrong(words.say("usage-purge-what")));
            }
            VaultAct::Purge { ids, all, yes: matches.get_flag("yes") }
        }
        _ => VaultAct::List { format: format_of(matches) },
    };
    Ok(VaultOptions { act, data })
}

/// What the parser says, in the language of the one who asked.
fn not_asked(error: &clap::Error, words: &Words) -> NotAsked {
    let kind = error.kind();
    if matches!(kind, ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
        return NotAsked::Help(error.render().to_string());
    }
    let context = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join(", "),
        Some(other) => other.to_string(),
        None => String::new(),
    };
    let arg = context(ContextKind::InvalidArg);
    let what = match kind {
        ErrorKind::UnknownArgument => words.with("usage-unknown", &[("arg", &arg)]),
        ErrorKind::InvalidSubcommand => {
            words.with("usage-unknown", &[("arg", &context(ContextKind::InvalidSubcommand))])
        }
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            words.say("usage-missing-command")
        }
        ErrorKind::MissingRequiredArgument => {
            words.with("usage-missing", &[("arg", arg.trim_end_matches("..."))])
        }
        ErrorKind::ArgumentConflict => {
            words.with("usage-conflict", &[("arg", &arg), ("other", &context(ContextKind::PriorArg))])
        }
        _ => {
            let value = context(ContextKind::InvalidValue);
            let value = scan::names::shown_bytes(value.as_bytes());
            words.with("usage-value", &[("arg", &arg), ("value", &value)])
        }
    };
    NotAsked::Wrong(what)
}

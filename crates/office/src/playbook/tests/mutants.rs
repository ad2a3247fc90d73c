//! Thousands of broken playbooks, each broken in one known way: all are refused, and for that.
//!
//! Must never count a mutant twice, and none that is not another playbook than the one it was made from.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::*;

/// How many there are to be at least.
const WANTED: usize = 1_000;

/// What is to be said of a mutant.
type Expected = fn(&Refused) -> bool;

/// The mutants of one playbook.
struct Mutants {
    whole: Value,
    made: Vec<(&'static str, Value, Expected)>,
}

/// A number that nobody has.
fn nobody(of: &str) -> String {
    format!("{of}--00000000-0000-4000-8000-00000000dead")
}

impl Mutants {
    fn add(&mut self, class: &'static str, expected: Expected, change: impl FnOnce(&mut Value)) {
        let mut value = self.whole.clone();
        change(&mut value);
        assert_ne!(value, self.whole, "{class}: nothing was changed");
        self.made.push((class, value, expected));
    }

    /// Changes what the extension says of a step.
    fn say(
        &mut self,
        class: &'static str,
        expected: Expected,
        number: usize,
        change: impl FnOnce(&mut Value),
    ) {
        self.add(class, expected, |value| change(part(&mut entry(value, number)["step_extensions"])));
    }

    fn ways(&mut self) {
        let workflow = self.whole["workflow"].as_object().unwrap().clone();
        for (id, entry) in &workflow {
            for way in ["on_completion", "on_true"] {
                if entry.get(way).is_some() {
                    let to = |to: Value| {
                        let id = id.clone();
                        move |value: &mut Value| value["workflow"][id][way] = to
                    };
                    let dangling: Expected = |refused| matches!(refused, Refused::Dangling { .. });
                    self.add("dangling", dangling, to(nobody("action").into()));
                    self.add("dangling", dangling, to(nobody("end").into()));
                    let not_an_id: Expected = |refused| matches!(refused, Refused::Schema { .. });
                    self.add("no number", not_an_id, to("nowhere".into()));
                    let itself: Expected =
                        |refused| matches!(refused, Refused::Cycle { .. } | Refused::Return { .. });
                    self.add("to itself", itself, to(id.clone().into()));
                    self.add(
                        "no way on",
                        |refused| matches!(refused, Refused::NoWayOn { .. } | Refused::Schema { .. }),
                        |value| {
                            value["workflow"][id].as_object_mut().unwrap().remove(way);
                        },
                    );
                    // To everything else that is there, and where it does not lead now.
                    for other in workflow.keys().filter(|other| *other != id && entry[way] != **other) {
                        self.add(
                            "another way",
                            |refused| {
                                matches!(
                                    refused,
                                    Refused::Cycle { .. }
                                        | Refused::TwoWays { .. }
                                        | Refused::Unreachable { .. }
                                        | Refused::Return { .. }
                                        | Refused::NoReturn
                                        | Refused::Beside { .. }
                                )
                            },
                            to(other.clone().into()),
                        );
                    }
                }
            }
            let lost: Expected = |refused| {
                matches!(refused, Refused::Dangling { .. } | Refused::NoStart | Refused::Unreachable { .. })
            };
            self.add("lost", lost, |value| {
                value["workflow"].as_object_mut().unwrap().remove(id);
            });
            let schema: Expected = |refused| matches!(refused, Refused::Schema { .. });
            self.add("unknown member", schema, |value| value["workflow"][id]["next"] = 1.into());
            self.add("wrong type", schema, |value| value["workflow"][id]["type"] = "step".into());
            self.add("wrong number", schema, |value| {
                let workflow = value["workflow"].as_object_mut().unwrap();
                let moved = workflow.remove(id).unwrap();
                workflow.insert(format!("step-{id}"), moved);
            });
        }
        let parallel = workflow.keys().find(|id| id.starts_with("parallel")).unwrap();
        for (place, class) in [(0, "dangling"), (1, "dangling")] {
            self.add(
                class,
                |refused| matches!(refused, Refused::Dangling { .. }),
                |value| {
                    value["workflow"][parallel]["next_steps"][place] = nobody("action").into();
                },
            );
        }
        for number in 1..=11 {
            self.add(
                "orphan",
                |refused| matches!(refused, Refused::Unreachable { .. }),
                |value| {
                    let mut copy = value["workflow"][action(number)].clone();
                    copy["on_completion"] = nobody("end").into();
                    value["workflow"][nobody("end")] = json!({"type": "end"});
                    value["workflow"][nobody("action")] = copy;
                },
            );
        }
    }

    fn people(&mut self) {
        for number in 1..=11 {
            let leaderless: Expected = |refused| matches!(refused, Refused::Leaderless { .. });
            self.say("leaderless", leaderless, number, |part| part["leads"] = json!([]));
            self.say("leaderless", leaderless, number, |part| {
                part.as_object_mut().unwrap().remove("leads");
            });
            for list in ["leads", "helpers"] {
                for role in ["", "boss", "Operator", "operators"] {
                    self.say(
                        "unknown role",
                        |refused| matches!(refused, Refused::UnknownRole { .. }),
                        number,
                        |part| {
                            part[list].as_array_mut().unwrap().push(role.into());
                        },
                    );
                }
            }
            let twice: Expected = |refused| matches!(refused, Refused::RoleTwice { .. });
            self.say("role twice", twice, number, |part| {
                let lead = part["leads"][0].clone();
                part["leads"].as_array_mut().unwrap().push(lead);
            });
            self.say("role twice", twice, number, |part| {
                let lead = part["leads"][0].clone();
                part["helpers"].as_array_mut().unwrap().push(lead);
            });
            let named: Expected = |refused| matches!(refused, Refused::Named { .. });
            self.add("named otherwise", named, |value| {
                entry(value, number)["agent"] = Role::Isp.organization().into();
            });
            self.add("named otherwise", named, |value| {
                entry(value, number).as_object_mut().unwrap().remove("owner");
            });
            self.add("named otherwise", named, |value| {
                entry(value, number).as_object_mut().unwrap().remove("targets");
            });
        }
        for role in [Role::Operator, Role::Board] {
            self.add(
                "dangling",
                |refused| matches!(refused, Refused::Dangling { way: "agent", .. }),
                |value| {
                    value["agent_definitions"].as_object_mut().unwrap().remove(&role.organization());
                },
            );
        }
        for role in Role::ALL {
            self.add(
                "dangling",
                |refused| matches!(refused, Refused::Dangling { way: "targets", .. }),
                |value| {
                    value["target_definitions"].as_object_mut().unwrap().remove(&role.organization());
                },
            );
        }
    }

    fn words(&mut self) {
        let shape: Expected = |refused| matches!(refused, Refused::Extension { .. });
        let words: Expected = |refused| matches!(refused, Refused::Words { .. });
        for number in 1..=11 {
            for member in ["name", "description"] {
                self.add("no words", words, |value| entry(value, number)[member] = " ".into());
                self.say("no words", words, number, |part| {
                    part["en"].as_object_mut().unwrap().remove(member);
                });
                self.say("words turned round", words, number, |part| {
                    part["en"][member] = "a\u{202e}b".into();
                });
            }
            self.say("unknown key", shape, number, |part| part["lead"] = "operator".into());
            self.say("no number", shape, number, |part| {
                part.as_object_mut().unwrap().remove("number");
            });
            self.say(
                "no source",
                |refused| matches!(refused, Refused::Source { .. }),
                number,
                |part| {
                    part["source"] = "".into();
                },
            );
            self.say(
                "order",
                |refused| matches!(refused, Refused::Order { .. }),
                number,
                |part| {
                    part["number"] = (number % 11 + 1).into();
                },
            );
            for flag in ["optional", "throughout"] {
                self.say(
                    "place",
                    |refused| matches!(refused, Refused::Place { .. } | Refused::Beside { .. }),
                    number,
                    |part| {
                        part[flag] = (part.get(flag) != Some(&Value::Bool(true))).into();
                    },
                );
            }
            self.say(
                "nothing to tick",
                |refused| matches!(refused, Refused::NothingToDo { .. }),
                number,
                |part| {
                    part["checklist"] = json!([]);
                },
            );
            let no_extension: Expected =
                |refused| matches!(refused, Refused::Extension { .. } | Refused::Beside { .. });
            self.add("no extension", no_extension, |value| {
                entry(value, number).as_object_mut().unwrap().remove("step_extensions");
            });
            self.add(
                "commands that run",
                |refused| matches!(refused, Refused::NotFollowed { .. }),
                |value| {
                    entry(value, number)["commands"][0]["type"] = "powershell".into();
                },
            );
            for list in ["checklist", "evidence"] {
                let items =
                    part(&mut entry(&mut self.whole.clone(), number)["step_extensions"])[list].clone();
                for place in 0..items.as_array().unwrap().len() {
                    for language in ["vi", "en"] {
                        self.say("no words", words, number, |part| part[list][place][language] = "".into());
                    }
                    self.say(
                        "no key",
                        |refused| matches!(refused, Refused::Key { .. }),
                        number,
                        |part| {
                            part[list][place]["key"] = "Ký hiệu".into();
                        },
                    );
                    if (number, list, place) != (1, "checklist", 0) {
                        self.say(
                            "key twice",
                            |refused| matches!(refused, Refused::KeyTwice { .. }),
                            number,
                            |part| {
                                part[list][place]["key"] = "receive-record".into();
                            },
                        );
                    }
                }
            }
        }
    }

    fn whole(&mut self) {
        let schema: Expected = |refused| matches!(refused, Refused::Schema { .. });
        for version in ["cacao-1.0", "cacao-1.1", "CACAO-2.0", "2.0", "cacao-3.0"] {
            self.add("wrong version", schema, |value| value["spec_version"] = version.into());
        }
        for version in ["", "1.0", "1.0.1", "2.0.0"] {
            self.add(
                "wrong version",
                |refused| matches!(refused, Refused::Version(_)),
                |value| {
                    value["extension_definitions"][extension::ID]["version"] = version.into();
                },
            );
        }
        for member in self.whole.as_object().unwrap().clone().keys() {
            // What CACAO does not ask for, and nobody here does, may be missing.
            let free = ["labels", "external_references", "playbook_types", "playbook_activities"];
            if !free.contains(&member.as_str())
                && !member.ends_with("summary")
                && member != "playbook_variables"
            {
                self.add(
                    "member lost",
                    |_| true,
                    |value| {
                        value.as_object_mut().unwrap().remove(member);
                    },
                );
            }
        }
        let id_type: Expected = |refused| matches!(refused, Refused::IdType { .. });
        for (member, of) in [("id", "identity"), ("created_by", "playbook"), ("workflow_start", "action")] {
            self.add("wrong kind of number", id_type, |value| value[member] = nobody(of).into());
        }
        self.add(
            "wrong start",
            |refused| *refused == Refused::NoStart,
            |value| {
                value["workflow_start"] = nobody("start").into();
            },
        );
        for time in [
            "2026-11-28T00:00:00Z",
            "2026-11-28T00:00:00.00Z",
            "2026-02-30T00:00:00.000Z",
            "2020-01-01T00:00:00.000Z",
        ] {
            self.add(
                "time",
                |refused| matches!(refused, Refused::Time(_)),
                |value| value["modified"] = time.into(),
            );
        }
        self.add(
            "kind",
            |refused| matches!(refused, Refused::Kind(_)),
            |value| {
                part(&mut value["playbook_extensions"])["kind"] = "fire".into();
            },
        );
        for place in 0..EXITS.len() {
            let exit: Expected = |refused| matches!(refused, Refused::Exit(_));
            let mut say = |change: fn(&mut Value)| {
                self.add("way out", exit, |value| {
                    change(&mut part(&mut value["playbook_extensions"])["exits"][place]);
                });
            };
            say(|exit| exit["key"] = "window".into());
            say(|exit| exit["from"] = json!([]));
            say(|exit| exit["from"][0] = nobody("action").into());
            say(|exit| exit["from"][0] = exit["from"][1].clone());
            self.add("way out", exit, |value| {
                let exits = part(&mut value["playbook_extensions"])["exits"].as_array_mut().unwrap();
                let twice = exits[place].clone();
                exits.push(twice);
            });
        }
    }
}

#[test]
fn a_thousand_mutants_are_refused_each_for_what_was_done_to_it_and_the_untouched_are_not() {
    let mut classes: BTreeMap<&str, usize> = BTreeMap::new();
    let mut different = BTreeSet::new();
    let mut missed = Vec::new();
    for kind in KINDS {
        let whole: Value = serde_json::from_slice(&of_kind(kind).bytes()).unwrap();
        different.insert(json::write(&whole));
        assert!(read(&whole).is_ok());
        let mut mutants = Mutants { whole, made: Vec::new() };
        mutants.ways();
        mutants.people();
        mutants.words();
        mutants.whole();
        // All of one, and some of each of its siblings: there are thousands.
        let all = kind == "malware";
        let some = mutants.made.into_iter().enumerate().filter(|(place, _)| all || place % 20 == 0);
        for (_, (class, value, expected)) in some {
            if !different.insert(json::write(&value)) {
                continue;
            }
            match read(&value) {
                Ok(_) => missed.push(format!("{kind}, {class}: taken")),
                Err(refused) if !expected(&refused) => missed.push(format!("{kind}, {class}: {refused:?}")),
                Err(_) => *classes.entry(class).or_default() += 1,
            }
        }
    }
    assert!(
        missed.is_empty(),
        "{} missed:\n{}",
        missed.len(),
        missed.iter().take(40).cloned().collect::<Vec<_>>().join("\n")
    );
    let refused: usize = classes.values().sum();
    println!("{refused} mutants refused: {classes:?}");
    assert!(refused >= WANTED, "{refused}: {classes:?}");
    assert_eq!(refused + KINDS.len(), different.len());
    for class in
        ["dangling", "another way", "to itself", "orphan", "leaderless", "unknown key", "wrong version"]
    {
        assert!(classes[class] >= 9, "{class}: {}", classes[class]);
    }
}

#[test]
fn a_mutant_of_nothing_is_no_mutant() {
    let mut mutants = Mutants { whole: Value::Object(Map::new()), made: Vec::new() };
    let nothing = std::panic::AssertUnwindSafe(|| mutants.add("none", |_| true, |_| {}));
    assert!(std::panic::catch_unwind(nothing).is_err());
}

/// What a disk, a line or a hand makes of a file, without knowing what it is.
#[test]
fn bytes_that_were_changed_at_random_are_refused_or_read_and_written_alike() {
    let whole = of_kind("malware").bytes();
    let (mut seed, mut taken) = (7_u64, 0);
    let mut roll = |sides: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(seed >> 33).unwrap() % sides
    };
    for _ in 0..600 {
        let mut bytes = whole.clone();
        for _ in 0..=roll(3) {
            let at = roll(bytes.len() - 40);
            match roll(4) {
                0 => bytes[at] = u8::try_from(roll(256)).unwrap(),
                1 => drop(bytes.drain(at..at + roll(40))),
                2 => bytes.insert(at, b"\"{}[]:,\\0-aA\xc3\xff"[roll(14)]),
                _ => {
                    let copied = bytes[at..at + roll(40)].to_vec();
                    let to = roll(bytes.len());
                    bytes.splice(to..to, copied);
                }
            }
        }
        if let Ok(playbook) = Playbook::read(&bytes) {
            taken += 1;
            assert_eq!(Playbook::read(&playbook.bytes()).unwrap(), playbook);
        }
    }
    // Words may change and still be words.
    assert!((30..570).contains(&taken), "{taken}");
}

/// A file that is wrong in as many places as it can be costs no more than a file may.
#[test]
fn the_worst_file_that_fits_is_judged_in_a_moment() {
    let Limits { bytes, entries, steps, .. } = Limits::default();
    let object = |depth: usize| {
        let mut value = json!({"a": 1});
        for _ in 0..depth {
            value = json!({"a": value, "type": 7});
        }
        value
    };
    let mut value = malware();
    let step = entry(&mut value, 7).clone();
    let mut count = value["workflow"].as_object().unwrap().len();
    while count < steps && value.to_string().len() + step.to_string().len() * 2 < bytes {
        count += 1;
        let mut step = step.clone();
        for place in 0..entries - step.as_object().unwrap().len() {
            step[format!("m{place}")] = object(8);
        }
        value["workflow"][format!("action--00000000-0000-4000-8000-{count:012x}")] = step;
    }
    let text = value.to_string();
    let begun = std::time::Instant::now();
    assert!(Playbook::read(text.as_bytes()).is_err());
    let took = begun.elapsed();
    println!("{} bytes: {took:?}", text.len());
    assert!(took.as_secs() < 10, "{took:?}");
    let begun = std::time::Instant::now();
    of_kind("malware");
    println!("a good one: {:?}", begun.elapsed());
}

//! The forms with which something is done to an incident: which fields each has.
//!
//! Must never offer a form for what is not theirs to do: whether it is, `office::incident` says when it is sent, and the
//! page of the incident links only to what they may.

use office::incident::{Incident, Whom};
use office::playbook::{Playbook, Role, Step, StepId};
use office::rights::Act;
use office::rulebook::{Class, Key, Taxonomy};

use super::words;
use crate::console::frame::Desk;
use crate::console::signed::Signed;
use crate::console::unit_field;
use crate::console::units::form::{Field, Typed, typed};

/// What the address of a form says besides: about what it is.
#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub struct About {
    /// A step.
    pub step: String,
    /// An item of it.
    pub item: String,
    /// The number of an event.
    pub of: u32,
    /// The kind of an indicator, and its value.
    pub kind: String,
    /// Its value.
    pub value: String,
    /// A machine's name.
    pub name: String,
    /// A piece of evidence.
    pub evidence: i64,
}

/// What a form is about, as it stands now.
pub struct Subject<'a> {
    /// The frame, for its words.
    pub f: &'a Desk<'a>,
    /// Who fills it in.
    pub signed: &'a Signed,
    /// The incident.
    pub incident: &'a Incident,
    /// Its playbook.
    pub playbook: &'a Playbook,
    /// What the address says.
    pub about: &'a About,
    /// Now, by its clock.
    pub now: i64,
    /// Systems of the unit that they may see, by number and name.
    pub systems: &'a [(i64, String)],
    /// Who has the piece of evidence that it is about.
    pub holder: &'a str,
}

/// A form: its title, what is said first, what is on its button, and whether it cannot be undone.
pub struct Form {
    /// The title.
    pub title: &'static str,
    /// What is said first.
    pub lead: &'static str,
    /// Its fields.
    pub fields: Vec<Field>,
    /// Whether it ends something.
    pub is_grave: bool,
}

impl<'a> Subject<'a> {
    /// The step that the address names, or the one at which it stands.
    pub fn step(&self) -> Option<&'a Step> {
        if self.about.step.is_empty() {
            self.incident.here(self.playbook)
        } else {
            self.playbook.step(&StepId::new(self.about.step.clone()))
        }
    }

    pub(super) fn line(
        &self,
        value: Typed<'_>,
        name: &str,
        label: &str,
        before: &str,
        needed: bool,
    ) -> Field {
        let extra =
            if needed { "required maxlength=300 autocomplete=off" } else { "maxlength=300 autocomplete=off" };
        typed(name, self.f.say(label), String::new(), value.get(name, before), extra)
    }

    fn text(&self, value: Typed<'_>, name: &str, label: &str, before: &str) -> Field {
        let lines = 5;
        Field { lines, ..typed(name, self.f.say(label), String::new(), value.get(name, before), "") }
    }

    fn reasons(&self, value: Typed<'_>) -> Field {
        let hint = self.f.say("incident-reasons-hint");
        Field { hint, ..self.text(value, "reasons", "incident-reasons", "") }
    }

    pub(super) fn choice(
        &self,
        value: Typed<'_>,
        name: &str,
        label: &str,
        before: &str,
        choices: Vec<(String, String)>,
    ) -> Field {
        Field { choices, ..typed(name, self.f.say(label), String::new(), value.get(name, before), "") }
    }

    fn yes_no(&self, value: Typed<'_>, name: &str, label: &str, before: bool) -> Field {
        let choices = vec![
            ("no".to_owned(), self.f.say("incident-no")),
            ("yes".to_owned(), self.f.say("incident-yes")),
        ];
        self.choice(value, name, label, if before { "yes" } else { "no" }, choices)
    }

    fn unit(&self, value: Typed<'_>, name: &str, label: &str) -> Field {
        Field {
            hint: self.f.say("unit-field-hint"),
            offered: unit_field::proposed(self.signed, Act::SeeIncidents),
            ..typed(
                name,
                self.f.say(label),
                String::new(),
                value.get(name, ""),
                "required maxlength=200 autocomplete=off",
            )
        }
    }

    pub(super) fn moment(
        &self,
        value: Typed<'_>,
        name: &str,
        label: &str,
        before: i64,
        needed: bool,
    ) -> Field {
        let before = if before == 0 { String::new() } else { self.f.local(before) };
        let extra = if needed { "type=datetime-local required" } else { "type=datetime-local" };
        typed(name, self.f.say(label), String::new(), value.get(name, &before), extra)
    }

    fn number(&self, value: Typed<'_>, name: &str, label: &str, before: Option<u64>) -> Field {
        let before = before.map(|number| number.to_string()).unwrap_or_default();
        let extra = "inputmode=numeric maxlength=18 autocomplete=off";
        typed(name, self.f.say(label), String::new(), value.get(name, &before), extra)
    }

    /// The form of a deed; nothing where there is none of that word here.
    pub fn form(&self, deed: &str, value: Typed<'_>) -> Option<Form> {
        let form = |title, lead, fields| Form { title, lead, fields, is_grave: false };
        let edition = super::rules::edition(self.incident);
        let grave = |title, lead, fields| Form { title, lead, fields, is_grave: true };
        Some(match deed {
            "acknowledge" => form(
                "incident-acknowledge",
                "incident-acknowledge-lead",
                vec![
                    self.line(value, "to", "incident-acknowledge-to", &self.incident.opening.contact, true),
                    self.line(value, "how", "incident-acknowledge-how", "", true),
                ],
            ),
            "verify" => form(
                "incident-verify",
                "incident-verify-lead",
                vec![
                    self.choice(
                        value,
                        "real",
                        "incident-verify-real",
                        "",
                        vec![
                            (String::new(), self.f.say("incident-choose")),
                            ("yes".to_owned(), self.f.say("incident-verify-yes")),
                            ("no".to_owned(), self.f.say("incident-verify-no")),
                        ],
                    ),
                    self.reasons(value),
                ],
            ),
            "classify" => form("incident-classify", "incident-classify-lead", self.classes(value)),
            "grade" => form("incident-grade", "incident-grade-lead", self.questions(value)),
            "same" => grave(
                "incident-same",
                "incident-same-lead",
                vec![self.line(value, "incident", "incident-same-which", "", true), self.reasons(value)],
            ),
            "rename" => form(
                "incident-rename",
                "incident-rename-lead",
                vec![self.line(value, "title", "incident-title", &self.incident.title, true)],
            ),
            "system" => form("incident-system", "incident-system-lead", self.systems(value)),
            "redate" => form(
                "incident-redate",
                "incident-redate-lead",
                vec![
                    self.moment(value, "detected", "incident-detected", self.incident.detected_at, true),
                    self.reasons(value),
                ],
            ),
            "facts" => form("incident-facts", "incident-facts-lead", self.facts(value)),
            "assign" => form(
                "incident-assign",
                "incident-assign-lead",
                vec![
                    self.choice(
                        value,
                        "role",
                        "incident-role",
                        "",
                        Role::ALL
                            .into_iter()
                            .filter(|role| *role != Role::Operator)
                            .map(|role| (role.key().to_owned(), words::role(self.f.words, &edition, role)))
                            .collect(),
                    ),
                    self.unit(value, "unit", "incident-assign-unit"),
                ],
            ),
            "give" => form(
                "incident-give",
                "incident-give-lead",
                vec![self.unit(value, "unit", "incident-give-to"), self.reasons(value)],
            ),
            "answer" => {
                let order = self.incident.orders.get(&u64::from(self.about.of))?;
                order.answer.is_none().then_some(())?;
                form(
                    "incident-answer",
                    "incident-answer-lead",
                    vec![self.text(value, "result", "incident-answer-what", "")],
                )
            }
            "tick" => form(
                "incident-tick",
                "incident-tick-lead",
                vec![self.line(value, "note", "incident-note", "", false)],
            ),
            "untick" => form("incident-untick", "incident-untick-lead", vec![self.reasons(value)]),
            "finish" => form(
                "incident-finish",
                "incident-finish-lead",
                vec![self.text(value, "result", "incident-result", "")],
            ),
            "skip" => form("incident-skip", "incident-skip-lead", vec![self.reasons(value)]),
            "back" => form("incident-back", "incident-back-lead", self.ways_back(value)?),
            "hand-over" => form(
                "incident-hand-over",
                "incident-hand-over-lead",
                vec![self.unit(value, "unit", "incident-hand-over-to"), self.reasons(value)],
            ),
            "comment" => form(
                "incident-comment",
                "incident-comment-lead",
                vec![self.text(value, "text", "incident-text", "")],
            ),
            "decide" => form(
                "incident-decide",
                "incident-decide-lead",
                vec![self.line(value, "what", "incident-decide-what", "", true), self.reasons(value)],
            ),
            "team" => form(
                "incident-team",
                "incident-team-lead",
                vec![
                    self.unit(value, "unit", "incident-team-unit"),
                    self.text(value, "what", "incident-team-what", ""),
                ],
            ),
            "spokesperson" => {
                let (name, post) = self.incident.spokesperson.clone().unwrap_or_default();
                form(
                    "incident-spokesperson",
                    "incident-spokesperson-lead",
                    vec![
                        self.line(value, "name", "incident-spokesperson-name", &name, true),
                        self.line(value, "post", "incident-spokesperson-post", &post, true),
                    ],
                )
            }
            "release" => form(
                "incident-release",
                "incident-release-lead",
                vec![
                    self.text(value, "text", "incident-release-text", ""),
                    self.line(value, "to", "incident-release-to", "", true),
                ],
            ),
            "help" => form(
                "incident-help",
                "incident-help-lead",
                vec![
                    self.line(value, "of", "incident-help-of", "", true),
                    self.choice(
                        value,
                        "whom",
                        "incident-help-whom",
                        Whom::Organisation.as_str(),
                        Whom::ALL
                            .into_iter()
                            .map(|whom| (whom.as_str().to_owned(), self.f.say(words::whom(whom))))
                            .collect(),
                    ),
                    self.text(value, "what", "incident-help-what", ""),
                ],
            ),
            "help-came" => {
                self.incident.helps.get(&u64::from(self.about.of))?;
                form(
                    "incident-help-came",
                    "incident-help-came-lead",
                    vec![self.text(value, "result", "incident-help-came-what", "")],
                )
            }
            "order" => form(
                "incident-order",
                "incident-order-lead",
                vec![
                    self.unit(value, "unit", "incident-order-to"),
                    self.text(value, "what", "incident-order-what", ""),
                    self.moment(value, "until", "incident-until", 0, false),
                ],
            ),
            "contain" => form(
                "incident-contain",
                "incident-contain-lead",
                vec![
                    self.line(value, "action", "incident-contain-action", "", true),
                    self.line(value, "target", "incident-contain-target", "", true),
                ],
            ),
            "effect" => {
                self.incident.contained.get(&u64::from(self.about.of))?;
                form(
                    "incident-effect",
                    "incident-effect-lead",
                    vec![self.text(value, "effect", "incident-effect-what", "")],
                )
            }
            "exit" => grave("incident-exit", "incident-exit-lead", self.exits(value)),
            "custody" => {
                self.incident.evidence.get(&self.about.evidence)?;
                let unbroken = vec![
                    ("no".to_owned(), self.f.say("custody-goes")),
                    ("yes".to_owned(), self.f.say("custody-broken-yes")),
                ];
                form(
                    "evidence-custody",
                    "evidence-custody-lead",
                    vec![
                        self.line(value, "from", "evidence-custody-from", self.holder, true),
                        self.line(value, "to", "evidence-custody-to", "", true),
                        self.choice(value, "broken", "custody-chain", "no", unbroken),
                        self.reasons(value),
                    ],
                )
            }
            "look" => {
                self.incident.evidence.get(&self.about.evidence)?;
                form("look-ask", "look-ask-lead", Vec::new())
            }
            "preserve" => form(
                "incident-preserve",
                "incident-preserve-lead",
                vec![
                    self.line(value, "of", "incident-preserve-of", "", true),
                    self.text(value, "what", "incident-preserve-what", ""),
                    self.moment(value, "until", "incident-until", 0, false),
                ],
            ),
            "indicator" => form(
                "incident-indicator",
                "incident-indicator-lead",
                vec![
                    self.choice(
                        value,
                        "kind",
                        "incident-indicator-kind",
                        "address",
                        words::INDICATORS
                            .iter()
                            .map(|(word, said)| ((*word).to_owned(), self.f.say(said)))
                            .collect(),
                    ),
                    self.line(value, "value", "incident-indicator-value", "", true),
                    self.line(value, "note", "incident-note", "", false),
                ],
            ),
            "no-indicator" => {
                self.incident.indicators.get(&(self.about.kind.clone(), self.about.value.clone()))?;
                form("incident-no-indicator", "incident-no-indicator-lead", vec![self.reasons(value)])
            }
            "machine" => form("incident-machine", "incident-machine-lead", self.machine(value)),
            "impact" => form("incident-impact", "incident-impact-lead", self.impact(value)),
            "cause" => {
                let (cause, lessons, measures) = self.incident.cause.clone().unwrap_or_default();
                form(
                    "incident-cause",
                    "incident-cause-lead",
                    vec![
                        self.text(value, "cause", "incident-cause-what", &cause),
                        self.text(value, "lessons", "incident-cause-lessons", &lessons),
                        self.text(value, "measures", "incident-cause-measures", &measures),
                    ],
                )
            }
            "sent" => form("incident-sent", "incident-sent-lead", self.sent(value)),
            "arrived" => form("incident-arrived", "incident-arrived-lead", self.arrived(value)?),
            "task" => form(
                "incident-task",
                "incident-task-lead",
                vec![
                    self.line(value, "what", "incident-task-what", "", true),
                    self.line(value, "owner", "incident-task-owner", "", true),
                    self.moment(value, "until", "incident-until", 0, false),
                ],
            ),
            "task-done" => {
                self.incident.tasks.get(&u64::from(self.about.of))?;
                form(
                    "incident-task-done",
                    "incident-task-done-lead",
                    vec![self.text(value, "result", "incident-result", "")],
                )
            }
            "end" => form(
                "incident-end",
                "incident-end-lead",
                vec![self.text(value, "result", "incident-result", "")],
            ),
            "close" => grave("incident-close", "incident-close-lead", self.closing(value)),
            "reopen" => grave("incident-reopen", "incident-reopen-lead", self.reopening(value)),
            _ => return None,
        })
    }

    /// What is owed still and was not sent, and why it is closed without that; nothing to say where all was sent.
    fn closing(&self, value: Typed<'_>) -> Vec<Field> {
        let unsent = super::rules::unsent(self.incident);
        if unsent.is_empty() {
            return Vec::new();
        }
        let keys: Vec<String> = unsent.into_iter().map(|one| one.owed.key).collect();
        let what = super::clocks::named(self.f, self.incident, &keys);
        let hint = self.f.with1("clocks-close-hint", "what", &what);
        vec![Field { hint, ..self.text(value, "reasons", "clocks-close-reasons", "") }]
    }

    /// Where it goes on, where it was worked on before, and why.
    fn reopening(&self, value: Typed<'_>) -> Vec<Field> {
        let steps = self.incident.reopens_at(self.playbook);
        let mut fields = Vec::new();
        if !steps.is_empty() {
            let mut choices = vec![(String::new(), self.f.say("incident-choose"))];
            choices.extend(steps.into_iter().map(|step| {
                (step.id.to_string(), format!("{}. {}", step.number, words::of(self.f, &step.name)))
            }));
            let mut at = self.choice(value, "at_step", "clocks-reopen-at", "", choices);
            at.hint = self.f.say("clocks-reopen-at-hint");
            fields.push(at);
        }
        fields.push(self.reasons(value));
        fields
    }

    fn classes(&self, value: Typed<'_>) -> Vec<Field> {
        let said = |said: &office::rulebook::Said| {
            if self.f.lang() == "en" { said.en.clone() } else { said.vi.clone() }
        };
        let none = || (String::new(), self.f.say("incident-choose"));
        let edition = super::rules::edition(self.incident);
        let mut classes = vec![none()];
        classes.extend(
            Class::ALL.iter().map(|class| (class.key().to_owned(), said(&edition.class(*class).value))),
        );
        let mut taxonomy = vec![none()];
        taxonomy.extend(
            Taxonomy::ALL.iter().map(|class| (class.key().to_owned(), said(&edition.taxonomy(*class).value))),
        );
        vec![
            self.choice(value, "class", "incident-class", &self.incident.class, classes),
            self.choice(value, "enisa", "incident-enisa", &self.incident.enisa, taxonomy),
            self.reasons(value),
        ]
    }

    fn systems(&self, value: Typed<'_>) -> Vec<Field> {
        let mut systems = vec![(String::new(), self.f.say("incident-system-none"))];
        systems.extend(self.systems.iter().map(|(id, name)| (id.to_string(), name.clone())));
        let before = self.incident.system.map(|id| id.to_string()).unwrap_or_default();
        vec![self.choice(value, "system", "incident-system-which", &before, systems)]
    }

    /// The plain questions of the day's rulebook, then the decision.
    fn questions(&self, value: Typed<'_>) -> Vec<Field> {
        let said = |said: &office::rulebook::Said| {
            if self.f.lang() == "en" { said.en.clone() } else { said.vi.clone() }
        };
        let mut fields = Vec::new();
        let edition = super::rules::edition(self.incident);
        if let Some(serious) = edition.seriousness() {
            for question in serious.value.conditions.iter().flat_map(|condition| &condition.questions) {
                let name = format!("q-{}", question.key);
                let choices = vec![
                    (String::new(), self.f.say("incident-choose")),
                    ("no".to_owned(), self.f.say("incident-no")),
                    ("yes".to_owned(), self.f.say("incident-yes")),
                    ("doubt".to_owned(), self.f.say("incident-doubt")),
                ];
                let stands = value.get(&name, "");
                let mut field = typed(&name, said(&question.said), String::new(), stands, "");
                field.choices = choices;
                fields.push(field);
            }
        }
        let grades = vec![
            (String::new(), self.f.say("incident-grade-as-proposed")),
            ("ordinary".to_owned(), self.f.say("incident-grade-ordinary")),
            ("serious".to_owned(), self.f.say("incident-grade-serious")),
        ];
        let mut grade = self.choice(value, "grade", "incident-grade-decision", "", grades);
        grade.hint = self.f.say("incident-grade-hint");
        fields.push(grade);
        fields.push(self.reasons(value));
        fields
    }

    fn facts(&self, value: Typed<'_>) -> Vec<Field> {
        let facts = &self.incident.facts;
        // Nobody answers by looking away: what nobody said is chosen by nobody, and what they said elsewhere stands there.
        let stands = |name: &str, holds: bool| match holds || self.is_answered(name) {
            true => "yes",
            false if self.incident.facts_said => "no",
            false => "",
        };
        let choices = [("", "incident-choose"), ("no", "incident-no"), ("yes", "incident-yes")];
        let choices = choices.map(|(word, said)| (word.to_owned(), self.f.say(said)));
        let mut fields: Vec<Field> = super::read::FACTS
            .iter()
            .map(|(name, label, of, _)| {
                self.choice(value, name, label, stands(name, of(facts)), choices.to_vec())
            })
            .collect();
        for (name, label, at) in [
            ("personal_data_at", "incident-fact-personal-data-at", facts.personal_data_at),
            ("asked_at", "clocks-fact-asked-at", facts.asked_at),
        ] {
            fields.push(self.moment(value, name, label, at, false));
        }
        fields
    }

    /// Whether that fact was said when it was graded, before anybody was asked for it: who doubted said yes.
    fn is_answered(&self, fact: &str) -> bool {
        let question = match fact {
            "national_critical" => "national_list",
            "severe_disruption" => "interrupted",
            "beyond_capacity" => "owner_cannot_cope",
            _ => return false,
        };
        let answer = self.incident.answers.get(question).map(String::as_str);
        !self.incident.facts_said && matches!(answer, Some("yes" | "doubt"))
    }

    fn ways_back(&self, value: Typed<'_>) -> Option<Vec<Field>> {
        let back = self.playbook.returns()?;
        let steps = back.to.iter().filter_map(|id| self.playbook.step(id));
        let choices = steps
            .map(|step| {
                let name = words::of(self.f, &step.name);
                (step.id.to_string(), format!("{}. {name}", step.number))
            })
            .collect();
        Some(vec![self.choice(value, "to", "incident-back-to", "", choices), self.reasons(value)])
    }

    fn exits(&self, value: Typed<'_>) -> Vec<Field> {
        let exits = self.playbook.exits().iter().filter(|exit| !self.incident.exits.contains_key(&exit.key));
        let choices =
            exits.map(|exit| (exit.key.clone(), words::of(self.f, &exit.said).to_owned())).collect();
        let mut reference = self.line(value, "reference", "incident-exit-reference", "", false);
        reference.hint = self.f.say("incident-exit-reference-hint");
        vec![
            self.choice(value, "exit", "incident-exit-which", "", choices),
            self.line(value, "to", "incident-exit-to", "", true),
            reference,
            self.reasons(value),
        ]
    }

    fn machine(&self, value: Typed<'_>) -> Vec<Field> {
        let known = self.incident.machines.get(&self.about.name).cloned().unwrap_or_default();
        vec![
            self.line(value, "name", "incident-machine-name", &self.about.name, true),
            self.line(value, "place", "incident-machine-place", &known.place, false),
            self.moment(value, "scanned", "incident-machine-scanned", known.scanned_at, false),
            self.number(
                value,
                "found",
                "incident-machine-found",
                (known.scanned_at != 0).then_some(known.found),
            ),
            self.number(
                value,
                "cleaned",
                "incident-machine-cleaned",
                (known.scanned_at != 0).then_some(known.cleaned),
            ),
            self.yes_no(value, "complete", "incident-machine-complete", known.complete),
        ]
    }

    fn impact(&self, value: Typed<'_>) -> Vec<Field> {
        let impact = &self.incident.impact;
        vec![
            self.number(value, "people", "incident-impact-people", impact.people),
            self.text(value, "data", "incident-impact-data", &impact.data),
            self.text(value, "services", "incident-impact-services", &impact.services),
            self.number(value, "loss", "incident-impact-loss", impact.loss),
        ]
    }
}

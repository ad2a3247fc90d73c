//! What two versions of a playbook have different, for people: step by step, with what it was and what it is.
//!
//! Must never leave out what only one language shows, and must never take what a file says for more than a text.

use office::playbook::{Item, List, Playbook, Role, Said, Step, StepChange, Turned, compare};
use words::Words;

/// What became of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Became {
    /// It is new.
    Added,
    /// It is no longer there.
    Removed,
    /// Something in it is another.
    Changed,
}

/// Something that was one way and is another; empty where it was not there, or is not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// What.
    pub what: String,
    /// What it was.
    pub old: String,
    /// What it is.
    pub new: String,
}

/// A step that changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepTold {
    /// Its number and name.
    pub title: String,
    /// What became of it.
    pub became: Became,
    /// The same in words.
    pub said: String,
    /// What in it.
    pub lines: Vec<Line>,
}

/// All that changed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Told {
    /// What is not about one step.
    pub whole: Vec<Line>,
    /// Steps: those that are gone, then the others in their new order.
    pub steps: Vec<StepTold>,
}

impl Told {
    /// Whether nothing changed.
    pub fn is_empty(&self) -> bool {
        self.whole.is_empty() && self.steps.is_empty()
    }
}

/// What is different in the second, in the language of the one who asks.
pub fn changes(old: &Playbook, new: &Playbook, words: &Words) -> Told {
    let telling = Telling { words };
    let found = compare(old, new);
    let mut whole = Vec::new();
    whole.extend(found.name.as_ref().map(|turned| telling.turned("own-name", turned)));
    if found.ways {
        whole.push(telling.line("own-ways", String::new(), words.say("own-ways-changed")));
    }
    if found.unseen {
        whole.push(telling.line("own-unseen", String::new(), words.say("own-unseen-changed")));
    }
    let gone =
        found.steps_removed.iter().filter_map(|id| Some(telling.whole_step(old.step(id)?, Became::Removed)));
    let mut steps: Vec<StepTold> = gone.collect();
    for step in new.steps() {
        if found.steps_added.contains(&step.id) {
            steps.push(telling.whole_step(step, Became::Added));
        } else if let Some(change) = found.steps.iter().find(|change| change.step == step.id) {
            let told = telling.changed_step(step, change);
            // A number alone follows from what is said of another step.
            if !told.lines.is_empty() {
                steps.push(told);
            }
        }
    }
    Told { whole, steps }
}

/// What stands in a step, for who is to hold it against something else.
pub fn step_lines(step: &Step, words: &Words) -> Vec<Line> {
    Telling { words }.whole_step(step, Became::Added).lines
}

struct Telling<'w> {
    words: &'w Words,
}

impl Telling<'_> {
    fn of<'s>(&self, said: &'s Said) -> &'s str {
        if self.words.code() == "vi" { &said.vi } else { &said.en }
    }

    fn line(&self, what: &str, old: String, new: String) -> Line {
        Line { what: self.words.say(what), old, new }
    }

    /// In the reader's language where that changed, and in the other one, by its name, where only that did.
    fn turned(&self, what: &str, turned: &Turned<Said>) -> Line {
        let (old, new) = (self.of(&turned.old), self.of(&turned.new));
        if old != new {
            return self.line(what, old.to_owned(), new.to_owned());
        }
        let other = |said: &Said| if self.words.code() == "vi" { said.en.clone() } else { said.vi.clone() };
        let language = self.words.say(if self.words.code() == "vi" {
            "playbook-language-en"
        } else {
            "playbook-language-vi"
        });
        let what = format!("{} ({language})", self.words.say(what));
        Line { what, old: other(&turned.old), new: other(&turned.new) }
    }

    fn roles(&self, roles: &[Role]) -> String {
        let rules = crate::console::newest_rules();
        let said: Vec<String> =
            roles.iter().map(|role| crate::console::role_said(self.words, &rules, *role)).collect();
        if said.is_empty() { self.words.say("own-nobody") } else { said.join("; ") }
    }

    fn target(&self, minutes: Option<u32>) -> String {
        match minutes {
            Some(minutes) => self.words.with("playbooks-target", &[("minutes", &minutes.to_string())]),
            None => self.words.say("own-no-target"),
        }
    }

    fn item(list: List) -> &'static str {
        match list {
            List::Checklist => "own-item",
            List::Evidence => "own-evidence",
        }
    }

    fn title(&self, step: &Step) -> String {
        format!("{}. {}", step.number, self.of(&step.name))
    }

    fn whole_step(&self, step: &Step, became: Became) -> StepTold {
        let (title, said) = match became {
            // The number that it had is another one's by now.
            Became::Removed => (self.of(&step.name).to_owned(), "own-step-removed"),
            _ => (self.title(step), "own-step-added"),
        };
        let line = |what: &str, text: String| match became {
            Became::Removed => self.line(what, text, String::new()),
            _ => self.line(what, String::new(), text),
        };
        let mut lines = vec![
            line("own-content", self.of(&step.content).to_owned()),
            line("own-leads", self.roles(&step.leads)),
        ];
        if !step.helpers.is_empty() {
            lines.push(line("own-helpers", self.roles(&step.helpers)));
        }
        if step.target_minutes.is_some() {
            lines.push(line("own-target", self.target(step.target_minutes)));
        }
        let items = |items: &[Item], what: &'static str| -> Vec<Line> {
            items.iter().map(|item| line(what, self.of(&item.said).to_owned())).collect()
        };
        lines.extend(items(&step.checklist, Telling::item(List::Checklist)));
        lines.extend(items(&step.evidence, Telling::item(List::Evidence)));
        StepTold { title, became, said: self.words.say(said), lines }
    }

    fn changed_step(&self, step: &Step, change: &StepChange) -> StepTold {
        let mut lines = Vec::new();
        lines.extend(change.name.as_ref().map(|turned| self.turned("own-name", turned)));
        lines.extend(change.content.as_ref().map(|turned| self.turned("own-content", turned)));
        for (what, roles) in [("own-leads", &change.leads), ("own-helpers", &change.helpers)] {
            lines.extend(
                roles
                    .as_ref()
                    .map(|turned| self.line(what, self.roles(&turned.old), self.roles(&turned.new))),
            );
        }
        if let Some(target) = &change.target {
            lines.push(self.line("own-target", self.target(target.old), self.target(target.new)));
        }
        if let Some(source) = &change.source {
            lines.push(self.line("own-source", source.old.clone(), source.new.clone()));
        }
        for (list, item) in &change.removed {
            lines.push(self.line(Telling::item(*list), self.of(&item.said).to_owned(), String::new()));
        }
        for (list, item) in &change.added {
            lines.push(self.line(Telling::item(*list), String::new(), self.of(&item.said).to_owned()));
        }
        lines.extend(change.reworded.iter().map(|(_, turned)| self.turned("own-item", turned)));
        if change.moved {
            lines.push(self.line("own-order", String::new(), self.words.say("own-order-changed")));
        }
        if change.place {
            let place = if step.optional { "playbooks-optional" } else { "own-place-changed" };
            lines.push(self.line("own-place", String::new(), self.words.say(place)));
        }
        StepTold {
            title: self.title(step),
            became: Became::Changed,
            said: self.words.say("own-step-changed"),
            lines,
        }
    }
}

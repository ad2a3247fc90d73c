//! The form of a step: its words in both languages, what to tick, what to keep as evidence, who leads and helps, its target.
//!
//! Must never take a key from a form for more than the item that the step has under it, and must never lose what was typed.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use office::line;
use office::playbook::{Item, Limits, Place, Playbook, Role, Said, Step, StepId};

use super::act::{At, Deed, Failed, edit_refused, places, read_place};
use crate::console::codes;
use crate::console::forms::Fields;
use crate::console::frame::Desk;
use crate::console::incidents::{newest_rules, role};
use crate::console::signed::Stop;
use crate::console::units::change::{Wrong, wrong};
use crate::console::units::form::{Field, Now, Typed, typed};
use crate::console::units::said as lines;
use crate::pages::page as answer;
use crate::playbooks::step_lines;

/// Empty places for items beyond those that there are.
const MORE: usize = 3;

/// Items of both lists that fit into a form; with more, a step is changed in its file.
const MOST: usize = 50;

/// The lists of a step, as fields name them, and what an item of each is called.
const LISTS: [(&str, &str, &str); 2] =
    [("list", "incident-list", "own-item"), ("evidence", "incident-evidence-asked", "own-evidence")];

#[derive(Template)]
#[template(path = "console/own_step.html")]
struct StepPage<'a> {
    f: Desk<'a>,
    back: (String, String),
    lead: String,
    action: String,
    seen: i64,
    whole: String,
    now: Option<Now>,
    fields: Vec<Field>,
    roles: Vec<Field>,
    lists: Vec<List>,
    last: Vec<Field>,
}

struct List {
    title: String,
    lines: Vec<ItemLine>,
}

/// One item: its key, and its words in both languages.
struct ItemLine {
    label: String,
    key: (String, String),
    fields: [Field; 2],
}

/// The step that a form is about: the one that is changed, or an empty one.
fn before(at: &At<'_>) -> Result<Option<Step>, Stop> {
    if at.deed == Deed::Add {
        return Ok(None);
    }
    let id = at.step()?;
    let draft = at.copy.draft.as_ref().ok_or(Stop::NotThere)?;
    Ok(Some(draft.step(&id).ok_or(Stop::NotThere)?.clone()))
}

/// The page.
pub fn page(
    at: &At<'_>,
    status: StatusCode,
    value: Typed<'_>,
    mut wrong: Wrong,
    mut now: Option<Now>,
) -> Result<Response, Stop> {
    let f = at.desk();
    let before = before(at)?;
    if let (Some(now), Some(step)) = (&mut now, &before) {
        // What stands in the step by now, all of it.
        let stands = step_lines(step, f.words).into_iter().map(|line| (line.what, line.new));
        now.facts = stands.collect();
    }
    let text = |name: &str, label: &str, before: &str, rows: usize| Field {
        lines: rows,
        ..typed(
            name,
            f.say(label),
            String::new(),
            value.get(name, before),
            if rows == 0 { "maxlength=200 required autocomplete=off" } else { "required" },
        )
    };
    let was = |of: fn(&Step) -> &str| before.as_ref().map_or("", of);
    let mut fields = vec![
        text("name-vi", "own-name-vi", was(|step| &step.name.vi), 0),
        text("name-en", "own-name-en", was(|step| &step.name.en), 0),
        text("content-vi", "own-content-vi", was(|step| &step.content.vi), 6),
        text("content-en", "own-content-en", was(|step| &step.content.en), 6),
    ];
    let mut last = vec![Field {
        hint: f.say("own-target-hint"),
        extra: "inputmode=numeric maxlength=6 autocomplete=off",
        ..text("target", "own-target", &target(before.as_ref()), 0)
    }];
    if before.is_none() {
        let places = places(&f, at.copy, value, "");
        fields.splice(0..0, places);
        let usual = f.say("own-source-usual");
        let hint = f.say("own-source-hint");
        last.push(Field { hint, ..text("source", "own-source", &usual, 0) });
    }
    let roles = roles(&f, value, before.as_ref());
    let none = Vec::new();
    let items = [
        before.as_ref().map_or(&none, |step| &step.checklist),
        before.as_ref().map_or(&none, |step| &step.evidence),
    ];
    let lists = LISTS.iter().zip(items).map(|(list, items)| list_of(&f, value, list, items)).collect();
    let mut template = StepPage {
        back: at.back(&f),
        lead: at.lead(&f),
        action: at.action(),
        seen: at.copy.own.version,
        whole: String::new(),
        now,
        fields,
        roles,
        lists,
        last,
        f,
    };
    if before.as_ref().is_some_and(|step| step.checklist.len() + step.evidence.len() > MOST) {
        wrong.insert(String::new(), template.f.say("own-step-too-long"));
    }
    let rows = template.lists.iter_mut().flat_map(|list| &mut list.lines).flat_map(|line| &mut line.fields);
    let all = template.fields.iter_mut().chain(&mut template.roles).chain(&mut template.last).chain(rows);
    for field in all {
        field.error = wrong.remove(&field.name).unwrap_or_default();
    }
    template.whole = wrong.into_values().collect::<Vec<_>>().join(" ");
    Ok(answer(status, &template))
}

fn target(step: Option<&Step>) -> String {
    step.and_then(|step| step.target_minutes).map(|minutes| minutes.to_string()).unwrap_or_default()
}

fn roles(f: &Desk<'_>, value: Typed<'_>, before: Option<&Step>) -> Vec<Field> {
    let parts = |role: &Role| match before {
        Some(step) if step.leads.contains(role) => "lead",
        Some(step) if step.helpers.contains(role) => "helper",
        _ => "none",
    };
    let field = |one: &Role| {
        let name = format!("role-{}", one.key());
        let choices = vec![
            ("none".to_owned(), f.say("own-role-none")),
            ("lead".to_owned(), f.say("own-role-lead")),
            ("helper".to_owned(), f.say("own-role-helper")),
        ];
        let typed = typed(
            &name,
            role(f.words, &newest_rules(), *one),
            String::new(),
            value.get(&name, parts(one)),
            "",
        );
        Field { choices, ..typed }
    };
    Role::ALL.iter().map(field).collect()
}

fn list_of(
    f: &Desk<'_>,
    value: Typed<'_>,
    (list, title, label): &(&str, &str, &str),
    items: &[Item],
) -> List {
    // What was typed stands in as many places as it had.
    let sent =
        |at: usize| value.0.is_some_and(|fields| !fields.exactly(&format!("{list}-vi-{at}")).is_empty());
    let typed_in = (0..=MOST).rev().find(|at| sent(*at)).map_or(0, |last| last + 1);
    let many = items.len().max(typed_in) + MORE;
    let line = |at: usize| {
        let item = items.get(at);
        let number = (at + 1).to_string();
        let field = |language: &str, said: &str, before: &str| {
            let name = format!("{list}-{language}-{at}");
            let label = f.with1(said, "number", &number);
            let value = value.get(&name, before);
            typed(&name, label, String::new(), value, "maxlength=400 autocomplete=off")
        };
        let (vi, en) = item.map_or(("", ""), |item| (&*item.said.vi, &*item.said.en));
        let name = format!("{list}-key-{at}");
        let key = value.get(&name, item.map_or("", |item| &item.key));
        ItemLine {
            label: format!("{} {number}", f.say(label)),
            key: (name, key),
            fields: [field("vi", "own-item-vi", vi), field("en", "own-item-en", en)],
        }
    };
    List { title: f.say(title), lines: (0..many).map(line).collect() }
}

/// What was typed, for who cannot send it again: what it was about is gone.
pub fn typed_texts(f: &Desk<'_>, fields: &Fields) -> Vec<(String, String)> {
    let texts = [
        ("name-vi", "own-name-vi"),
        ("name-en", "own-name-en"),
        ("content-vi", "own-content-vi"),
        ("content-en", "own-content-en"),
    ];
    let texts = texts.into_iter().map(|(name, label)| (f.say(label), fields.get(name).to_owned()));
    let items = LISTS.iter().flat_map(|(list, _, label)| {
        (0..=MOST).map(move |at| (f.say(label), fields.get(&format!("{list}-vi-{at}")).to_owned()))
    });
    texts.chain(items).filter(|(_, text)| !text.is_empty()).collect()
}

/// Reads what was typed.
struct Reading<'a, 'f> {
    f: &'a Desk<'f>,
    fields: &'a Fields,
    told: Wrong,
}

impl Reading<'_, '_> {
    fn line(&mut self, name: &str, most: usize) -> String {
        // A line that a browser broke is still one.
        let text = self.fields.get(name).replace(['\r', '\n'], " ");
        match line::read(&text, most) {
            Ok(line) => line,
            Err(why) => {
                self.told.extend(wrong(name, lines::line(self.f, why)));
                String::new()
            }
        }
    }

    fn said(&mut self, name: &str, most: usize) -> Said {
        let [vi, en] = ["vi", "en"].map(|language| self.line(&format!("{name}-{language}"), most));
        Said { vi, en }
    }

    /// The items of a list; an empty place is none.
    fn items(&mut self, list: &str, most: usize) -> Vec<(String, Said)> {
        let mut items = Vec::new();
        for at in 0..=MOST {
            let [vi, en] = ["vi", "en"].map(|language| format!("{list}-{language}-{at}"));
            if self.fields.get(&vi).is_empty() && self.fields.get(&en).is_empty() {
                continue;
            }
            let said = Said { vi: self.line(&vi, most), en: self.line(&en, most) };
            items.push((self.fields.get(&format!("{list}-key-{at}")).to_owned(), said));
        }
        items
    }

    /// Who leads and who helps, those first who did.
    fn roles(&mut self, before: Option<&Step>) -> (Vec<Role>, Vec<Role>) {
        let (mut leads, mut helpers) = (Vec::new(), Vec::new());
        let known = before.map(|step| (step.leads.clone(), step.helpers.clone())).unwrap_or_default();
        let order = known.0.into_iter().chain(known.1);
        let mut all: Vec<Role> = order.collect();
        all.extend(Role::ALL.into_iter().filter(|role| !all.contains(role)).collect::<Vec<_>>());
        for role in all {
            let name = format!("role-{}", role.key());
            match self.fields.get(&name) {
                "lead" => leads.push(role),
                "helper" => helpers.push(role),
                "none" | "" => {}
                _ => self.told.extend(wrong(&name, self.f.say("incident-choose-one"))),
            }
        }
        if leads.is_empty() {
            self.told.extend(wrong("role-operator", self.f.say("own-no-lead")));
        }
        (leads, helpers)
    }

    fn target(&mut self, most: u32) -> Option<u32> {
        let typed = self.fields.get("target");
        if typed.is_empty() {
            return None;
        }
        let minutes = typed.parse().ok().filter(|minutes| (1..=most).contains(minutes));
        if minutes.is_none() {
            let text = self.f.with1("own-target-wrong", "most", &self.f.words.number(u64::from(most)));
            self.told.extend(wrong("target", text));
        }
        minutes
    }
}

/// The draft with what was typed.
pub fn changed(at: &At<'_>, fields: &Fields) -> Result<Playbook, Failed> {
    let f = at.desk();
    let limits = Limits::default();
    let draft = at.copy.draft.as_ref().ok_or(Stop::NotThere)?;
    let before = before(at)?;
    if before.as_ref().is_some_and(|step| step.checklist.len() + step.evidence.len() > MOST) {
        return Err(wrong("", f.say("own-step-too-long")).into());
    }
    let mut reading = Reading { f: &f, fields, told: Wrong::new() };
    let (name, content) = (reading.said("name", limits.name), reading.said("content", limits.text));
    let (leads, helpers) = reading.roles(before.as_ref());
    let typed = LISTS.map(|(list, _, _)| reading.items(list, limits.item));
    if typed.iter().map(Vec::len).sum::<usize>() > MOST {
        reading.told.extend(wrong("", f.say("own-step-too-long")));
    }
    if typed.first().is_some_and(Vec::is_empty) {
        reading.told.extend(wrong("list-vi-0", f.say("own-no-item")));
    }
    let target_minutes = reading.target(limits.minutes);
    let now = at.signed.now;
    let id = before.as_ref().map_or_else(|| StepId::new(""), |step| step.id.clone());
    let (source, place) = match &before {
        Some(step) => (step.source.clone(), None),
        None => {
            let source = reading.line("source", limits.name);
            let place = read_place(&f, at.copy, fields);
            (
                source,
                Some(place.unwrap_or_else(|wrong| {
                    reading.told.extend(wrong);
                    Place::After(StepId::new(""))
                })),
            )
        }
    };
    if !reading.told.is_empty() {
        return Err(reading.told.into());
    }
    let [checklist, evidence] = draft.items_typed(&id, typed, now);
    let was = before.unwrap_or_else(|| Step {
        id,
        number: 0,
        name: name.clone(),
        content: content.clone(),
        leads: Vec::new(),
        helpers: Vec::new(),
        checklist: Vec::new(),
        evidence: Vec::new(),
        optional: false,
        throughout: false,
        source: String::new(),
        target_minutes: None,
    });
    let step = Step { name, content, leads, helpers, checklist, evidence, source, target_minutes, ..was };
    let changed = match place {
        None => draft.with_step(&step, now),
        Some(place) => {
            let random = codes::random::<16>().map_err(|_| Stop::NoRandom)?;
            draft.with_new_step(&step, &place, random, now)
        }
    };
    changed.map_err(|why| wrong("", edit_refused(&f, &why)).into())
}

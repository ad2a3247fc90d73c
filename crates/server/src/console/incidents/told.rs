//! An incident that somebody tells of who is not signed in: read, opened, and answered at once.
//!
//! Must never tell more of one than whether it was looked at.

use std::collections::BTreeMap;

use office::incident::{Event, Incident, Opening, Phase, Source, read_line, read_text};
use office::line::LineError;
use office::playbook::Role;
use office::record::{Deed, Who};

use super::new::{Telling, open_one};
use super::words;
use crate::app::App;
use crate::console::codes;
use crate::console::forms::Fields;
use crate::console::signed::Stop;
use crate::pages::Frame;

/// What somebody tells.
pub struct Told {
    title: String,
    kind: String,
    text: String,
    name: String,
    contact: String,
    place: String,
}

type Texts = BTreeMap<&'static str, String>;

impl Told {
    /// Reads what was typed.
    ///
    /// # Errors
    /// With what was typed, and what is wrong with it, by field.
    pub fn read(f: &Frame<'_>, fields: &Fields) -> Result<Told, (Texts, Texts)> {
        let mut wrong = Texts::new();
        let mut line = |name: &'static str, needed: bool| match read_line(fields.get(name)) {
            Ok(line) => line,
            Err(LineError::Empty) if !needed => String::new(),
            Err(why) => {
                wrong.insert(name, said(f, why));
                String::new()
            }
        };
        let title = line("title", true);
        let name = line("name", false);
        let contact = line("contact", false);
        let place = line("place", false);
        let text = read_text(fields.exactly("told")).unwrap_or_else(|why| {
            wrong.insert("told", said(f, why));
            String::new()
        });
        let kind = words::KINDS.iter().find(|(word, _)| *word == fields.get("kind"));
        let kind = kind.map_or_else(|| "malware".to_owned(), |(word, _)| (*word).to_owned());
        let told = Told { title, kind, text, name, contact, place };
        if wrong.is_empty() {
            return Ok(told);
        }
        let names = ["title", "kind", "told", "name", "contact", "place"];
        let typed = names.into_iter().map(|name| (name, fields.exactly(name).chars().take(20_000).collect()));
        Err((typed.collect(), wrong))
    }

    /// What was typed, by field.
    pub fn typed(&self) -> Texts {
        BTreeMap::from([
            ("title", self.title.clone()),
            ("kind", self.kind.clone()),
            ("told", self.text.clone()),
            ("name", self.name.clone()),
            ("contact", self.contact.clone()),
            ("place", self.place.clone()),
        ])
    }

    /// Opens it at the root, and says under which code: whoever tells of it has that for an answer.
    ///
    /// # Errors
    /// When there is no office here, or it cannot be stored.
    pub async fn open(&self, app: &App) -> Result<String, Stop> {
        let office = app.office()?;
        let units = office.units().await?;
        let root = units.tree.root(app.today()?).ok_or(Stop::NotThere)?.id.0;
        let now = app.now();
        let text = if self.place.is_empty() {
            self.text.clone()
        } else {
            format!("{}\n\n{}", self.place, self.text)
        };
        let opening = Opening {
            salt: String::new(),
            source: Source::Citizen,
            reference: String::new(),
            title: self.title.clone(),
            told: text,
            reporter: self.name.clone(),
            contact: self.contact.clone(),
            unit: root,
            system: None,
            // Nobody asked them for the minute: it was detected now, and who looks at it puts that right.
            detected_at: now,
            playbook: String::new(),
            playbook_sha256: String::new(),
        };
        let telling = Telling {
            opening,
            kind: self.kind.clone(),
            drill: None,
            named: Default::default(),
            known: Vec::new(),
        };
        let deed = Deed { who: Who::Visitor, at: now, from: String::new(), why: String::new() };
        let given = [(Role::Coordinator, root), (Role::Owner, root)];
        let id = open_one(app, &telling, &given, &Who::Visitor.word(), &deed, now).await?;
        let kept = office.store.incident(id).await?.ok_or(Stop::NotThere)?;
        // The answer is the page with the code, which they have at once.
        let answered = Event::Acknowledged { to: String::new(), how: kept.code.clone(), salt: String::new() };
        super::act::happen_by_itself(app, id, vec![answered], now).await?;
        Ok(kept.code)
    }
}

/// How far the one of that code is, as a sentence; the same where there is none.
pub async fn answer_to(app: &App, typed: &str) -> &'static str {
    let code = codes::typed(typed);
    let Some((first, second)) = code.split_at_checked(4).filter(|_| code.len() == 8) else {
        return "report-none";
    };
    let code = format!("{first}-{second}");
    let Ok(office) = app.office() else { return "report-none" };
    let Ok(Some(id)) = office.store.incident_coded(&code).await else { return "report-none" };
    let Ok(Some(kept)) = office.store.incident(id).await else { return "report-none" };
    // Only what came by the public page is answered there.
    if kept.incident.opened_by != Who::Visitor.word() || kept.drill.is_some() {
        return "report-none";
    }
    state(&kept.incident)
}

fn state(incident: &Incident) -> &'static str {
    match incident.phase {
        Phase::Received => "report-state-received",
        Phase::Open | Phase::Ended | Phase::SameAs(_) => "report-state-open",
        Phase::Closed => "report-state-closed",
        Phase::Rejected => "report-state-rejected",
    }
}

fn said(f: &Frame<'_>, why: LineError) -> String {
    match why {
        LineError::Empty => f.say("report-empty"),
        LineError::TooLong(most) => f.with1("report-too-long", "most", &most.to_string()),
        LineError::Unseen(_) => f.say("report-unseen"),
    }
}

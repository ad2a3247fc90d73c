//! The form in which a file is filled in, over as many days as it takes.
//!
//! Must never lose what was typed, and never overwrite what somebody else filled in meanwhile.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use office::member::{CONTACTS, Group as Experience, Member, SPECIALISTS, experience_name};
use office::rights::Act;
use office::units::UnitId;

use super::{unit, words};
use crate::app::App;
use crate::console::frame::Desk;
use crate::console::signed::{Posted, Signed, Stop};
use crate::console::units::change::Wrong;
use crate::console::units::form::{Field, FormPage, Group, Now, Typed, typed};

/// Empty places for points of contact, and for specialists, beyond those that are filled in.
const MORE_CONTACTS: usize = 1;
const MORE_SPECIALISTS: usize = 3;

/// A part of the form, with what stands in its fields.
struct Filling<'a, 'f> {
    f: &'a Desk<'f>,
    value: Typed<'a>,
    known: BTreeMap<String, String>,
}

impl Filling<'_, '_> {
    fn field(&self, name: &str, label: String, extra: &'static str) -> Field {
        let known = self.known.get(name).map_or("", String::as_str);
        typed(name, label, String::new(), self.value.get(name, known), extra)
    }

    fn lines(&self, of: &str, fields: &[(&str, &'static str)]) -> Vec<Field> {
        let line = |(name, label): &(&str, &'static str)| {
            self.field(&format!("{of}{name}"), self.f.say(label), "maxlength=300 autocomplete=off")
        };
        fields.iter().map(line).collect()
    }

    fn number(&self, name: &str, label: String) -> Field {
        self.field(name, label, "inputmode=numeric maxlength=7 autocomplete=off")
    }

    fn groups(&self, member: &Member) -> Vec<Group> {
        let f = self.f;
        let part = |legend: String, fields: Vec<Field>| Group { legend, fields, ..Group::default() };
        let mut groups = vec![
            part(f.say("member-part-1"), self.lines("", &words::ORGANISATION)),
            part(f.say("member-part-2"), self.lines("notices_", words::POINT.get(2..).unwrap_or_default())),
        ];
        for at in 0..(member.contacts.len() + MORE_CONTACTS).min(CONTACTS) {
            let legend = f.with1("member-contact", "number", &(at + 1).to_string());
            let fields = self.lines(&format!("contact{at}_"), &words::POINT);
            let is_folded = at > 0 && at >= member.contacts.len();
            groups.push(Group { legend, fields, is_folded, ..Group::default() });
        }
        let introduction = Field {
            lines: 8,
            hint: f.say("member-introduction-hint"),
            ..self.field("introduction", f.say("member-part-4"), "")
        };
        groups.push(Group::plain(vec![introduction]));
        let numbers = words::STAFF.iter().map(|(name, label)| self.number(name, f.say(label)));
        let legend = f.say("member-staff");
        groups.push(Group { legend, fields: numbers.collect(), is_folded: true, ..Group::default() });
        for group in Experience::ALL {
            let fields = (0..group.fields())
                .map(|at| self.number(&experience_name(group, at), words::experience(f, group, at)));
            let (legend, fields) = (words::group(f, group), fields.collect());
            groups.push(Group { legend, fields, is_folded: true, ..Group::default() });
        }
        for at in 0..(member.specialists.len() + MORE_SPECIALISTS).min(SPECIALISTS) {
            let legend = f.with1("member-specialist", "number", &(at + 1).to_string());
            let fields = self.lines(&format!("specialist{at}_"), &words::SPECIALIST);
            groups.push(Group { legend, fields, is_folded: true, ..Group::default() });
        }
        // What is wrong in a part that is folded would not be seen.
        if self.value.0.is_some() {
            groups.iter_mut().for_each(|group| group.is_folded = false);
        }
        groups
    }
}

fn page<'a>(
    app: &'a App,
    signed: &Signed,
    (id, name): (i64, &str),
    known: &(Member, i64),
    value: Typed<'_>,
) -> FormPage<'a> {
    let mut f = Desk::of(app, signed, "/console/units", "member-title");
    f.title = format!("{}: {name}", f.say("member-title"));
    let (member, version) = known;
    let groups = Filling { f: &f, value, known: member.fields() }.groups(member);
    FormPage {
        back: (format!("/console/members/{id}"), f.say("member-title")),
        lead: f.say("member-form-lead"),
        action: format!("/console/members/{id}/change"),
        seen: *version,
        groups,
        button: f.say("member-keep"),
        is_grave: false,
        whole: String::new(),
        now: None,
        f,
    }
}

/// `GET /console/members/{id}/change`.
pub async fn show(
    State(app): State<Arc<App>>,
    Path(id): Path<i64>,
    signed: Signed,
) -> Result<Response, Stop> {
    let name = unit(&signed, id, Act::ChangeContacts)?.last_name();
    let mut known = app.office()?.store.member(id).await?;
    if known.1 == 0 {
        // What is known of the unit stands there to begin with.
        let contact = signed.units.contacts.get(&UnitId(id)).cloned().unwrap_or_default();
        let organisation = &mut known.0.organisation;
        organisation.name = name.to_owned();
        (organisation.phone, organisation.email, organisation.address) =
            (contact.phone, contact.email, contact.address);
    }
    Ok(page(&app, &signed, (id, name), &known, Typed(None)).sent(StatusCode::OK, Wrong::new()))
}

/// `POST /console/members/{id}/change`.
pub async fn change(
    State(app): State<Arc<App>>,
    Path(id): Path<i64>,
    posted: Posted,
) -> Result<Response, Stop> {
    let Posted { signed, fields } = posted;
    let name = unit(&signed, id, Act::ChangeContacts)?.last_name();
    let store = &app.office()?.store;
    let seen = fields.number("seen").unwrap_or(-1);
    let read = Member::read(&|name: &str| fields.get(name).to_owned());
    let (member, wrong) = match read {
        Ok(member) => (Some(member), Wrong::new()),
        Err(faults) => {
            let f = Desk::of(&app, &signed, "/console/units", "member-title");
            (None, faults.into_iter().map(|(name, error)| (name, words::wrong(&f, error))).collect())
        }
    };
    if let Some(member) = &member
        && store.keep_member(UnitId(id), seen, member, "member.changed", &signed.deed("")).await?
    {
        return Ok(Redirect::to(&format!("/console/members/{id}?done=kept")).into_response());
    }
    let known = store.member(id).await?;
    let mut again = page(&app, &signed, (id, name), &known, Typed(Some(&fields)));
    if member.is_none() {
        again.seen = seen;
        return Ok(again.sent(StatusCode::UNPROCESSABLE_ENTITY, wrong));
    }
    // What stands otherwise in the file by now than in the form.
    let mut labels: BTreeMap<String, String> = BTreeMap::new();
    for group in &again.groups {
        for field in &group.fields {
            labels.insert(field.name.clone(), format!("{} {}", group.legend, field.label).trim().to_owned());
        }
    }
    let differs = known.0.fields().into_iter().filter(|(name, value)| fields.get(name) != value);
    let facts = differs.map(|(name, value)| (labels.get(&name).cloned().unwrap_or(name), value)).collect();
    again.now = Some(Now { told: again.f.say("member-conflict"), facts });
    Ok(again.sent(StatusCode::CONFLICT, Wrong::new()))
}

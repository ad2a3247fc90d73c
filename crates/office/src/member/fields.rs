//! A member's file as fields with names: as a form sends it, and as it is kept.
//!
//! Must never lose a field between the two, and never take a text that would show as another one.

use std::collections::BTreeMap;

use super::{Group, Member, Organisation, Point, Specialist, Staff};
use crate::contact::{self, ContactError};
use crate::line::{self, LineError};

/// Points of contact, and specialists, that a file can have.
pub const CONTACTS: usize = 5;
/// See [`CONTACTS`].
pub const SPECIALISTS: usize = 20;

/// Characters of one line, and of the introduction.
const LINE: usize = 300;
const INTRODUCTION: usize = 3_000;

/// More people than any member has.
const MOST: u32 = 1_000_000;

/// What is wrong with a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FieldError {
    /// It is no line of text.
    #[error(transparent)]
    Line(#[from] LineError),
    /// It is no way to reach anybody.
    #[error(transparent)]
    Contact(#[from] ContactError),
    /// It is no number of people.
    #[error("this is no number of people")]
    Number,
    /// It is no month with its year.
    #[error("write a month and its year, such as 06/2015")]
    Month,
}

/// The word by which a group's fields are called.
fn word(group: Group) -> &'static str {
    match group {
        Group::Managing => "managing",
        Group::Defending => "defending",
        Group::Protecting => "protecting",
        Group::Assessing => "assessing",
    }
}

/// The name of the field with how many have experience in a field of a group.
pub fn experience_name(group: Group, field: usize) -> String {
    format!("experience_{}_{field}", word(group))
}

/// Reads fields one after another, and keeps what is wrong with them.
struct Reading<'g> {
    get: &'g dyn Fn(&str) -> String,
    wrong: BTreeMap<String, FieldError>,
}

impl Reading<'_> {
    fn keep<T: Default>(&mut self, name: &str, read: Result<T, FieldError>) -> T {
        read.map_err(|error| self.wrong.insert(name.to_owned(), error)).unwrap_or_default()
    }

    fn line(&mut self, name: &str) -> String {
        let read = match line::read(&(self.get)(name), LINE) {
            Err(LineError::Empty) => Ok(String::new()),
            read => read.map_err(FieldError::from),
        };
        self.keep(name, read)
    }

    fn phone(&mut self, name: &str) -> String {
        let read = contact::phone(&(self.get)(name)).map_err(FieldError::from);
        self.keep(name, read)
    }

    fn email(&mut self, name: &str) -> String {
        let read = contact::email(&(self.get)(name)).map_err(FieldError::from);
        self.keep(name, read)
    }

    fn number(&mut self, name: &str) -> Option<u32> {
        let text = (self.get)(name);
        let read = match text.trim() {
            "" => Ok(None),
            text => match text.parse::<u32>() {
                Ok(number) if number <= MOST => Ok(Some(number)),
                _ => Err(FieldError::Number),
            },
        };
        self.keep(name, read)
    }

    fn month(&mut self, name: &str) -> Option<(u8, u16)> {
        let text = (self.get)(name);
        let read = match text.trim() {
            "" => Ok(None),
            text => {
                let pair =
                    text.split_once('/').map(|(month, year)| (month.trim().parse(), year.trim().parse()));
                match pair {
                    Some((Ok(month), Ok(year)))
                        if (1..=12).contains(&month) && (1900..2200).contains(&year) =>
                    {
                        Ok(Some((month, year)))
                    }
                    _ => Err(FieldError::Month),
                }
            }
        };
        self.keep(name, read)
    }

    fn text(&mut self, name: &str) -> String {
        let typed = (self.get)(name);
        let lines = typed.lines().map(|text| match line::read(text, INTRODUCTION) {
            Err(LineError::Empty) => Ok(String::new()),
            read => read,
        });
        let read = lines.collect::<Result<Vec<_>, _>>().map(|lines| lines.join("\n").trim().to_owned());
        let read = read.and_then(|text| {
            let fits = text.chars().count() <= INTRODUCTION;
            if fits { Ok(text) } else { Err(LineError::TooLong(INTRODUCTION)) }
        });
        self.keep(name, read.map_err(FieldError::from))
    }

    fn point(&mut self, of: &str, has_name: bool) -> Point {
        let named = |this: &mut Self, field: &str| match has_name {
            true => this.line(&format!("{of}_{field}")),
            false => String::new(),
        };
        Point {
            name: named(self, "name"),
            title: named(self, "title"),
            address: self.line(&format!("{of}_address")),
            landline: self.phone(&format!("{of}_landline")),
            mobile: self.phone(&format!("{of}_mobile")),
            fax: self.phone(&format!("{of}_fax")),
            email: self.email(&format!("{of}_email")),
        }
    }
}

impl Member {
    /// Reads a file from its fields. It is a draft: it is signed by [`Member::signed`] and nothing else.
    ///
    /// # Errors
    /// With everything that is wrong, by the name of the field. What is missing is not wrong.
    pub fn read(get: &dyn Fn(&str) -> String) -> Result<Member, BTreeMap<String, FieldError>> {
        let mut from = Reading { get, wrong: BTreeMap::new() };
        let organisation = Organisation {
            name: from.line("name"),
            owner: from.line("owner"),
            address: from.line("address"),
            phone: from.phone("phone"),
            fax: from.phone("fax"),
            email: from.email("email"),
            website: from.line("website"),
            leader: from.line("leader"),
            leader_title: from.line("leader_title"),
        };
        let notices = from.point("notices", false);
        let mut contacts: Vec<Point> =
            (0..CONTACTS).map(|at| from.point(&format!("contact{at}"), true)).collect();
        contacts.retain(|point| *point != Point::default());
        let introduction = from.text("introduction");
        let staff = Staff {
            technology: from.number("staff_technology"),
            security: from.number("staff_security"),
            equivalent: from.number("staff_equivalent"),
            postgraduate: from.number("staff_postgraduate"),
            university: from.number("staff_university"),
            college: from.number("staff_college"),
            vocational: from.number("staff_vocational"),
            international: from.number("staff_international"),
            domestic: from.number("staff_domestic"),
        };
        let mut experience = Vec::new();
        for group in Group::ALL {
            for field in 0..group.fields() {
                let number = from.number(&experience_name(group, field));
                experience.extend(number.map(|number| (group, field, number)));
            }
        }
        let mut specialists = Vec::new();
        for at in 0..SPECIALISTS {
            let of = |field: &str| format!("specialist{at}_{field}");
            let one = Specialist {
                name: from.line(&of("name")),
                school: from.line(&of("school")),
                subject: from.line(&of("subject")),
                degree: from.line(&of("degree")),
                graduated: from.month(&of("graduated")),
            };
            specialists.extend((one != Specialist::default()).then_some(one));
        }
        let (signed, signatory) = (None, String::new());
        if from.wrong.is_empty() {
            Ok(Member {
                organisation,
                notices,
                contacts,
                introduction,
                staff,
                experience,
                specialists,
                signed,
                signatory,
            })
        } else {
            Err(from.wrong)
        }
    }

    /// The fields that hold anything, by name, as [`Member::read`] reads them.
    pub fn fields(&self) -> BTreeMap<String, String> {
        let mut all: BTreeMap<String, String> = BTreeMap::new();
        let mut put = |name: String, value: &str| {
            if !value.is_empty() {
                all.insert(name, value.to_owned());
            }
        };
        let of = &self.organisation;
        for (name, value) in [
            ("name", &of.name),
            ("owner", &of.owner),
            ("address", &of.address),
            ("phone", &of.phone),
            ("fax", &of.fax),
            ("email", &of.email),
            ("website", &of.website),
            ("leader", &of.leader),
            ("leader_title", &of.leader_title),
            ("introduction", &self.introduction),
        ] {
            put(name.to_owned(), value);
        }
        let contacts = self.contacts.iter().enumerate().map(|(at, point)| (format!("contact{at}"), point));
        for (of, point) in contacts.chain([("notices".to_owned(), &self.notices)]) {
            for (name, value) in [
                ("name", &point.name),
                ("title", &point.title),
                ("address", &point.address),
                ("landline", &point.landline),
                ("mobile", &point.mobile),
                ("fax", &point.fax),
                ("email", &point.email),
            ] {
                put(format!("{of}_{name}"), value);
            }
        }
        let staff = &self.staff;
        for (name, number) in [
            ("technology", staff.technology),
            ("security", staff.security),
            ("equivalent", staff.equivalent),
            ("postgraduate", staff.postgraduate),
            ("university", staff.university),
            ("college", staff.college),
            ("vocational", staff.vocational),
            ("international", staff.international),
            ("domestic", staff.domestic),
        ] {
            put(format!("staff_{name}"), &number.map(|number| number.to_string()).unwrap_or_default());
        }
        for (group, field, number) in &self.experience {
            put(experience_name(*group, *field), &number.to_string());
        }
        for (at, one) in self.specialists.iter().enumerate() {
            let graduated =
                one.graduated.map(|(month, year)| format!("{month:02}/{year}")).unwrap_or_default();
            for (name, value) in [
                ("name", &one.name),
                ("school", &one.school),
                ("subject", &one.subject),
                ("degree", &one.degree),
                ("graduated", &graduated),
            ] {
                put(format!("specialist{at}_{name}"), value);
            }
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A value that each field takes.
    fn good(name: &str) -> String {
        match name {
            _ if name.contains("email") => "a@vi-du.vn".to_owned(),
            _ if name.ends_with("graduated") => "06/2015".to_owned(),
            _ if ["phone", "fax", "landline", "mobile"].iter().any(|end| name.ends_with(end)) => {
                "113".to_owned()
            }
            _ if name.starts_with("staff") || name.starts_with("experience") => "0".to_owned(),
            "introduction" => "Một.\n\nHai.".to_owned(),
            _ => format!("Chữ của {name}"),
        }
    }

    #[test]
    fn every_field_comes_back_as_it_was() {
        let full = Member::read(&|name: &str| good(name)).unwrap();
        let fields = full.fields();
        // 9 of the organisation, 5 of notices, 7 of each contact, the introduction, staff, experience, specialists.
        assert_eq!(fields.len(), 9 + 5 + 7 * CONTACTS + 1 + 9 + 25 + 5 * SPECIALISTS);
        for (name, value) in &fields {
            assert_eq!(*value, good(name), "{name}");
        }
        let again = Member::read(&|name: &str| fields.get(name).cloned().unwrap_or_default()).unwrap();
        assert_eq!(again, full);
        assert_eq!(Member::read(&|_: &str| String::new()), Ok(Member::default()));
        assert!(Member::default().fields().is_empty());
    }

    #[test]
    fn everything_that_is_wrong_is_told_by_its_field() {
        let bad = |name: &str| match name {
            "name" => "a\u{202e}b".to_owned(),
            "contact1_email" => "không phải".to_owned(),
            "staff_college" => "-1".to_owned(),
            "experience_assessing_3" => "99999999".to_owned(),
            "specialist2_graduated" => "13/2015".to_owned(),
            "introduction" => "a\n".repeat(2_000),
            _ => String::new(),
        };
        let wrong = Member::read(&bad).unwrap_err();
        let names: Vec<&str> = wrong.keys().map(String::as_str).collect();
        let expected = [
            "contact1_email",
            "experience_assessing_3",
            "introduction",
            "name",
            "specialist2_graduated",
            "staff_college",
        ];
        assert_eq!(names, expected);
    }
}

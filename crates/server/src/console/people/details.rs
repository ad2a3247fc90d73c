//! What is said of a person, as it is typed, judged and kept.
//!
//! Must never take a field that is not written here from a form.

use office::rights::Act;
use office::units::UnitId;
use store::people::Details;

use super::super::first::login;
use super::super::forms::Fields;
use super::super::frame::Desk;
use super::super::signed::Signed;
use super::super::{people_words, unit_field};

/// What was typed, or stands there to be changed.
#[derive(Debug, Clone, Default)]
pub struct Typed {
    /// The name.
    pub name: String,
    /// What they sign in with.
    pub login: String,
    /// The position.
    pub position: String,
    /// The address for mail.
    pub email: String,
    /// The telephone.
    pub phone: String,
    /// The unit, by code or name.
    pub unit: String,
}

/// What is wrong with it, by field; empty where nothing is.
#[derive(Debug, Clone, Default)]
pub struct Wrong {
    /// With the name.
    pub name: String,
    /// With what they sign in with.
    pub login: String,
    /// With the position.
    pub position: String,
    /// With the address for mail.
    pub email: String,
    /// With the telephone.
    pub phone: String,
    /// With the unit.
    pub unit: String,
}

impl Typed {
    /// As a form brings it.
    pub fn of(fields: &Fields) -> Typed {
        let text = |name| fields.get(name).to_owned();
        Typed {
            name: text("name"),
            login: text("login"),
            position: text("position"),
            email: text("email"),
            phone: text("phone"),
            unit: text("unit"),
        }
    }

    /// As it is kept.
    pub fn from(signed: &Signed, details: &Details) -> Typed {
        Typed {
            name: details.name.clone(),
            login: details.login.clone(),
            position: details.position.clone(),
            email: details.email.clone(),
            phone: details.phone.clone(),
            unit: living_code(signed, details.unit),
        }
    }

    /// What is kept of it.
    ///
    /// # Errors
    /// With what is wrong. A unit at which they manage nobody is wrong too.
    pub fn judge(&self, f: &Desk<'_>, signed: &Signed) -> Result<Details, Box<Wrong>> {
        let mut wrong = Wrong::default();
        let mut keep = |read: Result<String, String>, to: fn(&mut Wrong) -> &mut String| {
            read.unwrap_or_else(|trouble| {
                *to(&mut wrong) = trouble;
                String::new()
            })
        };
        let details = Details {
            name: keep(people_words::name(f, &self.name), |wrong| &mut wrong.name),
            login: keep(login(&self.login).ok_or_else(|| f.say("login-shape")), |wrong| &mut wrong.login),
            position: keep(people_words::position(f, &self.position), |wrong| &mut wrong.position),
            email: keep(people_words::email(f, &self.email), |wrong| &mut wrong.email),
            phone: keep(people_words::phone(f, &self.phone), |wrong| &mut wrong.phone),
            unit: 0,
        };
        let unit = unit_field::read(f, signed, &self.unit, signed.today).and_then(|unit| {
            let may = signed.may(Act::ManagePeople, unit.0);
            may.map(|()| unit.0).map_err(|_| f.say("unit-field-not-yours"))
        });
        match unit {
            Ok(unit) if wrong.is_nothing() => Ok(Details { unit, ..details }),
            Ok(_) => Err(Box::new(wrong)),
            Err(trouble) => Err(Box::new(Wrong { unit: trouble, ..wrong })),
        }
    }
}

/// The code of a unit that lives. Another one may have the code of one that ended: then a unit is to be chosen anew.
fn living_code(signed: &Signed, unit: i64) -> String {
    let lives = signed.units.tree.get(UnitId(unit)).is_some_and(|unit| unit.is_living(signed.today));
    if lives { unit_field::written(signed, unit) } else { String::new() }
}

impl Wrong {
    /// Whether nothing is.
    pub fn is_nothing(&self) -> bool {
        let all = [&self.name, &self.login, &self.position, &self.email, &self.phone, &self.unit];
        all.iter().all(|text| text.is_empty())
    }
}

//! What the fields of form 01 are called.
//!
//! Must never leave a field without its name in both languages.

use office::member::{FieldError, Group, Missing};

use crate::console::frame::Desk;
use crate::console::units::said;

/// The fields of the organisation, in the form's order.
pub const ORGANISATION: [(&str, &str); 9] = [
    ("name", "member-name"),
    ("owner", "member-owner"),
    ("address", "unit-address"),
    ("phone", "unit-phone"),
    ("fax", "member-fax"),
    ("email", "unit-email"),
    ("website", "member-website"),
    ("leader", "member-leader"),
    ("leader_title", "person-position"),
];

/// The fields of a point of contact; the first two are not asked of where notices go.
pub const POINT: [(&str, &str); 7] = [
    ("name", "person-name"),
    ("title", "person-position"),
    ("address", "unit-address"),
    ("landline", "member-landline"),
    ("mobile", "member-mobile"),
    ("fax", "member-fax"),
    ("email", "unit-email"),
];

/// The numbers of the staff.
pub const STAFF: [(&str, &str); 9] = [
    ("staff_technology", "member-staff-technology"),
    ("staff_security", "member-staff-security"),
    ("staff_equivalent", "member-staff-equivalent"),
    ("staff_postgraduate", "member-staff-postgraduate"),
    ("staff_university", "member-staff-university"),
    ("staff_college", "member-staff-college"),
    ("staff_vocational", "member-staff-vocational"),
    ("staff_international", "member-staff-international"),
    ("staff_domestic", "member-staff-domestic"),
];

/// The fields of a specialist.
pub const SPECIALIST: [(&str, &str); 5] = [
    ("name", "person-name"),
    ("school", "member-school"),
    ("subject", "member-subject"),
    ("degree", "member-degree"),
    ("graduated", "member-graduated"),
];

/// What a group of experience is called.
pub fn group(f: &Desk<'_>, group: Group) -> String {
    f.say(match group {
        Group::Managing => "member-managing",
        Group::Defending => "member-defending",
        Group::Protecting => "member-protecting",
        Group::Assessing => "member-assessing",
    })
}

/// What a field of it is called.
pub fn experience(f: &Desk<'_>, group: Group, field: usize) -> String {
    let names: &[&str] = match group {
        Group::Managing => &[
            "member-managing-a",
            "member-managing-b",
            "member-managing-c",
            "member-managing-d",
            "member-managing-dd",
        ],
        Group::Defending => &[
            "member-defending-a",
            "member-defending-b",
            "member-defending-c",
            "member-defending-d",
            "member-defending-dd",
            "member-defending-e",
            "member-defending-g",
            "member-defending-h",
        ],
        Group::Protecting => &[
            "member-protecting-a",
            "member-protecting-b",
            "member-protecting-c",
            "member-protecting-d",
            "member-protecting-dd",
            "member-protecting-e",
            "member-protecting-g",
            "member-protecting-h",
        ],
        Group::Assessing => {
            &["member-assessing-a", "member-assessing-b", "member-assessing-c", "member-assessing-d"]
        }
    };
    names.get(field).map(|name| f.say(name)).unwrap_or_default()
}

/// What is wrong with a field.
pub fn wrong(f: &Desk<'_>, error: FieldError) -> String {
    match error {
        FieldError::Line(why) => said::line(f, why),
        FieldError::Contact(why) => said::no_contact(f, why),
        FieldError::Number => f.say("member-no-number"),
        FieldError::Month => f.say("member-no-month"),
    }
}

/// What is missing, in words.
pub fn missing(f: &Desk<'_>, missing: Missing) -> String {
    let of = |part: &str, field: &str| format!("{}: {}", f.say(part), f.say(field));
    let nth = |part: &str, at: usize, field: &str| {
        format!("{}: {}", f.with1(part, "number", &(at + 1).to_string()), f.say(field))
    };
    match missing {
        Missing::Name => of("member-part-1", "member-name"),
        Missing::Owner => of("member-part-1", "member-owner"),
        Missing::Address => of("member-part-1", "unit-address"),
        Missing::Phone => of("member-part-1", "unit-phone"),
        Missing::Email => of("member-part-1", "unit-email"),
        Missing::Leader => of("member-part-1", "member-leader"),
        Missing::LeaderTitle => of("member-part-1", "person-position"),
        Missing::NoticesAddress => of("member-part-2", "unit-address"),
        Missing::NoticesPhone => of("member-part-2", "unit-phone"),
        Missing::NoticesEmail => of("member-part-2", "unit-email"),
        Missing::Contact => f.say("member-part-3"),
        Missing::ContactName(at) => nth("member-contact", at, "person-name"),
        Missing::ContactTitle(at) => nth("member-contact", at, "person-position"),
        Missing::ContactPhone(at) => nth("member-contact", at, "unit-phone"),
        Missing::ContactEmail(at) => nth("member-contact", at, "unit-email"),
        Missing::Introduction => f.say("member-part-4"),
        Missing::Systems => f.say("member-missing-systems"),
        Missing::Staff => f.say("member-missing-staff"),
        Missing::Experience => f.say("member-missing-experience"),
        Missing::SpecialistName(at) => nth("member-specialist", at, "person-name"),
        Missing::Signatory => f.say("member-signatory"),
        Missing::Signed => f.say("member-day"),
    }
}

//! The file of a member of the response network: form 01 of circular 20/2017/TT-BTTTT, field by field.
//!
//! Must never say that a file is complete while a field is empty that the coordinator works with, and never refuse to keep
//! one that is not: members fill it in over weeks.

mod fields;

pub use fields::{CONTACTS, FieldError, SPECIALISTS, experience_name};

use crate::day::Day;

/// Part 1: the organisation.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Organisation {
    /// *Tên tổ chức*.
    pub name: String,
    /// *Tên cơ quan chủ quản*.
    pub owner: String,
    /// *Địa chỉ*.
    pub address: String,
    /// *Điện thoại*.
    pub phone: String,
    /// *Fax*.
    pub fax: String,
    /// *Email*.
    pub email: String,
    /// *Website*.
    pub website: String,
    /// *Lãnh đạo phụ trách an toàn thông tin*.
    pub leader: String,
    /// *Chức vụ* of the leader.
    pub leader_title: String,
}

/// Part 2, where notices of incidents go, and part 3, whom to speak with.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Point {
    /// *Họ và tên*; not asked in part 2.
    pub name: String,
    /// *Chức vụ*; not asked in part 2.
    pub title: String,
    /// *Địa chỉ*.
    pub address: String,
    /// *Số điện thoại cố định*.
    pub landline: String,
    /// *Số điện thoại di động*.
    pub mobile: String,
    /// *Số fax*.
    pub fax: String,
    /// *Email*.
    pub email: String,
}

/// Part 1 of the annex: how many people, by what they learned. A number that nobody gave is nothing, and not zero.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Staff {
    /// 1.1 a: trained in information technology.
    pub technology: Option<u32>,
    /// 1.1 b: trained in information security.
    pub security: Option<u32>,
    /// 1.1 c: trained in something equivalent.
    pub equivalent: Option<u32>,
    /// 1.2 a: past a university's first degree.
    pub postgraduate: Option<u32>,
    /// 1.2 b: university.
    pub university: Option<u32>,
    /// 1.2 c: college.
    pub college: Option<u32>,
    /// 1.2 d: vocational school.
    pub vocational: Option<u32>,
    /// 1.3 a: with an international certificate.
    pub international: Option<u32>,
    /// 1.3 b: with a certificate of Viet Nam.
    pub domestic: Option<u32>,
}

/// The groups of part 2 of the annex: how many people have experience, by field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    /// 2.1: managing information security, five fields.
    Managing,
    /// 2.2: defence and countering attacks, eight fields.
    Defending,
    /// 2.3: protecting systems and applications, eight fields.
    Protecting,
    /// 2.4: checking and assessing, four fields.
    Assessing,
}

impl Group {
    /// All of them, in the form's order.
    pub const ALL: [Group; 4] = [Group::Managing, Group::Defending, Group::Protecting, Group::Assessing];

    /// How many fields it has, which the form letters from a).
    pub fn fields(self) -> usize {
        match self {
            Group::Managing => 5,
            Group::Defending | Group::Protecting => 8,
            Group::Assessing => 4,
        }
    }
}

/// Part 3 of the annex: one person.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Specialist {
    /// *Họ và tên*.
    pub name: String,
    /// *Tên trường, cơ sở đào tạo*.
    pub school: String,
    /// *Chuyên ngành đào tạo, bồi dưỡng*.
    pub subject: String,
    /// *Văn bằng, chứng chỉ, trình độ*.
    pub degree: String,
    /// *Tháng/năm tốt nghiệp*, month 1 to 12 and year.
    pub graduated: Option<(u8, u16)>,
}

/// A member's file. Part 5 of the form, the information systems by level, is what the unit's systems are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Member {
    /// Part 1.
    pub organisation: Organisation,
    /// Part 2.
    pub notices: Point,
    /// Part 3.1, the chief point of contact, and others after it.
    pub contacts: Vec<Point>,
    /// Part 4: what the organisation does, its staff, technology, experience, and whom it serves.
    pub introduction: String,
    /// Part 6: staff.
    pub staff: Staff,
    /// How many people have experience, by group and field from 0.
    pub experience: Vec<(Group, usize, u32)>,
    /// Each specialist.
    pub specialists: Vec<Specialist>,
    /// The day of the signature; nothing while it is a draft.
    pub signed: Option<Day>,
    /// Who signed: the representative by law.
    pub signatory: String,
}

/// A field that is empty and that the coordinator works with. The form marks none as required, other than form 03; these
/// are those without which a member is not reached, not known, or not bound. Fax and website are never missing, and one
/// of two telephones is enough.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Missing {
    /// 1: the name.
    Name,
    /// 1: the owner.
    Owner,
    /// 1: the address.
    Address,
    /// 1: the telephone.
    Phone,
    /// 1: the e-mail address.
    Email,
    /// 1: the leader.
    Leader,
    /// 1: the leader's position.
    LeaderTitle,
    /// 2: the address for notices.
    NoticesAddress,
    /// 2: a telephone for notices.
    NoticesPhone,
    /// 2: the e-mail address for notices.
    NoticesEmail,
    /// 3.1: there is no point of contact.
    Contact,
    /// 3: the name of one, by its place in the list from 0.
    ContactName(usize),
    /// 3: the position of one.
    ContactTitle(usize),
    /// 3: a telephone of one.
    ContactPhone(usize),
    /// 3: the e-mail address of one.
    ContactEmail(usize),
    /// 4: the introduction.
    Introduction,
    /// 5: no information system is listed.
    Systems,
    /// 6: numbers of the staff.
    Staff,
    /// 6: how many have experience.
    Experience,
    /// 6: the name of a specialist, by the place in the list from 0.
    SpecialistName(usize),
    /// The signatory.
    Signatory,
    /// The day of the signature.
    Signed,
}

impl Member {
    /// What is missing, in the form's order; `systems` is how many information systems the unit has.
    pub fn missing(&self, systems: usize) -> Vec<Missing> {
        let mut missing = Vec::new();
        let mut ask = |is: bool, what: Missing| {
            if is {
                missing.push(what);
            }
        };
        let empty = |text: &str| text.trim().is_empty();
        let Organisation { name, owner, address, phone, email, leader, leader_title, .. } =
            &self.organisation;
        ask(empty(name), Missing::Name);
        ask(empty(owner), Missing::Owner);
        ask(empty(address), Missing::Address);
        ask(empty(phone), Missing::Phone);
        ask(empty(email), Missing::Email);
        ask(empty(leader), Missing::Leader);
        ask(empty(leader_title), Missing::LeaderTitle);
        let reached = |point: &Point| !empty(&point.landline) || !empty(&point.mobile);
        ask(empty(&self.notices.address), Missing::NoticesAddress);
        ask(!reached(&self.notices), Missing::NoticesPhone);
        ask(empty(&self.notices.email), Missing::NoticesEmail);
        ask(self.contacts.is_empty(), Missing::Contact);
        for (at, contact) in self.contacts.iter().enumerate() {
            ask(empty(&contact.name), Missing::ContactName(at));
            ask(empty(&contact.title), Missing::ContactTitle(at));
            ask(!reached(contact), Missing::ContactPhone(at));
            ask(empty(&contact.email), Missing::ContactEmail(at));
        }
        ask(empty(&self.introduction), Missing::Introduction);
        ask(systems == 0, Missing::Systems);
        let Staff { technology, security, equivalent, postgraduate, university, college, vocational, .. } =
            self.staff;
        let trained = [technology, security, equivalent];
        let graduated = [postgraduate, university, college, vocational];
        let none = |numbers: &[Option<u32>]| numbers.iter().all(Option::is_none);
        ask(none(&trained) || none(&graduated), Missing::Staff);
        ask(self.experience.is_empty(), Missing::Experience);
        for (at, specialist) in self.specialists.iter().enumerate() {
            ask(empty(&specialist.name), Missing::SpecialistName(at));
        }
        ask(empty(&self.signatory), Missing::Signatory);
        ask(self.signed.is_none(), Missing::Signed);
        missing
    }

    /// How many people have experience in a group: nothing where nobody gave a number.
    pub fn experienced(&self, group: Group) -> Option<u32> {
        let mut numbers = self
            .experience
            .iter()
            .filter(|(known, field, _)| *known == group && *field < group.fields())
            .map(|(_, _, number)| *number)
            .peekable();
        numbers.peek()?;
        Some(numbers.fold(0, u32::saturating_add))
    }

    /// Whether the yearly update of circular 20/2017 (article 5.3) is due: it was never signed, or a year ago or longer.
    pub fn is_due(&self, today: Day) -> bool {
        self.signed.is_none_or(|signed| {
            (today.year(), today.month(), today.of_month())
                >= (signed.year() + 1, signed.month(), signed.of_month())
        })
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;

    fn full() -> Member {
        let text = |text: &str| text.to_owned();
        let point = Point {
            name: text("Người Trực"),
            title: text("Trưởng phòng"),
            address: text("số 1"),
            mobile: text("113"),
            email: text("a@vi-du.vn"),
            ..Point::default()
        };
        Member {
            organisation: Organisation {
                name: text("Công ty Ví Dụ"),
                owner: text("Bộ Ví Dụ"),
                address: text("số 1"),
                phone: text("113"),
                email: text("a@vi-du.vn"),
                leader: text("Người Lãnh Đạo"),
                leader_title: text("Giám đốc"),
                ..Organisation::default()
            },
            notices: point.clone(),
            contacts: vec![point],
            introduction: text("Ứng cứu sự cố."),
            staff: Staff { security: Some(0), university: Some(3), ..Staff::default() },
            experience: vec![(Group::Defending, 1, 2), (Group::Defending, 2, 1), (Group::Assessing, 9, 5)],
            specialists: vec![Specialist { name: text("Người Trực"), ..Specialist::default() }],
            signed: Day::new(2024, 2, 29),
            signatory: text("Người Đại Diện"),
        }
    }

    #[test]
    fn what_is_missing_is_listed_in_the_form_s_order() {
        assert_eq!(full().missing(1), []);
        expect!["[Name, Owner, Address, Phone, Email, Leader, LeaderTitle, NoticesAddress, NoticesPhone, NoticesEmail, Contact, Introduction, Systems, Staff, Experience, Signatory, Signed]"]
            .assert_eq(&format!("{:?}", Member::default().missing(0)));
        let mut file = full();
        file.contacts.push(Point::default());
        file.specialists.push(Specialist::default());
        file.staff.university = None;
        expect![
            "[ContactName(1), ContactTitle(1), ContactPhone(1), ContactEmail(1), Staff, SpecialistName(1)]"
        ]
        .assert_eq(&format!("{:?}", file.missing(1)));
    }

    #[test]
    fn numbers_that_nobody_gave_are_not_zero() {
        let file = full();
        assert_eq!(file.experienced(Group::Defending), Some(3));
        assert_eq!(file.experienced(Group::Managing), None);
        assert_eq!(file.experienced(Group::Assessing), None);
    }

    #[test]
    fn a_file_is_due_a_year_after_it_was_signed() {
        let due = |year, month, day| full().is_due(Day::new(year, month, day).unwrap());
        assert!(!due(2025, 2, 28));
        assert!(due(2025, 3, 1));
        assert!(Member::default().is_due(Day::new(2024, 1, 1).unwrap()));
    }
}

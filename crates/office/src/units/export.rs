//! The columns of a sheet of units, and such a sheet.
//!
//! Must never write what `import` would read as something else.

use std::collections::BTreeMap;

use super::{Tree, Unit, UnitId};
use crate::contact::Contact;
use crate::day::Day;
use crate::sheet::{Cell, Column, Row, Sheet};

/// How units are reached.
pub type Contacts = BTreeMap<UnitId, Contact>;

pub(super) const COLUMNS: [Column; 8] = [
    column("code", "Mã", &["ma don vi", "ma dinh danh", "code", "unit code"], true),
    column("name", "Tên", &["ten don vi", "name", "unit name"], true),
    column("kind", "Loại", &["loai don vi", "loai hinh", "kind", "type"], true),
    column(
        "parent",
        "Mã cấp trên",
        &["ma don vi cap tren", "ma cha", "cap tren", "parent", "parent code"],
        true,
    ),
    column("founded", "Ngày thành lập", &["ngay bat dau", "thanh lap", "founded", "since"], false),
    column("email", "E-mail", &["email", "thu dien tu", "dia chi thu dien tu"], false),
    column(
        "phone",
        "Điện thoại",
        &["dien thoai co dinh", "so dien thoai", "sdt", "phone", "telephone"],
        false,
    ),
    column("address", "Địa chỉ", &["dia chi lien he", "address"], false),
];

const fn column(
    key: &'static str,
    title: &'static str,
    also: &'static [&'static str],
    needed: bool,
) -> Column {
    Column { key, title, also, needed }
}

/// All that live on that day, each above those under it.
pub fn export(tree: &Tree, contacts: &Contacts, day: Day) -> Sheet {
    let root = tree.root(day);
    let units = root.into_iter().chain(root.map(|root| tree.below(root.id, day)).unwrap_or_default());
    export_these(units, tree, contacts, day)
}

/// These, which live on that day, in this order.
pub fn export_these<'u>(
    units: impl Iterator<Item = &'u Unit>,
    tree: &Tree,
    contacts: &Contacts,
    day: Day,
) -> Sheet {
    let nothing = Contact::default();
    let row = |unit: &Unit| {
        let contact = contacts.get(&unit.id).unwrap_or(&nothing);
        let parent = unit.parent(day).and_then(|parent| tree.get(parent));
        vec![
            Cell::of(unit.code.as_str()),
            Cell::of(unit.name(day).unwrap_or("")),
            Cell::of(unit.kind.title()),
            Cell::of(parent.map_or("", |parent| parent.code.as_str())),
            Cell::Day(unit.founded),
            Cell::of(contact.email.as_str()),
            Cell::of(contact.phone.as_str()),
            Cell::of(contact.address.as_str()),
        ]
    };
    let rows = units.enumerate().map(|(at, unit)| Row { number: at + 2, cells: row(unit) }).collect();
    Sheet { header: COLUMNS.iter().map(|column| column.title.to_owned()).collect(), header_row: 1, rows }
}

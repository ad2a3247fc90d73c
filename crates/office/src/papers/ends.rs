//! The head and the foot of a page, as Nghị định 30/2020/NĐ-CP lays them out, or as a law's own form has them.
//!
//! Must never print a number or a day of issue: both are given when the paper is registered (Điều 15), and stay blank.

use super::Field;
use super::layout::{Foot, Head, Layout, Show};
use super::page::Given;
use super::paragraph::{Lie, Lines, Look, Side, WIDTH, cell, gap, paragraph, plain, row, rule, run, table};
use super::shown::NO_DAY;
use super::xml::Xml;

const COUNTRY: &str = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM";
const MOTTO: &str = "Độc lập - Tự do - Hạnh phúc";

/// Widths of the body's and the country's columns.
const LEFT: u32 = 3_500;
const RIGHT: u32 = WIDTH - LEFT;

/// Width of the motto in 14 points, bold, measured: the line below is as long as it.
const MOTTO_WIDTH: u32 = 3_600;

/// What stands where a name is not known.
const DOTS: &str = "…………………";

/// The head.
pub fn head(xml: &mut Xml, layout: &Layout, given: Given<'_>) {
    for line in &layout.mark {
        plain(xml, &Lie::new(Side::Center).after(40), Look::italic(22), line);
    }
    match &layout.head {
        Head::Named { name, sign, about, dated } => {
            let body = sign_of(Field::Sign, given);
            letterhead(xml, &format!("/{sign}-{body}"), None, *dated, given);
            gap(xml);
            plain(xml, &Lie::new(Side::Center).before(160).keep(), Look::bold(28), name);
            plain(xml, &Lie::new(Side::Center).keep(), Look::bold(28), &about_of(about, given));
            rule(xml, WIDTH * 2 / 5, WIDTH * 2 / 5);
            gap(xml);
        }
        Head::Letter { about } => {
            let (body, unit) = (sign_of(Field::Sign, given), sign_of(Field::UnitSign, given));
            letterhead(xml, &format!("/{body}-{unit}"), Some(&about_of(about, given)), true, given);
            gap(xml);
        }
        Head::Form { number, by, name, motto } => {
            form_head(xml, number, by, *motto);
            plain(
                xml,
                &Lie::new(Side::Center).before(120).after(160).keep(),
                Look::bold(28),
                &given.say(name),
            );
        }
    }
    if layout.addressed {
        addressees(xml, given);
    }
}

fn sign_of(field: Field, given: Given<'_>) -> String {
    given.of(Some(field), Show::All).unwrap_or_else(|| "………".to_owned())
}

/// What a paper is about: its subject where somebody wrote one, the system otherwise.
fn about_of(about: &str, given: Given<'_>) -> String {
    let more =
        given.of(Some(Field::Subject), Show::All).or_else(|| given.of(Some(Field::SystemName), Show::All));
    let first = more.as_deref().and_then(|more| more.split('\n').next()).unwrap_or(DOTS);
    format!("{} {first}", given.say(about))
}

fn letterhead(xml: &mut Xml, sign: &str, about: Option<&str>, dated: bool, given: Given<'_>) {
    let text = |field| given.of(Some(field), Show::All);
    let body = text(Field::Body).unwrap_or_else(|| DOTS.to_owned()).to_uppercase();
    let sign = format!("Số:         {sign}");
    let middle = Lie::new(Side::Center);
    table(xml, &[LEFT, RIGHT], Lines::Tight, |xml| {
        row(xml, false, |xml| {
            cell(xml, LEFT, 1, |xml| {
                if let Some(above) = text(Field::BodyAbove) {
                    plain(xml, &middle, Look::plain(26), &above.to_uppercase());
                }
                plain(xml, &middle, Look::bold(26), &body);
                rule(xml, LEFT / 3, LEFT / 3);
            });
            cell(xml, RIGHT, 1, country);
        });
        row(xml, false, |xml| {
            cell(xml, LEFT, 1, |xml| {
                plain(xml, &middle.clone().before(120), Look::plain(26), &sign);
                if let Some(about) = about {
                    plain(xml, &middle.clone().before(120), Look::plain(24), &format!("V/v {about}"));
                }
            });
            cell(xml, RIGHT, 1, |xml| {
                let place = text(Field::Place).unwrap_or_else(|| "…………".to_owned());
                let day = if dated { format!("{place}, {NO_DAY}") } else { String::new() };
                plain(xml, &middle.clone().before(120), Look::italic(28), &day);
            });
        });
    });
}

fn country(xml: &mut Xml) {
    plain(xml, &Lie::new(Side::Center), Look::bold(26), COUNTRY);
    plain(xml, &Lie::new(Side::Center), Look::bold(28), MOTTO);
    let room = RIGHT.saturating_sub(MOTTO_WIDTH) / 2;
    rule(xml, room, room);
}

/// A law's own form: its number and its circular at the right.
fn form_head(xml: &mut Xml, number: &str, by: &str, motto: bool) {
    table(xml, &[LEFT, RIGHT], Lines::None, |xml| {
        row(xml, false, |xml| {
            cell(xml, LEFT, 1, |xml| plain(xml, &Lie::new(Side::Left), Look::plain(24), ""));
            cell(xml, RIGHT, 1, |xml| {
                plain(xml, &Lie::new(Side::Center), Look::bold(24), number);
                plain(xml, &Lie::new(Side::Center), Look::italic(22), by);
            });
        });
    });
    gap(xml);
    if motto {
        plain(xml, &Lie::new(Side::Center), Look::bold(26), COUNTRY);
        plain(xml, &Lie::new(Side::Center), Look::bold(28), MOTTO);
        let room = WIDTH.saturating_sub(MOTTO_WIDTH) / 2;
        rule(xml, room, room);
        gap(xml);
    }
}

/// One addressee stands on the line of the greeting, several below it.
fn addressees(xml: &mut Xml, given: Given<'_>) {
    let all = given.of(Some(Field::Addressees), Show::All).unwrap_or_else(|| "………………………………".to_owned());
    let all: Vec<&str> = all.split('\n').map(str::trim).filter(|one| !one.is_empty()).collect();
    let look = Look::plain(28);
    if let [one] = all.as_slice() {
        let lie = Lie::new(Side::Center).before(120).after(200);
        return plain(xml, &lie, look, &format!("Kính gửi: {}.", one.trim_end_matches(['.', ';'])));
    }
    plain(xml, &Lie { left: 2_000, ..Lie::new(Side::Left).before(120).keep() }, look, "Kính gửi:");
    for (at, one) in all.iter().enumerate() {
        let last = at + 1 == all.len();
        let end = if last { '.' } else { ';' };
        let lie = Lie { left: 3_000, ..Lie::new(Side::Left).after(if last { 200 } else { 0 }) };
        plain(xml, &lie, look, &format!("- {}{end}", one.trim_end_matches(['.', ';'])));
    }
}

/// The foot.
pub fn foot(xml: &mut Xml, layout: &Layout, given: Given<'_>) {
    match &layout.foot {
        Foot::Recipients => recipients(xml, layout.addressed, given),
        Foot::Representative { title, note, dated } => representative(xml, title, note, *dated, given),
        Foot::Signatures { titles } => signatures(xml, titles),
    }
}

fn recipients(xml: &mut Xml, addressed: bool, given: Given<'_>) {
    let text = |field| given.of(Some(field), Show::All);
    gap(xml);
    table(xml, &[LEFT + 500, RIGHT - 500], Lines::None, |xml| {
        row(xml, false, |xml| {
            cell(xml, LEFT + 500, 1, |xml| {
                let title = Look { size: 24, bold: true, italic: true };
                plain(xml, &Lie::new(Side::Left), title, "Nơi nhận:");
                let copies = text(Field::Copies).unwrap_or_default();
                let copies = copies.split('\n').map(|one| one.trim().trim_end_matches([';', '.']));
                let first = addressed.then_some("Như trên");
                for one in first.into_iter().chain(copies.filter(|one| !one.is_empty())) {
                    plain(xml, &Lie::new(Side::Left), Look::plain(22), &format!("- {one};"));
                }
                plain(
                    xml,
                    &Lie::new(Side::Left),
                    Look::plain(22),
                    &format!("- Lưu: VT, {}.", sign_of(Field::UnitSign, given)),
                );
            });
            cell(xml, RIGHT - 500, 1, |xml| {
                let middle = Lie::new(Side::Center);
                if let Some(authority) = text(Field::SignerFor) {
                    plain(xml, &middle, Look::bold(28), &authority.to_uppercase());
                }
                let post = text(Field::SignerPost).unwrap_or_else(|| DOTS.to_owned());
                plain(xml, &middle, Look::bold(28), &post.to_uppercase());
                room_to_sign(xml);
                plain(
                    xml,
                    &middle,
                    Look::bold(28),
                    &text(Field::SignerName).unwrap_or_else(|| DOTS.to_owned()),
                );
            });
        });
    });
    end(xml);
}

fn representative(xml: &mut Xml, title: &str, note: &str, dated: bool, given: Given<'_>) {
    let text = |field| given.of(Some(field), Show::All);
    gap(xml);
    table(xml, &[LEFT, RIGHT], Lines::Tight, |xml| {
        row(xml, false, |xml| {
            cell(xml, LEFT, 1, |xml| plain(xml, &Lie::new(Side::Left), Look::plain(24), ""));
            cell(xml, RIGHT, 1, |xml| {
                let middle = Lie::new(Side::Center);
                if dated {
                    let place = text(Field::Place).unwrap_or_else(|| "…………".to_owned());
                    plain(xml, &middle, Look::italic(28), &format!("{place}, {NO_DAY}"));
                }
                plain(xml, &middle, Look::bold(24), title);
                plain(xml, &middle, Look::italic(26), note);
                room_to_sign(xml);
                plain(
                    xml,
                    &middle,
                    Look::bold(28),
                    &text(Field::SignerName).unwrap_or_else(|| DOTS.to_owned()),
                );
            });
        });
    });
    end(xml);
}

fn signatures(xml: &mut Xml, titles: &[String]) {
    let count = u32::try_from(titles.len()).unwrap_or(1).max(1);
    let width = WIDTH / count;
    gap(xml);
    table(xml, &vec![width; titles.len().max(1)], Lines::None, |xml| {
        row(xml, false, |xml| {
            for title in titles {
                cell(xml, width, 1, |xml| {
                    plain(xml, &Lie::new(Side::Center), Look::bold(24), title);
                    plain(xml, &Lie::new(Side::Center), Look::italic(24), "(Ký, ghi rõ họ tên)");
                    room_to_sign(xml);
                });
            }
        });
    });
    end(xml);
}

fn room_to_sign(xml: &mut Xml) {
    for _ in 0..3 {
        plain(xml, &Lie::new(Side::Center), Look::plain(28), "");
    }
}

/// A page must not end with a table; what ends it takes no room.
fn end(xml: &mut Xml) {
    let lie = Lie { low: Some(2), ..Lie::new(Side::Left) };
    paragraph(xml, &lie, |xml| run(xml, Look::plain(2), ""));
}

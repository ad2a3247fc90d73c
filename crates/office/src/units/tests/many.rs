//! Ten thousand units, as many as the country has, and more changes than anybody makes: the tree must never break.

use std::time::Instant;

use super::*;
use crate::contact::Contact;
use crate::sheet::tests::Dice;
use crate::sheet::{self, Limits, write_csv, write_xlsx};

/// A country with so many units in all ranks, with the contacts of some.
fn large(count: usize, dice: &mut Dice) -> (Tree, Contacts) {
    let mut tree = country();
    let mut ids: Vec<UnitId> = tree.units().map(|unit| unit.id).collect();
    let mut contacts = Contacts::new();
    let words = ["Ví Dụ", "Đông", "Tây", "Bắc", "Ấp Mới", "=1+1", "Ủy ban, xã", "\"Sao\"", "'Phụ", "Ước"];
    while tree.len() < count {
        let parent = tree.get(*dice.one(&ids)).unwrap();
        let kind = *dice.one(&Kind::ALL);
        let number = tree.len();
        let of = if kind.is_commune() { format!("{number:05}") } else { format!("U{number}") };
        let name = format!("{} {} {number}", dice.one(&words), dice.one(&words));
        let founding =
            Founding { code: code(&of), kind, name, parent: Some(parent.id), day: day("1/8/2025") };
        let id = UnitId(number as i64 + 1);
        let Ok(decided) = tree.found(id, &founding) else { continue };
        tree.apply(&decided);
        ids.push(id);
        if number.is_multiple_of(3) {
            let phone = format!("+84 24 {number:07}");
            contacts.insert(
                id,
                Contact { email: format!("u{number}@vi-du.gov.vn"), phone, address: "-".to_owned() },
            );
        }
    }
    (tree, contacts)
}

#[test]
fn what_is_exported_is_known_when_it_is_imported() {
    let mut dice = Dice(3);
    let (mut tree, contacts) = large(3_000, &mut dice);
    for round in 0..200 {
        let on = day("1/1/2026");
        let id = UnitId(dice.below(3_000) as i64 + 1);
        let to = UnitId(dice.below(3_000) as i64 + 1);
        let decided = match round % 3 {
            0 => tree.rename_to(id, &format!("Tên mới {round}"), on),
            1 => tree.move_to(id, to, on),
            _ => tree.end(id, day("1/2/2026")),
        };
        if let Ok(decided) = decided {
            tree.apply(&decided);
        }
    }
    let on = day("1/9/2026");
    let sheet = export(&tree, &contacts, on);
    assert!(sheet.rows.len() > 2_900, "{}", sheet.rows.len());
    for bytes in [write_csv(&sheet), write_xlsx(&sheet, "Đơn vị").unwrap()] {
        let read = sheet::read(&bytes, &Limits::default()).unwrap();
        let done = import(&read, &tree, &contacts, on, tree.next_id()).unwrap();
        assert_eq!((done.proposals.as_slice(), done.unchanged), (&[][..], sheet.rows.len()));
        assert_eq!((done.decided, done.contacts), (Decided::default(), Vec::new()));
    }
    // A new system takes the whole, whichever way its rows stand, and gives the same back.
    let mut turned = sheet.clone();
    turned.rows.reverse();
    let done = import(&turned, &Tree::default(), &Contacts::new(), on, UnitId(1)).unwrap();
    let new = Tree::new(done.decided.found, Vec::new()).unwrap();
    assert_eq!(export(&new, &done.contacts.into_iter().collect(), on), sheet);
}

#[test]
fn random_changes_never_break_the_tree() {
    let mut dice = Dice(17);
    let (mut tree, _) = large(120, &mut dice);
    let (mut done, mut refused) = (0, 0);
    let mut lineage = Vec::new();
    for round in 0..4_000 {
        let on = day(&format!(
            "{}/{}/{}",
            dice.below(28) + 1,
            dice.below(12) + 1,
            2025 + round / 800 + dice.below(2)
        ));
        let any = |dice: &mut Dice| UnitId(dice.below(tree.len() + 2) as i64 + 1);
        let (one, other, next) = (any(&mut dice), any(&mut dice), tree.next_id());
        let founding = |dice: &mut Dice| Founding {
            code: code(&format!("N{}", dice.below(60))),
            kind: *dice.one(&Kind::ALL),
            name: format!("Mới {round}"),
            parent: Some(other),
            day: on,
        };
        let into = match dice.below(2) {
            0 => Successor::Existing(other),
            _ => Successor::New(next, founding(&mut dice)),
        };
        let decided = match dice.below(9) {
            0 => tree.found(next, &founding(&mut dice)),
            1 => tree.rename_to(one, &format!("Tên {round}"), on),
            2 | 3 => tree.move_to(one, other, on),
            4 => tree.end(one, on),
            5 => tree.merge(&[one, any(&mut dice)][..dice.below(2) + 1], &into, on),
            6 => {
                let children: Vec<(UnitId, usize)> =
                    tree.children(one, on).iter().map(|child| (child.id, dice.below(2))).collect();
                tree.split(one, &[into, Successor::Existing(any(&mut dice))], &children, on)
            }
            7 => {
                tree.correct(one, &Correction { kind: Some(*dice.one(&Kind::ALL)), ..Correction::default() })
            }
            _ => tree.correct(one, &Correction { founded: Some(on), ..Correction::default() }),
        };
        match decided {
            Ok(decided) => {
                done += 1;
                lineage.extend(decided.lineage.clone());
                tree.apply(&decided);
                // What is stored makes a tree again: no circle, no gap, no parent that does not live, on any day.
                let again = Tree::new(tree.units().cloned().collect(), lineage.clone());
                assert!(again.is_ok(), "{round}: {again:?} after {decided:?}");
            }
            Err(_) => refused += 1,
        }
    }
    assert!(done > 500 && refused > 500, "{done} done, {refused} refused");
}

#[test]
fn ten_thousand_units_are_built_and_asked_quickly() {
    let mut dice = Dice(29);
    let (tree, contacts) = large(10_000, &mut dice);
    let units: Vec<Unit> = tree.units().cloned().collect();
    let on = day("1/9/2026");
    let before = Instant::now();
    let tree = Tree::new(units, Vec::new()).unwrap();
    let built = before.elapsed();
    let mut inside = 0;
    for _ in 0..10_000 {
        let (one, other) = (UnitId(dice.below(10_000) as i64 + 1), UnitId(dice.below(100) as i64 + 1));
        inside += usize::from(tree.is_within(one, other, on));
    }
    let asked = before.elapsed();
    let below = tree.below(UnitId(1), on);
    let listed = before.elapsed();
    assert_eq!(below.len(), 9_999);
    assert!(inside > 100, "{inside}");
    let sheet = export(&tree, &contacts, on);
    let exported = before.elapsed();
    import(&sheet, &tree, &contacts, on, tree.next_id()).unwrap();
    let imported = before.elapsed();
    let all = format!(
        "built {built:?}, asked {:?}, listed {:?}, exported {:?}, imported {:?}",
        asked - built,
        listed - asked,
        exported - listed,
        imported - exported
    );
    println!("{all}");
    // Unoptimised code on a busy machine; the release build takes a twentieth.
    assert!(asked.as_millis() < 3_000 && imported.as_secs() < 30, "{all}");
}

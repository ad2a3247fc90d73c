//! Merging and splitting: where a unit went must never be lost.

use super::*;

#[test]
fn merged_units_end_and_their_children_go_along() {
    let mut play = Play::country();
    let a = play.found("00001", Kind::Commune, "xã A", "01", "1/7/2025");
    let b = play.found("00002", Kind::Commune, "xã B", "01", "1/7/2025");
    let office = play.found("P1", Kind::Department, "Phòng A", "00001", "1/7/2025");
    let new = UnitId(500);
    // The new one takes the code of one that ends.
    let founding = play.founding("00002", Kind::Ward, "phường AB", "01", "1/1/1999");
    let done = play.take(play.tree.merge(&[a, b], &Successor::New(new, founding), day("1/6/2026"))).unwrap();
    assert_eq!((done.found.len(), done.changed.len(), done.lineage.len()), (1, 3, 2));
    assert_eq!(done.found[0].founded, day("1/6/2026"));
    assert_eq!(play.path("00002", "31/5/2026"), "xã B < Hà Nội < Cơ quan điều phối quốc gia");
    assert_eq!(play.path("00002", "1/6/2026"), "phường AB < Hà Nội < Cơ quan điều phối quốc gia");
    assert_eq!(play.path("P1", "31/5/2026"), "Phòng A < xã A < Hà Nội < Cơ quan điều phối quốc gia");
    assert_eq!(play.path("P1", "1/6/2026"), "Phòng A < phường AB < Hà Nội < Cơ quan điều phối quốc gia");
    assert_eq!(play.tree.get(office).unwrap().version, 2);
    let heirs = |id, on: &str| play.tree.heirs(id, day(on)).iter().map(|unit| unit.id).collect::<Vec<_>>();
    assert_eq!(heirs(a, "1/6/2026"), [new]);
    assert_eq!(heirs(a, "31/5/2026"), [a]);
    assert_eq!(play.tree.came_from(new).map(|step| step.from).collect::<Vec<_>>(), [a, b]);
    assert!(play.tree.remove(new, 0).is_err());
}

#[test]
fn provinces_merge_as_they_did() {
    let mut play = Play::country();
    let (from, into) = (play.id("37"), play.id("33"));
    play.found("00009", Kind::Commune, "xã Ninh", "37", "1/8/2025");
    play.take(play.tree.merge(&[from], &Successor::Existing(into), day("1/1/2027"))).unwrap();
    assert_eq!(play.children("33", "1/1/2027"), ["xã Ninh"]);
    assert_eq!(play.children("37", "31/12/2026"), ["xã Ninh"]);
    assert_eq!(play.children("QG", "1/1/2027").len(), 33);
    assert_eq!(play.children("QG", "31/12/2026").len(), 34);
}

#[test]
fn mergers_that_cannot_be_are_refused() {
    let mut play = Play::country();
    let so = play.found("SO1", Kind::Department, "Sở", "01", "1/8/2025");
    let phong = play.found("P1", Kind::Department, "Phòng", "SO1", "1/8/2025");
    let late = play.found("P2", Kind::Department, "Phòng 2", "SO1", "1/8/2025");
    play.take(play.tree.move_to(late, play.id("01"), day("1/1/2027"))).unwrap();
    let on = day("1/1/2026");
    let check = |from: &[UnitId], into: &Successor, words: &str| {
        assert_eq!(play.tree.merge(from, into, on).unwrap_err().to_string(), words);
    };
    check(&[], &Successor::Existing(so), "SO1: this names too few units");
    check(&[so, so], &Successor::Existing(play.id("01")), "SO1: it is named twice");
    check(&[so], &Successor::Existing(so), "SO1: it is named twice");
    check(&[so], &Successor::Existing(phong), "SO1: P1 stands under it");
    check(&[so], &Successor::Existing(UnitId(99)), "there is no unit with the number 99");
    // One that moves away later was still there on the day.
    check(&[so], &Successor::Existing(play.id("04")), "SO1: 1 units stand under it: P2");
    let under = play.founding("N", Kind::Department, "Mới", "SO1", "1/1/2026");
    check(&[so], &Successor::New(UnitId(99), under), "SO1: N stands under it");
    let taken = play.founding("P1", Kind::Department, "Mới", "01", "1/1/2026");
    check(&[so], &Successor::New(UnitId(99), taken), "P1: the code belongs to \"Phòng\"");
    // A parent and its child merge into one.
    let new = play.founding("SO1", Kind::Department, "Sở mới", "01", "1/1/2026");
    play.take(play.tree.merge(&[so, phong], &Successor::New(UnitId(99), new), day("1/2/2027"))).unwrap();
    assert_eq!(play.children("01", "1/2/2027"), ["Phòng 2", "Sở mới"]);
}

#[test]
fn a_unit_is_split_and_each_child_is_named() {
    let mut play = Play::country();
    let so = play.found("SO1", Kind::Department, "Sở", "01", "1/8/2025");
    let a = play.found("P1", Kind::Department, "Phòng 1", "SO1", "1/8/2025");
    let b = play.found("P2", Kind::Department, "Phòng 2", "SO1", "1/8/2025");
    let existing = play.found("SO2", Kind::Department, "Sở Hai", "01", "1/8/2025");
    let on = day("1/1/2026");
    let part = Successor::New(UnitId(90), play.founding("SO1", Kind::Department, "Sở Một", "01", "1/1/2026"));
    let parts = [part.clone(), Successor::Existing(existing)];
    let check = |parts: &[Successor], children: &[(UnitId, usize)], words: &str| {
        assert_eq!(play.tree.split(so, parts, children, on).unwrap_err().to_string(), words);
    };
    check(&parts[..1], &[], "SO1: this names too few units");
    check(&parts, &[(a, 0)], "SO1: 1 units stand under it: P2");
    check(&parts, &[(a, 0), (b, 2)], "P2: nothing would change");
    check(&parts, &[(existing, 0)], "SO2: nothing would change");
    check(&[parts[1].clone(), parts[1].clone()], &[], "SO2: it is named twice");
    check(&[parts[1].clone(), Successor::Existing(a)], &[], "SO1: P1 stands under it");
    let done = play.take(play.tree.split(so, &parts, &[(a, 0), (b, 1)], on)).unwrap();
    assert_eq!((done.found.len(), done.changed.len(), done.lineage.len()), (1, 3, 2));
    assert_eq!(play.path("P2", "1/1/2026"), "Phòng 2 < Sở Hai < Hà Nội < Cơ quan điều phối quốc gia");
    let heirs = play.tree.heirs(so, on);
    assert_eq!(heirs.iter().map(|unit| unit.last_name()).collect::<Vec<_>>(), ["Sở Hai", "Sở Một"]);
}

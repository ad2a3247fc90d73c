//! Founding, renaming, moving, ending, correcting, removing: history must never change.

use super::*;

#[test]
fn the_provinces_are_there_since_july_2025() {
    let play = Play::country();
    let names = play.children("QG", "1/7/2025");
    assert_eq!(names.len(), 34);
    assert_eq!(names[..4], ["An Giang", "Bắc Ninh", "Cà Mau", "Cần Thơ"]);
    assert!(play.children("QG", "30/6/2025").is_empty());
    let on = day("1/7/2025");
    let cities = play.tree.units().filter(|unit| unit.kind == Kind::City).count();
    assert_eq!((cities, play.tree.root(on).unwrap().code.as_str()), (6, "QG"));
    assert_eq!(play.path("04", "1/7/2025"), "Cao Bằng < Cơ quan điều phối quốc gia");
    let found = play.tree.search("ha noi", on);
    assert_eq!(found.iter().map(|unit| unit.code.as_str()).collect::<Vec<_>>(), ["01"]);
    assert_eq!(play.tree.search("Ha\u{300} N", on).len(), 1);
    assert!(play.tree.search("ha noi", day("1/1/2025")).is_empty());
}

#[test]
fn history_stays_where_it_happened() {
    let mut play = Play::country();
    let xa = play.found("00004", Kind::Ward, "phường  Ví Dụ", "01", "1/7/2025");
    play.take(play.tree.rename_to(xa, "phường Mẫu", day("1/1/2026"))).unwrap();
    play.take(play.tree.move_to(xa, play.id("04"), day("1/3/2026"))).unwrap();
    // Two changes on one day are one span.
    play.take(play.tree.rename_to(xa, "phường Mới", day("1/3/2026"))).unwrap();
    play.take(play.tree.end(xa, day("1/5/2026"))).unwrap();
    let root = "Cơ quan điều phối quốc gia";
    assert_eq!(play.path("00004", "30/6/2025"), "");
    assert_eq!(play.path("00004", "1/7/2025"), format!("phường Ví Dụ < Hà Nội < {root}"));
    assert_eq!(play.path("00004", "31/12/2025"), format!("phường Ví Dụ < Hà Nội < {root}"));
    assert_eq!(play.path("00004", "28/2/2026"), format!("phường Mẫu < Hà Nội < {root}"));
    assert_eq!(play.path("00004", "30/4/2026"), format!("phường Mới < Cao Bằng < {root}"));
    assert_eq!(play.path("00004", "1/5/2026"), "");
    let unit = play.tree.get(xa).unwrap();
    assert_eq!((unit.version, unit.spans.len(), unit.last_name()), (5, 3, "phường Mới"));
    let within = |of: &str, on: &str| play.tree.is_within(xa, play.id(of), day(on));
    assert!(within("01", "28/2/2026") && !within("01", "1/3/2026") && within("04", "1/3/2026"));
    assert!(within("QG", "1/3/2026") && !within("QG", "1/5/2026") && within("00004", "1/3/2026"));
    assert_eq!(play.children("01", "28/2/2026"), ["phường Mẫu"]);
    assert!(play.children("01", "1/3/2026").is_empty());
}

fn check(decided: Result<Decided, Refused>, words: &str) {
    assert_eq!(decided.unwrap_err().to_string(), words);
}

#[test]
fn what_cannot_be_is_refused_and_names_the_unit() {
    let mut play = Play::country();
    let so = play.found("SO1", Kind::Department, "Sở Ví Dụ", "01", "1/8/2025");
    let phong = play.found("P1", Kind::Department, "Phòng Ví Dụ", "SO1", "1/8/2025");
    let xa = play.found("00004", Kind::Commune, "xã Ví Dụ", "01", "1/8/2025");
    let tree = play.tree.clone();
    let on = day("1/9/2025");
    let hn = tree.by_code(&code("01"), on).unwrap().id;
    let found = |founding: &Founding| tree.found(UnitId(999), founding);
    let good =
        Founding { code: code("X"), kind: Kind::Department, name: "Y".to_owned(), parent: Some(hn), day: on };
    assert!(found(&good).is_ok());
    check(found(&Founding { code: code("so1"), ..good.clone() }), "SO1: the code belongs to \"Sở Ví Dụ\"");
    check(tree.found(so, &good), "X: its number is taken");
    check(found(&Founding { name: " ".to_owned(), ..good.clone() }), "X: the name: it is empty");
    check(
        found(&Founding { name: "a".repeat(201), ..good.clone() }),
        "X: the name: it has more than 200 characters",
    );
    check(
        found(&Founding { name: "a\u{202e}b".to_owned(), ..good.clone() }),
        "X: the name: it holds a character that is not seen (U+202E)",
    );
    check(
        found(&Founding { parent: None, ..good.clone() }),
        "X: the root of the tree is QG, and there is one only",
    );
    check(
        found(&Founding { kind: Kind::Commune, parent: Some(so), ..good.clone() }),
        "X: a unit of the kind commune does not stand under department",
    );
    check(
        found(&Founding { kind: Kind::Coordinator, parent: None, ..good.clone() }),
        "X: the root of the tree is QG, and there is one only",
    );
    check(
        found(&Founding { parent: Some(UnitId(77)), ..good.clone() }),
        "there is no unit with the number 77",
    );
    check(
        found(&Founding { day: day("30/6/2025"), ..good.clone() }),
        "X: 01 does not live from 2025-06-30 on",
    );
    check(tree.rename_to(so, "Sở Ví Dụ", on), "SO1: nothing would change");
    check(
        tree.rename_to(so, "Khác", day("31/7/2025")),
        "SO1: last changed on 2025-08-01; a change is to come after",
    );
    check(tree.move_to(so, phong, on), "SO1: P1 stands under it");
    check(tree.move_to(so, so, on), "SO1: SO1 stands under it");
    check(tree.move_to(so, hn, on), "SO1: nothing would change");
    check(tree.move_to(xa, so, on), "00004: a unit of the kind commune does not stand under department");
    check(tree.end(so, on), "SO1: 1 units stand under it: P1");
    check(tree.end(hn, on), "01: 2 units stand under it: 00004, SO1");
    check(tree.end(xa, day("1/8/2025")), "00004: last changed on 2025-08-01; a change is to come after");
    check(tree.rename_to(UnitId(77), "x", on), "there is no unit with the number 77");
    play.take(tree.end(phong, on)).unwrap();
    let tree = play.tree.clone();
    check(tree.rename_to(phong, "x", on), "P1: ended on 2025-09-01");
    check(tree.end(phong, on), "P1: ended on 2025-09-01");
    let under = Founding {
        code: code("X"),
        kind: Kind::Department,
        name: "Y".to_owned(),
        parent: Some(phong),
        day: day("31/8/2025"),
    };
    check(tree.found(UnitId(999), &under), "X: P1 does not live from 2025-08-31 on");
    check(tree.end(so, day("31/8/2025")), "SO1: 1 units stand under it: P1");
    play.take(play.tree.end(so, on)).unwrap();
}

#[test]
fn a_circle_that_would_close_later_is_refused() {
    let mut play = Play::country();
    let a = play.found("A", Kind::Department, "A", "01", "1/8/2025");
    let b = play.found("B", Kind::Department, "B", "01", "1/8/2025");
    // From 2027 on, B stands under A. Before, A may not come under B for good.
    play.take(play.tree.move_to(b, a, day("1/1/2027"))).unwrap();
    let refused = play.take(play.tree.move_to(a, b, day("1/1/2026"))).unwrap_err();
    assert_eq!(refused, "A: B stands under it");
}

#[test]
fn only_so_many_stand_above_one_another() {
    let mut play = Play::country();
    let mut above = "01".to_owned();
    for at in 0..14 {
        let next = format!("D{at}");
        play.found(&next, Kind::Department, &next, &above, "1/8/2025");
        above = next;
    }
    let founding = play.founding("X", Kind::Department, "X", &above, "1/8/2025");
    let refused = play.tree.found(UnitId(999), &founding).unwrap_err();
    assert_eq!(refused, Refused::TooDeep { code: code("X"), limit: 16 });
    play.found("E0", Kind::Department, "E0", "01", "1/8/2025");
    let refused = play.tree.move_to(play.id("D0"), play.id("E0"), day("1/9/2025")).unwrap_err();
    assert_eq!(refused, Refused::TooDeep { code: code("D0"), limit: 16 });
    play.take(play.tree.move_to(play.id("D1"), play.id("E0"), day("1/9/2025"))).unwrap();
}

#[test]
fn a_code_may_be_taken_after_its_owner_ended() {
    let mut play = Play::country();
    let old = play.found("00004", Kind::Commune, "xã Cũ", "01", "1/7/2025");
    play.take(play.tree.end(old, day("1/1/2026"))).unwrap();
    let early = play.founding("00004", Kind::Commune, "xã Mới", "01", "31/12/2025");
    assert!(matches!(play.tree.found(UnitId(999), &early), Err(Refused::CodeTaken { .. })));
    let new = play.found("00004", Kind::Commune, "xã Mới", "01", "1/1/2026");
    let on = |text: &str| play.tree.by_code(&code("00004"), day(text)).map(|unit| unit.id);
    assert_eq!([on("31/12/2025"), on("1/1/2026"), on("1/1/2025")], [Some(old), Some(new), None]);
}

#[test]
fn a_slip_of_the_pen_leaves_no_history() {
    let mut play = Play::country();
    let xa = play.found("00004", Kind::Commune, "xã Ví Dự", "01", "1/7/2025");
    let correction = Correction {
        code: Some(code("00005")),
        kind: Some(Kind::Ward),
        name: Some("phường Ví Dụ".to_owned()),
        founded: None,
    };
    play.take(play.tree.correct(xa, &correction)).unwrap();
    let unit = play.tree.get(xa).unwrap();
    assert_eq!((unit.code.as_str(), unit.kind, unit.spans.len()), ("00005", Kind::Ward, 1));
    assert_eq!(play.path("00005", "1/7/2025"), "phường Ví Dụ < Hà Nội < Cơ quan điều phối quốc gia");
    assert_eq!(play.path("00004", "1/7/2025"), "");
    let check = |id, correction: Correction, words: &str| {
        assert_eq!(play.tree.correct(id, &correction).unwrap_err().to_string(), words);
    };
    check(xa, correction, "00005: nothing would change");
    let code_of = |of| Correction { code: Some(code(of)), ..Correction::default() };
    let kind_of = |kind| Correction { kind: Some(kind), ..Correction::default() };
    check(xa, code_of("01"), "01: the code belongs to \"Hà Nội\"");
    check(xa, kind_of(Kind::Ministry), "00005: a unit of the kind ministry does not stand under city");
    check(
        play.id("01"),
        kind_of(Kind::Ministry),
        "00005: a unit of the kind ward does not stand under ministry",
    );
}

#[test]
fn a_first_day_that_was_wrong_is_put_right_as_far_as_nothing_is_known_from_before() {
    let mut play = Play::country();
    let so = play.found("SO1", Kind::Department, "Sở", "01", "1/9/2025");
    play.found("P1", Kind::Department, "Phòng", "SO1", "1/10/2025");
    let founded = |on| Correction { founded: Some(day(on)), ..Correction::default() };
    play.take(play.tree.correct(so, &founded("1/8/2025"))).unwrap();
    assert_eq!(play.path("SO1", "1/8/2025"), "Sở < Hà Nội < Cơ quan điều phối quốc gia");
    let refused = |id, on| play.tree.correct(id, &founded(on)).unwrap_err().to_string();
    assert_eq!(refused(so, "1/8/2025"), "SO1: nothing would change");
    assert_eq!(refused(so, "30/6/2025"), "SO1: 01 does not live from 2025-06-30 on");
    assert!(refused(so, "2/10/2025").contains("known of it on 2025-10-01"));
    play.take(play.tree.rename_to(so, "Sở Mới", day("1/9/2025"))).unwrap();
    assert!(play.tree.correct(so, &founded("1/9/2025")).unwrap_err().to_string().contains("2025-08-31"));
    // The root is older than the server that it was set up on.
    play.take(play.tree.correct(UnitId(1), &founded("20/12/2005"))).unwrap();
    assert_eq!(play.tree.root(day("20/12/2005")).unwrap().code.as_str(), "QG");
    // A code that somebody had before is not theirs at two times at once.
    play.take(play.tree.end(play.id("P1"), day("1/11/2025"))).unwrap();
    let new = play.found("P1", Kind::Department, "Phòng Mới", "01", "1/12/2025");
    let refused = play.tree.correct(new, &founded("15/10/2025")).unwrap_err().to_string();
    assert_eq!(refused, "P1: the code belongs to \"Phòng\"");
}

#[test]
fn only_what_nothing_hangs_on_is_taken_away() {
    let mut play = Play::country();
    let so = play.found("SO1", Kind::Department, "Sở", "01", "1/8/2025");
    let phong = play.found("P1", Kind::Department, "Phòng", "SO1", "1/8/2025");
    play.take(play.tree.move_to(phong, play.id("01"), day("1/9/2025"))).unwrap();
    let hanging = |id, count| play.tree.remove(id, count).map_err(|refused| refused.to_string());
    assert!(hanging(so, 0).unwrap_err().starts_with("SO1: 1 things hang on it"));
    assert!(hanging(phong, 3).unwrap_err().starts_with("P1: 3 things hang on it"));
    play.take(play.tree.remove(phong, 0)).unwrap();
    play.take(play.tree.remove(so, 0)).unwrap();
    assert!(play.tree.get(so).is_none() && play.children("01", "1/9/2025").is_empty());
}

#[test]
fn units_that_contradict_one_another_make_no_tree() {
    let units: Vec<Unit> = country().units().cloned().collect();
    let check = |change: &dyn Fn(&mut Vec<Unit>), words: &str| {
        let mut units = units.clone();
        change(&mut units);
        assert_eq!(Tree::new(units, Vec::new()).unwrap_err().to_string(), words);
    };
    check(&|units| units[2].id = units[1].id, "04: two units have its number");
    check(&|units| units[2].code = code("01"), "01: two units have this code at one time");
    check(&|units| units[1].spans.clear(), "01: its names and parents do not follow one another");
    check(&|units| units[1].founded = day("1/1/2026"), "01: its names and parents do not follow one another");
    check(
        &|units| units[1].ended = Some(day("1/1/2026")),
        "01: its names and parents do not follow one another",
    );
    check(
        &|units| units[1].spans[0].parent = Some(UnitId(99)),
        "01: a parent of it did not live at the time",
    );
    check(&|units| drop(units.remove(0)), "01: a parent of it did not live at the time");
    check(
        &|units| {
            units[1].spans[0].parent = Some(units[2].id);
            units[2].spans[0].parent = Some(units[1].id);
        },
        "01: it stands under itself",
    );
    let step = Lineage { from: UnitId(1), to: UnitId(99), day: day("1/1/2026"), how: How::Merged };
    assert_eq!(Tree::new(units, vec![step]).unwrap_err(), Broken::Lineage(step));
}

//! Sheets of units: all of it or nothing, and everything that is wrong is named. A half must never be taken.

use expect_test::{Expect, expect};

use super::*;
use crate::contact::Contact;
use crate::sheet::{self, Cell, Limits, Row, Sheet};

fn sheet(text: &str) -> Sheet {
    sheet::read(text.as_bytes(), &Limits::default()).unwrap()
}

/// What a sheet would do on 1/9/2026, or what is wrong with it.
fn told(tree: &Tree, contacts: &Contacts, sheet: &Sheet) -> String {
    let mut lines = Vec::new();
    match import(sheet, tree, contacts, day("1/9/2026"), UnitId(100)) {
        Ok(import) => {
            for Proposal { row, unit, code, done } in &import.proposals {
                lines.push(format!("{row}: {} {code} {done:?}", unit.0));
            }
            lines.push(format!(
                "{} unchanged, {} found, {} changed, {} contacts, ignored {:?}",
                import.unchanged,
                import.decided.found.len(),
                import.decided.changed.len(),
                import.contacts.len(),
                import.ignored
            ));
        }
        Err(problems) => {
            for Problem { row, column, fault } in problems {
                lines.push(format!(
                    "{row}/{}: {fault}",
                    column.map_or("·".to_owned(), |column| column.to_string())
                ));
            }
        }
    }
    lines.push(String::new());
    lines.join("\n")
}

fn check(text: &str, expected: Expect) {
    expected.assert_eq(&told(&country(), &Contacts::new(), &sheet(text)));
}

#[test]
fn rows_stand_in_any_order_and_columns_too() {
    check(
        "DANH SÁCH ĐƠN VỊ,,,,\n\nTT,MÃ CẤP TRÊN,loai,Tên đơn vị,Mã (*),Ngày thành lập,Ghi chú,Điện thoại\n\
         1,4,Phường,phường  Mẫu,00004,01/09/2025,x,'+84 24 3640\n\
         2,PVD,phòng,Phòng Ví Dụ,p1,,,\n\
         3,01,Sở,Sở Ví Dụ,PVD,46000,,113\n\
         4,QG,Tỉnh,Cao Bằng,4,1/7/2025,,\n",
        expect![[r#"
            4: 100 00004 Found { name: "phường Mẫu", kind: Ward, parent: Some(Code("04")), day: Day(2025-09-01) }
            5: 102 P1 Found { name: "Phòng Ví Dụ", kind: Department, parent: Some(Code("PVD")), day: Day(2026-09-01) }
            6: 101 PVD Found { name: "Sở Ví Dụ", kind: Department, parent: Some(Code("01")), day: Day(2025-12-09) }
            1 unchanged, 3 found, 0 changed, 2 contacts, ignored ["Ghi chú"]
        "#]],
    );
}

#[test]
fn what_excel_made_of_codes_and_days_is_understood() {
    let number = |number: f64| Cell::Number(number);
    let rows = vec![
        Row {
            number: 2,
            cells: vec![number(4.0), Cell::of("xã Ví Dụ"), Cell::of("xã"), number(1.0), number(45_900.0)],
        },
        Row {
            number: 3,
            cells: vec![
                number(1.0),
                Cell::of("Hà Nội"),
                Cell::of("thành phố"),
                Cell::of("qg"),
                Cell::Day(day("1/7/2025")),
            ],
        },
    ];
    let header = ["Mã", "Tên", "Loại", "Mã cấp trên", "Ngày thành lập"].map(str::to_owned).to_vec();
    expect![[r#"
        2: 100 00004 Found { name: "xã Ví Dụ", kind: Commune, parent: Some(Code("01")), day: Day(2025-08-31) }
        1 unchanged, 1 found, 0 changed, 0 contacts, ignored []
    "#]]
    .assert_eq(&told(&country(), &Contacts::new(), &Sheet { header, header_row: 1, rows }));
}

#[test]
fn what_differs_is_proposed() {
    let mut play = Play::country();
    play.found("SO1", Kind::Department, "Sở Một", "01", "1/7/2025");
    play.found("SO2", Kind::Department, "Sở Hai", "01", "1/7/2025");
    let contact = Contact { email: "a@vi-du.vn".to_owned(), phone: "113".to_owned(), ..Contact::default() };
    let contacts = Contacts::from([(play.id("SO1"), contact.clone()), (play.id("SO2"), contact)]);
    let text = "code;name;kind;parent;email\nSO1;Sở Mới;department;04;\nSO2;Sở Hai;department;;a@vi-du.vn\n01;Hà Nội;city;;b@vi-du.vn\n";
    expect![[r#"
        2: 36 SO1 Renamed { from: "Sở Một", to: "Sở Mới" }
        2: 36 SO1 Moved { from: Some(Code("01")), to: Code("04") }
        2: 36 SO1 Reached
        4: 2 01 Reached
        1 unchanged, 0 found, 1 changed, 2 contacts, ignored []
    "#]]
    .assert_eq(&told(&play.tree, &contacts, &sheet(text)));
    let import = import(&sheet(text), &play.tree, &contacts, day("1/9/2026"), UnitId(100)).unwrap();
    assert_eq!((import.decided.changed[0].version, import.decided.changed[0].spans.len()), (2, 2));
    // The telephone stays: the sheet has no column for it.
    let (_, contact) = import.contacts.iter().find(|(unit, _)| *unit == play.id("SO1")).unwrap();
    assert_eq!((contact.phone.as_str(), contact.email.as_str()), ("113", ""));
}

#[test]
fn everything_that_is_wrong_is_named() {
    check(
        "Mã,Tên,Loại,Mã cấp trên,Ngày thành lập,E-mail,Điện thoại,Địa chỉ\n\
         ,,huyện,,30/2/2025,a@,xx,\n\
         a b,Tên,Sở,99,6/10/20,,,\n\
         SO1,Sở,Sở,01,,,,\n\
         so1,Sở,Sở,01,,,,\n\
         X1,Vòng 1,Sở,X2,,,,\n\
         X2,Vòng 2,Sở,X3,,,,\n\
         X3,Vòng 3,Sở,X1,,,,\n\
         X4,Dưới vòng,Sở,X1,,,,\n\
         01,Hà Nội,Tỉnh,QG,,,,\n\
         04,Cao Bằng,Tỉnh,QG,1/1/2025,,,\n\
         00001,xã,Xã,SO1,,,,\n\
         BO1,Bộ,Bộ,,,,,\n\
         QG2,Gốc,Cơ quan điều phối quốc gia,,,,,\n\
         SO9,Sở,Sở,01,1/1/2020,,,\n\
         SO8,Sở,Sở,QG,30/2/2026,,,\n\
         00002,xã,Xã,SO8,,,,\n\
         SO7,Sở,Sở,SO8,,,,\n",
        expect![[r#"
            2/1: the code is missing
            2/2: the name: it is empty
            2/3: "huyện" is no kind of unit
            2/5: there is no such day: the day comes first, then the month
            2/6: this is no e-mail address
            2/7: this is no telephone number
            3/1: a code has letters without accents, digits, points, hyphens and underscores only
            3/4: there is no unit 99 to stand under
            3/5: the year needs four digits
            5/1: SO1 stands in row 4 already
            6/4: these stand under one another in a circle: X1 → X2 → X3
            7/4: these stand under one another in a circle: X1 → X2 → X3
            8/4: these stand under one another in a circle: X1 → X2 → X3
            10/3: 01 is of the kind city, not province
            11/5: 04 was founded on 2025-07-01, not 2025-01-01
            12/4: 00001: a unit of the kind commune does not stand under department
            13/4: BO1: the root of the tree is QG, and there is one only
            14/4: QG2: the root of the tree is QG, and there is one only
            15/4: SO9: 01 does not live from 2020-01-01 on
            16/5: there is no such day: the day comes first, then the month
            17/4: 00002: a unit of the kind commune does not stand under department
        "#]],
    );
    check(
        "Mã,Tên,ma,Kiểu\n01,a,b,c\n",
        expect![[r#"
        1/·: columns 1 and 3 are both "Mã"
        1/·: there is no column "Loại"
        1/·: there is no column "Mã cấp trên"
    "#]],
    );
}

#[test]
fn a_move_that_would_close_a_circle_with_the_tree_is_found() {
    let mut play = Play::country();
    play.found("A", Kind::Department, "A", "01", "1/7/2025");
    play.found("B", Kind::Department, "B", "A", "1/7/2025");
    // In the tree B stands under A; the sheet says the contrary of A and nothing of B's parent.
    let one = sheet("Mã,Tên,Loại,Mã cấp trên\nA,A,Sở,B\n");
    expect![[r#"
        2/4: these stand under one another in a circle: A → B
    "#]]
    .assert_eq(&told(&play.tree, &Contacts::new(), &one));
    // The two change places, which is no circle.
    let two = sheet("Mã,Tên,Loại,Mã cấp trên\nA,A,Sở,B\nB,B,Sở,01\n");
    expect![[r#"
        2: 36 A Moved { from: Some(Code("01")), to: Code("B") }
        3: 37 B Moved { from: Some(Code("A")), to: Code("01") }
        0 unchanged, 0 found, 2 changed, 0 contacts, ignored []
    "#]]
    .assert_eq(&told(&play.tree, &Contacts::new(), &two));
}

#[test]
fn a_unit_that_changes_later_is_left_alone() {
    let mut play = Play::country();
    let so = play.found("SO1", Kind::Department, "Sở", "01", "1/7/2025");
    play.take(play.tree.rename_to(so, "Sở Sau", day("1/1/2030"))).unwrap();
    expect![[r#"
        2/·: SO1: last changed on 2030-01-01; a change is to come after
    "#]]
    .assert_eq(&told(&play.tree, &Contacts::new(), &sheet("Mã,Tên,Loại,Mã cấp trên\nSO1,Khác,Sở,01\n")));
}

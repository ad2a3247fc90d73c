//! Systems go into a sheet and come back, and what no system can have is named. Must never name a real system.

use expect_test::expect;

use super::*;
use crate::day::Day;
use crate::sheet::{self, Cell, Limits, write_csv, write_xlsx};
use crate::units::{Code, Founding, Kind, Tree};

fn day() -> Day {
    Day::new(2026, 9, 1).unwrap()
}

/// The root and one province.
fn tree() -> Tree {
    let mut tree = Tree::default();
    for (id, code, kind, parent) in
        [(1, "QG", Kind::Coordinator, None), (2, "01", Kind::City, Some(UnitId(1)))]
    {
        let founding = Founding {
            code: Code::read(code).unwrap(),
            kind,
            name: code.to_owned(),
            parent,
            day: Day::new(2025, 7, 1).unwrap(),
        };
        tree.apply(&tree.found(UnitId(id), &founding).unwrap());
    }
    tree
}

fn system(name: &str, products: &[&str], addresses: &[&str], domains: &[&str]) -> System {
    System {
        unit: UnitId(2),
        name: name.to_owned(),
        level: Level::new(3).unwrap(),
        products: products.iter().map(|text| Product::read(text).unwrap()).collect(),
        addresses: addresses.iter().map(|text| address(text).unwrap()).collect(),
        domains: domains.iter().map(|text| domain(text).unwrap()).collect(),
    }
}

#[test]
fn addresses_are_those_that_the_world_sees() {
    for good in
        ["113.160.1.0/24", "203.0.113.7", "2001:db8::1", "2405:4800::/32", "8.8.8.8/32", "192.0.2.0/24"]
    {
        assert!(address(good).is_ok(), "{good}");
    }
    assert_eq!(address(" 203.0.113.7 ").unwrap().to_string(), "203.0.113.7/32");
    for (bad, why) in [
        ("", AddressError::Shape),
        ("256.1.1.1", AddressError::Shape),
        ("113.160.1.0/33", AddressError::Shape),
        ("113.160.1.0-113.160.1.9", AddressError::Shape),
        ("113.160.1.5/24", AddressError::Inside),
        ("10.1.2.3", AddressError::NotPublic),
        ("172.31.0.0/16", AddressError::NotPublic),
        ("192.168.1.1", AddressError::NotPublic),
        ("100.64.0.1", AddressError::NotPublic),
        ("127.0.0.1", AddressError::NotPublic),
        ("169.254.1.1", AddressError::NotPublic),
        ("224.0.0.1", AddressError::NotPublic),
        ("255.255.255.255", AddressError::NotPublic),
        ("0.0.0.0", AddressError::NotPublic),
        ("172.0.0.0/11", AddressError::TooWide),
        ("0.0.0.0/0", AddressError::NotPublic),
        ("192.160.0.0/12", AddressError::NotPublic),
        ("fe80::1", AddressError::NotPublic),
        ("fd00::1", AddressError::NotPublic),
        ("::1", AddressError::NotPublic),
        ("::ffff:10.0.0.1", AddressError::NotPublic),
        ("2000::/3", AddressError::TooWide),
    ] {
        let read = address(bad);
        let wide = why == AddressError::NotPublic && read == Err(AddressError::TooWide);
        assert!(read == Err(why) || wide, "{bad}: {read:?}");
    }
}

#[test]
fn domains_are_domains_and_not_pages() {
    assert_eq!(domain(" Vi-Du.GOV.vn. ").unwrap().as_str(), "vi-du.gov.vn");
    assert!(domain("xn--vd-kva.vn").is_ok());
    for (bad, why) in [
        ("https://vi-du.vn/", DomainError::Page),
        ("vi-du.vn:443", DomainError::Page),
        ("a@vi-du.vn", DomainError::Page),
        ("ví-dụ.vn", DomainError::Letters),
        ("vi-du", DomainError::Shape),
        ("vi..du.vn", DomainError::Shape),
        ("-a.vn", DomainError::Shape),
        ("203.0.113.7", DomainError::Shape),
        ("a b.vn", DomainError::Shape),
        ("", DomainError::Shape),
    ] {
        assert_eq!(domain(bad), Err(why), "{bad}");
    }
    assert_eq!(domain(&format!("{}.vn", "a".repeat(64))), Err(DomainError::Shape));
}

#[test]
fn products_come_back_with_their_versions() {
    for (name, version, text) in [
        ("Apache HTTP Server", "2.4.58", "Apache HTTP Server (2.4.58)"),
        ("Windows Server 2022", "", "Windows Server 2022"),
        ("Office (bản Việt)", "", "Office (bản Việt) ()"),
        ("X", "1.0 (build 5)", "X (1.0 (build 5))"),
        ("X)", "", "X) ()"),
        ("(X", "", "(X"),
        ("Phần mềm đ", "", "Phần mềm đ"),
    ] {
        let product = Product::new(name, version).unwrap();
        assert_eq!(product.to_string(), text);
        assert_eq!(Product::read(text), Ok(product));
    }
    assert_eq!(Product::new("X", "1)("), Err(ProductError::Brackets));
    assert_eq!(Product::new("X; Y", ""), Err(ProductError::Semicolon));
    assert_eq!(Product::new(" ", "1"), Err(ProductError::Line(LineError::Empty)));
}

#[test]
fn what_is_exported_is_known_when_it_is_imported() {
    let tree = tree();
    let all = [
        system(
            "Cổng thông tin",
            &["Apache, HTTP (2.4.58)", "=X (1)", "PHP"],
            &["113.160.1.0/24", "2405:4800::/32"],
            &["vi-du.gov.vn", "a.vi-du.gov.vn"],
        ),
        system("=1+1", &[], &[], &[]),
    ];
    let sheet = export(&all, &tree);
    for bytes in [write_csv(&sheet), write_xlsx(&sheet, "Hệ thống").unwrap()] {
        let read = sheet::read(&bytes, &Limits::default()).unwrap();
        let known = import(&read, &tree, &all, day()).unwrap();
        assert_eq!(known, Import { unchanged: 2, ..Import::default() });
        let new = import(&read, &tree, &[], day()).unwrap();
        assert_eq!(new.new.into_iter().map(|(_, system)| system).collect::<Vec<_>>(), all);
    }
    let elsewhere = System { unit: UnitId(99), ..all[0].clone() };
    assert_eq!(export([&elsewhere], &tree).rows[0].cells[0], Cell::of(""));
}

#[test]
fn what_differs_is_proposed_and_what_is_not_said_stays() {
    let all = [system("Cổng thông tin", &["PHP"], &["113.160.1.0/24"], &["vi-du.gov.vn"])];
    let text = "Mã đơn vị,Hệ thống,Cấp,Tên miền,x\n1,cong thong tin,Cấp độ 4,,\n1,Mới,1,\"a.vn, b.vn\",\n";
    let sheet = sheet::read(text.as_bytes(), &Limits::default()).unwrap();
    let done = import(&sheet, &tree(), &all, day()).unwrap();
    let (row, changed) = &done.changed[0];
    assert_eq!((*row, changed.level.get(), changed.name.as_str()), (2, 4, "cong thong tin"));
    assert_eq!(
        (&changed.products, &changed.addresses, changed.domains.len()),
        (&all[0].products, &all[0].addresses, 0)
    );
    assert_eq!((done.new[0].1.domains.len(), done.ignored), (2, vec!["x".to_owned()]));
}

#[test]
fn everything_that_is_wrong_is_named() {
    let text = "Mã đơn vị;Tên hệ thống;Cấp độ;Địa chỉ IP;Tên miền;Sản phẩm\n\
        99;;6;10.0.0.1 8.8.8.8 x;https://a.vn;()\n01;A;3;;;\n1;a;2;;;\n;B;;;;\n";
    let sheet = sheet::read(text.as_bytes(), &Limits::default()).unwrap();
    let problems = import(&sheet, &tree(), &[], day()).unwrap_err();
    let lines: Vec<String> = problems
        .iter()
        .map(|problem| format!("{}/{}: {}\n", problem.row, problem.column.unwrap_or(0), problem.fault))
        .collect();
    expect![[r#"
        2/1: there is no unit 99
        2/2: the name: it is empty
        2/3: the level is a number from 1 to 5, not "6"
        2/4: "10.0.0.1": this address is not seen from outside
        2/4: "x": this is no address, and no range such as 192.0.2.0/24
        2/5: "https://a.vn": write the domain alone, without https://, a path or a port
        4/2: this system stands in row 3 already
        5/1: the code is missing
        5/3: the level is a number from 1 to 5, not ""
    "#]]
    .assert_eq(&lines.concat());
}

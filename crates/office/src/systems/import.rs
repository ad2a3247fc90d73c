//! A sheet of information systems, out and in.
//!
//! Must never take a part of a sheet, and never write one that would be read as something else.

use std::collections::BTreeMap;
use std::fmt::Display;

use super::{AddressError, DomainError, Level, Product, ProductError, System, name};
use crate::day::Day;
use crate::fold;
use crate::line::LineError;
use crate::sheet::{Cell, Column, Columns, ColumnsError, Row, Sheet};
use crate::units::{Code, CodeError, Tree, UnitId};

const COLUMNS: [Column; 6] = [
    Column { key: "unit", title: "Mã đơn vị", also: &["ma", "unit", "unit code", "code"], needed: true },
    Column {
        key: "name",
        title: "Tên hệ thống thông tin",
        also: &["ten he thong", "he thong", "ten", "system", "name"],
        needed: true,
    },
    Column { key: "level", title: "Cấp độ", also: &["cap do an toan", "cap", "level"], needed: true },
    Column {
        key: "products", title: "Sản phẩm", also: &["phan mem", "products", "software"], needed: false
    },
    Column {
        key: "addresses",
        title: "Địa chỉ IP công khai",
        also: &["dia chi ip", "ip", "addresses", "public addresses"],
        needed: false,
    },
    Column { key: "domains", title: "Tên miền", also: &["domains", "domain"], needed: false },
];

/// What is wrong with one row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The row, as a spreadsheet counts.
    pub row: usize,
    /// The column from 1, where one alone is wrong.
    pub column: Option<usize>,
    /// What.
    pub fault: Fault,
}

/// What can be wrong with a row.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The header.
    #[error(transparent)]
    Header(#[from] ColumnsError),
    /// The code of the unit.
    #[error(transparent)]
    Code(#[from] CodeError),
    /// No unit has that code.
    #[error("there is no unit {0}")]
    UnknownUnit(Code),
    /// The name of the system.
    #[error("the name: {0}")]
    Name(LineError),
    /// The level is not 1 to 5.
    #[error("the level is a number from 1 to 5, not \"{0}\"")]
    Level(String),
    /// A product.
    #[error("the product \"{0}\": {1}")]
    Product(String, ProductError),
    /// An address.
    #[error("\"{0}\": {1}")]
    Address(String, AddressError),
    /// A domain.
    #[error("\"{0}\": {1}")]
    Domain(String, DomainError),
    /// A cell lists more than a system may have.
    #[error("more than {0} in one cell")]
    TooMany(usize),
    /// Another row has the same system.
    #[error("this system stands in row {0} already")]
    Twice(usize),
}

/// What a sheet would do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Import {
    /// Systems that are new, with their rows.
    pub new: Vec<(usize, System)>,
    /// Systems that are known and would be otherwise, with their rows. They are known by unit and name, marks and case
    /// left aside.
    pub changed: Vec<(usize, System)>,
    /// How many rows say what is known already.
    pub unchanged: usize,
    /// Titles of columns that nobody knows, and that do nothing.
    pub ignored: Vec<String>,
}

/// Writes systems, in that order, each with the code that its unit has or had last.
pub fn export<'a>(systems: impl IntoIterator<Item = &'a System>, tree: &Tree) -> Sheet {
    let row = |system: &System| {
        let unit = tree.get(system.unit);
        vec![
            Cell::of(unit.map_or("", |unit| unit.code.as_str())),
            Cell::of(system.name.as_str()),
            Cell::Number(f64::from(system.level.get())),
            list(&system.products),
            list(&system.addresses),
            list(&system.domains),
        ]
    };
    let rows = systems.into_iter().map(row).enumerate();
    let rows = rows.map(|(at, cells)| Row { number: at + 2, cells }).collect();
    Sheet { header: COLUMNS.iter().map(|column| column.title.to_owned()).collect(), header_row: 1, rows }
}

/// One on each line: a product's name may have a comma.
fn list(all: &[impl Display]) -> Cell {
    Cell::of(all.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
}

/// Reads a sheet of systems against the tree and the systems that are known. A column that is missing leaves what it would
/// hold as it is.
///
/// # Errors
/// With everything that is wrong, by row; then nothing is to be done.
pub fn import(sheet: &Sheet, tree: &Tree, known: &[System], day: Day) -> Result<Import, Vec<Problem>> {
    let columns = Columns::find(sheet, &COLUMNS).map_err(|wrong| {
        let problem =
            |fault: ColumnsError| Problem { row: sheet.header_row, column: None, fault: fault.into() };
        wrong.into_iter().map(problem).collect::<Vec<_>>()
    })?;
    let known: BTreeMap<(UnitId, String), &System> =
        known.iter().map(|system| ((system.unit, fold(&system.name)), system)).collect();
    let mut seen: BTreeMap<(UnitId, String), usize> = BTreeMap::new();
    let (mut import, mut problems) = (Import::default(), Vec::new());
    for row in &sheet.rows {
        let mut reading = Reading { columns: &columns, row, problems: &mut problems };
        let Some((unit, name, read)) = reading.read(tree, day) else { continue };
        let key = (unit, fold(&name));
        if let Some(first) = seen.get(&key) {
            reading.wrong("name", Fault::Twice(*first));
            continue;
        }
        seen.insert(key.clone(), row.number);
        let before = known.get(&key).copied();
        let system = System {
            unit,
            name,
            level: read.level,
            products: read.products.or_else(|| Some(before?.products.clone())).unwrap_or_default(),
            addresses: read.addresses.or_else(|| Some(before?.addresses.clone())).unwrap_or_default(),
            domains: read.domains.or_else(|| Some(before?.domains.clone())).unwrap_or_default(),
        };
        match before {
            None => import.new.push((row.number, system)),
            Some(before) if *before == system => import.unchanged += 1,
            Some(_) => import.changed.push((row.number, system)),
        }
    }
    import.ignored = columns.unknown;
    if problems.is_empty() { Ok(import) } else { Err(problems) }
}

/// What a row says of a system; nothing where there is no column.
struct Read {
    level: Level,
    products: Option<Vec<Product>>,
    addresses: Option<Vec<ipnet::IpNet>>,
    domains: Option<Vec<super::Domain>>,
}

struct Reading<'a> {
    columns: &'a Columns,
    row: &'a Row,
    problems: &'a mut Vec<Problem>,
}

impl Reading<'_> {
    fn wrong(&mut self, key: &str, fault: Fault) {
        let column = self.columns.place(key).map(|at| at + 1);
        self.problems.push(Problem { row: self.row.number, column, fault });
    }

    fn text(&self, key: &str) -> Option<String> {
        self.columns.cell(self.row, key).map(|cell| cell.text().into_owned())
    }

    /// Reads all of a row, and says all that is wrong with it.
    fn read(&mut self, tree: &Tree, day: Day) -> Option<(UnitId, String, Read)> {
        let unit = self.unit(tree, day).map_err(|fault| self.wrong("unit", fault)).ok();
        let name = name(&self.text("name")?).map_err(|why| self.wrong("name", Fault::Name(why))).ok();
        let said = self.text("level")?;
        // "Cấp độ 3" and "3" are one.
        let number = said.rsplit(' ').next().and_then(|number| number.parse().ok()).and_then(Level::new);
        if number.is_none() {
            self.wrong("level", Fault::Level(said.chars().take(50).collect()));
        }
        let products = self.list("products", super::products);
        let addresses = self.list("addresses", super::addresses);
        let domains = self.list("domains", super::domains);
        let read = Read { level: number?, products: products?, addresses: addresses?, domains: domains? };
        Some((unit?, name?, read))
    }

    fn unit(&self, tree: &Tree, day: Day) -> Result<UnitId, Fault> {
        let code = Code::read(&self.text("unit").unwrap_or_default())?;
        let widened = || [2, 5].into_iter().filter_map(|digits| code.widened(digits));
        let unit = std::iter::once(code.clone()).chain(widened()).find_map(|code| tree.by_code(&code, day));
        unit.map(|unit| unit.id).ok_or(Fault::UnknownUnit(code))
    }

    /// Reads a cell with several; `Some(None)` where there is no such column, and nothing where any of them is wrong.
    #[allow(clippy::option_option, reason = "the two are told apart by whoever calls")]
    fn list<T>(
        &mut self,
        key: &str,
        read: impl Fn(&str) -> Result<Vec<T>, Vec<Fault>>,
    ) -> Option<Option<Vec<T>>> {
        let Some(cell) = self.text(key) else { return Some(None) };
        match read(&cell) {
            Ok(found) => Some(Some(found)),
            Err(faults) => {
                faults.into_iter().for_each(|fault| self.wrong(key, fault));
                None
            }
        }
    }
}

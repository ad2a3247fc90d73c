//! The demo's office: a coordinator, the provinces below it, and somebody who can sign in.
//!
//! Must never use a password that anybody could know beforehand: it is made up each time and said once.

use std::path::Path;

use office::day::Day;
use office::units::{Code, Decided, Founding, Kind, Tree, UnitId, provinces};
use store::Store;
use store::people::Details;

use super::{Checks, server_data};
use crate::stored::deed;

/// What the demo's administrator signs in with.
pub const LOGIN: &str = "demo";

/// Makes it, unless there is one from an earlier demo in this place, and says the password.
///
/// # Errors
/// When it cannot be made.
pub async fn make(
    place: &Path,
    checks: &mut Checks<'_>,
) -> Result<Option<String>, Box<dyn std::error::Error>> {
    let words = checks.words;
    let store = Store::open(&server_data(place), None).await?;
    if store.has_people().await? {
        store.close().await;
        return Ok(None);
    }
    let password = server::console::code()?;
    let digest = server::console::digest(password.clone()).await?;
    let deed = deed("quet demo");
    let founding = Founding {
        code: Code::read("QG")?,
        kind: Kind::Coordinator,
        name: "Trung tâm điều phối mẫu".to_owned(),
        parent: None,
        day: Day::new(2025, 1, 1).ok_or("no such day")?,
    };
    let root = Tree::default().found(UnitId(1), &founding)?;
    let first = root.found.first().ok_or("no unit was founded")?;
    let somebody = Details {
        name: "Người dùng mẫu".to_owned(),
        login: LOGIN.to_owned(),
        position: "Điều phối viên".to_owned(),
        unit: first.id.0,
        ..Details::default()
    };
    store.first_use(first, &somebody, &digest, &deed).await?;
    let seen = store.units().await?;
    let mut tree = seen.tree.clone();
    let mut all = Decided::default();
    for (founding, number) in provinces(first.id).iter().zip(seen.last_id + 1..) {
        let decided = tree.found(UnitId(number), founding)?;
        tree.apply(&decided);
        all.found.extend(decided.found);
    }
    store.change_units(&seen, &all, &Default::default(), "unit.founded", &deed).await?;
    let units = store.units().await?.tree.len() as u64;
    checks.check(units == 35, &words.with("demo-units", &[("number", &words.number(units))]));
    let verified = store.verify_record(&store.checkpoints()?).await?;
    let whole = verified.beyond == 0 && verified.entries >= units;
    checks.check(whole, &words.with("demo-record", &[("number", &words.number(verified.entries))]));
    store.close().await;
    Ok(Some(password))
}

//! The language of who uses an English Windows in Viet Nam.

use std::process::Command;

use testkit::shown::not_shown_here;

use super::is_wine;
use crate::quet::{Place, begun, output};

const REGION: &str = r"HKCU\Control Panel\International\Geo";

/// Sets the region of this Windows' user, or leaves it to Windows again.
fn region(number: Option<&str>) {
    let mut command = Command::new("reg");
    match number {
        Some(number) => command.args(["add", REGION, "/v", "Nation", "/t", "REG_SZ", "/d", number, "/f"]),
        None => command.args(["delete", REGION, "/v", "Nation", "/f"]),
    };
    assert!(begun(|| command.output()).status.success(), "{number:?}");
}

/// What `quet` says of itself where nothing but Windows tells the language.
fn help(place: &Place) -> String {
    let mut command = place.command();
    command.env_remove("LC_ALL").arg("--help");
    String::from_utf8(output(&mut command).stdout).unwrap()
}

#[test]
fn an_english_windows_whose_user_is_in_viet_nam_is_answered_in_vietnamese() {
    // On a machine of somebody's own her region is hers.
    if !is_wine() {
        not_shown_here("an English Windows in Viet Nam is answered in Vietnamese");
        return;
    }
    let place = Place::new();
    // France, and Viet Nam.
    region(Some("84"));
    let elsewhere = help(&place);
    region(Some("251"));
    let there = help(&place);
    region(None);
    assert!(elsewhere.contains("Usage"), "{elsewhere}");
    assert!(there.contains("Cách dùng"), "{there}");
}

//! How somebody wants the pages: language, look, and by which clocks.
//!
//! Must never keep a word that is not one of those that can be chosen.

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use store::people::Settings;

use super::super::frame::{Desk, refused};
use super::super::signed::{Posted, Stop};
use super::home;
use crate::app::App;

/// Clocks that can be chosen: Viet Nam's first, its neighbours', and those of places from where its offices work, from
/// east to west.
const ZONES: [&str; 32] = [
    "Asia/Ho_Chi_Minh",
    "Pacific/Auckland",
    "Australia/Sydney",
    "Asia/Tokyo",
    "Asia/Seoul",
    "Asia/Shanghai",
    "Asia/Taipei",
    "Asia/Hong_Kong",
    "Asia/Manila",
    "Asia/Kuala_Lumpur",
    "Asia/Singapore",
    "Asia/Bangkok",
    "Asia/Jakarta",
    "Asia/Phnom_Penh",
    "Asia/Vientiane",
    "Asia/Yangon",
    "Asia/Dhaka",
    "Asia/Kolkata",
    "Asia/Dubai",
    "Europe/Moscow",
    "Europe/Kyiv",
    "Africa/Johannesburg",
    "Europe/Warsaw",
    "Europe/Berlin",
    "Europe/Brussels",
    "Europe/Paris",
    "Europe/London",
    "UTC",
    "America/Sao_Paulo",
    "America/New_York",
    "America/Havana",
    "America/Los_Angeles",
];

/// What can be chosen, and what is: word, name, whether it is.
pub struct Choices {
    /// Languages.
    pub languages: Vec<(&'static str, String, bool)>,
    /// Looks.
    pub looks: Vec<(&'static str, String, bool)>,
    /// Zones.
    pub zones: Vec<(&'static str, bool)>,
}

/// What can be chosen.
pub fn choices(f: &Desk<'_>, now: &Settings) -> Choices {
    let languages = [("vi", f.say("me-language-vi")), ("en", f.say("me-language-en"))];
    let looks = [
        ("system", f.say("me-look-system")),
        ("light", f.say("me-look-light")),
        ("dark", f.say("me-look-dark")),
    ];
    Choices {
        languages: languages.into_iter().map(|(word, name)| (word, name, word == now.language)).collect(),
        looks: looks.into_iter().map(|(word, name)| (word, name, word == now.look)).collect(),
        zones: ZONES.into_iter().map(|zone| (zone, zone == now.time_zone)).collect(),
    }
}

/// `POST /console/me/settings`.
pub async fn change(State(app): State<Arc<App>>, posted: Posted) -> Result<Response, Stop> {
    let (office, signed, fields) = (app.office()?, &posted.signed, &posted.fields);
    let one_of = |name: &str, words: &[&str]| {
        words.iter().find(|word| **word == fields.get(name)).map(|word| (*word).to_owned())
    };
    let language = one_of("language", &["vi", "en"]);
    let look = one_of("look", &["system", "light", "dark"]);
    let zone = one_of("time_zone", &ZONES);
    let (Some(language), Some(look), Some(time_zone)) = (language, look, zone) else {
        let mut page = home::page(&app, office, signed).await?;
        page.wrong_zone = page.f.say("me-settings-wrong");
        return Ok(refused(&page));
    };
    let settings = Settings { language, look, time_zone };
    office.store.set_settings(signed.person.id, &settings, &signed.deed("")).await.map_err(super::stop)?;
    Ok(Redirect::to("/console/me?done=settings").into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_zone_is_known_and_stands_once() {
        for (at, zone) in ZONES.iter().enumerate() {
            assert!(jiff::tz::TimeZone::get(zone).is_ok(), "{zone}");
            assert!(!ZONES[..at].contains(zone), "{zone}");
        }
    }
}

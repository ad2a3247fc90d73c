//! What every page has around its subject: the language, links that keep it, who stands behind the campaign.
//!
//! Must never name the visitor.

use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use words::{Language, Words};

use crate::app::App;
use crate::guard::Explained;

/// The frame of one page.
pub struct Frame<'a> {
    /// What is said.
    pub words: &'a Words,
    /// The page's title.
    pub title: String,
    /// Where the server is reached, such as `https://quet.example.vn`; empty where nobody knows.
    pub origin: String,
    app: &'a App,
    language: Language,
    path: String,
}

impl<'a> Frame<'a> {
    /// The frame of the page at `path`, which may have a query.
    pub fn new(app: &'a App, language: Language, host: Option<&str>, path: &str, title: &str) -> Frame<'a> {
        let words = app.words(language);
        let origin = app.config.public_url.clone().or_else(|| host.map(|host| format!("http://{host}")));
        Frame {
            words,
            title: words.say(title),
            origin: origin.unwrap_or_default(),
            app,
            language,
            path: path.to_owned(),
        }
    }

    /// A sentence.
    pub fn say(&self, id: &str) -> String {
        self.words.say(id)
    }

    /// A sentence with one variable.
    pub fn with1(&self, id: &str, name: &str, value: &str) -> String {
        self.words.with(id, &[(name, value)])
    }

    /// The language, as HTML names it.
    pub fn lang(&self) -> &'static str {
        match self.language {
            Language::Vietnamese => "vi",
            Language::English => "en",
        }
    }

    /// The other language, as HTML names it.
    pub fn other_lang(&self) -> &'static str {
        match self.language {
            Language::Vietnamese => "en",
            Language::English => "vi",
        }
    }

    /// A link to another page, in the same language.
    pub fn to(&self, path: &str) -> String {
        link(path, self.language)
    }

    /// The same page in the other language.
    pub fn other(&self) -> String {
        let other = match self.language {
            Language::Vietnamese => Language::English,
            Language::English => Language::Vietnamese,
        };
        link(&self.path, other)
    }

    /// Where the style, the script and the pictures are.
    pub fn asset(&self, name: &str) -> String {
        self.app.assets.path(name)
    }

    /// Whether the link to that page is to be marked as the present one.
    pub fn is_at(&self, path: &str) -> bool {
        self.path.split('?').next() == Some(path)
    }

    /// Whether there is a console to sign in to.
    pub fn has_console(&self) -> bool {
        self.app.office.is_some()
    }

    /// Whether the sightings are made up.
    pub fn generated(&self) -> bool {
        self.app.config.campaign.generated
    }

    /// The campaign's name; empty where its owner has not named it.
    pub fn campaign(&self) -> &str {
        let campaign = &self.app.config.campaign;
        self.either(&campaign.name_vi, &campaign.name_en)
    }

    /// Who stands behind it; empty where nobody said.
    pub fn owner(&self) -> &str {
        let campaign = &self.app.config.campaign;
        self.either(&campaign.owner_vi, &campaign.owner_en)
    }

    /// Whom to call; empty where nobody said.
    pub fn contact(&self) -> &str {
        let campaign = &self.app.config.campaign;
        self.either(&campaign.contact_vi, &campaign.contact_en)
    }

    fn either<'t>(&self, vietnamese: &'t str, english: &'t str) -> &'t str {
        match self.language {
            Language::Vietnamese => vietnamese.trim(),
            Language::English => english.trim(),
        }
    }

    /// A link that can be sent: short, with nothing of the visitor's in it.
    pub fn short_link(&self) -> String {
        match self.language {
            Language::Vietnamese => format!("{}/", self.origin),
            Language::English => format!("{}/?lang=en", self.origin),
        }
    }
}

/// A path in a language: Vietnamese is what is spoken where nothing is said.
fn link(path: &str, language: Language) -> String {
    if language == Language::Vietnamese {
        return path.to_owned();
    }
    let (page, part) = path.split_once('#').map_or((path, None), |(page, part)| (page, Some(part)));
    let joined = if page.contains('?') { '&' } else { '?' };
    let part = part.map(|part| format!("#{part}")).unwrap_or_default();
    format!("{page}{joined}lang=en{part}")
}

/// The page as it is sent. Whatever its status, it explains itself.
pub fn page(status: StatusCode, template: &impl Template) -> Response {
    match template.render() {
        Ok(text) => {
            let kind = HeaderValue::from_static("text/html; charset=utf-8");
            let mut response = (status, [(header::CONTENT_TYPE, kind)], text).into_response();
            // A page says itself what is wrong, if anything is.
            response.extensions_mut().insert(Explained);
            response
        }
        // The templates are checked when they are compiled; writing into memory does not fail.
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_stays_in_links() {
        for (path, english) in [
            ("/", "/?lang=en"),
            ("/scan?device=ios", "/scan?device=ios&lang=en"),
            ("/figures#how", "/figures?lang=en#how"),
        ] {
            assert_eq!(link(path, Language::English), english);
            assert_eq!(link(path, Language::Vietnamese), path);
        }
    }
}

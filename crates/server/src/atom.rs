//! Atom (RFC 4287): feeds that any reader reads.
//!
//! Must never put a text into XML but escaped, and never one that XML cannot hold.

use std::fmt::Write;

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};

use crate::check::utc;

/// One thing that is told.
#[derive(Debug, Clone)]
pub struct Entry {
    /// What it is known by for ever: an address.
    pub id: String,
    /// What it says.
    pub title: String,
    /// Where more is.
    pub link: String,
    /// What it says besides; may be empty.
    pub text: String,
    /// When, in seconds since 1970.
    pub at: i64,
}

/// A feed.
#[derive(Debug, Clone)]
pub struct Feed {
    /// What it is known by, and the page that it belongs to.
    pub id: String,
    /// Where it is itself, without a key.
    pub own: String,
    /// Its title.
    pub title: String,
    /// Who tells.
    pub author: String,
    /// `vi` or `en`.
    pub lang: &'static str,
    /// When something was told last, in seconds since 1970.
    pub at: i64,
    /// The newest first.
    pub entries: Vec<Entry>,
}

impl Feed {
    /// As XML.
    pub fn xml(&self) -> String {
        let mut xml = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
        // Writing to a text does not fail.
        let _ = write!(
            xml,
            "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{}\">\n<id>{}</id>\n<title>{}</title>\n\
             <updated>{}</updated>\n<author><name>{}</name></author>\n<link rel=\"self\" href=\"{}\"/>\n\
             <link href=\"{}\"/>\n",
            self.lang,
            escaped(&self.id),
            escaped(&self.title),
            utc(self.at),
            escaped(&self.author),
            escaped(&self.own),
            escaped(&self.id),
        );
        for entry in &self.entries {
            let _ = write!(
                xml,
                "<entry><id>{}</id><title>{}</title><updated>{}</updated><link href=\"{}\"/>",
                escaped(&entry.id),
                escaped(&entry.title),
                utc(entry.at),
                escaped(&entry.link),
            );
            if !entry.text.is_empty() {
                let _ = write!(xml, "<content type=\"text\">{}</content>", escaped(&entry.text));
            }
            xml.push_str("</entry>\n");
        }
        xml.push_str("</feed>\n");
        xml
    }

    /// As it is sent, kept by others as `cache` says.
    pub fn answer(&self, cache: &'static str) -> Response {
        let headers = [
            (header::CONTENT_TYPE, HeaderValue::from_static("application/atom+xml; charset=utf-8")),
            (header::CACHE_CONTROL, HeaderValue::from_static(cache)),
        ];
        (headers, self.xml()).into_response()
    }
}

/// A text as XML has it; what XML cannot hold is left out.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            '\t' | '\n' => escaped.push(sign),
            '\u{fffe}' | '\u{ffff}' => {}
            sign if sign.is_control() => {}
            sign => escaped.push(sign),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_xml_becomes_none() {
        assert_eq!(escaped("<a href='x'>\"&\u{0}\u{b}\u{fffe}\n"), "&lt;a href=&#39;x&#39;&gt;&quot;&amp;\n");
    }
}

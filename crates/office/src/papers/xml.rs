//! Writes XML.
//!
//! Must never write a text other than escaped.

use quick_xml::escape::escape;

/// XML as it grows.
#[derive(Debug)]
pub struct Xml(String);

impl Xml {
    /// With the line that says what it is.
    pub fn new() -> Xml {
        Xml("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n".to_owned())
    }

    /// Begins an element.
    pub fn open(&mut self, tag: &str, attributes: &[(&str, &str)]) {
        self.tag(tag, attributes);
        self.0.push('>');
    }

    /// An element without content.
    pub fn empty(&mut self, tag: &str, attributes: &[(&str, &str)]) {
        self.tag(tag, attributes);
        self.0.push_str("/>");
    }

    /// Ends an element.
    pub fn close(&mut self, tag: &str) {
        self.0.push_str("</");
        self.0.push_str(tag);
        self.0.push('>');
    }

    /// A text.
    pub fn text(&mut self, text: &str) {
        self.0.push_str(&escape(text));
    }

    /// All of it.
    pub fn done(self) -> Vec<u8> {
        self.0.into_bytes()
    }

    fn tag(&mut self, tag: &str, attributes: &[(&str, &str)]) {
        self.0.push('<');
        self.0.push_str(tag);
        for (name, value) in attributes {
            self.0.push(' ');
            self.0.push_str(name);
            self.0.push_str("=\"");
            self.0.push_str(&escape(*value));
            self.0.push('"');
        }
    }
}

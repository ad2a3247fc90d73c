//! Papers, written and read back: every field is there, texts stay texts, and what is not known is dots.
//!
//! Must never read a page by the code that wrote it.

mod hostile;
mod pages;

use std::io::{Cursor, Read as _};

use quick_xml::Reader;
use quick_xml::events::Event;

use super::*;
use crate::day::Day;
use crate::rulebook::{Class, Edition, FormKey, Holds, Key, Rulebook};

fn on(text: &str) -> Edition<'static> {
    Rulebook::shipped().on(Day::from_iso(text).unwrap()).unwrap()
}

fn today() -> Edition<'static> {
    on("2026-11-28")
}

/// A part of a DOCX, which must be small and there.
fn part(docx: &[u8], name: &str) -> String {
    let mut zip = zip::ZipArchive::new(Cursor::new(docx)).unwrap();
    let file = zip.by_name(name).unwrap();
    let mut bytes = Vec::new();
    std::io::copy(&mut file.take(64 << 20), &mut bytes).unwrap();
    String::from_utf8(bytes).unwrap()
}

/// The texts of the paragraphs of a page; dots that reach to a stop are `…`. Every part must be well-formed.
fn paragraphs(docx: &[u8]) -> Vec<String> {
    let zip = zip::ZipArchive::new(Cursor::new(docx)).unwrap();
    let names: Vec<String> = zip.file_names().map(|name| name.unwrap().into_owned()).collect();
    for name in names {
        let xml = part(docx, &name);
        let mut reader = Reader::from_str(&xml);
        loop {
            match reader.read_event() {
                Ok(Event::Eof) => break,
                Ok(Event::DocType(_) | Event::PI(_)) => panic!("{name}"),
                Ok(_) => {}
                Err(error) => panic!("{name}: {error}"),
            }
        }
    }
    let xml = part(docx, "word/document.xml");
    let mut reader = Reader::from_str(&xml);
    let (mut found, mut text, mut inside) = (Vec::new(), String::new(), false);
    loop {
        match reader.read_event().unwrap() {
            Event::Eof => return found,
            Event::Start(tag) if tag.name().as_ref() == "w:t" => inside = true,
            Event::End(tag) if tag.name().as_ref() == "w:t" => inside = false,
            Event::End(tag) if tag.name().as_ref() == "w:p" => found.push(std::mem::take(&mut text)),
            // Only where it stands in a run: those of a paragraph's stops have a place.
            Event::Empty(tag) if tag.name().as_ref() == "w:tab" && tag.attributes().next().is_none() => {
                text.push('…');
            }
            Event::Empty(tag) if tag.name().as_ref() == "w:br" => text.push('\n'),
            Event::Text(piece) if inside => text.push_str(&piece),
            Event::GeneralRef(name) if inside => text.push_str(match name.as_ref() {
                "amp" => "&",
                "lt" => "<",
                "gt" => ">",
                "quot" => "\"",
                "apos" => "'",
                other => panic!("&{other};"),
            }),
            _ => {}
        }
    }
}

fn docx(form: FormKey, known: &Known) -> Vec<u8> {
    fill(&today(), form, known).unwrap().docx().unwrap()
}

/// A value for every field, each with its key in it where it is a text.
fn everything() -> Known {
    let mut known = Known::new();
    let moment: jiff::Timestamp = "2026-11-28T09:05:00Z".parse().unwrap();
    for field in Field::ALL {
        let about = Rulebook::shipped().field(*field);
        let named = format!("[{}]", field.key());
        let value = match about.holds {
            Holds::Line | Holds::Text => Value::Text(named),
            Holds::Moment => Value::Moment(moment),
            Holds::Day => Value::Day(Day::new(2026, 2, 3).unwrap()),
            Holds::Choices => Value::Choices(about.choices.iter().map(|(key, _)| key.clone()).collect()),
            Holds::Rows => Value::Rows(vec![vec![named.clone(), "hai".to_owned()], vec![named]]),
            Holds::Sums => Value::Sums(
                [
                    (Class::Malware, Sums { counts: [12, 10, 2, 0, 1], loss: named }),
                    (Class::Other, Sums { counts: [3, 3, 0, 0, 0], loss: String::new() }),
                ]
                .into(),
            ),
        };
        known.set(*field, value).unwrap();
    }
    known
}

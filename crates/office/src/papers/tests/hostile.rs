//! Texts that would like to be more than texts.
//!
//! Must never judge by the absence of a crash: what is read back is compared.

use super::*;

/// What the notice shows of a summary.
fn shown(summary: &str) -> Vec<String> {
    let mut known = Known::new();
    known.set(Field::Summary, Value::Text(summary.to_owned())).unwrap();
    let page = paragraphs(&docx(FormKey::Notice, &known));
    let from = page.iter().position(|one| one == "- Mô tả sự cố:").unwrap() + 1;
    let until = page.iter().position(|one| one == "4. Kết quả xử lý").unwrap();
    page[from..until].to_vec()
}

#[test]
fn a_text_is_shown_as_it_was_written_and_is_no_order_to_anything() {
    for text in [
        "{{ 7 * 7 }}",
        "${7*7} #{7*7} <%= 7 %> {% raw %}",
        "{incident} {security} {response}",
        "<w:p><w:r><w:t>x</w:t></w:r></w:p>",
        "]]> <![CDATA[ & &amp; &#0; &lol; <!-- -->",
        "<!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/passwd\">]>&a;",
        "\" onload='x' MERGEFIELD DDEAUTO cmd",
        "=1+1 %n$s \\u0000 \\par }",
        "Ế ữ ợ 中文 😀 e\u{301}",
        " hai  dấu   cách ".trim(),
    ] {
        assert_eq!(shown(text), [text]);
    }
}

#[test]
fn what_is_not_seen_is_gone() {
    let check = |text: &str, expected: &[&str]| assert_eq!(shown(text), expected, "{text:?}");
    check("a\0b\u{1}c\u{b}d\u{1f}e\u{7f}f\u{85}g", &["abcdefg"]);
    check("gnp\u{202e}exe\u{202c}\u{2066}x\u{2069}\u{200f}\u{61c}y", &["gnpexexy"]);
    check("a\u{200b}b\u{feff}c\u{fffe}d\u{ffff}e\u{fdd0}f\u{1ffff}g\u{e0041}h", &["abcdefgh"]);
    check("một\r\nhai\rba\n\n\nbốn", &["một", "hai", "ba", "bốn"]);
    check("a\tb", &["a b"]);
}

#[test]
fn a_value_of_nothing_is_no_value() {
    for nothing in ["", "\0", "\n\n", "\u{200b} \r\n"] {
        let mut known = Known::new();
        known.set(Field::Summary, Value::Text("x".to_owned())).unwrap();
        known.set(Field::Summary, Value::Text(nothing.to_owned())).unwrap();
        assert_eq!(known.get(Field::Summary), None, "{nothing:?}");
        let draft = fill(&today(), FormKey::Notice, &known).unwrap();
        assert!(draft.missing().contains(&Field::Summary));
    }
    let mut known = Known::new();
    known.set(Field::Present, Value::Rows(vec![vec![String::new(), "\u{200b}".to_owned()]])).unwrap();
    known.set(Field::Status, Value::Choices(Vec::new())).unwrap();
    assert_eq!((known.get(Field::Present), known.get(Field::Status)), (None, None));
}

#[test]
fn long_texts_are_shown_whole_up_to_the_limit_and_not_taken_past_it() {
    let long = "chữ & <w:t> ".repeat(8_000);
    let long = long.trim();
    assert!(long.len() > 100_000);
    assert_eq!(shown(long), [long]);
    let mut known = Known::new();
    let text = |length: usize| Value::Text("ữ".repeat(length));
    let most = Limits::default();
    known.set(Field::Summary, text(most.text)).unwrap();
    let refused = known.set(Field::Summary, text(most.text + 1)).unwrap_err();
    assert_eq!(refused.to_string(), "`summary` holds more than 100000");
    assert_eq!(known.get(Field::Summary), Some(&text(most.text)), "what was there stays");
    let rows =
        |rows: usize, cells: usize, length: usize| Value::Rows(vec![vec!["a".repeat(length); cells]; rows]);
    for (value, limit) in [
        (rows(most.rows + 1, 1, 1), most.rows),
        (rows(1, most.cells + 1, 1), most.cells),
        (rows(1, 1, most.cell + 1), most.cell),
        (Value::Choices(vec![String::new(); most.choices + 1]), most.choices),
        (
            Value::Sums([(Class::Other, Sums { counts: [0; 5], loss: "a".repeat(most.cell + 1) })].into()),
            most.cell,
        ),
    ] {
        let refused = known.set(Field::Present, value).unwrap_err();
        assert_eq!((refused.field, refused.limit), (Field::Present, limit));
    }
    let small = Limits { text: 3, ..most };
    assert!(known.set_within(Field::Summary, text(4), &small).is_err());
}

#[test]
fn the_largest_table_is_written_and_cells_past_its_columns_stand_in_the_last() {
    let mut known = Known::new();
    known.set(Field::Present, Value::Rows(vec![vec!["<x>&".repeat(250); 10]; 1_000])).unwrap();
    let page = paragraphs(&docx(FormKey::MinutesRecording, &known));
    let cell = "<x>&".repeat(250);
    assert_eq!(page.iter().filter(|one| **one == cell).count(), 2_000);
    let rest = [cell.as_str(); 8].join(" | ");
    assert_eq!(page.iter().filter(|one| **one == rest).count(), 1_000);
}

#[test]
fn a_choice_that_is_none_ticks_nothing() {
    let mut known = Known::new();
    known.set(Field::Status, Value::Choices(vec!["<w:p>".to_owned(), "handled ".to_owned()])).unwrap();
    known.set(Field::SystemLevel, Value::Text("3".to_owned())).unwrap();
    let page = paragraphs(&docx(FormKey::InitialReport, &known)).join("\n");
    assert!(!page.contains('■') && !page.contains("<w:p>"));
}

#[test]
fn sums_that_are_too_large_do_not_wrap() {
    let mut known = Known::new();
    let most = Sums { counts: [u64::MAX; 5], loss: String::new() };
    known
        .set(Field::Sums, Value::Sums([(Class::Other, most.clone()), (Class::Malware, most)].into()))
        .unwrap();
    let page = paragraphs(&docx(FormKey::Summary, &known));
    let at = page.iter().position(|one| one == "Tổng số").unwrap();
    assert_eq!(page[at + 1], u64::MAX.to_string());
}

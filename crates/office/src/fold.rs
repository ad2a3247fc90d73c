//! The key under which a Vietnamese text is sought and put in order: `Hà Nội` and `ha noi` have one.
//!
//! Must never be shown, and must never tell two things apart: what differs in marks alone has one key.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Lower case, without marks, `đ` as `d`, and one space for each run of them.
///
/// Composed and decomposed spellings, which look the same, have one key.
pub fn fold(text: &str) -> String {
    let mut key = String::with_capacity(text.len());
    let mut space = false;
    let letters = text.nfd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase);
    // To lower case, some letters come apart again.
    for letter in letters.filter(|c| !is_combining_mark(*c)) {
        if letter.is_whitespace() {
            space = true;
            continue;
        }
        if space && !key.is_empty() {
            key.push(' ');
        }
        space = false;
        key.push(if letter == 'đ' { 'd' } else { letter });
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_case_and_spelling_make_no_difference() {
        let check = |text: &str, expected: &str| assert_eq!(fold(text), expected, "{text:?}");
        check("Hà Nội", "ha noi");
        check("ĐẮK LẮK", "dak lak");
        // Decomposed, with a space that does not break.
        check("Ha\u{300}\u{a0}No\u{323}\u{302}i", "ha noi");
        check("  xã   Phường\n Đặc khu ", "xa phuong dac khu");
        check("Thừa Thiên – Huế", "thua thien – hue");
        check("İ", "i");
        check("", "");
        check(" \u{300}", "");
        for text in ["Hà Nội", "ĐẮK LẮK", "ưỡng", "ẶẬ"] {
            assert_eq!(fold(&fold(text)), fold(text));
        }
    }
}

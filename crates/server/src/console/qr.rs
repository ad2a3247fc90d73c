//! A picture that a telephone reads.
//!
//! Must never hold anything but squares: it stands in a page as it is.

use qrcode::QrCode;
use qrcode::render::svg::Color;

/// The picture of a text, as SVG; empty where the text is too long for one.
pub fn picture(text: &str) -> String {
    let Ok(code) = QrCode::new(text.as_bytes()) else { return String::new() };
    let drawn = code.render::<Color<'_>>().module_dimensions(1, 1).build();
    // What begins a file is no part of a page.
    drawn.find("<svg").and_then(|at| drawn.get(at..)).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_holds_squares_and_nothing_of_the_text() {
        let drawn = picture("https://quet.example/?code=<script>\"'&");
        assert!(drawn.starts_with("<svg ") && drawn.ends_with("</svg>"), "{drawn}");
        assert!(!drawn.contains("script") && !drawn.contains("style"), "{drawn}");
        assert_eq!(picture(&"a".repeat(5_000)), "");
    }
}

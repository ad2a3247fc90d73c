//! What is wrong with what was said of a person, in words.
//!
//! Must never repeat what was typed.

use super::frame::Desk;

/// Characters of a name.
const NAME: usize = 200;

/// What is wrong with a name; empty where nothing is.
pub fn name_trouble(f: &Desk<'_>, name: &str) -> String {
    if name.is_empty() {
        f.say("name-empty")
    } else if name.chars().count() > NAME {
        f.say("name-too-long")
    } else if name.chars().any(char::is_control) {
        f.say("name-control")
    } else {
        String::new()
    }
}

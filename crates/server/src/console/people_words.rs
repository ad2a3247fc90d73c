//! What is said of people and their roles, and what is wrong with what was typed, in words.
//!
//! Must never repeat what was typed.

use office::contact;
use office::line::{self, LineError};
use office::rights::Role;

use super::frame::Desk;

/// Characters of a name, or of a position.
const NAME: usize = 200;

/// Characters of a reason.
const REASON: usize = 500;

/// What is wrong with a name; empty where nothing is.
pub fn name_trouble(f: &Desk<'_>, name: &str) -> String {
    line_trouble(f, line::read(name, NAME).err())
}

fn line_trouble(f: &Desk<'_>, trouble: Option<LineError>) -> String {
    match trouble {
        None => String::new(),
        Some(LineError::Empty) => f.say("name-empty"),
        Some(LineError::TooLong(_)) => f.say("name-too-long"),
        Some(LineError::Unseen(_)) => f.say("name-control"),
    }
}

/// A name as it is kept.
///
/// # Errors
/// With what is wrong with it, in words.
pub fn name(f: &Desk<'_>, typed: &str) -> Result<String, String> {
    line::read(typed, NAME).map_err(|error| line_trouble(f, Some(error)))
}

/// A position as it is kept; there may be none.
///
/// # Errors
/// With what is wrong with it, in words.
pub fn position(f: &Desk<'_>, typed: &str) -> Result<String, String> {
    match line::read(typed, NAME) {
        Err(LineError::Empty) => Ok(String::new()),
        read => read.map_err(|error| line_trouble(f, Some(error))),
    }
}

/// An address for mail; there may be none.
///
/// # Errors
/// With what is wrong with it, in words.
pub fn email(f: &Desk<'_>, typed: &str) -> Result<String, String> {
    contact::email(typed).map_err(|_| f.say("email-shape"))
}

/// A telephone number; there may be none.
///
/// # Errors
/// With what is wrong with it, in words.
pub fn phone(f: &Desk<'_>, typed: &str) -> Result<String, String> {
    contact::phone(typed).map_err(|_| f.say("phone-shape"))
}

/// Why something is done, as the record keeps it; a line that is too long or cannot be shown is cut to what can.
pub fn reason(typed: &str) -> String {
    let shown: String = typed.chars().map(|sign| if sign.is_control() { ' ' } else { sign }).collect();
    let cut: String = shown.chars().take(REASON).collect();
    line::read(&cut, REASON).unwrap_or_default()
}

/// What a role is called.
pub fn role_name(f: &Desk<'_>, role: Role) -> String {
    f.say(match role {
        Role::Administrator => "role-administrator",
        Role::Coordinator => "role-coordinator",
        Role::Responder => "role-responder",
        Role::Officer => "role-officer",
        Role::Reader => "role-reader",
        Role::Auditor => "role-auditor",
    })
}

/// What a role lets somebody do.
pub fn role_meaning(f: &Desk<'_>, role: Role) -> String {
    f.say(match role {
        Role::Administrator => "role-administrator-may",
        Role::Coordinator => "role-coordinator-may",
        Role::Responder => "role-responder-may",
        Role::Officer => "role-officer-may",
        Role::Reader => "role-reader-may",
        Role::Auditor => "role-auditor-may",
    })
}

//! Who does something, when, from where and why: what every change comes with.
//!
//! Must never be made up by what changes something: it comes from the door through which somebody came.

/// Who does it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// A person who is signed in, by number.
    Person(i64),
    /// A program with a token, by the token's number.
    Token(i64),
    /// Somebody at the command line of the server's own machine.
    CommandLine,
    /// The server itself, at its time.
    Server,
    /// Somebody who is not signed in yet: who claims an invitation, or tries a password.
    Visitor,
}

impl Who {
    /// The word that stands in the record.
    pub fn word(self) -> String {
        match self {
            Who::Person(number) => format!("person:{number}"),
            Who::Token(number) => format!("token:{number}"),
            Who::CommandLine => "command".to_owned(),
            Who::Server => "server".to_owned(),
            Who::Visitor => "visitor".to_owned(),
        }
    }
}

/// What every change comes with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deed {
    /// Who.
    pub who: Who,
    /// When, in seconds since 1970, UTC.
    pub at: i64,
    /// From where: an address, or the name of a command. Erasable.
    pub from: String,
    /// Why, in the words of who did it; empty where nobody is asked. Erasable.
    pub why: String,
}

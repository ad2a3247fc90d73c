//! How the program ends, for scripts: the exit codes of the contract.
//!
//! Must never end with 0 where something was found or not done.

use std::process::ExitCode;

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// All was done, and nothing was found.
    Fine,
    /// All was done, and something was found, cleaned or not.
    Found,
    /// Not all could be done; the output says what.
    Incomplete,
    /// What was agreed to is locked away, and something of it goes on all the same. Only the guide's second half ends so,
    /// and its first half reads it.
    NotOver,
    /// The command line makes no sense, or asks for what may not be done.
    Usage,
}

impl Exit {
    /// The number that the shell sees.
    pub fn code(self) -> u8 {
        match self {
            Exit::Fine => 0,
            Exit::Found => 1,
            Exit::Incomplete => 2,
            Exit::NotOver => 3,
            Exit::Usage => 64,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        ExitCode::from(exit.code())
    }
}

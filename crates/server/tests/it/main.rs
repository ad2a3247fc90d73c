//! The server as visitors meet it: requests in, answers out.

mod ask;
mod budget;
mod made_up;
mod verdicts;

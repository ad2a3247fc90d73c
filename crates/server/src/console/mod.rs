//! The console: what those see and do who are signed in.
//!
//! Must never show or change anything before `office::rights` allowed it, about that very object; must never take a form
//! that did not come from a page of this session; must never put text into HTML but through the templates' escaping.

mod codes;
mod first;
mod forms;
mod frame;
mod home;
mod office;
mod passwords;
mod people_words;
mod second_factor;
mod sign_in;
mod signed;
mod units;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};

pub use codes::code;
pub use office::Office;
pub use units::IMPORT;

use crate::app::App;

/// The console's routes.
pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/console", get(home::show))
        .route("/console/first", get(first::show).post(first::make))
        .route("/console/sign-in", get(sign_in::show).post(sign_in::enter))
        .route("/console/sign-out", post(sign_in::leave))
        .merge(units::routes())
        .layer(DefaultBodyLimit::max(forms::LARGEST_FORM))
}

//! Reaching people: what goes out, who hears by a webhook, notices, feeds, and codes to copy.
//!
//! Must never show a message, a webhook or a notice outside of what who asks administers or was told; must never show a
//! key or a secret twice.

mod copy;
mod feed;
mod invitation;
mod messages;
mod notices;
mod webhooks;

use std::sync::Arc;

use axum::Router;
use axum::routing::{get, post};

pub use copy::Guesses;
pub use invitation::sealed;
pub use messages::about;
pub use webhooks::family;

use crate::app::App;

/// The routes of this part.
pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/console/messages", get(messages::show))
        .route("/console/messages/retry", post(messages::retry))
        .route("/console/messages/cancel", post(messages::cancel))
        .route("/console/messages/test", post(messages::test))
        .route("/console/webhooks", get(webhooks::show).post(webhooks::add))
        .route("/console/webhooks/{id}", get(webhooks::deliveries))
        .route("/console/webhooks/{id}/end", post(webhooks::end))
        .route("/console/notices", get(notices::show))
        .route("/console/notices/seen", post(notices::seen))
        .route("/console/notices/by-mail", post(notices::by_mail))
        .route("/console/notices/feed", post(feed::make))
        .route("/console/notices/feed/end", post(feed::end))
        .route("/console/notices.atom", get(feed::notices))
        .route("/console/people/{id}/send", post(invitation::send))
        .route("/console/copy", post(copy::make))
        .route("/console/t", get(copy::ask))
        .route("/console/t/{code}", get(copy::open))
        .route("/t/{code}", get(copy::lead))
}

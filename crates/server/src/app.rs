//! The server's state and its routes.
//!
//! Must never ask the clock itself, and must never add a route that is not in [`ROUTES`]: the API's description and the
//! tests go by that table.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::{Method, StatusCode};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post, put};
use sightings::ranges::Ranges;
use sightings::verdict::Lines;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, NotForContentType, Predicate};
use wire::report::ReportLimits;
use words::{Language, Words};

use crate::assets::Assets;
use crate::check::{Checked, check};
use crate::config::Config;
use crate::console::{self, Office};
use crate::knowledge::{Current, Knowledge};
use crate::metrics::Metrics;
use crate::pack::{Published, Slot};
use crate::programs::Shelf;
use crate::reports::Desk;
use crate::visitor::Visitor;
use crate::{api, downloads, guard, office_api, pages, tokens};

/// Every route with its methods; what answers GET answers HEAD too.
pub const ROUTES: &[(&str, &str)] = &[
    ("/", "GET"),
    ("/check", "GET"),
    ("/scan", "GET"),
    ("/share", "GET"),
    ("/figures", "GET"),
    ("/figures.csv", "GET"),
    ("/share-card-vi.png", "GET"),
    ("/share-card-en.png", "GET"),
    ("/favicon.svg", "GET"),
    ("/assets/{digest}/{name}", "GET"),
    ("/api/v1/check", "GET"),
    ("/api/v1/campaign", "GET"),
    ("/api/v1/scan-reports", "POST"),
    ("/api/openapi.json", "GET"),
    ("/campaign/pack", "GET"),
    ("/programs/SHA256SUMS", "GET"),
    ("/programs/{name}", "GET"),
    ("/healthz", "GET"),
    ("/metrics", "GET"),
    ("/console", "GET"),
    ("/console/record", "GET"),
    ("/console/search", "GET"),
    ("/console/first", "GET"),
    ("/console/first", "POST"),
    ("/console/sign-in", "GET"),
    ("/console/sign-in", "POST"),
    ("/console/sign-out", "POST"),
    ("/api/v1/me", "GET"),
    ("/api/v1/units/{id}/contact", "PUT"),
    ("/api/v1/people", "GET"),
    ("/console/invited", "GET"),
    ("/console/invited", "POST"),
    ("/console/people", "GET"),
    ("/console/people/new", "GET"),
    ("/console/people/new", "POST"),
    ("/console/people/{id}", "GET"),
    ("/console/people/{id}", "POST"),
    ("/console/people/{id}/roles", "POST"),
    ("/console/people/{id}/roles/end", "POST"),
    ("/console/people/{id}/reset", "GET"),
    ("/console/people/{id}/reset", "POST"),
    ("/console/people/{id}/confirm", "GET"),
    ("/console/people/{id}/confirm", "POST"),
    ("/console/people/{id}/end", "GET"),
    ("/console/people/{id}/end", "POST"),
    ("/console/me", "GET"),
    ("/console/me/settings", "POST"),
    ("/console/me/password", "POST"),
    ("/console/me/sessions/end", "POST"),
    ("/console/me/tokens", "POST"),
    ("/console/me/tokens/end", "POST"),
    ("/console/me/second-factor", "GET"),
    ("/console/me/second-factor", "POST"),
    ("/console/units", "GET"),
    ("/console/units/export.csv", "GET"),
    ("/console/units/export.xlsx", "GET"),
    ("/console/units/provinces", "POST"),
    ("/console/units/new", "GET"),
    ("/console/units/new", "POST"),
    ("/console/units/import", "GET"),
    ("/console/units/import", "POST"),
    ("/console/units/import/apply", "POST"),
    ("/console/units/{id}", "GET"),
    ("/console/units/{id}/contacts", "GET"),
    ("/console/units/{id}/contacts", "POST"),
    ("/console/units/{id}/limit", "GET"),
    ("/console/units/{id}/limit", "POST"),
    ("/console/units/{id}/{becoming}", "GET"),
    ("/console/units/{id}/{becoming}", "POST"),
    ("/console/systems", "GET"),
    ("/console/systems/export.csv", "GET"),
    ("/console/systems/export.xlsx", "GET"),
    ("/console/systems/new", "GET"),
    ("/console/systems/new", "POST"),
    ("/console/systems/import", "GET"),
    ("/console/systems/import", "POST"),
    ("/console/systems/import/apply", "POST"),
    ("/console/systems/sighted", "GET"),
    ("/console/systems/{id}", "GET"),
    ("/console/systems/{id}/change", "GET"),
    ("/console/systems/{id}/change", "POST"),
    ("/console/systems/{id}/end", "GET"),
    ("/console/systems/{id}/end", "POST"),
    ("/console/systems/{id}/names", "GET"),
    ("/console/systems/{id}/names", "POST"),
    ("/console/duty", "GET"),
    ("/console/duty/{id}", "GET"),
    ("/console/duty/{id}/shifts", "POST"),
    ("/console/duty/{id}/shifts/end", "POST"),
    ("/console/duty/{id}/hand-over", "POST"),
    ("/console/members/{id}", "GET"),
    ("/console/members/{id}/change", "GET"),
    ("/console/members/{id}/change", "POST"),
    ("/console/members/{id}/sign", "POST"),
    ("/console/emergency", "GET"),
    ("/console/emergency", "POST"),
    ("/console/emergency/agree", "POST"),
    ("/console/emergency/read", "POST"),
    ("/api/v1/units", "GET"),
    ("/api/v1/systems", "GET"),
    ("/api/v1/duty", "GET"),
    ("/figures.atom", "GET"),
    ("/t/{code}", "GET"),
    ("/console/t", "GET"),
    ("/console/t/{code}", "GET"),
    ("/console/copy", "POST"),
    ("/console/messages", "GET"),
    ("/console/messages/retry", "POST"),
    ("/console/messages/cancel", "POST"),
    ("/console/messages/test", "POST"),
    ("/console/webhooks", "GET"),
    ("/console/webhooks", "POST"),
    ("/console/webhooks/{id}", "GET"),
    ("/console/webhooks/{id}/end", "POST"),
    ("/console/notices", "GET"),
    ("/console/notices/seen", "POST"),
    ("/console/notices/by-mail", "POST"),
    ("/console/notices/feed", "POST"),
    ("/console/notices/feed/end", "POST"),
    ("/console/notices.atom", "GET"),
    ("/console/people/{id}/send", "POST"),
    ("/console/oidc", "GET"),
    ("/console/oidc", "POST"),
    ("/console/oidc/back", "GET"),
    ("/console/me/provider", "POST"),
    ("/console/me/provider/end", "POST"),
    ("/report", "GET"),
    ("/report", "POST"),
    ("/console/incidents", "GET"),
    ("/console/incidents/export.csv", "GET"),
    ("/console/incidents/export.xlsx", "GET"),
    ("/console/incidents/new", "GET"),
    ("/console/incidents/new", "POST"),
    ("/console/incidents/sums", "GET"),
    ("/console/incidents/sums/export.csv", "GET"),
    ("/console/incidents/sums/export.xlsx", "GET"),
    ("/console/incidents/sums/docx", "GET"),
    ("/console/incidents/{id}", "GET"),
    ("/console/incidents/{id}/papers", "GET"),
    ("/console/incidents/{id}/papers/{form}", "GET"),
    ("/console/incidents/{id}/papers/{form}", "POST"),
    ("/console/incidents/{id}/papers/{form}/docx", "GET"),
    ("/console/incidents/{id}/do/{deed}", "GET"),
    ("/console/incidents/{id}/do/{deed}", "POST"),
    ("/console/drills", "GET"),
    ("/console/drills/new", "GET"),
    ("/console/drills/new", "POST"),
    ("/console/drills/{id}", "GET"),
    ("/console/drills/{id}", "POST"),
    ("/console/drills/{id}/report.csv", "GET"),
    ("/console/drills/{id}/incident", "GET"),
    ("/console/drills/{id}/incident", "POST"),
    ("/console/incidents/{id}/evidence", "GET"),
    ("/console/incidents/{id}/evidence", "POST"),
    ("/console/incidents/{id}/evidence/{number}", "GET"),
    ("/console/incidents/{id}/names", "GET"),
    ("/console/incidents/{id}/names", "POST"),
    ("/console/members", "GET"),
    ("/console/members/export.csv", "GET"),
    ("/console/members/export.xlsx", "GET"),
    ("/console/playbooks", "GET"),
    ("/console/playbooks/{kind}", "GET"),
    ("/console/playbooks/{kind}/export", "GET"),
    ("/console/plans", "GET"),
    ("/console/plans/export.csv", "GET"),
    ("/console/plans/export.xlsx", "GET"),
    ("/console/plans/new", "GET"),
    ("/console/plans/new", "POST"),
    ("/console/plans/{id}", "GET"),
    ("/console/plans/{id}", "POST"),
    ("/console/plans/{id}/approve", "GET"),
    ("/console/plans/{id}/approve", "POST"),
    ("/console/plans/{id}/docx", "GET"),
    ("/console/plans/{id}/scenario", "GET"),
    ("/console/plans/{id}/scenario", "POST"),
    ("/console/plans/{id}/systems", "GET"),
    ("/console/plans/{id}/systems", "POST"),
    ("/console/plans/{id}/write/{part}", "GET"),
    ("/console/plans/{id}/write/{part}", "POST"),
    ("/console/incidents/take-in", "GET"),
    ("/console/incidents/take-in", "POST"),
    ("/console/incidents/{id}/package", "GET"),
    ("/console/incidents/{id}/package", "POST"),
    ("/console/servers", "GET"),
    ("/console/servers", "POST"),
    ("/console/servers/{id}/end", "POST"),
    ("/console/incidents/new/scan", "GET"),
    ("/console/incidents/new/scan", "POST"),
    ("/console/incidents/new/warning", "GET"),
    ("/console/incidents/new/warning", "POST"),
    ("/console/own-playbooks/{id}", "GET"),
    ("/console/own-playbooks/{id}/{kind}", "GET"),
    ("/console/own-playbooks/{id}/{kind}/export", "GET"),
    ("/console/own-playbooks/{id}/{kind}/import", "GET"),
    ("/console/own-playbooks/{id}/{kind}/import", "POST"),
    ("/console/own-playbooks/{id}/{kind}/do/{deed}", "GET"),
    ("/console/own-playbooks/{id}/{kind}/do/{deed}", "POST"),
    ("/console/incidents/{id}/edition", "GET"),
    ("/console/incidents/{id}/edition", "POST"),
    ("/console/people/{id}/provider/end", "GET"),
    ("/console/people/{id}/provider/end", "POST"),
    ("/api/v1/systems", "POST"),
    ("/api/v1/systems/{id}", "PUT"),
    ("/api/v1/people/{id}", "PUT"),
    ("/api/v1/units/{id}/shifts", "GET"),
    ("/api/v1/units/{id}/shifts", "POST"),
    ("/api/v1/units/{id}/shifts/end", "POST"),
    ("/api/v1/record", "GET"),
    ("/console/incidents/{id}/hunt", "GET"),
    ("/console/incidents/{id}/hunt/rules", "GET"),
];

/// How long an answer may take.
const LONGEST_ANSWER: Duration = Duration::from_secs(10);

/// How long one may take that comes with a file, over the slowest line that an office has, and the change that is made
/// of it.
const LONGEST_IMPORT: Duration = Duration::from_secs(300);

/// How long one may take that comes with evidence: two gigabytes over five megabits a second.
const LONGEST_EVIDENCE: Duration = Duration::from_secs(3600);

/// Bytes of a change that a program sends.
const LARGEST_CHANGE: usize = 64 << 10;

/// Everything that answers go by.
pub struct App {
    pub(crate) config: Config,
    pub(crate) current: Arc<Current>,
    pub(crate) ranges: Arc<Ranges>,
    pub(crate) desk: Desk,
    pub(crate) pack: Arc<Slot>,
    pub(crate) programs: Arc<Shelf>,
    pub(crate) assets: Assets,
    pub(crate) metrics: Metrics,
    pub(crate) office: Option<Arc<Office>>,
    pub(crate) paces: tokens::Paces,
    pub(crate) intake: pages::Intake,
    pub(crate) rules: Arc<console::RulesNow>,
    clock: Box<dyn Fn() -> i64 + Send + Sync>,
    vietnamese: Words,
    english: Words,
}

/// What people take with them to their machines.
#[derive(Debug)]
pub struct Offered {
    /// The published pack.
    pub pack: Arc<Slot>,
    /// The programs.
    pub programs: Arc<Shelf>,
}

impl fmt::Debug for App {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("App").field("config", &self.config).finish_non_exhaustive()
    }
}

impl App {
    /// The state of a server; without an `office` it has no console. `clock` tells the time in seconds since 1970, UTC.
    pub fn new(
        config: Config,
        current: Arc<Current>,
        ranges: impl Into<Arc<Ranges>>,
        clock: impl Fn() -> i64 + Send + Sync + 'static,
        desk: Desk,
        offered: Offered,
        office: Option<Arc<Office>>,
    ) -> Arc<App> {
        let Offered { pack, programs } = offered;
        Arc::new(App {
            config,
            current,
            ranges: ranges.into(),
            desk,
            pack,
            programs,
            assets: Assets::default(),
            metrics: Metrics::default(),
            office,
            paces: tokens::Paces::default(),
            intake: pages::Intake::default(),
            rules: Arc::default(),
            clock: Box::new(clock),
            vietnamese: Words::of(Language::Vietnamese),
            english: Words::of(Language::English),
        })
    }

    /// With which rules evidence is looked at; whoever has it looked at says so.
    pub fn rules_now(&self) -> Arc<console::RulesNow> {
        Arc::clone(&self.rules)
    }

    /// The routes, with everything around them that holds for each.
    pub fn router(self: &Arc<Self>) -> Router {
        let reports = post(api::reports).layer(DefaultBodyLimit::max(ReportLimits::default().bytes));
        let report = get(pages::report).post(pages::take_report).layer(DefaultBodyLimit::max(LARGEST_CHANGE));
        let changes = Router::new()
            .route("/api/v1/units/{id}/contact", put(office_api::contact::change))
            .route("/api/v1/systems", get(office_api::systems).post(office_api::systems::add))
            .route("/api/v1/systems/{id}", put(office_api::systems::change))
            .route("/api/v1/people/{id}", put(office_api::people::change))
            .route("/api/v1/units/{id}/shifts", get(office_api::duty::show).post(office_api::duty::add))
            .route("/api/v1/units/{id}/shifts/end", post(office_api::duty::end))
            .layer(DefaultBodyLimit::max(LARGEST_CHANGE));
        let routes = Router::new()
            .route("/", get(pages::home))
            .route("/check", get(pages::check))
            .route("/scan", get(pages::scan))
            .route("/share", get(pages::share))
            .route("/figures", get(pages::figures))
            .route("/report", report)
            .route("/figures.csv", get(pages::csv))
            .route("/figures.atom", get(pages::atom))
            .route("/share-card-vi.png", get(pages::card_vi))
            .route("/share-card-en.png", get(pages::card_en))
            .route("/favicon.svg", get(pages::favicon))
            .route("/assets/{digest}/{name}", get(pages::asset))
            .route("/api/v1/check", get(api::check))
            .route("/api/v1/campaign", get(api::campaign))
            .route("/api/v1/scan-reports", reports)
            .route("/api/v1/me", get(tokens::me))
            .route("/api/v1/units", get(office_api::units))
            .route("/api/v1/duty", get(office_api::duty))
            .route("/api/v1/people", get(office_api::people))
            .route("/api/v1/record", get(office_api::record::show))
            .merge(changes)
            .route("/api/openapi.json", get(api::openapi))
            .route("/campaign/pack", get(api::pack))
            .route("/programs/SHA256SUMS", get(downloads::sums))
            .route("/programs/{name}", get(downloads::program))
            .route("/healthz", get(api::healthz))
            .route("/metrics", get(api::metrics))
            .merge(console::routes());
        self.around(routes)
    }

    /// What holds for each route. From the inside out: what is nearest to the visitor stands last.
    pub fn around(self: &Arc<Self>, routes: Router<Arc<App>>) -> Router {
        routes
            .fallback(|| async { StatusCode::NOT_FOUND })
            .layer(from_fn(guard::caps))
            .layer(from_fn(in_time))
            .layer(CatchPanicLayer::custom(guard::panicked))
            .layer(from_fn_with_state(Arc::clone(self), guard::explain))
            .layer(from_fn(guard::headers))
            .layer(from_fn_with_state(Arc::clone(self), guard::observe))
            // What is compressed already is not compressed again for every visitor.
            .layer(
                CompressionLayer::new().compress_when(
                    DefaultPredicate::new()
                        .and(NotForContentType::const_new("application/octet-stream"))
                        .and(NotForContentType::const_new("font/")),
                ),
            )
            .with_state(Arc::clone(self))
    }

    /// The pack that is published and in force: pages tell nobody to scan with one that every machine refuses.
    pub(crate) fn pack_in_force(&self) -> Option<Arc<Published>> {
        self.pack.get().filter(|pack| self.now() < pack.expires_at)
    }

    /// The time.
    pub(crate) fn now(&self) -> i64 {
        (self.clock)()
    }

    /// What is said in that language.
    pub(crate) fn words(&self, language: Language) -> &Words {
        match language {
            Language::Vietnamese => &self.vietnamese,
            Language::English => &self.english,
        }
    }

    /// Looks a visitor up.
    pub(crate) fn check<'k>(&'k self, visitor: Visitor, knowledge: &'k Knowledge) -> Checked<'k> {
        let recent = i64::from(self.config.recent_days) * 86_400;
        let lines = Lines { recent, ..Lines::default() };
        check(visitor, knowledge, &self.ranges, self.now(), &lines)
    }
}

/// Gives up what takes too long.
async fn in_time(request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let is_import = console::IMPORTS.iter().any(|import| path.starts_with(import));
    let longest = if is_import {
        LONGEST_IMPORT
    } else if console::takes_a_file(path) && request.method() == Method::POST {
        LONGEST_EVIDENCE
    } else {
        LONGEST_ANSWER
    };
    match tokio::time::timeout(longest, next.run(request)).await {
        Ok(response) => response,
        Err(_) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::Body;
    use axum::http::Request;
    use http_body_util::BodyExt;
    use tower::ServiceExt;
    use wire::campaign::ReportFigures;

    async fn broken() -> &'static str {
        panic!("somebody at 14.160.12.34 broke it")
    }

    async fn slow() -> &'static str {
        tokio::time::sleep(2 * LONGEST_ANSWER).await;
        "late"
    }

    #[tokio::test(start_paused = true)]
    async fn what_breaks_down_or_takes_too_long_is_explained_and_says_nothing_of_the_inside() {
        let (desk, _clerk) = crate::reports::open(1, ReportFigures::default());
        let config = Config::default();
        let shelf = Arc::new(Shelf::new(&config, ([127, 0, 0, 1], 8080).into()));
        let app = App::new(
            config,
            Arc::default(),
            Ranges::default(),
            || 0,
            desk,
            Offered { pack: Arc::default(), programs: shelf },
            None,
        );
        let routes = || {
            Router::new()
                .route("/broken", get(broken))
                .route("/slow", get(slow))
                .route("/api/broken", get(broken))
        };
        for (path, status, words) in [
            ("/broken", 500, "<h1>Máy chủ gặp lỗi</h1>"),
            ("/broken?lang=en", 500, "<h1>The server has a problem</h1>"),
            ("/slow", 503, "<h1>Máy chủ gặp lỗi</h1>"),
            ("/api/broken", 500, "\"error\":\"failed\""),
        ] {
            let request = Request::get(path).body(Body::empty()).unwrap();
            let response = app.around(routes()).oneshot(request).await.unwrap();
            assert_eq!(response.status().as_u16(), status, "{path}");
            assert!(response.headers().contains_key("content-security-policy"), "{path}");
            let body = response.into_body().collect().await.unwrap().to_bytes();
            let text = String::from_utf8_lossy(&body);
            assert!(text.contains(words) && !text.contains("14.160"), "{path}: {text}");
        }
    }
}

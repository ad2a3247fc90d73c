//! What a phone has to load.

use std::sync::Arc;

use server::app::App;

use crate::ask::{full, get};
use crate::made_up;

/// Everything that a page loads with it, by the links in it; fonts apart.
async fn weight(app: &Arc<App>, path: &str) -> usize {
    let page = get(app, path).await;
    let mut sum = page.bytes;
    for mark in ["href=\"", "src=\""] {
        for rest in page.text.split(mark).skip(1) {
            let link = rest.split('"').next().unwrap();
            let loaded = link.starts_with("/assets/") || (mark == "src=\"" && link.ends_with(".png"));
            if loaded {
                let file = get(app, link).await;
                assert_eq!(file.status, 200, "{link}");
                sum += file.bytes;
            }
        }
    }
    sum
}

#[tokio::test]
async fn each_page_is_small_before_any_compression() {
    let known = Some(made_up::knowledge());
    let offering = made_up::offering(made_up::config(), known, Some(made_up::pack()), made_up::programs()).0;
    for app in [full(), offering] {
        for path in ["/", "/?lang=en", "/check", "/scan?device=windows", "/scan?device=linux", "/figures"] {
            let sum = weight(&app, path).await;
            assert!(sum <= 60_000, "{path} loads {sum} bytes");
        }
    }
}

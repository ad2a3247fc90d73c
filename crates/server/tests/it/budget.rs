//! What a phone has to load.

use crate::ask::{full, get};

/// Everything that a page loads with it, by the links in it; fonts apart.
async fn weight(path: &str) -> usize {
    let app = full();
    let page = get(&app, path).await;
    let mut sum = page.bytes;
    for mark in ["href=\"", "src=\""] {
        for rest in page.text.split(mark).skip(1) {
            let link = rest.split('"').next().unwrap();
            let loaded = link.starts_with("/assets/") || (mark == "src=\"" && link.ends_with(".png"));
            if loaded {
                let file = get(&app, link).await;
                assert_eq!(file.status, 200, "{link}");
                sum += file.bytes;
            }
        }
    }
    sum
}

#[tokio::test]
async fn each_page_is_small_before_any_compression() {
    for path in ["/", "/?lang=en", "/check", "/scan?device=windows", "/figures"] {
        let sum = weight(path).await;
        assert!(sum <= 60_000, "{path} loads {sum} bytes");
    }
}

//! Playbooks as people read them and take them away.
//!
//! Must never reach a playbook but through the pages.

use super::grounds::{Ground, on_both};
use super::office::Office;

on_both!(each_playbook_is_read_and_taken_away_as_it_is_used);

async fn each_playbook_is_read_and_taken_away_as_it_is_used(ground: Ground) {
    let office = Office::full(ground).await;
    let mut browser = office.signed_in("reader").await;
    let list = browser.get("/console/playbooks").await.text;
    for (_, bytes) in office::playbook::shipped() {
        let playbook = office::playbook::Playbook::read(bytes).unwrap();
        let path = format!("/console/playbooks/{}", playbook.kind());
        assert!(list.contains(&format!("href=\"{path}\"")), "{list}");
        let page = browser.get(&path).await;
        assert_eq!(page.status, 200);
        for step in playbook.steps() {
            assert!(page.text.contains(&format!("<h2>{}. ", step.number)), "{path}: {}", page.text);
        }
        let file = browser.get(&format!("{path}/export")).await;
        assert_eq!(file.status, 200);
        assert!(file.header("content-disposition").starts_with("attachment"));
        assert_eq!(file.text.as_bytes(), playbook.bytes());
    }
    for gone in ["/console/playbooks/x", "/console/playbooks/x/export"] {
        assert_eq!(browser.get(gone).await.status, 404, "{gone}");
    }
}

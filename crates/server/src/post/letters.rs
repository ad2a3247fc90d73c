//! What letters say, in the language of who gets them.
//!
//! Must never hold more of a person than they need to come in: whoever reads somebody's mail learns no name of others.

use jiff::tz::TimeZone;
use serde_json::Value;
use words::Words;

/// Subject and text; nothing where nobody wrote a letter about that.
pub fn written(
    words: &Words,
    zone: &TimeZone,
    base: &str,
    about: &str,
    content: &str,
) -> Option<(String, String)> {
    let content: Value = serde_json::from_str(content).ok()?;
    let text = |key: &str| content.get(key).and_then(Value::as_str).unwrap_or("").to_owned();
    let link = |path: &str| match base.is_empty() {
        true => words.say("mail-no-link"),
        false => words.with("mail-link", &[("link", &format!("{base}{path}"))]),
    };
    let number = || content.get("number").and_then(Value::as_u64).unwrap_or(0);
    let (subject, said) = match about {
        "invitation" => {
            let until = words.moment_in(content.get("until").and_then(Value::as_i64)?, zone);
            let again = content.get("again").and_then(Value::as_bool).unwrap_or(false);
            let (login, code, link) = (text("login"), text("code"), text("link"));
            let values = [("login", login.as_str()), ("code", &code), ("link", &link), ("until", &until)];
            let lead = words.say(if again { "mail-invitation-again" } else { "mail-invitation-lead" });
            (
                words.say("mail-invitation-subject"),
                format!("{lead}\n\n{}", words.with("mail-invitation", &values)),
            )
        }
        "notice" => {
            let what = words.say(match text("kind").as_str() {
                "role.given" => "mail-notice-role-given",
                "role.withdrawn" => "mail-notice-role-withdrawn",
                "person.reset" => "mail-notice-reset",
                "person.email-changed" => "mail-notice-email-changed",
                "person.provider-linked" => "mail-notice-provider-linked",
                "person.provider-unlinked" => "mail-notice-provider-unlinked",
                "import.finished" => "mail-notice-import",
                "report.counted" | "report.problems" => "mail-notice-reports",
                "report.failed" => "mail-notice-report-failed",
                "units.imported" | "systems.imported" => "mail-notice-table",
                "incident.reminded" => "mail-notice-incident-reminded",
                "incident.handed" | "incident.part" | "incident.given" => "mail-notice-incident",
                "plan.review-soon" | "plan.review-late" | "plan.year-ends" => "mail-notice-plan",
                _ => "mail-notice-other",
            });
            (words.say("mail-notice-subject"), format!("{what}\n\n{}", link("/console/notices")))
        }
        "digest" => {
            let number = words.number(number());
            let said = words.with("mail-digest", &[("number", &number)]);
            (words.say("mail-digest-subject"), format!("{said}\n\n{}", link("/console/notices")))
        }
        "test" => (words.say("mail-test-subject"), words.say("mail-test")),
        _ => return None,
    };
    Some((subject, format!("{said}\n\n{}\n", words.say("mail-end"))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use words::Language;

    const INVITED: &str =
        r#"{"login":"hai","code":"AB","link":"http://a/x?code=AB","until":1795240800,"again":true}"#;

    #[test]
    fn every_letter_is_written_in_both_languages_and_says_what_it_must() {
        let zone = TimeZone::fixed(jiff::tz::offset(7));
        for (language, wanted) in [(Language::Vietnamese, "Quét tự gửi"), (Language::English, "by itself")]
        {
            let words = Words::of(language);
            for (about, content, must) in [
                ("invitation", INVITED, "http://a/x?code=AB"),
                ("notice", r#"{"kind":"role.given"}"#, "https://quet.example/console/notices"),
                ("notice", r#"{"kind":"role.withdrawn"}"#, "/console/notices"),
                ("notice", r#"{"kind":"person.reset"}"#, "/console/notices"),
                ("notice", r#"{"kind":"person.email-changed"}"#, "/console/notices"),
                ("notice", r#"{"kind":"import.finished"}"#, "/console/notices"),
                ("notice", r#"{"kind":"report.problems"}"#, "/console/notices"),
                ("notice", r#"{"kind":"report.failed"}"#, "/console/notices"),
                ("notice", r#"{"kind":"systems.imported"}"#, "/console/notices"),
                ("notice", r#"{"kind":"what comes later"}"#, "/console/notices"),
                ("digest", r#"{"number":12}"#, "12"),
                ("test", "{}", ""),
            ] {
                let (subject, text) = written(&words, &zone, "https://quet.example", about, content).unwrap();
                assert!(subject.starts_with("Quét: ") && !subject.contains(['\n', '{']), "{subject}");
                assert!(text.contains(wanted) && text.contains(must) && !text.contains("{ $"), "{text}");
            }
            let (_, text) = written(&words, &zone, "", "digest", "{}").unwrap();
            assert!(!text.contains("/console"), "no link that leads nowhere: {text}");
        }
        let words = Words::of(Language::English);
        for (about, content) in [("invitation", "{}"), ("test", "no JSON"), ("anything", "{}")] {
            assert_eq!(written(&words, &zone, "", about, content), None, "{about}");
        }
    }
}

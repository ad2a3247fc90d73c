//! What answers propose, over all answers there are.
//!
//! Must never leave out a doubt.

use super::*;

fn rules(on: &str) -> &'static Seriousness {
    &Rulebook::shipped().on(day(on)).unwrap().seriousness().unwrap().value
}

/// `level_4_or_5+ interrupted? owner_cannot_cope-`: yes, doubtful, no.
fn propose(answers: &str) -> String {
    let rules = rules("2026-11-28");
    let answer = |key: &str| {
        let said = answers.split(' ').find_map(|one| one.strip_prefix(key))?;
        match said {
            "+" => Some(Answer::Yes),
            "-" => Some(Answer::No),
            "?" => Some(Answer::Doubtful),
            _ => None,
        }
    };
    let keys = |all: &[&Question]| all.iter().map(|one| one.key.as_str()).collect::<Vec<_>>().join(" ");
    match rules.propose(answer) {
        Proposal::Serious { because, doubtful } => {
            format!("serious: {} | {}", keys(&because), keys(&doubtful))
        }
        Proposal::Ordinary { because } => {
            format!("ordinary: {}", because.iter().map(|one| one.key.as_str()).collect::<Vec<_>>().join(" "))
        }
        Proposal::NotEnoughKnown { ask } => format!("ask: {}", keys(&ask)),
    }
}

#[test]
fn both_conditions_make_it_serious_and_doubt_proposes_the_higher() {
    let check = |answers: &str, expected: &str| assert_eq!(propose(answers), expected, "{answers}");
    check(
        "level_4_or_5+ interrupted+ owner_cannot_cope+",
        "serious: level_4_or_5 interrupted owner_cannot_cope | ",
    );
    check(
        "level_4_or_5+ interrupted- control_lost? owner_cannot_cope?",
        "serious: level_4_or_5 | control_lost owner_cannot_cope",
    );
    check("owner_cannot_cope-", "ordinary: capacity");
    check("level_4_or_5- national_list- interrupted+ owner_cannot_cope+", "ordinary: system");
    check(
        "level_4_or_5- national_list?",
        "ask: interrupted secrets_may_leak data_lost control_lost spreading owner_cannot_cope",
    );
    check(
        "level_4_or_5+ interrupted- owner_cannot_cope+",
        "ask: secrets_may_leak data_lost control_lost spreading",
    );
    check(
        "",
        "ask: level_4_or_5 national_list interrupted secrets_may_leak data_lost control_lost spreading owner_cannot_cope",
    );
}

#[test]
fn doubt_never_proposes_less_than_no() {
    let rules = rules("2026-11-28");
    let keys: Vec<_> =
        rules.conditions.iter().flat_map(|one| &one.questions).map(|one| one.key.clone()).collect();
    let all = [Some(Answer::Yes), Some(Answer::No), Some(Answer::Doubtful), None];
    for number in 0..4_usize.pow(8) {
        let given = |doubt: Option<Answer>| {
            move |keys: &[String], key: &str| {
                let at = keys.iter().position(|one| one == key)?;
                let answer = all[number / 4_usize.pow(at as u32) % 4];
                if answer == Some(Answer::Doubtful) { doubt } else { answer }
            }
        };
        let rank = |doubt| match rules.propose(|key| given(doubt)(&keys, key)) {
            Proposal::Ordinary { .. } => 0,
            Proposal::NotEnoughKnown { ask } => {
                assert!(!ask.is_empty());
                1
            }
            Proposal::Serious { .. } => 2,
        };
        let doubtful = rank(Some(Answer::Doubtful));
        assert_eq!(doubtful, rank(Some(Answer::Yes)));
        assert!(doubtful >= rank(None) && rank(None) >= rank(Some(Answer::No)));
    }
}

#[test]
fn since_the_decree_it_is_a_hint() {
    assert_eq!(rules("2026-08-18").standing, Standing::Definition);
    assert_eq!(rules("2026-08-19").standing, Standing::Hint);
}

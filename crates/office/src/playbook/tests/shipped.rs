//! The six playbooks: what S0 and the law say of the eleven steps, and that all six say the same where they are to.
//!
//! Must never take from one of the files what all of them are held against: the table of roles stands here.

use expect_test::expect_file;
use serde_json::Value;

use super::*;

/// Steps that each kind says in its own way. All others are shared, and what they say is said in `malware.json`.
const OWN: [u8; 4] = [2, 7, 8, 9];

#[test]
fn the_files_are_written_in_the_one_way_there_is() {
    assert_eq!(shipped().len(), KINDS.len());
    for ((name, bytes), kind) in shipped().iter().zip(KINDS) {
        assert_eq!(*name, format!("{kind}.json"));
        let playbook = Playbook::read(bytes).unwrap_or_else(|refused| panic!("{name}: {refused}"));
        assert_eq!(playbook.kind(), kind);
        let path = format!("{}/../../playbooks/{name}", env!("CARGO_MANIFEST_DIR"));
        expect_file![path].assert_eq(&String::from_utf8(playbook.bytes()).unwrap());
    }
}

/// `UPDATE_EXPECT=1` carries a change of `malware.json` to its siblings.
#[test]
fn siblings_share_all_but_what_is_particular_to_them() {
    let shared = malware();
    for kind in &KINDS[1..] {
        let own: Value = serde_json::from_slice(&of_kind(kind).bytes()).unwrap();
        let mut put = shared.clone();
        for member in ["id", "name", "description", "labels", "created", "modified", "playbook_activities"] {
            put[member] = own[member].clone();
        }
        for member in ["kind", "en"] {
            part(&mut put["playbook_extensions"])[member] =
                own["playbook_extensions"][extension::ID][member].clone();
        }
        for number in OWN {
            let id = of_kind("malware").steps()[usize::from(number) - 1].id.to_string();
            assert_ne!(put["workflow"][&id], own["workflow"][&id], "{kind}: step {number} is particular");
            put["workflow"][&id] = own["workflow"][&id].clone();
        }
        let path = format!("{}/../../playbooks/{kind}.json", env!("CARGO_MANIFEST_DIR"));
        expect_file![path].assert_eq(&json::write(&put));
    }
}

#[test]
fn steps_have_the_leads_and_helpers_of_the_procedure() {
    let table = "
        1 operator / specialised coordinator
        2 operator / specialised network coordinator
        3 operator / specialised network coordinator
        4 board / owner
        5 operator / specialised isp
        6 board coordinator / operator specialised network
        7 operator team / security specialised network coordinator
        8 operator team / security specialised network coordinator
        9 operator / team security specialised network coordinator
        10 operator / security specialised owner coordinator
        11 operator / specialised team owner board coordinator";
    for kind in KINDS {
        let keys = |roles: &[Role]| roles.iter().map(|role| role.key()).collect::<Vec<_>>().join(" ");
        let lines = of_kind(kind)
            .steps()
            .iter()
            .map(|step| format!("\n        {} {} / {}", step.number, keys(&step.leads), keys(&step.helpers)))
            .collect::<String>();
        assert_eq!(lines, table, "{kind}");
    }
}

#[test]
fn the_flow_is_that_of_the_procedure() {
    for kind in KINDS {
        let playbook = of_kind(kind);
        let number = |id: &StepId| playbook.step(id).unwrap().number;
        let numbers = |ids: &[StepId]| ids.iter().map(number).collect::<Vec<_>>();
        let that = |says: fn(&Step) -> bool| {
            playbook.steps().iter().filter(|step| says(step)).map(|step| step.number).collect::<Vec<_>>()
        };
        assert_eq!(that(|_| true), (1..=11).collect::<Vec<_>>());
        assert_eq!((that(|step| step.optional), that(|step| step.throughout)), (vec![4], vec![5]));
        let back = playbook.returns().unwrap();
        assert_eq!((number(&back.from), numbers(&back.to)), (10, vec![7, 8, 9]));
        let exits: Vec<&str> = playbook.exits().iter().map(|exit| exit.key.as_str()).collect();
        assert_eq!(exits, EXITS);
        for exit in playbook.exits() {
            assert!(numbers(&exit.from).contains(&1), "{}", exit.key);
        }
        assert_eq!(playbook.modified(), "2026-11-28T15:00:00.000Z");
    }
    let ids: std::collections::BTreeSet<String> = KINDS.map(|kind| of_kind(kind).id().to_owned()).into();
    assert_eq!(ids.len(), KINDS.len());
}

#[test]
fn each_step_can_be_done_by_who_does_it_once_a_year() {
    for kind in KINDS {
        for step in of_kind(kind).steps() {
            let what = format!("{kind}, step {}", step.number);
            assert!((3..=6).contains(&step.checklist.len()), "{what}: {}", step.checklist.len());
            assert!((1..=5).contains(&step.evidence.len()), "{what}");
            assert!(step.source.contains("Điều"), "{what}");
            assert_eq!(step.target_minutes, None, "{what}: the law has none");
            for item in step.checklist.iter().chain(&step.evidence) {
                assert!(item.said.vi.chars().count() <= 110, "{what}: {}", item.said.vi);
                assert_ne!(item.said.vi, item.said.en, "{what}");
            }
        }
    }
}

#[test]
fn an_item_of_two_kinds_says_the_same_in_both() {
    let mut said = std::collections::BTreeMap::new();
    for kind in KINDS {
        let playbook = of_kind(kind);
        for step in playbook.steps() {
            for item in step.checklist.iter().chain(&step.evidence) {
                let known = said.entry(item.key.clone()).or_insert((step.id.clone(), item.said.clone()));
                assert_eq!(*known, (step.id.clone(), item.said.clone()), "{kind}: {}", item.key);
            }
        }
    }
    assert!(said.len() > 150, "{}", said.len());
}

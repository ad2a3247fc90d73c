//! Whatever is done to a record, it is found. Must never do a thing to it that only this code could do.

mod events;

use ed25519_dalek::SigningKey;

use super::*;

/// A row of the record, as a database holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Row {
    entry: Entry,
    salt: Option<Digest>,
    details: Option<String>,
}

fn key() -> SigningKey {
    SigningKey::from_bytes(&[7; 32])
}

fn rows(count: u64) -> Vec<Row> {
    let mut head = Head::default();
    (0..count)
        .map(|at| {
            let (salt, details) = ([at as u8; 32], format!("{{\"why\":\"vì sao {at}\"}}"));
            let digest = details_digest(&salt, &details);
            let object = format!("unit:{at}");
            let entry = head.next(&Said {
                at: 1_790_000_000 + at as i64,
                who: "person:12",
                action: "unit.renamed",
                object: &object,
                unit: 3,
                details: digest,
            });
            head = Head::from(&entry);
            Row { entry, salt: Some(salt), details: Some(details) }
        })
        .collect()
}

/// A checkpoint for every seventh entry and the last.
fn checkpoints(rows: &[Row]) -> Checkpoints {
    let of = rows.iter().filter(|row| row.entry.number % 7 == 0).chain(rows.last());
    let lines = of.map(|row| Checkpoint::sign(Head::from(&row.entry), row.entry.at, &key()).line());
    Checkpoints::of(Key::from(&key()), claimed(lines)).unwrap()
}

fn claimed(lines: impl Iterator<Item = String>) -> Vec<(u64, Checkpoint)> {
    lines.zip(1..).map(|(line, number)| (number, Checkpoint::claimed(&line).unwrap())).collect()
}

/// What is wrong with a record, or how many of its entries are vouched for by nobody.
fn verify(rows: &[Row], checkpoints: &Checkpoints) -> Result<u64, Break> {
    let mut chain = Chain::default();
    for Row { entry, salt, details } in rows {
        chain.follow(entry, (salt.as_ref(), details.as_deref()))?;
        checkpoints.hold(entry)?;
    }
    chain.ended()?;
    checkpoints.hold_end(chain.head())?;
    Ok(checkpoints.beyond(chain.head()))
}

/// Numbers that look random and are the same every time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end
    }
}

/// Makes a chain of these again, as somebody would who can write into the database and knows how it is done.
fn anew(rows: &mut [Row], from: usize) {
    let mut head = from.checked_sub(1).map(|before| Head::from(&rows[before].entry)).unwrap_or_default();
    for row in &mut rows[from..] {
        let Entry { at, who, action, object, unit, details, .. } = row.entry.clone();
        row.entry = head.next(&Said { at, who: &who, action: &action, object: &object, unit, details });
        head = Head::from(&row.entry);
    }
}

/// Does something to a record; every way of doing it comes up.
fn mutate(rows: &mut Vec<Row>, dice: &mut Dice) -> &'static str {
    let at = dice.below(rows.len());
    match dice.below(17) {
        0 => {
            rows[at].entry.number ^= 1 << dice.below(20);
            "a number"
        }
        1 => {
            rows[at].entry.at ^= 1 << dice.below(30);
            "a time"
        }
        2 => {
            rows[at].entry.who = "person:13".to_owned();
            "who"
        }
        3 => {
            rows[at].entry.action.push('x');
            "what"
        }
        4 => {
            // The border between two fields moves and the bytes stay.
            let moved = rows[at].entry.action.remove(0);
            rows[at].entry.who.push(moved);
            "a border"
        }
        5 => {
            rows[at].entry.digest[dice.below(32)] ^= 1 << dice.below(8);
            "a digest"
        }
        6 => {
            rows[at].entry.previous[dice.below(32)] ^= 1 << dice.below(8);
            "a link"
        }
        7 => {
            rows[at].details = Some("{\"why\":\"so\"}".to_owned());
            "details"
        }
        8 => {
            rows[at].salt = None;
            "half of the details"
        }
        15 => {
            (rows[at].salt, rows[at].details) = (None, None);
            "details that nobody erased"
        }
        9 => {
            rows.remove(at);
            "one removed"
        }
        10 => {
            let copy = rows[at].clone();
            rows.insert(dice.below(rows.len() + 1), copy);
            "one added"
        }
        11 => {
            let other = (at + 1 + dice.below(rows.len() - 1)) % rows.len();
            rows.swap(at, other);
            "two in other places"
        }
        12 => {
            rows.truncate(at);
            "the end cut off"
        }
        13 => {
            // Changed and all that follows made anew.
            rows[at].entry.object = "unit:9999".to_owned();
            anew(rows, at);
            "made anew"
        }
        14 => {
            rows[at].entry.unit = 4;
            "in whose record it stands"
        }
        _ => {
            // One more at the end, well made.
            let details = details_digest(&[1; 32], "{}");
            let said =
                Said { at: 1, who: "person:1", action: "unit.added", object: "unit:1", unit: 1, details };
            let entry = Head::from(&rows[rows.len() - 1].entry).next(&said);
            rows.push(Row { entry, salt: Some([1; 32]), details: Some("{}".to_owned()) });
            "one more at the end"
        }
    }
}

#[test]
fn ten_thousand_ways_to_falsify_it_are_all_found() {
    let whole = rows(40);
    let checkpoints = checkpoints(&whole);
    assert_eq!(verify(&whole, &checkpoints), Ok(0));
    let mut dice = Dice(1);
    let mut ways = std::collections::BTreeSet::new();
    for round in 0..10_000 {
        let mut changed = whole.clone();
        let way = mutate(&mut changed, &mut dice);
        ways.insert(way);
        assert_ne!(changed, whole, "{round}: {way}");
        let found = verify(&changed, &checkpoints);
        assert_ne!(found, Ok(0), "{round}: {way} was not found");
    }
    assert_eq!(ways.len(), 17, "{ways:?}");
}

#[test]
fn what_was_done_is_told() {
    let whole = rows(20);
    let checkpoints = checkpoints(&whole);
    let check = |change: &dyn Fn(&mut Vec<Row>), expected: Result<u64, Break>| {
        let mut changed = whole.clone();
        change(&mut changed);
        assert_eq!(verify(&changed, &checkpoints), expected);
    };
    check(&|rows| drop(rows.remove(4)), Err(Break::Order { expected: 5, found: 6 }));
    check(&|rows| rows[4].entry.at += 1, Err(Break::Entry(5)));
    check(&|rows| rows[4].details = Some(String::new()), Err(Break::Details(5)));
    check(&|rows| rows[4].details = None, Err(Break::HalfErased(5)));
    check(&|rows| rows.truncate(15), Err(Break::CutOff { end: 15, known: 20 }));
    // Found at the first checkpoint after it.
    check(
        &|rows| {
            rows[8].entry.who = "person:1".to_owned();
            anew(rows, 8);
        },
        Err(Break::MadeAnew(14)),
    );
    check(
        &|rows| {
            rows[8].entry.who = "person:1".to_owned();
            rows[8].entry.digest = rows[8].entry.computed();
        },
        Err(Break::Link(10)),
    );
    // Without checkpoints a record that was made anew is like any other, which is why there are some.
    let mut changed = whole.clone();
    changed[8].entry.who = "person:1".to_owned();
    anew(&mut changed, 8);
    assert_eq!(verify(&changed, &Checkpoints::default()), Ok(20));
}

#[test]
fn details_can_be_erased_and_the_chain_holds() {
    // Erased are those of before a moment; the entry that says so says how many.
    let erased = |gone: std::ops::Range<usize>, told: u64, object: &str| {
        let mut rows = rows(20);
        for row in &mut rows[gone] {
            (row.salt, row.details) = (None, None);
        }
        let details = format!("{{\"before\":1790000006,\"entries\":{told}}}");
        let digest = details_digest(&[2; 32], &details);
        let said =
            Said { at: 1_790_000_100, who: "command", action: ERASED, object, unit: 0, details: digest };
        let entry = Head::from(&rows[19].entry).next(&said);
        rows.push(Row { entry, salt: Some([2; 32]), details: Some(details) });
        let checkpoints = checkpoints(&rows);
        verify(&rows, &checkpoints)
    };
    assert_eq!(erased(0..6, 6, EVERYTHING), Ok(0));
    assert_eq!(erased(4..5, 1, "unit:4"), Ok(0));
    // One more than was erased then, one less, one that is younger, one of another object.
    assert_eq!(erased(0..6, 5, EVERYTHING), Err(Break::ErasedOtherwise { at: 21, told: 5, gone: 6 }));
    assert_eq!(erased(0..5, 6, EVERYTHING), Err(Break::ErasedOtherwise { at: 21, told: 6, gone: 5 }));
    assert_eq!(erased(0..7, 6, EVERYTHING), Err(Break::DetailsGone(7)));
    assert_eq!(erased(4..6, 1, "unit:4"), Err(Break::DetailsGone(6)));
}

#[test]
fn the_newest_checkpoint_vouches_for_all_and_no_other_is_believed_against_the_record() {
    let whole = rows(20);
    let signed = |number: u64, digest: Digest, by: u8| {
        Checkpoint::sign(Head { number, digest }, 1, &SigningKey::from_bytes(&[by; 32])).line()
    };
    let of = |lines: Vec<String>| Checkpoints::of(Key::from(&key()), claimed(lines.into_iter()));
    let newest = signed(20, whole[19].entry.digest, 7);
    // What says the same as the record may be signed by anybody: the newest says it too.
    let same = of(vec![signed(3, whole[2].entry.digest, 8), newest.clone()]).unwrap();
    assert_eq!(verify(&whole, &same), Ok(0));
    let other = of(vec![signed(3, [1; 32], 7), newest.clone()]).unwrap();
    assert_eq!(verify(&whole, &other), Err(Break::MadeAnew(3)));
    let forged = of(vec![signed(3, [1; 32], 8), newest.clone()]).unwrap();
    assert_eq!(verify(&whole, &forged), Err(Break::Forged(1)));
    assert_eq!(of(vec![newest, signed(21, [1; 32], 8)]).unwrap_err(), 2, "the newest is to be the key's");
}

#[test]
fn what_was_vouched_for_late_is_told_until_somebody_answers_for_it() {
    let mut rows = rows(20);
    let mut add = |action: &str, object: &str, details: &str| {
        let digest = details_digest(&[2; 32], details);
        let said = Said { at: 1_790_000_100, who: "server", action, object, unit: 0, details: digest };
        let entry = Head::from(&rows[rows.len() - 1].entry).next(&said);
        rows.push(Row { entry, salt: Some([2; 32]), details: Some(details.to_owned()) });
        let mut chain = Chain::default();
        for Row { entry, salt, details } in &rows {
            chain.follow(entry, (salt.as_ref(), details.as_deref())).unwrap();
        }
        chain.late().to_vec()
    };
    let late = vec![Late { entries: (18, 20), told: 21 }];
    assert_eq!(add(VOUCHED_LATE, EVERYTHING, "{\"entries\":3}"), late);
    assert_eq!(add(LATE_ACCEPTED, "record:20", "{}"), late, "that is another one");
    assert_eq!(add(LATE_ACCEPTED, "record:21", "{}"), vec![]);
}

#[test]
fn a_checkpoint_is_read_by_its_key_and_in_one_spelling_only() {
    let head = Head { number: 12, digest: [0xab; 32] };
    let line = Checkpoint::sign(head, 1_790_000_000, &key()).line();
    assert!(line.starts_with("quet-checkpoint 1 12 abab"), "{line}");
    let read = |line: &str| Checkpoint::read(line, &Key::from(&key()));
    assert_eq!(read(&line).unwrap().head, head);
    let other = Key::from(&SigningKey::from_bytes(&[8; 32]));
    assert_eq!(Checkpoint::read(&line, &other), Err(CheckpointError::Unsigned));
    assert_eq!(read(&line.replace(" 12 ", " 13 ")), Err(CheckpointError::Unsigned));
    for spoiled in [
        line.replace(" 12 ", " 012 "),
        line.replace("abab", "ABAB"),
        line.replace("checkpoint 1", "checkpoint 2"),
        format!("{line} "),
        format!("{line}{}", "A".repeat(400)),
        String::new(),
    ] {
        assert_eq!(read(&spoiled), Err(CheckpointError::Unreadable), "{spoiled}");
    }
}

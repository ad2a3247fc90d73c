//! In which order people stand: as a Vietnamese reader looks for them, on every page, however they are looked for.

use office::fold;

use super::grounds::{Ground, on_both};
use super::office::{Browser, Office, between};

on_both!(people_stand_by_given_name_on_every_page);

/// Names in which something is near to something else.
const NAMES: [&str; 16] = [
    "Nguyễn Văn An",
    "An",
    "Trần An",
    "Đỗ Ân",
    "Đỗ Ấn",
    "Lê Thị An Bình",
    "Phạm Ánh-Thư",
    "Ánh",
    "Phạm Ánh",
    "Hồ Ðức",
    "Hồ Đức",
    "O’Nam",
    "Vũ 2",
    "Vũ A",
    "Võ  Thị   Ý",
    "Ý Yên",
];

/// By the given name, which stands last, then by the whole: as it is told in the console's own words.
fn key(name: &str) -> (String, String) {
    let key = fold(name);
    (key.rsplit(' ').next().unwrap().to_owned(), key)
}

/// The names that stand on all pages of a list, in order.
async fn all(browser: &mut Browser<'_>, list: &str) -> Vec<String> {
    let (mut names, mut next) = (Vec::new(), list.to_owned());
    loop {
        let page = browser.get(&next).await.text;
        let lines = page.split("<a class=\"on\" href=\"/console/people/").skip(1);
        let lines = lines.filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
        names.extend(lines.map(|rest| between(rest, ">", "<").replace("&#39;", "'")));
        if !page.contains("rel=\"next\"") {
            return names;
        }
        next = between(&page, "rel=\"next\" href=\"", "\"").replace("&#38;", "&").replace("&amp;", "&");
    }
}

/// People of those names, again and again, some at each of two units.
async fn people(office: &Office) -> Vec<(String, &'static str)> {
    let mut made = Vec::new();
    for number in 0..13 {
        for (at, name) in NAMES.into_iter().enumerate() {
            let unit = if (at + number) % 3 == 0 { "00401" } else { "04" };
            let details = store::people::Details {
                name: name.to_owned(),
                login: format!("nguoi-{number}-{at}"),
                unit: office.unit(unit),
                ..store::people::Details::default()
            };
            let code = format!("{number}-{at}");
            let until = office.now() + 9;
            office.store.invite(&details, None, code.as_bytes(), until, &office.deed()).await.unwrap();
            made.push((name.to_owned(), unit));
        }
    }
    made
}

async fn people_stand_by_given_name_on_every_page(ground: Ground) {
    let office = Office::full(ground).await;
    let mut made = people(&office).await;
    made.extend([("Người cao".to_owned(), "04"), ("Người hoaan".to_owned(), "00401")]);
    let mut cao = office.signed_in("cao").await;
    let mut expected: Vec<String> = made.iter().map(|(name, _)| name.clone()).collect();
    expected.sort_by_key(|name| key(name));
    assert_eq!(all(&mut cao, "/console/people?order=name").await, expected);
    // Under their units, which stand by name: the province before its commune.
    let mut by_unit = made.clone();
    by_unit.sort_by_key(|(name, unit)| (*unit != "04", key(name)));
    let by_unit: Vec<String> = by_unit.into_iter().map(|(name, _)| name).collect();
    assert_eq!(all(&mut cao, "/console/people").await, by_unit);
    let some: Vec<String> = expected.iter().filter(|name| fold(name).contains("an")).cloned().collect();
    assert!(some.len() > 60 && some.len() < expected.len());
    assert_eq!(all(&mut cao, "/console/people?q=an&order=name").await, some);
    let below: Vec<String> = {
        let mut below: Vec<_> = made.iter().filter(|(_, unit)| *unit == "00401").collect();
        below.sort_by_key(|(name, _)| key(name));
        below.into_iter().map(|(name, _)| name.clone()).collect()
    };
    assert_eq!(all(&mut cao, "/console/people?unit=00401&order=name").await, below);
    assert_eq!(all(&mut cao, "/console/people?unit=00401").await, below);
    // Who is called otherwise stands elsewhere.
    let person = office.known("cao").await;
    let details = store::people::Details { name: "Zê Ẩ".to_owned(), ..person.details };
    office.store.change_person(person.id, person.version, &details, &office.deed()).await.unwrap();
    assert_eq!(all(&mut cao, "/console/people?order=name").await[0], "Vũ 2");
    let names = all(&mut cao, "/console/people?order=name").await;
    let at = names.iter().position(|name| name == "Zê Ẩ").unwrap();
    assert_eq!(names[at - 1], "Vũ A", "by the given name, without its marks");
}

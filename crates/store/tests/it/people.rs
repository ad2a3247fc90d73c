//! People in lists: the database puts them in order, and reads no more than the page that is asked for. And people who
//! left: at the end of the time for which they are kept, nothing says who they were.

use office::duty::Shift;
use office::fold;
use office::people::PersonId;
use office::record::{Deed, Who};
use office::units::UnitId;
use store::Store;
use store::people::{Details, Erased, Order, Sought};

use crate::ground::{Ground, on_both};

on_both!(
    what_the_step_makes_of_older_rows_is_what_the_program_writes,
    a_page_is_read_off_an_index,
    whoever_left_is_a_number_at_the_end_of_the_time,
);

const STEP: &str = include_str!("../../migrations/0025_people_listed.sql");

const NAMES: [&str; 9] =
    ["An", "Nguyễn Văn An", "Đỗ Ân", "Phạm Ánh-Thư", "Hồ Đức", "Hồ Ðức", "Vũ 2", "Võ  Thị   Ý", "=1+1 O'Nam"];

async fn people(store: &Store) -> Vec<PersonId> {
    let deed = Deed { who: Who::CommandLine, at: 1_795_240_800, from: String::new(), why: String::new() };
    let mut ids = Vec::new();
    for (at, name) in NAMES.iter().cycle().take(40).enumerate() {
        let unit = i64::try_from(at % 3).unwrap() + 1;
        let (name, login) = ((*name).to_owned(), format!("l{at}"));
        let details = Details { name, login, unit, ..Details::default() };
        ids.push(store.invite(&details, None, &at.to_le_bytes(), deed.at + 9, &deed).await.unwrap());
    }
    ids
}

/// All of them, page by page.
async fn listed(store: &Store, order: Order<'_>) -> Vec<PersonId> {
    let mut all = Vec::new();
    loop {
        let page = store.people_listed(&Sought::default(), order, all.len(), 7).await.unwrap();
        if page.is_empty() {
            return all;
        }
        assert!(page.len() <= 7);
        all.extend(page);
    }
}

async fn what_the_step_makes_of_older_rows_is_what_the_program_writes(ground: &Ground) {
    let store = ground.open().await;
    let ids = people(&store).await;
    let key = |at: usize| {
        let key = fold(NAMES[at % NAMES.len()]);
        (key.rsplit(' ').next().unwrap().to_owned(), key, at)
    };
    let mut order: Vec<usize> = (0..ids.len()).collect();
    order.sort_by_key(|at| key(*at));
    let expected: Vec<PersonId> = order.iter().map(|at| ids[*at]).collect();
    assert_eq!(listed(&store, Order::Name).await, expected);
    let units = [3, 1];
    let mut by_unit: Vec<usize> = (0..ids.len()).filter(|at| at % 3 != 1).collect();
    by_unit.sort_by_key(|at| (at % 3 != 2, key(*at)));
    let by_unit: Vec<PersonId> = by_unit.iter().map(|at| ids[*at]).collect();
    assert_eq!(listed(&store, Order::Units(&units)).await, by_unit);
    assert_eq!(listed(&store, Order::Units(&[])).await, []);
    // Rows of before the step.
    let raw = ground.raw().await;
    sqlx::raw_sql("UPDATE person SET order_key = ''").execute(&raw).await.unwrap();
    assert_ne!(listed(&store, Order::Name).await, expected);
    let fills = STEP.split("UPDATE person").nth(1).unwrap().split(';').next().unwrap();
    sqlx::raw_sql(sqlx::AssertSqlSafe(format!("UPDATE person{fills}"))).execute(&raw).await.unwrap();
    assert_eq!(listed(&store, Order::Name).await, expected);
}

async fn a_page_is_read_off_an_index(ground: &Ground) {
    let store = ground.open().await;
    people(&store).await;
    let raw = ground.raw().await;
    let page =
        "SELECT id, unit_id FROM person WHERE ended_at IS NULL ORDER BY order_key, id LIMIT 100 OFFSET 9";
    let (asks, column) = match ground.database {
        None => ("EXPLAIN QUERY PLAN", "detail"),
        // So few rows are read off the table otherwise.
        Some(_) => ("SET enable_seqscan = off; SET enable_sort = off; EXPLAIN", "QUERY PLAN"),
    };
    let mut connection = raw.acquire().await.unwrap();
    let (before, asks) = asks.rsplit_once("; ").unwrap_or(("", asks));
    sqlx::raw_sql(before).execute(&mut *connection).await.unwrap();
    let plan = sqlx::AssertSqlSafe(format!("{asks} {page}"));
    let rows = sqlx::query(plan).fetch_all(&mut *connection).await.unwrap();
    let plan: Vec<String> = rows.iter().map(|row| sqlx::Row::get(row, column)).collect();
    let plan = plan.join("\n");
    assert!(
        plan.contains("person_listed") && !plan.contains("TEMP B-TREE") && !plan.contains("Sort"),
        "{plan}"
    );
}

async fn whoever_left_is_a_number_at_the_end_of_the_time(ground: &Ground) {
    const DAY: i64 = 86_400;
    let at = |at| Deed { who: Who::CommandLine, at, from: String::new(), why: "hết hạn lưu".to_owned() };
    let store = ground.open().await;
    let mut ids = Vec::new();
    for login in ["sớm", "muộn", "còn"] {
        let details = Details {
            name: format!("Họ Tên {login}"),
            login: login.to_owned(),
            position: format!("Chức vụ {login}"),
            email: format!("{login}@coquan.example.vn"),
            phone: format!("số của {login}"),
            unit: 1,
        };
        ids.push(store.invite(&details, None, login.as_bytes(), 10 * DAY, &at(0)).await.unwrap());
    }
    let shift = Shift { person: ids[0].0, from: DAY, until: 2 * DAY, phone: "trực của sớm".to_owned() };
    let other =
        Shift { person: ids[2].0, from: 2 * DAY, until: 3 * DAY, phone: "trực của còn".to_owned() };
    store.add_shifts(UnitId(1), 0, &[shift, other], &at(0)).await.unwrap();
    store.end_person(ids[0], &at(3 * DAY)).await.unwrap();
    store.end_person(ids[1], &at(5 * DAY)).await.unwrap();
    // Noted while the clock was ahead.
    let gone = store.erase_names(5 * DAY, &at(2 * DAY)).await.unwrap();
    assert_eq!(gone, Erased { people: 1, entries: 3, ..Erased::default() });
    let erased = store.person(ids[0]).await.unwrap().unwrap();
    let number = format!("№ {}", ids[0].0);
    let nothing = Details { name: number.clone(), login: number, unit: 1, ..Details::default() };
    assert_eq!((erased.details, erased.ended_at), (nothing, Some(3 * DAY)));
    for (id, login) in [(ids[1], "muộn"), (ids[2], "còn")] {
        let person = store.person(id).await.unwrap().unwrap();
        assert_eq!(person.details.email, format!("{login}@coquan.example.vn"));
    }
    // Once is enough, and the record is whole.
    assert_eq!(store.erase_names(5 * DAY, &at(9 * DAY)).await.unwrap(), Erased::default());
    let verified = store.verify_record(&store.checkpoints().unwrap()).await.unwrap();
    assert_eq!((verified.entries, verified.erased, verified.beyond), (10, 3, 0));
    // The number is nobody else's, and the name that it was free to sign in with is free.
    let details =
        Details {
            name: "Người Mới".to_owned(), login: "sớm".to_owned(), unit: 1, ..Details::default()
        };
    let next = store.invite(&details, None, b"next", 20 * DAY, &at(9 * DAY)).await.unwrap();
    assert_eq!(next.0, ids[2].0 + 1);
    store.close().await;
    if let Some(text) = ground.on_the_disk() {
        for left in ["Họ Tên sớm", "trực của sớm", "Chức vụ sớm", "số của sớm", "sớm@", "ho ten som"]
        {
            assert!(!text.contains(left), "{left}");
        }
        for kept in ["Họ Tên muộn", "trực của còn"] {
            assert!(text.contains(kept), "{kept}");
        }
    }
}

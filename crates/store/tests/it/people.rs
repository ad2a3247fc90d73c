//! People in lists: the database puts them in order, and reads no more than the page that is asked for.

use office::fold;
use office::people::PersonId;
use office::record::{Deed, Who};
use store::Store;
use store::people::{Details, Order, Sought};

use crate::ground::{Ground, on_both};

on_both!(what_the_step_makes_of_older_rows_is_what_the_program_writes, a_page_is_read_off_an_index);

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

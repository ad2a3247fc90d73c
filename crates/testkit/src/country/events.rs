//! What the sinkholes saw of the infected machines: exactly as many sightings as planned, no two the same.
//! It must never let a source see anything on a day on which it is missing.

use std::collections::HashSet;

use super::{
    dice::Dice,
    event::{DAY, Event, Source},
    examples,
    ground::Grounds,
    people::{Machine, Population},
    plan::Plan,
};

/// How many of a hundred sightings of each family are made over HTTP, in the order of the families.
const OVER_HTTP: [u64; 10] = [85, 80, 75, 0, 0, 10, 55, 60, 20, 5];

/// All sightings, in the order of day, report, time and address. `plan` is settled.
pub(crate) fn events(plan: &Plan, grounds: &Grounds, people: &Population) -> Vec<Event> {
    let of_examples = examples::events(plan);
    let wanted = plan.sightings.saturating_sub(of_examples.len() as u64);
    let days: Vec<i64> = (plan.first_day()..=plan.last_day).collect();
    let rates: Vec<u64> =
        people.days().map(|machines| machines.map(|one| u64::from(one.rate)).sum()).collect();
    let weights = days.iter().zip(&rates).map(|(day, rate)| rate * openness(plan, *day));
    let quotas = shares(wanted, &weights.collect::<Vec<_>>());
    let mut dice = Dice::new(plan.seed, 2);
    let mut events = of_examples;
    for (((day, rate), quota), machines) in days.iter().zip(rates).zip(quotas).zip(people.days()) {
        day_of_events(plan, *day, (rate, quota), machines, grounds, &mut dice, &mut events);
    }
    events.sort_unstable_by_key(|event| (event.day(), event.report(), *event));
    events
}

/// How much of what happens on a day is seen, in thousandths: less at weekends, less where a source is missing.
fn openness(plan: &Plan, day: i64) -> u64 {
    let missing = Source::ALL.map(|source| plan.is_missing(source, day));
    let seen = match missing {
        [true, _] => 0,
        [false, true] => 55,
        [false, false] => 100,
    };
    // 1970-01-01 was a Thursday.
    let weekend = (day + 3).rem_euclid(7) >= 5;
    seen * if weekend { 9 } else { 10 }
}

/// Cuts a whole into shares by weight, which sum to it exactly.
fn shares(whole: u64, weights: &[u64]) -> Vec<u64> {
    let all = weights.iter().map(|weight| u128::from(*weight)).sum::<u128>().max(1);
    let mut before = 0;
    let up_to = |weight: u128| (u128::from(whole) * weight / all) as u64;
    let share = |weight: &u64| {
        let start = up_to(before);
        before += u128::from(*weight);
        up_to(before) - start
    };
    weights.iter().map(share).collect()
}

/// Adds a day's quota: a comb with as many teeth is laid over the machines, each as wide as its rate, so that each is
/// seen about as often as its rate says and the sum is exact.
fn day_of_events<'a>(
    plan: &Plan,
    day: i64,
    (rate, quota): (u64, u64),
    machines: impl Iterator<Item = &'a Machine>,
    grounds: &Grounds,
    dice: &mut Dice,
    events: &mut Vec<Event>,
) {
    let offset = dice.below(rate);
    let teeth_before = |point: u64| {
        // Teeth stand at (n * rate + offset) / quota, for n from 0: how many are before this point?
        let teeth = (u128::from(point) * u128::from(quota)).saturating_sub(u128::from(offset));
        teeth.div_ceil(u128::from(rate.max(1))) as u64
    };
    let mut seen = HashSet::with_capacity(quota as usize);
    let mut point = 0;
    for machine in machines {
        let start = teeth_before(point);
        point += u64::from(machine.rate);
        let address = machine.address(grounds, day);
        for _ in start..teeth_before(point) {
            let family = machine.family(dice);
            let http = dice.chance(OVER_HTTP.get(usize::from(family)).copied().unwrap_or(0))
                && !plan.is_missing(Source::SinkholeHttp, day);
            let mut event = Event {
                at: day * DAY + second_of_day(dice),
                address,
                port: 1_024 + dice.below(64_512) as u16,
                family,
                source: if http { Source::SinkholeHttp } else { Source::Sinkhole },
                server: dice.below(2) as u8,
            };
            while !seen.insert(event) {
                event.port = event.port.checked_add(1).unwrap_or(1_024);
            }
            events.push(event);
        }
    }
}

/// A second of the UTC day, oftener one from 11 in the morning to 11 at night in Viet Nam.
const fn second_of_day(dice: &mut Dice) -> i64 {
    let second = if dice.chance(40) { 4 * 3_600 + dice.below(12 * 3_600) } else { dice.below(DAY as u64) };
    second as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_sum_to_the_whole() {
        assert_eq!(shares(10, &[1, 0, 1, 1]).iter().sum::<u64>(), 10);
        assert_eq!(shares(10, &[1, 0, 1, 1])[1], 0);
        assert_eq!(shares(10, &[]), [0; 0]);
        assert_eq!(shares(10, &[0, 0]), [0, 0]);
        assert_eq!(shares(u64::MAX, &[3, u64::MAX / 2]).iter().sum::<u64>(), u64::MAX);
    }
}

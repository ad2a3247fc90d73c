//! Infected machines: where each one is, what it has, when it is cleaned and whether it comes back.
//! It must never be made from anything that a real person or machine did: all of it is thrown with dice.

use std::{collections::BTreeMap, net::IpAddr};

use super::{
    dice::{Dice, mix2},
    event::FAMILIES,
    ground::{Grounds, Share},
    plan::Plan,
};

/// In 60 days, and in thousandths of those infected that day: how many are cleaned.
const CLEANED: u64 = 23;
/// As [`CLEANED`]: how many are newly infected. What is left is a decline of about 45 %.
const INFECTED: u64 = 11;
/// How many of a hundred that were cleaned are infected again 5 to 24 days later.
const COME_BACK: u64 = 6;

/// How a machine is connected.
#[derive(Clone, Copy, Debug)]
enum Line {
    /// A household, which gets another IPv4 address of its pool after so many days.
    Household(Share, u8),
    /// A firm, whose IPv4 address stays.
    Firm(u32),
    /// A phone, or what is behind one: another IPv4 address each day.
    Phone(Share),
    /// An IPv4 address that many customers share; this stands for all the infected ones among them.
    Crowd(u32),
    /// A home with IPv6: one /64, in it another address each day.
    Six(u64),
}

/// One infected machine, or a crowd of them behind one address.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Machine {
    line: Line,
    seed: u64,
    /// One bit for each of [`FAMILIES`].
    families: u16,
    /// How often it is seen, compared with others.
    pub rate: u32,
}

impl Machine {
    fn new(dice: &mut Dice, grounds: &Grounds) -> Self {
        let line = match dice.below(100) {
            0..64 => Line::Household(grounds.ordinary.pool(dice.throw()), 2 + dice.below(13) as u8),
            64..76 => Line::Firm(grounds.ordinary.address(grounds.ordinary.whole(), dice.throw())),
            76..84 => Line::Phone(grounds.mobile.pool(dice.throw())),
            84..86 => Line::Crowd(grounds.shared.address(grounds.shared.whole(), dice.throw())),
            _ => Line::Six(grounds.sites.site(dice.throw())),
        };
        let crowd = matches!(line, Line::Crowd(_));
        let rate = match dice.below(100) {
            _ if crowd => 20 + dice.below(61) as u32,
            0..60 => 2,
            60..85 => 4,
            85..97 => 10,
            _ => 30,
        };
        let families = match crowd {
            true => 3 + dice.below(4),
            false => 1 + u64::from(dice.chance(12)),
        };
        let families = (0..families).fold(0, |families, _| families | 1 << common_family(dice));
        Self { line, seed: dice.throw(), families, rate }
    }

    /// Its address on a day.
    pub(crate) fn address(&self, grounds: &Grounds, day: i64) -> IpAddr {
        let turn = |days: u64| mix2(self.seed, day.unsigned_abs().wrapping_add(self.seed % days) / days);
        match self.line {
            Line::Household(pool, days) => {
                IpAddr::V4(grounds.ordinary.address(pool, turn(days.into())).into())
            }
            Line::Phone(pool) => IpAddr::V4(grounds.mobile.address(pool, turn(1)).into()),
            Line::Firm(address) | Line::Crowd(address) => IpAddr::V4(address.into()),
            // The bit that a made-up lower half leaves clear, RFC 4941.
            Line::Six(site) => IpAddr::V6((u128::from(site) << 64 | u128::from(turn(1) & !(1 << 57))).into()),
        }
    }

    /// One of its families: a place in [`FAMILIES`].
    pub(crate) fn family(&self, dice: &mut Dice) -> u8 {
        let nth = dice.below(self.families.count_ones().into());
        let mut has = (0..FAMILIES.len() as u8).filter(|family| self.families >> family & 1 == 1);
        has.nth(nth as usize).unwrap_or(0)
    }
}

/// A family, the common ones oftener.
fn common_family(dice: &mut Dice) -> u8 {
    const SHARES: [u64; FAMILIES.len()] = [15, 8, 16, 5, 11, 6, 6, 3, 18, 12];
    let mut point = dice.below(SHARES.iter().sum());
    for (family, share) in SHARES.iter().enumerate() {
        match point.checked_sub(*share) {
            Some(left) => point = left,
            None => return family as u8,
        }
    }
    0
}

/// Who is infected on which day.
pub(crate) struct Population {
    /// Every machine that was ever infected.
    machines: Vec<Machine>,
    /// For each day, places in `machines`.
    days: Vec<Vec<u32>>,
}

impl Population {
    /// Lets the days of the plan pass.
    pub(crate) fn new(plan: &Plan, grounds: &Grounds) -> Self {
        let days = u64::from(plan.days);
        let mut dice = Dice::new(plan.seed, 1);
        let mut people = Self { machines: Vec::new(), days: Vec::new() };
        let mut infected: Vec<u32> = Vec::new();
        let mut back: BTreeMap<u64, Vec<u32>> = BTreeMap::new();
        people.infect(plan.sightings * 60 / (67 * days), &mut infected, &mut dice, grounds);
        // What is less than a machine is kept for the next day. In thousandths of a machine in `days` days.
        let (mut to_clean, mut to_infect) = (0, 0);
        for day in 0..days {
            people.days.push(infected.clone());
            to_clean += infected.len() as u64 * CLEANED * 60;
            to_infect += infected.len() as u64 * INFECTED * 60;
            for _ in 0..to_clean / (1_000 * days) {
                if !infected.is_empty() {
                    let machine = infected.swap_remove(dice.place(infected.len()));
                    if dice.chance(COME_BACK) {
                        back.entry(day + 5 + dice.below(20)).or_default().push(machine);
                    }
                }
            }
            people.infect(to_infect / (1_000 * days), &mut infected, &mut dice, grounds);
            infected.extend(back.remove(&day).unwrap_or_default());
            to_clean %= 1_000 * days;
            to_infect %= 1_000 * days;
        }
        people
    }

    fn infect(&mut self, how_many: u64, infected: &mut Vec<u32>, dice: &mut Dice, grounds: &Grounds) {
        for _ in 0..how_many {
            infected.push(self.machines.len() as u32);
            self.machines.push(Machine::new(dice, grounds));
        }
    }

    /// The machines that are infected on each day, from the first day on.
    pub(crate) fn days(&self) -> impl Iterator<Item = impl Iterator<Item = &Machine> + Clone> {
        let machine = |at: &u32| self.machines.get(*at as usize);
        self.days.iter().map(move |infected| infected.iter().filter_map(machine))
    }
}

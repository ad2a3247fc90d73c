//! How often programs ask: so often in a minute for each token, and no oftener.
//!
//! Must never grow with what strangers send: only tokens that are good are counted, and those of the last minute.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// How often a token may ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// Requests in one minute.
    pub in_a_minute: u32,
    /// Tokens that are counted at a time. Past it those of earlier minutes are forgotten, and if that does not help, all.
    pub tokens: usize,
}

impl Default for Pace {
    fn default() -> Self {
        Pace { in_a_minute: 600, tokens: 10_000 }
    }
}

/// What was asked in the present minute, by token: the minute, and how often.
#[derive(Debug, Default)]
pub struct Paces {
    pace: Pace,
    counted: Mutex<HashMap<i64, (i64, u32)>>,
}

impl Paces {
    /// Counts a request; where it is one too many, the seconds until the next may come.
    pub fn count(&self, token: i64, now: i64) -> Option<i64> {
        let minute = now.div_euclid(60);
        let mut counted = self.counted.lock().unwrap_or_else(PoisonError::into_inner);
        if counted.len() >= self.pace.tokens && !counted.contains_key(&token) {
            counted.retain(|_, (of, _)| *of == minute);
            if counted.len() >= self.pace.tokens {
                counted.clear();
            }
        }
        let (of, times) = counted.entry(token).or_insert((minute, 0));
        // Another minute is another count, also where a clock was set back.
        if *of != minute {
            (*of, *times) = (minute, 0);
        }
        if *times >= self.pace.in_a_minute {
            return Some(60 - now.rem_euclid(60));
        }
        *times += 1;
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_asks_so_often_in_a_minute_and_others_do_not_count() {
        let paces = Paces { pace: Pace { in_a_minute: 2, tokens: 10 }, ..Paces::default() };
        assert_eq!((paces.count(1, 100), paces.count(1, 110), paces.count(1, 115)), (None, None, Some(5)));
        assert_eq!(paces.count(2, 115), None);
        assert_eq!(paces.count(1, 120), None, "the next minute");
        assert_eq!(paces.count(1, 60), None, "a clock that was set back");
    }

    #[test]
    fn what_is_counted_does_not_grow() {
        let paces = Paces { pace: Pace { in_a_minute: 1, tokens: 3 }, ..Paces::default() };
        for token in 0..100 {
            paces.count(token, 0);
        }
        assert!(paces.counted.lock().unwrap().len() <= 3);
    }
}

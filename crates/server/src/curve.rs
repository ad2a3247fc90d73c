//! The curve of addresses by day, as lines and labels that a template draws.
//!
//! Must never join two days over one that is unknown, and must never draw an unknown day as zero.

use sightings::figures::DayFigures;
use words::Words;

/// A drawing.
#[derive(Debug)]
pub struct Curve {
    /// `wide` or `narrow`.
    pub name: &'static str,
    /// Its size, in its own units.
    pub width: f64,
    /// Its height.
    pub height: f64,
    /// Where the days begin.
    pub left: f64,
    /// Where the days end.
    pub right: f64,
    /// Where zero is.
    pub floor: f64,
    /// Lines, of days on which every source reported.
    pub whole: String,
    /// Lines to or from days on which one was missing.
    pub partial: String,
    /// Days that stand alone between unknown ones.
    pub alone: Vec<(f64, f64)>,
    /// Days of which nothing is known: where they begin, and how wide they are.
    pub gaps: Vec<(f64, f64)>,
    /// Where the words for the widest gap stand.
    pub gap_label: Option<f64>,
    /// Lines across, with what they stand for.
    pub across: Vec<(f64, String)>,
    /// Days named below.
    pub below: Vec<Below>,
    /// The last day: where it is, and its number.
    pub last: Option<(f64, f64, String)>,
}

/// A day named below the curve.
#[derive(Debug)]
pub struct Below {
    /// Where.
    pub x: f64,
    /// On which side of it the words stand, as SVG calls it.
    pub anchor: &'static str,
    /// The day.
    pub text: String,
}

/// Draws the days at a width; nothing where there are not two to join.
pub fn draw(
    name: &'static str,
    (width, height): (f64, f64),
    days: &[DayFigures],
    words: &Words,
) -> Option<Curve> {
    let known = days.iter().filter_map(|day| day.addresses);
    let most = known.clone().max().filter(|&most| most > 0)?;
    if known.count() < 2 || days.len() < 2 {
        return None;
    }
    let (step, steps) = scale(most);
    let labels: Vec<String> = (0..=steps).map(|n| words.number(step * n)).collect();
    let longest = labels.iter().map(|label| label.chars().count()).max().unwrap_or(1);
    // Figures are about 0.6 of their size wide; the size is 13.
    let (left, right, top, floor) = (longest as f64 * 7.8 + 8.0, width - 6.0, 24.0, height - 26.0);
    let day_width = (right - left) / (days.len() - 1) as f64;
    let x = |at: usize| round(left + at as f64 * day_width);
    let y = |value: u64| round(floor - (floor - top) * value as f64 / (step * steps) as f64);

    let mut curve = Curve {
        name,
        width,
        height,
        left,
        right,
        floor,
        whole: String::new(),
        partial: String::new(),
        alone: Vec::new(),
        gaps: Vec::new(),
        gap_label: None,
        across: labels.into_iter().zip(0..).map(|(label, n)| (y(step * n), label)).collect(),
        below: below(days, words, x, width),
        last: None,
    };
    let mut pen: [Option<(f64, f64)>; 2] = [None, None];
    for (at, pair) in days.windows(2).enumerate() {
        let [one, next] = pair else { continue };
        let (Some(from), Some(to)) = (one.addresses, next.addresses) else { continue };
        let (from, to) = ((x(at), y(from)), (x(at + 1), y(to)));
        let missing = !(one.missing.is_empty() && next.missing.is_empty());
        let (path, pen) = match (missing, &mut pen) {
            (false, [whole, _]) => (&mut curve.whole, whole),
            (true, [_, partial]) => (&mut curve.partial, partial),
        };
        if *pen != Some(from) {
            path.push_str(&format!("M{} {}", from.0, from.1));
        }
        path.push_str(&format!("L{} {}", to.0, to.1));
        *pen = Some(to);
    }
    let unknown =
        |at: Option<usize>| at.and_then(|at| days.get(at)).is_none_or(|day| day.addresses.is_none());
    for (at, day) in days.iter().enumerate() {
        match day.addresses {
            Some(value) if unknown(at.checked_sub(1)) && unknown(Some(at + 1)) => {
                curve.alone.push((x(at), y(value)))
            }
            Some(_) => {}
            None => {
                let begin = (x(at) - day_width / 2.0).max(left);
                let end = (x(at) + day_width / 2.0).min(right);
                match curve.gaps.last_mut() {
                    Some((from, wide)) if (*from + *wide - begin).abs() < 0.3 => *wide = round(end - *from),
                    _ => curve.gaps.push((round(begin), round(end - begin))),
                }
            }
        }
    }
    let widest = curve.gaps.iter().copied().max_by(|a, b| a.1.total_cmp(&b.1));
    // The words are centred over the gap, but stay within the drawing.
    curve.gap_label = widest.map(|(from, wide)| round((from + wide / 2.0).clamp(left + 55.0, right - 55.0)));
    curve.last = days
        .iter()
        .enumerate()
        .next_back()
        .and_then(|(at, day)| day.addresses.map(|value| (x(at), y(value), words.number(value))));
    Some(curve)
}

/// The first day, the last, and as many between as have room.
fn below(days: &[DayFigures], words: &Words, x: impl Fn(usize) -> f64, width: f64) -> Vec<Below> {
    let last = days.len() - 1;
    let between = if width > 500.0 { 4 } else { 2 }.min(last);
    let mut places: Vec<usize> = (0..=between).map(|n| n * last / between.max(1)).collect();
    places.dedup();
    let named = places.into_iter().filter_map(|at| {
        let anchor = match at {
            0 => "start",
            at if at == last => "end",
            _ => "middle",
        };
        days.get(at).map(|day| Below { x: x(at), anchor, text: words.short_date(day.day.0) })
    });
    named.collect()
}

/// A round step of which at most five reach past the largest value.
fn scale(most: u64) -> (u64, u64) {
    let mut power = 1_u64;
    loop {
        for factor in [1, 2, 5] {
            let step = power.saturating_mul(factor);
            let steps = most.div_ceil(step).max(1);
            if steps <= 5 {
                return (step, steps);
            }
        }
        power = power.saturating_mul(10);
    }
}

fn round(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use sightings::day::Day;
    use words::Language;

    fn drawn(days: &[(Option<u64>, bool)]) -> Option<Curve> {
        let day = |(at, (addresses, missing)): (usize, &(Option<u64>, bool))| DayFigures {
            day: Day(20_000 + at as i64),
            addresses: *addresses,
            missing: if *missing { vec!["trap".to_owned()] } else { Vec::new() },
        };
        let days: Vec<_> = days.iter().enumerate().map(day).collect();
        draw("wide", (640.0, 250.0), &days, &Words::of(Language::English))
    }

    #[test]
    fn a_line_ends_at_a_gap_and_begins_again_behind_it() {
        let full = |value| (Some(value), false);
        let curve = drawn(&[full(10), full(20), (None, false), full(15), full(12)]).unwrap();
        assert_eq!(curve.whole.matches('M').count(), 2, "{curve:?}");
        assert_eq!((curve.gaps.len(), curve.partial.as_str()), (1, ""));
        let curve = drawn(&[full(10), full(20), (Some(9), true), full(15), full(12)]).unwrap();
        assert_eq!((curve.whole.matches('M').count(), curve.partial.matches('L').count()), (2, 2));
        assert!(curve.gaps.is_empty() && curve.gap_label.is_none());
        let curve =
            drawn(&[full(10), (None, false), (None, false), full(3), (None, false), full(4)]).unwrap();
        assert_eq!((curve.gaps.len(), curve.alone.len(), curve.whole.as_str()), (2, 3, ""));
    }

    #[test]
    fn nothing_is_drawn_of_less_than_two_days() {
        assert!(drawn(&[]).is_none() && drawn(&[(Some(5), false)]).is_none());
        assert!(drawn(&[(Some(5), false), (None, false)]).is_none());
        assert!(drawn(&[(Some(0), false), (Some(0), false)]).is_none());
    }

    #[test]
    fn the_scale_is_round_and_reaches_past_the_largest_value() {
        for most in [1, 4, 5, 6, 9, 10, 11, 99, 1_052_479, 2_014_512, u64::MAX / 2] {
            let (step, steps) = scale(most);
            assert!(steps <= 5 && step.saturating_mul(steps) >= most, "{most}: {step} x {steps}");
        }
        assert_eq!(scale(2_014_512), (500_000, 5));
    }
}

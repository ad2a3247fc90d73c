//! The flow of an incident as a drawing: its steps in a line, where it stands, who has the ball and since when.
//!
//! Must never put a text into the drawing but through the template's escaping.

use office::incident::{Incident, Mark, Phase};
use office::playbook::Playbook;

use super::words;
use crate::console::frame::Desk;
use crate::console::signed::Signed;

/// One step in the drawing.
pub struct Dot {
    /// Its number in CACAO.
    pub id: String,
    /// Its place, in hundredths of the drawing's width.
    pub x: u32,
    /// What it is called, in at most two lines.
    pub lines: Vec<String>,
    /// What it is called, whole.
    pub name: String,
    /// Class of its shape.
    pub class: &'static str,
    /// What stands in the circle.
    pub sign: String,
    /// That it stands so, in words.
    pub state: String,
    /// Who has it, under it; empty where it is not its turn.
    pub below: Vec<String>,
    /// Whether it is the one that is shown.
    pub is_shown: bool,
}

/// The drawing.
pub struct Flow {
    /// The steps.
    pub dots: Vec<Dot>,
    /// Until where the line is walked.
    pub walked: u32,
    /// The way back: from and to.
    pub back: Option<(u32, u32)>,
    /// All of it in one sentence, for who does not see it.
    pub told: String,
}

impl Flow {
    /// The width of the drawing.
    pub fn width(&self) -> u32 {
        self.dots.last().map_or(0, |last| last.x) + 46
    }
}

/// Width between two steps.
const BETWEEN: u32 = 91;

/// Characters of a line under a step.
const LINE: usize = 13;

/// Draws it.
pub fn draw(
    f: &Desk<'_>,
    signed: &Signed,
    incident: &Incident,
    playbook: &Playbook,
    shown: Option<u8>,
) -> Flow {
    let x = |at: usize| 46 + BETWEEN * u32::try_from(at).unwrap_or(0);
    let mut dots = Vec::new();
    let mut walked = x(0);
    for (at, step) in playbook.steps().iter().enumerate() {
        let mark = incident.mark(step);
        let progress = incident.step(&step.id);
        let (class, state) = match mark {
            // The first one begins when somebody said that it is an incident.
            Mark::Waiting if step.number == 1 && incident.phase == Phase::Received => ("later", "flow-soon"),
            Mark::Waiting => ("later", "flow-later"),
            Mark::Here => ("here", "flow-here"),
            Mark::Offered => ("here", "flow-offered"),
            Mark::Throughout => ("open", "flow-throughout"),
            Mark::Done => ("over", "flow-done"),
            Mark::Skipped => ("skipped", "flow-skipped"),
        };
        let mut below = Vec::new();
        if matches!(mark, Mark::Here | Mark::Offered) {
            walked = x(at);
            let holders = incident.holders(step);
            below.extend(holders.iter().take(2).map(|unit| short(&signed.unit_name(*unit), 24)));
            below.push(f.with1("flow-since", "moment", &f.moment(progress.held_since)));
        }
        if matches!(mark, Mark::Throughout) {
            below.push(f.say("flow-open-throughout"));
        }
        if matches!(mark, Mark::Done | Mark::Skipped) && walked < x(at) {
            walked = x(at);
        }
        let name = words::of(f, &step.name).to_owned();
        dots.push(Dot {
            id: step.id.to_string(),
            x: x(at),
            lines: in_lines(&name),
            class,
            sign: if mark == Mark::Skipped { "–".to_owned() } else { step.number.to_string() },
            state: f.say(state),
            below,
            is_shown: shown == Some(step.number),
            name,
        });
    }
    let place = |id| playbook.steps().iter().position(|step| &step.id == id).map(x);
    let back = playbook.returns().and_then(|back| Some((place(&back.from)?, place(back.to.first()?)?)));
    let here = incident.here(playbook);
    let told = match here {
        Some(step) => {
            let holders: Vec<String> =
                incident.holders(step).iter().map(|unit| signed.unit_name(*unit)).collect();
            let holders = if holders.is_empty() { f.say("flow-nobody") } else { holders.join(", ") };
            f.words.with(
                "flow-told",
                &[
                    ("step", &step.number.to_string()),
                    ("name", words::of(f, &step.name)),
                    ("holders", &holders),
                    ("moment", &f.moment(incident.step(&step.id).held_since)),
                ],
            )
        }
        None => f.say(words::phase(incident.phase)),
    };
    Flow { dots, walked, back, told }
}

/// A name in two lines.
fn in_lines(name: &str) -> Vec<String> {
    let mut lines: Vec<String> = vec![String::new()];
    for word in name.split_whitespace() {
        let last = lines.last_mut();
        match last {
            Some(line) if line.is_empty() => line.push_str(word),
            Some(line) if line.chars().count() + 1 + word.chars().count() <= LINE => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    if lines.len() > 3 {
        lines.truncate(3);
        if let Some(last) = lines.last_mut() {
            last.push('…');
        }
    }
    lines
}

fn short(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let cut: String = text.chars().take(most - 1).collect();
    format!("{}…", cut.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_fit_under_their_steps() {
        assert_eq!(in_lines("Báo cáo sự cố"), ["Báo cáo sự cố"]);
        assert_eq!(in_lines("Tiếp nhận, xác minh sự cố"), ["Tiếp nhận,", "xác minh sự", "cố"]);
        let long = in_lines("Tổng kết, đánh giá và rút kinh nghiệm về toàn bộ sự cố");
        assert_eq!(long.len(), 3);
        assert!(long[2].ends_with('…'));
        assert_eq!(short("Ban Chỉ đạo ứng cứu sự cố cấp tỉnh", 12), "Ban Chỉ đạo…");
    }
}

//! Why a change of the tree is refused.
//!
//! Must never leave it open which unit is meant: every reason names its code.

use super::{Code, Kind, UnitId};
use crate::day::Day;
use crate::line::LineError;

/// Why not.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// Nobody has that number: it was removed meanwhile.
    #[error("there is no unit with the number {}", .0.0)]
    Unknown(UnitId),
    /// The number that a new unit is to have is taken.
    #[error("{code}: its number is taken")]
    NumberTaken {
        /// The new unit.
        code: Code,
    },
    /// The name is none.
    #[error("{code}: the name: {why}")]
    Name {
        /// The unit.
        code: Code,
        /// What is wrong with it.
        why: LineError,
    },
    /// Another unit has that code at the time.
    #[error("{code}: the code belongs to \"{owner}\"")]
    CodeTaken {
        /// The code.
        code: Code,
        /// Whose it is.
        owner: String,
    },
    /// A unit of that kind does not stand there.
    #[error("{code}: a unit of the kind {} does not stand under {}", kind.as_str(), under.map_or("nothing", Kind::as_str))]
    NoPlace {
        /// The unit.
        code: Code,
        /// Its kind.
        kind: Kind,
        /// The kind of the parent; nothing where it would be the root.
        under: Option<Kind>,
    },
    /// There is a root already.
    #[error("{code}: the root of the tree is {root}, and there is one only")]
    SecondRoot {
        /// The unit.
        code: Code,
        /// The root.
        root: Code,
    },
    /// The parent does not live that day, or not for good.
    #[error("{code}: {parent} does not live from {day} on")]
    ParentNotLiving {
        /// The unit.
        code: Code,
        /// The parent.
        parent: Code,
        /// The day.
        day: Day,
    },
    /// It would be its own ancestor.
    #[error("{code}: {parent} stands under it")]
    Cycle {
        /// The unit.
        code: Code,
        /// The parent that it was to have.
        parent: Code,
    },
    /// Too many units would stand above one another.
    #[error("{code}: more than {limit} units would stand above one another")]
    TooDeep {
        /// The unit.
        code: Code,
        /// How many may.
        limit: usize,
    },
    /// It lives no more.
    #[error("{code}: ended on {ended}")]
    Ended {
        /// The unit.
        code: Code,
        /// When.
        ended: Day,
    },
    /// The change is dated before its last one, or would leave nothing of it.
    #[error("{code}: last changed on {last}; a change is to come after")]
    BeforeLast {
        /// The unit.
        code: Code,
        /// The last change.
        last: Day,
    },
    /// It would stay as it is.
    #[error("{code}: nothing would change")]
    Same {
        /// The unit.
        code: Code,
    },
    /// Units live under it from that day on.
    #[error("{code}: {count} units stand under it: {}", list(.children))]
    LivingChildren {
        /// The unit.
        code: Code,
        /// The first ten of them.
        children: Vec<Code>,
        /// How many there are.
        count: usize,
    },
    /// It is named twice in one change, or as what it becomes.
    #[error("{code}: it is named twice")]
    Twice {
        /// The unit.
        code: Code,
    },
    /// A merger needs a unit to merge, a split two parts.
    #[error("{code}: this names too few units")]
    TooFew {
        /// The unit that goes on, or is split.
        code: Code,
    },
    /// Something is known of it from before its first day.
    #[error("{code}: something is known of it on {known}, so that it cannot have been founded later")]
    FoundedLate {
        /// The unit.
        code: Code,
        /// The first such day.
        known: Day,
    },
    /// Something hangs on it, so that it cannot have been founded by mistake alone: end it instead.
    #[error("{code}: {count} things hang on it; it can end, and not be as if it never was")]
    Hanging {
        /// The unit.
        code: Code,
        /// How many: units that stood under it at any time, units that it came from or went on in, and what else the
        /// caller counted.
        count: u64,
    },
}

fn list(codes: &[Code]) -> String {
    codes.iter().map(Code::as_str).collect::<Vec<_>>().join(", ")
}

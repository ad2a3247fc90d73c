//! Who takes which part in an incident from its first moment, as far as the tree of units says so.
//!
//! Must never make one up: what the tree does not say is left to whoever directs.

use office::day::Day;
use office::playbook::Role;
use office::units::{Kind, Tree, UnitId};

/// The parts besides the operator's, for an incident of that unit.
pub fn of(tree: &Tree, today: Day, unit: i64) -> Vec<(Role, i64)> {
    let path = tree.path(UnitId(unit), today);
    let mut parts = Vec::new();
    let is_owner =
        |kind: Kind| matches!(kind, Kind::Ministry | Kind::Province | Kind::City | Kind::Enterprise);
    // Chủ quản: the ministry, the province or the enterprise that it belongs to (NĐ 331 Điều 4); else itself.
    let owner = path.iter().find(|unit| is_owner(unit.kind)).map_or(unit, |unit| unit.id.0);
    parts.push((Role::Owner, owner));
    if let Some(root) = path.last().filter(|root| root.kind == Kind::Coordinator) {
        parts.push((Role::Coordinator, root.id.0));
    }
    // The board that stands beside it or nearest above.
    let board = path.iter().find_map(|above| {
        if above.kind == Kind::Board {
            return Some(above.id.0);
        }
        let children = tree.children(above.id, today);
        children.iter().find(|child| child.kind == Kind::Board).map(|board| board.id.0)
    });
    parts.extend(board.map(|board| (Role::Board, board)));
    parts
}

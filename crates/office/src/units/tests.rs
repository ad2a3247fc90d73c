//! What becomes of units.

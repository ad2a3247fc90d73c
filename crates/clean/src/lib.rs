//! Acts on one machine.

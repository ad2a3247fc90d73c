//! Inert samples.

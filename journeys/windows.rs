//! Windows' own ways, from the command line to the disk and back.
//!
//! Under Wine, which keeps files on Linux, some cannot be shown; ARCHITECTURE.md names them. A test of such a thing says
//! so and ends, and only where it was seen that the thing is not there.

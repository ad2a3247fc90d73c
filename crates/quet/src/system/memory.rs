//! The allocator of a program that stands for months, and what it does with memory that nobody uses any more.
//!
//! Must never be asked of a program that ends by itself: giving back at once costs time, and pays where it stands idle.

use std::ffi::{c_int, c_long};

/// For how many milliseconds what was freed is kept back: the option of that name in the allocator's own list
/// (`mi_option_purge_delay` in `mimalloc.h`, which the crate does not name).
const PURGE_DELAY: c_int = 15;

/// What was freed goes back to the system at once. Otherwise it waits for what comes next, and in a server that stands idle
/// nothing does: 141 MB instead of 98 after its start (measured, ARCHITECTURE).
pub fn give_back_at_once() {
    set(PURGE_DELAY, 0);
}

fn set(option: c_int, value: c_long) {
    // SAFETY: it sets a number among the allocator's own, under its own lock-free rules, at any time.
    #[allow(unsafe_code)]
    unsafe {
        libmimalloc_sys::mi_option_set(option, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn get(option: c_int) -> c_long {
        // SAFETY: it reads a number among the allocator's own.
        #[allow(unsafe_code)]
        unsafe {
            libmimalloc_sys::mi_option_get(option)
        }
    }

    /// The number of the option is nowhere but in the allocator's list: its neighbours there are known by their values.
    #[test]
    fn the_option_is_the_one_that_is_meant() {
        // mi_option_use_numa_nodes is named, and the next one.
        assert_eq!(PURGE_DELAY + 1, libmimalloc_sys::mi_option_use_numa_nodes);
        let before = get(PURGE_DELAY);
        assert!((1..=10_000).contains(&before), "a delay in milliseconds: {before}");
        give_back_at_once();
        assert_eq!(get(PURGE_DELAY), 0);
        set(PURGE_DELAY, before);
    }
}

//! Who holds a file on Windows.
//!
//! Must never ask by path: the system is asked about the open file itself, which no swap on the way can change and no
//! long or strange name can stop. (The Restart Manager, which asks the same underneath, takes paths.)

#[cfg(windows)]
use {super::Holder, scan::identity::Identity, scan::names::shown, std::fs::File, std::path::Path};

/// More than are named to anybody.
const MOST: usize = 64;

/// The processes that hold this file, other than our own, as far as the system lets us see them.
#[cfg(windows)]
pub(crate) fn holders(file: &File, _: &Identity) -> Vec<Holder> {
    let mut pids = process_ids(&crate::os::users_of(file));
    pids.retain(|pid| *pid != std::process::id());
    let name = |pid| crate::os::process_name(pid).map(|name| shown(Path::new(&name))).unwrap_or_default();
    pids.into_iter().map(|pid| Holder { pid, name: name(pid) }).collect()
}

/// The numbers in a list of `FILE_PROCESS_IDS_USING_FILE_INFORMATION` (`ntifs.h`): how many, then each as wide as a
/// pointer. A list that is shorter than it says is as long as it is.
fn process_ids(list: &[u8]) -> Vec<u32> {
    const WIDE: usize = size_of::<usize>();
    let count = list.get(..4).map_or(0, number);
    let mut pids: Vec<u32> = list
        .get(WIDE..)
        .unwrap_or_default()
        .chunks_exact(WIDE)
        .take(usize::try_from(count).unwrap_or(0).min(MOST))
        .filter_map(|pid| u32::try_from(number(pid)).ok())
        .collect();
    pids.sort_unstable();
    pids.dedup();
    pids
}

fn number(bytes: &[u8]) -> u64 {
    bytes.iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte))
}

#[cfg(test)]
mod tests {
    use super::process_ids;

    fn list(count: usize, pids: &[usize]) -> Vec<u8> {
        std::iter::once(&count).chain(pids).flat_map(|number| number.to_le_bytes()).collect()
    }

    #[test]
    fn the_numbers_are_read_and_a_list_that_lies_does_no_harm() {
        assert_eq!(process_ids(&list(2, &[4120, 8])), [8, 4120]);
        assert_eq!(process_ids(&list(1, &[4120, 8])), [4120]);
        assert_eq!(process_ids(&list(3, &[8, 8, 8])), [8]);
        assert_eq!(process_ids(&list(usize::MAX, &[8])), [8]);
        assert_eq!(process_ids(&[]), [0u32; 0]);
        assert_eq!(process_ids(&list(1, &[8])[..9]), [0u32; 0]);
        assert_eq!(process_ids(&list(1, &[usize::MAX])), [0u32; 0]);
        assert_eq!(process_ids(&list(1000, &(1..=1000).collect::<Vec<_>>())).len(), 64);
    }
}

//! Archives that are hostile by their shape: bombs, circles, lies, cuts. Each says what it is and what it tests.
//!
//! They must never hold anything but zeros, clean bytes and the EICAR test string. Whoever unpacks one needs limits:
//! that is their purpose.

mod bombs;
mod quine;
mod tars;
mod zips;

pub use bombs::{deep_gzip, endless_gzip, endless_zip, overlapping_zip_bomb, zip_of_zips};
pub use quine::quine_gzip;
pub use tars::{
    many_members_tar, tar_bad_checksum, tar_cut, tar_lying_size, tar_sparse, tar_with_links,
    tar_with_odd_names,
};
pub use zips::{
    ENCRYPTED_ZIP_PASSWORD, Lie, encrypted_zip, encrypted_zip_of, hidden_local_entry_zip, lying_zip,
    many_members_zip, two_faced_zip, unsupported_method_zip, zip_cut, zip_with_comment, zip_with_link,
    zip_with_odd_names, zip_with_prefix, zip_with_uncounted_prefix,
};

use crate::samples;

/// One of each, none larger than 2 MiB, with a name for messages: for tests which hold for every hostile file, such as
/// "it ends, within its limits, and never says clean".
pub fn all() -> Vec<(&'static str, Vec<u8>)> {
    let eicar = samples::eicar();
    let mut all = vec![
        ("overlapping_zip_bomb", overlapping_zip_bomb(250)),
        ("zip_of_zips", zip_of_zips(4, 16, 64 << 20)),
        ("deep_gzip", deep_gzip(1_000)),
        ("endless_gzip", endless_gzip(1 << 30)),
        ("endless_zip", endless_zip(1 << 30)),
        ("tar_with_links", tar_with_links()),
        ("tar_with_odd_names", tar_with_odd_names()),
        ("tar_sparse", tar_sparse(1 << 40)),
        ("tar_bad_checksum", tar_bad_checksum()),
        ("tar_cut", tar_cut()),
        ("tar_lying_size", tar_lying_size(u64::MAX)),
        ("many_members_tar", many_members_tar(2_000)),
        ("many_members_zip", many_members_zip(15_000)),
        ("zip_cut", zip_cut()),
        ("encrypted_zip", encrypted_zip()),
        ("unsupported_method_zip", unsupported_method_zip()),
        ("hidden_local_entry_zip", hidden_local_entry_zip(&eicar)),
        ("zip_with_prefix", zip_with_prefix(b"MZ and not a program")),
        ("zip_with_uncounted_prefix", zip_with_uncounted_prefix(b"MZ and not a program")),
        ("zip_with_comment", zip_with_comment(b"a comment")),
        ("two_faced_zip", two_faced_zip(&eicar, b"harmless")),
        ("zip_with_link", zip_with_link()),
        ("zip_with_odd_names", zip_with_odd_names()),
    ];
    all.extend(quine_gzip().map(|quine| ("quine_gzip", quine)));
    all.extend(Lie::ALL.map(|lie| (lie.name(), lying_zip(lie, &eicar))));
    all
}

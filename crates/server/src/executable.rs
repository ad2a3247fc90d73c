//! What a program's own first bytes say of it: the system and processor it is for, and how far it reaches.
//!
//! Must never run, unpack or trust anything in it: numbers are read within its bounds, and what does not fit is refused.

/// Why bytes are no program for a platform.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadExecutable {
    /// It is something else, or for another system or processor.
    #[error("it is no program for that system and processor")]
    Other,
    /// It ends before what its header lists.
    #[error("it ends before what its own header lists: it was not copied as a whole")]
    CutShort,
}

/// Little-endian numbers at places in the bytes.
struct Read<'b>(&'b [u8]);

impl Read<'_> {
    fn number(&self, at: u64, bytes: u64) -> Option<u64> {
        let range = usize::try_from(at).ok()?..usize::try_from(at.checked_add(bytes)?).ok()?;
        Some(self.0.get(range)?.iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte)))
    }

    fn holds(&self, at: u64, bytes: u64) -> bool {
        at.checked_add(bytes).is_some_and(|end| end <= self.0.len() as u64)
    }
}

/// Whether it is a Windows program for x86-64 (PE32+, no library), all of it.
///
/// # Errors
/// Where it is not.
pub fn windows(bytes: &[u8]) -> Result<(), BadExecutable> {
    let read = Read(bytes);
    if !bytes.starts_with(b"MZ") {
        return Err(BadExecutable::Other);
    }
    let number = |at, bytes| read.number(at, bytes).ok_or(BadExecutable::CutShort);
    let header = number(0x3c, 4)?;
    let (signature, machine) = (number(header, 4)?, number(header + 4, 2)?);
    let (sections, symbols, symbol_count) =
        (number(header + 6, 2)?, number(header + 12, 4)?, number(header + 16, 4)?);
    let (optional, kind, magic) = (number(header + 20, 2)?, number(header + 22, 2)?, number(header + 24, 2)?);
    // It can be run, and is no library.
    let program = kind & 0x0002 != 0 && kind & 0x2000 == 0;
    if signature != 0x4550 || machine != 0x8664 || magic != 0x20b || !program || sections == 0 {
        return Err(BadExecutable::Other);
    }
    for nth in 0..sections {
        let section = header + 24 + optional + nth * 40;
        let (size, at) = (number(section + 16, 4)?, number(section + 20, 4)?);
        if size > 0 && !read.holds(at, size) {
            return Err(BadExecutable::CutShort);
        }
    }
    // Debian's linker puts symbols behind the sections, 18 bytes each, and then their names after their own length.
    if symbols > 0 {
        let names = symbols + symbol_count * 18;
        let length = number(names, 4)?;
        if !read.holds(names, length) {
            return Err(BadExecutable::CutShort);
        }
    }
    Ok(())
}

/// Whether it is a Linux program for x86-64 (ELF, 64 bit), all of it.
///
/// # Errors
/// Where it is not.
pub fn linux(bytes: &[u8]) -> Result<(), BadExecutable> {
    let read = Read(bytes);
    // 64 bit, little-endian.
    if !bytes.starts_with(b"\x7fELF\x02\x01") {
        return Err(BadExecutable::Other);
    }
    let number = |at, bytes| read.number(at, bytes).ok_or(BadExecutable::CutShort);
    let (kind, machine) = (number(16, 2)?, number(18, 2)?);
    let (segments, sections) = (number(32, 8)?, number(40, 8)?);
    let (segment_size, segment_count) = (number(54, 2)?, number(56, 2)?);
    let (section_size, section_count) = (number(58, 2)?, number(60, 2)?);
    // Fixed or position-independent; a program has something to load.
    if !matches!(kind, 2 | 3) || machine != 0x3e || segment_size != 56 || segment_count == 0 {
        return Err(BadExecutable::Other);
    }
    for nth in 0..segment_count {
        let segment = segments.checked_add(nth * 56).ok_or(BadExecutable::CutShort)?;
        let field =
            |at: u64| segment.checked_add(at).map_or(Err(BadExecutable::CutShort), |at| number(at, 8));
        if !read.holds(field(8)?, field(32)?) {
            return Err(BadExecutable::CutShort);
        }
    }
    if section_count > 0 && !read.holds(sections, section_size * section_count) {
        return Err(BadExecutable::CutShort);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use testkit::program;

    #[test]
    fn each_is_known_by_its_own_bytes() {
        let (exe, elf) = (program::windows(4_000, 1), program::linux(4_000, 1));
        assert_eq!((windows(&exe), linux(&elf)), (Ok(()), Ok(())));
        assert_eq!((windows(&elf), linux(&exe)), (Err(BadExecutable::Other), Err(BadExecutable::Other)));
        for other in [&b""[..], b"MZ is a text", b"#!/bin/sh\n", b"PK\x03\x04", &[0; 4_096]] {
            assert!(windows(other).is_err() && linux(other).is_err(), "{other:?}");
        }
        // More behind it is no harm: a signature is put there.
        assert_eq!(windows(&[&exe[..], b"more"].concat()), Ok(()));
    }

    #[test]
    fn our_own_program_is_one() {
        // Whatever runs this test is built as the server is.
        let path = std::env::current_exe().unwrap();
        let mut bytes = Vec::new();
        std::io::copy(&mut std::fs::File::open(path).unwrap(), &mut bytes).unwrap();
        assert_eq!(linux(&bytes), Ok(()));
        bytes.truncate(bytes.len() - 1);
        assert_eq!(linux(&bytes), Err(BadExecutable::CutShort));
    }

    #[test]
    fn one_that_is_cut_short_anywhere_is_none() {
        for (whole, check) in [
            (program::windows(900, 1), windows as fn(&[u8]) -> Result<(), BadExecutable>),
            (program::linux(900, 1), linux),
        ] {
            for end in 0..whole.len() {
                assert!(check(&whole[..end]).is_err(), "{end}");
            }
        }
    }

    #[test]
    fn another_processor_a_library_or_a_wild_number_is_refused() {
        let changed = |whole: &[u8], at: usize, to: &[u8]| {
            let mut bytes = whole.to_vec();
            bytes[at..at + to.len()].copy_from_slice(to);
            bytes
        };
        let exe = program::windows(900, 1);
        for (at, to, why) in [
            (0x84, &[0x4c, 0x01][..], BadExecutable::Other),
            (0x84, &[0x64, 0xaa], BadExecutable::Other),
            (0x86, &[0, 0], BadExecutable::Other),
            (0x97, &[0x20], BadExecutable::Other),
            (0x98, &[0x0b, 0x01], BadExecutable::Other),
            (0x80, b"NE", BadExecutable::Other),
            (0x3c, &[0xff; 4], BadExecutable::CutShort),
            (0x86, &[0xff; 2], BadExecutable::CutShort),
            (0x8c, &[0xff; 8], BadExecutable::CutShort),
            (0x188 + 16, &[0xff; 4], BadExecutable::CutShort),
        ] {
            assert_eq!(windows(&changed(&exe, at, to)), Err(why), "{at:#x}");
        }
        let elf = program::linux(900, 1);
        for (at, to, why) in [
            (4, &[1][..], BadExecutable::Other),
            (5, &[2], BadExecutable::Other),
            (16, &[1], BadExecutable::Other),
            (18, &[0xb7], BadExecutable::Other),
            (56, &[0], BadExecutable::Other),
            (32, &[0xff; 8], BadExecutable::CutShort),
            (56, &[0xff; 2], BadExecutable::CutShort),
            (72, &[0xff; 8], BadExecutable::CutShort),
            (58, &[0xff; 4], BadExecutable::CutShort),
        ] {
            assert_eq!(linux(&changed(&elf, at, to)), Err(why), "{at:#x}");
        }
    }
}

//! Sealing streams beside an item's contents, comparing them, and opening them again, wherever they come from.
//!
//! Must never call a stream sealed before its copy was read back and compared.

use std::io::{self, Read, Seek, Write};

use scan::names::shown_bytes;
use scan::os::streams::Stream;

use super::Kept;
use crate::door::Ours;
use crate::item::{Hex, Id};
use crate::seal::{Key, SealError, seal, sum, unseal};

/// Seals each stream, as `open` gives it, into a file of its own in the folder of an item, and proves the copies.
pub(super) fn store<R: Read>(
    (key, id): (&Key, &Id),
    home: &Ours,
    streams: &[Stream],
    open: impl Fn(&Stream) -> io::Result<R>,
) -> Result<Vec<Kept>, SealError> {
    let one = |(number, stream): (usize, &Stream)| {
        let from = open(stream).map_err(SealError::Read)?;
        let mut copy = home.create(file_name(number)).map_err(SealError::Write)?;
        // One byte more than there should be, to see that there is none.
        let read = seal(key, id, from.take(stream.size.saturating_add(1)), &mut copy)?;
        copy.sync().and_then(|()| copy.rewind()).map_err(SealError::Write)?;
        if unseal(key, id, &mut copy, &mut io::sink())? != read {
            return Err(SealError::Altered);
        }
        Ok(Kept {
            name: Hex(stream.name.iter().flat_map(|unit| unit.to_le_bytes()).collect()),
            shown: shown_bytes(&stream.shown()),
            size: read.size,
            sha256: Hex(read.sha256.to_vec()),
        })
    };
    streams.iter().enumerate().map(one).collect()
}

/// Whether these are the streams that were kept, with the same contents, and no other.
pub(super) fn same<R: Read>(
    kept: &[Kept],
    streams: &[Stream],
    open: impl Fn(&Stream) -> io::Result<R>,
) -> io::Result<bool> {
    if streams.len() != kept.len() {
        return Ok(false);
    }
    for (stream, kept) in streams.iter().zip(kept) {
        let now = sum(open(stream)?, kept.size.saturating_add(1))?;
        if stream.name != units(kept) || now.sha256.as_slice() != kept.sha256.0.as_slice() {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Opens each kept stream and compares it with its digest.
pub(super) fn check((key, id): (&Key, &Id), home: &Ours, kept: &[Kept]) -> Result<(), SealError> {
    for (number, kept) in kept.iter().enumerate() {
        let (sealed, _) = home.look().file(file_name(number).as_ref()).map_err(SealError::Read)?;
        if unseal(key, id, sealed, &mut io::sink())?.sha256.as_slice() != kept.sha256.0.as_slice() {
            return Err(SealError::Altered);
        }
    }
    Ok(())
}

/// Opens each kept stream and writes it to what `create` makes for it, which `finish` syncs; reads it back and compares
/// it.
pub(super) fn restore<W: Read + Write + Seek>(
    (key, id): (&Key, &Id),
    home: &Ours,
    kept: &[Kept],
    create: impl Fn(&[u16]) -> io::Result<W>,
    finish: impl Fn(&W) -> io::Result<()>,
) -> Result<(), SealError> {
    for (number, kept) in kept.iter().enumerate() {
        let (sealed, _) = home.look().file(file_name(number).as_ref()).map_err(SealError::Read)?;
        let mut to = create(&units(kept)).map_err(SealError::Write)?;
        let written = unseal(key, id, sealed, &mut to)?;
        finish(&to).and_then(|()| to.rewind()).map_err(SealError::Write)?;
        let read = sum(&mut to, written.size.saturating_add(1)).map_err(SealError::Write)?;
        if written.sha256.as_slice() != kept.sha256.0.as_slice() || read != written {
            return Err(SealError::Altered);
        }
    }
    Ok(())
}

fn units(kept: &Kept) -> Vec<u16> {
    let unit = |pair: &[u8]| pair.iter().rev().fold(0, |unit, byte| unit << 8 | u16::from(*byte));
    kept.name.0.chunks(2).map(unit).collect()
}

/// In the order of the system's list.
fn file_name(number: usize) -> String {
    format!("stream-{number}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::RefCell;
    use std::collections::BTreeMap;
    use std::fs::File;

    const KEY: Key = Key([7; 32]);

    fn id() -> Id {
        "0123456789ab".parse().unwrap()
    }

    /// A file's streams, by name.
    fn beside() -> Vec<(Vec<u16>, Vec<u8>)> {
        let name = |name: &str| name.encode_utf16().collect::<Vec<u16>>();
        vec![
            (name(":Zone.Identifier:$DATA"), b"[ZoneTransfer]\r\nZoneId=3\r\n".to_vec()),
            (name(":tiếng Việt:$DATA"), (0..200_000u32).flat_map(u32::to_le_bytes).collect()),
            // Half of a character, and nothing in it.
            (vec![u16::from(b':'), 0xd800, u16::from(b'x')], Vec::new()),
        ]
    }

    fn list(beside: &[(Vec<u16>, Vec<u8>)]) -> Vec<Stream> {
        beside.iter().map(|(name, bytes)| Stream { name: name.clone(), size: bytes.len() as u64 }).collect()
    }

    fn open<'a>(beside: &'a [(Vec<u16>, Vec<u8>)]) -> impl Fn(&Stream) -> io::Result<&'a [u8]> {
        |stream| {
            let found = beside.iter().find(|(name, _)| *name == stream.name);
            found.map(|(_, bytes)| bytes.as_slice()).ok_or_else(|| io::ErrorKind::NotFound.into())
        }
    }

    fn stored(place: &tempfile::TempDir) -> (Ours, Vec<Kept>) {
        let home = Ours::data(&place.path().join("data")).unwrap().0.make("item").unwrap();
        let kept = store((&KEY, &id()), &home, &list(&beside()), open(&beside()));
        (home, kept.unwrap())
    }

    #[test]
    fn streams_come_back_byte_for_byte_under_their_names() {
        let place = tempfile::tempdir().unwrap();
        let (home, kept) = stored(&place);
        assert_eq!(kept[0].shown, ":Zone.Identifier");
        let text = serde_json::to_string(&kept).unwrap();
        let kept: Vec<Kept> = serde_json::from_str(&text).unwrap();
        let made = RefCell::new(BTreeMap::<Vec<u16>, File>::new());
        let create = |name: &[u16]| {
            let file = tempfile::tempfile()?;
            made.borrow_mut().insert(name.to_vec(), file.try_clone()?);
            Ok(file)
        };
        restore((&KEY, &id()), &home, &kept, create, |_: &File| Ok(())).unwrap();
        assert_eq!(made.borrow().len(), 3);
        for (name, bytes) in beside() {
            let mut file = &made.borrow()[&name];
            let mut back = Vec::new();
            file.rewind().unwrap();
            io::copy(&mut file.take(1 << 20), &mut back).unwrap();
            assert!(back == bytes, "{}", String::from_utf16_lossy(&name));
        }
    }

    #[test]
    fn any_difference_is_seen() {
        let place = tempfile::tempdir().unwrap();
        let (_, kept) = stored(&place);
        let was = beside();
        assert!(same(&kept, &list(&was), open(&was)).unwrap());
        let mut longer = beside();
        longer[2].1.push(1);
        let mut other = beside();
        other[1].1[77_777] ^= 1;
        let mut renamed = beside();
        renamed[0].0[1] ^= 1;
        let fewer = beside()[..2].to_vec();
        let more = [beside(), vec![(vec![u16::from(b':')], Vec::new())]].concat();
        for now in [longer, other, renamed, fewer, more] {
            assert!(!same(&kept, &list(&now), open(&now)).unwrap());
        }
    }

    #[test]
    fn one_that_cannot_be_read_written_or_was_altered_is_an_error() {
        let place = tempfile::tempdir().unwrap();
        let (home, kept) = stored(&place);
        let fails = |_: &Stream| Err::<&[u8], _>(io::ErrorKind::PermissionDenied.into());
        let error = store((&KEY, &id()), &home, &list(&beside()), fails).unwrap_err();
        assert!(matches!(error, SealError::Read(_)), "{error:?}");
        let full = |_: &[u16]| Err::<File, _>(io::ErrorKind::StorageFull.into());
        let error = restore((&KEY, &id()), &home, &kept, full, |_| Ok(())).unwrap_err();
        assert!(matches!(error, SealError::Write(_)), "{error:?}");
        check((&KEY, &id()), &home, &kept).unwrap();
        let path = place.path().join("data/item/stream-0");
        let mut bytes = Vec::new();
        io::copy(&mut File::open(&path).unwrap().take(1 << 20), &mut bytes).unwrap();
        bytes[30] ^= 1;
        std::fs::write(&path, bytes).unwrap();
        assert!(matches!(check((&KEY, &id()), &home, &kept), Err(SealError::Altered)));
        let error = restore((&KEY, &id()), &home, &kept, |_| tempfile::tempfile(), |_| Ok(())).unwrap_err();
        assert!(matches!(error, SealError::Altered), "{error:?}");
    }
}

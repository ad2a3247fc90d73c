//! What an entry of a Windows folder is, from its attributes and its reparse tag alone.
//!
//! Must never call something a file that has its contents elsewhere: looking at it would fetch them, or would look at
//! nothing. Numbers are those of the Windows headers (`winnt.h`, `ntifs.h`) and of MS-FSCC 2.1.2.1.

/// Attribute: a folder.
const DIRECTORY: u32 = 0x10;
/// Attribute: there is a reparse point.
const REPARSE_POINT: u32 = 0x400;
/// Attribute: the contents are on slower storage. Anybody may set it, so that it means nothing of a file that can be read.
const OFFLINE: u32 = 0x1000;
/// Attributes that only a driver sets: to open or to read fetches the contents from elsewhere.
const RECALL: u32 = 0x0004_0000 | 0x0040_0000;

/// Bit of a tag: the reparse point stands for another name, as a link does.
const NAME_SURROGATE: u32 = 0x2000_0000;

/// A junction, or a volume that is mounted in a folder.
#[cfg(test)]
const MOUNT_POINT: u32 = 0xa000_0003;
/// Data that several files share (Windows Server). A driver puts it together when it is read.
const DEDUP: u32 = 0x8000_0013;
/// A program of the Windows store: an empty file that stands for it.
const APP_EXEC_LINK: u32 = 0x8000_001b;
/// A socket.
const AF_UNIX: u32 = 0x8000_0023;
/// Of the Windows subsystem for Linux.
const LX_FIFO: u32 = 0x8000_0024;
const LX_CHR: u32 = 0x8000_0025;
const LX_BLK: u32 = 0x8000_0026;
/// Compressed by the system itself; its driver hides the tag.
const WOF: u32 = 0x8000_0017;
/// OneDrive and its like. Four bits of the tag are for the provider's own use.
const CLOUD: u32 = 0x9000_001a;
const CLOUD_OWN_BITS: u32 = 0x0000_f000;

/// What it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// A file whose contents are read as they lie there.
    File,
    /// A file that a driver of the system puts together when it is read: it is opened through that driver.
    Assembled,
    /// A folder.
    Folder,
    /// A link, a junction, or where a volume is mounted: it stands for something that is looked at where it lies.
    Link,
    /// Contents that are not on this machine, or not all of them.
    Away,
    /// Neither known to be a link nor known to be readable.
    Unknown,
    /// A socket.
    Socket,
    /// A FIFO.
    Fifo,
    /// A device.
    Device,
}

/// What the entry with these attributes and this tag is.
pub fn what(attributes: u32, tag: u32) -> What {
    let plain = if attributes & DIRECTORY == 0 { What::File } else { What::Folder };
    if attributes & RECALL != 0 {
        return What::Away;
    }
    if attributes & REPARSE_POINT == 0 {
        return plain;
    }
    match tag {
        _ if tag & NAME_SURROGATE != 0 => What::Link,
        APP_EXEC_LINK => What::Link,
        AF_UNIX => What::Socket,
        LX_FIFO => What::Fifo,
        LX_CHR | LX_BLK => What::Device,
        // Since Windows 10 1709, older than which no such tag is, what is away has one of the attributes asked for above.
        _ if tag & !CLOUD_OWN_BITS == CLOUD => plain,
        DEDUP | WOF if plain == What::File => What::Assembled,
        // Neither is read; this only says more of why.
        _ if attributes & OFFLINE != 0 => What::Away,
        _ => What::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(attributes: u32, tag: u32, expected: What) {
        assert_eq!(what(attributes, tag), expected, "{attributes:#x} {tag:#x}");
    }

    #[test]
    fn plain_files_and_folders_whatever_tag_is_stated() {
        check(0x20, 0, What::File);
        check(0x07, 0, What::File);
        check(0x10, 0, What::Folder);
        check(0x20, MOUNT_POINT, What::File);
    }

    #[test]
    fn an_attribute_that_anybody_may_set_hides_nothing() {
        check(OFFLINE, 0, What::File);
        check(OFFLINE | DIRECTORY, 0, What::Folder);
        for provider in [0, 0x1000, 0x6000, 0xf000] {
            check(REPARSE_POINT | OFFLINE, CLOUD | provider, What::File);
            check(REPARSE_POINT | OFFLINE | DIRECTORY, CLOUD | provider, What::Folder);
        }
        for tag in [DEDUP, WOF] {
            check(REPARSE_POINT | OFFLINE, tag, What::Assembled);
        }
        check(REPARSE_POINT | OFFLINE, 0xa000_000c, What::Link);
    }

    #[test]
    fn what_lies_elsewhere_is_never_a_file() {
        for provider in [0, 0x1000, 0x6000, 0xf000] {
            check(REPARSE_POINT | 0x0040_0000, CLOUD | provider, What::Away);
            check(REPARSE_POINT | 0x0004_0000 | DIRECTORY, CLOUD | provider, What::Away);
            check(REPARSE_POINT | OFFLINE | 0x0040_0000, CLOUD | provider, What::Away);
            // Fetched before, and here now.
            check(REPARSE_POINT, CLOUD | provider, What::File);
            check(REPARSE_POINT | DIRECTORY, CLOUD | provider, What::Folder);
        }
        check(0x0040_0000, 0, What::Away);
        // Where the tag is of no kind that we know, nothing is read and it is said.
        check(REPARSE_POINT, 0x9000_001c, What::Unknown);
        check(REPARSE_POINT, 0x8000_0018, What::Unknown);
        check(REPARSE_POINT | OFFLINE, 0x9000_001c, What::Away);
        check(REPARSE_POINT | DIRECTORY, DEDUP, What::Unknown);
    }

    #[test]
    fn links_of_every_kind_stand_for_something_else() {
        check(REPARSE_POINT, 0xa000_000c, What::Link);
        check(REPARSE_POINT | DIRECTORY, 0xa000_000c, What::Link);
        check(REPARSE_POINT, 0xa000_001d, What::Link);
        check(REPARSE_POINT, APP_EXEC_LINK, What::Link);
        check(REPARSE_POINT | DIRECTORY, MOUNT_POINT, What::Link);
        check(REPARSE_POINT, AF_UNIX, What::Socket);
        check(REPARSE_POINT, LX_FIFO, What::Fifo);
        check(REPARSE_POINT, LX_CHR, What::Device);
        check(REPARSE_POINT, LX_BLK, What::Device);
        check(REPARSE_POINT, DEDUP, What::Assembled);
    }
}

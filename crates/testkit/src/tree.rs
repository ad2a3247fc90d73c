//! Folders that are awkward to walk, and `find` as an independent count of what is in them.
//! It must never make a link that leads to anything it did not make, but for names that do not exist.

use std::{
    ffi::OsStr,
    fs,
    os::{
        fd::AsFd,
        unix::{
            ffi::OsStrExt,
            fs::{PermissionsExt, symlink},
        },
    },
    path::{Path, PathBuf},
    process::Command,
};

use nix::{
    fcntl::{OFlag, openat},
    sys::stat::{Mode, SFlag, mkdirat, mknod},
};

use crate::{Error, folder::write_new, ordinary_user::said, samples};

/// Levels of folders in the deepest place of an [`AwkwardTree`].
pub const LEVELS: u64 = 200;

/// Names that are hard to print, to store or to pass on. Each is the name of one file.
pub const ODD_NAMES: [&[u8]; 12] = [
    b"caf\xE9-not-utf8.txt",
    b"\xFF\xFE\x80",
    b"two\nlines.txt",
    b"clear\x1b[2J\x1b[31mred.txt",
    b"return\rbell\x07tab\t.txt",
    // Shown as "invoiceexe.pdf" by what obeys the right-to-left override.
    b"invoice\xE2\x80\xAEfdp.exe",
    b"-rf",
    b" spaces around ",
    b"back\\slash\"quote'.txt",
    b"$(touch quet-was-here);*?[a]",
    // The same name twice to the eye: composed, and with a combining accent.
    b"b\xC3\xA1o.txt",
    b"ba\xCC\x81o.txt",
];

/// A folder of everything that a walk stumbles over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AwkwardTree {
    /// Where it is.
    pub root: PathBuf,
    /// All entries that are no folders: what `find` counts for a user who may look everywhere.
    pub non_folders: u64,
    /// Those of them that are ordinary files (a hard link counts as one more).
    pub files: u64,
    /// Those of the ordinary files that lie in [`Self::closed`]: nobody but root sees them.
    pub files_in_closed: u64,
    /// The folder of mode 000.
    pub closed: PathBuf,
    /// Whether a device is among them, which takes root, and a system that lets root make one.
    pub has_device: bool,
}

impl AwkwardTree {
    /// Makes the tree in `root`, which is made too where it does not exist.
    ///
    /// In it: files with [`ODD_NAMES`] (those which the file system takes) and one of 255 bytes, symbolic links in
    /// circles, to themselves, to their own folder, dangling and to a file, hard links, a FIFO, a socket, a device,
    /// empty folders, a file [`LEVELS`] folders deep, a folder that is closed.
    ///
    /// # Errors
    /// [`Error::Make`] where something cannot be made, or is already there.
    pub fn make(root: &Path) -> Result<Self, Error> {
        let mut made = Made { files: 0, others: 0 };
        fs::create_dir_all(root).map_err(Error::make(root))?;

        let names = root.join("names");
        for name in ODD_NAMES {
            made.file_if_name_is_taken(&names.join(OsStr::from_bytes(name)))?;
        }
        made.file(&names.join("n".repeat(255)))?;

        let links = root.join("links");
        made.file(&links.join("file.txt"))?;
        for (name, target) in [
            ("circle-a", "circle-b"),
            ("circle-b", "circle-a"),
            ("itself", "itself"),
            ("own-folder", "."),
            ("above", ".."),
            ("dangling", "nothing is here"),
            ("to-file", "file.txt"),
            ("to-closed", "../closed"),
        ] {
            made.link(&links.join(name), target)?;
        }
        for name in ["hard-1.txt", "hard-2.txt"] {
            let path = links.join(name);
            fs::hard_link(links.join("file.txt"), &path).map_err(Error::make(&path))?;
            made.files += 1;
        }

        let special = root.join("special");
        fs::create_dir(&special).map_err(Error::make(&special))?;
        made.special(&special.join("fifo"), SFlag::S_IFIFO)?;
        made.special(&special.join("socket"), SFlag::S_IFSOCK)?;
        let has_device = make_null_device(&special.join("null"));
        made.others += u64::from(has_device);

        for empty in ["empty", "empty-in-empty/empty/empty"] {
            let path = root.join(empty);
            fs::create_dir_all(&path).map_err(Error::make(&path))?;
        }
        made.file(&(0..LEVELS).fold(root.join("deep"), |path, _| path.join("d")).join("bottom.txt"))?;

        let closed = root.join("closed");
        let before_closed = made.files;
        made.file(&closed.join("file.txt"))?;
        made.file(&closed.join("folder/file.txt"))?;
        set_mode(&closed, 0o000)?;
        Ok(Self {
            root: root.to_owned(),
            non_folders: made.files + made.others,
            files: made.files,
            files_in_closed: made.files - before_closed,
            closed,
            has_device,
        })
    }

    /// Opens the closed folder, so that an ordinary user can remove the tree again.
    ///
    /// # Errors
    /// [`Error::Make`] where its mode cannot be changed.
    pub fn open_closed(&self) -> Result<(), Error> {
        set_mode(&self.closed, 0o755)
    }
}

struct Made {
    files: u64,
    others: u64,
}

impl Made {
    fn file(&mut self, path: &Path) -> Result<(), Error> {
        write_new(path, &samples::clean(2, 100))?;
        self.files += 1;
        Ok(())
    }

    /// Some file systems take only UTF-8: what they refuse as a name is left out, and not counted.
    fn file_if_name_is_taken(&mut self, path: &Path) -> Result<(), Error> {
        match self.file(path) {
            Err(Error::Make { source, .. }) if is_name_refused(&source) => Ok(()),
            done => done,
        }
    }

    fn link(&mut self, path: &Path, target: &str) -> Result<(), Error> {
        symlink(target, path).map_err(Error::make(path))?;
        self.others += 1;
        Ok(())
    }

    fn special(&mut self, path: &Path, kind: SFlag) -> Result<(), Error> {
        mknod(path, kind, Mode::from_bits_truncate(0o644), 0).map_err(|err| Error::make(path)(err.into()))?;
        self.others += 1;
        Ok(())
    }
}

fn is_name_refused(err: &std::io::Error) -> bool {
    let refusals = [nix::errno::Errno::EILSEQ, nix::errno::Errno::EINVAL];
    refusals.iter().any(|errno| err.raw_os_error() == Some(*errno as i32))
}

/// A second `/dev/null`: a device that does nothing when it is opened all the same.
#[cfg(target_os = "linux")]
fn make_null_device(path: &Path) -> bool {
    let null = nix::sys::stat::makedev(1, 3);
    mknod(path, SFlag::S_IFCHR, Mode::from_bits_truncate(0o666), null).is_ok()
}

#[cfg(not(target_os = "linux"))]
fn make_null_device(_: &Path) -> bool {
    false
}

/// Makes a file so deep in `root` that its whole path is longer than the system takes in one piece (4,096 bytes on
/// Linux): only who goes folder by folder reaches it. Apart from [`AwkwardTree`], because `root` must exist, and
/// because many programs cannot remove it; `std::fs::remove_dir_all` can.
///
/// Returns the number of levels.
///
/// # Errors
/// [`Error::Make`] where something cannot be made.
pub fn make_deeper_than_a_path(root: &Path) -> Result<u64, Error> {
    let fail = |err: nix::Error| Error::make(root)(err.into());
    let name = "a-long-name-so-that-100-of-them-are-past-any-limit";
    let folder_flags = OFlag::O_RDONLY | OFlag::O_DIRECTORY | OFlag::O_CLOEXEC | OFlag::O_NOFOLLOW;
    let mut folder = nix::fcntl::open(root, folder_flags, Mode::empty()).map_err(fail)?;
    let levels = 100;
    for _ in 0..levels {
        mkdirat(folder.as_fd(), name, Mode::from_bits_truncate(0o755)).map_err(fail)?;
        folder = openat(folder.as_fd(), name, folder_flags, Mode::empty()).map_err(fail)?;
    }
    let file_flags = OFlag::O_WRONLY | OFlag::O_CREAT | OFlag::O_EXCL | OFlag::O_CLOEXEC;
    let file = openat(folder, "bottom.txt", file_flags, Mode::from_bits_truncate(0o644)).map_err(fail)?;
    nix::unistd::write(file, b"as deep as it gets\n").map_err(fail)?;
    Ok(levels)
}

fn set_mode(path: &Path, mode: u32) -> Result<(), Error> {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).map_err(Error::make(path))
}

/// Counts what is no folder below `path`, on its file system, by running GNU `find`.
///
/// # Errors
/// [`Error::Run`] where there is no `find`, [`Error::CountedInPart`] where it could not look everywhere.
pub fn find_count(path: &Path) -> Result<u64, Error> {
    let mut command = Command::new("find");
    find_count_by(&mut command, path)
}

/// As [`find_count`], by a command that runs `find` as somebody else, see
/// [`without_rights`](crate::ordinary_user::without_rights). `command` has to have no arguments yet.
///
/// # Errors
/// As [`find_count`].
pub fn find_count_by(command: &mut Command, path: &Path) -> Result<u64, Error> {
    command.arg(path).args(["-xdev", "!", "-type", "d", "-printf", "x"]);
    let done = command.output().map_err(Error::run(Path::new("find")))?;
    let counted = done.stdout.len() as u64;
    if done.status.success() {
        Ok(counted)
    } else {
        Err(Error::CountedInPart { path: path.to_owned(), counted, said: said(&done.stderr) })
    }
}

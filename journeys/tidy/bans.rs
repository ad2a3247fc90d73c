//! The list of what only one room may do, and of what is excepted from it.
//!
//! Must never excuse a file as a whole: an exception names the file, the call, how often it stands there, and why.

use super::source::Source;

/// Something that is not to be done in some places.
pub struct Ban {
    /// What is wrong where it is found, and what to do instead.
    pub what: &'static str,
    /// Where it holds.
    pub holds: fn(&Source) -> bool,
    /// How it is written: sequences of tokens.
    pub patterns: &'static [&'static str],
}

/// An exception to the bans.
pub struct Allowed {
    /// The file.
    pub path: &'static str,
    /// The pattern of a ban.
    pub pattern: &'static str,
    /// How often it stands in the file, an import included.
    pub times: usize,
    /// Why it may.
    pub why: &'static str,
}

const OUR_MEMORY: &str = "makes our own data folder and the database in it, and nothing else";
const OUR_LOOKERS: &str = "makes lookers of copies of itself, and ends those";
const OUR_FOREMAN: &str = "starts our own program as the foreman, and ends it";
const OUR_LOOKER: &str = "starts our own program as a looker, and ends it";
const OUR_SCORE: &str = "a looker offers itself to be ended first, in its own entry below /proc";
const OUR_DEMO: &str = "makes the folder that the demo plays in";

const OUR_DATABASE: &str =
    "opens the database: a file in the data folder, or the server that its operator names";
const WHO_CAME: &str = "takes connections that come in";
const OUR_POST: &str = "goes to the mail server that its operator names";
const OUR_LOOKUP: &str = "asks for the addresses of a name, once, to judge them";

/// Every exception there is.
pub const ALLOWED: &[Allowed] = &[
    Allowed { path: "crates/scan/src/remember.rs", pattern: "DirBuilder", times: 1, why: OUR_MEMORY },
    Allowed { path: "crates/scan/src/remember.rs", pattern: "File::options", times: 1, why: OUR_MEMORY },
    Allowed { path: "crates/scan/src/remember.rs", pattern: ".write(true)", times: 1, why: OUR_MEMORY },
    Allowed {
        path: "crates/scan/src/remember.rs",
        pattern: "create_with_backend",
        times: 1,
        why: OUR_MEMORY,
    },
    Allowed { path: "crates/scan/src/crew/foreman.rs", pattern: "kill(", times: 1, why: OUR_LOOKERS },
    Allowed { path: "crates/scan/src/crew/foreman.rs", pattern: "::kill", times: 1, why: OUR_LOOKERS },
    Allowed { path: "crates/scan/src/crew/foreman.rs", pattern: "fork(", times: 1, why: OUR_LOOKERS },
    Allowed { path: "crates/scan/src/crew/foreman.rs", pattern: "::fork", times: 1, why: OUR_LOOKERS },
    Allowed { path: "crates/scan/src/crew/unix.rs", pattern: "kill(", times: 1, why: OUR_FOREMAN },
    Allowed { path: "crates/scan/src/crew/unix.rs", pattern: "process::Command", times: 1, why: OUR_FOREMAN },
    Allowed { path: "crates/scan/src/crew/unix.rs", pattern: "CommandExt", times: 1, why: OUR_FOREMAN },
    Allowed { path: "crates/scan/src/crew/windows/line.rs", pattern: "kill(", times: 2, why: OUR_LOOKER },
    Allowed {
        path: "crates/scan/src/crew/windows/line.rs",
        pattern: "process::Command",
        times: 1,
        why: OUR_LOOKER,
    },
    Allowed {
        path: "crates/scan/src/crew/windows/line.rs",
        pattern: "CommandExt",
        times: 1,
        why: OUR_LOOKER,
    },
    Allowed { path: "crates/scan/src/crew/confine.rs", pattern: "File::options", times: 1, why: OUR_SCORE },
    Allowed { path: "crates/scan/src/crew/confine.rs", pattern: ".write(true)", times: 1, why: OUR_SCORE },
    Allowed { path: "crates/quet/src/demo/mod.rs", pattern: "create_dir_all", times: 1, why: OUR_DEMO },
    Allowed { path: "crates/quet/src/demo/mod.rs", pattern: "tempfile", times: 1, why: OUR_DEMO },
    Allowed { path: "crates/store/src/database.rs", pattern: ".connect(", times: 2, why: OUR_DATABASE },
    Allowed { path: "crates/server/src/door.rs", pattern: "tokio::net", times: 1, why: WHO_CAME },
    Allowed { path: "crates/egress/src/resolve.rs", pattern: "ToSocketAddrs", times: 1, why: OUR_LOOKUP },
    Allowed { path: "crates/egress/src/mail.rs", pattern: "::connect", times: 1, why: OUR_POST },
];

/// Where `unsafe` may stand.
pub const UNSAFE: &[Allowed] = &[
    Allowed {
        path: "crates/quet/src/system/memory.rs",
        pattern: "unsafe",
        times: 2,
        why: "the allocator's settings are numbers that are set through C",
    },
    Allowed {
        path: "crates/scan/src/crew/foreman.rs",
        pattern: "unsafe",
        times: 1,
        why: "a copy of a program can be made in no other way",
    },
    Allowed {
        path: "crates/scan/src/os/unix/map.rs",
        pattern: "unsafe",
        times: 3,
        why: "mapping a file, looking at it and unmapping it is the only way to look at a large one without holding it",
    },
    Allowed {
        path: "crates/scan/src/os/windows/map.rs",
        pattern: "unsafe",
        times: 5,
        why: "mapping a file, looking at it and unmapping it is the only way to look at a large one without holding it",
    },
    Allowed {
        path: "crates/scan/src/os/windows/nt.rs",
        pattern: "unsafe",
        times: 5,
        why: "opening relative to an open folder, and asking what was opened, has no safe wrapper",
    },
    Allowed {
        path: "crates/scan/src/os/windows/identity.rs",
        pattern: "unsafe",
        times: 1,
        why: "asking Windows which file is open has no safe wrapper",
    },
    Allowed {
        path: "crates/scan/src/os/windows/listing.rs",
        pattern: "unsafe",
        times: 1,
        why: "listing an open folder has no safe wrapper",
    },
    Allowed {
        path: "crates/scan/src/os/windows/owner.rs",
        pattern: "unsafe",
        times: 7,
        why: "asking Windows whose a file is has no safe wrapper",
    },
    Allowed {
        path: "crates/scan/src/os/windows/drives.rs",
        pattern: "unsafe",
        times: 7,
        why: "asking Windows for its drives has no safe wrapper",
    },
    Allowed {
        path: "crates/scan/src/os/windows/settled.rs",
        pattern: "unsafe",
        times: 2,
        why: "asking Windows which volume a path lies on has no safe wrapper",
    },
    Allowed {
        path: "crates/scan/src/os/windows/ready.rs",
        pattern: "unsafe",
        times: 6,
        why: "asking Windows for a right of an administrator has no safe wrapper",
    },
    Allowed {
        path: "crates/scan/src/crew/windows/mod.rs",
        pattern: "unsafe",
        times: 1,
        why: "a looker takes the open file that it was handed by number",
    },
    Allowed {
        path: "crates/scan/src/crew/windows/line.rs",
        pattern: "unsafe",
        times: 1,
        why: "handing an open file to another program has no safe wrapper",
    },
    Allowed {
        path: "crates/scan/src/crew/windows/job.rs",
        pattern: "unsafe",
        times: 4,
        why: "bounding a program has no safe wrapper",
    },
    Allowed {
        path: "crates/scan/src/crew/windows/confine.rs",
        pattern: "unsafe",
        times: 8,
        why: "giving up rights has no safe wrapper",
    },
    Allowed {
        path: "crates/quet/src/system/windows.rs",
        pattern: "unsafe",
        times: 12,
        why: "asking Windows who sits before it, and for an administrator's rights, has no safe wrapper",
    },
    Allowed {
        path: "crates/quet/src/system/window.rs",
        pattern: "unsafe",
        times: 3,
        why: "asking Windows about the console, and making it readable, has no safe wrapper",
    },
    Allowed {
        path: "crates/clean/src/door/windows/calls.rs",
        pattern: "unsafe",
        times: 8,
        why: "the calls of Windows that act on what is open have no safe wrapper",
    },
    Allowed {
        path: "crates/clean/src/door/faults/windows.rs",
        pattern: "unsafe",
        times: 1,
        why: "tests end the program in the middle, as a kill does",
    },
    Allowed {
        path: "crates/clean/src/os/windows.rs",
        pattern: "unsafe",
        times: 13,
        why: "asking Windows who runs this program and with which rights, who holds a file, whose it is and what it carries \
              has no safe wrapper",
    },
    Allowed {
        path: "journeys/processes/windows.rs",
        pattern: "unsafe",
        times: 7,
        why: "asking Windows for its processes, and striking one, has no safe wrapper",
    },
    Allowed {
        path: "journeys/windows/deep.rs",
        pattern: "unsafe",
        times: 2,
        why: "making what no whole path leads to has no safe wrapper",
    },
    Allowed {
        path: "journeys/windows/screen.rs",
        pattern: "unsafe",
        times: 5,
        why: "reading another program's console and typing into it has no safe wrapper",
    },
];

/// Everything that changes a file system or ends a program, by whatever library.
#[rustfmt::skip]
const ALTERING: &[&str] = &[
    // The standard library.
    "remove_file", "remove_dir", "remove_dir_all", ".rename(", "::rename", "set_permissions", "hard_link", "soft_link",
    "symlink", "symlink_file", "symlink_dir", "File::create", "create_new", "File::options", "OpenOptions",
    ".write(true)", ".append(true)", "fs::write", "fs::copy", "fs::*", "fs as", "create_dir", "create_dir_all",
    "DirBuilder", "set_len", "set_times", "set_modified", "set_file_times", "kill(", "::kill", "::chown", "fchown",
    "lchown", "chroot",
    // System calls, as nix, rustix and libc name them.
    "unlink", "unlinkat", "rmdir", "renameat", "renameat2", "renameat_with", "linkat", "symlinkat", "::link", "chmod",
    "fchmod", "chmodat", "fchmodat", "chownat", "fchownat", "::truncate", "ftruncate", "fallocate", "futimens",
    "utimensat", "utimes", "mkdir", "mkdirat", "mknod", "mknodat", "mkfifo", "setxattr", "fsetxattr", "lsetxattr",
    "removexattr", "fremovexattr", "lremovexattr", "ioctl_setflags", "copy_file_range", "OFlags::CREATE",
    "OFlags::WRONLY", "OFlags::RDWR", "OFlags::TRUNC", "OFlags::APPEND", "OFlags::TMPFILE", "O_CREAT", "O_WRONLY",
    "O_RDWR", "O_TRUNC", "mount", "unmount", "umount", "killpg", "tgkill", "kill_process", "kill_process_group",
    "kill_current_process_group", "pidfd_send_signal", "reboot",
    // System calls and rights of Windows.
    "NtSetInformationFile", "NtSetSecurityObject", "NtDeleteFile", "FILE_CREATE", "FILE_OPEN_IF", "FILE_OVERWRITE",
    "FILE_OVERWRITE_IF", "FILE_SUPERSEDE", "FILE_GENERIC_WRITE", "GENERIC_WRITE", "FILE_WRITE_DATA", "FILE_ADD_FILE",
    "FILE_WRITE_ATTRIBUTES", "WRITE_DAC", "WRITE_OWNER", "SetFileInformationByHandle", "SetFileAttributesW",
    "SetKernelObjectSecurity", "SetSecurityInfo", "SetNamedSecurityInfoW", "SetEndOfFile", "MoveFileExW", "ReplaceFileW",
    "DeleteFileW", "CreateFileW", "CreateHardLinkW", "CreateSymbolicLinkW", "CreateDirectoryW", "RemoveDirectoryW",
    "FSCTL_SET_REPARSE_POINT",
    // Crates that do it for us.
    "tempfile", "create_with_backend", "Database::create", "MmapMut", "map_mut", "trash",
];

/// What is not to be done, and where.
#[rustfmt::skip]
pub const BANS: &[Ban] = &[
    Ban {
        what: "a room that only thinks does no I/O and never asks the clock: take bytes and `now` as arguments",
        holds: |source| matches!(source.room(), Some("indicators" | "plan" | "sightings" | "office")),
        patterns: &[
            "std::fs", "std::net", "std::env", "std::process", "std::thread", "std::os", "std::*", "std as", "fs::",
            "env::var", "env::var_os", "env::args", "File", "OpenOptions", "::now", "elapsed", "println!", "print!",
            "eprintln!", "eprint!", "dbg!", "stdin", "stdout", "stderr", "Command", "rustix", "nix", "libc", "tokio",
            "getrandom", "TcpStream", "UdpSocket",
        ],
    },
    Ban {
        what: "only `clean` alters what is not ours, and our own files are written through its door",
        holds: |source| !matches!(source.room(), Some("clean" | "store" | "testkit")),
        patterns: ALTERING,
    },
    Ban {
        what: "`store` alters nothing beside its database but through its door, crates/store/src/door.rs",
        holds: |source| source.room() == Some("store") && !is_door("store", &source.path),
        patterns: ALTERING,
    },
    Ban {
        what: "`clean` alters nothing but through its door: add a function to crates/clean/src/door.rs",
        holds: |source| source.room() == Some("clean") && !is_door("clean", &source.path),
        patterns: ALTERING,
    },
    Ban {
        what: "a program is started in few places, for what it does cannot be seen here",
        holds: |source| source.room() != Some("testkit"),
        patterns: &[
            "process::Command", "process::*", "process as", "CommandExt", "execve", "execv", "posix_spawn", "fork(",
            "::fork", "vfork", "CreateProcessW", "CreateProcessAsUserW",
        ],
    },
    Ban {
        what: "only `server` listens",
        holds: |source| source.room() != Some("server"),
        patterns: &["TcpListener", "UnixListener", "UdpSocket", "UnixDatagram", "::bind", "::listen"],
    },
    Ban {
        what: "only `server` listens",
        // There it gives a statement its values; without a socket there is nothing else to bind.
        holds: |source| !matches!(source.room(), Some("server" | "store")),
        patterns: &[".bind("],
    },
    Ban {
        what: "nothing connects outward but through the one room for it, crates/egress",
        holds: |_| true,
        patterns: &[
            "TcpStream", ".connect(", "::connect", "connect_timeout", "ToSocketAddrs", "net::socket",
            "net::socket_with", "socket::socket", "libc::socket", "send_to", "sendto", "tokio::net", "reqwest",
            "hyper", "curl", "attohttpc", "minreq", "isahc", "rustls", "net::*", "net as",
        ],
    },
    Ban {
        what: "nothing connects outward but through the one room for it, crates/egress",
        holds: |source| source.room() != Some("egress"),
        patterns: &["ureq", "lettre"],
    },
    Ban {
        what: "only `store` speaks SQL",
        holds: |source| source.room() != Some("store"),
        patterns: &["sqlx", "rusqlite", "sea_orm", "sea_query", "diesel", "tokio_postgres", "postgres", "datafusion"],
    },
    Ban {
        what: "the time of day is asked where a command begins, and is an argument from there",
        holds: |source| !matches!(source.room(), Some("quet" | "testkit")),
        patterns: &["SystemTime::now", "Timestamp::now", "Zoned::now", "Utc::now", "Local::now", "clock_gettime"],
    },
];

fn is_door(room: &str, path: &str) -> bool {
    path.strip_prefix(&*format!("crates/{room}/src/"))
        .is_some_and(|file| file == "door.rs" || file.starts_with("door/"))
}

//! What is taken from a foreman and its lookers before a hostile byte reaches them: open files, rights, memory.
//!
//! Must never give anything back, and must never be called by quet itself: what is taken here stays taken.

use std::fs::File;
use std::io;
use std::os::fd::{AsFd, AsRawFd};
use std::os::unix::net::UnixStream;

use rustix::process::{Resource, Rlimit};

use crate::limits::Limits;

/// Ends this program when the one that started it ends.
///
/// # Errors
/// Whatever the system says.
#[cfg(target_os = "linux")]
pub fn die_with_parent() -> io::Result<()> {
    rustix::process::set_parent_process_death_signal(Some(rustix::process::Signal::KILL))?;
    Ok(())
}

/// Where the system has no such order, the closing line must do.
///
/// # Errors
/// None.
#[cfg(not(target_os = "linux"))]
pub fn die_with_parent() -> io::Result<()> {
    Ok(())
}

/// Leaves open in this program only the line to quet, which is returned: not what quet or who started it had open,
/// and nothing at standard input, where a copy of this program would find it.
///
/// # Errors
/// Whatever the system says.
pub fn leave_open_only_the_line() -> io::Result<UnixStream> {
    let line = io::stdin().as_fd().try_clone_to_owned()?;
    let nothing = File::open("/dev/null")?;
    rustix::stdio::dup2_stdin(&nothing)?;
    let mut others = Vec::new();
    for entry in rustix::fs::Dir::read_from(rustix::fs::open(
        "/proc/self/fd",
        rustix::fs::OFlags::RDONLY | rustix::fs::OFlags::DIRECTORY | rustix::fs::OFlags::CLOEXEC,
        rustix::fs::Mode::empty(),
    )?)? {
        others.extend(entry?.file_name().to_str().ok().and_then(|name| name.parse::<i32>().ok()));
    }
    let kept = [0, 1, 2, line.as_raw_fd(), nothing.as_raw_fd()];
    for other in others.into_iter().filter(|other| !kept.contains(other)) {
        // The folder that was just listed is among them and closed already.
        let _ = nix::unistd::close(other);
    }
    Ok(UnixStream::from(line))
}

/// Takes from this program what a looker does not need: root's rights, files, the network, dumps of memory. What the
/// kernel does not know how to take stays; the rules of the house hold all the same.
///
/// # Errors
/// When root's rights cannot be laid down although they are there.
pub fn confine() -> io::Result<()> {
    let nothing = Rlimit { current: Some(0), maximum: Some(0) };
    let _ = rustix::process::setrlimit(Resource::Core, nothing);
    let _ = rustix::process::setrlimit(Resource::Fsize, nothing);
    // When memory runs out, a looker is to go before any program of the machine's owner.
    #[cfg(target_os = "linux")]
    if let Ok(mut score) = File::options().write(true).open("/proc/self/oom_score_adj") {
        let _ = io::Write::write_all(&mut score, b"1000");
    }
    lay_down_rights()?;
    die_with_parent()?;
    #[cfg(target_os = "linux")]
    {
        use landlock::{
            ABI, Access, AccessFs, AccessNet, CompatLevel, Compatible, Ruleset, RulesetAttr, Scope,
        };
        let confined = Ruleset::default()
            .set_compatibility(CompatLevel::BestEffort)
            .handle_access(AccessFs::from_all(ABI::V6))
            .and_then(|rules| rules.handle_access(AccessNet::from_all(ABI::V6)))
            .and_then(|rules| rules.scope(Scope::from_all(ABI::V6)))
            .and_then(|rules| rules.create())
            .and_then(|rules| rules.restrict_self());
        let _ = confined;
    }
    Ok(())
}

/// Becomes a user of its own where this program is root. Files come open, so none of root's rights is needed; and a
/// number that nobody else has keeps other programs' signals away.
fn lay_down_rights() -> io::Result<()> {
    use nix::errno::Errno;
    use nix::unistd::{Gid, Uid, setgroups, setresgid, setresuid};
    /// Where systemd, too, takes numbers for users that live as long as a program.
    const FIRST: u32 = 61_184;
    const NUMBERS: u32 = 4_096;
    if !rustix::process::geteuid().is_root() {
        return Ok(());
    }
    let unbounded = Rlimit { current: None, maximum: None };
    let _ = rustix::process::setrlimit(Resource::Nproc, unbounded);
    let number = FIRST + std::process::id() % NUMBERS;
    let (user, group) = (Uid::from_raw(number), Gid::from_raw(number));
    let steps = [setgroups(&[]), setresgid(group, group, group), setresuid(user, user, user)];
    for step in steps {
        match step {
            // In a namespace that knows no such user, or may not change groups, root is root of little.
            Ok(()) | Err(Errno::EINVAL | Errno::EPERM) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

/// Bounds what a looker may allocate: twice what the limits let it hold unpacked, since a growing buffer is there
/// twice for a moment, and 2 GiB for rules and matches. Past that it breaks down and costs its object.
pub fn bound_memory(limits: &Limits) {
    let bytes = limits.held_bytes.saturating_mul(2).saturating_add(2 << 30);
    let _ = rustix::process::setrlimit(Resource::Data, Rlimit { current: Some(bytes), maximum: Some(bytes) });
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::process::Command;

    /// In a process of its own, since nothing that is taken comes back: what a confined program can still reach.
    #[test]
    fn a_confined_program_reaches_no_file_and_no_right() {
        if std::env::var_os("QUET_TEST_CONFINED").is_some() {
            confine().unwrap();
            let open = |path: &str| File::open(path).map(drop).unwrap_err().kind();
            assert_eq!(open("/etc/passwd"), io::ErrorKind::PermissionDenied);
            assert_eq!(open("/proc/self/status"), io::ErrorKind::PermissionDenied);
            assert_eq!(
                File::create("/tmp/quet-was-here").unwrap_err().kind(),
                io::ErrorKind::PermissionDenied
            );
            let connect = std::net::TcpStream::connect("127.0.0.1:9").unwrap_err().kind();
            assert_eq!(connect, io::ErrorKind::PermissionDenied);
            assert!(!rustix::process::geteuid().is_root());
            return;
        }
        let done = Command::new(std::env::current_exe().unwrap())
            .args([
                "--exact",
                "crew::confine::tests::a_confined_program_reaches_no_file_and_no_right",
                "--nocapture",
            ])
            .env("QUET_TEST_CONFINED", "1")
            .output()
            .unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stdout));
    }
}

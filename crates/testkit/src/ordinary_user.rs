//! Running a program as somebody without rights, because tests that run as root never meet a permission error.
//! It must never give rights: it only takes them away, and only from a child that is not started yet.

use std::{
    fs,
    os::unix::{fs::PermissionsExt, process::CommandExt},
    path::{Path, PathBuf},
    process::Command,
};

use nix::unistd::geteuid;
use tempfile::TempDir;

use crate::Error;

/// The user and group `nobody`, by number: their names differ between systems.
pub const NOBODY: u32 = 65_534;

/// Makes `command` run as [`NOBODY`] when this process is root; otherwise this process is an ordinary user already, and
/// nothing changes.
///
/// Supplementary groups go too: the standard library clears them whenever root sets a user for a child. The working
/// directory becomes `/` where none is set, because the child may not enter ours.
pub fn without_rights(command: &mut Command) -> &mut Command {
    if command.get_current_dir().is_none() {
        command.current_dir("/");
    }
    if geteuid().is_root() { command.uid(NOBODY).gid(NOBODY) } else { command }
}

/// A copy of `program` that everybody may reach and execute, since a checkout may lie below a closed folder.
///
/// It lives as long as the folder that is returned with it.
///
/// # Errors
/// [`Error::Make`], [`Error::Run`] and [`Error::Failed`] where it cannot be copied, [`Error::OutOfReach`] where the
/// folder for temporary files is itself closed.
pub fn reachable_copy(program: &Path) -> Result<(TempDir, PathBuf), Error> {
    let folder = folder_with_mode(0o755)?;
    let copy = folder.path().join(program.file_name().unwrap_or(program.as_os_str()));
    // `cp` writes it, not this process: a child that another thread starts meanwhile would inherit the file open for
    // writing, and executing the copy would then fail with "text file busy".
    let cp = Path::new("cp");
    let done = Command::new(cp).arg("--").arg(program).arg(&copy).output().map_err(Error::run(cp))?;
    if !done.status.success() {
        return Err(Error::Failed { program: cp.to_owned(), said: said(&done.stderr) });
    }
    set_mode(&copy, 0o755)?;
    Ok((folder, copy))
}

/// A temporary folder in which everybody may do everything.
///
/// # Errors
/// [`Error::Make`] where it cannot be made, [`Error::OutOfReach`] where a folder above it keeps others out.
pub fn world_tempdir() -> Result<TempDir, Error> {
    folder_with_mode(0o777)
}

fn folder_with_mode(mode: u32) -> Result<TempDir, Error> {
    let parent = std::env::temp_dir();
    let folder = tempfile::Builder::new().prefix("quet-test-").tempdir().map_err(Error::make(&parent))?;
    // The mode is set afterwards: one given while making it is cut down by the umask.
    set_mode(folder.path(), mode)?;
    let path = folder.path().canonicalize().map_err(Error::make(folder.path()))?;
    for above in path.ancestors() {
        let open = fs::metadata(above).map_err(Error::make(above))?.permissions().mode() & 1 == 1;
        if !open {
            return Err(Error::OutOfReach { path: above.to_owned() });
        }
    }
    Ok(folder)
}

fn set_mode(path: &Path, mode: u32) -> Result<(), Error> {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).map_err(Error::make(path))
}

/// What a program said on its standard error, cut to what fits a message.
pub(crate) fn said(stderr: &[u8]) -> String {
    String::from_utf8_lossy(stderr).trim().chars().take(500).collect()
}

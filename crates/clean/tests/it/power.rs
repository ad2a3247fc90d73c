//! What a power cut would leave, from the trace of what was synced.
//!
//! Must never be kinder than a disk: what was not synced is lost.

#[cfg(unix)]
pub use traced::Disk;
#[cfg(windows)]
pub use untold::Disk;

/// On Windows nobody says what was synced.
#[cfg(windows)]
mod untold {
    use std::path::Path;

    use crate::place::Place;

    pub struct Disk;

    impl Disk {
        pub fn of(_: &Path) -> Disk {
            Disk
        }

        pub fn follow(&mut self, _: &Path) {}

        /// Whether the power was cut.
        pub fn cut(&self, _: &Place) -> bool {
            false
        }
    }
}

#[cfg(unix)]
mod traced {
    use std::collections::BTreeMap;
    use std::ffi::OsString;
    use std::fs;
    use std::os::unix::ffi::OsStringExt;
    use std::os::unix::fs::MetadataExt;
    use std::path::{Path, PathBuf};

    use crate::place::{Place, contents};

    /// What a disk durably holds, by number; a number used again is another thing.
    #[derive(Default)]
    pub struct Disk {
        root: (u64, u32),
        used: BTreeMap<u64, u32>,
        files: BTreeMap<(u64, u32), Vec<u8>>,
        folders: BTreeMap<(u64, u32), BTreeMap<OsString, (u64, u32)>>,
    }

    impl Disk {
        /// Everything under a folder, taken to be synced.
        pub fn of(root: &Path) -> Disk {
            let mut disk = Disk { root: (fs::metadata(root).unwrap().ino(), 0), ..Disk::default() };
            disk.add(root);
            disk
        }

        fn add(&mut self, folder: &Path) {
            let mut entries = BTreeMap::new();
            for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
                let key = (entry.metadata().unwrap().ino(), 0);
                entries.insert(entry.file_name(), key);
                if entry.file_type().unwrap().is_dir() {
                    self.add(&entry.path());
                } else {
                    self.files.insert(key, contents(&entry.path()));
                }
            }
            self.folders.insert((fs::metadata(folder).unwrap().ino(), 0), entries);
        }

        fn key(&self, inode: u64) -> (u64, u32) {
            (inode, self.used.get(&inode).copied().unwrap_or(0))
        }

        /// Does what the trace says was synced.
        pub fn follow(&mut self, trace: &Path) {
            let log = trace.join("log");
            let log = if log.exists() { contents(&log) } else { Vec::new() };
            for line in String::from_utf8(log).unwrap().lines().filter(|line| *line != "change") {
                let mut words = line.split(' ');
                let (what, inode) = (words.next().unwrap(), words.next().unwrap().parse().unwrap());
                match what {
                    "made" => {
                        *self.used.entry(inode).or_insert(0) += 1;
                        if words.next() == Some("folder") {
                            self.folders.insert(self.key(inode), BTreeMap::new());
                        }
                    }
                    "file" => {
                        self.files.insert(self.key(inode), contents(&trace.join(words.next().unwrap())));
                    }
                    "folder" => {
                        let entries = words.map(|word| {
                            let (name, inode) = word.split_once('=').unwrap();
                            let pairs = name.as_bytes().chunks(2);
                            let name = pairs
                                .map(|pair| u8::from_str_radix(str::from_utf8(pair).unwrap(), 16).unwrap());
                            (OsString::from_vec(name.collect()), self.key(inode.parse().unwrap()))
                        });
                        let entries = entries.collect();
                        self.folders.insert(self.key(inode), entries);
                    }
                    other => panic!("`{other}` in the trace"),
                }
            }
        }

        /// Cuts the power: what is durable, and nothing else, stands in the place afterwards.
        pub fn cut(&self, place: &Place) -> bool {
            fs::rename(place.live(), place.outside("was")).unwrap();
            self.rebuild(&place.live());
            true
        }

        /// Writes it all out again, hard links as hard links.
        fn rebuild(&self, root: &Path) {
            self.write(self.root, root, &mut BTreeMap::new());
        }

        fn write(&self, folder: (u64, u32), path: &Path, written: &mut BTreeMap<(u64, u32), PathBuf>) {
            fs::create_dir(path).unwrap();
            for (name, key) in self.folders.get(&folder).into_iter().flatten() {
                let path = path.join(name);
                if self.folders.contains_key(key) {
                    self.write(*key, &path, written);
                } else if let Some(other) = written.get(key) {
                    fs::hard_link(other, &path).unwrap();
                } else {
                    fs::write(&path, self.files.get(key).map_or(&[][..], Vec::as_slice)).unwrap();
                    written.insert(*key, path);
                }
            }
        }
    }
}

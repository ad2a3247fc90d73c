//! The sample folder: that what it says of itself is so.

use std::{collections::BTreeSet, fs::File, path::PathBuf};

use sha2::{Digest, Sha256};
use testkit::folder::{SampleFolder, rules_folder};

use crate::read;

fn files_below(root: &std::path::Path) -> BTreeSet<PathBuf> {
    let (mut folders, mut files) = (vec![root.to_owned()], BTreeSet::new());
    while let Some(folder) = folders.pop() {
        for entry in folder.read_dir().unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                files.insert(path);
            }
        }
    }
    files
}

#[test]
fn truth_is_true() {
    let temp = tempfile::tempdir().unwrap();
    let folder = SampleFolder::make(&temp.path().join("samples")).unwrap();
    assert_eq!(
        folder.files.iter().map(|file| file.path.clone()).collect::<BTreeSet<_>>(),
        files_below(&folder.root)
    );
    for file in &folder.files {
        assert_eq!(file.path.metadata().unwrap().len(), file.size);
        if file.gap {
            assert_eq!(file.path, folder.locked);
            assert!(File::open(&file.path).is_err());
            continue;
        }
        let bytes = read(File::open(&file.path).unwrap(), 1 << 20).unwrap();
        assert_eq!(format!("{:x}", Sha256::digest(&bytes)), file.sha256, "{:?}", file.path);
    }
    assert_eq!(folder.files.iter().any(|file| file.gap), !folder.locked_is_readable);
    let found: Vec<_> = folder
        .infected()
        .map(|file| {
            (
                file.path.file_name().unwrap().to_str().unwrap(),
                file.found[0].inside.clone(),
                file.found[0].rule,
            )
        })
        .collect();
    assert_eq!(
        found,
        [
            ("archive.tar.gz", vec!["inner.zip".to_owned(), "eicar.com".to_owned()], "EICAR_Test_File"),
            ("eicar.txt", vec![], "EICAR_Test_File"),
            ("invoice-2020.bin", vec![], "Quet_Demo_Marker"),
        ]
    );
    assert!(folder.files.iter().any(|file| file.path.ends_with("Báo cáo/tuần 12.txt")));
}

#[test]
fn nothing_is_written_over() {
    let temp = tempfile::tempdir().unwrap();
    SampleFolder::make(temp.path()).unwrap();
    let err = SampleFolder::make(temp.path()).unwrap_err();
    assert_eq!(std::io::Error::from(err).kind(), std::io::ErrorKind::AlreadyExists);
}

#[test]
fn rules_compile_from_their_folder() {
    let temp = tempfile::tempdir().unwrap();
    let rules = temp.path().join("rules");
    let paths = rules_folder(&rules).unwrap();
    assert_eq!(paths.len(), 2);
    let mut compiler = boreal::Compiler::new();
    for path in paths {
        assert_eq!(path.extension().unwrap(), "yar");
        compiler.add_rules_file(path).unwrap();
    }
}

//! The samples: what they are, that rules find them, and that nothing of ours holds them in plain form.

use std::{fs::File, path::Path};

use sha2::{Digest, Sha256};
use testkit::samples::{clean, eicar, eicar_rule, gzip, marked, marked_rule};

use crate::{gunzip, read};

fn hex(bytes: impl AsRef<[u8]>) -> String {
    bytes.as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

fn holds(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

/// The marker alone: what all marked files share and only they do.
fn marker() -> Vec<u8> {
    let file = marked(1);
    let start = file.windows(16).position(|window| window == b"Quet demo marker").unwrap();
    file[start..start + 61].to_vec()
}

#[test]
fn eicar_is_the_agreed_one() {
    assert_eq!(eicar().len(), 68);
    assert_eq!(hex(md5::Md5::digest(eicar())), "44d88612fea8a8f36de82e1278abb02f");
    assert_eq!(
        hex(Sha256::digest(eicar())),
        "275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f"
    );
}

#[test]
fn no_program_and_no_source_holds_a_sample() {
    let program = File::open(std::env::current_exe().unwrap()).unwrap();
    let program = read(program, 1 << 30).unwrap();
    assert!(holds(&program, b"the test program holds"), "the search finds nothing at all");
    for sample in [eicar(), marker()] {
        // Half of it counts as well: compilers cut constants into pieces.
        for part in sample.chunks(sample.len().div_ceil(2)) {
            assert!(!holds(&program, part), "the test program holds `{}`", String::from_utf8_lossy(part));
        }
        let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in folder.read_dir().unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    let source = read(File::open(&path).unwrap(), 1 << 20).unwrap();
                    assert!(!holds(&source, &sample), "{path:?}");
                }
            }
        }
    }
}

/// The names of the rules that match, by the engine that Quét uses.
fn matching(bytes: &[u8]) -> Vec<String> {
    let mut compiler = boreal::Compiler::new();
    compiler.add_rules_str(eicar_rule()).unwrap();
    compiler.add_rules_str(marked_rule()).unwrap();
    let scanner = compiler.finalize();
    let result = scanner.scan_mem(bytes).unwrap();
    result.rules.iter().map(|rule| rule.name.to_owned()).collect()
}

#[test]
fn rules_find_their_samples_and_nothing_else() {
    assert_eq!(matching(&eicar()), ["EICAR_Test_File"]);
    assert_eq!(matching(&[eicar(), b" and more".to_vec()].concat()), ["EICAR_Test_File"]);
    assert!(matching(&[b"not at the start ".to_vec(), eicar()].concat()).is_empty());
    for seed in 0..50 {
        assert_eq!(matching(&marked(seed)), ["Quet_Demo_Marker"], "{seed}");
        assert!(matching(&clean(seed, 10_000)).is_empty(), "{seed}");
    }
    assert!(matching(eicar_rule().as_bytes()).is_empty());
    assert!(matching(marked_rule().as_bytes()).is_empty());
}

#[test]
fn rules_score_100_and_describe_themselves() {
    for rule in [eicar_rule(), marked_rule().to_owned()] {
        assert!(rule.contains("score = 100") && rule.contains("description = "), "{rule}");
    }
}

#[test]
fn clean_and_marked_bytes_depend_on_the_seed_alone() {
    for seed in 0..4 {
        assert_eq!(clean(seed, 5_000), clean(seed, 5_000));
        assert_ne!(clean(seed, 5_000), clean(seed + 2, 5_000));
        assert_eq!(marked(seed), marked(seed));
        assert_ne!(marked(seed), marked(seed + 1));
    }
    for size in [0, 1, 2, 3, 4_096] {
        assert_eq!(clean(0, size).len(), size);
        assert_eq!(clean(1, size).len(), size);
    }
    assert!(String::from_utf8_lossy(&clean(2, 5_000)).contains("kiểm"));
}

#[test]
fn gzip_unpacks_to_what_went_in() {
    for bytes in [Vec::new(), clean(1, 100_000), clean(2, 100_000)] {
        assert_eq!(gunzip(&gzip(&bytes), 1 << 20).unwrap(), bytes);
    }
}

//! Honest and lying archives, as the zip crate, the tar crate and Python's modules see them.

use std::io::Cursor;

use testkit::{
    hostile::*,
    samples::{Layer, clean, eicar, gzip, nested, tar, zip},
    zip_file::{Entry, ZipFile},
};

use crate::{gunzip, python, read};

type Members = Vec<(Vec<u8>, Result<Vec<u8>, String>)>;

/// Names and contents as the zip crate gives them.
fn unzip(bytes: &[u8]) -> Result<Members, String> {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|err| err.to_string())?;
    let mut members = Members::new();
    for index in 0..zip.len() {
        let name = zip.by_index_raw(index).unwrap().name_raw().to_vec();
        let content = zip
            .by_index(index)
            .map_err(|err| err.to_string())
            .and_then(|member| read(member, 1 << 20).map_err(|err| err.to_string()));
        members.push((name, content));
    }
    Ok(members)
}

fn content<'a>(members: &'a Members, name: &str) -> &'a Result<Vec<u8>, String> {
    &members.iter().find(|(found, _)| found == name.as_bytes()).unwrap().1
}

/// Type flag, name and content.
type TarMember = (u8, Vec<u8>, Vec<u8>);

/// Each member as the tar crate gives them, up to the first error.
fn untar(bytes: &[u8]) -> (Vec<TarMember>, Option<String>) {
    let mut archive = tar::Archive::new(bytes);
    let mut members = Vec::new();
    for entry in archive.entries().unwrap() {
        let member = entry.and_then(|mut entry| {
            let name = entry.path_bytes().into_owned();
            Ok((entry.header().entry_type().as_byte(), name, read(&mut entry, 1 << 20)?))
        });
        match member {
            Ok(member) => members.push(member),
            Err(err) => return (members, Some(err.to_string())),
        }
    }
    (members, None)
}

const PYTHON_ZIP: &str = "
import sys, io, zipfile
z = zipfile.ZipFile(io.BytesIO(sys.stdin.buffer.read()))
z.setpassword(b'infected')
assert z.testzip() is None
print(len(z.infolist()), z.read(z.namelist()[0]).hex())
";

fn python_agrees(bytes: &[u8], count: usize, first: &[u8]) {
    let hex: String = first.iter().map(|byte| format!("{byte:02x}")).collect();
    let said = python(PYTHON_ZIP, bytes);
    assert!(said.as_ref().is_none_or(|said| *said == format!("{count} {hex}").trim()), "{said:?}");
}

#[test]
fn honest_zip_opens_everywhere() {
    let text = clean(2, 5_000);
    let bytes = zip(&[("Báo cáo.txt", text.clone()), ("../up", eicar()), ("empty", vec![])]);
    let members = unzip(&bytes).unwrap();
    assert_eq!(members.len(), 3);
    assert_eq!(*content(&members, "Báo cáo.txt"), Ok(text.clone()));
    assert_eq!(*content(&members, "../up"), Ok(eicar()));
    assert_eq!(*content(&members, "empty"), Ok(vec![]));
    python_agrees(&bytes, 3, &text);
}

#[test]
fn honest_tar_opens_everywhere() {
    let long = "d/".repeat(200) + "tuần 12.txt";
    let bytes = tar(&[(long.as_str(), clean(2, 5_000)), ("../up", eicar())]);
    let (members, err) = untar(&bytes);
    assert_eq!(err, None);
    assert_eq!(members[0], (b'0', long.clone().into_bytes(), clean(2, 5_000)));
    assert_eq!(members[1], (b'0', b"../up".to_vec(), eicar()));
    let said = python(
        "import sys, tarfile; print(tarfile.open(fileobj=sys.stdin.buffer, mode='r|').getnames())",
        &bytes,
    );
    assert!(said.is_none_or(|said| said == format!("['{long}', '../up']")));
}

#[test]
fn nested_layers_open_from_the_outside() {
    let bytes = nested(&eicar(), &[Layer::Zip("eicar.com"), Layer::Tar("inner.zip"), Layer::Gzip]);
    let (members, _) = untar(&gunzip(&bytes, 1 << 20).unwrap());
    assert_eq!(members[0].1, b"inner.zip");
    assert_eq!(*content(&unzip(&members[0].2).unwrap(), "eicar.com"), Ok(eicar()));
}

#[test]
fn odd_names_are_written_as_they_are() {
    let bytes = zip_with_odd_names();
    // The zip crate keeps one of two members of the same name: the count is left to Python, which keeps both.
    let names: Vec<_> = unzip(&bytes).unwrap().into_iter().map(|(name, _)| name).collect();
    for name in [b"b\xE1o c\xE1o.txt".as_slice(), b"../../../../tmp/quet-was-here", b"nul\0byte.txt", b""] {
        assert!(names.iter().any(|found| found == name), "{:?}", String::from_utf8_lossy(name));
    }
    python_agrees(&bytes, 14, &clean(14, 60));

    let (members, err) = untar(&tar_with_odd_names());
    let names: Vec<_> = members.iter().map(|(_, name, _)| name.as_slice()).collect();
    assert!(names.contains(&b"b\xE1o c\xE1o.txt".as_slice()), "{err:?}");
    assert!(names.contains(&b"gnu/".repeat(1_500).as_slice()));
    assert!(names.contains(&b"pax/".repeat(1_500).as_slice()));
    assert!(names.contains(&b"../the-name-that-counts".as_slice()));
}

#[test]
fn links_and_devices_have_no_content() {
    let (members, err) = untar(&tar_with_links());
    assert_eq!(err, None);
    let kinds: Vec<_> = members.iter().map(|(kind, ..)| *kind).collect();
    assert_eq!(
        kinds,
        *b"2221112122346 5Q0".iter().filter(|kind| **kind != b' ').copied().collect::<Vec<_>>()
    );
    let with_content: Vec<_> = members.iter().filter(|(_, _, content)| !content.is_empty()).collect();
    assert_eq!(with_content, [&(b'0', b"file.txt".to_vec(), eicar())]);
    let said = python(
        "import sys, tarfile; print(len(tarfile.open(fileobj=sys.stdin.buffer, mode='r|').getmembers()))",
        &tar_with_links(),
    );
    assert!(said.is_none_or(|said| said == "16"));
}

#[test]
fn broken_tars_break_where_they_say() {
    let (members, err) = untar(&tar_bad_checksum());
    assert_eq!(members.len(), 1);
    assert!(err.unwrap().contains("checksum"));

    let (members, err) = untar(&tar_cut());
    assert_eq!(members[0].2, eicar());
    assert!(err.is_some() || members[1].2.len() < 10_000);

    for size in [4_096, 1 << 40, u64::MAX] {
        let (members, err) = untar(&tar_lying_size(size));
        assert!(err.is_some() || members.iter().all(|(.., content)| content.len() as u64 != size), "{size}");
    }
}

#[test]
fn sparse_member_is_as_large_as_it_says() {
    let small = tar_sparse(100_000);
    let (members, err) = untar(&small);
    assert_eq!(err, None);
    assert_eq!(members[0].2.len(), 100_000);
    assert!(members[0].2[..100_000 - 512].iter().all(|byte| *byte == 0));
    assert_eq!(members[0].2[100_000 - 512..], clean(1, 512));
    assert_eq!(members[1].1, b"after.txt");

    for size in [1 << 33, 1 << 40, 1 << 60] {
        let bytes = tar_sparse(size);
        assert!(bytes.len() < 4_096);
        let mut archive = tar::Archive::new(bytes.as_slice());
        assert_eq!(archive.entries().unwrap().next().unwrap().unwrap().size(), size);
    }
}

#[test]
fn many_members_are_all_there() {
    for n in [0, 1, 65_534, 65_535, 70_000] {
        let bytes = many_members_zip(n);
        let zip = zip::ZipArchive::new(Cursor::new(&bytes)).unwrap();
        assert_eq!(zip.len(), n as usize);
        if n > 0 {
            python_agrees(&bytes, n as usize, b"");
        }
    }
    assert_eq!(untar(&many_members_tar(5_000)).0.len(), 5_000);
}

#[test]
fn each_lie_is_told() {
    let mut truth = eicar();
    truth.resize(68 + 1_024, 0);
    let honest = Entry::new("member.bin", &truth).local;
    for lie in Lie::ALL {
        let bytes = lying_zip(lie, &eicar());
        let mut told = (honest.name.as_slice(), honest.packed, honest.size, honest.crc32);
        match lie {
            Lie::SizeTooSmall => told.2 = 1,
            Lie::SizeTooLarge => told.2 = u32::MAX - 1,
            Lie::PackedTooSmall => told.1 /= 2,
            Lie::PackedTooLarge => told.1 = u32::MAX - 1,
            Lie::WrongCrc => told.3 ^= 1,
            Lie::HeadersDisagree => (told.1, told.2, told.3) = (0, 0, 0),
            Lie::NamesDisagree => told.0 = b"readme.txt",
        }
        let mut zip = zip::ZipArchive::new(Cursor::new(&bytes)).unwrap();
        let listed = zip.by_index_raw(0).unwrap();
        let (packed, size) = (u64::from(told.1), u64::from(told.2));
        assert_eq!(
            (listed.name_raw(), listed.compressed_size(), listed.size(), listed.crc32()),
            (told.0, packed, size, told.3),
            "{lie:?}"
        );
        drop(listed);
        assert_eq!(*content(&unzip(&bytes).unwrap(), "after.txt"), Ok(clean(2, 500)), "{lie:?}");
    }
    let wrong_crc = unzip(&lying_zip(Lie::WrongCrc, &eicar())).unwrap();
    assert!(content(&wrong_crc, "member.bin").is_err());
}

#[test]
fn cut_zip_has_its_first_member_and_no_directory() {
    let bytes = zip_cut();
    assert!(unzip(&bytes).is_err());
    assert!(bytes.windows(68).any(|window| window == eicar()));
    assert!(!bytes.windows(4).any(|window| window == b"PK\x01\x02" || window == b"PK\x05\x06"));
}

#[test]
fn encrypted_zip_needs_its_password() {
    for bytes in [encrypted_zip(), encrypted_zip_of("eicar.com", &eicar(), ENCRYPTED_ZIP_PASSWORD)] {
        let members = unzip(&bytes).unwrap();
        assert!(content(&members, "eicar.com").is_err());
        python_agrees(&bytes, members.len(), &eicar());
    }
    assert_eq!(*content(&unzip(&encrypted_zip()).unwrap(), "readme.txt"), Ok(clean(4, 300)));
}

#[test]
fn unsupported_methods_are_refused_one_by_one() {
    let members = unzip(&unsupported_method_zip()).unwrap();
    assert!(content(&members, "method98.bin").is_err());
    assert!(content(&members, "method99.bin").is_err());
    assert_eq!(*content(&members, "readme.txt"), Ok(clean(6, 300)));
}

#[test]
fn hidden_member_is_in_the_stream_alone() {
    let bytes = hidden_local_entry_zip(&eicar());
    let members = unzip(&bytes).unwrap();
    assert_eq!(members.len(), 1);
    assert_eq!(members[0].0, b"shown.txt");
    let mut stream = bytes.as_slice();
    let first = zip::read::read_zipfile_from_stream(&mut stream).unwrap().unwrap();
    assert_eq!(first.name_raw(), b"hidden.bin");
    assert_eq!(read(first, 1_000).unwrap(), eicar());
}

#[test]
fn prefix_and_comment_leave_the_members_readable() {
    let comment = clean(2, 65_535);
    for bytes in [
        zip_with_prefix(b"MZ"),
        zip_with_prefix(&clean(1, 100_000)),
        zip_with_uncounted_prefix(&clean(1, 100_000)),
        zip_with_comment(b"hello"),
        zip_with_comment(&comment),
    ] {
        let members = unzip(&bytes).unwrap();
        assert_eq!(*content(&members, "eicar.com"), Ok(eicar()));
        assert_eq!(*content(&members, "readme.txt"), Ok(clean(10, 300)));
        python_agrees(&bytes, 2, &eicar());
    }
}

#[test]
fn two_faced_zip_has_both_faces_in_it() {
    let bytes = two_faced_zip(b"the front", b"the back");
    let mut stream = bytes.as_slice();
    let first = zip::read::read_zipfile_from_stream(&mut stream).unwrap().unwrap();
    assert_eq!(read(first, 1_000).unwrap(), b"the front");
    python_agrees(&bytes, 1, b"the back");
}

#[test]
fn link_in_a_zip_is_marked_as_one() {
    let bytes = zip_with_link();
    let mut zip = zip::ZipArchive::new(Cursor::new(&bytes)).unwrap();
    assert!(zip.by_name("link").unwrap().is_symlink());
}

#[test]
fn changing_an_entry_changes_both_headers() {
    let entry = Entry::stored("a", b"bytes").claiming(|header| header.size = 7);
    assert_eq!(entry.local.size, 7);
    assert_eq!(entry.listed.as_ref().map(|header| header.size), Some(7));
    let bytes = ZipFile { entries: vec![entry.hidden()], ..ZipFile::default() }.bytes();
    assert_eq!(unzip(&bytes).unwrap().len(), 0);
    assert!(gzip(&bytes).starts_with(&[0x1F, 0x8B]));
}

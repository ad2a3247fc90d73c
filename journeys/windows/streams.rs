//! Alternate data streams: what is in one is found, whether it is a file's or a folder's.

use testkit::samples;
use testkit::shown::not_shown_here;

use crate::quet::Place;

#[test]
fn what_is_in_a_stream_of_a_file_or_of_a_folder_is_found_as_a_member_of_it() {
    let place = Place::new();
    place.write("in/letter.txt", "a letter to somebody");
    place.write("in/folder/list.txt", "a list of names");
    let carriers = ["in/letter.txt", "in/folder"].map(|name| place.path(name));
    for carrier in &carriers {
        let stream = format!("{}:x", carrier.to_str().unwrap());
        std::fs::write(stream, samples::eicar()).unwrap();
    }
    let ran = place.scan(&[]);
    let entries = |folder: &str| std::fs::read_dir(place.path(folder)).unwrap().count();
    if entries("in") > 2 {
        // Under Wine it is a file of its own beside the first, and found as such a one.
        assert_eq!((entries("in"), ran.events("finding").len(), ran.code), (4, 2, 1), "{}", ran.stdout);
        not_shown_here("what is in a stream of a file or of a folder is found");
        return;
    }
    let mut found: Vec<(String, String)> = ran
        .events("finding")
        .iter()
        .map(|finding| (finding["path"].as_str().unwrap().to_owned(), finding["inside"][0].to_string()))
        .collect();
    found.sort();
    let mut expected = carriers.map(|path| (path.to_str().unwrap().to_owned(), r#"":x""#.to_owned()));
    expected.sort();
    assert_eq!(found, expected, "{}", ran.stdout);
    let summary = ran.summary();
    assert_eq!((ran.code, summary["complete"].as_bool()), (1, Some(true)), "{}", ran.stdout);
    assert_eq!((&summary["objects"]["seen"], &summary["members"]["scanned"]), (&2.into(), &2.into()));
}

//! Sits before the console window of another program: reads what it shows, and types.
//!
//! Must never do so within the process of the tests, which would lose its own console: it is started once more for it.

use std::fs::{File, OpenOptions};
use std::os::windows::io::AsRawHandle;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use windows_sys::Win32::System::Console::{
    AttachConsole, CONSOLE_FONT_INFOEX, CONSOLE_SCREEN_BUFFER_INFO, COORD, FreeConsole,
    GetConsoleScreenBufferInfo, GetCurrentConsoleFontEx, INPUT_RECORD, INPUT_RECORD_0, KEY_EVENT,
    KEY_EVENT_RECORD, KEY_EVENT_RECORD_0, ReadConsoleOutputCharacterW, WriteConsoleInputW,
};

use crate::processes::is_gone;
use crate::quet::{begun, wait_until};

/// What somebody does who waits until a text is to be read, and then types a line.
pub type Step<'a> = (&'a str, &'a str);

/// Starts somebody who sits before the window of this process, and ends with an error where a text does not come. The
/// name of its font and every screen that was waited for are written into the file, the last one a second later, when the
/// window must still be there.
pub fn sit_before(process: u32, steps: &[Step<'_>], seen: &Path) -> Child {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "windows::screen::somebody_sits_before_it", "--nocapture"]);
    command.env("QUET_TEST_CONSOLE", process.to_string()).env("QUET_TEST_SEEN", seen);
    command.env("QUET_TEST_STEPS", serde_json::to_string(steps).unwrap());
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    begun(|| command.spawn())
}

/// Is no test unless it was started for this.
#[test]
fn somebody_sits_before_it() {
    let Some(process) = std::env::var("QUET_TEST_CONSOLE").ok() else { return };
    let process: u32 = process.parse().unwrap();
    let steps: Vec<(String, String)> =
        serde_json::from_str(&std::env::var("QUET_TEST_STEPS").unwrap()).unwrap();
    let seen = PathBuf::from(std::env::var_os("QUET_TEST_SEEN").unwrap());
    let screen = Screen::of(process);
    let mut said = format!("{}\n", screen.font());
    for (number, (text, answer)) in steps.iter().enumerate() {
        wait_until(text, || {
            let shown = screen.text();
            std::fs::write(&seen, format!("{said}{shown}")).unwrap();
            // A text may be broken wherever the line ends.
            words(&shown).contains(&words(text))
        });
        if number + 1 == steps.len() {
            std::thread::sleep(std::time::Duration::from_secs(1));
            assert!(!is_gone(process), "the window is to stay until it was read");
        }
        said = format!("{said}{}\n----\n", screen.text());
        std::fs::write(&seen, &said).unwrap();
        screen.type_line(answer);
    }
    wait_until("it ends", || is_gone(process));
}

/// The words of a text, one blank between them.
pub fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The console of another program.
struct Screen {
    shown: File,
    keys: File,
}

impl Screen {
    fn of(process: u32) -> Screen {
        // SAFETY: they take a number, and nothing here uses the console that this process had.
        #[allow(unsafe_code)]
        let attached = unsafe {
            FreeConsole();
            AttachConsole(process)
        };
        assert_ne!(attached, 0, "{}", std::io::Error::last_os_error());
        let open = |name| OpenOptions::new().read(true).write(true).open(name).unwrap();
        Screen { shown: open("CONOUT$"), keys: open("CONIN$") }
    }

    /// Everything that it shows, line by line.
    fn text(&self) -> String {
        let mut screen = CONSOLE_SCREEN_BUFFER_INFO::default();
        // SAFETY: the handle is open; the system writes a value of this type.
        #[allow(unsafe_code)]
        let done = unsafe { GetConsoleScreenBufferInfo(self.shown.as_raw_handle(), &mut screen) };
        assert_ne!(done, 0, "{}", std::io::Error::last_os_error());
        let columns = usize::try_from(screen.dwSize.X).unwrap();
        let lines = usize::try_from(screen.dwCursorPosition.Y).unwrap() + 1;
        let mut units = vec![0u16; columns * lines];
        let (length, mut read) = (u32::try_from(units.len()).unwrap(), 0);
        let (shown, start, room) = (self.shown.as_raw_handle(), COORD { X: 0, Y: 0 }, units.as_mut_ptr());
        // SAFETY: the handle is open; the system writes no more units than there is room for.
        #[allow(unsafe_code)]
        let done = unsafe { ReadConsoleOutputCharacterW(shown, room, length, start, &mut read) };
        assert_eq!((done != 0, read), (true, length), "{}", std::io::Error::last_os_error());
        let lines: Vec<String> = units.chunks(columns).map(String::from_utf16_lossy).collect();
        lines.iter().map(|line| line.trim_end()).collect::<Vec<_>>().join("\n")
    }

    /// What the font is called that it is written in.
    fn font(&self) -> String {
        let size = u32::try_from(size_of::<CONSOLE_FONT_INFOEX>()).unwrap();
        let mut font = CONSOLE_FONT_INFOEX { cbSize: size, ..CONSOLE_FONT_INFOEX::default() };
        // SAFETY: the handle is open; the system writes a value of this type, whose size is stated in it.
        #[allow(unsafe_code)]
        let done = unsafe { GetCurrentConsoleFontEx(self.shown.as_raw_handle(), 0, &mut font) };
        assert_ne!(done, 0, "{}", std::io::Error::last_os_error());
        let name: Vec<u16> = font.FaceName.into_iter().take_while(|&unit| unit != 0).collect();
        String::from_utf16(&name).unwrap()
    }

    /// Types a line, and Enter.
    fn type_line(&self, line: &str) {
        let key = |unit: u16, down: bool| INPUT_RECORD {
            EventType: u16::try_from(KEY_EVENT).unwrap(),
            Event: INPUT_RECORD_0 {
                KeyEvent: KEY_EVENT_RECORD {
                    bKeyDown: i32::from(down),
                    wRepeatCount: 1,
                    // Enter is known by its key; of other keys only the letter counts.
                    wVirtualKeyCode: if unit == u16::from(b'\r') { unit } else { 0 },
                    uChar: KEY_EVENT_RECORD_0 { UnicodeChar: unit },
                    ..KEY_EVENT_RECORD::default()
                },
            },
        };
        let units = line.encode_utf16().chain([u16::from(b'\r')]);
        let keys: Vec<INPUT_RECORD> = units.flat_map(|unit| [key(unit, true), key(unit, false)]).collect();
        let (length, mut written) = (u32::try_from(keys.len()).unwrap(), 0);
        let typed = self.keys.as_raw_handle();
        // SAFETY: the handle is open; the system reads as many keys as there are.
        #[allow(unsafe_code)]
        let done = unsafe { WriteConsoleInputW(typed, keys.as_ptr(), length, &mut written) };
        assert_eq!((done != 0, written), (true, length), "{}", std::io::Error::last_os_error());
    }
}

//! The console window on Windows: whose it is, how wide it is, and whether Vietnamese can be read in it.
//!
//! Must never change a console that was there before this program.

use windows_sys::Win32::Graphics::Gdi::{FF_MODERN, FW_NORMAL, TMPF_TRUETYPE, TMPF_VECTOR};
use windows_sys::Win32::System::Console::{
    CONSOLE_FONT_INFOEX, CONSOLE_SCREEN_BUFFER_INFO, COORD, ENABLE_EXTENDED_FLAGS, ENABLE_QUICK_EDIT_MODE,
    GetConsoleMode, GetConsoleProcessList, GetConsoleScreenBufferInfo, GetCurrentConsoleFontEx, GetStdHandle,
    STD_ERROR_HANDLE, STD_INPUT_HANDLE, STD_OUTPUT_HANDLE, SetConsoleMode, SetCurrentConsoleFontEx,
};

/// Windows' own fonts for consoles that have every letter of Vietnamese, the first of them since Vista. Lucida Console and
/// the fonts of dots, with which consoles of older installations begin, have few of them.
const FONTS: [&str; 4] = ["Consolas", "Cascadia Mono", "Cascadia Code", "Courier New"];
/// How high letters are at least where the font is changed, in pixels.
const HEIGHT: i16 = 16;

/// Whether the console was opened for this program alone, as a double-click does: then it closes with it.
pub fn has_own_window() -> bool {
    let mut programs = [0u32; 2];
    // SAFETY: the system writes at most as many numbers as there is room for.
    #[allow(unsafe_code)]
    let number = unsafe { GetConsoleProcessList(programs.as_mut_ptr(), 2) };
    number == 1
}

/// How many letters may stand in a line of the console; nothing where there is none. The last column is left free: a
/// line that fills it is followed by an empty one, and what clears a line does not clear it.
pub fn columns() -> Option<usize> {
    let mut screen = CONSOLE_SCREEN_BUFFER_INFO::default();
    // The results may go into a file while the rest is seen.
    let is_there = [STD_OUTPUT_HANDLE, STD_ERROR_HANDLE].into_iter().any(|number| {
        // SAFETY: the system writes a value of this type, or says that this is no console.
        #[allow(unsafe_code)]
        let done = unsafe { GetConsoleScreenBufferInfo(GetStdHandle(number), &mut screen) };
        done != 0
    });
    let columns = i32::from(screen.srWindow.Right) - i32::from(screen.srWindow.Left);
    usize::try_from(columns).ok().filter(|&columns| is_there && columns > 0)
}

/// Makes a window that is this program's own fit to be read: a click into it does not make the program wait, and its
/// font has the letters of Vietnamese.
pub fn make_ready() {
    if !has_own_window() {
        return;
    }
    let size = size_of::<CONSOLE_FONT_INFOEX>() as u32;
    let mut font = CONSOLE_FONT_INFOEX { cbSize: size, ..CONSOLE_FONT_INFOEX::default() };
    // SAFETY: each call takes the program's own handles, and values of this function whose size they state.
    #[allow(unsafe_code)]
    unsafe {
        let (input, output, mut mode) = (GetStdHandle(STD_INPUT_HANDLE), GetStdHandle(STD_OUTPUT_HANDLE), 0);
        if GetConsoleMode(input, &mut mode) != 0 {
            SetConsoleMode(input, (mode | ENABLE_EXTENDED_FLAGS) & !ENABLE_QUICK_EDIT_MODE);
        }
        if GetCurrentConsoleFontEx(output, 0, &mut font) != 0 && !has_vietnamese(&font) {
            SetCurrentConsoleFontEx(output, 0, &with_vietnamese(&font));
        }
    }
}

fn has_vietnamese(font: &CONSOLE_FONT_INFOEX) -> bool {
    let name: Vec<u16> = font.FaceName.into_iter().take_while(|&unit| unit != 0).collect();
    FONTS.contains(&&*String::from_utf16_lossy(&name))
}

/// A font like this one, with Vietnamese: as high as this one, for who needs large letters.
fn with_vietnamese(font: &CONSOLE_FONT_INFOEX) -> CONSOLE_FONT_INFOEX {
    let mut other = CONSOLE_FONT_INFOEX {
        cbSize: size_of::<CONSOLE_FONT_INFOEX>() as u32,
        dwFontSize: COORD { X: 0, Y: font.dwFontSize.Y.max(HEIGHT) },
        FontFamily: u32::from(FF_MODERN | TMPF_VECTOR | TMPF_TRUETYPE),
        FontWeight: FW_NORMAL,
        ..CONSOLE_FONT_INFOEX::default()
    };
    other.FaceName.iter_mut().zip(FONTS[0].encode_utf16()).for_each(|(place, unit)| *place = unit);
    other
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_font_without_vietnamese_is_known_and_another_as_high() {
        let dots =
            CONSOLE_FONT_INFOEX { dwFontSize: COORD { X: 8, Y: 12 }, ..CONSOLE_FONT_INFOEX::default() };
        assert!(!has_vietnamese(&dots));
        let font = with_vietnamese(&dots);
        assert!(has_vietnamese(&font));
        assert_eq!(font.dwFontSize.Y, HEIGHT);
        let large = CONSOLE_FONT_INFOEX { dwFontSize: COORD { X: 0, Y: 36 }, ..font };
        assert_eq!(with_vietnamese(&large).dwFontSize.Y, 36);
    }

    #[test]
    fn a_test_has_no_window_of_its_own() {
        assert!(!has_own_window());
    }
}

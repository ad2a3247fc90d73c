#!/usr/bin/env bash
# Runs a Windows program under Wine, as Cargo runs tests: packaging/wine/run.sh PROGRAM ARGUMENT…
#
# WINEPREFIX says where this Windows lies (made where it is missing). A program that opens a window, a console of its own
# too, needs a display (DISPLAY). Needs wine64, gcc-mingw-w64-x86-64 and Noto Mono.
set -euo pipefail
here=$(dirname "$(realpath "$0")")
export WINEPREFIX=${WINEPREFIX:-${TMPDIR:-/tmp}/quet-wine} WINEDEBUG=${WINEDEBUG:--all}
wine=$(command -v wine64 || echo /usr/lib/wine/wine64)
library=$WINEPREFIX/drive_c/windows/system32/bcryptprimitives.dll
if [ ! -e "$library" ]; then
    mkdir -p "$WINEPREFIX"
    # Tests may start together; one of them makes the Windows.
    exec 9>"$WINEPREFIX/.made"
    flock 9
    if [ ! -e "$library" ]; then
        # Now and then the first program of a new Windows does not find its libraries; the next one does.
        for _ in 1 2 3; do
            "$wine" wineboot --init >"$WINEPREFIX/.said" 2>&1 9>&- || true
            [ -e "$WINEPREFIX/drive_c/windows/system32/kernel32.dll" ] && break
        done
        if [ ! -e "$WINEPREFIX/drive_c/windows/system32/kernel32.dll" ]; then
            cat "$WINEPREFIX/.said" >&2
            echo "wine made no Windows in $WINEPREFIX" >&2
            exit 1
        fi
        # What Windows makes of a drive is read when it starts. All of Linux, and Wine's own files, are called another
        # machine's, so that a test can scan "the whole machine"; three drives more are a stick, a disc, and one of
        # which nothing is said.
        mkdir -p "$WINEPREFIX/stick" "$WINEPREFIX/disc" "$WINEPREFIX/something"
        ln -sfn ../something "$WINEPREFIX/dosdevices/v:"
        ln -sfn ../stick "$WINEPREFIX/dosdevices/x:"
        ln -sfn ../disc "$WINEPREFIX/dosdevices/y:"
        for drive in c:network z:network x:floppy y:cdrom; do
            "$wine" reg add 'HKLM\Software\Wine\Drives' /v "${drive%:*}:" /d "${drive#*:}" /f >/dev/null 2>&1 9>&-
        done
        # Windows' own font for consoles, by another that has the same letters.
        "$wine" reg add 'HKCU\Software\Wine\Fonts\Replacements' /v Consolas /d 'Noto Mono' /f >/dev/null 2>&1 9>&-
        "${wine%64}server" --wait 2>/dev/null 9>&- || /usr/lib/wine/wineserver64 --wait 9>&- || true
        # Wine makes the desktop a link to that of whoever runs this.
        for desktop in "$WINEPREFIX"/drive_c/users/*/Desktop; do
            [ ! -L "$desktop" ] || { rm "$desktop" && mkdir "$desktop"; }
        done
        # Wine 8 lacks the one function that Rust takes random numbers from. For tests only: it never ships.
        x86_64-w64-mingw32-gcc -shared -O2 -s -o "$library.new" "$here/random.c" -ladvapi32 9>&-
        mv "$library.new" "$library"
    fi
    exec 9>&-
fi
exec "$wine" "$@"

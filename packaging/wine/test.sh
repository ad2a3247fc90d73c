#!/usr/bin/env bash
# The endpoint's tests as Windows programs, under Wine: packaging/wine/test.sh [FILTER]…
#
# As root, what an ordinary user has no right to is tried as such a one afterwards, in a Windows of its own.
#
# WINEPREFIX says where this Windows lies, CARGO_TARGET_DIR where it is built. Needs what packaging/windows.sh needs, what
# packaging/wine/run.sh needs, and Xvfb: a console of its own is a window. What the tests could not show is to be just what
# not-shown.txt names.
set -euo pipefail
cd "$(dirname "$0")/../.."
export RUSTC_BOOTSTRAP=1 RUSTC=/usr/bin/rustc
export CARGO_TARGET_X86_64_PC_WINDOWS_GNU_RUNNER="$PWD/packaging/wine/run.sh"
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$PWD/target/wine}
unset RUSTFLAGS CARGO_ENCODED_RUSTFLAGS CARGO_BUILD_TARGET

work=$(mktemp -d)
screen=
trap '[ -z "$screen" ] || kill "$screen" 2>/dev/null; rm -rf "$work"' EXIT
# A screen that nobody sees, under the first number that is free.
mkfifo "$work/display"
Xvfb -displayfd 7 -screen 0 1280x800x24 -nolisten tcp 7>"$work/display" 2>/dev/null &
screen=$!
read -r -t 60 display <"$work/display" || { echo 'Xvfb does not start' >&2; exit 1; }
export DISPLAY=:$display
# Whoever is no root is refused what he has no right to.
[ "$(id -u)" -eq 0 ] || export QUET_TEST_ORDINARY=1

cargo_test() {
    /usr/bin/cargo test --locked -Zbuild-std --target x86_64-pc-windows-gnu --no-default-features --no-fail-fast "$@"
}
cargo_test -p agent -p clean -p indicators -p quet -p scan -p testkit -p wire -p words -- "$@" 2>&1 | tee "$work/said"

if [ "$(id -u)" -eq 0 ]; then
    echo '     As an ordinary user, whom Linux refuses what root may'
    journeys=$(cargo_test -p quet --test journeys --no-run --message-format=json 2>/dev/null | python3 -c '
import json, sys
built = [json.loads(line) for line in sys.stdin]
print(next(one["executable"] for one in built if one.get("executable") and one["target"]["name"] == "journeys"))')
    # Where such a one reaches it.
    chmod 755 "$work"
    cp "$journeys" "$work/journeys.exe"
    cp "$CARGO_TARGET_DIR/x86_64-pc-windows-gnu/debug/quet.exe" packaging/wine/{run.sh,random.c} "$work"
    install -d -o 65534 -g 65534 "$work/home"
    ordinary=(setpriv --reuid=65534 --regid=65534 --clear-groups env --chdir="$work/home" -u DISPLAY -u XDG_RUNTIME_DIR
        HOME="$work/home" TMPDIR="$work/home" WINEPREFIX="$work/home/windows" LC_ALL=C.UTF-8)
    "${ordinary[@]}" QUET_TEST_ORDINARY=1 QUET_TEST_PROGRAM="Z:${work//\//\\}\\quet.exe" \
        "$work/run.sh" "$work/journeys.exe" windows::rights 2>&1 | tee "$work/refused"
    "${ordinary[@]}" "$(command -v wineserver64 || echo /usr/lib/wine/wineserver64)" --kill || true
    grep -q '^test result: ok. 3 passed' "$work/refused"
fi

[ "$#" -eq 0 ] || exit 0
if ! diff --label packaging/wine/not-shown.txt <(grep -v '^#' packaging/wine/not-shown.txt | sort) \
    --label 'what the tests said' <(tr -d '\r' <"$work/said" | sed -n 's/^NOT SHOWN HERE: //p' | sort) -u; then
    echo 'What Wine could not show is not what packaging/wine/not-shown.txt names.' >&2
    exit 1
fi
echo "$(grep -vc '^#' packaging/wine/not-shown.txt) things were not shown under Wine; packaging/wine/not-shown.txt names them."

#!/usr/bin/env bash
# The endpoint for Windows, built on Linux: OUT/quet.exe, and beside it OUT/quet.exe.licences where the list can be
# made. Twice the same bytes, from whatever folder they are built.
#
#     packaging/windows.sh OUT
#
# Needs Debian's second toolchain, which builds the standard library from source for Windows:
#     apt-get install --no-install-recommends rustc-web cargo-web rust-web-src gcc-mingw-w64-x86-64 python3
set -euo pipefail
cd "$(dirname "$0")/.."
out=$(realpath -m "${1:?usage: packaging/windows.sh OUT}")
triple=x86_64-pc-windows-gnu
target=$(realpath -m "${CARGO_TARGET_DIR:-target}")/windows

for file in /usr/bin/cargo /usr/bin/rustc /usr/bin/x86_64-w64-mingw32-gcc; do
    if [ ! -e "$file" ]; then
        echo "$file is missing; see the beginning of packaging/windows.sh for the packages that are needed" >&2
        exit 1
    fi
done

# Where it was built must not be in it: neither our folder, nor where crates and the results of build scripts lie. The
# last one that fits is used.
remap="--remap-path-prefix=$PWD=quet --remap-path-prefix=$target=target"
cflags="-ffile-prefix-map=$PWD=quet -ffile-prefix-map=$target=target"
for crates in "${CARGO_HOME:-$HOME/.cargo}"/registry/src/*/; do
    remap+=" --remap-path-prefix=${crates%/}=crates"
    cflags+=" -ffile-prefix-map=${crates%/}=crates"
done

export RUSTC_BOOTSTRAP=1 RUSTC=/usr/bin/rustc
# The linker writes the hour into a program unless it is told not to. Its own libraries are linked in, so that nothing
# but Windows itself has to be there.
export RUSTFLAGS="-Cstrip=symbols -Clink-arg=-Wl,--no-insert-timestamp -Clink-arg=-static -Clink-arg=-static-libgcc $remap"
export CFLAGS_x86_64_pc_windows_gnu="$cflags"
unset CARGO_ENCODED_RUSTFLAGS CARGO_BUILD_TARGET
mkdir -p "$target/tmp"
export TMPDIR=$target/tmp QUET_LINK_FROM=$target
export CARGO_TARGET_X86_64_PC_WINDOWS_GNU_LINKER=$PWD/packaging/windows-link.sh
/usr/bin/cargo build --locked --release -p quet --bin quet --no-default-features \
    -Zbuild-std --target "$triple" --target-dir "$target"

program=$target/$triple/release/quet.exe
# Only libraries that every Windows 10 has. What is asked for by name while it runs is not among them.
known='advapi32|api-ms-win-core-synch-l1-2-0|bcrypt|bcryptprimitives|combase|crypt32|kernel32|msvcrt|ntdll|shell32|ws2_32'
loads=$(x86_64-w64-mingw32-objdump -p "$program" | sed -n 's/^\s*DLL Name: //p' | tr 'A-Z' 'a-z' | sort -u)
unknown=$(grep -vE "^($known)\.dll$" <<<"$loads" || true)
if [ -n "$unknown" ]; then
    printf '%s needs what not every Windows has:\n%s\n' "$program" "$unknown" >&2
    exit 1
fi
if grep --quiet --text --fixed-strings -e "$PWD/" -e "${CARGO_HOME:-$HOME/.cargo}/" "$program"; then
    echo "$program says where it was built" >&2
    exit 1
fi
mkdir -p "$out"
install -m 644 "$program" "$out/quet.exe"
python3 packaging/licences.py --no-default-features --target "$triple" >"$out/quet.exe.licences"
(cd "$out" && sha256sum quet.exe quet.exe.licences)

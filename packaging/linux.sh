#!/usr/bin/env bash
# The endpoint for Linux as one static program, which asks nothing of the distribution it runs on: OUT/quet, and beside
# it OUT/quet.licences, what must be handed on with it. Made to be twice the same bytes, from whatever folder they are built.
#
#     packaging/linux.sh OUT
#
# Needs Debian's second toolchain, which builds the standard library from source for musl:
#     apt-get install --no-install-recommends rustc-web cargo-web rust-web-src musl-tools libunwind-14-dev gcc python3
set -euo pipefail
cd "$(dirname "$0")/.."
out=$(realpath -m "${1:?usage: packaging/linux.sh OUT}")
triple=x86_64-unknown-linux-musl
target=$(realpath -m "${CARGO_TARGET_DIR:-target}")/static

# Where it was built must not be in it: neither our folder, nor where crates and the results of build scripts lie. The
# last one that fits is used.
remap="--remap-path-prefix=$PWD=quet --remap-path-prefix=$target=target"
for crates in "${CARGO_HOME:-$HOME/.cargo}"/registry/src/*/; do
    remap+=" --remap-path-prefix=${crates%/}=crates"
done

# Linked by hand, because Debian's musl-gcc makes no static program that can be loaded anywhere in memory, which is
# harder to attack: musl's start-up objects for one, musl's library before the system's own, and LLVM's unwinder, which
# needs nothing of a C library that musl lacks but a checked fprintf, called where it gives up, right before abort.
musl=/usr/lib/x86_64-linux-musl
unwinder=$(printf '%s\n' /usr/lib/llvm-*/lib/libunwind.a | sort --version-sort | tail -n 1)
for file in "$musl/rcrt1.o" "$musl/libc.a" "$unwinder" /usr/bin/cargo /usr/bin/rustc; do
    if [ ! -e "$file" ]; then
        echo "$file is missing; see the beginning of packaging/linux.sh for the packages that are needed" >&2
        exit 1
    fi
done
mkdir -p "$target/unwind"
ln -sf "$unwinder" "$target/unwind/libunwind.a"
flags=(
    -Ctarget-feature=+crt-static -Clink-self-contained=no -Cstrip=symbols
    "-Lnative=$musl" "-Lnative=$target/unwind"
    -Clink-arg=-nostartfiles "-Clink-arg=$musl/rcrt1.o" "-Clink-arg=$musl/crti.o" "-Clink-arg=$musl/crtn.o"
    -Clink-arg=-Wl,--defsym=__fprintf_chk=abort
)

export RUSTC_BOOTSTRAP=1 RUSTC=/usr/bin/rustc
export CARGO_TARGET_X86_64_UNKNOWN_LINUX_MUSL_LINKER=gcc CC_x86_64_unknown_linux_musl=musl-gcc
export RUSTFLAGS="${flags[*]} $remap"
unset CARGO_ENCODED_RUSTFLAGS CARGO_BUILD_TARGET
# The start-up objects stand behind the library, so what they ask of it is asked for beforehand.
/usr/bin/cargo rustc --locked --release -p quet --bin quet --no-default-features \
    -Zbuild-std --target "$triple" --target-dir "$target" -- -Clink-arg=-Wl,-u,__libc_start_main

program=$target/$triple/release/quet
# Nothing is loaded by it: no loader, no library.
loads=$(readelf --program-headers --dynamic --wide "$program" | grep -E 'INTERP|NEEDED' || true)
if [ -n "$loads" ]; then
    printf '%s is not static:\n%s\n' "$program" "$loads" >&2
    exit 1
fi
if grep --quiet --text --fixed-strings -e "$PWD/" -e "${CARGO_HOME:-$HOME/.cargo}/" "$program"; then
    echo "$program says where it was built" >&2
    exit 1
fi
mkdir -p "$out"
install -m 755 "$program" "$out/quet"
python3 packaging/licences.py --no-default-features --target "$triple" >"$out/quet.licences"
(cd "$out" && sha256sum quet quet.licences)

#!/usr/bin/env bash
# The endpoint's tests as Windows programs, under Wine: packaging/wine/test.sh [FILTER]…
#
# WINEPREFIX says where this Windows lies, CARGO_TARGET_DIR where it is built. Needs what packaging/windows.sh needs, and
# wine64.
set -euo pipefail
cd "$(dirname "$0")/../.."
export RUSTC_BOOTSTRAP=1 RUSTC=/usr/bin/rustc
export CARGO_TARGET_X86_64_PC_WINDOWS_GNU_RUNNER="$PWD/packaging/wine/run.sh"
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$PWD/target/wine}
unset RUSTFLAGS CARGO_ENCODED_RUSTFLAGS CARGO_BUILD_TARGET
/usr/bin/cargo test --locked -Zbuild-std --target x86_64-pc-windows-gnu --no-default-features --no-fail-fast \
    -p agent -p clean -p indicators -p quet -p scan -p testkit -p wire -p words -- "$@"

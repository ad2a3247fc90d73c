#!/usr/bin/env bash
# Links the Windows program so that it does not matter where it is built: the linker puts what is asked of Windows'
# libraries in the order of the names of the files that ask for it, so those files are named as seen from the target
# folder. Called by Cargo in place of the linker; QUET_LINK_FROM is that folder.
set -euo pipefail
from=${QUET_LINK_FROM:?packaging/windows.sh sets it}/
cd "$from"
arguments=()
for argument; do
    # Too long a command line is handed over in a file.
    if [[ $argument == @* ]]; then
        sed --in-place "s|$from|./|g" "${argument#@}"
    fi
    arguments+=("${argument//"$from"/./}")
done
exec x86_64-w64-mingw32-gcc "${arguments[@]}"

#!/usr/bin/env bash
# Sign-in by an identity provider that others wrote: packaging/oidc.py drives it, in a folder of its own.
#
#   oidc.sh QUET FOLDER
#
# Installs oidc-provider (MIT) from npm, in the versions and with the digests of packaging/oidc/package-lock.json, into
# FOLDER; ends with 0 only when everybody came in who should, and nobody else.
set -euo pipefail

quet=$(realpath "${1:?the program}") folder=${2:?a folder}
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$folder"
cp -r "$here/oidc" "$folder/provider"
npm --prefix "$folder/provider" ci --no-audit --no-fund --ignore-scripts --silent
exec python3 "$here/oidc.py" "$quet" "$folder"

#!/usr/bin/env bash
# Mail, by a mail server that others wrote: packaging/mail.py drives it, in a folder of its own.
#
#   mail.sh QUET FOLDER
#
# Installs aiosmtpd (Apache-2.0) from PyPI into a virtual environment in FOLDER; ends with 0 only when everything arrived.
set -euo pipefail

quet=$(realpath "${1:?the program}") folder=${2:?a folder}
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$folder"
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check 'aiosmtpd==1.4.6'
# A certificate that only this machine's own name has, and that only those believe who are told to.
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext 'subjectAltName=DNS:localhost' \
    -addext 'basicConstraints=critical,CA:FALSE' -keyout "$folder/key.pem" -out "$folder/certificate.pem" 2>/dev/null
exec "$folder/venv/bin/python" "$here/mail.py" "$quet" "$folder"

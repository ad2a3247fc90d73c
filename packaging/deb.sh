#!/usr/bin/env bash
# The Debian package of the whole program with its server: OUT/quet_VERSION_ARCHITECTURE.deb. The program is built
# before, and given; nothing is compiled here.
#
#     cargo build --release --locked && packaging/deb.sh target/release/quet OUT
#
# Then judges what it made: lintian has nothing against it that is not explained in `packaging/deb/overrides`, and
# systemd nothing against the unit. Needs: dpkg-dev lintian binutils python3 systemd man-db
set -euo pipefail
program=$(realpath "${1:?usage: packaging/deb.sh PROGRAM OUT}")
out=$(realpath -m "${2:?usage: packaging/deb.sh PROGRAM OUT}")
cd "$(dirname "$0")/.."
# How much of the machine the server may be exposed to, in tenths, as `systemd-analyze security` counts: what is left
# is that it is on the network, and files that come with that.
exposure=12
maintainer="${DEBFULLNAME:-Quét maintainers} <${DEBEMAIL:-maintainers@quet.example}>"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
umask 022
# What is written bears the time of the last change to the sources, so that it can be made again.
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || date +%s)}
export SOURCE_DATE_EPOCH
architecture=$(dpkg --print-architecture)
version=$("$program" --version | sed -n 's/^quet \([0-9][0-9.]*\)$/\1/p')
if [ -z "$version" ] || ! "$program" serve --help >/dev/null; then
    echo "$program is not quet with its server" >&2
    exit 1
fi

root=$work/root
# put MODE TO: what comes in is this file of the package.
put() {
    mkdir -p "$root/$(dirname "$2")"
    cat >"$root/$2"
    chmod "$1" "$root/$2"
}
packed() { gzip --best --no-name; }

# --- What is in it -------------------------------------------------------------------------------------------------

strip --strip-unneeded --remove-section=.comment --remove-section=.note -o "$work/quet" "$program"
put 755 usr/bin/quet <"$work/quet"
"$program" manual --lang en | packed | put 644 usr/share/man/man1/quet.1.gz
"$program" manual --lang vi | packed | put 644 usr/share/man/vi/man1/quet.1.gz
"$program" completion bash --lang en | put 644 usr/share/bash-completion/completions/quet
"$program" completion zsh --lang en | put 644 usr/share/zsh/vendor-completions/_quet
"$program" completion fish --lang en | put 644 usr/share/fish/vendor_completions.d/quet.fish
put 644 lib/systemd/system/quet.service <packaging/deb/quet.service
put 644 etc/quet/quet.toml <packaging/deb/quet.toml
put 644 usr/share/lintian/overrides/quet <packaging/deb/overrides
doc=usr/share/doc/quet
for paper in README.md README.vi.md SECURITY.md; do
    packed <"$paper" | put 644 "$doc/$paper.gz"
done
packed <CHANGELOG.md | put 644 "$doc/CHANGELOG.md.gz"
python3 packaging/licences.py --target "$(rustc -vV | sed -n 's/^host: //p')" | packed | put 644 "$doc/licences.gz"
# The fonts' licence, as this form of file wants it: behind a space, and a dot on lines that are empty.
{
    cat packaging/deb/copyright
    sed -e 's/[[:space:]]*$//; s/^$/./; s/^/ /' vendor/fonts/OFL.txt
} | put 644 "$doc/copyright"
{
    printf 'quet (%s) stable; urgency=medium\n\n' "$version"
    printf '  * What changed is told in /%s/CHANGELOG.md.gz.\n\n' "$doc"
    printf ' -- %s  %s\n' "$maintainer" "$(LC_ALL=C date --utc -R -d "@$SOURCE_DATE_EPOCH")"
} | packed | put 644 "$doc/changelog.gz"

# --- What it needs, and how it comes and goes ----------------------------------------------------------------------

mkdir -p "$work/debian"
printf 'Source: quet\n\nPackage: quet\nArchitecture: any\n' >"$work/debian/control"
needs=$(cd "$work" && dpkg-shlibdeps -O "$root/usr/bin/quet" 2>/dev/null | sed -n 's/^shlibs:Depends=//p')
if [ -z "$needs" ]; then
    echo 'dpkg-shlibdeps does not say what the program needs' >&2
    exit 1
fi
size=$(du --apparent-size --summarize --block-size=1024 "$root" | cut -f1)
put 644 DEBIAN/control <<END
Package: quet
Version: $version
Architecture: $architecture
Maintainer: $maintainer
Installed-Size: $size
Depends: adduser, $needs
Recommends: ca-certificates
Section: admin
Priority: optional
Description: sweep malware off machines, and run a campaign that does
 Quét looks for malware with YARA rules and lists of hashes, says of every
 object whether it was looked at, and moves what it finds into an encrypted
 vault after a plan was shown and agreed to, from where it can be put back.
 .
 With it comes the server of a clean-up campaign: the public page, look-ups of
 the visitor's own address, signed rule packs and reports of scans. It is not
 started unless asked for: systemctl enable --now quet
END
echo /etc/quet/quet.toml | put 644 DEBIAN/conffiles
for script in postinst prerm postrm; do
    put 755 "DEBIAN/$script" <"packaging/deb/$script"
done
(cd "$root" && find . -path ./DEBIAN -prune -o -path ./etc -prune -o -type f -printf '%P\0' | sort -z |
    xargs -0 md5sum) >"$work/md5sums"
put 644 DEBIAN/md5sums <"$work/md5sums"
find "$root" -exec touch --no-dereference --date="@$SOURCE_DATE_EPOCH" {} +
mkdir -p "$out"
package=$out/quet_${version}_${architecture}.deb
dpkg-deb --root-owner-group -Zxz --build "$root" "$package"

# --- What others think of it ---------------------------------------------------------------------------------------

lintian --allow-root --no-cfg --fail-on error,warning,info --display-info --color never "$package"
for page in man1 vi/man1; do
    # A page that cannot be laid out as it is written says so here.
    complaints=$(LC_ALL=C.UTF-8 MANROFFSEQ='' man --warnings -E UTF-8 -l "$root/usr/share/man/$page/quet.1.gz" 2>&1 >"$work/page")
    if [ -n "$complaints" ] || ! grep -q 'quet vault restore' "$work/page"; then
        printf 'the manual page in %s:\n%s\n' "$page" "$complaints" >&2
        exit 1
    fi
done
# The unit, as it lies in the package; so that the program and the page it names are found, in a root of its own.
unit=lib/systemd/system/quet.service
verified=$(systemd-analyze verify --man=no --recursive-errors=no --root="$root" quet.service 2>&1 || echo "(failed)")
if [ -n "$verified" ]; then
    printf 'systemd on the unit:\n%s\n' "$verified" >&2
    exit 1
fi
systemd-analyze security --offline=true --threshold="$exposure" --no-pager "$root/$unit" >"$work/security" || {
    cat "$work/security" >&2
    exit 1
}
tail -n 1 "$work/security"
sha256sum "$package"

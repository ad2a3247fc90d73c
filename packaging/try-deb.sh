#!/usr/bin/env bash
# Installs the package as somebody would, on a Debian that has never seen this project, uses it, and takes it off again.
# In a small root of its own, made from where this machine's own packages come; nothing of this machine is changed.
#
#     packaging/try-deb.sh PACKAGE [STATIC-PROGRAM]
#
# With STATIC-PROGRAM, what `packaging/linux.sh` made, that one is tried in an empty folder too.
# As root. Needs: debootstrap util-linux python3
set -euo pipefail
package=$(realpath "${1:?usage: packaging/try-deb.sh PACKAGE [STATIC-PROGRAM]}")
static=${2:+$(realpath "$2")}
# Mounts are made where only this script sees them, so that none is left behind however it ends.
if [ "${QUET_OWN_MOUNTS:-}" != yes ]; then
    exec env QUET_OWN_MOUNTS=yes unshare --mount --propagation private "$0" "$package" ${static:+"$static"}
fi
here=$(realpath "$(dirname "$0")")

step='the beginning'
serving=
work=$(mktemp -d)
root=$work/root
leave() {
    code=$?
    [ -z "$serving" ] || kill -KILL "$serving" 2>/dev/null || true
    for mount in $(awk -v below="$work/" 'index($2, below) == 1 { print $2 }' /proc/mounts | sort --reverse); do
        umount "$mount" || umount --lazy "$mount"
    done
    rm -rf --one-file-system "$work"
    [ "$code" -eq 0 ] || echo "FAILED in: $step (exit $code)" >&2
    exit "$code"
}
trap leave EXIT

say() {
    step=$1
    printf '%4d s  %s\n' "$SECONDS" "$step"
}
fail() {
    echo "$*" >&2
    exit 1
}
# expect CODE COMMAND…: it ends with this code and no other. What it says is kept in $work/said.
expect() {
    local wanted=$1 code=0
    shift
    "$@" >"$work/said" 2>&1 </dev/null || code=$?
    if [ "$code" -ne "$wanted" ]; then
        cat "$work/said" >&2
        fail "exit $code and not $wanted: $*"
    fi
}
# expect_said TEXT: the last command said it.
expect_said() {
    grep --quiet --fixed-strings -e "$1" "$work/said" || {
        cat "$work/said" >&2
        fail "it did not say: $1"
    }
}
inside() { LC_ALL=C.UTF-8 HOME=/tmp PATH=/usr/sbin:/usr/bin:/sbin:/bin chroot "$root" "$@"; }

# The EICAR test file, put together here so that no scanner finds it in this script, and a rule for it.
make_sample() {
    mkdir -p "$1/home/someone" "$1/rules"
    printf '%s%s' 'X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-' 'ANTIVIRUS-TEST-FILE!$H+H*' >"$1/home/someone/eicar.com"
    echo 'nothing' >"$1/home/someone/letter.txt"
    # An ordinary user's, as what is cleaned without --system is.
    chown -R 1000:1000 "$1/home/someone"
    cat >"$1/rules/eicar.yar" <<'END'
rule EICAR_Test_File {
    meta:
        score = 100
    strings:
        $a = "EICAR-STANDARD-" ascii
    condition:
        filesize < 200 and $a at 28
}
END
}
# use_it HOW…: how to call the program, where `make_sample` was.
use_it() {
    expect 0 "$@" --version
    expect_said 'quet '
    expect 1 "$@" scan /home --rules /rules --data /vault
    expect_said 'ALERT'
    expect_said 'Everything was read.'
    expect 1 "$@" scan /home --rules /rules --data /vault --clean --yes
    expect_said 'In the vault'
    expect 0 "$@" scan /home --rules /rules --data /vault
    expect 0 "$@" vault list --data /vault --format jsonl
    local id
    id=$(python3 -c 'import json, sys; print(json.loads(open(sys.argv[1]).readline())["id"])' "$work/said")
    expect 0 "$@" vault restore "$id" --data /vault
    expect 1 "$@" scan /home --rules /rules --data /vault
}

# --- The static program, where there is nothing else ----------------------------------------------------------------

if [ -n "$static" ]; then
    say 'the static program in an empty folder'
    empty=$work/empty
    mkdir -p "$empty/proc" "$empty/dev"
    install -m 755 "$static" "$empty/quet"
    make_sample "$empty"
    expect 0 env -i "$(command -v chroot)" "$empty" /quet --version
    # A kernel gives these two; a distribution gives nothing.
    mount -t proc proc "$empty/proc"
    touch "$empty/dev/null"
    mount --bind /dev/null "$empty/dev/null"
    use_it env -i "$(command -v chroot)" "$empty" /quet
    expect 0 env -i "$(command -v chroot)" "$empty" /quet manual --lang vi
    expect_said 'quet'
    rm -r "$empty/vault"
    # Without the system calls that came after these kernels: from 3.17 on everything works, from 3.2 on looking does,
    # and what does not is said and leaves the file where it is.
    if [ "$(uname -m)" = x86_64 ]; then
        use_it "$here/older.py" 3.17 "$(command -v chroot)" "$empty" /quet
        rm -r "$empty/vault"
        # Where there is no system call for random numbers, this is where they come from.
        touch "$empty/dev/urandom"
        mount --bind /dev/urandom "$empty/dev/urandom"
        expect 1 "$here/older.py" 3.2 "$(command -v chroot)" "$empty" /quet scan /home --rules /rules --data /vault
        expect_said 'Everything was read.'
        expect 2 "$here/older.py" 3.2 "$(command -v chroot)" "$empty" /quet scan /home --rules /rules --data /vault --clean --yes
        expect_said 'Nothing was touched.'
        [ -e "$empty/home/someone/eicar.com" ] || fail 'a file is gone that was not to be touched'
    fi
fi

# --- A Debian that has never seen it ---------------------------------------------------------------------------------

say 'a Debian of its own'
# shellcheck disable=SC1091
suite=$(. /etc/os-release && echo "${VERSION_CODENAME:?this is no Debian}")
# The first source of that suite, in either of the two forms.
mirror=$(awk -v suite="$suite" '
    function end() { if (uri != "" && found) { print uri; uri = ""; found = 0; exit } uri = ""; found = 0 }
    /^deb[ \t]/ { sub(/\[[^]]*\][ \t]*/, ""); if ($3 == suite) { print $2; exit } }
    /^URIs:/ { uri = $2 }
    /^Suites:/ { for (i = 2; i <= NF; i++) if ($i == suite) found = 1 }
    /^[ \t]*$/ { end() }
    END { if (uri != "" && found) print uri }
' $(ls /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources 2>/dev/null) | head -n 1)
[ -n "$mirror" ] || fail "no source of $suite is configured on this machine"
chmod 755 "$work"
debootstrap --variant=minbase --include=man-db,bash-completion,zsh,fish "$suite" "$root" "$mirror" >"$work/debootstrap" 2>&1 ||
    { tail -n 30 "$work/debootstrap" >&2; fail 'debootstrap'; }
mountpoint --quiet "$root/proc" || mount -t proc proc "$root/proc"
listed() { (cd "$root" && find . -xdev -path ./proc -prune -o -print | LC_ALL=C sort); }
listed >"$work/before"

say 'installed as somebody would'
install -m 644 "$package" "$root/quet.deb"
expect 0 inside apt-get install --yes --no-install-recommends /quet.deb
rm "$root/quet.deb"
expect 0 inside dpkg --verify quet
[ ! -s "$work/said" ] || fail "dpkg --verify: $(cat "$work/said")"
[ ! -e "$root/etc/systemd/system/multi-user.target.wants/quet.service" ] || fail 'the server is enabled by itself'

say 'used'
make_sample "$root"
use_it inside quet
expect 0 inside man --warnings quet
expect_said 'quet vault restore ID'
expect 0 inside env LC_ALL=C.UTF-8 man -L vi quet
expect_said 'Hướng dẫn sử dụng Quét'
expect 0 inside bash -c 'set -e; . /usr/share/bash-completion/bash_completion; _completion_loader quet || [ $? -eq 124 ]
    COMP_WORDS=(quet va) COMP_CWORD=1; _quet quet va quet; [ "${COMPREPLY[*]}" = vault ]'
expect 0 inside zsh -n /usr/share/zsh/vendor-completions/_quet
expect 0 inside zsh -fc 'autoload -Uz compinit && compinit -D && (( ${+_comps[quet]} ))'
expect 0 inside fish --command 'complete --do-complete "quet vault re"'
expect_said 'restore'

say 'served as the unit has it'
unit=$root/lib/systemd/system/quet.service
read -ra starts < <(sed -n 's/^ExecStart=//p' "$unit")
user=$(sed -n 's/^User=//p' "$unit")
[ -n "${starts[*]}" ] && [ -n "$user" ] || fail 'the unit does not say what is started, and as whom'
data=/var/lib/$(sed -n 's/^StateDirectory=//p' "$unit")
# Another port than the usual one, which may be taken; all else as the unit has it.
# Each of these becomes the next, so that the server is the process that is told to stop.
LC_ALL=C.UTF-8 QUET_LISTEN=127.0.0.1:0 chroot "$root" setpriv --reuid="$user" --regid="$user" --clear-groups --no-new-privs \
    --inh-caps=-all --bounding-set=-all "${starts[@]}" >"$work/serves" 2>"$work/log" </dev/null &
serving=$!
for _ in $(seq 100); do
    grep -q 'http://' "$work/serves" && break
    kill -0 "$serving" 2>/dev/null || { cat "$work/serves" "$work/log" >&2; serving=; fail 'the server ended'; }
    sleep 0.2
done
url=$(sed -n 's|.*\(http://[0-9.]*:[0-9]*\).*|\1|p' "$work/serves")
expect 0 python3 - "$url" <<'END'
import sys, urllib.request
ask = urllib.request.build_opener(urllib.request.ProxyHandler({})).open
assert ask(sys.argv[1] + "/healthz", timeout=10).status == 200
assert "Quét" in ask(sys.argv[1] + "/", timeout=10).read().decode()
END
[ "$(stat -c %U:%a "$root$data" 2>/dev/null || true)" = "$(inside stat -c %u "$data"):750" ] ||
    [ "$(inside stat -c %U:%a "$data")" = "$user:750" ] || fail "$data: $(inside stat -c %U:%a "$data")"
[ -n "$(ls -A "$root$data")" ] || fail "the server keeps nothing in $data"
kill -TERM "$serving"
ended=0
wait "$serving" || ended=$?
serving=
[ "$ended" -eq 0 ] || { cat "$work/log" >&2; fail "the server ended with $ended"; }

say 'taken off again'
# As `systemctl enable` would have made it.
mkdir -p "$root/etc/systemd/system/multi-user.target.wants"
ln -s /lib/systemd/system/quet.service "$root/etc/systemd/system/multi-user.target.wants/quet.service"
expect 0 inside apt-get remove --yes quet
[ -e "$root/etc/quet/quet.toml" ] || fail 'the configuration is gone before purge'
expect 0 inside apt-get purge --yes quet
expect_said "$data stays"
listed >"$work/after"
# What is kept on purpose: data, its user, what we made here, and what apt, dpkg and adduser keep of every package.
left=$(LC_ALL=C comm -13 "$work/before" "$work/after" |
    grep -vE "^\.(${data//./\\.}|/home|/rules|/vault|/tmp|/run|/var/(log|cache|lib/(dpkg|apt))|/etc/systemd/system)(/|$)" |
    grep -vE '^\./etc/(passwd|group|shadow|gshadow|subuid|subgid)-?$' || true)
[ -z "$left" ] || fail "left behind: $left"
[ ! -e "$root/etc/systemd/system/multi-user.target.wants/quet.service" ] && [ ! -L "$root/etc/systemd/system/multi-user.target.wants/quet.service" ] ||
    fail 'what is gone would still be started'
[ -n "$(ls -A "$root$data")" ] && [ -d "$root/vault/vault" ] || fail 'data went with the program'
inside getent passwd "$user" >"$work/said" || fail "the user of the data is gone"
say 'all of it worked'

#!/bin/bash
# collect.sh DIR: copies the toolbox's programs and the libraries that they
# load into DIR, as a root file system.
set -euo pipefail
root=$1
copy() { mkdir -p "$root${1%/*}" && cp -L "$1" "$root$1"; }

programs="base64 bash basename cat chmod cp curl cut date df dirname env false find getent grep head hostname id kill ln ls
  md5sum mkdir mktemp mv printenv printf ps pwd readlink rm rmdir sed seq sha256sum sleep sort stat tail tar tee test timeout
  touch tr true uname uniq wc xargs"
for name in $programs; do
  file=$(type -P "$name") || continue
  copy "$file"
  ldd "$file" | grep -o '/[^ ]*' | while read -r library; do
    [ -e "$root$library" ] || copy "$library"
  done
done
for file in /lib/*/libnss_dns.so.2 /lib/*/libnss_files.so.2 /etc/nsswitch.conf /etc/ssl/certs/ca-certificates.crt; do
  [ ! -e "$file" ] || copy "$file"
done
mkdir -p "$root/bin" "$root/tmp" "$root/etc"
cat >"$root/bin/nslookup" <<'END'
#!/bin/sh
# nslookup NAME: what the resolver of the Pod answers (getent), as nslookup prints it.
[ $# = 1 ] || { echo "usage: nslookup NAME" >&2; exit 2; }
while read -r key server _; do [ "$key" != nameserver ] || break; done </etc/resolv.conf
printf 'Server:\t\t%s\nAddress:\t%s:53\n\n' "$server" "$server"
found=$(getent ahosts "$1") || { echo "** server can't find $1: NXDOMAIN"; exit 1; }
echo "$found" | while read -r address kind name; do
  [ -z "$name" ] || full=$name
  [ "$kind" != STREAM ] || printf 'Name:\t%s\nAddress: %s\n' "${full:-$1}" "$address"
done
END
chmod +x "$root/bin/nslookup"
ln -sf "$(type -P bash)" "$root/bin/sh"
chmod 1777 "$root/tmp"

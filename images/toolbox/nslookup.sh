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

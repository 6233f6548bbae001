#!/usr/bin/env bash
# Builds the files of a release into dist: labs for six systems, an SBOM for
# each, SHA256SUMS. The same source and the same Go give the same bytes.
#
#   scripts/dist.sh                    build them all
#   scripts/dist.sh --check PROGRAM    is this program what its source gives in another folder?
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

targets=(linux/amd64 linux/arm64 darwin/amd64 darwin/arm64 windows/amd64 windows/arm64)
limit=100000000 # bytes of one program
sbom=github.com/CycloneDX/cyclonedx-gomod

fail() {
  echo "dist: $*" >&2
  exit 1
}

# program OS ARCH: the name of a file.
program() { if [[ $1 == windows ]]; then echo "labs-$1-$2.exe"; else echo "labs-$1-$2"; fi; }

# build OS ARCH FILE: nothing of this machine or its settings gets into it.
build() {
  local flags
  flags=$(scripts/stamp.sh "$2")
  GOOS=$1 GOARCH=$2 CGO_ENABLED=0 GOFLAGS='' GOAMD64=v1 GOARM64=v8.0 GOEXPERIMENT='' \
    go build -trimpath -buildvcs=false -ldflags "$flags" -o "$3" ./cmd/labs ||
    fail "labs does not compile for $1/$2; the compiler's messages are above"
  (($(wc -c <"$3") < limit)) || fail "$3 has $(wc -c <"$3") bytes; a release takes less than $limit"
}

# describe FILE: writes its SBOM in CycloneDX. All that it tells is on this
# machine; hashes of the tool that wrote it would differ from machine to machine.
describe() {
  GOPROXY=off GOFLAGS='' "$work/sbom" bin -json -std -licenses -assert-licenses -noserial -notimestamp \
    -version "$version" -output "$work/bom.json" "$1" 2>"$work/log" || fail "SBOM of $1: $(cat "$work/log")"
  awk '/^        "hashes": \[/ { tool = 1 } !tool; /^        \],?$/ { tool = 0 }' "$work/bom.json" >"${1%.exe}.cdx.json"
}

checksums() {
  local sum=sha256sum
  command -v sha256sum >/dev/null || sum="shasum -a 256" # macOS
  (cd "$1" && LC_ALL=C && $sum labs-* >SHA256SUMS)
}

# release replaces dist when all is there.
release() {
  local target started file
  mkdir "$work/dist"
  (cd scripts/sbom && CGO_ENABLED=0 GOFLAGS='' go build -trimpath -buildvcs=false -o "$work/sbom" "$sbom/cmd/cyclonedx-gomod") ||
    fail "the tool that writes SBOMs, $sbom, does not build"
  version=$(scripts/stamp.sh | sed 's/.*main\.version=\([^ ]*\).*/\1/')
  for target in "${targets[@]}"; do
    started=$SECONDS
    file=$work/dist/$(program "${target%/*}" "${target#*/}")
    build "${target%/*}" "${target#*/}" "$file"
    describe "$file"
    echo "dist: $(basename "$file") $version, $(wc -c <"$file" | tr -d ' ') bytes, after $((SECONDS - started)) s"
  done
  checksums "$work/dist"
  rm -rf dist
  mv "$work/dist" dist
}

# check PROGRAM builds the same source in another folder.
check() {
  local copy=$work/elsewhere
  mkdir "$copy"
  tar -cf - --exclude=./bin --exclude=./dist . | tar -xf - -C "$copy"
  make -C "$copy" build >/dev/null
  cmp "$1" "$copy/bin/labs" || fail "$1 is not what its source gives in another folder"
  echo "dist: $1 is the same, byte by byte, from another folder"
}

work=$(mktemp -d "${TMPDIR:-/tmp}/labs-dist.XXXXXX")
trap 'rm -rf "$work"' EXIT
case "${1:-} $#" in
  " 0") release ;;
  "--check 2") check "$2" ;;
  *)
    sed -n '5,6s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" >&2
    exit 2
    ;;
esac

# shellcheck shell=bash
# Writes image archives, as an OCI layout that is at the same time what
# "docker save" writes: every engine loads it, and none has to build anything.
#
# An archive is a folder until archive_tar makes a file of it.

# blob ARCHIVE FILE moves a file into the archive and prints its digest.
blob() {
  local digest
  digest=$(sha256sum "$2" | cut -d' ' -f1)
  mkdir -p "$1/blobs/sha256"
  mv "$2" "$1/blobs/sha256/$digest"
  echo "$digest"
}

# descriptor TYPE ARCHIVE DIGEST
descriptor() {
  printf '{"mediaType":"%s","digest":"sha256:%s","size":%d}' "$1" "$3" "$(stat -c %s "$2/blobs/sha256/$3")"
}

# layer ARCHIVE FOLDER [zstd] prints the layer that holds the folder, as
# DIGEST:DIFF:TYPE. (The diff is the digest of the layer before compression.)
layer() {
  local archive=$1 folder=$2 diff
  local tar=$work/layer.tar type=application/vnd.oci.image.layer.v1.tar
  tar --create --file="$tar" --directory="$folder" --numeric-owner --sort=name --exclude='./dev/*' . || return
  diff=$(sha256sum "$tar" | cut -d' ' -f1)
  if [[ ${3:-} == zstd ]]; then
    zstd --quiet --rm -T0 -6 "$tar" -o "$tar.zst" || return
    tar=$tar.zst
    type+=+zstd
  fi
  echo "$(blob "$archive" "$tar"):$diff:$type"
}

# image ARCHIVE NAME CONFIG LAYER... adds an image. CONFIG is the JSON of its
# run configuration. Each layer has a history: podman builds nothing on an image
# that lacks one.
image() {
  local archive=$1 name=$2 config=$3 one digest diff type manifest
  local diffs=() layers=() paths=() history=()
  shift 3
  for one in "$@"; do
    IFS=: read -r digest diff type <<<"$one"
    diffs+=("\"sha256:$diff\"")
    layers+=("$(descriptor "$type" "$archive" "$digest")")
    paths+=("\"blobs/sha256/$digest\"")
    history+=('{"created_by":"images/node/build.sh"}')
  done
  printf '{"created":"%s","architecture":"%s","os":"linux","config":%s,"rootfs":{"type":"layers","diff_ids":[%s]},"history":[%s]}' \
    "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "$arch" "$config" "$(commas "${diffs[@]}")" "$(commas "${history[@]}")" >"$work/config.json"
  config=$(blob "$archive" "$work/config.json")
  printf '{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":%s,"layers":[%s]}' \
    "$(descriptor application/vnd.oci.image.config.v1+json "$archive" "$config")" "$(commas "${layers[@]}")" >"$work/manifest.json"
  manifest=$(blob "$archive" "$work/manifest.json")
  printf '{"Config":"blobs/sha256/%s","RepoTags":["%s"],"Layers":[%s]}\n' \
    "$config" "$name" "$(commas "${paths[@]}")" >>"$archive.docker"
  one=$(descriptor application/vnd.oci.image.manifest.v1+json "$archive" "$manifest")
  printf '%s,"annotations":{"io.containerd.image.name":"%s"}}\n' "${one%\}}" "$(full_name "$name")" >>"$archive.oci"
}

# full_name NAME is the name as containerd writes it.
full_name() {
  case $1 in
    *.*/*) echo "$1" ;;
    *) echo "docker.io/library/$1" ;;
  esac
}

# archive_tar ARCHIVE writes the archive to standard output.
archive_tar() {
  local archive=$1
  echo '{"imageLayoutVersion":"1.0.0"}' >"$archive/oci-layout"
  echo "[$(paste -sd, "$archive.docker")]" >"$archive/manifest.json"
  echo "{\"schemaVersion\":2,\"manifests\":[$(paste -sd, "$archive.oci")]}" >"$archive/index.json"
  tar --create --directory="$archive" .
}

commas() { (IFS=, && echo "$*"); }

#!/bin/bash
# Fills a plug-in folder: GDS's libraries without those that the server has itself, and Stellator's plug-in.
# Usage: plugins.sh SERVER_LIBRARIES GDS_LIBRARIES STELLATOR_PLUGIN TARGET
set -euo pipefail
server=$1 gds=$2 plugin=$3 target=$4

# The name of a library's file without its version.
artifact() {
  local name=${1##*/}
  printf '%s\n' "$name" | sed -E 's/-[0-9].*$//'
}

declare -A has
for jar in "$server"/*.jar; do
  has[$(artifact "$jar")]=1
done
mkdir -p "$target"
kept=0
for jar in "$gds"/*.jar; do
  if [ -z "${has[$(artifact "$jar")]:-}" ]; then
    cp "$jar" "$target/"
    kept=$((kept + 1))
  fi
done
cp -R "$plugin/." "$target/"
[ "$kept" -gt 0 ] || { echo "plugins.sh: no library of GDS in $gds" >&2; exit 1; }
echo "plugins.sh: $kept libraries of GDS and Stellator's plug-in in $target"

#!/usr/bin/env bash
# Computes the directions that multilingual-e5-small's vectors lose (docs/decisions/0062), and writes them where the importer
# takes them from. E5Folder's checksums change with them.
# Usage: benchmarks/language-directions.sh E5_SMALL_Q4_BIN     (which `stellator model pull e5` leaves in the cache folder)
. "$(dirname "${BASH_SOURCE[0]}")/preamble.sh"
[ $# -eq 1 ] || usage
scratch_folder
bench -Xmx2g -- LanguageDirections "$1" "$scratch" \
  "$home/importer/src/main/resources/dev/stellator/importer/internal/e5/language-directions.f32"

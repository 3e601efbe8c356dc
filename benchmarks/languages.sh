#!/usr/bin/env bash
# Whether a text lies beside its translation, and whether basins part by language, under the default encoder and under e5:
# 40 texts of eight topics in seven languages, written for this, then the samples; and what an encoder costs.
# Needs `stellator model pull e5`.
# Usage: benchmarks/languages.sh
. "$(dirname "${BASH_SOURCE[0]}")/preamble.sh"
[ $# -eq 0 ] || usage
scratch_folder
table=$home/importer/src/test/resources/dev/stellator/importer/e5/translations.tsv
echo "commit $(git -C "$home" rev-parse --short HEAD), $(nproc) processors"
bench -Xmx3g -- Languages translations "$table" "$scratch"
echo "samples:"
bench -Xmx3g -- Languages corpus "$home/samples" "$scratch"
cut -f2 "$table" | tail -n +2 > "$scratch/lines"
for _ in 1 2 3 4 5; do cat "$scratch/lines"; done > "$scratch/more"
echo "sentences a second, English texts of that table:"
bench -Xmx3g -- Embedding speed "$scratch/more" 5

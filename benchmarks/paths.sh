#!/usr/bin/env bash
# What tokens and transitions are worth, without a model, on text that is held out: whether transitions of one half of a
# corpus tell those of the other (AUROC against tokens of like frequency), and whether tokens of paths stand there in the
# path's order (permutation p). Three seeds draw the halves; some paths of each are printed. What it printed is in paths.txt.
# Usage: benchmarks/paths.sh [--one-place NATS] [CORPUS…]
#        (default: the samples; NATS is what a step that rests on one place costs more, by default ln 4)
. "$(dirname "${BASH_SOURCE[0]}")/preamble.sh"
nats=1.386
if [ "${1:-}" = --one-place ]; then
    nats=$2
    shift 2
fi
[ $# -gt 0 ] || set -- "$home/samples"
corpora=()
for corpus in "$@"; do
    corpora+=("$(realpath "$corpus")")
done
cd "$home"
list=$(mktemp)
trap 'rm -f "$list"' EXIT
mvn -B -ntp -q -pl importer -am test-compile dependency:build-classpath -Dmdep.outputFile="$list" -Dmdep.includeScope=test
java -Xmx3g -cp "importer/target/test-classes:importer/target/classes:engine/target/classes:$(cat "$list")" \
    dev.stellator.importer.PathMeasures "$nats" "${corpora[@]}" 2> /dev/null

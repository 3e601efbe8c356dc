#!/usr/bin/env bash
# The table of arms for many paths of one book: finds a path from each of many thoughts, then measures all of them.
# A measurement that was stopped goes on where it was, when the data folder is given again.
# Each path is measured twice: with attention that moves over the steps, and with attention held on all of them.
# Usage: benchmarks/paths.sh BOOK DATA [PATHS] [DRAWS] [TEXTS] [--drawn-only]      (default: 40 paths, 4 draws, 48 texts)
set -euo pipefail
home=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
book=$1
data=$2
paths=${3:-40}
draws=${4:-4}
texts=${5:-48}
controls=${6:-}
"$home/stellator" import "$book" --data "$data" > /dev/null
"$home/stellator" basins --data "$data" > /dev/null
stored() { "$home/stellator" path --list --json --data "$data" | python3 -c 'import json, sys; print(len(json.load(sys.stdin)))'; }
if [ "$(stored)" -lt "$paths" ]; then
    # thoughts between basins enter, spread over the basins
    "$home/stellator" cypher --json --data "$data" "
        MATCH (t:Thought)-[f:FALLS_INTO]->(b:Basin {level: 0}) WHERE t.zone <> 'outside' AND b.size >= 40
        WITH b, t ORDER BY f.margin, t.id WITH b, collect(t.text)[0..12] AS texts
        UNWIND range(0, size(texts) - 1) AS i RETURN texts[i] AS text ORDER BY i, b.id LIMIT $paths" |
        python3 -c '
import json, sys
for row in json.load(sys.stdin):
    print(row["text"].replace("\n", " "))' |
        "$home/stellator" path --file - --data "$data"
fi
for window in SWEEP HOLD; do
    echo "window $window"
    "$home/stellator" react --all --draws "$draws" --texts "$texts" --window "$window" ${controls:+"$controls"} --data "$data"
done

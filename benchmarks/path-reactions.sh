#!/usr/bin/env bash
# The table of arms for many paths of one book: finds a path from each of many thoughts, takes the first of three and more
# steps, spread over the basins, and measures all of them, with attention that moves over the steps and with attention
# held on all of them. A measurement that was stopped goes on where it was, when the data folder is given again.
# Usage: benchmarks/path-reactions.sh BOOK DATA [PATHS] [options of react]
#        (default: 40 paths; such as --draws 2 --texts 24 --budget 0.6 --window HOLD, which leaves the other window out)
. "$(dirname "${BASH_SOURCE[0]}")/preamble.sh"
book=$1
data=$2
paths=${3:-40}
options=("${@:4}")
"$stellator" import "$book" --data "$data" > /dev/null
"$stellator" basins --data "$data" > /dev/null
list=$data/benchmark-paths
if [ ! -s "$list" ]; then
    # thoughts between basins enter, spread over the basins
    "$stellator" cypher --json --data "$data" "
        MATCH (t:Thought)-[f:FALLS_INTO]->(b:Basin {level: 0}) WHERE t.zone <> 'outside' AND b.size >= 40
        WITH b, t ORDER BY f.margin, t.id WITH b, collect(t.text)[0..12] AS texts
        UNWIND range(0, size(texts) - 1) AS i
        RETURN replace(texts[i], '\n', ' ') AS text ORDER BY i, b.id LIMIT $((paths * 8))" |
        python3 -c 'import json, sys
for row in json.load(sys.stdin):
    print(row["text"])' > "$data/benchmark-thoughts"
    "$stellator" path --file "$data/benchmark-thoughts" --json --data "$data" | python3 -c '
import json, sys
paths = [path["id"] for path in json.load(sys.stdin) if len(path["tokens"]) >= 3]
print("\n".join(list(dict.fromkeys(paths))[:int(sys.argv[1])]))' "$paths" > "$list"
fi
mapfile -t ids < "$list"
echo "${#ids[@]} paths"
windows=(SWEEP HOLD)
case " ${options[*]} " in *" --window "*) windows=("") ;; esac
for window in "${windows[@]}"; do
    "$stellator" react "${ids[@]}" ${window:+--window "$window"} "${options[@]}" --data "$data"
done

#!/usr/bin/env bash
# Simulates on the samples, times it, and kills a second run again and again: both must end in the same journal.
# Usage: benchmarks/simulation.sh [ITERATIONS] [KILLS] [CORPUS]      (default: 1000 iterations, 20 kills, the samples)
. "$(dirname "${BASH_SOURCE[0]}")/preamble.sh"
iterations=${1:-1000}
kills=${2:-20}
corpus=${3:-$home/samples}
scratch_folder

"$stellator" import "$corpus" --data "$scratch/whole" > /dev/null
"$stellator" basins --data "$scratch/whole" > /dev/null
cp -r "$scratch/whole" "$scratch/killed"

begun=$(date +%s)
"$stellator" simulate --iterations "$iterations" --data "$scratch/whole" | tee "$scratch/whole.txt" | tail -n 60
ended=$(date +%s)
echo "$iterations iterations, everything included: $((ended - begun)) s"
[ "$kills" -gt 0 ] || exit 0

for kill in $(seq "$kills"); do
    "$stellator" simulate --iterations "$iterations" --data "$scratch/killed" > /dev/null 2>&1 &
    process=$!
    sleep $((15 + (kill * 7) % 20 + (ended - begun) / (kills + 1)))
    # the launcher replaces itself by the program, so that this is the program's own process
    kill -KILL "$process" 2> /dev/null || true
    wait "$process" 2> /dev/null || true
    echo "kill $kill: $(cat "$scratch"/killed/runs/simulation-*/journal.jsonl | wc -l) iterations kept"
done
"$stellator" simulate --iterations "$iterations" --data "$scratch/killed" > "$scratch/killed.txt"
cmp "$scratch"/whole/runs/simulation-*/journal.jsonl "$scratch"/killed/runs/simulation-*/journal.jsonl
echo "the same journal after $kills kills"

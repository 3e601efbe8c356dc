#!/usr/bin/env bash
# How long a field takes to learn and what it reaches: learns one on a corpus with `stellator train`, prints the time and the
# memory of the whole command and the figures of each arm, then learns its null, from shuffled words, which must gain nothing.
# Usage: benchmarks/field.sh FILE_OR_FOLDER DATA [options of train]      (such as --steps 120 --seeds 5 --field none)
set -euo pipefail
home=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
source=$1
data=$2
options=("${@:3}")
"$home/stellator" import "$source" --data "$data" > /dev/null
"$home/stellator" basins --data "$data" > /dev/null
began=$SECONDS
"$home/stellator" train --data "$data" "${options[@]}"
echo "learned and measured in $((SECONDS - began)) s"
echo "the same from shuffled words:"
"$home/stellator" train --data "$data" --shuffled --beginnings 0 "${options[@]}"

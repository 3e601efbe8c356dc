#!/usr/bin/env bash
# How long a field takes to learn and what it reaches: learns one on a corpus with `stellator train`, prints the time and the
# memory of the whole command and the figures of each arm, then learns its null, from shuffled words, which must gain nothing.
# Usage: benchmarks/field.sh FILE_OR_FOLDER DATA [options of train]      (such as --steps 120 --seeds 5 --field none)
. "$(dirname "${BASH_SOURCE[0]}")/preamble.sh"
source=$1
data=$2
options=("${@:3}")
"$stellator" import "$source" --data "$data" > /dev/null
"$stellator" basins --data "$data" > /dev/null
began=$SECONDS
"$stellator" train --data "$data" "${options[@]}"
echo "learned and measured in $((SECONDS - began)) s"
echo "the same from shuffled words:"
"$stellator" train --data "$data" --shuffled --beginnings 0 "${options[@]}"

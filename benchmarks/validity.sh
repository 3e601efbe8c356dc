#!/usr/bin/env bash
# Whether the two primary tests find an effect that is there and none that is not, read through the product's own planner
# and verdicts; see Validity.java. Its output: validity.txt.
# Usage: benchmarks/validity.sh [PLANTED_RUNS] [NULL_RUNS] [FIRST_SEED] [TIMES]      (default: 20, 40, 1000 and 1; some
# ten minutes); TIMES is how often the effect is planted: 2 shows whether what is missed is missed for its size
. "$(dirname "${BASH_SOURCE[0]}")/preamble.sh"
export OMP_NUM_THREADS=1 # the model is tiny: threads would wait for each other
bench -Xmx1g -XX:+UseSerialGC -- Validity "$home" "${1:-20}" "${2:-40}" "${3:-1000}" "${4:-1}"

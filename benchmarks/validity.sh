#!/usr/bin/env bash
# Whether a study finds an effect that is there and none that is not; see Validity.java. Its output: validity.txt.
# Usage: benchmarks/validity.sh [NULL_RUNS] [PLANTED_RUNS] [FIRST_SEED]      (default: 200, 50 and 1000; some minutes)
set -euo pipefail
home=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
"$home/stellator" help > /dev/null # builds what is missing
export OMP_NUM_THREADS=1 # the model is tiny: threads would wait for each other
exec java -Xmx1g -XX:+UseSerialGC -Dai.djl.offline=true -DOPT_OUT_TRACKING=true \
    -cp "$home/cli/target/stellator.jar" "$home/benchmarks/Validity.java" "$home" "${1:-200}" "${2:-50}" "${3:-1000}"

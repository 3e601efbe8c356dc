#!/usr/bin/env bash
# Whether a study finds an effect that is there and none that is not; see Validity.java. Its output: validity.txt.
# Usage: benchmarks/validity.sh [NULL_RUNS] [PLANTED_RUNS]      (default: 200 and 50; some minutes)
set -euo pipefail
home=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
"$home/stellator" help > /dev/null # builds what is missing
exec java -Xmx1g -XX:+UseSerialGC -Dai.djl.offline=true -DOPT_OUT_TRACKING=true \
    -cp "$home/cli/target/stellator.jar" "$home/benchmarks/Validity.java" "$home" "${1:-200}" "${2:-50}"

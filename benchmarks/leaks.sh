#!/usr/bin/env bash
# 10,000 steps of decoding and 500 of training on a tiny model: fails when an array is left over or memory grows.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
mvn -B -ntp -q -pl engine -am -Dtest=LeakTest -Dsurefire.failIfNoSpecifiedTests=false -Dspotless.check.skip=true \
  -Dtest.jvm.options="-Xmx1g -Dai.djl.offline=true -DOPT_OUT_TRACKING=true -Dstellator.test.decoded=${1:-10000} -Dstellator.test.trained=${2:-500}" \
  test

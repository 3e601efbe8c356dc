#!/usr/bin/env bash
# The JMH benchmarks of the code: what an answer of the field costs, by the number of thoughts.
# Usage: benchmarks/code.sh [options of JMH]      (such as -p thoughts=20000, or FieldBenchmark.flow)
. "$(dirname "${BASH_SOURCE[0]}")/preamble.sh"
jmh "$@"

#!/usr/bin/env bash
# Is the null a null? Draws texts at random, builds a graph on most of them and probes the rest, which come from the same
# distribution: their p-values should be uniform. Repeats it and reports the Kolmogorov-Smirnov distance of each split.
# Usage: benchmarks/null.sh LINES.TXT [SPLITS] [BUILT] [PROBED]      (a text a line; default 20 splits, 2000 and 500 texts)
. "$(dirname "${BASH_SOURCE[0]}")/preamble.sh"
[ $# -ge 1 ] || usage
scratch_folder
python3 - "$stellator" "$scratch" "$1" "${2:-20}" "${3:-2000}" "${4:-500}" <<'PYTHON'
import json
import math
import os
import random
import shutil
import statistics
import subprocess
import sys

stellator, scratch, source = sys.argv[1:4]
splits, built, probed = map(int, sys.argv[4:7])
with open(source, encoding="utf-8") as file:
    texts = sorted({line.strip() for line in file if len(line.split()) > 3})


def run(*arguments):
    return subprocess.run([stellator, *arguments], check=True, stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL).stdout.decode("utf-8")


def kolmogorov(distance, count):
    """Asymptotic probability of a larger distance under uniformity (with Stephens's correction)."""
    x = (math.sqrt(count) + 0.12 + 0.11 / math.sqrt(count)) * distance
    return max(0.0, min(1.0, 2 * sum((-1) ** (j - 1) * math.exp(-2 * j * j * x * x) for j in range(1, 101))))


results = []
for split in range(splits):
    drawn = random.Random(split).sample(texts, built + probed)
    folder = os.path.join(scratch, "split")
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(os.path.join(folder, "documents"))
    for start in range(0, built, 50):
        with open(os.path.join(folder, "documents", f"{start:05}.txt"), "w", encoding="utf-8") as file:
            file.write("\n\n".join(drawn[start:start + 50]) + "\n")
    lines = os.path.join(folder, "probed.txt")
    with open(lines, "w", encoding="utf-8") as file:
        file.write("\n".join(drawn[built:]) + "\n")
    data = os.path.join(folder, "graph")
    run("import", os.path.join(folder, "documents"), "--data", data)
    run("basins", "--data", data)
    p = sorted(json.loads(line)["p"] for line in run("probe", "--file", lines, "--json", "--data", data).splitlines())
    n = len(p)
    distance = max(max((i + 1) / n - value, value - i / n) for i, value in enumerate(p))
    refused = [sum(value <= alpha for value in p) / n for alpha in (0.01, 0.05, 0.1)]
    results.append((distance, kolmogorov(distance, n), refused))
    print(f"split {split:2}: KS distance {distance:.4f}, p {results[-1][1]:.3f}, refused at 0.01, 0.05, 0.1: "
          + ", ".join(f"{share:.3f}" for share in refused), flush=True)
print(f"median KS distance {statistics.median(r[0] for r in results):.4f}, median p"
      f" {statistics.median(r[1] for r in results):.3f}; {sum(r[1] <= 0.05 for r in results)} of {splits} below 0.05;"
      " mean refused " + ", ".join(f"{statistics.mean(r[2][i] for r in results):.4f}" for i in range(3)))
PYTHON

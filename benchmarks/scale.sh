#!/usr/bin/env bash
# How the search for basins grows with the corpus; see BasinScale.java. Starts a JVM a size, and prints seconds by stage,
# the power of the size that each stage grows with (a least-squares line through the logarithms), what is super-linear,
# and the growth as bars.
# Usage: benchmarks/scale.sh [THOUGHTS_A_CENTRE] [SIZE...]      (default: 100, and 10000 20000 50000 100000; half an hour)
. "$(dirname "${BASH_SOURCE[0]}")/preamble.sh"
each=${1:-100}
[ $# -eq 0 ] || shift
[ $# -gt 0 ] || set -- 10000 20000 50000 100000
scratch_folder
for size in "$@"; do
  echo "$size thoughts" >&2
  bench -Xmx4g -XX:+UseSerialGC -- BasinScale "$size" "$each" "$scratch/graph-$size" >> "$scratch/seconds.tsv"
  rm -rf "$scratch/graph-$size"
done
python3 - "$scratch/seconds.tsv" <<'PYTHON'
import collections
import math
import sys

table = collections.OrderedDict()
with open(sys.argv[1], encoding="utf-8") as file:
    for line in file:
        size, name, value = line.rstrip("\n").split("\t")
        table.setdefault(name, {})[int(size)] = float(value)
sizes = sorted(table["whole"])


def power(values):
    """Slope of the least-squares line through the logarithms."""
    points = [(math.log(size), math.log(value)) for size, value in values.items() if value > 0]
    x = sum(p[0] for p in points) / len(points)
    y = sum(p[1] for p in points) / len(points)
    square = sum((p[0] - x) ** 2 for p in points)
    return sum((p[0] - x) * (p[1] - y) for p in points) / square if square else float("nan")


print(f"{'seconds':32}" + "".join(f"{size:>10}" for size in sizes) + f"{'power':>8}")
steep = []
for name, values in table.items():
    slope = power(values)
    print(f"{name:32}" + "".join(f"{values.get(size, 0):>10.1f}" for size in sizes) + f"{slope:>8.2f}")
    if slope > 1.15 and name not in ("whole", "basins found", "resident MiB"):
        steep.append(f"{name} ({slope:.2f})")
print("super-linear: " + (", ".join(steep) or "nothing"))
print("\nseconds of the whole search")
longest = max(table["whole"].values())
for size in sizes:
    whole = table["whole"][size]
    linear = longest * size / sizes[-1]
    bar = "#" * round(60 * whole / longest)
    mark = round(60 * linear / longest)
    bar = bar.ljust(mark)
    print(f"{size:>10} {whole:>8.1f} |{bar[:mark]}:{bar[mark + 1:]}")
print(f"{'':20}(: what the largest size would take a smaller one at the same cost a thought)")
PYTHON

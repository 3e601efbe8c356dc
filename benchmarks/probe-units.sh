#!/usr/bin/env bash
# One corpus in three units, by the product's own commands: rows of one to three sentences of one intent of CLINC150, a
# quarter of the intents left out of the import. Labels are read after the last command only.
# Usage: benchmarks/probe-units.sh SETS_FOLDER      (the folder with clinc-rows.tsv that probe-generality.sh kept)
. "$(dirname "${BASH_SOURCE[0]}")/preamble.sh"
[ $# -eq 1 ] || usage
scratch_folder
echo "commit $(git -C "$home" rev-parse --short HEAD), $(nproc) processors"
python3 - "$stellator" "$1/clinc-rows.tsv" "$scratch" <<'PYTHON'
import csv
import json
import os
import random
import subprocess
import sys

stellator, source, scratch = sys.argv[1:4]
with open(source, encoding="utf-8") as file:
    rows = [line.rstrip("\n").split("\t") for line in file]
names = sorted({label for label, _ in rows})
out = set(random.Random(7).sample(names, round(0.25 * len(names))))
inside = [text for label, text in rows if label not in out]
outside = [text for label, text in rows if label in out]
random.Random(8).shuffle(inside)
known, asked, foreign = inside[:3000], inside[3000:4000], outside[:1000]
table, lines = os.path.join(scratch, "rows.csv"), os.path.join(scratch, "asked.txt")
with open(table, "w", encoding="utf-8", newline="") as file:
    writer = csv.writer(file)
    writer.writerow(["text"])
    writer.writerows([text] for text in known)
with open(lines, "w", encoding="utf-8") as file:
    file.write("\n".join(asked + foreign) + "\n")


def run(*arguments):
    return subprocess.run([stellator, *arguments], check=True, stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL).stdout.decode("utf-8")


print(f"{len(known)} rows imported, {len(asked)} insiders and {len(foreign)} outsiders probed")
for unit in ("auto", "record", "paragraph", "sentence"):
    data = os.path.join(scratch, unit)
    said = [line for line in run("import", table, "--unit", unit, "--data", data).splitlines() if "a thought is" in line]
    run("basins", "--data", data)
    answers = [json.loads(line) for line in run("probe", "--file", lines, "--json", "--data", data).splitlines()]
    own, other = answers[:len(asked)], answers[len(asked):]
    wins = sum((a["score"] < b["score"]) + (a["score"] == b["score"]) / 2 for a in own for b in other)
    shares = []
    for alpha in (0.01, 0.05, 0.1):
        refused, power = (sum(row["p"] <= alpha for row in part) / len(part) for part in (own, other))
        shares.append(f"{alpha}: {refused:.3f} / {power:.3f}")
    print(f"--unit {unit} ({said[0]}): AUROC {wins / len(own) / len(other):.4f}; insiders / outsiders refused at "
          + ", ".join(shares), flush=True)
PYTHON

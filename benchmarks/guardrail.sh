#!/usr/bin/env bash
# The probe's p-value beside a threshold on the similarity to the nearest text, as a guardrail has them: how many good
# questions are refused where as many bad ones are let through. Sets: CLINC150 with its own out-of-scope questions, the same
# with a quarter of the intents left out, Python's documentation with a quarter of the modules left out. One import, one
# probe of the product's own commands a set; both scores come from the same answers.
# Usage: benchmarks/guardrail.sh DATA_FULL.JSON [SET...]      (of CLINC150, Larson et al., 2019; sets 0 to 2, all by default)
. "$(dirname "${BASH_SOURCE[0]}")/preamble.sh"
[ $# -ge 1 ] || usage
scratch_folder
echo "commit $(git -C "$home" rev-parse --short HEAD), $(nproc) processors"
source=$1
shift
python3 - "$stellator" "$source" "$scratch" "$benchmarks" "$@" <<'PYTHON'
import csv
import importlib.util
import json
import os
import random
import subprocess
import sys

stellator, source, scratch, benchmarks = sys.argv[1:5]
wanted = {int(number) for number in sys.argv[5:]} or {0, 1, 2}
spec = importlib.util.spec_from_file_location("generality", os.path.join(benchmarks, "probe-generality.py"))
generality = importlib.util.module_from_spec(spec)
spec.loader.exec_module(generality)
KNOWN, ASKED = 2500, 500


def run(*arguments):
    return subprocess.run([stellator, *arguments], check=True, stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL).stdout.decode("utf-8")


def left_out(rows, share):
    """Known texts, insiders, outsiders: a share of the labels is in the last alone."""
    rows = sorted(set(rows))
    drawn = random.Random(7)
    drawn.shuffle(rows)
    names = sorted({label for label, _ in rows})
    out = set(drawn.sample(names, round(share * len(names))))
    inside = [text for label, text in rows if label not in out]
    outside = [text for label, text in rows if label in out]
    cut = min(KNOWN, len(inside) - ASKED)
    return inside[:cut], inside[cut:cut + ASKED], outside[:ASKED]


def sets():
    with open(source, encoding="utf-8") as file:
        clinc = json.load(file)
    drawn = random.Random(6)
    intents = sorted(drawn.sample(sorted({label for _, label in clinc["train"]}), 40))
    known = [text for text, label in clinc["train"] if label in intents]
    asked = [text for text, label in clinc["test"] if label in intents]
    outside = [text for text, _ in clinc["oos_test"]]
    for texts in (known, asked, outside):
        drawn.shuffle(texts)
    yield "CLINC150, 40 intents, its out-of-scope questions", known[:KNOWN], asked[:ASKED], outside[:ASKED]
    yield ("CLINC150, a quarter of the intents left out",
           *left_out([(label, text) for text, label in clinc["train"] + clinc["test"]], 0.25))
    yield "Python's documentation, a quarter of the modules left out", *left_out(list(generality.pydoc()), 0.25)


def refused_at(good, bad, let_through):
    """Share of good ones below the threshold that lets so many bad ones through; higher scores are let in."""
    threshold = sorted(bad, reverse=True)[round(let_through * len(bad))]
    return sum(score <= threshold for score in good) / len(good)


def auroc(good, bad):
    return sum((a > b) + (a == b) / 2 for a in good for b in bad) / len(good) / len(bad)


for number, (name, known, asked, outside) in enumerate(sets()):
    if number not in wanted:
        continue
    data = os.path.join(scratch, str(number))
    table, lines = data + ".csv", data + ".txt"
    with open(table, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["text"])
        writer.writerows([text] for text in known)
    with open(lines, "w", encoding="utf-8") as file:
        file.write("\n".join(asked + outside) + "\n")
    run("import", table, "--unit", "record", "--data", data)
    run("basins", "--data", data)
    answers = [json.loads(line) for line in run("probe", "--file", lines, "--json", "--data", data).splitlines()]
    good, bad = answers[:len(asked)], answers[len(asked):]
    print(f"{name}: {len(known)} texts known, {len(good)} good and {len(bad)} bad questions")
    for what, score in (("p-value", lambda row: -row["score"]),
                        ("similarity to the nearest", lambda row: row["nearest"][0]["similarity"])):
        own, other = [score(row) for row in good], [score(row) for row in bad]
        shares = ", ".join(f"{refused_at(own, other, share):.3f} at {share:.0%}" for share in (0.05, 0.1, 0.2))
        print(f"    {what}: AUROC {auroc(own, other):.4f}; good ones refused where so many bad ones are let through: {shares}")
    for alpha in (0.01, 0.05, 0.1):
        refused, through = sum(row["p"] <= alpha for row in good) / len(good), sum(row["p"] > alpha for row in bad) / len(bad)
        print(f"    alpha {alpha}: {refused:.3f} of the good ones refused, {through:.3f} of the bad ones let through")
    for threshold in (0.5, 0.6, 0.7):
        near = [[row["nearest"][0]["similarity"] for row in part] for part in (good, bad)]
        print(f"    similarity {threshold}: {sum(s < threshold for s in near[0]) / len(near[0]):.3f} of the good ones refused, "
              f"{sum(s >= threshold for s in near[1]) / len(near[1]):.3f} of the bad ones let through", flush=True)
PYTHON

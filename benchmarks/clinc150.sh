#!/usr/bin/env bash
# Scores the probe and the basins against intents that the product never sees. The training texts of CLINC150
# (data_full.json; Larson et al., 2019) are imported without their labels by the product's own commands; then the test
# texts are probed against texts of no intent, and the basins are compared with the intents. Labels are read after the
# last command only.
# Usage: benchmarks/clinc150.sh DATA_FULL.JSON [FOLDER_TO_KEEP] [BOOK...]      (books: the same defaults on other texts)
. "$(dirname "${BASH_SOURCE[0]}")/preamble.sh"
[ $# -ge 1 ] || usage
source=$1
folder=${2:-}
if [ -z "$folder" ]; then
  folder=$(mktemp -d)
  trap 'rm -rf "$folder"' EXIT
fi
shift
[ $# -eq 0 ] || shift
python3 - "$stellator" "$source" "$folder" "$@" <<'PYTHON'
import collections
import json
import math
import os
import random
import subprocess
import sys
import time

RUN, RUNS = 10, 10
stellator, source, folder, books = sys.argv[1], sys.argv[2], sys.argv[3], sys.argv[4:]
with open(source, encoding="utf-8") as file:
    corpus = json.load(file)
os.makedirs(folder, exist_ok=True)


def run(*arguments):
    begun = time.perf_counter()
    done = subprocess.run([stellator, *arguments], check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    return done.stdout.decode("utf-8"), time.perf_counter() - begun


def settings(data):
    query = ("MATCH (f:Field) RETURN f.resolution AS resolution, f.offsetWeight AS offsetWeight, f.beta AS beta,"
             " f.neighbours AS neighbours, f.curves AS curves")
    return json.loads(run("cypher", query, "--data", data, "--json")[0])[0]


def describe(name, data):
    chosen = settings(data)
    curves = chosen.pop("curves")
    print(f"{name}: chosen without labels: " + ", ".join(f"{key} {value:.4g}" for key, value in chosen.items()))
    for line in curves:
        parameter, value, score, beside = line.split(" ")
        print(f"    {parameter:13} {float(value):8.3f}  score {float(score):8.4f}  beside {float(beside):9.4f}")


# One text a paragraph, in the order of the file: lines that stand together are often one writer's, who says the same in
# several ways. So ten lines stay together and ten such runs, drawn at random, make a document: it holds what its writers
# said, and tells next to nothing about intents. Texts of a word or two, which would join the paragraph beside them, get
# documents of their own.
texts = [text.strip() for text, _ in corpus["train"]]
documents = os.path.join(folder, "documents")
os.makedirs(documents, exist_ok=True)
short = [text for text in texts if len(text.split()) < 4]
runs = [texts[start:start + RUN] for start in range(0, len(texts), RUN)]
random.Random(42).shuffle(runs)
packs = [[text for run in runs[start:start + RUNS] for text in run if len(text.split()) >= 4]
         for start in range(0, len(runs), RUNS)] + [[text] for text in short]
for number, pack in enumerate(packs):
    with open(os.path.join(documents, f"{number:04}.txt"), "w", encoding="utf-8") as file:
        file.write("\n\n".join(pack) + "\n")
data = os.path.join(folder, "graph")
seconds = run("import", documents, "--corpus", "clinc150", "--data", data)[1]
print(f"import of {len(texts)} texts: {seconds:.0f} s")
seconds = run("basins", "--data", data)[1]
print(f"basins: {seconds:.0f} s")
describe("clinc150", data)

answers = {}
for part in ("test", "oos_test"):
    lines = os.path.join(folder, part + ".txt")
    with open(lines, "w", encoding="utf-8") as file:
        file.write("\n".join(text.strip() for text, _ in corpus[part]) + "\n")
    out, seconds = run("probe", "--file", lines, "--json", "--data", data)
    answers[part] = [json.loads(line) for line in out.splitlines()]
    assert [row["text"] for row in answers[part]] == [text.strip() for text, _ in corpus[part]]
    print(f"probe of {len(answers[part])} texts ({part}): {seconds:.0f} s")

inside = [row["score"] for row in answers["test"]]
outside = [row["score"] for row in answers["oos_test"]]
ranked = sorted([(score, 0) for score in inside] + [(score, 1) for score in outside])
wins = seen = 0
for _, kind in ranked:
    if kind:
        wins += seen
    else:
        seen += 1
print(f"AUROC of {len(inside)} insiders against {len(outside)} outsiders: {wins / len(inside) / len(outside):.4f}")
threshold = sorted(outside)[int(0.05 * len(outside))]
taken = sorted(inside)[int(0.95 * len(inside))]
print(f"insiders refused where 95 % of outsiders are: {sum(s >= threshold for s in inside) / len(inside):.4f};"
      f" outsiders let in where 95 % of insiders are: {sum(s <= taken for s in outside) / len(outside):.4f}")
for alpha in (0.01, 0.05, 0.1):
    refused = sum(row["p"] <= alpha for row in answers["test"]) / len(inside)
    power = sum(row["p"] <= alpha for row in answers["oos_test"]) / len(outside)
    limit = alpha + 2 * math.sqrt(alpha * (1 - alpha) / len(inside))
    print(f"alpha {alpha:.2f}: refused insiders {refused:.4f} (at most {limit:.4f}:"
          f" {'holds' if refused <= limit else 'BROKEN'}), refused outsiders {power:.4f}")
both = answers["test"] + answers["oos_test"]
for alpha in (0.05, 0.1):
    out, seconds = None, None
    order = sorted(range(len(both)), key=lambda i: -both[i]["p"])
    least, refused, wrong = 1.0, 0, 0
    for rank, i in enumerate(order):
        least = min(least, both[i]["p"] * len(both) / (len(both) - rank))
        if least <= alpha:
            refused += 1
            wrong += i < len(answers["test"])
    print(f"Benjamini-Hochberg at {alpha}: {refused} refused, share of insiders among them {wrong / max(1, refused):.4f}")

query = "MATCH (t:Thought)-[:FALLS_INTO]->(b:Basin) RETURN t.text AS text, b.id AS basin"
rows = json.loads(run("cypher", query, "--data", data, "--json")[0])
basin_of = {row["text"]: row["basin"] for row in rows}
pairs = [(intent, basin_of[text.strip()]) for text, intent in corpus["train"] if text.strip() in basin_of]
missing = len(corpus["train"]) - len(pairs)
print(f"{len(rows)} thoughts, all in a basin")


def entropy(counts, total):
    return -sum(c / total * math.log(c / total) for c in counts.values())


joint = collections.Counter(pairs)
first = collections.Counter(intent for intent, _ in pairs)
second = collections.Counter(basin for _, basin in pairs)
total = len(pairs)
information = entropy(first, total) + entropy(second, total) - entropy(joint, total)
nmi = 2 * information / (entropy(first, total) + entropy(second, total))


def choose(count):
    return count * (count - 1) / 2


index = sum(choose(c) for c in joint.values())
a = sum(choose(c) for c in first.values())
b = sum(choose(c) for c in second.values())
expected = a * b / choose(total)
ari = (index - expected) / ((a + b) / 2 - expected)
print(f"{len(second)} basins against {len(first)} intents: NMI {nmi:.4f}, ARI {ari:.4f};"
      f" {total} texts placed, {missing} that the segmenter divided or joined")

for number, book in enumerate(books):
    data = os.path.join(folder, f"book{number}")
    run("import", book, "--data", data)
    out, seconds = run("basins", "--data", data, "--json")
    found = json.loads(out)
    print(f"{os.path.basename(book)}: {len(found)} basins at the finest level, {seconds:.0f} s")
    describe(os.path.basename(book), data)
    for basin in found[:5]:
        print(f"    {basin['size']:5} {basin['label']}   \"{basin['representative'][:90]}\"")
PYTHON

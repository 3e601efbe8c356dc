#!/usr/bin/env python3
"""Times an import by stage, and shows what it holds in memory.

Usage: benchmarks/import.py [--thoughts N] [--bytes B] [--embedder NAME_OR_FOLDER] [--heap SIZE] [--keep FOLDER] FILE...

The texts are made of the files that are named: books (.txt) and CLINC150 (.json). First come their own sentences, each
once; when more are wanted, clauses of two sentences are put together, so that no two are the same. The share of each is
printed. With --bytes the sentences are repeated until the text is that long, half of it in one document and half in
documents of a megabyte: then the graph holds few thoughts in very many places, which shows whether reading, cutting,
analysing and writing are bounded in memory, and says nothing of a field of as many thoughts.
"""
import argparse
import json
import os
import pathlib
import random
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time

HOME = pathlib.Path(__file__).resolve().parent.parent
SENTENCE = re.compile(r"(?<=[.;?!])\s+(?=[A-ZА-ЯЁ«“\"-])")
DOCUMENT = 500

parser = argparse.ArgumentParser()
parser.add_argument("--thoughts", type=int, default=50_000)
parser.add_argument("--bytes", type=float, default=0)
parser.add_argument("--embedder", default="minilm")
parser.add_argument("--heap", default="4g")
parser.add_argument("--keep")
parser.add_argument("files", nargs="+")
options = parser.parse_args()
chance = random.Random(1)


def sentences(file):
    path = pathlib.Path(file)
    if path.suffix == ".json":
        data = json.loads(path.read_text(encoding="utf-8"))
        return [row[0].strip() for rows in data.values() for row in rows]
    text = re.sub(r"\s+", " ", path.read_text(encoding="utf-8"))
    return [sentence.strip() for sentence in SENTENCE.split(text)]


def recombined(real):
    """A beginning of one sentence and an end of another, as often as they are asked for."""
    long = [s for s in real if len(s.split()) > 8]
    heads = [s.rpartition(",")[0] for s in long if "," in s[20:]]
    tails = [s.partition(",")[2].strip() for s in long if "," in s[:-20]]
    heads = [head for head in heads if 20 < len(head) < 200]
    tails = [tail for tail in tails if 20 < len(tail) < 200]
    while True:
        yield f"{chance.choice(heads)}, {chance.choice(tails)}"


def texts():
    real = [s for file in options.files for s in sentences(file) if 4 <= len(s.split()) and len(s) < 380]
    chance.shuffle(real)
    chosen = dict.fromkeys(real[: options.thoughts])
    own = len(chosen)
    source = recombined(real)
    while len(chosen) < options.thoughts:
        chosen.setdefault(next(source))
    length = sum(map(len, chosen)) / len(chosen)
    print(f"{len(chosen)} distinct sentences, {own} of the files' own, of {length:.0f} characters on average", flush=True)
    return list(chosen)


def write(folder, chosen):
    total = 0
    if options.bytes:
        with open(folder / "huge.txt", "w", encoding="utf-8") as huge:
            while total < options.bytes / 2:
                total += huge.write("\n\n".join(chance.sample(chosen, DOCUMENT)) + "\n\n")
        number = 0
        while total < options.bytes:
            text = "\n\n".join(chance.choice(chosen) for _ in range(10 * DOCUMENT))
            (folder / f"{number:05}.txt").write_text(text, encoding="utf-8")
            total += len(text)
            number += 1
    else:
        for start in range(0, len(chosen), DOCUMENT):
            text = "\n\n".join(chosen[start : start + DOCUMENT])
            (folder / f"{start // DOCUMENT:05}.txt").write_text(text, encoding="utf-8")
            total += len(text)
    print(f"{len(list(folder.iterdir()))} documents, {total / 1e6:.1f} million characters", flush=True)


scratch = pathlib.Path(options.keep or tempfile.mkdtemp(prefix="stellator-import-"))
corpus = scratch / "corpus"
corpus.mkdir(parents=True)
try:
    write(corpus, texts())
    begun = time.perf_counter()
    done = subprocess.run(
        [HOME / "stellator", "import", corpus, "--data", scratch / "graph", "--embedder", options.embedder, "--json"],
        env=dict(os.environ, STELLATOR_HEAP=options.heap),
        stdout=subprocess.PIPE,
    )
    wall = time.perf_counter() - begun
    if done.returncode:
        raise SystemExit(f"the import ended with {done.returncode} after {wall:.0f} s")
    summary = json.loads(done.stdout)
    seconds = summary["seconds"]
    print(f"{options.embedder}: {summary['thoughts']} thoughts in {wall:.1f} s ({summary['thoughts'] / wall:.0f}/s),"
          f" {summary['words']} words, heap {options.heap}")
    for stage, took in seconds.items():
        print(f"    {stage:15} {took:8.1f} s  {100 * took / wall:5.1f} % of the whole")
    print(f"    everything but embedding: {100 * (wall - seconds['embed']) / wall:.1f} % of the whole,"
          " start and end of the database included (stages work side by side: their sum is more than the whole)")
    print(f"    graph: {summary['corpus']}")
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"    most memory of the process: {peak:.0f} MB, the database's page cache and the encoder included")
finally:
    if not options.keep:
        shutil.rmtree(scratch)

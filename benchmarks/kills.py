#!/usr/bin/env python3
"""Kills imports at random moments, starts each again, and compares the graph with one that was never broken.

Usage: benchmarks/kills.py [KILLS] [MINUTES] [SEED] [LANES]      (default: 200 kills, at most 30 minutes, seed 1, 2 lanes)

Two lanes work side by side, each with a graph of its own, since the start of an import leaves a core idle.

Three kinds of import take turns: a folder of texts; rows, chats and archives; and a folder that changed, over the graph
of the one before, with --prune. An import that was killed is started again until it ends by itself; then its graph is
exported in a canonical order and compared with that of an unbroken import: ids, texts, places, order, mentions, counts
exactly, numbers within 0.000001. The encoder is one that knows letters alone (benchmarks/encoder.py): its vectors do not
depend on the batch, and more of the kills meet the graph's transactions than a real encoder's products.
"""
import json
import os
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import zipfile

HOME = pathlib.Path(__file__).resolve().parent.parent
STELLATOR = str(HOME / "stellator")
ENCODER = str(HOME / "importer/src/test/resources/dev/stellator/importer/encoder")
KILLS = int(sys.argv[1]) if len(sys.argv) > 1 else 200
MINUTES = float(sys.argv[2]) if len(sys.argv) > 2 else 30
SEED = int(sys.argv[3]) if len(sys.argv) > 3 else 1
LANES = int(sys.argv[4]) if len(sys.argv) > 4 else 2
TOLERANCE = 1e-6

EXPORT = {
    "places": "MATCH (c:Corpus)-[h:HAS]->(d:Document) RETURN [c.name, h.uri, d.id, d.uri, d.language, d.title,"
    " d.finished] ORDER BY h.uri",
    "documents": "MATCH (d:Document) RETURN [d.id, d.finished] ORDER BY d.id",
    "order": "MATCH (d:Document)-[h:HAS]->(t:Thought) RETURN [d.id, h.position, h.speaker, t.id]"
    " ORDER BY d.id, h.position",
    "next": "MATCH (a:Thought)-[n:NEXT]->(b:Thought) RETURN [n.document, a.id, b.id] ORDER BY n.document, a.id, b.id",
    "thoughts": "MATCH (t:Thought) RETURN [t.id, t.text, t.language, t.embedding[0..24]] ORDER BY t.id",
    "tokens": "MATCH (k:Token) RETURN [k.id, k.text, k.language, k.documentFrequency, k.embedding[0..24]] ORDER BY k.id",
    "mentions": "MATCH (t:Thought)-[m:MENTIONS]->(k:Token) RETURN [t.id, k.id, m.count, m.positions, m.weight]"
    " ORDER BY t.id, k.id",
    "transitions": "MATCH (a:Token)-[l:LEADS_TO]->(b:Token) RETURN [a.id, b.id, l.count, l.npmi, l.cost,"
    " l.embedding[0..24]] ORDER BY a.id, b.id",
}


def arguments(kind, folder, data):
    extra = {"rows": ["--text-column", "text"], "changed": ["--prune"]}.get(kind, [])
    return [STELLATOR, "import", str(folder), "--data", str(data), "--corpus", "kills", "--embedder", ENCODER, *extra]


def run(kind, folder, data, kill_after=None):
    """The exit code, or None when it was killed."""
    # A killed JVM leaves the native libraries that it unpacked.
    unpacked = data.parent / "unpacked"
    shutil.rmtree(unpacked, ignore_errors=True)
    unpacked.mkdir()
    # Imports as short as these do not live long enough for the optimising compiler to pay.
    environment = dict(os.environ, STELLATOR_JAVA_OPTS=f"-Djava.io.tmpdir={unpacked} -XX:TieredStopAtLevel=1")
    process = subprocess.Popen(
        arguments(kind, folder, data),
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        _, errors = process.communicate(timeout=kill_after)
        if process.returncode != 0:
            raise SystemExit(f"import of {folder} ended with {process.returncode}: {errors.decode()[-2000:]}")
        return 0
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        return None


def export(data):
    query = "RETURN " + ", ".join(f"COLLECT {{ {part} }} AS {name}" for name, part in EXPORT.items())
    out = subprocess.run(
        [STELLATOR, "cypher", query, "--data", str(data), "--json"], check=True, capture_output=True, text=True
    ).stdout
    rows = json.loads(out)
    while isinstance(rows, dict) and "places" not in rows:
        rows = next(value for value in rows.values() if isinstance(value, (list, dict)))
    graph = rows[0] if isinstance(rows, list) else rows
    if graph.keys() != EXPORT.keys():
        raise SystemExit(f"the export holds {list(graph)}")
    return graph


def difference(a, b, where="graph"):
    """Where two exports differ first; None when they do not."""
    if isinstance(a, float) or isinstance(b, float):
        same = isinstance(a, (int, float)) and isinstance(b, (int, float)) and abs(a - b) <= TOLERANCE * max(1, abs(a))
        return None if same else f"{where}: {a} against {b}"
    if type(a) is not type(b):
        return f"{where}: {a!r} against {b!r}"
    if isinstance(a, dict):
        if a.keys() != b.keys():
            return f"{where}: {sorted(a.keys() ^ b.keys())}"
        return next((d for k in a if (d := difference(a[k], b[k], f"{where}.{k}"))), None)
    if isinstance(a, list):
        if len(a) != len(b):
            return f"{where}: {len(a)} against {len(b)} entries"
        return next((d for i, (x, y) in enumerate(zip(a, b)) if (d := difference(x, y, f"{where}[{i}]"))), None)
    return None if a == b else f"{where}: {a!r} against {b!r}"


def sentences(count, seed):
    source = random.Random(seed)
    nouns = "river lamp theory habit map harbour miller silence window contradiction proof garden winter road".split()
    verbs = "remembers measures avoids contradicts follows lights crosses forgets repeats explains".split()
    return [
        f"The {source.choice(nouns)} {source.choice(verbs)} the {source.choice(nouns)} that {source.choice(verbs)}"
        f" the {source.choice(nouns)} number {i}."
        for i in range(count)
    ]


def make_texts(folder):
    folder.mkdir()
    for path in sorted(p for p in (HOME / "samples").rglob("*") if p.is_file() and p.name != "README.md")[::3]:
        shutil.copy(path, folder / path.name)
    (folder / "long.txt").write_text("\n".join(sentences(300, 1)), encoding="utf-8")


def make_rows(folder):
    folder.mkdir()
    rows = sentences(160, 2)
    (folder / "rows.csv").write_text("id,text\n" + "\n".join(f"{i},{r}" for i, r in enumerate(rows)), encoding="utf-8")
    (folder / "rows.jsonl").write_text(
        "\n".join(json.dumps({"text": r}) for r in rows[100:] + sentences(80, 3)), encoding="utf-8"
    )
    with zipfile.ZipFile(folder / "texts.zip", "w") as archive:
        for i in range(10):
            archive.writestr(f"part/{i}.txt", "\n".join(sentences(12, 10 + i)))
    (folder / "page.html").write_text(
        "<html><body>" + "".join(f"<p>{s}</p>" for s in sentences(60, 4)) + "</body></html>", encoding="utf-8"
    )
    (folder / "a copy.txt").write_text("\n".join(sentences(12, 10)), encoding="utf-8")


def make_changed(folder):
    make_texts(folder)
    files = sorted(p for p in folder.rglob("*") if p.is_file() and p.suffix in (".md", ".txt"))
    for i, path in enumerate(files):
        if i % 4 == 0:
            path.unlink()
        elif i % 4 == 1:
            path.write_text(path.read_text(encoding="utf-8") + "\n\n" + "\n".join(sentences(5, i)), encoding="utf-8")
    shutil.copy(files[2], folder / "a second place.md")
    (folder / "new.txt").write_text("\n".join(sentences(80, 6)), encoding="utf-8")


def main():
    begun = time.monotonic()
    scratch = pathlib.Path(tempfile.mkdtemp(prefix="stellator-kills-"))
    subprocess.run([STELLATOR, "help"], check=True, stdout=subprocess.DEVNULL)
    try:
        make_texts(scratch / "texts")
        make_rows(scratch / "rows")
        make_changed(scratch / "changed")
        reference, seconds = {}, {}
        for kind in ("texts", "rows", "changed"):
            data = scratch / f"whole-{kind}"
            if kind == "changed":
                shutil.copytree(scratch / "whole-texts", data)
            # The changed folder must stand where the first one stood: places belong to a folder.
            folder = place(scratch, scratch, kind)
            start = time.monotonic()
            run(kind, folder, data)
            seconds[kind] = time.monotonic() - start
            reference[kind] = export(data)
            sizes = {name: len(rows) for name, rows in reference[kind].items()}
            print(f"unbroken {kind}: {seconds[kind]:.1f} s, {sizes}", flush=True)
        state = State(reference, seconds, begun)
        lanes = [threading.Thread(target=state.guarded, args=(scratch, lane)) for lane in range(LANES)]
        for lane in lanes:
            lane.start()
        for lane in lanes:
            lane.join()
        if state.failure is not None:
            raise SystemExit(state.failure)
        print(
            f"{len(state.moments)} kills in {state.rounds} imports, between {min(state.moments):.1f} and"
            f" {max(state.moments):.1f} s after the start; every graph equals its unbroken one;"
            f" {(time.monotonic() - begun) / 60:.1f} minutes"
        )
        shutil.rmtree(scratch)
    except BaseException:
        print(f"left in {scratch}", file=sys.stderr)
        raise


class State:
    """What the lanes share."""

    def __init__(self, reference, seconds, begun):
        self.reference = reference
        self.seconds = seconds
        self.begun = begun
        self.lock = threading.Lock()
        self.begun_rounds = 0
        self.rounds = 0
        self.moments = []
        self.failure = None

    def over(self):
        return self.failure is not None or len(self.moments) >= KILLS or time.monotonic() - self.begun > MINUTES * 60

    def guarded(self, scratch, lane):
        try:
            self.work(scratch, lane)
        except BaseException as failure:
            self.failure = failure

    def work(self, scratch, lane):
        chance = random.Random(SEED * 1000 + lane)
        home = scratch / f"lane{lane}"
        home.mkdir()
        # Places belong to a folder: what changes is imported before, from where it will stand.
        run("texts", place(scratch, home, "texts"), home / "whole-texts")
        while not self.over():
            with self.lock:
                kind = ("texts", "rows", "changed")[self.begun_rounds % 3]
                self.begun_rounds += 1
            self.round(scratch, home, kind, chance)

    def round(self, scratch, home, kind, chance):
        data = home / "broken"
        shutil.rmtree(data, ignore_errors=True)
        if kind == "changed":
            shutil.copytree(home / "whole-texts", data)
        folder = place(scratch, home, kind)
        here = []
        wanted = chance.randint(3, 9)
        while True:
            # After so many kills an import may go to its end, if none did before.
            last = self.over() or len(here) >= wanted
            moment = None if last else chance.uniform(0.5, self.seconds[kind])
            if run(kind, folder, data, moment) is not None:
                break
            with self.lock:
                self.moments.append(moment)
            here.append(moment)
        found = difference(self.reference[kind], export(data))
        with self.lock:
            self.rounds += 1
            moments = ", ".join(f"{moment:.1f}" for moment in here)
            print(
                f"round {self.rounds}, {kind}: {len(here)} kills (after {moments} s),"
                f" {'equal' if found is None else found}; {len(self.moments)} in all",
                flush=True,
            )
        if found is not None:
            raise SystemExit(f"the graph differs after kills: {found}; kept in {data}")


def place(scratch, home, kind):
    link = home / ("corpus-rows" if kind == "rows" else "corpus")
    if link.is_symlink():
        link.unlink()
    link.symlink_to(scratch / kind, target_is_directory=True)
    return link


if __name__ == "__main__":
    main()

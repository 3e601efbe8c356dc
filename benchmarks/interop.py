#!/usr/bin/env python3
"""Reads an exported control vector with the package gguf, and applies it with Hugging Face transformers.

Usage: benchmarks/interop.py VECTOR.gguf [--model GGUF]

VECTOR.gguf comes from `stellator export VECTOR.gguf --format control-vector --path PATH`; VECTOR.safetensors and VECTOR.json
lie beside it. The script makes a virtual environment of its own (benchmarks/.venv, or where STELLATOR_BENCHMARK_VENV
says) and ends with 1 when a file does not say what the others say, or when the logits differ by more than the tolerance.
"""
import argparse
import json
import os
import pathlib
import subprocess
import sys

HOME = pathlib.Path(__file__).resolve().parent.parent
VENV = pathlib.Path(os.environ.get("STELLATOR_BENCHMARK_VENV", HOME / "benchmarks" / ".venv"))
CACHE = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache")
PACKAGES = ["torch==2.15.0", "transformers==5.24.0", "gguf", "safetensors", "accelerate"]
# Both sides compute in float32 in another order; logits are of the order of 10.
TOLERANCE = 1e-3


def enter_environment():
    """Starts this script again inside its virtual environment."""
    if pathlib.Path(sys.prefix).resolve() == VENV.resolve():
        return
    python = VENV / "bin" / "python"
    ready = VENV / "interop"
    if not ready.exists():
        subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=True)
        subprocess.run([str(python), "-m", "pip", "install", "--quiet", *PACKAGES], check=True)
        ready.touch()
    os.environ["OMP_WAIT_POLICY"] = "passive"
    os.execv(str(python), [str(python), *sys.argv])


def read_gguf(file):
    """Directions by layer, as the package gguf reads them."""
    from gguf import GGUFReader

    reader = GGUFReader(file)
    architecture = reader.get_field("general.architecture").contents()
    if architecture != "controlvector":
        sys.exit(f"{file}: architecture {architecture}, expected controlvector")
    hint = reader.get_field("controlvector.model_hint").contents()
    count = reader.get_field("controlvector.layer_count").contents()
    directions = {int(t.name.removeprefix("direction.")): t.data.copy() for t in reader.tensors}
    if len(directions) != count:
        sys.exit(f"{file}: {len(directions)} directions, expected {count}")
    return hint, directions


def last_logits(model, subwords, directions):
    """Logits at the last position, with the directions added to what leaves their layers."""
    import torch

    hooks = [
        model.model.layers[layer].register_forward_hook(
            lambda module, inputs, out, vector=torch.from_numpy(vector): (out[0] + vector, *out[1:])
            if isinstance(out, tuple)
            else out + vector
        )
        for layer, vector in directions.items()
    ]
    try:
        with torch.no_grad():
            return model(torch.tensor([subwords])).logits[0, -1]
    finally:
        for hook in hooks:
            hook.remove()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("vector", type=pathlib.Path)
    parser.add_argument(
        "--model", type=pathlib.Path, default=CACHE / "stellator" / "models" / "SmolLM2-135M-Instruct.Q4_1.gguf"
    )
    options = parser.parse_args()
    enter_environment()

    import numpy
    import torch
    import transformers
    from safetensors.numpy import load_file

    hint, directions = read_gguf(options.vector)
    beside = load_file(options.vector.with_suffix(".safetensors"))
    about = json.loads(options.vector.with_suffix(".json").read_text(encoding="utf-8"))
    same = {f"direction.{layer}" for layer in directions} == set(beside) and all(
        numpy.array_equal(vector, beside[f"direction.{layer}"]) for layer, vector in directions.items()
    )
    print(f"gguf: model {hint}, layers {sorted(directions)}, width {len(next(iter(directions.values())))}")
    print(f"safetensors: {'the same' if same else 'others'}")

    transformers.utils.logging.set_verbosity_error()
    transformers.utils.logging.disable_progress_bar()
    model = transformers.AutoModelForCausalLM.from_pretrained(
        options.model.parent, gguf_file=options.model.name, dtype=torch.float32
    ).eval()
    check = about["check"]
    before = last_logits(model, check["subwords"], {})
    after = last_logits(model, check["subwords"], directions)
    worst = {"before": 0.0, "after": 0.0, "change": 0.0}
    largest = 0.0
    for logit in check["logits"]:
        id = logit["subword"]
        worst["before"] = max(worst["before"], abs(before[id].item() - logit["before"]))
        worst["after"] = max(worst["after"], abs(after[id].item() - logit["after"]))
        ours = logit["after"] - logit["before"]
        worst["change"] = max(worst["change"], abs((after[id] - before[id]).item() - ours))
        largest = max(largest, abs(ours))
    print(f"transformers {transformers.__version__}, torch {torch.__version__.split('+')[0]}, {len(check['logits'])} logits:")
    print(f"  largest change {largest:.4f}; differences to Stellator: " + ", ".join(f"{k} {v:.2e}" for k, v in worst.items()))
    held = same and max(worst.values()) <= TOLERANCE
    print("held" if held else f"NOT held (tolerance {TOLERANCE})")
    sys.exit(0 if held else 1)


if __name__ == "__main__":
    main()

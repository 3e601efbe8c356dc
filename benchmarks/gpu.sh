#!/usr/bin/env bash
# On a machine with an NVIDIA GPU, everything that the worker does there: reference numbers, decode, prefill and a training
# step beside Hugging Face transformers on the same GPU, the same on the CPU, and a field learned on both. Prints what
# belongs into benchmarks/gpu.txt.
# Usage: benchmarks/gpu.sh [FOLDER_OF_DOCUMENTS]      (default: the samples; 20 steps of learning)
# Needs the network the first time: CUDA libraries (2.8 GB), the default model, and for the peers their Python packages.
. "$(dirname "${BASH_SOURCE[0]}")/preamble.sh"
corpus=${1:-$home/samples/en}
scratch_folder

"$stellator" model gpu --fetch
if ! "$stellator" model gpu | grep -q 'runs on a GPU'; then
  echo "gpu.sh: no GPU that the model could run on; nothing was measured" >&2
  exit 1
fi
date -u +%F
"$stellator" model pull smollm2

echo "== reference numbers of an independent implementation"
for precision in f32 bf16 f16; do
  echo "$precision: $("$stellator" model check "$home/worker/src/test/resources/model/smollm2.json" \
    --device gpu --precision "$precision" 2>&1 | tail -n 1)"
done

echo "== prefill, decode and a training step, beside transformers"
if command -v python3 >/dev/null; then
  for device in gpu cpu; do
    echo "-- $device, float32"
    python3 "$home/benchmarks/model.py" --device "$device"
  done
  echo "-- gpu, bfloat16"
  python3 "$home/benchmarks/model.py" --device gpu --bf16
else
  echo "no Python here: not measured"
fi

echo "== learning a field, 20 steps"
"$stellator" import "$corpus" --data "$scratch/graph" >/dev/null
"$stellator" basins --data "$scratch/graph" >/dev/null
for device in gpu cpu; do
  began=$SECONDS
  "$stellator" train --data "$scratch/graph" --device "$device" --steps 20 --beginnings 0 --field none | tail -n 3
  echo "$device: $((SECONDS - began)) s"
done

#!/usr/bin/env bash
# Times whole commands on this machine and prints the median, the least and the largest of several runs.
# Usage: benchmarks/commands.sh [RUNS] [CORPUS]      (default: 5 runs, the samples)
. "$(dirname "${BASH_SOURCE[0]}")/preamble.sh"
runs=${1:-5}
corpus=${2:-$home/samples}
scratch_folder

python3 - "$stellator" "$runs" "$corpus" "$scratch" <<'PYTHON'
import os
import shutil
import statistics
import subprocess
import sys
import time

stellator, runs, corpus, scratch = sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4]
data = os.path.join(scratch, "graph")


def timed(arguments, before=None):
    seconds = []
    for _ in range(runs):
        if before:
            before()
        begun = time.perf_counter()
        subprocess.run([stellator, *arguments], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        seconds.append(time.perf_counter() - begun)
    return seconds


def row(name, seconds):
    print(f"{name:40} {statistics.median(seconds):9.3f} {min(seconds):9.3f} {max(seconds):9.3f}", flush=True)


def empty():
    shutil.rmtree(data, ignore_errors=True)


subprocess.run([stellator, "help"], check=True, stdout=subprocess.DEVNULL)  # builds what is missing
print(f"{'command, seconds':40} {'median':>9} {'least':>9} {'largest':>9}   {runs} runs, {os.cpu_count()} processors")
row("help", timed(["help"]))
row("cypher 'RETURN 1' on an empty folder", timed(["cypher", "RETURN 1", "--data", data], empty))
row("cypher 'RETURN 1' on a stored graph", timed(["cypher", "RETURN 1", "--data", data]))
row("import", timed(["import", corpus, "--data", data], empty))
row("import, nothing new", timed(["import", corpus, "--data", data]))
row("run, from nothing", timed(["run", corpus, "--data", data], empty))
row("run, nothing new", timed(["run", corpus, "--data", data]))
thought = "A theory is tested by what it forbids."
commands = {
    "probe": ["probe", thought],
    "path": ["path", thought],
    "basins": ["basins"],
    "cypher": ["cypher", "MATCH (b:Basin) RETURN count(b)"],
    "think": ["think", thought],
}
for name, arguments in commands.items():
    row(name, timed([*arguments, "--data", data]))

server = subprocess.Popen([stellator, "serve", "--data", data], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
try:
    while not os.path.exists(os.path.join(data, "serve.json")):
        time.sleep(0.05)
    subprocess.run([stellator, "probe", thought, "--data", data], check=True, stdout=subprocess.DEVNULL)  # waits until warm
    for name, arguments in commands.items():
        row(name + ", through the server", timed([*arguments, "--data", data]))
finally:
    subprocess.run([stellator, "stop", "--data", data], stdout=subprocess.DEVNULL)
    server.wait()
PYTHON

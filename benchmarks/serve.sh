#!/usr/bin/env bash
# Times the explorer: a start, probes by HTTP and by command, its memory at rest.
# Usage: benchmarks/serve.sh [PROBES] [CORPUS]      (default: 50 probes, the samples)
. "$(dirname "${BASH_SOURCE[0]}")/preamble.sh"
probes=${1:-50}
corpus=${2:-$home/samples}
scratch_folder

"$stellator" import "$corpus" --data "$scratch/graph" >/dev/null
"$stellator" basins --data "$scratch/graph" >/dev/null

python3 - "$stellator" "$probes" "$scratch/graph" <<'PYTHON'
import http.client
import json
import os
import statistics
import subprocess
import sys
import time

stellator, probes, data = sys.argv[1], int(sys.argv[2]), sys.argv[3]
THOUGHTS = ["A theory is tested by what it forbids.", "Two statements that cannot both hold.",
            "The river remembers the miller's lamp.", "Bread is baked before the shop opens."]

begun = time.perf_counter()
server = subprocess.Popen([stellator, "serve", "--data", data], stdout=subprocess.DEVNULL)
try:
    place = os.path.join(data, "serve.json")
    while not os.path.exists(place):
        time.sleep(0.02)
    told = json.load(open(place))
    print(f"{'the page answers after':44} {time.perf_counter() - begun:9.3f} s")
    connection = http.client.HTTPConnection("127.0.0.1", told["port"])
    headers = {"Authorization": "Bearer " + told["token"], "Content-Type": "application/json"}

    def ask(method, path, body=None):
        connection.request(method, "/api/v1/" + path, body and json.dumps(body), headers)
        answer = connection.getresponse()
        return answer.status, answer.read()

    def awaited(done):
        while True:
            now = json.loads(ask("GET", "status")[1])
            if done(now):
                return time.perf_counter() - begun
            time.sleep(0.05)

    print(f"{'the first map is there after':44} {awaited(lambda now: now['map']):9.3f} s")
    print(f"{'all is warm after':44} {awaited(lambda now: not now['doing'] and now['encoder']):9.3f} s")

    def spread(name, seconds):
        seconds.sort()
        print(f"{name:44} {1000 * statistics.median(seconds):9.1f} {1000 * seconds[int(0.95 * (len(seconds) - 1))]:9.1f} ms, median and 95 %")

    seconds = []
    for i in range(probes):
        at = time.perf_counter()
        status, _ = ask("POST", "probe", {"text": f"{THOUGHTS[i % 4]} {i}"})
        assert status == 200
        seconds.append(time.perf_counter() - at)
    spread("a probe by HTTP", seconds[2:])
    seconds = []
    for i in range(20):
        at = time.perf_counter()
        subprocess.run([stellator, "probe", f"{THOUGHTS[i % 4]} {i}", "--data", data], check=True, stdout=subprocess.DEVNULL)
        seconds.append(time.perf_counter() - at)
    spread("`stellator probe` through the server", seconds)
    at = time.perf_counter()
    size = len(ask("GET", "map")[1])
    print(f"{'the map':44} {1000 * (time.perf_counter() - at):9.1f} ms, {size / 1024:.0f} KiB")
    with open(f"/proc/{told['pid']}/status") as status:
        memory = next(int(line.split()[1]) for line in status if line.startswith("VmRSS"))
    print(f"{'memory without a model':44} {memory / 1024:9.0f} MiB")
    subprocess.run([stellator, "think", THOUGHTS[0], "--data", data], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    with open(f"/proc/{told['pid']}/status") as status:
        memory = next(int(line.split()[1]) for line in status if line.startswith("VmRSS"))
    print(f"{'memory with a model, after thinking':44} {memory / 1024:9.0f} MiB")
finally:
    subprocess.run([stellator, "stop", "--data", data], stdout=subprocess.DEVNULL)
    server.wait()
PYTHON

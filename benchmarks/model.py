#!/usr/bin/env python3
"""The model worker beside Hugging Face transformers, on the same weights, threads and machine, turn by turn.

Usage: benchmarks/model.py [--runs N] [--threads N] [--only TEXT] [--bf16] [--processor] [--device gpu] [--model GGUF]

It makes a virtual environment of its own (benchmarks/.venv, or where STELLATOR_BENCHMARK_VENV says), builds what is
missing, and prints the median of each task, in subwords a second. Nothing else should run on the machine meanwhile.
"""
import argparse
import os
import pathlib
import statistics
import subprocess
import sys
import time

HOME = pathlib.Path(__file__).resolve().parent.parent
VENV = pathlib.Path(os.environ.get("STELLATOR_BENCHMARK_VENV", HOME / "benchmarks" / ".venv"))
CACHE = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache")
PACKAGES = ["torch==2.15.0", "transformers==5.24.0", "gguf", "accelerate"]
LAYER, RANK, WIDTH = 17, 4, 576

# name, subwords, least ratio to the other side
PEERS = [
    ("prefill 1 x 512", 512, 1.0),
    ("prefill 8 x 128", 1024, 1.0),
    ("decode 1", 64, 1.2),
    ("decode 8", 512, 1.2),
    ("training step 8 x 128", 1024, 1.0),
]
# name, subwords, task that it is compared with, least ratio to it
OVERHEADS = [
    ("8 x 128, a bias in one layer", 1024, "prefill 8 x 128", 0.95),
    ("8 x 128, a bias in all layers", 1024, "prefill 8 x 128", 0.85),
    ("8 x 128, a drift in one layer", 1024, "prefill 8 x 128", 0.95),
    ("8 x 128, a drift in all layers", 1024, "prefill 8 x 128", 0.85),
    ("8 x 128, a rail in one layer", 1024, "prefill 8 x 128", 0.95),
    ("8 x 128, a rail in all layers", 1024, "prefill 8 x 128", 0.85),
    ("64 x 32, 64 settings", 2048, "64 x 32, one setting", 0.8),
]


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--only", default="", help="only tasks whose name holds this text")
    parser.add_argument("--processor", action="store_true", help="processor time, for a machine that has other work")
    parser.add_argument("--device", default="cpu", choices=["cpu", "gpu"], help="where both sides compute")
    parser.add_argument("--bf16", action="store_true", help="both sides in bfloat16")
    parser.add_argument(
        "--model",
        type=pathlib.Path,
        default=CACHE / "stellator" / "models" / "SmolLM2-135M-Instruct.Q4_1.gguf",
    )
    return parser.parse_args()


def enter_environment():
    """Starts this script again inside its virtual environment."""
    python = VENV / "bin" / "python"
    if pathlib.Path(sys.prefix).resolve() == VENV.resolve():
        return
    ready = VENV / "ready"
    if not ready.exists():
        subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=True)
        subprocess.run([str(python), "-m", "pip", "install", "--quiet", *PACKAGES], check=True)
        ready.touch()
    os.environ["OMP_WAIT_POLICY"] = "passive"
    os.execv(str(python), [str(python), *sys.argv])


class Worker:
    """Our side: a Java process that does one task a line."""

    def __init__(self, options):
        if not options.model.exists():
            subprocess.run([str(HOME / "stellator"), "model", "pull", "smollm2"], check=True)
        if "STELLATOR_BENCHMARK_CLASSES" not in os.environ:
            subprocess.run([str(HOME / "stellator"), "help"], check=True, stdout=subprocess.DEVNULL)  # builds
            if not (HOME / "benchmarks" / "target" / "classes").exists():
                subprocess.run(
                    ["mvn", "-B", "-ntp", "-q", "-f", str(HOME / "pom.xml"), "-pl", "benchmarks", "-am", "-DskipTests", "package"],
                    check=True,
                    stdout=subprocess.DEVNULL,
                )
        java = pathlib.Path(os.environ["JAVA_HOME"]) / "bin" / "java" if "JAVA_HOME" in os.environ else "java"
        classes = os.environ.get(
            "STELLATOR_BENCHMARK_CLASSES",
            f"{HOME}/benchmarks/target/classes:{HOME}/cli/target/stellator.jar:{HOME}/cli/target/lib/*",
        )
        precision = "BF16" if options.bf16 else "F32"
        self.process = subprocess.Popen(
            [java, "-Xmx2g", "-XX:+UseSerialGC", "-Dai.djl.offline=true", "-DOPT_OUT_TRACKING=true"]
            + [f"-Dprocessor={str(options.processor).lower()}", "-cp", classes, "dev.stellator.benchmarks.ModelWorker", str(options.model), precision, str(options.threads), options.device],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        self.answer()

    def answer(self):
        line = self.process.stdout.readline().strip()
        if not line:
            sys.exit("the model worker has ended; try its command by hand:\n" + " ".join(map(str, self.process.args)))
        return line

    def seconds(self, task):
        self.process.stdin.write(task + "\n")
        self.process.stdin.flush()
        return float(self.answer())


class Peer:
    """The other side: transformers, as its users call it."""

    def __init__(self, options):
        import torch
        import transformers

        transformers.utils.logging.set_verbosity_error()
        transformers.utils.logging.disable_progress_bar()
        torch.set_num_threads(options.threads)
        torch.manual_seed(7)
        self.torch = torch
        self.device = "cuda" if options.device == "gpu" else "cpu"
        self.clock = time.process_time if options.processor else time.perf_counter
        self.versions = f"transformers {transformers.__version__}, torch {torch.__version__.split('+')[0]}"
        self.model = transformers.AutoModelForCausalLM.from_pretrained(
            options.model.parent,
            gguf_file=options.model.name,
            dtype=torch.bfloat16 if options.bf16 else torch.float32,
        ).to(self.device).eval()
        for parameter in self.model.parameters():
            parameter.requires_grad_(False)

    def words(self, *shape):
        return self.torch.randint(1000, 40000, shape).to(self.device)

    def seconds(self, task):
        work = {
            "prefill 1 x 512": lambda: self.forward(self.words(1, 512)),
            "prefill 8 x 128": lambda: self.forward(self.words(8, 128)),
            "decode 1": lambda: self.decode(self.words(1, 16)),
            "decode 8": lambda: self.decode(self.words(8, 16)),
            "training step 8 x 128": lambda: self.train(self.words(8, 128)),
        }[task]
        begun = self.clock()
        work()
        if self.device == "cuda":
            self.torch.cuda.synchronize()
        return self.clock() - begun

    def forward(self, ids):
        with self.torch.inference_mode():
            self.model(input_ids=ids, use_cache=False, logits_to_keep=1)

    def decode(self, ids):
        self.model.generate(
            ids,
            attention_mask=self.torch.ones_like(ids),
            do_sample=False,
            min_new_tokens=64,
            max_new_tokens=64,
            pad_token_id=2,
        )

    def train(self, ids):
        """A drift of rank 4 leaving one layer, as ours."""
        torch = self.torch
        kind = self.model.dtype
        r = (torch.randn(RANK, WIDTH, dtype=kind, device=self.device) * 0.04).requires_grad_()
        w = torch.zeros(RANK, WIDTH, dtype=kind, device=self.device).requires_grad_()
        b = torch.zeros(RANK, dtype=kind, device=self.device).requires_grad_()

        def change(module, inputs, output):
            h = output[0] if isinstance(output, tuple) else output
            changed = h + (torch.nn.functional.linear(h, w) + b) @ r
            return (changed, *output[1:]) if isinstance(output, tuple) else changed

        hook = self.model.model.layers[LAYER].register_forward_hook(change)
        try:
            logits = self.model(input_ids=ids, use_cache=False).logits
            loss = torch.nn.functional.cross_entropy(logits[:, :-1].flatten(0, 1), ids[:, 1:].flatten())
            loss.backward()
            with torch.no_grad():
                for leaf in (r, w, b):
                    leaf -= 1e-3 * leaf.grad.sign()
        finally:
            hook.remove()


def measured(sides, tasks, runs):
    """Median seconds by task and side; the sides take turns within each run, and the first run does not count."""
    seconds = {(task, side): [] for task in tasks for side in range(len(sides))}
    for task in tasks:
        for run in range(runs + 1):
            order = range(len(sides)) if run % 2 else reversed(range(len(sides)))
            for side in order:
                took = sides[side].seconds(task)
                if run:
                    seconds[task, side].append(took)
    return {key: statistics.median(values) for key, values in seconds.items()}


def interleaved(worker, tasks, runs):
    """Median seconds by task, the tasks taking turns."""
    seconds = {task: [] for task in tasks}
    for run in range(runs + 1):
        for task in tasks if run % 2 else reversed(tasks):
            took = worker.seconds(task)
            if run:
                seconds[task].append(took)
    return {task: statistics.median(values) for task, values in seconds.items()}


def verdict(ratio, least):
    return f"{ratio:6.2f} (wanted {least:.2f}: {'reached' if ratio >= least else 'MISSED'})"


def main():
    options = arguments()
    enter_environment()
    worker, peer = Worker(options), Peer(options)
    precision = "bfloat16" if options.bf16 else "float32"
    clock = "processor time" if options.processor else "wall time"
    print(f"{precision}, {clock}, {options.threads} threads, medians of {options.runs} runs; {peer.versions}")
    peers = [entry for entry in PEERS if options.only in entry[0]]
    if peers:
        print(f"{'subwords a second':34} {'stellator':>10} {'transformers':>13}  ratio")
        for name, subwords, least in peers:
            median = measured([worker, peer], [name], options.runs)
            ours, theirs = subwords / median[name, 0], subwords / median[name, 1]
            print(f"{name:34} {ours:10.1f} {theirs:13.1f} {verdict(ours / theirs, least)}", flush=True)
    overheads = [entry for entry in OVERHEADS if options.only in entry[0]]
    if overheads:
        print(f"{'subwords a second':34} {'stellator':>10} {'without':>13}  ratio")
        for base in dict.fromkeys(entry[2] for entry in overheads):
            group = [entry for entry in overheads if entry[2] == base]
            median = interleaved(worker, [base, *(entry[0] for entry in group)], options.runs)
            for name, subwords, _, least in group:
                with_it, without = subwords / median[name], subwords / median[base]
                print(f"{name:34} {with_it:10.1f} {without:13.1f} {verdict(with_it / without, least)}", flush=True)


if __name__ == "__main__":
    main()

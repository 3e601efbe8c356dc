#!/usr/bin/env python3
"""Two clients import into one server at once, one of them is killed at random moments and started again, and the graph is
compared with that of an undisturbed import of the same files, one client after the other.

Usage: benchmarks/clients.py [KILLS] [MINUTES] [SEED]      (default: 20 kills, at most 60 minutes, seed 1)

The folders of the two clients share files, and one text that both read; the second client's long text is written in parts,
which is what leases are for. The server is started from the published libraries: build first with
`mvn -Pservers -DskipTests package`. The encoder is the one of kills.py, whose vectors do not depend on the batch.
"""
import os
import pathlib
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request

import kills

HOME = pathlib.Path(__file__).resolve().parent.parent
KILLS = int(sys.argv[1]) if len(sys.argv) > 1 else 20
MINUTES = float(sys.argv[2]) if len(sys.argv) > 2 else 60
SEED = int(sys.argv[3]) if len(sys.argv) > 3 else 1
LONG = 21_000  # thoughts; documents of more than 20,000 are written in parts


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Server:
    """A Neo4j server process with an empty graph."""

    def __init__(self, home):
        self.home, self.bolt, self.http = home, free_port(), free_port()
        for name in ["conf", "plugins", "logs", "data", "run"]:
            (home / name).mkdir(parents=True)
        settings = {
            "server.default_listen_address": "127.0.0.1",
            "server.bolt.listen_address": f"127.0.0.1:{self.bolt}",
            "server.bolt.advertised_address": f":{self.bolt}",
            "server.http.listen_address": f"127.0.0.1:{self.http}",
            "server.http.advertised_address": f":{self.http}",
            "server.memory.pagecache.size": "64m",
            "dbms.usage_report.enabled": "false",
        }
        (home / "conf" / "neo4j.conf").write_text("\n".join(f"{k}={v}" for k, v in settings.items()))
        self.password = home / "password"
        self.password.write_text("a-password-of-benchmarks")
        self.java("org.neo4j.server.startup.Neo4jAdminCommand", "dbms", "set-initial-password", self.password.read_text()).wait()
        self.process = self.java("org.neo4j.server.CommunityEntryPoint", f"--home-dir={home}", f"--config-dir={home / 'conf'}")
        for _ in range(240):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{self.http}/", timeout=2).close()
                return
            except OSError:
                time.sleep(0.5)
        raise SystemExit("the server does not start: " + (home / "logs" / "console.log").read_text()[-1000:])

    def java(self, *arguments):
        opens = [f"--add-opens=java.base/{p}=ALL-UNNAMED" for p in ("java.nio", "java.io", "sun.nio.ch", "java.lang")]
        libraries = HOME / "servers" / "neo4j" / "target" / "lib"
        return subprocess.Popen(
            ["java", "-Xmx900m", "-XX:+UseSerialGC", *opens, "-cp", f"{self.home}/conf/*:{libraries}/*", *arguments],
            env=dict(os.environ, NEO4J_HOME=str(self.home), NEO4J_CONF=str(self.home / "conf")),
            stdout=open(self.home / "logs" / "console.log", "ab"),
            stderr=subprocess.STDOUT,
        )

    def flags(self, data):
        return ["--uri", f"bolt://127.0.0.1:{self.bolt}", "--password-file", str(self.password), "--data", str(data)]

    def close(self):
        self.process.kill()
        self.process.wait()


def start(server, folder, scratch):
    return subprocess.Popen(
        [kills.STELLATOR, "import", str(folder), "--corpus", "clients", "--embedder", kills.ENCODER]
        + server.flags(scratch / "local"),
        env=dict(os.environ, STELLATOR_JAVA_OPTS="-XX:TieredStopAtLevel=1", STELLATOR_HEAP="1g"),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def finish(process, what):
    _, errors = process.communicate()
    if process.returncode != 0:
        raise SystemExit(f"{what} ended with {process.returncode}: {errors.decode()[-1500:]}")


def export(server, scratch):
    graph = {}
    for name, part in kills.EXPORT.items():
        query = f"RETURN COLLECT {{ {part} }} AS {name}"
        out = subprocess.run(
            [kills.STELLATOR, "cypher", query, "--json", *server.flags(scratch / "local")],
            check=True, capture_output=True, text=True,
        ).stdout
        rows = kills.json.loads(out)
        while isinstance(rows, dict) and name not in rows:
            rows = next(value for value in rows.values() if isinstance(value, (list, dict)))
        graph[name] = (rows[0] if isinstance(rows, list) else rows)[name]
    return graph


def folders(scratch):
    """Two folders that share files, and a text that stands in both with other neighbours."""
    one, two = scratch / "one", scratch / "two"
    kills.make_texts(one)
    two.mkdir()
    for path in sorted(one.iterdir())[::2]:
        shutil.copy(path, two / path.name)
    (two / "longest.txt").write_text("\n".join(kills.sentences(LONG, 5) + kills.sentences(50, 1)), encoding="utf-8")
    return one, two


def clear(server, scratch):
    subprocess.run(
        [kills.STELLATOR, "cypher", "--write", "MATCH (n) WHERE NOT n:Schema CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 5000 ROWS",
         *server.flags(scratch / "local")], check=True, stdout=subprocess.DEVNULL)
    subprocess.run(
        [kills.STELLATOR, "cypher", "--write", "MATCH (s:Schema) REMOVE s.revision, s.derived",
         *server.flags(scratch / "local")], check=True, stdout=subprocess.DEVNULL)


def main():
    source = random.Random(SEED)
    scratch = pathlib.Path(tempfile.mkdtemp(prefix="stellator-clients-"))
    server = Server(scratch / "server")
    try:
        one, two = folders(scratch)
        began = time.monotonic()
        finish(start(server, one, scratch), "the first import")
        finish(start(server, two, scratch), "the second import")
        whole = time.monotonic() - began
        expected = export(server, scratch)
        print(f"undisturbed: {whole:.1f} s, { {name: len(rows) for name, rows in expected.items()} }", flush=True)
        done, round_ = 0, 0
        while done < KILLS and time.monotonic() - began < 60 * MINUTES:
            round_ += 1
            clear(server, scratch)
            victim, other = (one, two) if round_ % 2 else (two, one)
            survivor, times = start(server, other, scratch), []
            while done < KILLS:
                process = start(server, victim, scratch)
                try:
                    _, errors = process.communicate(timeout=source.uniform(0.5, whole * 0.8))
                    if process.returncode != 0:
                        raise SystemExit(f"import of {victim} ended with {process.returncode}: {errors.decode()[-1500:]}")
                    break
                except subprocess.TimeoutExpired:
                    os.killpg(process.pid, signal.SIGKILL)
                    process.communicate()
                    done += 1
                    times.append(round(time.monotonic() - began))
            else:
                finish(start(server, victim, scratch), "the last import")
            finish(survivor, "the other client")
            found = kills.difference(expected, export(server, scratch))
            print(f"round {round_}: {len(times)} kills of the client of {victim.name}, {found or 'equal'}; {done} in all", flush=True)
            if found:
                sys.exit(1)
    finally:
        server.close()
        shutil.rmtree(scratch, ignore_errors=True)


if __name__ == "__main__":
    main()

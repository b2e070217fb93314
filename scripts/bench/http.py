"""The string service under load: requests per second, latency, CPU time and memory.

Bare, or with what a service has in production around it: requests logged to a file, Prometheus metrics, a breaker and a
rate limit on every endpoint.
"""

import http.client
import json
import shlex
import statistics
import subprocess

from bench import machine
from bench.machine import BenchmarkFailure
from bench.setup import BUILD, PACKAGE

# The Swift side; everything else here knows nothing of it.
SWIFT_PRODUCT = "StringServiceBenchmark"
SWIFT_COMMAND = ["{program}", "--port", "{port}", "--threads", "1", "--mode", "{mode}", "--log", "{log}"]

REQUEST_LOG = BUILD / "requests.log"  # Written to the disk, as in production, and deleted for each load.
LOAD_SCRIPT = PACKAGE / "uppercase.lua"
QUESTION = '{"s":"hello, world"}'  # The same as in the load script.
ANSWER = {"v": "HELLO, WORLD"}
TRIES = 3

# name, heading, digits
FIGURES = [
    ("rps", "requests/s", 0),
    ("p50", "p50 us", 0),
    ("p99", "p99 us", 0),
    ("cpu", "CPU s/100k", 3),
    ("rss", "RSS MiB", 1),
]


class Server:
    def __init__(self, name, command, environment=None):
        self.name, self.command, self.environment = name, command, environment or {}

    def at(self, port):
        return [str(word).replace("{port}", str(port)) for word in self.command]


def check_answer(port):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("POST", "/uppercase", QUESTION, {"Content-Type": "application/json"})
        response = connection.getresponse()
        status, body = response.status, response.read()
    except (OSError, http.client.HTTPException) as error:
        raise BenchmarkFailure(f"no answer: {error}") from error
    finally:
        connection.close()
    try:
        right = status == 200 and json.loads(body) == ANSWER
    except ValueError:
        right = False
    if not right:
        raise BenchmarkFailure(f"wrong answer: {status} {body!r}")


def load(port, core, connections, seconds):
    """Runs wrk once and returns what its script printed."""
    url = f"http://127.0.0.1:{port}/uppercase"
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds:g}s", "-s", LOAD_SCRIPT, url]
    result = subprocess.run(machine.pinned(core, command), capture_output=True, text=True)
    for line in result.stdout.splitlines():
        if line.startswith("RESULT "):
            return json.loads(line.removeprefix("RESULT "))
    raise BenchmarkFailure(f"wrk printed no result: {result.stdout}{result.stderr}")


def measure(server, options):
    """One measured load on a freshly started server; tried again when other processes took too much CPU time."""
    server_core, load_core = machine.two_cores()
    port = machine.free_port()
    REQUEST_LOG.unlink(missing_ok=True)
    log_path = BUILD / f"server-{server.name.replace(' ', '-')}.log"
    with open(log_path, "w") as log:
        process = machine.start(server.at(port), server_core, server.environment, log)
        try:
            machine.wait_until_listening(process, port)
            check_answer(port)
            load(port, load_core, options.connections, min(2, options.seconds))  # Warms up.
            for attempt in range(1, TRIES + 1):
                machine.wait_until_quiet(options.other_cpu, options.patience)
                server_before = machine.process_seconds(process.pid)
                load_before = machine.children_seconds()
                busy_before = machine.busy_seconds()
                result = load(port, load_core, options.connections, options.seconds)
                busy = machine.busy_seconds() - busy_before
                server_cpu = machine.process_seconds(process.pid) - server_before
                load_cpu = machine.children_seconds() - load_before
                seconds = result["microseconds"] / 1e6
                other = max(0.0, busy - server_cpu - load_cpu) / seconds
                if other <= options.other_cpu:
                    break
            errors = {kind: result[kind] for kind in ("connect", "read", "write", "status", "timeout") if result[kind]}
            if errors or result["requests"] == 0:
                raise BenchmarkFailure(f"{result['requests']} requests, errors: {errors}")
            memory = machine.resident_mebibytes(process.pid)
            check_answer(port)
        except (BenchmarkFailure, FileNotFoundError) as failure:
            log.flush()
            tail = "".join(open(log_path).readlines()[-5:])
            raise BenchmarkFailure(f"{server.name}: {failure}\n{tail}".rstrip()) from failure
        finally:
            machine.stop(process)
    return {
        "rps": result["requests"] / seconds,
        "p50": result["p50"],
        "p99": result["p99"],
        "cpu": server_cpu / result["requests"] * 100_000,
        "rss": memory,
        "busy": server_cpu / seconds,
        "other": other,
        "tries": attempt,
    }


def servers(tools, options, mode):
    """The Go servers and the others."""
    peers = []
    for version, program in tools.build_go("stringsvc").items():
        command = [program, "-addr", "127.0.0.1:{port}", "-mode", mode, "-log", REQUEST_LOG]
        peers.append(Server(f"go kit, {version}", command, {"GOMAXPROCS": "1"}))
    others = []
    if options.noise_floor:
        peers = peers[:1]
        others.append(Server(peers[0].name + " again", peers[0].command, peers[0].environment))
    elif not options.server:
        program = tools.build_swift(SWIFT_PRODUCT)
        words = {"{program}": program, "{mode}": mode, "{log}": REQUEST_LOG}
        others.append(Server("martlet", [words.get(word, word) for word in SWIFT_COMMAND]))
    for extra in options.server:
        name, _, command = extra.partition("=")
        others.append(Server(name, shlex.split(command)))
    return peers, others


def run(tools, options, mode="bare"):
    peers, others = servers(tools, options, mode)
    print(f"\nHTTP, {mode}: POST /uppercase {QUESTION}, {options.connections} connections, {options.rounds} rounds of "
          f"{options.seconds:g} s, one core for the server", flush=True)
    return compare(peers, others, options, lambda server: measure(server, options))


def compare(peers, others, options, measure):
    """Measures all servers in turn, and prints a table."""
    chosen = peers + others
    kept, rounds = [], []
    for number in range(options.rounds):
        # Every second round runs backwards, so that a machine that slows down does so for both sides alike.
        order = chosen if number % 2 == 0 else chosen[::-1]
        figures = {}
        for server in order:
            figures[server.name] = measured = measure(server)
            print(f"  round {number + 1}  {server.name:20} {measured['rps']:8.0f}/s  p50 {measured['p50']:5.0f} us  "
                  f"p99 {measured['p99']:6.0f} us  CPU {measured['cpu']:.3f} s/100k  busy {measured['busy']:.2f}  "
                  f"others {measured['other']:.2f}", flush=True)
        disturbed = [name for name, measured in figures.items() if measured["other"] > options.other_cpu]
        rounds.append({"figures": figures, "disturbed": disturbed})
        if disturbed:
            print(f"  round {number + 1}  dropped: other processes took more than {options.other_cpu:g} of a core "
                  f"{TRIES} times ({', '.join(disturbed)})", flush=True)
        else:
            kept.append(figures)
    if not kept:
        raise BenchmarkFailure("every round was disturbed by other processes")

    results = {server.name: {name: machine.summary([figures[server.name][name] for figures in kept])
                             for name, *_ in FIGURES} for server in chosen}
    base = max((peer.name for peer in peers), key=lambda name: results[name]["rps"]["median"])
    ratios = {server.name: ratios_to(base, server.name, results, kept) for server in others}
    print_table(results, base, ratios, len(kept), options.rounds)
    return {"rounds": rounds, "kept": len(kept), "results": results, "compared with": base, "ratios": ratios}


def ratios_to(base, name, results, kept):
    return {
        figure: {
            "of medians": divide(results[name][figure]["median"], results[base][figure]["median"]),
            "median of rounds": statistics.median(divide(one[name][figure], one[base][figure]) for one in kept),
        }
        for figure, *_ in FIGURES
    }


def divide(a, b):
    return a / b if b else float("nan")


def print_table(results, base, ratios, kept, rounds):
    width = max(len(name) for name in results) + 4
    print(f"\n{'':{width}}{'requests/s min/median/max':>28}"
          + "".join(f"{heading:>12}" for _, heading, _ in FIGURES[1:]))
    for name, figures in results.items():
        rps = "/".join(f"{figures['rps'][key]:.0f}" for key in ("min", "median", "max"))
        print(f"{name:{width}}{rps:>28}"
              + "".join(f"{figures[figure]['median']:12.{digits}f}" for figure, _, digits in FIGURES[1:]))
    print(f"compared with {base}, the faster one" if len(results) - len(ratios) > 1 else f"compared with {base}")
    for name, values in ratios.items():
        for kind, label in (("of medians", f"{name}: ratio"), ("median of rounds", "  median of ratios")):
            print(f"{label:{width}}{values['rps'][kind]:28.2f}"
                  + "".join(f"{values[figure][kind]:12.2f}" for figure, *_ in FIGURES[1:]))
    print(f"{kept} of {rounds} rounds kept; more requests/s is better, less of everything else", flush=True)

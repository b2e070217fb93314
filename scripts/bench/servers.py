"""Servers under load, measured in turn: calls per second, latency, CPU time and memory.

What loads a server is a function of its port, a core and the seconds. It returns a Load, and fails at a wrong answer.
"""

import statistics
from typing import NamedTuple

from bench import machine
from bench.machine import BenchmarkFailure
from bench.setup import BUILD

TRIES = 3

# name, heading, digits
FIGURES = [
    ("rps", "calls/s", 0),
    ("p50", "p50 us", 0),
    ("p99", "p99 us", 0),
    ("cpu", "CPU s/100k", 3),
    ("rss", "RSS MiB", 1),
]


class Load(NamedTuple):
    """What a load generator saw; the latencies are in microseconds."""

    calls: int
    seconds: float
    p50: float
    p99: float


class Server:
    def __init__(self, name, command, environment=None):
        self.name, self.command, self.environment = name, command, environment or {}

    def at(self, port):
        return [str(word).replace("{port}", str(port)) for word in self.command]

    def again(self):
        """The same program, to be compared with itself."""
        return Server(self.name + " again", self.command, self.environment)


def go_servers(programs, *arguments, library="go kit"):
    """A program as each Go has built it, on one core."""
    return [Server(f"{library}, {version}", [program, *arguments], {"GOMAXPROCS": "1"})
            for version, program in programs.items()]


def sides(peers, swift_product, tools, options, arguments=()):
    """The peers, and what is compared with them: the program in Swift or, for the noise floor, a peer itself."""
    if options.noise_floor:
        return peers[:1], [peers[0].again()]
    program = tools.build_swift(swift_product)
    return peers, [Server("martlet", [program, "--port", "{port}", "--threads", "1", *arguments])]


def measure(server, load, options, helpers=()):
    """One measured load on a freshly started server; tried again when other processes took too much CPU time.

    The helpers are processes that the load needs, too.
    """
    server_core, load_core = machine.two_cores()
    port = machine.free_port()
    log_path = BUILD / f"server-{server.name.replace(' ', '-')}.log"
    with open(log_path, "w") as log:
        process = machine.start(server.at(port), server_core, server.environment, log)
        try:
            machine.wait_until_listening(process, port)
            load(port, load_core, min(2, options.seconds))  # Warms up.
            for attempt in range(1, TRIES + 1):
                machine.wait_until_quiet(options.other_cpu, options.patience)
                server_before = machine.process_seconds(process.pid)
                load_before = machine.children_seconds() + sum(machine.process_seconds(one.pid) for one in helpers)
                busy_before = machine.busy_seconds()
                result = load(port, load_core, options.seconds)
                busy = machine.busy_seconds() - busy_before
                server_cpu = machine.process_seconds(process.pid) - server_before
                load_after = machine.children_seconds() + sum(machine.process_seconds(one.pid) for one in helpers)
                load_cpu = load_after - load_before
                other = max(0.0, busy - server_cpu - load_cpu) / result.seconds
                if other <= options.other_cpu:
                    break
            memory = machine.resident_mebibytes(process.pid)
        except (BenchmarkFailure, FileNotFoundError) as failure:
            log.flush()
            tail = "".join(open(log_path).readlines()[-5:])
            raise BenchmarkFailure(f"{server.name}: {failure}\n{tail}".rstrip()) from failure
        finally:
            machine.stop(process)
    return {
        "rps": result.calls / result.seconds,
        "p50": result.p50,
        "p99": result.p99,
        "cpu": server_cpu / result.calls * 100_000,
        "rss": memory,
        "busy": server_cpu / result.seconds,
        "other": other,
        "tries": attempt,
    }


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
    print(f"\n{'':{width}}{'calls/s min/median/max':>28}"
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
    print(f"{kept} of {rounds} rounds kept; more calls/s are better, less of everything else", flush=True)

"""Programs that time small pieces of code and print a line for each: name, ns, allocations (if they count them)."""

import re
import statistics
import subprocess

from bench import machine
from bench.machine import BenchmarkFailure

# benchmark: heading, the Swift product, the folder in Benchmarks/Go/
PROGRAMS = {
    "endpoint": ("Endpoint: one call through a chain of middleware", "EndpointBenchmark", "chain"),
    "resilience": ("Resilience: one call through a layer", "ResilienceBenchmark", "resilience"),
    "logging": ("Logging: one line with ten fields", "LoggingBenchmark", "logging"),
    "metrics": ("Metrics: one observation, one page", "MetricsBenchmark", "metrics"),
    "json": ("JSON: one value", "JSONBenchmark", "json"),
}
LINE = re.compile(r"(\S+)\s+([\d.]+)(?:\s+([\d.]+))?")
TRIES = 3
TIME_LIMIT = 300  # seconds for one run of a program


def parse(text, program):
    """Reads lines of `name ns [allocations]`; a line that starts with # is a remark."""
    figures = {}
    for line in text.splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        match = LINE.fullmatch(line.strip())
        if match is None:
            raise BenchmarkFailure(f"{program} printed a line that is not `name ns allocations`: {line}")
        name, ns, allocations = match.groups()
        figures[name] = {"ns": float(ns), "allocations": None if allocations is None else float(allocations)}
    return figures


def run_once(program, core, options):
    """One run, tried again when other processes took too much of its core. Returns its figures, and whether it stayed
    disturbed."""
    for _ in range(TRIES):
        machine.wait_until_quiet(options.other_cpu, options.patience)
        own_before, busy_before = machine.children_seconds(), machine.busy_seconds(core)
        try:
            result = subprocess.run(
                ["env", "GOMAXPROCS=1", *machine.pinned(core, [program])], stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE, text=True, timeout=TIME_LIMIT)
        except subprocess.TimeoutExpired as error:
            raise BenchmarkFailure(f"{program.name} ran for more than {TIME_LIMIT} s") from error
        if result.returncode != 0:
            raise BenchmarkFailure(f"{program.name} ended with code {result.returncode}")
        own = machine.children_seconds() - own_before
        other = max(0.0, machine.busy_seconds(core) - busy_before - own)
        disturbed = other > options.other_cpu * max(own, 0.1)
        if not disturbed:
            break
    return parse(result.stdout, program.name), disturbed


def run(benchmark, tools, options):
    heading, swift_product, go_folder = PROGRAMS[benchmark]
    sides = tools.build_go(go_folder)
    peers = list(sides)
    if options.noise_floor:
        peers = peers[:1]
        sides = {peers[0]: sides[peers[0]], "again": sides[peers[0]]}
        own = "again"
    else:
        own = "swift"
        sides[own] = tools.build_swift(swift_product)
    core, _ = machine.two_cores()
    print(f"\n{heading}; {options.rounds} rounds in turn on one core", flush=True)

    kept, dropped = [], 0
    for number in range(options.rounds):
        figures, disturbed = {}, False
        for side in list(sides) if number % 2 == 0 else list(sides)[::-1]:
            figures[side], noisy = run_once(sides[side], core, options)
            disturbed = disturbed or noisy
        if disturbed:
            dropped += 1
            print(f"  round {number + 1}  dropped: other processes took too much of the core {TRIES} times", flush=True)
        else:
            kept.append(figures)
    if not kept:
        raise BenchmarkFailure("every round was disturbed by other processes")
    missing = [side for side in sides if not kept[0][side]]

    results = {}
    for name in kept[0][own] | kept[0][peers[0]]:
        figures = {side: figures_of(name, side, kept) for side in sides}
        results[name] = {"figures": figures}
        timed_peers = [peer for peer in peers if figures[peer]]
        if figures[own] and timed_peers:
            base = min(timed_peers, key=lambda peer: figures[peer]["ns"]["median"])
            results[name]["compared with"] = base
            results[name]["ratio"] = figures[own]["ns"]["median"] / figures[base]["ns"]["median"]
            results[name]["median of ratios"] = statistics.median(
                one[own][name]["ns"] / one[base][name]["ns"] for one in kept)
    print_table(results, [own, *peers], len(kept), options.rounds)
    if missing:
        raise BenchmarkFailure(f"no lines from {', '.join(missing)}")
    return {"kept": len(kept), "dropped": dropped, "results": results}


def figures_of(name, side, kept):
    """The figures of one case on one side, or None where that side does not have the case."""
    if any(name not in one[side] for one in kept):
        return None
    allocations = [one[side][name]["allocations"] for one in kept if one[side][name]["allocations"] is not None]
    return {
        "ns": machine.summary([one[side][name]["ns"] for one in kept]),
        "allocations": statistics.median(allocations) if allocations else None,
    }


def print_table(results, sides, kept, rounds):
    width = max([len(name) for name in results], default=0) + 2
    print(f"\n{'ns min/median/max':{width}}" + "".join(f"{side:>26}{'alloc':>7}" for side in sides)
          + f"{'ratio':>8}{'of rounds':>11}")
    for name, result in results.items():
        line = f"{name:{width}}"
        for side in sides:
            figures = result["figures"][side]
            if figures is None:
                line += f"{'-':>26}{'-':>7}"
                continue
            digits = 1 if figures["ns"]["median"] < 1000 else 0
            ns = "/".join(f"{figures['ns'][key]:.{digits}f}" for key in ("min", "median", "max"))
            allocations = "-" if figures["allocations"] is None else f"{figures['allocations']:.1f}"
            line += f"{ns:>26}{allocations:>7}"
        if "ratio" in result:
            line += f"{result['ratio']:8.2f}{result['median of ratios']:11.2f}"
        print(line)
    print(f"{kept} of {rounds} rounds kept; the ratio is to the faster Go; below 1, {sides[0]} takes less time",
          flush=True)

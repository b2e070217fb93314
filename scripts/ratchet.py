#!/usr/bin/env python3
"""Counts the instructions and the heap allocations of the hot paths, and fails when one has grown:

    make ratchet                        compares with Ratchet/counts
    make ratchet ARGS=--record          writes Ratchet/counts anew; the change is part of the commit that explains it
    make ratchet ARGS='--only http'     only the paths whose names contain this

Ratchet/HotPaths runs each path a thousand times, and two thousand times, under valgrind's callgrind, which simulates every
instruction: unlike a time, a count is the same on a busy machine. What both runs have in common is left out. Allocations are calls of the C library's allocator, which callgrind sees, too, so the
program needs no counter of its own. A path may grow by 2 % of its instructions, and by no allocation.

Counts depend on the compiler and on the C library, whose versions stand in the file. With others the instructions are shown and
not judged; the allocations are.
"""

import argparse
import os
import platform
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COUNTS = ROOT / "Ratchet" / "counts"
CALLS = 1000
TOLERANCE = 0.02
# The part of a symbol's name that stands for `HotPath.counted`.
COUNTED = "7counted33_"
# Allocators, as callgrind names them; those that call one another count once, by the outermost.
ALLOCATORS = {"malloc", "calloc", "realloc", "posix_memalign", "aligned_alloc", "memalign"}
# The C library chooses its copying functions by the processor: everywhere those for any x86-64.
HARDWARE = "glibc.cpu.hwcaps=-AVX512F,-AVX512VL,-AVX2,-AVX,-ERMS,-FSRM,-BMI2"


def output(*command, **options):
    return subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT, **options).stdout


def build():
    """Builds the program, and copies it without what valgrind cannot read of its debugging information."""
    options = ["-c", "release", "--product", "HotPaths"]
    built = subprocess.run(["scripts/swift.sh", "build", *options], cwd=ROOT, capture_output=True, text=True)
    if built.returncode != 0:
        sys.exit(built.stdout + built.stderr)
    return Path(output("scripts/swift.sh", "build", *options, "--show-bin-path").splitlines()[-1]) / "HotPaths"


def versions():
    swift = re.search(r"Swift version (\S+)", output("swift", "--version", stderr=None)).group(1)
    return f"swift {swift}, {' '.join(platform.libc_ver())}, {output('valgrind', '--version').strip()}, {platform.machine()}"


def measure(program, names):
    """Runs the paths and returns {name: (instructions, allocations)} of one call."""
    with tempfile.TemporaryDirectory() as folder:
        stripped = Path(folder) / "HotPaths"
        subprocess.run(["objcopy", "--strip-debug", program, stripped], check=True)
        once = callgrind(stripped, CALLS, names)
        twice = callgrind(stripped, 2 * CALLS, names)
    return {name: tuple((many - few) / CALLS for few, many in zip(once[name], twice[name])) for name in once}


def callgrind(program, calls, names):
    """Runs the paths and returns {name: (instructions, allocations)} of all calls together."""
    symbols = re.findall(r"\S*8HotPaths\S*" + COUNTED + r"\S*", output("nm", str(program)))
    if len(symbols) != 1:
        sys.exit(f"There should be one function to count in, and there are {len(symbols)}: {symbols}")
    counts = program.parent / str(calls)
    run = subprocess.run(
        [
            "valgrind", "--tool=callgrind", "--collect-atstart=no", f"--toggle-collect={symbols[0]}",
            f"--dump-after={symbols[0]}", "--compress-strings=no", f"--callgrind-out-file={counts}",
            program, "run", str(calls), *names,
        ],
        capture_output=True, text=True, timeout=900, cwd=program.parent,
        env={"PATH": os.environ["PATH"], "SWIFT_DETERMINISTIC_HASHING": "1", "GLIBC_TUNABLES": HARDWARE},
    )
    if run.returncode != 0:
        sys.exit(f"valgrind has failed:\n{run.stdout}\n{run.stderr}")
    # A file for each path, in their order.
    return {name: read(Path(f"{counts}.{number}")) for number, name in enumerate(run.stdout.split(), start=1)}


def read(file):
    instructions = None
    allocations = 0
    caller = callee = None
    for line in file.read_text().splitlines():
        if line.startswith("summary: "):
            instructions = int(line.split()[1])
        elif line.startswith("fn="):
            caller = line[3:].split("'")[0]
        elif line.startswith("cfn="):
            callee = line[4:].split("'")[0].split("@")[0]
        elif line.startswith("calls=") and callee in ALLOCATORS and caller not in ALLOCATORS:
            allocations += int(line[6:].split()[0])
    if not instructions:
        sys.exit(f"callgrind has counted nothing: {file.read_text()[:1000]}")
    return instructions, allocations


def recorded():
    if not COUNTS.exists():
        return "", {}
    lines = COUNTS.read_text().splitlines()
    counts = {}
    for line in lines:
        if line and not line.startswith("#"):
            name, instructions, allocations = line.split()
            counts[name] = float(instructions), float(allocations)
    return lines[0].removeprefix("# "), counts


def record(used, counts):
    width = max(map(len, counts))
    lines = [f"# {used}", "# One call of each hot path: instructions, allocations. Written by make ratchet ARGS=--record."]
    lines += [f"{name:<{width}} {counts[name][0]:10.1f} {counts[name][1]:8.2f}" for name in counts]
    COUNTS.write_text("\n".join(lines) + "\n")


def compare(counts, expected, comparable):
    """Prints the paths and returns those that have become more expensive."""
    failures = []
    for name, (instructions, allocations) in counts.items():
        if name not in expected:
            failures.append(f"{name} is not in Ratchet/counts")
            continue
        was, had = expected[name]
        print(f"{name:<28} {instructions:10.1f} ({(instructions / was - 1) * 100:+6.2f} %) {allocations:8.2f} allocations")
        if comparable and instructions > was * (1 + TOLERANCE):
            failures.append(f"{name}: {was:.1f} instructions have become {instructions:.1f}")
        # An array that grows now and then is less than one in twenty calls.
        if allocations > had + 0.05:
            failures.append(f"{name}: {had:.2f} allocations have become {allocations:.2f}")
    return failures


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--record", action="store_true", help="write the counts anew")
    parser.add_argument("--only", default="", metavar="TEXT", help="only the paths whose names contain this")
    options = parser.parse_args()
    if options.record and options.only:
        parser.error("--record is for all paths")

    program = build()
    names = [name for name in output(program, "list").split() if options.only in name]
    counts = measure(program, names)
    used = versions()
    if options.record:
        record(used, counts)
        print(COUNTS.read_text(), end="")
        return
    known, expected = recorded()
    failures = compare(counts, expected, comparable=used == known)
    failures += [f"{name} is not run any more" for name in expected if options.only in name and name not in counts]
    if used != known:
        print(f"Counted with {used}; recorded with {known}: the instructions are not judged.")
    for failure in failures:
        print(f"GROWN: {failure}")
    if failures:
        sys.exit(1)
    print(f"{len(counts)} hot paths, none has grown by more than {TOLERANCE:.0%}")


if __name__ == "__main__":
    main()

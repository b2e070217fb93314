"""What the benchmarks read from Linux, and the servers they start and always stop."""

import atexit
import ctypes
import os
import platform
import resource
import signal
import socket
import statistics
import subprocess
import time

TICKS = os.sysconf("SC_CLK_TCK")
PR_SET_PDEATHSIG = 1
libc = ctypes.CDLL(None)


class BenchmarkFailure(Exception):
    """A benchmark that has no result; the text says why."""


def describe():
    model = "unknown"
    with open("/proc/cpuinfo") as file:
        for line in file:
            if line.startswith("model name"):
                model = line.split(":", 1)[1].strip()
                break
    return {"cpu": model, "cores": os.cpu_count(), "kernel": platform.release()}


def two_cores():
    """The core for the program that is measured, and the one for what drives it."""
    cores = sorted(os.sched_getaffinity(0))
    if len(cores) < 2:
        raise BenchmarkFailure("this needs two cores: one for the server, one for the load")
    return cores[0], cores[1]


def pinned(core, command):
    return ["taskset", "-c", str(core), *map(str, command)]


# --- CPU time

def process_seconds(pid):
    """User and system time of a process so far."""
    with open(f"/proc/{pid}/stat") as file:
        fields = file.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def children_seconds():
    """User and system time of the children that have ended."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def busy_seconds(core=None):
    """Time that all cores, or one, have spent on any process; time stolen by the host counts, it disturbs as much."""
    name = "cpu" if core is None else f"cpu{core}"
    with open("/proc/stat") as file:
        for line in file:
            fields = line.split()
            if fields[0] == name:
                user, nice, system, _idle, _wait, irq, soft, steal = map(int, fields[1:9])
                return (user + nice + system + irq + soft + steal) / TICKS
    raise BenchmarkFailure(f"/proc/stat has no line for {name}")


def wait_until_quiet(cores, patience):
    """Waits until all processes take no more than `cores` of CPU time, but at most `patience` seconds."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        before = busy_seconds()
        time.sleep(1)
        if busy_seconds() - before <= cores:
            return


def resident_mebibytes(pid):
    with open(f"/proc/{pid}/status") as file:
        for line in file:
            if line.startswith("VmRSS"):
                return int(line.split()[1]) / 1024
    return 0.0


# --- Sockets

def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def listens(pid, port):
    """Whether this very process listens on the port: an old server left there would be measured in its place."""
    inodes = set()
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        with open(table) as file:
            for line in list(file)[1:]:
                fields = line.split()
                if fields[3] == "0A" and int(fields[1].rpartition(":")[2], 16) == port:
                    inodes.add(f"socket:[{fields[9]}]")
    descriptors = f"/proc/{pid}/fd"
    for name in os.listdir(descriptors):
        try:
            if os.readlink(f"{descriptors}/{name}") in inodes:
                return True
        except OSError:
            pass  # Closed in the meantime.
    return False


# --- Servers

running = set()


def stop_servers_on_exit():
    """However this program ends, no server outlives it."""
    atexit.register(lambda: [stop(server) for server in list(running)])
    signal.signal(signal.SIGTERM, lambda *_: exit(143))


def start(command, core, environment, log):
    """Starts a server on one core, in a process group of its own. The kernel kills it if this program is killed."""
    server = subprocess.Popen(
        pinned(core, command), env={**os.environ, **environment}, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
        start_new_session=True, preexec_fn=lambda: libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL))
    running.add(server)
    return server


def wait_until_listening(server, port, seconds=10):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise BenchmarkFailure(f"the server ended at once, with code {server.returncode}")
        if listens(server.pid, port):
            return
        time.sleep(0.02)
    raise BenchmarkFailure(f"the server does not listen on port {port} after {seconds} s")


def stop(server):
    running.discard(server)
    if server.poll() is None:
        server.terminate()
        try:
            server.wait(3)
        except subprocess.TimeoutExpired:
            pass
    try:
        os.killpg(server.pid, signal.SIGKILL)  # And whatever it started.
    except ProcessLookupError:
        pass
    server.wait()


# --- Figures

def summary(values):
    return {"min": min(values), "median": statistics.median(values), "max": max(values)}

#!/usr/bin/env python3
"""Three string services, a gateway, and what happens when instances are killed, added and drained under traffic.

Usage: scripts/demo.py FOLDER-OF-PROGRAMS [CONSUL]; without Consul the gateway finds the services in a file.
"""

import collections
import http.client
import json
import pathlib
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

WORKERS = 8
PAUSE = 0.004  # between the requests of a worker


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def get(port, path):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path)
        return json.loads(connection.getresponse().read() or "null")
    finally:
        connection.close()


def eventually(what, check):
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            result = check()
            if result:
                return result
        except (OSError, http.client.HTTPException, ValueError):
            pass
        time.sleep(0.05)
    raise SystemExit(f"demo: waited 30 s in vain until {what}")


class Programs:
    """The processes of the demo, and the registry among them."""

    def __init__(self, folder, consul, scratch):
        self.folder, self.consul, self.scratch = folder, consul, scratch
        self.running = {}
        self.file = scratch / "instances.json"

    def start(self, name, *command):
        log = (self.scratch / f"{name.replace(':', '-')}.log").open("w")
        self.running[name] = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)

    def start_registry(self):
        if not self.consul:
            self.write_file([])
            return ["--file", str(self.file)]
        port = free_port()
        ports = [flag for name in ("grpc", "dns", "serf-wan") for flag in (f"-{name}-port", "-1")]
        self.start(
            "consul", self.consul, "agent", "-dev", "-node", "demo", "-bind", "127.0.0.1", "-client", "127.0.0.1",
            "-http-port", str(port), "-server-port", str(free_port()), "-serf-lan-port", str(free_port()), *ports,
            "-log-level", "warn",
        )
        eventually("Consul has a leader", lambda: get(port, "/v1/status/leader"))
        return ["--consul", f"http://127.0.0.1:{port}"]

    def write_file(self, addresses):
        self.addresses = addresses
        fresh = self.file.with_suffix(".new")
        fresh.write_text(json.dumps({"stringsvc": addresses}))
        fresh.rename(self.file)

    def start_service(self, flags):
        address = f"127.0.0.1:{free_port()}"
        # The registry file is for those who look; services do not write it.
        registry = flags if self.consul else []
        self.start(address, str(self.folder / "stringsvc"), "--http-addr", address, "--log-level", "warning", *registry)
        port = int(address.rpartition(":")[2])
        eventually(f"{address} answers", lambda: get(port, "/stats"))
        if not self.consul:
            self.write_file([*self.addresses, address])
        return address

    def stop(self, name, how):
        process = self.running.pop(name)
        if how == signal.SIGTERM and not self.consul and name in self.addresses:
            # What a deployment does first: nobody finds the instance any more.
            self.write_file([address for address in self.addresses if address != name])
            time.sleep(1.5)
        process.send_signal(how)
        process.wait(timeout=30)

    def stop_all(self):
        for process in self.running.values():
            process.kill()
        for process in self.running.values():
            process.wait()


class Traffic:
    """Clients that call the gateway, each on a connection of its own."""

    def __init__(self, port):
        self.port = port
        self.outcomes = collections.Counter()
        self.slowest = 0.0
        self.lock = threading.Lock()
        self.ending = threading.Event()
        self.threads = [threading.Thread(target=self.work) for _ in range(WORKERS)]
        for thread in self.threads:
            thread.start()

    def work(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        while not self.ending.is_set():
            start = time.monotonic()
            try:
                connection.request("POST", "/stringsvc/uppercase", '{"s":"hello"}', {"content-type": "application/json"})
                response = connection.getresponse()
                body = response.read()
                outcome = "answered" if (response.status, body) == (200, b'{"v":"HELLO"}') else f"status {response.status}"
            except (OSError, http.client.HTTPException) as error:
                outcome = type(error).__name__
                connection.close()
            with self.lock:
                self.outcomes[outcome] += 1
                self.slowest = max(self.slowest, time.monotonic() - start)
            time.sleep(PAUSE)
        connection.close()

    def end(self):
        self.ending.set()
        for thread in self.threads:
            thread.join()


def show(title, before, after):
    print(f"\n{title}")
    total = 0
    for instance in sorted(after):
        counts = {key: value - before.get(instance, {}).get(key, 0) for key, value in after[instance].items()}
        total += counts["sent"]
        retries = f", {counts['retries']} of them further attempts" if counts["retries"] else ""
        failed = f", {counts['failed']} without an answer" if counts["failed"] else ""
        print(f"  {instance.removeprefix('http://'):<16} {counts['sent']:>6} requests{retries}{failed}")
    print(f"  {'together':<16} {total:>6}")


def run(programs):
    flags = programs.start_registry()
    where = f"Consul at {flags[1]}" if programs.consul else f"the file {flags[1]}"
    print(f"Services are found in {where}.")
    services = [programs.start_service(flags) for _ in range(3)]
    print(f"Three string services: {', '.join(services)}")
    port = free_port()
    programs.start(
        "gateway", str(programs.folder / "apigateway"), "--http-addr", f"127.0.0.1:{port}", "--log-level", "warning", *flags
    )
    print(f"The gateway: http://127.0.0.1:{port}/stringsvc/uppercase")

    def warm():
        for _ in range(20):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("POST", "/stringsvc/uppercase", '{"s":"hello"}')
            ok = connection.getresponse().status == 200
            connection.close()
            if not ok:
                return False
        return len(get(port, "/stats")) == 3

    eventually("the gateway knows all three", warm)
    traffic = Traffic(port)
    before = get(port, "/stats")

    def phase(title, action):
        nonlocal before
        print(f"\n{title} …")
        action()
        time.sleep(4)
        after = get(port, "/stats")
        show("Requests per instance:", before, after)
        before = after

    try:
        phase("Traffic for 4 s", lambda: None)
        phase(f"kill -9 {services[0]}", lambda: programs.stop(services[0], signal.SIGKILL))
        phase("One more string service", lambda: services.append(programs.start_service(flags)))
        phase(f"{services[1]} is asked to end (TERM)", lambda: programs.stop(services[1], signal.SIGTERM))
    finally:
        traffic.end()
    stats = get(port, "/stats")
    sent = sum(traffic.outcomes.values())
    lost = sent - traffic.outcomes["answered"]
    print(f"\nSent {sent}, answered {traffic.outcomes['answered']}, retried {sum(s['retries'] for s in stats.values())}, lost {lost}.")
    print(f"The slowest answer took {traffic.slowest * 1000:.0f} ms.")
    if lost:
        print(f"Lost: {dict(traffic.outcomes)}")
    return 1 if lost else 0


def main():
    if len(sys.argv) not in (2, 3):
        raise SystemExit(__doc__)
    with tempfile.TemporaryDirectory(prefix="martlet-demo-") as scratch:
        programs = Programs(pathlib.Path(sys.argv[1]), sys.argv[2] if len(sys.argv) == 3 else None, pathlib.Path(scratch))
        try:
            return run(programs)
        finally:
            programs.stop_all()


if __name__ == "__main__":
    sys.exit(main())

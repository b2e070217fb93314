"""A gateway in front of three string services, under load by wrk.

The gateway has one core; the services and the load generator share the other one. The services are the same for all gateways.
"""

import functools

from bench import http, machine, servers
from bench.setup import BUILD

SERVICES = 3


def run(tools, options):
    service = tools.build_swift("StringServiceBenchmark")
    _, load_core = machine.two_cores()
    ports = [machine.free_port() for _ in range(SERVICES)]
    processes = []
    try:
        with open(BUILD / "gateway-services.log", "w") as log:
            for port in ports:
                command = [str(service), "--port", str(port), "--threads", "1"]
                processes.append(machine.start(command, load_core, {}, log))
        for process, port in zip(processes, ports):
            machine.wait_until_listening(process, port)
        return compare(tools, options, ",".join(f"127.0.0.1:{port}" for port in ports), processes)
    finally:
        for process in processes:
            machine.stop(process)


def compare(tools, options, instances, services):
    peers = servers.go_servers(tools.build_go("gateway"), "-addr", "127.0.0.1:{port}", "-instances", instances)
    peers, others = servers.sides(peers, "GatewayBenchmark", tools, options, ["--instances", instances])
    print(http.describe(f"Gateway before {SERVICES} services", http.UPPERCASE, options), flush=True)
    wrk = functools.partial(http.load, http.UPPERCASE, options.connections)
    return servers.compare(
        peers, others, options, lambda server: servers.measure(server, wrk, options, helpers=services))

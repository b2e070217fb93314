#!/usr/bin/env python3
"""The peer in Python: a server and a client of the add service, with grpcio, Apache Thrift and the standard library.

peer.py server WIRE DELAY       prints "port N" when it listens, serves until its standard input ends;
                                Sum takes DELAY milliseconds
peer.py client WIRE ADDRESS     calls, prints a line of JSON per case
peer.py deadline WIRE ADDRESS   the same with the case of a server that is too slow

The generated code is looked for where PYTHONPATH says.
"""

import importlib
import os
import sys
import threading

import cases
import service


def end_with_standard_input():
    sys.stdin.buffer.read()
    os._exit(0)


def listening(port):
    print(f"port {port}", flush=True)


def main():
    if len(sys.argv) != 4:
        raise SystemExit(__doc__)
    command, wire, address_or_delay = sys.argv[1:]
    kind, *variant = wire.split("-")
    module = importlib.import_module(f"wire_{kind}")
    if command == "server":
        threading.Thread(target=end_with_standard_input, daemon=True).start()
        module.serve(service.Add(int(address_or_delay) / 1000), listening, *variant)
    else:
        client = module.Client(address_or_delay, *variant)
        if command == "deadline":
            cases.run_deadline(client)
        else:
            cases.run(client)


if __name__ == "__main__":
    main()

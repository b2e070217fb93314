"""Reads values with Apache's library and writes them again: apache.py GENERATED

Each further argument is `STRUCT:PROTOCOL:VALUE`, the value in hexadecimal digits. Each line of the output is
what the library makes of it."""
import sys

sys.path.insert(0, sys.argv[1])

from sink.kitchen import ttypes
from thrift.protocol import TBinaryProtocol, TCompactProtocol, TJSONProtocol
from thrift.transport import TTransport

PROTOCOLS = {
    "binary": TBinaryProtocol.TBinaryProtocol,
    "compact": TCompactProtocol.TCompactProtocol,
    "json": TJSONProtocol.TJSONProtocol,
}

for case in sys.argv[2:]:
    name, protocol, digits = case.split(":")
    source = TTransport.TMemoryBuffer(bytes.fromhex(digits))
    value = getattr(ttypes, name)()
    # Exceptions cannot be changed: reading makes another one.
    value = value.read(PROTOCOLS[protocol](source)) or value
    if source.read(1):
        print("bytes are left")
        continue
    target = TTransport.TMemoryBuffer()
    value.write(PROTOCOLS[protocol](target))
    print(target.getvalue().hex())

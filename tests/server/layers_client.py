"""Calls the probe with Apache's Python library through THeaderTransport and TZlibTransport, in every combination.

    layers_client.py GENERATED PORT EVERY

calls with every EVERYth of the combinations only.

Prints a line for each combination that worked; an error ends it.
"""
import sys

sys.path.insert(0, sys.argv[1])

from probe import Probe
from probe.ttypes import Refused
from thrift.protocol.TBinaryProtocol import TBinaryProtocol, TBinaryProtocolAccelerated
from thrift.protocol.TCompactProtocol import TCompactProtocol
from thrift.protocol.THeaderProtocol import THeaderProtocol
from thrift.Thrift import TApplicationException
from thrift.transport.THeaderTransport import THeaderClientType, THeaderSubprotocolID, THeaderTransformID
from thrift.transport.TSocket import TSocket
from thrift.transport.TTransport import TBufferedTransport, TFramedTransport
from thrift.transport.TZlibTransport import TZlibTransport

port, every = int(sys.argv[2]), int(sys.argv[3])
ALL = range(5)
#: Python's TZlibTransport loses what a piece of the stream holds beyond what its accelerated protocols ask for,
#: with Apache's own server as well.
loses = ("accelerated", "header binary", "header compact", "header binary zlib", "header compact zlib zlib")

transports = {
    "buffered": TBufferedTransport,
    "framed": TFramedTransport,
    "zlib": TZlibTransport,
    "zlib in buffered": lambda socket: TZlibTransport(TBufferedTransport(socket)),
    "zlib in framed": lambda socket: TZlibTransport(TFramedTransport(socket)),
    "framed in zlib": lambda socket: TFramedTransport(TZlibTransport(socket)),
}


def header(subprotocol, transforms=0):
    def make(transport):
        protocol = THeaderProtocol(transport, ALL, subprotocol)
        for _ in range(transforms):
            protocol.add_transform(THeaderTransformID.ZLIB)
        return protocol

    return make


protocols = {
    "binary": TBinaryProtocol,
    "accelerated": TBinaryProtocolAccelerated,
    "compact": TCompactProtocol,
    "header binary": header(THeaderSubprotocolID.BINARY),
    "header compact": header(THeaderSubprotocolID.COMPACT),
    "header binary zlib": header(THeaderSubprotocolID.BINARY, 1),
    "header compact zlib zlib": header(THeaderSubprotocolID.COMPACT, 2),
}


def same(found, expected):
    if found != expected:
        raise AssertionError("%.200r where %.200r was expected" % (found, expected))


def check(client, protocol, size):
    large = "ü" * size
    for number in range(10):
        same(client.echo(number), number)
    same(client.text(large), large)
    same(len(client.blob(size)), size)
    client.tell(1)
    same(client.nap(1) > 0, True)
    try:
        client.refuse("late")
        raise AssertionError("it was not refused")
    except Refused as refused:
        same(refused.why, "late")
    try:
        client.fail("broken")
        raise AssertionError("it did not fail")
    except TApplicationException as failure:
        same(failure.message, "broken")
    if isinstance(protocol, THeaderProtocol):
        protocol.set_header(b"name", "größe".encode())
        protocol.set_header(b"other", b"")
        same(client.headers(), {"name": "größe", "other": ""})
        same(protocol.get_headers(), {b"answered": "größe".encode(), b"count": b"2"})
        same(client.headers(), {})
        same(protocol.get_headers(), {b"count": b"0"})
    else:
        same(client.headers(), {})


combinations = [
    (transport_name, protocol_name)
    for transport_name in transports
    for protocol_name in protocols
    # Three layers of frames and streams are more than anybody puts into each other.
    if transport_name != "framed in zlib" or not protocol_name.startswith("header")
]

for transport_name, protocol_name in combinations[::every]:
    socket = TSocket("127.0.0.1", port)
    socket.setTimeout(10_000)
    transport = transports[transport_name](socket)
    protocol = protocols[protocol_name](transport)
    transport.open()
    size = 1000 if "zlib" in transport_name and protocol_name in loses else 300_000
    check(Probe.Client(protocol), protocol, size)
    transport.close()
    print(protocol_name, "in", transport_name)

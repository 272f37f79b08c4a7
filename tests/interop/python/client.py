#!/usr/bin/python3
"""Calls a server of idl/conformance.thrift with Apache's own Python library, and says what it answered.

    client.py --gen DIR --address 127.0.0.1:9090 [--dialects compact/framed,...] [--skip echoI32,...]

DIR holds what `thrift --gen py -r` made of the IDL. The address is HOST:PORT or a socket's path. Each check of
each dialect prints one line of JSON: {"dialect", "name", "ok", "detail"}. The exit status is 0 when all are ok.
"""
import argparse
import contextlib
import json
import sys
import traceback

arguments = argparse.ArgumentParser()
arguments.add_argument("--gen", required=True)
arguments.add_argument("--address", required=True)
arguments.add_argument("--dialects")
arguments.add_argument("--skip", default="")
options = arguments.parse_args()
sys.path.insert(0, options.gen)

from thrift.protocol import TBinaryProtocol, TCompactProtocol, TProtocol  # noqa: E402: from here on, the path is set
from thrift.Thrift import TApplicationException, TMessageType  # noqa: E402
from thrift.transport import TSocket, TTransport  # noqa: E402

from checks import CHECKS  # noqa: E402
from conformance import Conformance  # noqa: E402

PROTOCOLS = {
    "binary": TBinaryProtocol.TBinaryProtocolFactory(),
    "binary-old": TBinaryProtocol.TBinaryProtocolFactory(strictRead=False, strictWrite=False),
    "binary-accelerated": TBinaryProtocol.TBinaryProtocolAcceleratedFactory(fallback=False),
    "compact": TCompactProtocol.TCompactProtocolFactory(),
    "compact-accelerated": TCompactProtocol.TCompactProtocolAcceleratedFactory(fallback=False),
}
TRANSPORTS = {"buffered": TTransport.TBufferedTransport, "framed": TTransport.TFramedTransport}
TIMEOUT = 15_000  # milliseconds for each read and write: a server that hangs fails a check, not the run


class Connection(contextlib.AbstractContextManager):
    """A client's connection, with the doors below the generated code open."""

    def __init__(self, address, protocol, transport):
        self.made_of = (address, protocol, transport)
        host, _, port = address.rpartition(":")
        self.socket = TSocket.TSocket(unix_socket=address) if "/" in address else TSocket.TSocket(host, int(port))
        self.socket.setTimeout(TIMEOUT)
        self.transport = TRANSPORTS[transport](self.socket)
        self.protocol = PROTOCOLS[protocol].getProtocol(self.transport)
        self.client = Conformance.Client(self.protocol)
        self.transport.open()

    def __exit__(self, *_):
        self.transport.close()

    def another(self):
        return Connection(*self.made_of)

    def send(self, name, kind, sequence, struct):
        write(self.protocol, name, kind, sequence, struct)
        self.transport.flush()

    def encode(self, name, kind, sequence, struct):
        """The bytes that {@link send} would send."""
        memory = TTransport.TMemoryBuffer()
        transport = TRANSPORTS[self.made_of[2]](memory)
        write(PROTOCOLS[self.made_of[1]].getProtocol(transport), name, kind, sequence, struct)
        transport.flush()
        return memory.getvalue()

    def receive(self, result):
        """The next reply: name, message type, sequence id, and `result` filled in or the exception."""
        name, kind, sequence = self.protocol.readMessageBegin()
        body = TApplicationException() if kind == TMessageType.EXCEPTION else result
        body.read(self.protocol)
        self.protocol.readMessageEnd()
        if isinstance(name, bytes):  # so the library reads the old form of the binary protocol
            name = name.decode()
        return name, kind, sequence, body


def write(protocol, name, kind, sequence, struct):
    protocol.writeMessageBegin(name, kind, sequence)
    struct.write(protocol)
    protocol.writeMessageEnd()


def attempt(dialect, name, connect):
    """Runs one check on a connection of its own state, and prints how it went."""
    try:
        CHECKS[name](connect())
        ok, detail = True, ""
    except Exception as error:  # whatever goes wrong is what this program is to tell
        where = traceback.extract_tb(error.__traceback__)[-1]
        ok, detail = False, f"{type(error).__name__}: {error} ({where.name}, line {where.lineno})"
    print(json.dumps({"dialect": dialect, "name": name, "ok": ok, "detail": detail}), flush=True)
    return ok


def run(dialect):
    """All checks of a dialect on one connection: a new one only after a failure has spoilt it.

    Checks that open connections themselves come last, when that one is closed: a server of the simple model
    serves one at a time.
    """
    protocol, transport = dialect.split("/")
    held = []

    def connect():
        if not held:
            held.append(Connection(options.address, protocol, transport))
        return held[0]

    def leave():
        while held:
            held.pop().transport.close()

    class Address:
        """Where to connect, for checks that do so themselves."""

        @staticmethod
        def another():
            return Connection(options.address, protocol, transport)

    names = [name for name in CHECKS if name not in options.skip.split(",")]
    if protocol.endswith("-accelerated"):
        names = [name for name in names if not hasattr(CHECKS[name], "pure")]
    passed = True
    for name in [name for name in names if not hasattr(CHECKS[name], "alone")]:
        if not attempt(dialect, name, connect):
            passed = False
            leave()
    leave()
    for name in [name for name in names if hasattr(CHECKS[name], "alone")]:
        passed = attempt(dialect, name, Address) and passed
    return passed


if __name__ == "__main__":
    every = [f"{protocol}/{transport}" for protocol in PROTOCOLS for transport in TRANSPORTS]
    dialects = options.dialects.split(",") if options.dialects else every
    sys.exit(0 if all([run(dialect) for dialect in dialects]) else 1)

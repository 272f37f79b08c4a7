#!/usr/bin/python3
"""Apache's own Python server of idl/conformance.thrift: what passes here proves the clients right, not us.

    reference_server.py --gen DIR --port-file FILE --protocol binary --transport framed

Apache's library cannot tell dialects apart, so one server speaks one: the protocols binary (binary-old too),
compact and json over the transports buffered, framed, zlib, framed-zlib, http and header, multiplexed or not; with
--certificate and --key over TLS, but for http. It listens on a free port of 127.0.0.1, writes it to FILE, and ends
with SIGTERM.
"""
import argparse
import os
import signal
import ssl
import sys
import threading
import time

arguments = argparse.ArgumentParser()
arguments.add_argument("--gen", required=True)
arguments.add_argument("--port-file", required=True)
arguments.add_argument("--protocol", required=True)
arguments.add_argument("--transport", required=True)
arguments.add_argument("--certificate")
arguments.add_argument("--key")
options = arguments.parse_args()
sys.path.insert(0, options.gen)

from thrift.protocol import TBinaryProtocol, TCompactProtocol, THeaderProtocol, TJSONProtocol  # noqa: E402
from thrift.server import THttpServer, TServer  # noqa: E402: from here on, the path is set
from thrift.Thrift import TApplicationException  # noqa: E402
from thrift.TMultiplexedProcessor import TMultiplexedProcessor  # noqa: E402
from thrift.transport import TSocket, TSSLSocket, TTransport, TZlibTransport  # noqa: E402
from thrift.transport.THeaderTransport import THeaderClientType  # noqa: E402

from checks import arithmetic  # noqa: E402
from conformance import Conformance  # noqa: E402
from conformance.ttypes import NotFound, Point, Scalars  # noqa: E402
from conformance_base.ttypes import Identity, Refused  # noqa: E402


class Handler:
    """As tests/conformance/handler.ts. It raises itself what Apache's Python server leaves unanswered."""

    def __init__(self):
        self.count = 0
        self.kept = {}

    def __getattr__(self, name):
        if name.startswith("echo"):
            return lambda value: value
        raise AttributeError(name)

    def ping(self):
        pass

    def whoami(self):
        self.count += 1
        return Identity(os.getpid(), threading.get_native_id(), self.count)

    def nap(self, duration):
        if duration > 60_000:
            raise Refused(f"{duration} ms is no nap")
        time.sleep(duration / 1000)
        return duration

    def work(self, rounds):
        return arithmetic(rounds)

    def echoTree(self, value):
        if value.value is None:
            raise TApplicationException(TApplicationException.PROTOCOL_ERROR, "Required field value is unset!")
        return value

    def echoChoice(self, value):
        if len([field for field in vars(value).values() if field is not None]) != 1:
            raise TApplicationException(TApplicationException.PROTOCOL_ERROR, "not a union")
        return value

    def present(self, value):
        names = ["must", "may", "should", "zero", "flag", "items", "place"]
        return [name for name in names if getattr(value, name) is not None]

    def describe(self, value):
        names = ["truth", "tiny", "small", "medium", "large", "real", "text", "color", "day", "needed"]
        shown = {True: "true", False: "false"}
        fields = [(name, getattr(value, name)) for name in names]
        return [f"{name}={shown[field] if isinstance(field, bool) else field}" for name, field in fields]

    def assemble(self, *fields):
        return Scalars(*fields)

    def addDefaults(self, a, b):
        return a + b

    def subtract(self, a, b):
        return a - b

    def forget(self, text):
        pass

    def note(self, topic, text):
        self.kept.setdefault(topic, []).append(text)

    def notes(self, topic):
        return self.kept.get(topic, [])

    def lookUp(self, key):
        if key == "key":
            return "value"
        if key == "":
            raise Refused("an empty key", 400)
        raise NotFound(key, ["key"], Point(-1, 1))

    def check(self, refuse):
        if refuse:
            raise Refused("as asked")

    def fail(self, message):
        raise TApplicationException(TApplicationException.UNKNOWN, message)

    def misfit(self):
        raise TApplicationException(TApplicationException.INTERNAL_ERROR, "Conformance.misfit result: expected i32")


def tell(port):
    """Writes the port where whoever started this looks for it."""
    with open(options.port_file + ".new", "w") as file:
        file.write(str(port))
    os.rename(options.port_file + ".new", options.port_file)


class Told:
    """A listening socket that tells its port."""

    def listen(self):
        super().listen()
        tell(self.handle.getsockname()[1])


class PlainSocket(Told, TSocket.TServerSocket):
    pass


class SecureSocket(Told, TSSLSocket.TSSLServerSocket):
    pass


def make_socket():
    if not options.certificate:
        return PlainSocket("127.0.0.1", 0)
    return SecureSocket(
        "127.0.0.1", 0, certfile=options.certificate, keyfile=options.key, cert_reqs=ssl.CERT_NONE,
    )


class FramedZlibTransportFactory:
    """A stream of zlib, cut into frames."""

    def getTransport(self, transport):
        return TZlibTransport.TZlibTransport(TTransport.TFramedTransport(transport))


PROTOCOLS = {
    "binary": TBinaryProtocol.TBinaryProtocolFactory(strictRead=False),
    "compact": TCompactProtocol.TCompactProtocolFactory(),
    "json": TJSONProtocol.TJSONProtocolFactory(),
}
TRANSPORTS = {
    "buffered": TTransport.TBufferedTransportFactory(),
    "framed": TTransport.TFramedTransportFactory(),
    "zlib": TZlibTransport.TZlibTransportFactory(),
    "framed-zlib": FramedZlibTransportFactory(),
    "header": TTransport.TBufferedTransportFactory(),
}


def make_server():
    handled = Conformance.Processor(Handler())
    processor = TMultiplexedProcessor()
    processor.registerProcessor("Conformance", handled)
    processor.registerDefault(handled)
    if options.transport == "http":
        server = THttpServer.THttpServer(processor, ("127.0.0.1", 0), PROTOCOLS[options.protocol])
        tell(server.httpd.server_address[1])
        return server
    # Header transports find the protocol themselves.
    header = THeaderProtocol.THeaderProtocolFactory([THeaderClientType.HEADERS])
    protocol = header if options.transport == "header" else PROTOCOLS[options.protocol]
    return TServer.TThreadedServer(
        processor, make_socket(), TRANSPORTS[options.transport], protocol, daemon=True,
    )


signal.signal(signal.SIGTERM, lambda *_: os._exit(0))  # its threads have nothing to lose
make_server().serve()

"""A connection of Apache's Python library in one of its dialects."""
import contextlib

from thrift.protocol import TBinaryProtocol, TCompactProtocol, THeaderProtocol, TJSONProtocol
from thrift.protocol.TMultiplexedProtocol import TMultiplexedProtocol
from thrift.Thrift import TApplicationException, TMessageType
from thrift.transport import THttpClient, TSocket, TSSLSocket, TTransport, TZlibTransport
from thrift.transport.THeaderTransport import THeaderClientType, THeaderSubprotocolID, THeaderTransformID

import values
from conformance import Conformance

PROTOCOLS = {
    "binary": TBinaryProtocol.TBinaryProtocolFactory(),
    "binary-old": TBinaryProtocol.TBinaryProtocolFactory(strictRead=False, strictWrite=False),
    "binary-accelerated": TBinaryProtocol.TBinaryProtocolAcceleratedFactory(fallback=False),
    "compact": TCompactProtocol.TCompactProtocolFactory(),
    "compact-accelerated": TCompactProtocol.TCompactProtocolAcceleratedFactory(fallback=False),
    "json": TJSONProtocol.TJSONProtocolFactory(),
}
TRANSPORTS = {
    "buffered": TTransport.TBufferedTransport,
    "framed": TTransport.TFramedTransport,
    "zlib": TZlibTransport.TZlibTransport,
    "framed-zlib": lambda socket: TZlibTransport.TZlibTransport(TTransport.TFramedTransport(socket)),
}
HEADER_IDS = {"binary": THeaderSubprotocolID.BINARY, "compact": THeaderSubprotocolID.COMPACT}
TIMEOUT = 15_000  # milliseconds for each read and write: a server that hangs fails a check, not the run


class Connection(contextlib.AbstractContextManager):
    """A client's connection, with the doors below the generated code open."""

    def __init__(self, address, trusted, dialect):
        self.made_of = (address, trusted, dialect)
        name, self.transport_name = dialect.split("/")
        self.protocol_name = name.removesuffix("-multiplexed")
        self.multiplexed = name != self.protocol_name
        self.socket = self.endpoint()
        self.input = self.speak(self.socket)
        self.output = self.prefixed(self.input)
        self.client = Conformance.Client(self.input, self.output)
        self.socket.open()

    def __exit__(self, *_):
        self.close()

    def close(self):
        self.socket.close()

    def another(self):
        return Connection(*self.made_of)

    @property
    def streams(self):
        """Whether what is written to the socket itself is what the server reads as messages."""
        return self.transport_name in ("buffered", "framed", "header", "header-zlib") and not self.made_of[1]

    @property
    def accelerated(self):
        """Whether the library's codec in C is at work: header protocols use no other."""
        return self.protocol_name.endswith("-accelerated") or self.transport_name.startswith("header")

    def many(self, calls):
        """Fewer calls over HTTP, where the library opens a connection for each: under forking that is a process."""
        return calls // 10 if self.transport_name == "http" else calls

    def sendable(self, value):
        """A value without what the library cannot say or hear in JSON.

        It writes an infinity as `inf`, which is none, and takes the digits of `\\u0000` in one read: a stream of zlib
        may have them in two pieces. It reads letter by letter, a megabyte in half a second: what it sends is still
        more than the memory that servers share with their threads has room for, and more than one read.
        """
        if self.protocol_name != "json":
            return value
        zlib = "zlib" in self.transport_name
        if isinstance(value, list):
            value = [each[:200_000] if isinstance(each, (str, bytes)) else each for each in value]
        return values.tamed(value, lambda text: text.replace("\0", " ") if zlib else text)

    def endpoint(self):
        address, trusted, _ = self.made_of
        host, _, port = address.rpartition(":")
        if self.transport_name == "http":
            scheme = "https" if trusted else "http"
            endpoint = THttpClient.THttpClient(f"{scheme}://{address}/", cafile=trusted)
        elif "/" in address or address.startswith("@"):
            endpoint = TSocket.TSocket(unix_socket=address.replace("@", "\0"))
        elif trusted:
            endpoint = TSSLSocket.TSSLSocket(host, int(port), ca_certs=trusted)
        else:
            endpoint = TSocket.TSocket(host, int(port))
        endpoint.setTimeout(TIMEOUT)
        return endpoint

    def speak(self, endpoint):
        """The protocol over the transport; a header protocol makes its own transport."""
        if self.transport_name.startswith("header"):
            identifier = HEADER_IDS[self.protocol_name]
            protocol = THeaderProtocol.THeaderProtocol(
                TTransport.TBufferedTransport(endpoint), [THeaderClientType.HEADERS], identifier
            )
            if self.transport_name == "header-zlib":
                protocol.add_transform(THeaderTransformID.ZLIB)
            protocol.set_header(b"library", b"Python")
            return protocol
        transport = endpoint if self.transport_name == "http" else TRANSPORTS[self.transport_name](endpoint)
        return PROTOCOLS[self.protocol_name].getProtocol(transport)

    def prefixed(self, protocol):
        return TMultiplexedProtocol(protocol, "Conformance") if self.multiplexed else protocol

    def send(self, name, kind, sequence, struct):
        write(self.output, name, kind, sequence, struct)
        self.input.trans.flush()

    def encode(self, name, kind, sequence, struct):
        """The bytes that {@link send} would send."""
        memory = TTransport.TMemoryBuffer()
        protocol = self.speak(memory)
        write(self.prefixed(protocol), name, kind, sequence, struct)
        protocol.trans.flush()
        return memory.getvalue()

    def receive(self, result):
        """The next reply: name, message type, sequence id, and `result` filled in or the exception."""
        name, kind, sequence = self.input.readMessageBegin()
        body = TApplicationException() if kind == TMessageType.EXCEPTION else result
        body.read(self.input)
        self.input.readMessageEnd()
        if isinstance(name, bytes):  # so the library reads the old form of the binary protocol
            name = name.decode()
        return name, kind, sequence, body


def write(protocol, name, kind, sequence, struct):
    protocol.writeMessageBegin(name, kind, sequence)
    struct.write(protocol)
    protocol.writeMessageEnd()

"""Prints what Apache's Python clients send through THeaderTransport and TZlibTransport, as golden_layers.txt holds it.

Each line is a name and, in hexadecimal, what each flush sends: calls echo(5), echo(6) and so on.
"""
from thrift.protocol.TBinaryProtocol import TBinaryProtocol
from thrift.protocol.TCompactProtocol import TCompactProtocol
from thrift.protocol.THeaderProtocol import THeaderProtocol
from thrift.Thrift import TMessageType, TType
from thrift.transport.THeaderTransport import THeaderClientType, THeaderSubprotocolID, THeaderTransformID
from thrift.transport.TTransport import TFramedTransport, TMemoryBuffer
from thrift.transport.TZlibTransport import TZlibTransport

ALL = range(5)


class Wire(TMemoryBuffer):
    """Remembers what was sent between two flushes."""

    def __init__(self):
        super().__init__()
        self.sent = []

    def flush(self):
        self.sent.append(self.getvalue())
        self._buffer.seek(0)
        self._buffer.truncate()


def call(protocol, number):
    protocol.writeMessageBegin("echo", TMessageType.CALL, number)
    protocol.writeStructBegin("echo_args")
    protocol.writeFieldBegin("number", TType.I32, 1)
    protocol.writeI32(number)
    protocol.writeFieldEnd()
    protocol.writeFieldStop()
    protocol.writeStructEnd()
    protocol.writeMessageEnd()
    protocol.trans.flush()


def header(transport, subprotocol=THeaderSubprotocolID.BINARY, transforms=0):
    protocol = THeaderProtocol(transport, ALL, subprotocol)
    for _ in range(transforms):
        protocol.add_transform(THeaderTransformID.ZLIB)
    return protocol


def show(name, make, headers=None, calls=2):
    wire = Wire()
    protocol = make(wire)
    for number in range(5, 5 + calls):
        for key, value in (headers or {}).items():
            protocol.set_header(key.encode(), value.encode())
        call(protocol, number)
    print(name, *(piece.hex() for piece in wire.sent))


HEADERS = {"trace": "abc", "ключ": "значение"}
COMPACT = THeaderSubprotocolID.COMPACT

show("header binary", header)
show("header compact", lambda wire: header(wire, COMPACT))
show("header binary with headers", header, HEADERS)
show("header compact zlib with headers", lambda wire: header(wire, COMPACT, 1), HEADERS)
show("header binary zlib zlib", lambda wire: header(wire, transforms=2))
show("header binary in frames", lambda wire: header(TFramedTransport(wire)))
show("header compact in zlib with headers", lambda wire: header(TZlibTransport(wire), COMPACT), HEADERS)
show("zlib binary buffered", lambda wire: TBinaryProtocol(TZlibTransport(wire)), calls=3)
show("zlib compact buffered", lambda wire: TCompactProtocol(TZlibTransport(wire)), calls=3)
show("zlib binary framed", lambda wire: TBinaryProtocol(TFramedTransport(TZlibTransport(wire))), calls=3)
show("zlib compact framed", lambda wire: TCompactProtocol(TFramedTransport(TZlibTransport(wire))), calls=3)
show("zlib binary in frames", lambda wire: TBinaryProtocol(TZlibTransport(TFramedTransport(wire))), calls=3)
show("zlib compact in frames", lambda wire: TCompactProtocol(TZlibTransport(TFramedTransport(wire))), calls=3)

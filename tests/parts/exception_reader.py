"""Reads replies that carry a TApplicationException, each in a line `form transport hexadecimal`.

Prints name, type, sequence id, the exception's type and its message.
"""
import json
import sys

from thrift.protocol.TBinaryProtocol import TBinaryProtocol
from thrift.protocol.TCompactProtocol import TCompactProtocol
from thrift.protocol.THeaderProtocol import THeaderProtocol
from thrift.protocol.TJSONProtocol import TJSONProtocol
from thrift.Thrift import TApplicationException
from thrift.transport.THeaderTransport import THeaderClientType
from thrift.transport.TTransport import TFramedTransport, TMemoryBuffer

PROTOCOLS = {"binary": TBinaryProtocol, "compact": TCompactProtocol, "json": TJSONProtocol, "old": TBinaryProtocol}


def text(value):
    """THeader's protocols give bytes."""
    return value if isinstance(value, str) else value.decode()


for line in sys.stdin:
    form, transport, message = line.split()
    buffer = TMemoryBuffer(bytes.fromhex(message))
    if transport == "header":
        protocol = THeaderProtocol(buffer, [THeaderClientType.HEADERS])
    else:
        protocol = PROTOCOLS[form](TFramedTransport(buffer) if transport == "framed" else buffer)
    name, kind, seqid = protocol.readMessageBegin()
    exception = TApplicationException()
    exception.read(protocol)
    protocol.readMessageEnd()
    assert buffer.read(1) == b"", "something follows"
    print(json.dumps([text(name), kind, seqid, exception.type, text(exception.message)]))

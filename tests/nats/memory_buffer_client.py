"""A client of NATS by its own protocol, for messages that Apache's TMemoryBuffer wrote: calls echo(41) in each dialect."""
import json, socket, sys
from thrift.protocol import TBinaryProtocol, TCompactProtocol, TJSONProtocol
from thrift.Thrift import TMessageType, TType
from thrift.transport.TTransport import TFramedTransport, TMemoryBuffer

host, port, subject = sys.argv[1], int(sys.argv[2]), sys.argv[3]
connection = socket.create_connection((host, port), 60)
lines = connection.makefile("rb")
lines.readline()
connection.sendall(b'CONNECT {"verbose":false,"headers":true,"no_responders":true}\r\nSUB replies.* 1\r\nPING\r\n')
while lines.readline().strip() != b"PONG":
    pass


def call(number, message):
    connection.sendall(b"PUB %s replies.%d %d\r\n%s\r\n" % (subject.encode(), number, len(message), message))
    while True:
        head = lines.readline().split()
        if head[0] == b"PING":
            connection.sendall(b"PONG\r\n")
        elif head[0] == b"MSG":
            return lines.read(int(head[-1]) + 2)[:-2]
        else:
            raise Exception(head)


protocols = [TBinaryProtocol.TBinaryProtocol, TCompactProtocol.TCompactProtocol, TJSONProtocol.TJSONProtocol]
results = []
for number, (protocol, is_framed) in enumerate((p, f) for p in protocols for f in (False, True)):
    buffer = TMemoryBuffer()
    transport = TFramedTransport(buffer) if is_framed else buffer
    out = protocol(transport)
    out.writeMessageBegin("echo", TMessageType.CALL, 7)
    out.writeStructBegin("echo_args")
    out.writeFieldBegin("number", TType.I32, 1)
    out.writeI32(41 + number)
    out.writeFieldEnd()
    out.writeFieldStop()
    out.writeStructEnd()
    out.writeMessageEnd()
    transport.flush()
    reply = TMemoryBuffer(call(number, buffer.getvalue()))
    into = protocol(TFramedTransport(reply) if is_framed else reply)
    name, kind, sequence = into.readMessageBegin()
    assert (name, kind, sequence) == ("echo", TMessageType.REPLY, 7), (name, kind, sequence)
    into.readStructBegin()
    into.readFieldBegin()
    results.append(into.readI32())
print(json.dumps(results))

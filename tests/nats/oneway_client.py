"""Apache's Python library: makes oneway calls note(file, "python"), framed, and closes."""
import sys
from thrift.protocol.TBinaryProtocol import TBinaryProtocol
from thrift.Thrift import TMessageType, TType
from thrift.transport.TSocket import TSocket
from thrift.transport.TTransport import TFramedTransport

transport = TFramedTransport(TSocket("127.0.0.1", int(sys.argv[1])))
transport.open()
out = TBinaryProtocol(transport)
for number in range(3):
    out.writeMessageBegin("note", TMessageType.ONEWAY, number)
    out.writeStructBegin("note_args")
    for field, text in enumerate((sys.argv[2], "python"), 1):
        out.writeFieldBegin("field", TType.STRING, field)
        out.writeString(text)
        out.writeFieldEnd()
    out.writeFieldStop()
    out.writeStructEnd()
    out.writeMessageEnd()
    transport.flush()
transport.close()

#!/usr/bin/python3
"""Calls multiplexed services with Apache's own client: multiplexed_client.py GEN PORT. Ends with 0 if all is well."""
import itertools
import sys

sys.path.insert(0, sys.argv[1])

from thrift.protocol import TBinaryProtocol, TCompactProtocol  # noqa: E402: from here on, the path is set
from thrift.protocol.TMultiplexedProtocol import TMultiplexedProtocol  # noqa: E402
from thrift.Thrift import TApplicationException  # noqa: E402
from thrift.transport import TSocket, TTransport  # noqa: E402

from multiplexed import Calculator, Notes  # noqa: E402
from multiplexed.ttypes import Declined  # noqa: E402
from probe import Probe  # noqa: E402


def raised(call, *arguments):
    try:
        call(*arguments)
    except Exception as error:
        return error
    raise AssertionError("nothing was raised")


def check(protocol):
    calculator = Calculator.Client(TMultiplexedProtocol(protocol, "Calculator"))
    notes = Notes.Client(TMultiplexedProtocol(protocol, "Notes"))
    old = Probe.Client(TMultiplexedProtocol(protocol, "Old"))
    plain = Calculator.Client(protocol)
    nobody = Calculator.Client(TMultiplexedProtocol(protocol, "Nobody"))
    assert calculator.add(1, 2) == 3
    assert notes.add("a") == "a!"
    assert notes.whoami() == ["Notes", "whoami", "the notes"]
    assert old.echo(5) == 5
    assert plain.add(3, 4) == 7
    calculator.tell(9)
    assert 9 in notes.told()
    refused = raised(calculator.fail, "so")
    assert isinstance(refused, Declined) and refused.why == "so", refused
    unknown = raised(nobody.add, 1, 2)
    assert isinstance(unknown, TApplicationException), unknown
    assert unknown.type == TApplicationException.UNKNOWN_METHOD, unknown.type
    assert unknown.message == "Service name not found: Nobody. There are Calculator, Notes, Old", unknown.message
    assert plain.add(5, 6) == 11


protocols = [TBinaryProtocol.TBinaryProtocol, TCompactProtocol.TCompactProtocol]
transports = [TTransport.TBufferedTransport, TTransport.TFramedTransport]
for make, around in itertools.product(protocols, transports):
    transport = around(TSocket.TSocket("127.0.0.1", int(sys.argv[2])))
    transport.open()
    check(make(transport))
    transport.close()
    print(make.__name__, around.__name__)

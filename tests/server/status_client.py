#!/usr/bin/python3
"""Asks a server for its status with Apache's client: status_client.py GEN PORT. Ends with 0 if all is well."""
import sys

sys.path.insert(0, sys.argv[1])

from thrift.Thrift import TApplicationException  # noqa: E402: from here on, the path is set
from thrift.protocol import TBinaryProtocol, TCompactProtocol  # noqa: E402
from thrift.protocol.TMultiplexedProtocol import TMultiplexedProtocol  # noqa: E402
from thrift.transport import TSocket, TTransport  # noqa: E402
from thriftserve.status import Status  # noqa: E402
from thriftserve.status.ttypes import IsHealthyProbe, IsHealthyRequest, fb_status  # noqa: E402

for protocol_of in (TBinaryProtocol.TBinaryProtocol, TCompactProtocol.TCompactProtocol):
    for name in (None, "Status"):
        socket = TSocket.TSocket("127.0.0.1", int(sys.argv[2]))
        socket.setTimeout(20000)
        transport = TTransport.TFramedTransport(socket)
        transport.open()
        protocol = protocol_of(transport)
        client = Status.Client(protocol if name is None else TMultiplexedProtocol(protocol, name))
        assert client.getName() == "Probe"
        assert client.getStatus() == fb_status.ALIVE
        assert client.is_healthy(IsHealthyRequest(probe=IsHealthyProbe.READINESS)) is True
        assert client.is_healthy(IsHealthyRequest()) is True
        assert isinstance(client.getCounters()["echo.calls"], int)
        assert client.aliveSince() > 1600000000
        try:
            client.setOption("a", "b")
            raise AssertionError("it was set")
        except TApplicationException:
            pass
        client.shutdown()
        assert [service.name for service in client.getServices()] == ["Probe"]
        assert "service Probe" in client.getIdl().files["probe.thrift"]
        transport.close()

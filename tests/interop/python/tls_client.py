#!/usr/bin/python3
"""Calls a server of idl/conformance.thrift over TLS with Apache's own TSSLSocket, in four dialects.

    tls_client.py GEN HOST PORT CA [CERT KEY]

GEN holds what `thrift --gen py -r` made of the IDL; the rest are the authority that the server's certificate is from,
and the client's own certificate and key. Prints what each dialect was answered; any failure is an exception.
"""
import ssl
import sys

generated, host, port, authority, *own = sys.argv[1:]
sys.path.insert(0, generated)

from thrift.protocol import TBinaryProtocol, TCompactProtocol  # noqa: E402: from here on, the path is set
from thrift.transport import TSSLSocket, TTransport  # noqa: E402

from conformance import Conformance  # noqa: E402

certificate = dict(zip(("certfile", "keyfile"), own))
for protocol in (TBinaryProtocol.TBinaryProtocol, TCompactProtocol.TCompactProtocol):
    for transport in (TTransport.TBufferedTransport, TTransport.TFramedTransport):
        socket = TSSLSocket.TSSLSocket(
            host, int(port), cert_reqs=ssl.CERT_REQUIRED, ca_certs=authority, **certificate
        )
        socket.setTimeout(15_000)
        wrapped = transport(socket)
        wrapped.open()
        client = Conformance.Client(protocol(wrapped))
        text = "é" * 100_000
        assert client.echoString(text) == text
        print(protocol.__name__, transport.__name__, client.echoI32(42))
        wrapped.close()

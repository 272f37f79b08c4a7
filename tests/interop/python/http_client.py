#!/usr/bin/python3
"""Calls a server of idl/conformance.thrift over HTTP with Apache's THttpClient.

    http_client.py --gen DIR --url http://127.0.0.1:9090/

Prints nothing and ends with status 0 when all is as it must be.
"""
import argparse
import sys
import time
import uuid

arguments = argparse.ArgumentParser()
arguments.add_argument("--gen", required=True)
arguments.add_argument("--url", required=True)
options = arguments.parse_args()
sys.path.insert(0, options.gen)

from thrift.protocol import TBinaryProtocol, TCompactProtocol, TJSONProtocol  # noqa: E402: the path is set only now
from thrift.Thrift import TApplicationException  # noqa: E402
from thrift.transport import THttpClient, TTransport  # noqa: E402

from conformance import Conformance  # noqa: E402


def check(protocol, wrap):
    http = THttpClient.THttpClient(options.url)
    http.setTimeout(15_000)
    http.setCustomHeaders({"X-Asked": "yes"})
    transport = wrap(http)
    client = Conformance.Client(protocol(transport))
    transport.open()
    for number in (0, -1, 2_147_483_647):
        assert client.echoI32(number) == number
    text = "żółć 🦆 " * 20_000
    assert client.echoString(text) == text
    topic = f"http-{uuid.uuid4()}"
    client.note(topic, "first")
    assert http.code == 200
    late = time.monotonic() + 15
    while client.notes(topic) != ["first"]:
        assert time.monotonic() < late, "a oneway call was answered but not run"
    try:
        client.fail("on purpose")
        raise AssertionError("nothing was raised")
    except TApplicationException as error:
        assert "on purpose" in error.message
    transport.close()


def bare(transport):
    return transport


for protocol in (TBinaryProtocol.TBinaryProtocol, TCompactProtocol.TCompactProtocol, TJSONProtocol.TJSONProtocol):
    for wrap in (bare, TTransport.TBufferedTransport, TTransport.TFramedTransport):
        if protocol is TJSONProtocol.TJSONProtocol and wrap is bare:
            continue  # it reads byte by byte, which takes seconds without a buffer
        check(protocol, wrap)

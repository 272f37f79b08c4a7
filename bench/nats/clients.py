#!/usr/bin/python3
"""Apache's Python clients at work: each makes call after call until the time is over.

usage: clients.py GENERATED PORT CLIENTS SECONDS

Prints one line of JSON: the calls that were answered, the failures with their times, and the longest call.
"""
import json
import sys
import threading
import time

from thrift.protocol.TBinaryProtocol import TBinaryProtocolAcceleratedFactory
from thrift.Thrift import TApplicationException
from thrift.transport.TSocket import TSocket
from thrift.transport.TTransport import TFramedTransport


def work(port, until, answered, failures, longest):
    client = transport = None
    while time.time() < until:
        began = time.time()
        try:
            if transport is None:
                socket = TSocket("127.0.0.1", port)
                socket.setTimeout(30000)
                transport = TFramedTransport(socket)
                transport.open()
                client = Bench.Client(TBinaryProtocolAcceleratedFactory().getProtocol(transport))
            if client.add(20, 22) != 42:
                raise ValueError("a wrong reply")
            answered.append(1)
        except TApplicationException as error:
            failures.append((began, time.time() - began, error.message))
        except Exception as error:
            failures.append((began, time.time() - began, repr(error)))
            transport = None
            time.sleep(0.1)
        longest.append(time.time() - began)


sys.path.insert(0, sys.argv[1])
from bench import Bench  # noqa: E402

port, clients, seconds = map(int, sys.argv[2:])
answered, failures, longest = [], [], []
until = time.time() + seconds
threads = [threading.Thread(target=work, args=(port, until, answered, failures, longest)) for _ in range(clients)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(json.dumps({"answered": len(answered), "failures": failures, "longest": max(longest)}))

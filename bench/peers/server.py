#!/usr/bin/python3
"""Apache Thrift's Python servers (Debian: python3-thrift), framed, with the protocols written in C.

usage: server.py GENERATED MODEL PORT WORKERS PROTOCOL

MODEL: simple, threaded, threadpool, nonblocking, forking, processpool. PROTOCOL: binary, compact.
"""
import sys

from thrift.protocol.TBinaryProtocol import TBinaryProtocolAcceleratedFactory
from thrift.protocol.TCompactProtocol import TCompactProtocolAcceleratedFactory
from thrift.server import TServer
from thrift.server.TNonblockingServer import TNonblockingServer
from thrift.server.TProcessPoolServer import TProcessPoolServer
from thrift.transport.TSocket import TServerSocket
from thrift.transport.TTransport import TFramedTransportFactory

SERVERS = {
    "simple": TServer.TSimpleServer,
    "threaded": TServer.TThreadedServer,
    "threadpool": TServer.TThreadPoolServer,
    "forking": TServer.TForkingServer,
    "processpool": TProcessPoolServer,
}
PROTOCOLS = {"binary": TBinaryProtocolAcceleratedFactory, "compact": TCompactProtocolAcceleratedFactory}


class Handler:
    def add(self, a, b):
        return a + b

    def same(self, value):
        return value

    bytes = text = texts = points = drawing = counts = names = words = longs = doubles = same
    bools = colours = ids = attributes = places = grid = rows = tree = options = values = tensors = same


def main(generated, model, port, workers, protocol):
    sys.path.insert(0, generated)
    from bench import Bench

    processor = Bench.Processor(Handler())
    socket = TServerSocket("127.0.0.1", int(port))
    protocols = PROTOCOLS[protocol]()
    if model == "nonblocking":
        server = TNonblockingServer(processor, socket, protocols, protocols, threads=int(workers))
    else:
        server = SERVERS[model](processor, socket, TFramedTransportFactory(), protocols)
    if model == "threadpool":
        server.setNumThreads(int(workers))
    if model == "processpool":
        server.setNumWorkers(int(workers))
    server.serve()


main(*sys.argv[1:])

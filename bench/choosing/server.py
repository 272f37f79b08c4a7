#!/usr/bin/python3
"""Apache Thrift's Python servers (Debian: python3-thrift) with calls of a known length, framed and binary.

usage: server.py GENERATED MODEL PORT WORKERS

MODEL: simple, threaded, threadpool, nonblocking, forking, processpool.
"""
import sys
import time

from thrift.protocol.TBinaryProtocol import TBinaryProtocolAcceleratedFactory
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


class Handler:
    def add(self, a, b):
        return a + b

    def nap(self, milliseconds):
        time.sleep(milliseconds / 1000)
        return milliseconds

    def work(self, milliseconds):
        """Uses that much of the processor, whichever threads run beside this one."""
        ends = time.thread_time() + milliseconds / 1000
        while time.thread_time() < ends:
            sum(range(1000))
        return milliseconds


def main(generated, model, port, workers):
    sys.path.insert(0, generated)
    from timed import Timed

    processor = Timed.Processor(Handler())
    socket = TServerSocket("127.0.0.1", int(port))
    protocols = TBinaryProtocolAcceleratedFactory()
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

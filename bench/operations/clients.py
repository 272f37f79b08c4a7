#!/usr/bin/python3
"""Apache's Python clients at work, a process each: they make call after call until the time is over.

usage: clients.py GENERATED PORT CLIENTS SECONDS [--loop-one-in N] [--pause SECONDS] [--mixed]

Prints one line of JSON: the calls that were answered, by method; the others with when they began, how long they took and why;
the longest call; and the calls of `loop`, which are to end with an exception.
"""
import argparse
import json
import random
import sys
import time
from concurrent.futures import ProcessPoolExecutor

from thrift.protocol.TBinaryProtocol import TBinaryProtocolAcceleratedFactory
from thrift.Thrift import TApplicationException
from thrift.transport.TSocket import TSocket
from thrift.transport.TTransport import TFramedTransport

arguments = argparse.ArgumentParser(usage=__doc__)
arguments.add_argument("generated")
arguments.add_argument("port", type=int)
arguments.add_argument("clients", type=int)
arguments.add_argument("seconds", type=float)
arguments.add_argument("--loop-one-in", type=int, default=0)
arguments.add_argument("--pause", type=float, default=0)
arguments.add_argument("--mixed", action="store_true")
given = arguments.parse_args()
sys.path.insert(0, given.generated)
from operations import Operations  # noqa: E402
from operations.ttypes import Refused  # noqa: E402


class Wrong(Exception):
    """A reply that is another call's."""


def connected():
    socket = TSocket("127.0.0.1", given.port)
    socket.setTimeout(30000)
    transport = TFramedTransport(socket)
    transport.open()
    return transport, Operations.Client(TBinaryProtocolAcceleratedFactory().getProtocol(transport))


def call(client, method, number):
    if method == "refuse":
        try:
            client.refuse(number)
        except Refused:
            return
        raise Wrong("refuse was not")
    value = {"bytes": b"x" * (number * 997 % 65536), "texts": ["word"] * (number % 500), "tell": "so it goes"}.get(method, number)
    reply = getattr(client, method)(value)
    if method != "tell" and reply != value:
        raise Wrong(f"a wrong reply to {method}")


def work(index):
    dice = random.Random(index)
    answered, failures, longest, loops, longest_loop = {}, [], 0, 0, 0
    transport = client = None
    until = time.time() + given.seconds
    number = index << 20
    while time.time() < until:
        number += 1
        method = "echo"
        if given.mixed:
            method = dice.choice(["echo", "echo", "bytes", "texts", "refuse", "later", "tell"])
        if given.loop_one_in and dice.randrange(given.loop_one_in) == 0:
            method = "loop"
        if given.mixed and transport is not None and number % 500 == 0:
            transport.close()
            transport = None
        began = time.time()
        why = None
        try:
            if transport is None:
                transport, client = connected()
            call(client, method, number)
        except TApplicationException as error:
            why = error.message
        except Exception as error:
            why = repr(error)
            if transport is not None:
                transport.close()
            transport = None
        took = time.time() - began
        if method == "loop":
            loops += 1
            longest_loop = max(longest_loop, took)
            continue
        longest = max(longest, took)
        if why is None:
            answered[method] = answered.get(method, 0) + 1
        else:
            failures.append((began, took, why))
            time.sleep(0.1)
        if given.pause:
            time.sleep(given.pause * 2 * dice.random())
    if transport is not None:
        transport.close()
    return answered, failures, longest, loops, longest_loop


with ProcessPoolExecutor(given.clients) as pool:
    results = list(pool.map(work, range(given.clients)))
answered = {}
for calls, *_ in results:
    for method, count in calls.items():
        answered[method] = answered.get(method, 0) + count
print(
    json.dumps(
        {
            "answered": answered,
            "failures": [failure for _, failures, *_ in results for failure in failures],
            "longest": max(longest for _, _, longest, *_ in results),
            "loops": sum(loops for *_, loops, _ in results),
            "longestLoop": max(longest for *_, longest in results),
        }
    )
)

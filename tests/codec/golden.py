#!/usr/bin/python3
"""The bytes that Apache's Python library writes, for golden_test.ts to compare with.

usage: golden.py GEN_PY_DIR < requests > answers

Without requests it prints the calls of its own as JSON: {"name": {"binary": hex, "compact": hex, "old": hex, "json": hex}}.
Each request is a line `PROTOCOL HEX`, a call; the answer is the reply's bytes as hex, from a server that gives
back its first argument.
"""
import json, sys
sys.path.insert(0, sys.argv[1])
from golden import Golden
from golden.ttypes import Colour, Empty, Everything, Inner, Oops, Shape, Worse
from thrift.protocol import TBinaryProtocol, TCompactProtocol, TJSONProtocol
from thrift.transport import TTransport


class OldBinaryProtocol(TBinaryProtocol.TBinaryProtocol):
    """Without versions. The library reads such a message's name as bytes, which its processors do not find."""

    def __init__(self, transport): super().__init__(transport, strictWrite=False)

    def readMessageBegin(self):
        name, type, seqid = super().readMessageBegin()
        return name.decode(), type, seqid


PROTOCOLS = {
    'binary': lambda transport: TBinaryProtocol.TBinaryProtocol(transport),
    'old': OldBinaryProtocol,
    'compact': lambda transport: TCompactProtocol.TCompactProtocol(transport),
    'json': lambda transport: TJSONProtocol.TJSONProtocol(transport),
}


def full(protocol):
    # The library writes an infinity as `inf` in JSON, which it cannot read itself.
    largest = 1e300 if protocol == 'json' else float('inf')
    return Everything(
        yes=True, no=False, small=-128, short_=-32768, normal=-2147483648, large=-9223372036854775808,
        real=-1.5e300, text='Grüße, мир, 世界, 🎉', data=bytes(range(100)), colour=Colour.FAR,
        inner=Inner(x=7, on=False), shape=Shape(group=[Shape(circle=5), Shape(name='square'), Shape(flag=True)]),
        numbers=list(range(-20, 20)), flags=[True, False, True], words={'a'}, counts={'one': 1, 'two': 2, '': 0},
        grouped={1: [Inner(x=1, label='one', on=True)], -2: []}, matrix=[[], [0.5, -0.0, largest]],
        nested={'k': {9223372036854775807: True, -1: False}}, blobs=[b'', b'\x00\xff'],
        shapes=[Shape(circle=2147483647)], ids={1 << 40}, tiny={True: 127, False: -1}, after=300, before=-300,
        far=False, farther=150000, children=[Everything(yes=True), Everything(answer=-42, greetings=[])], empty={})


def calls(protocol):
    yield 'everything', lambda c: c.send_everything(full(protocol))
    yield 'sparse', lambda c: c.send_everything(Everything(answer=None, greetings=None, things=None, farther=1, far=True))
    yield 'add', lambda c: c.send_add(1, -2)
    yield 'nothing', lambda c: c.send_nothing()
    yield 'later', lambda c: c.send_later('x' * 200)
    yield 'fail', lambda c: c.send_fail(1)
    yield 'worse', lambda c: c.send_fail(2)
    yield 'unknown error', lambda c: c.send_fail(3)
    yield 'flip', lambda c: c.send_flip(True, False)
    yield 'shape', lambda c: c.send_shape(Shape(name='Ж' * 30))
    yield 'empties', lambda c: c.send_empties([Empty()] * 20, 16383)
    yield 'containers', lambda c: c.send_containers({Colour.GREEN: {1.25}, Colour.RED: set()})
    yield 'wide', lambda c: c.send_wide([0, -1, 1, 63, 64, -64, -65, 2**31, -2**31, 2**35, 2**53, -2**63, 2**63 - 1])
    yield 'bytes', lambda c: c.send_bytes(bytes(1000))


class Handler:
    def nothing(self): pass
    def everything(self, value): return value
    def add(self, a, b): return a + b
    def later(self, text): pass
    def flip(self, flag, other): return not flag
    def shape(self, shape): return shape
    def empties(self, empties, first): return empties
    def containers(self, value): return value
    def wide(self, values): return values[-1]
    def bytes(self, value): return value

    def fail(self, code):
        if code == 1: raise Oops(code=1, why='because')
        if code == 2: raise Worse(state=Everything(normal=5))
        return 'no failure'


def reply(protocol, message):
    output = TTransport.TMemoryBuffer()
    Golden.Processor(Handler()).process(PROTOCOLS[protocol](TTransport.TMemoryBuffer(message)), PROTOCOLS[protocol](output))
    return output.getvalue()


def written(protocol, send):
    transport = TTransport.TMemoryBuffer()
    send(Golden.Client(PROTOCOLS[protocol](transport)))
    return transport.getvalue().hex()


requests = [line.split() for line in sys.stdin]
if requests:
    for protocol, message in requests: print(reply(protocol, bytes.fromhex(message)).hex())
else:
    answers = {}
    for protocol in PROTOCOLS:
        for name, send in calls(protocol): answers.setdefault(name, {})[protocol] = written(protocol, send)
    print(json.dumps(answers))

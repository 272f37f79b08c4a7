"""The answers that a server of idl/conformance.thrift must give: one function per check, each given a connection."""
import socket
import struct
import threading
import time
import uuid

from thrift.Thrift import TApplicationException, TMessageType

import values
from conformance import Conformance
from conformance.ttypes import Choice, Defaults, Needs, NotFound, Point, Tree
from conformance_base.ttypes import Refused

CHECKS = {}


def check(function):
    CHECKS[function.__name__] = function
    return function


def echo_check(name, arguments):
    def run(connection):
        for value in connection.sendable(arguments):
            expect(getattr(connection.client, name)(value), value)

    CHECKS[name] = run


for echoed, arguments in values.ECHOES.items():
    echo_check(echoed, arguments)
CHECKS["echoUnnumbered"].pure = True  # Apache's accelerator leaves fields with negative ids out


def expect(actual, expected):
    """Deep equality, of types and of doubles' bits as well: True is not 1, nor 0.0 -0.0."""
    if not same(actual, expected):
        raise AssertionError(f"expected {expected!r:.300}, got {actual!r:.300}")


def same(actual, expected):
    if type(actual) is not type(expected):
        return False
    if isinstance(expected, float):
        return struct.pack(">d", actual) == struct.pack(">d", expected)
    if isinstance(expected, list):
        return len(actual) == len(expected) and all(map(same, actual, expected))
    if isinstance(expected, dict):
        return actual.keys() == expected.keys() and all(same(actual[key], expected[key]) for key in expected)
    if hasattr(expected, "thrift_spec"):
        return same(vars(actual), vars(expected))
    return actual == expected


def expect_raises(kind, call, **fields):
    try:
        result = call()
    except kind as error:
        for name, value in fields.items():
            expect(getattr(error, name), value)
        return error
    raise AssertionError(f"expected {kind.__name__}, got {result!r:.300}")


# ------------------------------------------------------------------ calls


@check
def assemble(connection):
    expected = values.scalars(5)
    spec = ["truth", "tiny", "small", "medium", "large", "real", "text", "data", "color", "at"]
    expect(connection.client.assemble(*(getattr(expected, name) for name in spec)), expected)


@check
def default_arguments(connection):
    expect(connection.client.addDefaults(1, 2), 3)
    expect(connection.client.addDefaults(None, None), 42)
    expect(connection.client.addDefaults(None, 0), 40)


@check
def arguments_without_ids(connection):
    expect(connection.client.subtract(3, 5), -2)


arguments_without_ids.pure = True  # as echoUnnumbered


@check
def void_and_inherited(connection):
    expect(connection.client.ping(), None)
    expect(connection.client.forget("x"), None)
    expect(connection.client.check(False), None)
    expect(connection.client.nap(1), 1)
    expect(connection.client.work(3), arithmetic(3))


def arithmetic(rounds):
    state = 1
    for _ in range(rounds):
        state = (state * 1664525 + 1013904223) & 0xFFFFFFFF
    return state - (1 << 32) if state >> 31 else state


@check
def identity(connection):
    first, second = connection.client.whoami(), connection.client.whoami()
    assert first.process > 1 and first.count >= 1 and second.count >= 1, (first, second)


@check
def optional_fields(connection):
    expect(connection.client.present(Needs(must="", should="")), ["must", "should"])
    needs = Needs(must="", may="", should="", zero=0, flag=False, items=[], place=Point(0, 0))
    expect(connection.client.present(needs), ["must", "may", "should", "zero", "flag", "items", "place"])


@check
def defaults_filled_in(connection):
    """Every field but the required one is left out: the server fills in what the IDL says."""
    bare = Defaults(**{name: None for name in vars(Defaults()) if name != "needed"})
    expect(connection.client.describe(bare), [
        "truth=true", "tiny=-8", "small=127", "medium=2147483647", "large=5000000000", "real=1.5",
        "text=default", "color=2", "day=1", "needed=required with a default",
    ])


@check
def unknown_fields_skipped(connection):
    """A client of the second release calls a function that knows the first: the new fields are skipped."""
    value = connection.sendable(values.release2())
    connection.send("echoRelease1", TMessageType.CALL, 5, Conformance.echoRelease2_args(value))
    name, kind, sequence, result = connection.receive(Conformance.echoRelease1_result())
    expect((name, kind, sequence), ("echoRelease1", TMessageType.REPLY, 5))
    expect((result.success.name, result.success.last), (value.name, value.last))


# ------------------------------------------------------------------ what goes wrong


@check
def declared_exceptions(connection):
    client = connection.client
    expect(client.lookUp("key"), "value")
    expect_raises(NotFound, lambda: client.lookUp("kéy"), key="kéy", candidates=["key"], near=Point(-1, 1))
    expect_raises(Refused, lambda: client.lookUp(""), reason="an empty key", code=400)
    expect_raises(Refused, lambda: client.check(True), reason="as asked", code=403)
    expect_raises(Refused, lambda: client.nap(60_001), reason="60001 ms is no nap")


@check
def undeclared_exception(connection):
    for message in ["went wrong", "schief gegangen: ÄÖÜ 🌍"]:
        expect_raises(TApplicationException, lambda: connection.client.fail(message),
                      type=TApplicationException.UNKNOWN, message=message)
    connection.client.ping()


@check
def unknown_methods(connection):
    """Names that every JavaScript object has are unknown all the same; arguments of any size are skipped."""
    arguments = Conformance.echoContainers_args(connection.sendable(values.containers()))
    for sequence, name in enumerate(["nope", "toString", "constructor", "__proto__", "hasOwnProperty", ""]):
        connection.send(name, TMessageType.CALL, sequence, arguments)
        replied, kind, answered, error = connection.receive(None)
        expect((replied, kind, answered), (name, TMessageType.EXCEPTION, sequence))
        expect(error.type, TApplicationException.UNKNOWN_METHOD)
        assert name in error.message, error.message
    connection.client.ping()


@check
def misfit_result(connection):
    error = expect_raises(TApplicationException, connection.client.misfit)
    assert "misfit" in error.message and "i32" in error.message, error.message
    connection.client.ping()


@check
def missing_required_field(connection):
    error = expect_raises(TApplicationException, lambda: connection.client.echoTree(Tree(None)))
    assert "value" in error.message, error.message
    connection.client.ping()


@check
def union_of_none_or_two(connection):
    """A union without a field is refused. Of two, the handler sees one: languages differ in which."""
    expect_raises(TApplicationException, lambda: connection.client.echoChoice(Choice()))
    try:
        answer = connection.client.echoChoice(Choice(name="a", number=1))
        assert answer in [Choice(name="a"), Choice(number=1)], answer
    except TApplicationException:
        pass
    connection.client.ping()


# ------------------------------------------------------------------ the connection


@check
def oneway(connection):
    topic = uuid.uuid4().hex
    notes = [f"note {number} 🌍" for number in range(3)]
    for note in notes:
        connection.client.note(topic, note)
    kept = connection.client.notes(topic)
    if connection.transport_name == "http":  # each call has its own connection: they run in any order
        deadline = time.monotonic() + 10
        while len(kept) < len(notes) and time.monotonic() < deadline:
            kept = connection.client.notes(topic)
        kept.sort()
    expect(kept, notes)


@check
def sequence_ids(connection):
    for sequence in [0, 1, -1, 2**31 - 1, -(2**31)]:
        connection.send("echoI32", TMessageType.CALL, sequence, Conformance.echoI32_args(sequence))
        name, kind, answered, result = connection.receive(Conformance.echoI32_result())
        expect((name, kind, answered, result.success), ("echoI32", TMessageType.REPLY, sequence, sequence))


@check
def many_calls(connection):
    for number in range(connection.many(200)):
        expect(connection.client.echoI32(number), number)


@check
def pipelined_calls_in_order(connection):
    """Calls sent before any reply is read are answered in their order, a slow one included."""
    connection.send("nap", TMessageType.CALL, 1000, Conformance.conformance_base.Base.nap_args(20))
    for number in range(50):
        connection.send("echoI32", TMessageType.CALL, number, Conformance.echoI32_args(number))
    expect(connection.receive(Conformance.conformance_base.Base.nap_result())[2], 1000)
    for number in range(50):
        expect(connection.receive(Conformance.echoI32_result())[2], number)


pipelined_calls_in_order.pipelines = True


@check
def byte_by_byte(connection):
    """A message in the smallest pieces, each sent on its own."""
    message = connection.encode("echoString", TMessageType.CALL, 3, Conformance.echoString_args("päckchen"))
    raw = connection.socket.handle
    raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1) if raw.family != socket.AF_UNIX else None
    for byte in message:
        raw.sendall(bytes([byte]))
    expect(connection.receive(Conformance.echoString_result())[3].success, "päckchen")


byte_by_byte.streams = True


@check
def two_messages_in_one_piece(connection):
    message = connection.encode("echoI32", TMessageType.CALL, 3, Conformance.echoI32_args(4))
    connection.socket.handle.sendall(message + message)
    for _ in range(2):
        expect(connection.receive(Conformance.echoI32_result())[3].success, 4)


two_messages_in_one_piece.streams = True


@check
def half_closed(connection):
    """A client that has said all it will say still gets its reply."""
    with connection.another() as other:
        other.send("nap", TMessageType.CALL, 1, Conformance.conformance_base.Base.nap_args(20))
        other.socket.handle.shutdown(socket.SHUT_WR)
        expect(other.receive(Conformance.conformance_base.Base.nap_result())[3].success, 20)
        expect(other.socket.handle.recv(1), b"")


half_closed.alone = half_closed.streams = True


@check
def concurrent_connections(connection):
    errors = []

    def run(caller):
        try:
            with connection.another() as other:
                for number in range(other.many(25)):
                    expect(other.client.echoI64(caller << 32 | number), caller << 32 | number)
                containers = other.sendable(values.containers())
                expect(other.client.echoContainers(containers), containers)
        except Exception as error:  # reported by the check itself, below
            errors.append(f"connection {caller}: {type(error).__name__}: {error}")

    threads = [threading.Thread(target=run, args=(caller,)) for caller in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors, errors


concurrent_connections.alone = True

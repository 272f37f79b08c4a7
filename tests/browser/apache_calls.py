"""Makes calls of the conformance service with Apache's library, as lines of JSON ask for them.

Usage: apache_calls.py GENERATED PORT. Each line is {"method": ..., "arguments": {...}} in the form of docs/commands.md;
its answer is a line: {"result": ...}, {"exception": name, "value": ...} or {"error": type}.
"""
import base64
import inspect
import json
import sys

sys.path.insert(0, sys.argv[1])

from conformance import Conformance
from thrift.protocol import TBinaryProtocol
from thrift.Thrift import TApplicationException, TException, TType
from thrift.transport import TSocket, TTransport


def built(kind, about, value):
    if kind == TType.STRUCT:
        return struct(about[0], value)
    if kind == TType.LIST:
        return [built(about[0], about[1], one) for one in value]
    if kind == TType.SET:
        return {built(about[0], about[1], one) for one in value}
    if kind == TType.MAP:
        pairs = value.items() if isinstance(value, dict) else value
        return {built(about[0], about[1], named(about[0], key)): built(about[2], about[3], one) for key, one in pairs}
    if kind == TType.I64:
        return int(value)
    if kind == TType.DOUBLE:
        return float(value)
    if kind == TType.STRING and about == "BINARY":
        return base64.b64decode(value)
    return value


def named(kind, key):
    """The name of a JSON object as the key that it is for."""
    if not isinstance(key, str):
        return key
    if kind == TType.BOOL:
        return key == "true"
    return int(key) if kind in (TType.BYTE, TType.I16, TType.I32) else key


def struct(made, value):
    """Of fields without ids, which are numbers and texts here, Apache's compiler describes nothing."""
    if not getattr(made, "thrift_spec", None):
        return made(**value)
    fields = [field for field in made.thrift_spec if field is not None]
    given = {name: built(kind, about, value[name]) for _, kind, name, about, _ in fields if name in value}
    return made(**given)


def dumped(kind, about, value):
    if kind == TType.STRUCT:
        return fields_of(about[0], value)
    if kind in (TType.LIST, TType.SET):
        return [dumped(about[0], about[1], one) for one in value]
    if kind == TType.MAP:
        return [[dumped(about[0], about[1], key), dumped(about[2], about[3], one)] for key, one in value.items()]
    if kind == TType.I64:
        return str(value)
    if kind == TType.STRING and about == "BINARY":
        return base64.b64encode(value).decode()
    return value


def fields_of(made, value):
    if not getattr(made, "thrift_spec", None):
        return {name: one for name, one in vars(value).items() if one is not None}
    fields = [field for field in made.thrift_spec if field is not None]
    there = [(name, kind, about) for _, kind, name, about, _ in fields if getattr(value, name) is not None]
    return {name: dumped(kind, about, getattr(value, name)) for name, kind, about in there}


def answer(client, call):
    method = call["method"]
    module = sys.modules[getattr(Conformance.Client, method).__module__]  # of the service that it is inherited from
    asked = getattr(module, method + "_args")
    values = struct(asked, call["arguments"])
    names = list(inspect.signature(getattr(client, method)).parameters)
    try:
        result = getattr(client, method)(*[getattr(values, name) for name in names])
    except TApplicationException as error:
        return {"error": error.type}
    except TException as error:
        return {"exception": type(error).__name__, "value": fields_of(type(error), error)}
    spec = getattr(module, method + "_result", None)
    if result is None or spec is None:
        return {"result": None}
    _, kind, _, about, _ = spec.thrift_spec[0]
    return {"result": dumped(kind, about, result)}


transport = TTransport.TFramedTransport(TSocket.TSocket("127.0.0.1", int(sys.argv[2])))
client = Conformance.Client(TBinaryProtocol.TBinaryProtocol(transport))
transport.open()
for line in sys.stdin:
    print(json.dumps(answer(client, json.loads(line))), flush=True)

#!/usr/bin/python3
"""Calls a server of idl/conformance.thrift with Apache's own Python library, and says what it answered.

    client.py --gen DIR --address 127.0.0.1:9090 --dialects compact/framed,... [--skip echoI32,...] [--trust FILE]

DIR holds what `thrift --gen py -r` made of the IDL. The address is HOST:PORT, a socket's path or @NAME of an
abstract one; with --trust, a certificate, it is called over TLS. Each check of each dialect prints one line of
JSON: {"dialect", "name", "ok", "detail"}. The exit status is 0 when all are ok.
"""
import argparse
import json
import sys
import traceback
import warnings

arguments = argparse.ArgumentParser()
arguments.add_argument("--gen", required=True)
arguments.add_argument("--address", required=True)
arguments.add_argument("--dialects", required=True)
arguments.add_argument("--skip", default="")
arguments.add_argument("--trust")
options = arguments.parse_args()
sys.path.insert(0, options.gen)

from checks import CHECKS  # noqa: E402: from here on, the path is set
from connection import Connection  # noqa: E402

warnings.filterwarnings("ignore", category=DeprecationWarning)  # the library's own use of `ssl`


def attempt(dialect, name, connect):
    """Runs one check on a connection of its own state, and prints how it went."""
    try:
        CHECKS[name](connect())
        ok, detail = True, ""
    except Exception as error:  # whatever goes wrong is what this program is to tell
        where = traceback.extract_tb(error.__traceback__)[-1]
        ok, detail = False, f"{type(error).__name__}: {error} ({where.name}, line {where.lineno})"
    print(json.dumps({"dialect": dialect, "name": name, "ok": ok, "detail": detail}), flush=True)
    return ok


def possible(check, connection):
    """Whether the library can do what a check is about, in the connection's dialect."""
    return not (
        (hasattr(check, "pure") and connection.accelerated)
        or (hasattr(check, "streams") and not connection.streams)
        or (hasattr(check, "pipelines") and connection.transport_name == "http")
    )


def run(dialect):
    """All checks of a dialect on one connection: a new one only after a failure has spoilt it.

    Checks that open connections themselves come last, when that one is closed: a server of the simple model
    serves one at a time.
    """
    held = []

    def connect():
        if not held:
            held.append(Connection(options.address, options.trust, dialect))
        return held[0]

    def leave():
        while held:
            held.pop().close()

    class Address:
        """Where to connect, for checks that do so themselves."""

        @staticmethod
        def another():
            return Connection(options.address, options.trust, dialect)

    try:
        sample = connect()
    except Exception:  # told by the first check, which will fail likewise
        sample = None
    names = [name for name in CHECKS if name not in options.skip.split(",")]
    names = [name for name in names if sample is None or possible(CHECKS[name], sample)]
    passed = True
    for name in [name for name in names if not hasattr(CHECKS[name], "alone")]:
        if not attempt(dialect, name, connect):
            passed = False
            leave()
    leave()
    for name in [name for name in names if hasattr(CHECKS[name], "alone")]:
        passed = attempt(dialect, name, Address) and passed
    return passed


if __name__ == "__main__":
    sys.exit(0 if all([run(dialect) for dialect in options.dialects.split(",")]) else 1)

"""Calls the calculator with Apache's own Python library (Debian: python3-thrift thrift-compiler).

thrift --gen py examples/calculator/calculator.thrift && python3 examples/calculator/call.py [PORT]
"""
import sys

sys.path.insert(0, "gen-py")
from calculator import Calculator
from calculator.ttypes import InvalidOperation, Operation, Work
from thrift.protocol import TBinaryProtocol
from thrift.transport import TSocket, TTransport

port = int(sys.argv[1]) if len(sys.argv) > 1 else 9090
transport = TTransport.TFramedTransport(TSocket.TSocket("127.0.0.1", port))
calculator = Calculator.Client(TBinaryProtocol.TBinaryProtocol(transport))
transport.open()
try:
    print("add(1, 2) =", calculator.add(1, 2))
    print("calculate(7 / 2) =", calculator.calculate(1, Work(7, 2, Operation.DIVIDE)))
    try:
        calculator.calculate(1, Work(7, 0, Operation.DIVIDE))
    except InvalidOperation as error:
        print("calculate(7 / 0) throws InvalidOperation because it", error.why)
finally:
    transport.close()

"""Has the hundred digits of digits.bin recognized, with Apache's own Python library: call.py [PORT]."""
import pathlib
import sys

sys.path.insert(0, "gen-py")
from digits import Digits
from digits.ttypes import WrongImage
from thrift.protocol import TBinaryProtocol
from thrift.transport import TSocket, TTransport
from thriftserve.tensor.ttypes import ElementType, Tensor

port = int(sys.argv[1]) if len(sys.argv) > 1 else 9090
transport = TTransport.TFramedTransport(TSocket.TSocket("127.0.0.1", port))
client = Digits.Client(TBinaryProtocol.TBinaryProtocol(transport))
transport.open()

# Each digit is a byte that says which it is, and 28 x 28 bytes of its image.
digits = pathlib.Path(__file__).with_name("digits.bin").read_bytes()
right = 0
for at in range(0, len(digits), 785):
    image = Tensor(ElementType.UINT8, [28, 28], digits[at + 1 : at + 785])
    right += client.predict(image).digit == digits[at]
print(right, "of", len(digits) // 785, "are right")

try:
    client.predict(Tensor(ElementType.UINT8, [2, 2], bytes(4)))
except WrongImage as wrong:
    print(wrong.reason)
transport.close()

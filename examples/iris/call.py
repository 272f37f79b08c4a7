"""Calls the model with Apache's own Python library: call.py [PORT]."""
import sys

sys.path.insert(0, "gen-py")
from iris import Iris
from iris.ttypes import Flower, Species
from thrift.protocol import TBinaryProtocol
from thrift.transport import TSocket, TTransport

port = int(sys.argv[1]) if len(sys.argv) > 1 else 9090
transport = TTransport.TFramedTransport(TSocket.TSocket("127.0.0.1", port))
iris = Iris.Client(TBinaryProtocol.TBinaryProtocol(transport))
transport.open()
for prediction in iris.predict([Flower(5.1, 3.5, 1.4, 0.2), Flower(6.7, 3.0, 5.2, 2.3)]):
    print(Species._VALUES_TO_NAMES[prediction.species], round(prediction.probability, 2))
transport.close()

"""Has a sound listened to, with Apache's own Python library, and prints when somebody speaks: call.py [PORT]."""
import array
import math
import random
import sys

sys.path.insert(0, "gen-py")
from thrift.protocol import TBinaryProtocol
from thrift.transport import TSocket, TTransport
from thriftserve.tensor.ttypes import ElementType, Tensor
from voice import Voice
from voice.ttypes import Piece, WrongAudio

RATE = 16_000
PIECE = 512
# The frequencies at which the mouth resounds: a, i, u and e.
VOWELS = [(730, 1090, 2440), (270, 2290, 3010), (300, 870, 2240), (530, 1840, 2480)]


def speech(seconds):
    """Samples of a voice that says one vowel after the other, four a second, without a body: pulses in three resonators."""
    chance = random.Random(1)
    before = [[0.0, 0.0] for _ in range(3)]
    phase = 0.0
    samples = array.array("f")
    for at in range(int(seconds * RATE)):
        time = at / RATE
        phase += (120 + 20 * math.sin(8 * time)) / RATE  # the voice rises and falls around 120 Hz
        sound = chance.uniform(-0.01, 0.01)
        if phase >= 1:
            phase -= 1
            sound += 1
        sound *= math.sqrt(math.sin(math.pi * (4 * time % 1)))
        for index, frequency in enumerate(VOWELS[int(4 * time) % 4]):
            narrowness = math.exp(-math.pi * (80 + 40 * index) / RATE)
            turn = 2 * narrowness * math.cos(2 * math.pi * frequency / RATE)
            one, two = before[index]
            sound = (1 - turn + narrowness**2) * sound + turn * one - narrowness**2 * two
            before[index] = [sound, one]
        samples.append(5 * sound)
    return samples


port = int(sys.argv[1]) if len(sys.argv) > 1 else 9090
transport = TTransport.TFramedTransport(TSocket.TSocket("127.0.0.1", port))
client = Voice.Client(TBinaryProtocol.TBinaryProtocol(transport))
transport.open()

silence = array.array("f", bytes(4 * RATE))
sound = silence + speech(2) + silence
memory = None
speaks = False
for at in range(0, len(sound) - PIECE, PIECE):
    samples = Tensor(ElementType.FLOAT, [PIECE], sound[at : at + PIECE].tobytes())
    heard = client.listen(Piece(samples, memory))
    memory = heard.memory  # opaque: it goes back as it came
    if (heard.probability > 0.5) != speaks and (not speaks or heard.probability < 0.2):
        speaks = not speaks
        print(f"{'speech' if speaks else 'silence'} from {at / RATE:.1f} s on")

try:
    client.listen(Piece(Tensor(ElementType.FLOAT, [3], bytes(12))))
except WrongAudio as wrong:
    print(wrong.reason)
transport.close()

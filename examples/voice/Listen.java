import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.apache.thrift.protocol.TBinaryProtocol;
import org.apache.thrift.transport.TSocket;
import org.apache.thrift.transport.layered.TFramedTransport;
import thriftserve.tensor.ElementType;
import thriftserve.tensor.Tensor;
import voice.Heard;
import voice.Piece;
import voice.Voice;

/** Has a sound listened to, with Apache's own Java library, and prints when somebody speaks first: Listen [PORT]. */
final class Listen {
  private static final int rate = 16_000;
  private static final int length = 512;

  public static void main(String[] arguments) throws Exception {
    int port = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 9090;
    try (TFramedTransport transport = new TFramedTransport(new TSocket("127.0.0.1", port))) {
      Voice.Client client = new Voice.Client(new TBinaryProtocol(transport));
      transport.open();

      float[] sound = silenceAndSpeech(1, 1);
      Tensor memory = null;
      for (int at = 0; at + length <= sound.length; at += length) {
        // Thrift's numbers begin with their most significant byte, and so do Java's; a tensor's do not.
        ByteBuffer samples = ByteBuffer.allocate(4 * length).order(ByteOrder.LITTLE_ENDIAN);
        samples.asFloatBuffer().put(sound, at, length);
        Piece piece = new Piece(new Tensor(ElementType.FLOAT, List.of(length), samples));
        Heard heard = client.listen(piece.setMemory(memory));
        memory = heard.memory;
        if (heard.probability < 0.5) continue;
        System.out.printf("speech from %.1f s on%n", (double) at / rate);
        return;
      }
      System.out.println("nobody speaks");
    }
  }

  /** A voice that says a, i, u and e, four vowels a second: 120 pulses a second in three resonators. */
  private static float[] silenceAndSpeech(int silence, int speech) {
    int[][] vowels = {{730, 1090, 2440}, {270, 2290, 3010}, {300, 870, 2240}, {530, 1840, 2480}};
    float[] samples = new float[(silence + speech) * rate];
    double[][] before = new double[3][2];
    double phase = 0;
    for (int at = silence * rate; at < samples.length; at++) {
      double time = (double) at / rate;
      phase += (120 + 20 * Math.sin(8 * time)) / rate;
      double sound = phase >= 1 ? 1 : 0;
      phase %= 1;
      sound *= Math.sqrt(Math.sin(Math.PI * (4 * time % 1)));
      for (int index = 0; index < 3; index++) {
        double narrowness = Math.exp(-Math.PI * (80 + 40 * index) / rate);
        double turn = 2 * narrowness * Math.cos(2 * Math.PI * vowels[(int) (4 * time) % 4][index] / rate);
        double square = narrowness * narrowness;
        sound = (1 - turn + square) * sound + turn * before[index][0] - square * before[index][1];
        before[index][1] = before[index][0];
        before[index][0] = sound;
      }
      samples[at] = (float) (5 * sound);
    }
    return samples;
  }
}

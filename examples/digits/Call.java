import digits.Digits;
import digits.WrongImage;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.thrift.protocol.TBinaryProtocol;
import org.apache.thrift.transport.TSocket;
import org.apache.thrift.transport.layered.TFramedTransport;
import thriftserve.tensor.ElementType;
import thriftserve.tensor.Tensor;

/** Has the hundred digits of a file recognized, with Apache's own Java library: Call FILE [PORT]. */
final class Call {
  public static void main(String[] arguments) throws Exception {
    byte[] digits = Files.readAllBytes(Path.of(arguments[0]));
    int port = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 9090;
    try (TFramedTransport transport = new TFramedTransport(new TSocket("127.0.0.1", port))) {
      Digits.Client client = new Digits.Client(new TBinaryProtocol(transport));
      transport.open();

      // Each digit is a byte that says which it is, and 28 x 28 bytes of its image.
      int right = 0;
      for (int at = 0; at < digits.length; at += 785) {
        ByteBuffer pixels = ByteBuffer.wrap(digits, at + 1, 784);
        Tensor image = new Tensor(ElementType.UINT8, List.of(28, 28), pixels);
        if (client.predict(image).digit == digits[at]) right++;
      }
      System.out.println(right + " of " + digits.length / 785 + " are right");

      try {
        client.predict(new Tensor(ElementType.UINT8, List.of(2, 2), ByteBuffer.allocate(4)));
      } catch (WrongImage wrong) {
        System.out.println(wrong.reason);
      }
    }
  }
}

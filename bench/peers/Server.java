// Apache Thrift's Java servers (Debian: libthrift-java default-jdk-headless), framed.
//
//   java Server MODEL PORT THREADS DIALECT
//
// MODEL: selector (TThreadedSelectorServer: THREADS that read and write, THREADS that run the calls), nonblocking (one
// thread), threadpool (one for each connection). DIALECT: binary, compact, json.

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.thrift.protocol.TBinaryProtocol;
import org.apache.thrift.protocol.TCompactProtocol;
import org.apache.thrift.protocol.TJSONProtocol;
import org.apache.thrift.protocol.TProtocolFactory;
import org.apache.thrift.server.TNonblockingServer;
import org.apache.thrift.server.TServer;
import org.apache.thrift.server.TThreadPoolServer;
import org.apache.thrift.server.TThreadedSelectorServer;
import org.apache.thrift.transport.TNonblockingServerSocket;
import org.apache.thrift.transport.TServerSocket;
import org.apache.thrift.transport.layered.TFramedTransport;

public class Server {
  static class Handler implements bench.Bench.Iface {
    public int add(int a, int b) {
      return a + b;
    }

    public ByteBuffer bytes(ByteBuffer value) {
      return value;
    }

    public String text(String value) {
      return value;
    }

    public List<String> texts(List<String> value) {
      return value;
    }

    public List<bench.Point> points(List<bench.Point> value) {
      return value;
    }

    public bench.Drawing drawing(bench.Drawing value) {
      return value;
    }

    public Map<String, Integer> counts(Map<String, Integer> value) {
      return value;
    }

    public Map<Integer, String> names(Map<Integer, String> value) {
      return value;
    }

    public Set<String> words(Set<String> value) {
      return value;
    }

    public List<Long> longs(List<Long> value) {
      return value;
    }

    public List<Double> doubles(List<Double> value) {
      return value;
    }

    public List<Boolean> bools(List<Boolean> value) {
      return value;
    }

    public List<bench.Colour> colours(List<bench.Colour> value) {
      return value;
    }

    public Set<Integer> ids(Set<Integer> value) {
      return value;
    }

    public Map<String, String> attributes(Map<String, String> value) {
      return value;
    }

    public Map<String, List<bench.Point>> places(Map<String, List<bench.Point>> value) {
      return value;
    }

    public List<List<List<Integer>>> grid(List<List<List<Integer>>> value) {
      return value;
    }

    public List<bench.Wide> rows(List<bench.Wide> value) {
      return value;
    }

    public bench.Tree tree(bench.Tree value) {
      return value;
    }

    public List<bench.Options> options(List<bench.Options> value) {
      return value;
    }

    public List<bench.Value> values(List<bench.Value> value) {
      return value;
    }

    public List<bench.Tensor> tensors(List<bench.Tensor> value) {
      return value;
    }
  }

  public static void main(String[] arguments) throws Exception {
    String model = arguments[0];
    InetSocketAddress address = new InetSocketAddress("127.0.0.1", Integer.parseInt(arguments[1]));
    int threads = Integer.parseInt(arguments[2]);
    serverOf(model, address, threads, protocolsOf(arguments[3])).serve();
  }

  static TProtocolFactory protocolsOf(String dialect) {
    if (dialect.equals("compact")) return new TCompactProtocol.Factory();
    if (dialect.equals("json")) return new TJSONProtocol.Factory();
    return new TBinaryProtocol.Factory();
  }

  static TServer serverOf(String model, InetSocketAddress address, int threads, TProtocolFactory protocols)
      throws Exception {
    bench.Bench.Processor<Handler> processor = new bench.Bench.Processor<>(new Handler());
    if (model.equals("threadpool")) {
      return new TThreadPoolServer(
          new TThreadPoolServer.Args(new TServerSocket(address))
              .processor(processor)
              .protocolFactory(protocols)
              .transportFactory(new TFramedTransport.Factory()));
    }
    TNonblockingServerSocket socket = new TNonblockingServerSocket(address);
    if (model.equals("nonblocking")) {
      return new TNonblockingServer(
          new TNonblockingServer.Args(socket).processor(processor).protocolFactory(protocols));
    }
    return new TThreadedSelectorServer(
        new TThreadedSelectorServer.Args(socket)
            .processor(processor)
            .protocolFactory(protocols)
            .selectorThreads(threads)
            .workerThreads(threads));
  }
}

import conformance.Conformance;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileInputStream;
import java.io.InputStream;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.apache.thrift.protocol.TBinaryProtocol;
import org.apache.thrift.protocol.TCompactProtocol;
import org.apache.thrift.protocol.TJSONProtocol;
import org.apache.thrift.protocol.TMultiplexedProtocol;
import org.apache.thrift.protocol.TProtocol;
import org.apache.thrift.transport.THttpClient;
import org.apache.thrift.transport.TSSLTransportFactory;
import org.apache.thrift.transport.TSSLTransportFactory.TSSLTransportParameters;
import org.apache.thrift.transport.TSocket;
import org.apache.thrift.transport.TTransport;
import org.apache.thrift.transport.TZlibTransport;
import org.apache.thrift.transport.layered.TFastFramedTransport;
import org.apache.thrift.transport.layered.TFramedTransport;

/** A client of one dialect, with the doors below the generated code open. */
final class Connection {
  private static final int timeout = 15_000; // milliseconds for each read: a hang fails a check, not the run
  private static final String password = "of a store in memory";

  final String dialect;
  private final String address;
  private final String trusted;
  private TTransport transport;
  private TProtocol input;
  private TProtocol output;
  private Conformance.Client client;

  Connection(String address, String trusted, String dialect) {
    this.address = address;
    this.trusted = trusted == null ? "" : trusted;
    this.dialect = dialect;
  }

  Conformance.Client client() {
    return client;
  }

  /** What comes is never multiplexed. */
  TProtocol input() {
    return input;
  }

  TProtocol output() {
    return output;
  }

  boolean isOpen() {
    return transport != null;
  }

  void open() throws Exception {
    String[] parts = dialect.split("/");
    String name = parts[0].replace("-multiplexed", "");
    transport = layered(parts[1]);
    input = plain(name, transport);
    output = name.equals(parts[0]) ? input : new TMultiplexedProtocol(input, "Conformance");
    client = new Conformance.Client(input, output);
    if (!transport.isOpen()) transport.open();
  }

  void close() {
    if (transport != null) transport.close();
    transport = null;
  }

  private TTransport layered(String name) throws Exception {
    switch (name) {
      case "buffered":
        return socket();
      case "framed":
        return new TFramedTransport(socket());
      case "fast-framed":
        return new TFastFramedTransport(socket());
      case "zlib":
        return new TZlibTransport(socket());
      case "framed-zlib":
        return new TZlibTransport(new TFramedTransport(socket()));
      case "http":
        return http();
      default:
        throw new IllegalArgumentException("no such transport: " + name);
    }
  }

  private static TProtocol plain(String name, TTransport transport) {
    switch (name) {
      case "binary":
        return new TBinaryProtocol(transport, true, true);
      case "binary-old":
        return new TBinaryProtocol(transport, false, false);
      case "compact":
        return new TCompactProtocol(transport);
      case "json":
        return new TJSONProtocol(transport);
      default:
        throw new IllegalArgumentException("no such protocol: " + name);
    }
  }

  private TSocket socket() throws Exception {
    String host = address.substring(0, address.lastIndexOf(':'));
    int port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    if (trusted.isEmpty()) return new TSocket(host, port, timeout);
    ByteArrayOutputStream store = new ByteArrayOutputStream();
    trustStore().store(store, password.toCharArray());
    TSSLTransportParameters parameters = new TSSLTransportParameters();
    parameters.setTrustStore(new ByteArrayInputStream(store.toByteArray()), password, "PKIX", "PKCS12");
    return TSSLTransportFactory.getClientSocket(host, port, timeout, parameters);
  }

  private THttpClient http() throws Exception {
    if (!trusted.isEmpty()) {
      TrustManagerFactory managers = TrustManagerFactory.getInstance("PKIX");
      managers.init(trustStore());
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, managers.getTrustManagers(), null);
      HttpsURLConnection.setDefaultSSLSocketFactory(context.getSocketFactory());
    }
    THttpClient http = new THttpClient((trusted.isEmpty() ? "http://" : "https://") + address + "/");
    http.setConnectTimeout(timeout);
    http.setReadTimeout(timeout);
    return http;
  }

  private KeyStore trustStore() throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    try (InputStream file = new FileInputStream(trusted)) {
      store.setCertificateEntry("server", CertificateFactory.getInstance("X.509").generateCertificate(file));
    }
    return store;
  }
}

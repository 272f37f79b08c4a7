import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Calls a server of idl/conformance.thrift with Apache's own Java library, and says what it answered.
 *
 * <pre>Client --address 127.0.0.1:9090 --dialects compact/framed,... [--skip echoI32,...] [--trust CERTIFICATE]</pre>
 *
 * The library knows no Unix sockets: the address is HOST:PORT; with --trust it is called over TLS. Each check of each
 * dialect prints one line of JSON: {"dialect", "name", "ok", "detail"}. The exit status is 0 when all are ok.
 */
public final class Client {
  private static final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);

  public static void main(String[] arguments) {
    Map<String, String> options = new HashMap<>();
    for (int index = 0; index + 1 < arguments.length; index += 2) options.put(arguments[index], arguments[index + 1]);
    List<String> skipped = List.of(options.getOrDefault("--skip", "").split(","));
    boolean passed = true;
    for (String dialect : options.get("--dialects").split(",")) {
      passed &= run(new Connection(options.get("--address"), options.get("--trust"), dialect), skipped);
    }
    System.exit(passed ? 0 : 1);
  }

  /** Makes all checks of a dialect on one connection: on a new one only after a failure has spoilt it. */
  private static boolean run(Connection connection, List<String> skipped) {
    boolean passed = true;
    for (Map.Entry<String, Check> check : Checks.all().entrySet()) {
      if (skipped.contains(check.getKey())) continue;
      String problem = "";
      try {
        if (!connection.isOpen()) connection.open();
        check.getValue().run(connection);
      } catch (Exception | AssertionError error) {
        problem = error.toString();
        connection.close();
        passed = false;
      }
      out.printf("{\"dialect\": %s, \"name\": %s, \"ok\": %b, \"detail\": %s}%n",
          json(connection.dialect), json(check.getKey()), problem.isEmpty(), json(problem));
    }
    connection.close();
    return passed;
  }

  private static String json(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (char letter : text.toCharArray()) {
      if (letter == '"' || letter == '\\') quoted.append('\\').append(letter);
      else if (letter < ' ' || Character.isSurrogate(letter)) quoted.append(String.format("\\u%04x", (int) letter));
      else quoted.append(letter);
    }
    return quoted.append('"').toString();
  }
}

/** What a server must do: throws when it does not. */
interface Check {
  void run(Connection connection) throws Exception;
}

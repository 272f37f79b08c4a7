import conformance.Conformance;
import conformance.NotFound;
import conformance.Nothing;
import conformance.Point;
import conformance.Scalars;
import conformance_base.Identity;
import conformance_base.Refused;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.thrift.TApplicationException;
import org.apache.thrift.TException;
import org.apache.thrift.TSerializable;
import org.apache.thrift.protocol.TField;
import org.apache.thrift.protocol.TMessage;
import org.apache.thrift.protocol.TMessageType;
import org.apache.thrift.protocol.TProtocol;
import org.apache.thrift.protocol.TStruct;
import org.apache.thrift.protocol.TType;

/** The answers that a server of idl/conformance.thrift must give. */
final class Checks {
  /** All checks by name, in the order in which they run: echoes first. */
  static Map<String, Check> all() {
    Map<String, Check> checks = new LinkedHashMap<>(Echoes.all());
    checks.put("calls_without_result", Checks::callsWithoutResult);
    checks.put("arguments_of_every_kind", Checks::argumentsOfEveryKind);
    checks.put("arguments_without_ids", connection -> expect(connection.client().subtract(3, 5), -2));
    checks.put("defaults_filled_in", Checks::defaultsFilledIn);
    checks.put("optional_fields", Checks::optionalFields);
    checks.put("unknown_fields_skipped", Checks::unknownFieldsSkipped);
    checks.put("oneway", Checks::oneway);
    checks.put("sequence_ids", Checks::sequenceIds);
    checks.put("many_calls", Checks::manyCalls);
    checks.put("declared_exceptions", Checks::declaredExceptions);
    checks.put("undeclared_exceptions", Checks::undeclaredExceptions);
    checks.put("unknown_methods", Checks::unknownMethods);
    checks.put("missing_fields", Checks::missingFields);
    checks.put("new_connections", Checks::newConnections);
    return checks;
  }

  static void expect(Object actual, Object expected) {
    if (expected.equals(actual)) return;
    throw new AssertionError(String.format("expected %.300s, got %.300s", expected, actual));
  }

  private interface Call {
    void run() throws TException;
  }

  private static <E extends Exception> E raises(Class<E> kind, Call call) throws TException {
    try {
      call.run();
    } catch (TException error) {
      if (kind.isInstance(error)) return kind.cast(error);
      throw error;
    }
    throw new AssertionError("expected " + kind + ", but the call returned");
  }

  // ------------------------------------------------------------------ what goes right

  private static void callsWithoutResult(Connection connection) throws TException {
    Conformance.Client client = connection.client();
    client.ping();
    client.forget("x");
    client.check(false);
    expect(client.nap(1), 1);
    expect(client.work(1), 1015568748);
    Identity identity = client.whoami();
    if (identity.process <= 1 || identity.count < 1) throw new AssertionError(identity);
  }

  private static void argumentsOfEveryKind(Connection connection) throws TException {
    Scalars it = Values.scalars(5);
    expect(connection.client().assemble(it.truth, it.tiny, it.small, it.medium, it.large, it.real, it.text,
        it.data, it.color, it.at), it);
    expect(connection.client().addDefaults(1, 2), 3);
  }

  /** Every field but the required one is left out. */
  private static void defaultsFilledIn(Connection connection) throws TException {
    call(connection, "describe", 4, protocol -> {
      protocol.writeStructBegin(new TStruct("Defaults"));
      protocol.writeFieldBegin(new TField("needed", TType.STRING, (short) 15));
      protocol.writeString("given");
      protocol.writeFieldEnd();
      protocol.writeFieldStop();
      protocol.writeStructEnd();
    });
    Conformance.describe_result result = new Conformance.describe_result();
    receive(connection, result);
    expect(result.success, List.of("truth=true", "tiny=-8", "small=127", "medium=2147483647", "large=5000000000",
        "real=1.5", "text=default", "color=2", "day=1", "needed=given"));
  }

  private static void optionalFields(Connection connection) throws TException {
    expect(connection.client().present(Values.fewNeeds()), List.of("must", "should"));
    expect(connection.client().present(Values.allNeeds()),
        List.of("must", "may", "should", "zero", "flag", "items", "place"));
  }

  /** A function that knows the first release is called with a struct of the second. */
  private static void unknownFieldsSkipped(Connection connection) throws TException {
    call(connection, "echoRelease1", 5, Values.release2()::write);
    Conformance.echoRelease1_result result = new Conformance.echoRelease1_result();
    receive(connection, result);
    expect(List.of(result.success.name, result.success.last), List.of("second", -9));
  }

  private static void oneway(Connection connection) throws TException {
    String topic = UUID.randomUUID().toString();
    List<String> notes = List.of("note 0 🌍", "note 1 🌍", "note 2 🌍");
    for (String note : notes) connection.client().note(topic, note);
    expect(connection.client().notes(topic), notes);
  }

  private static void sequenceIds(Connection connection) throws TException {
    for (int sequence : new int[] {0, 1, -1, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
      connection.output().writeMessageBegin(new TMessage("echoI32", TMessageType.CALL, sequence));
      new Conformance.echoI32_args(sequence).write(connection.output());
      connection.output().writeMessageEnd();
      connection.output().getTransport().flush();
      Conformance.echoI32_result result = new Conformance.echoI32_result();
      TMessage beginning = receive(connection, result);
      expect(List.of(beginning.name, beginning.type, beginning.seqid, result.success),
          List.of("echoI32", TMessageType.REPLY, sequence, sequence));
    }
  }

  private static void manyCalls(Connection connection) throws TException {
    for (int number = 0; number < 200; number++) expect(connection.client().echoI32(number), number);
  }

  /** One after the other: a server of the simple model serves one at a time. */
  private static void newConnections(Connection connection) throws Exception {
    for (long number = 0; number < 3; number++) {
      connection.close();
      connection.open();
      expect(connection.client().echoI64(number), number);
    }
  }

  // ------------------------------------------------------------------ what goes wrong

  private static void declaredExceptions(Connection connection) throws TException {
    Conformance.Client client = connection.client();
    expect(client.lookUp("key"), "value");
    expect(raises(NotFound.class, () -> client.lookUp("kéy")),
        new NotFound("kéy").setCandidates(List.of("key")).setNear(new Point(-1, 1)));
    expect(raises(Refused.class, () -> client.lookUp("")), new Refused("an empty key", 400));
    expect(raises(Refused.class, () -> client.check(true)), new Refused("as asked", 403));
    raises(Refused.class, () -> client.nap(60_001));
  }

  private static void undeclaredExceptions(Connection connection) throws TException {
    Conformance.Client client = connection.client();
    String message = "schief gegangen: ÄÖÜ 🌍";
    TApplicationException failure = raises(TApplicationException.class, () -> client.fail(message));
    expect(List.of(failure.getType(), failure.getMessage()), List.of(TApplicationException.UNKNOWN, message));
    String misfit = raises(TApplicationException.class, client::misfit).getMessage();
    if (!misfit.contains("misfit")) throw new AssertionError(misfit);
    client.ping();
  }

  private static void unknownMethods(Connection connection) throws TException {
    for (String name : List.of("nope", "toString", "constructor", "__proto__")) {
      call(connection, name, 7, Values.containers()::write);
      TApplicationException failure = new TApplicationException();
      TMessage beginning = receive(connection, failure);
      expect(List.of(beginning.name, beginning.type, beginning.seqid, failure.getType()),
          List.of(name, TMessageType.EXCEPTION, 7, TApplicationException.UNKNOWN_METHOD));
    }
    connection.client().ping();
  }

  /** Neither a struct without its required field nor a union without any is taken. */
  private static void missingFields(Connection connection) throws TException {
    for (String name : List.of("echoTree", "echoChoice")) {
      call(connection, name, 8, new Nothing()::write);
      expect(receive(connection, new TApplicationException()).type, TMessageType.EXCEPTION);
    }
    connection.client().ping();
  }

  // ------------------------------------------------------------------ below the generated code

  private interface Write {
    void to(TProtocol protocol) throws TException;
  }

  /** Calls any function with one argument: field 1, a struct. */
  private static void call(Connection connection, String name, int sequence, Write struct) throws TException {
    TProtocol output = connection.output();
    output.writeMessageBegin(new TMessage(name, TMessageType.CALL, sequence));
    output.writeStructBegin(new TStruct("args"));
    output.writeFieldBegin(new TField("value", TType.STRUCT, (short) 1));
    struct.to(output);
    output.writeFieldEnd();
    output.writeFieldStop();
    output.writeStructEnd();
    output.writeMessageEnd();
    output.getTransport().flush();
  }

  private static TMessage receive(Connection connection, TSerializable result) throws TException {
    TMessage beginning = connection.input().readMessageBegin();
    result.read(connection.input());
    connection.input().readMessageEnd();
    return beginning;
  }
}

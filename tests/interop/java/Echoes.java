import static java.util.List.of;

import conformance.Color;
import conformance.Conformance;
import conformance.Defaults;
import conformance.Everything;
import conformance.Nothing;
import conformance.Release1;
import conformance.Tree;
import conformance.Unnumbered;
import conformance_base.Weekday;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.thrift.TException;

/** The functions that give back what they are given, with the values to call them with. */
final class Echoes {
  private final Map<String, Check> checks = new LinkedHashMap<>();

  /** A function of the client. */
  private interface Function<T> {
    T call(Conformance.Client client, T value) throws TException;
  }

  static Map<String, Check> all() {
    Echoes echoes = new Echoes();
    echoes.declareBaseTypes();
    echoes.declareContainers();
    echoes.declareStructs();
    return echoes.checks;
  }

  private <T> void echo(String name, Function<T> function, List<T> values) {
    checks.put(name, connection -> {
      // A Double equals by its bits: NaN is NaN, and 0.0 is not -0.0.
      for (T value : values) Checks.expect(function.call(connection.client(), value), value);
    });
  }

  private static <T> List<T> with(List<T> values, T more) {
    List<T> all = new ArrayList<>(values);
    all.add(more);
    return all;
  }

  private void declareBaseTypes() {
    echo("echoBool", Conformance.Client::echoBool, of(true, false));
    echo("echoByte", Conformance.Client::echoByte, of((byte) 0, (byte) 1, (byte) -1, (byte) 127, (byte) -128));
    echo("echoI16", Conformance.Client::echoI16, of((short) 0, (short) -1, Short.MAX_VALUE, Short.MIN_VALUE));
    echo("echoI32", Conformance.Client::echoI32, Values.ints);
    echo("echoI64", Conformance.Client::echoI64, Values.longs);
    echo("echoDouble", Conformance.Client::echoDouble, Values.doubles);
    echo("echoString", Conformance.Client::echoString, with(Values.texts, "y".repeat(1 << 20)));
    echo("echoBinary", Conformance.Client::echoBinary, with(Values.blobs, ByteBuffer.allocate(1 << 20)));
    echo("echoColor", Conformance.Client::echoColor, of(Color.RED, Color.BLUE, Color.NONE));
    echo("echoInstant", Conformance.Client::echoInstant, of(0L, Long.MAX_VALUE));
    echo("echoWeekday", Conformance.Client::echoWeekday, of(Weekday.MONDAY, Weekday.SUNDAY));
  }

  private void declareContainers() {
    echo("echoInts", Conformance.Client::echoInts,
        of(of(), of(7), Values.upTo(14), Values.upTo(15), Values.upTo(10_000)));
    echo("echoNames", Conformance.Client::echoNames, of(Set.of(), Set.of("a"), Set.copyOf(Values.texts)));
    echo("echoMap", Conformance.Client::echoMap, of(Map.of(), Map.of("", "", "__proto__", "a", "ü", "日本")));
    echo("echoCube", Conformance.Client::echoCube, of(of(), of(of()), of(of(of(1, 2), of()), of(), of(of(3)))));
    echo("echoNested", Conformance.Client::echoNested,
        of(of(), of(Map.of()), of(Map.of("a", Set.of(1, 2), "b", Set.of()), Map.of(), Map.of("", Set.of(-1)))));
  }

  private void declareStructs() {
    Everything bare = new Everything(Values.scalars(1), Values.emptyContainers());
    echo("echoScalars", Conformance.Client::echoScalars, of(Values.scalars(1), Values.scalars(2)));
    echo("echoContainers", Conformance.Client::echoContainers, of(Values.emptyContainers(), Values.containers()));
    echo("echoKeys", Conformance.Client::echoKeys, of(Values.keys()));
    echo("echoChoice", Conformance.Client::echoChoice, Values.choices());
    echo("echoTree", Conformance.Client::echoTree, of(new Tree(0), Values.tree(), Values.chain(50)));
    echo("echoNeeds", Conformance.Client::echoNeeds, of(Values.fewNeeds(), Values.allNeeds()));
    echo("echoDefaults", Conformance.Client::echoDefaults, of(new Defaults(), Values.changedDefaults()));
    echo("echoSparse", Conformance.Client::echoSparse, of(Values.sparse()));
    echo("echoUnnumbered", Conformance.Client::echoUnnumbered, of(new Unnumbered("first", Integer.MIN_VALUE)));
    echo("echoNothing", Conformance.Client::echoNothing, of(new Nothing()));
    echo("echoEverything", Conformance.Client::echoEverything, of(bare, Values.everything()));
    echo("echoRelease1", Conformance.Client::echoRelease1, of(new Release1("first", 1)));
    echo("echoRelease2", Conformance.Client::echoRelease2, of(Values.release2()));
  }
}

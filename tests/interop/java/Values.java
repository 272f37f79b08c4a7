import conformance.Choice;
import conformance.Color;
import conformance.Containers;
import conformance.Defaults;
import conformance.Everything;
import conformance.Keys;
import conformance.Needs;
import conformance.NotFound;
import conformance.Nothing;
import conformance.Point;
import conformance.Release2;
import conformance.Scalars;
import conformance.Sparse;
import conformance.Tree;
import conformance_base.Identity;
import conformance_base.Weekday;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Values that a server must give back unchanged. */
final class Values {
  static final List<String> texts = List.of(
      "", "a", "grüß dich", "日本語", "🌍🚀👩‍👩‍👧", "Ελληνικά", "עברית", "العربية", "हिन्दी", "русский",
      "nul \0 inside", "quote \" back \\ line \n tab \t slash / <&>", "e\u0301", "x".repeat(70_000));
  static final List<ByteBuffer> blobs =
      List.of(bytes(), bytes(0), everyByte(), bytes(0xff, 0xfe, 0x80), ByteBuffer.allocate(70_000));
  static final List<Double> doubles = List.of(
      0.0, -0.0, 1.5, -1e-300, Double.MAX_VALUE, Double.MIN_VALUE, Math.PI, Double.POSITIVE_INFINITY,
      Double.NEGATIVE_INFINITY, Double.NaN);
  static final List<Integer> ints =
      List.of(0, 1, -1, 63, 64, -64, -65, 127, 128, 300, Integer.MAX_VALUE, Integer.MIN_VALUE);
  static final List<Long> longs = List.of(
      0L, 1L, -1L, 64L, -65L, 1L << 32, (1L << 53) + 1, -(1L << 53) - 1, Long.MAX_VALUE, Long.MIN_VALUE);

  static ByteBuffer bytes(int... values) {
    ByteBuffer buffer = ByteBuffer.allocate(values.length);
    for (int value : values) buffer.put((byte) value);
    buffer.flip();
    return buffer;
  }

  private static ByteBuffer everyByte() {
    int[] values = new int[256];
    for (int value = 0; value < 256; value++) values[value] = value;
    return bytes(values);
  }

  static List<Integer> upTo(int length) {
    List<Integer> numbers = new ArrayList<>();
    for (int number = 0; number < length; number++) numbers.add(number);
    return numbers;
  }

  static Scalars scalars(int n) {
    return new Scalars(n % 2 == 1, (byte) -n, Short.MIN_VALUE, Integer.MAX_VALUE, Long.MIN_VALUE, n / 3.0,
        "текст " + n, bytes(n, 0, 255), Color.NONE, 1_700_000_000_000L + n);
  }

  static Containers containers() {
    List<Point> points = new ArrayList<>();
    for (int x = 0; x < 20; x++) points.add(new Point(x, -x));
    return new Containers()
        .setBools(List.of(true, false, false, true))
        .setBytes(List.of((byte) -128, (byte) 0, (byte) 127))
        .setShorts(List.of(Short.MIN_VALUE, (short) 0, Short.MAX_VALUE))
        .setInts(ints)
        .setLongs(longs)
        .setDoubles(List.of(0.5, -0.0, Double.POSITIVE_INFINITY))
        .setWords(texts)
        .setBlobs(blobs)
        .setColors(List.of(Color.RED, Color.NONE, Color.BLUE))
        .setPoints(points)
        .setNumbers(Set.of(1, 2, 3, Integer.MIN_VALUE))
        .setNames(Set.of("", "one", "zwei"))
        .setCounts(Map.of("", 0, "one", 1, "__proto__", 2, "constructor", 3))
        .setLabels(Map.of(0, "zero", -1, "minus one", Integer.MAX_VALUE, "largest"))
        .setIndex(Map.of("none", List.of(), "some", List.of("a", "b")))
        .setCube(List.of(List.of(List.of(1, 2), List.of()), List.of(), List.of(List.of(3))))
        .setDeep(Map.of(
            "a", Map.of("b", List.of(Set.of((short) 1, (short) 2), Set.of()), "c", List.of()), "d", Map.of()))
        .setRows(List.of(Map.of("one", scalars(1), "two", scalars(2)), Map.of(), Map.of("three", scalars(3))));
  }

  static Containers emptyContainers() {
    return new Containers(List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of(),
        List.of(), List.of(), Set.of(), Set.of(), Map.of(), Map.of(), Map.of(), List.of(), Map.of(), List.of());
  }

  static Keys keys() {
    return new Keys(
        Map.of(true, "yes", false, "no"),
        Map.of(Long.MAX_VALUE, Long.MIN_VALUE, 0L, (1L << 53) + 1),
        Map.of(0.5, "half", Double.NEGATIVE_INFINITY, "least"),
        Map.of(bytes(), bytes(0), bytes(0xff, 0), bytes(1, 2)),
        Map.of(Color.RED, Weekday.SUNDAY, Color.NONE, Weekday.MONDAY),
        Set.of(true, false),
        Set.of(Long.MAX_VALUE, 0L),
        Set.of(bytes(), bytes(0x80)),
        Set.of(Color.GREEN, Color.BLUE),
        Map.of(new Point(0, 0), "origin", new Point(-1, Integer.MAX_VALUE), "far"),
        Set.of(new Point(1, 1), new Point(1, 2)));
  }

  /** A tree nested `depth` deep through its optional field. */
  static Tree chain(int depth) {
    Tree value = new Tree(depth);
    return depth > 1 ? value.setAfter(chain(depth - 1)) : value;
  }

  static Tree tree() {
    Tree branch = new Tree(3).setChildren(List.of(chain(2)));
    return new Tree(1).setChildren(List.of(chain(1), branch)).setAfter(chain(1));
  }

  static Needs fewNeeds() {
    return new Needs("m", "s");
  }

  static Needs allNeeds() {
    return new Needs("", "").setMay("").setZero(0).setFlag(false).setItems(List.of()).setPlace(new Point(0, 0));
  }

  static Defaults changedDefaults() {
    return new Defaults().setMedium(-1).setNeeded("other").setText("").setInts(List.of()).setPoint(new Point(0, 0));
  }

  static Sparse sparse() {
    return new Sparse("200", "1", "32767", "17", "16", false);
  }

  static List<Choice> choices() {
    return List.of(Choice.name(""), Choice.number(-1), Choice.point(new Point(1, 2)), Choice.words(List.of("a", "")));
  }

  static Release2 release2() {
    return new Release2("second", scalars(1), containers(), Map.of(1, Map.of(2, new Point(3, 4)), 5, Map.of()),
        tree(), true, Set.of(0.5), Choice.number(1), -9);
  }

  static Everything everything() {
    return new Everything(scalars(1), containers())
        .setKeys(keys())
        .setChoice(Choice.words(List.of("a", "")))
        .setTree(tree())
        .setNeeds(allNeeds())
        .setDefaults(changedDefaults())
        .setSparse(sparse())
        .setNothing(new Nothing())
        .setIdentity(new Identity(1, 2, 3))
        .setFailure(new NotFound("an exception is a struct too"));
  }
}

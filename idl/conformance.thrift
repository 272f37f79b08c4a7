/**
 * Everything a Thrift service can say, in one service: the tests call it with Apache's own clients, and it
 * may be read as a tour of the language. Apache's compiler takes it from version 0.17 on.
 *
 * Functions named `echo...` return their argument. The others say what they do.
 */

include "conformance_base.thrift"

namespace * conformance
namespace js conformance # a scope's own name goes before that of `*`

// ---------------------------------------------------------------- typedefs, enums and constants

typedef i64 Timestamp
typedef Timestamp Instant // of a typedef
typedef list<string> Words
typedef map<string, Words> Index

/** Written with values, without, in hexadecimal and negative. */
enum Color {
  RED = 1,
  GREEN,
  BLUE = 0x10,
  NONE = -1 (doc.note = "an annotation on an enum's value")
}

const bool YES = true
const byte SMALLEST_BYTE = -128
const i8 LARGEST_BYTE = 127
const i16 SMALLEST_SHORT = -32768
const i32 LARGEST_INT = 2147483647
const i32 HEXADECIMAL = 0xff
const i64 SMALLEST_LONG = -9223372036854775808
const i64 LARGEST_LONG = 9223372036854775807
const double PLANCK = 6.62607015e-34
const double WHOLE = 3 // an integer is a double too
const string GREETING = "grüß dich, 'Welt' 🌍"
const string QUOTED = 'say "hello"'
const Color FAVOURITE = Color.BLUE
const conformance_base.Weekday REST = conformance_base.Weekday.SUNDAY
const i32 ALIAS = LARGEST_INT // of another constant
const list<i32> PRIMES = [2, 3, 5, 7; 11, 13,]
const set<string> VOWELS = ["a", "e", "i", "o", "u"]
const map<string, list<i32>> TABLE = { "odd": [1, 3, 5], "even": [2, 4], "none": [] }
const Words NOTHING = []

// ---------------------------------------------------------------- structs

/** Two coordinates. Immutable in Python, where the keys of maps and members of sets must be. */
struct Point {
  1: required i32 x
  2: required i32 y
} (python.immutable = "", doc.note = "an annotation on a struct")

const Point ORIGIN = { "x": 0, "y": 0 }

/** A field of every type that stands alone. */
struct Scalars {
  1: bool truth;
  2: byte tiny;
  3: i16 small;
  4: i32 medium;
  5: i64 large;
  6: double real;
  7: string text;
  8: binary data;
  9: Color color;
  10: Instant at;
}

/** Containers of every type, and of each other. */
struct Containers {
  1: list<bool> bools
  2: list<byte> bytes
  3: list<i16> shorts
  4: list<i32> ints
  5: list<i64> longs
  6: list<double> doubles
  7: Words words
  8: list<binary> blobs
  9: list<Color> colors
  10: list<Point> points
  11: set<i32> numbers
  12: set<string> names
  13: map<string, i32> counts
  14: map<i32, string> labels
  15: Index index
  16: list<list<list<i32>>> cube
  17: map<string, map<string, list<set<i16>>>> deep
  18: list<map<string, Scalars>> rows
}

/** Keys that some languages cannot hold: JavaScript's Apache client is not asked for these. */
struct Keys {
  1: map<bool, string> truths
  2: map<i64, i64> longs
  3: map<double, string> reals
  4: map<binary, binary> blobs
  5: map<Color, conformance_base.Weekday> days
  6: set<bool> bools
  7: set<i64> instants
  8: set<binary> chunks
  9: set<Color> palette
  10: map<Point, string> places
  11: set<Point> corners
}

/** One of its fields is set: no more, no fewer. */
union Choice {
  1: string name
  2: i64 number
  3: Point point
  4: Words words
}

/** Holds more of itself: C++ keeps a field that is marked with `&` behind a pointer. */
struct Tree {
  1: required i32 value
  2: optional list<Tree> children
  3: optional Tree & after
}

/** The three degrees of need. */
struct Needs {
  1: required string must
  2: optional string may
  3: string should
  4: optional i32 zero
  5: optional bool flag
  6: optional list<i32> items
  7: optional Point place
}

/** A default value of every kind. */
struct Defaults {
  1: bool truth = true
  2: byte tiny = -8
  3: i16 small = 0x7f
  4: i32 medium = LARGEST_INT
  5: i64 large = 5000000000
  6: double real = 1.5
  7: string text = "default"
  8: binary data = "bytes"
  9: Color color = Color.GREEN
  10: conformance_base.Weekday day = conformance_base.Weekday.MONDAY
  11: list<i32> ints = [1, 2, 3]
  12: set<string> names = ["one"]
  13: map<string, i32> counts = { "one": 1 }
  14: Point point = { "x": 1, "y": 2 }
  15: required string needed = "required with a default"
  16: optional string wanted = "optional with a default"
}

/** Field ids out of order and far apart: compact writes a step of more than 15 differently. */
struct Sparse {
  200: string high
  1: string one
  32767: string highest
  17: string seventeen
  16: string sixteen
  2: bool two
}

/** Fields without ids: they count down from -1. Old files have them; new ones should not. */
struct Unnumbered {
  string first
  i32 second
}

/** No fields at all. */
struct Nothing {}

/** What a service knew in its first version. */
struct Release1 {
  1: string name
  9: i32 last
}

/** What it knows now: who knows the first version only must skip the fields between. */
struct Release2 {
  1: string name
  2: Scalars scalars
  3: Containers containers
  4: map<i32, map<i32, Point>> grid
  5: Tree tree
  6: bool truth
  7: set<double> reals
  8: Choice choice
  9: i32 last
}

/** A declared exception with structure. */
exception NotFound {
  1: required string key
  2: optional list<string> candidates
  3: optional Point near
}

/** All of the above in one. */
struct Everything {
  1: required Scalars scalars
  2: required Containers containers
  3: optional Keys keys
  4: optional Choice choice
  5: optional Tree tree
  6: optional Needs needs
  7: optional Defaults defaults
  8: optional Sparse sparse
  9: optional Unnumbered unnumbered
  10: optional Nothing nothing
  11: optional conformance_base.Identity identity
  12: optional NotFound failure
}

// ---------------------------------------------------------------- the service

/** Inherits `whoami`, `nap` and `work` from `conformance_base.Base`, and `ping` from its parent. */
service Conformance extends conformance_base.Base {
  bool echoBool(1: bool value)
  byte echoByte(1: byte value)
  i16 echoI16(1: i16 value)
  i32 echoI32(1: i32 value)
  i64 echoI64(1: i64 value)
  double echoDouble(1: double value)
  string echoString(1: string value)
  binary echoBinary(1: binary value)
  Color echoColor(1: Color value)
  Instant echoInstant(1: Instant value)

  list<i32> echoInts(1: list<i32> value)
  set<string> echoNames(1: set<string> value)
  map<string, string> echoMap(1: map<string, string> value)
  list<list<list<i32>>> echoCube(1: list<list<list<i32>>> value)
  list<map<string, set<i32>>> echoNested(1: list<map<string, set<i32>>> value)

  Scalars echoScalars(1: Scalars value)
  Containers echoContainers(1: Containers value)
  Keys echoKeys(1: Keys value)
  Choice echoChoice(1: Choice value)
  Tree echoTree(1: Tree value)
  Needs echoNeeds(1: Needs value)
  Defaults echoDefaults(1: Defaults value)
  Sparse echoSparse(1: Sparse value)
  Unnumbered echoUnnumbered(1: Unnumbered value)
  Nothing echoNothing(1: Nothing value)
  Everything echoEverything(1: Everything value)
  conformance_base.Weekday echoWeekday(1: conformance_base.Weekday value)

  /** Knows the first release only; clients that know the second call it all the same. */
  Release1 echoRelease1(1: Release1 value)
  Release2 echoRelease2(1: Release2 value)

  /** The names of the fields that are there, in the order of their ids. */
  list<string> present(1: Needs value)

  /** What the handler sees: `name=value` of each field but the containers, with the defaults filled in. */
  list<string> describe(1: Defaults value)

  /** Builds a struct from one argument per field. */
  Scalars assemble(
    1: bool truth,
    2: byte tiny,
    3: i16 small,
    4: i32 medium,
    5: i64 large,
    6: double real,
    7: string text,
    8: binary data,
    9: Color color,
    10: Instant at
  )

  /** `a` + `b`: arguments have defaults too. */
  i32 addDefaults(1: i32 a = 40, 2: i32 b = 2)

  /** `a` - `b`: arguments without ids. */
  i32 subtract(i32 a, i32 b)

  /** Returns nothing. */
  void forget(1: string text)

  /** Keeps a note under a topic, for {@link notes}. Nobody is told when it is done. */
  oneway void note(1: string topic, 2: string text)

  /** The notes kept under a topic, oldest first, whichever worker kept them. */
  list<string> notes(1: string topic)

  /** Returns the value of the only key there is, "key"; has two declared exceptions for the rest. */
  string lookUp(1: string key) throws (1: NotFound notFound, 2: conformance_base.Refused refused)

  /** A void function that can fail: `refuse` decides. */
  void check(1: bool refuse) throws (1: conformance_base.Refused refused)

  /** Fails with an exception that the IDL does not declare. */
  string fail(1: string message)

  /** Its handler returns what the IDL does not allow. */
  i32 misfit()
} (doc.note = "an annotation on a service")

/** Every type and every place it can stand in, for comparing bytes with Apache's Python library. */
namespace * golden

enum Colour { RED = 1, GREEN = 2, FAR = 100000 }

typedef i32 Id

struct Inner {
  1: Id x
  2: optional string label
  3: required bool on
}

union Shape {
  1: i32 circle
  2: string name
  3: list<Shape> group
  4: bool flag
}

struct Everything {
  1: bool yes
  2: bool no
  3: i8 small
  4: i16 short_
  5: i32 normal
  6: i64 large
  7: double real
  8: string text
  9: binary data
  10: Colour colour
  11: Inner inner
  12: Shape shape
  13: list<i32> numbers
  14: list<bool> flags
  15: set<string> words
  16: map<string, i32> counts
  17: map<i32, list<Inner>> grouped
  18: list<list<double>> matrix
  19: map<string, map<i64, bool>> nested
  20: list<binary> blobs
  21: list<Shape> shapes
  22: set<i64> ids
  23: map<bool, i8> tiny
  25: i16 after
  24: i16 before
  30: i32 answer = 42
  31: list<string> greetings = ["hello", "bonjour"]
  32: map<string, Inner> things = {"a": {"x": 1, "on": true}}
  60: optional bool far
  300: optional i32 farther
  301: optional list<Everything> children
  302: map<string, string> empty
}

struct Empty {}

exception Oops {
  1: i32 code
  2: string why
}

exception Worse {
  1: Everything state
}

service Base {
  void nothing()
}

service Golden extends Base {
  Everything everything(1: Everything value)
  i32 add(1: i32 a, 2: i32 b)
  oneway void later(1: string text)
  string fail(1: i32 code) throws (1: Oops oops, 2: Worse worse)
  bool flip(1: bool flag, 2: bool other)
  Shape shape(1: Shape shape)
  list<Empty> empties(3: list<Empty> empties, 1: i16 first)
  map<Colour, set<double>> containers(1: map<Colour, set<double>> value)
  i64 wide(1: list<i64> values)
  binary bytes(1: binary value)
}

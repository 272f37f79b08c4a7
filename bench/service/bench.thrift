/** The service that the benchmark calls on every server it measures: each function gives back what it was sent. */
namespace * bench

struct Point {
  1: i32 id
  2: double weight
  3: string label
  4: list<i32> tags
}

struct Line {
  1: Point first
  2: Point second
  3: optional i32 colour
  4: bool dashed
  5: i64 length
}

struct Layer {
  1: string name
  2: list<Line> lines
  3: map<string, string> attributes
}

/** Four structs deep. */
struct Drawing {
  1: string title
  2: list<Layer> layers
}

enum Colour {
  red = 1,
  green = 2,
  blue = 300
}

/** As wide as a table of a database. */
struct Wide {
  1: i32 f1
  2: string f2
  3: double f3
  4: bool f4
  5: i64 f5
  6: i16 f6
  7: i32 f7
  8: string f8
  9: double f9
  10: bool f10
  11: i64 f11
  12: i16 f12
  13: i32 f13
  14: string f14
  15: double f15
  16: bool f16
  17: i64 f17
  18: i16 f18
  19: i32 f19
  20: string f20
  21: double f21
  22: bool f22
  23: i64 f23
  24: i16 f24
  25: i32 f25
  26: string f26
  27: double f27
  28: bool f28
  29: i64 f29
  30: i16 f30
  31: i32 f31
  32: string f32
  33: double f33
  34: bool f34
  35: i64 f35
  36: i16 f36
  37: i32 f37
  38: string f38
  39: double f39
  40: bool f40
  41: i64 f41
  42: i16 f42
  43: i32 f43
  44: string f44
  45: double f45
  46: bool f46
  47: i64 f47
  48: i16 f48
  49: i32 f49
  50: string f50
  51: double f51
  52: bool f52
  53: i64 f53
  54: i16 f54
  55: i32 f55
  56: string f56
  57: double f57
  58: bool f58
  59: i64 f59
  60: i16 f60
}

/** It holds itself. */
struct Tree {
  1: i32 value
  2: list<Tree> branches
}

/** Some of its fields are sent. */
struct Options {
  1: optional string name
  2: optional i32 width
  3: optional i32 height
  4: optional double scale
  5: optional bool visible
  6: optional i64 created
  7: optional i64 changed
  8: optional string owner
  9: optional list<string> labels
  10: optional map<string, string> attributes
  11: optional Colour colour
  12: optional Point origin
  13: optional double opacity
  14: optional bool locked
  15: optional i16 layer
  16: optional byte flags
  17: optional string comment
  18: optional binary thumbnail
  19: optional i32 version
  20: optional set<i32> groups
}

union Value {
  1: bool truth
  2: i64 integer
  3: double number
  4: string text
  5: Point point
  6: list<string> words
}

/** As idl/tensor.thrift has it. */
struct Tensor {
  1: required i32 type
  2: required list<i32> shape
  3: required binary data
}

service Bench {
  /** The smallest call: two integers in, one out. */
  i32 add(1: i32 a, 2: i32 b)
  binary bytes(1: binary value)
  string text(1: string value)
  list<string> texts(1: list<string> value)
  list<Point> points(1: list<Point> value)
  Drawing drawing(1: Drawing value)
  map<string, i32> counts(1: map<string, i32> value)
  map<i32, string> names(1: map<i32, string> value)
  set<string> words(1: set<string> value)
  list<i64> longs(1: list<i64> value)
  list<double> doubles(1: list<double> value)
  list<bool> bools(1: list<bool> value)
  list<Colour> colours(1: list<Colour> value)
  set<i32> ids(1: set<i32> value)
  map<string, string> attributes(1: map<string, string> value)
  map<string, list<Point>> places(1: map<string, list<Point>> value)
  list<list<list<i32>>> grid(1: list<list<list<i32>>> value)
  list<Wide> rows(1: list<Wide> value)
  Tree tree(1: Tree value)
  list<Options> options(1: list<Options> value)
  list<Value> values(1: list<Value> value)
  list<Tensor> tensors(1: list<Tensor> value)
}

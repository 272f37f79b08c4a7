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
}

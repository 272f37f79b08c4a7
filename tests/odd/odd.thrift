// What a handler with odd results and errors serves: a function for every kind of type that is written.

enum Colour { RED = 1, GREEN = 2 }

struct Node { 1: required i32 n, 2: optional string s, 3: optional list<Node> kids, 4: optional map<string, Node> named }
struct Place { 1: string file, 2: i32 line, 3: i32 column, 4: string stack }
union Either { 1: string text, 2: i64 number, 3: Node node }

exception Declared { 1: string why, 2: optional Node node, 3: optional binary bytes }
exception Plain { 1: string name, 2: string message, 3: string stack, 4: i32 line }

service Odd {
  i32 add(1: i32 a, 2: i32 b)
  string text(1: i32 length)

  string aString(1: i32 seed) throws (1: Declared declared, 2: Plain plain)
  binary aBinary(1: i32 seed) throws (1: Declared declared, 2: Plain plain)
  i32 anInteger(1: i32 seed) throws (1: Declared declared, 2: Plain plain)
  i64 aLong(1: i32 seed) throws (1: Declared declared, 2: Plain plain)
  double aDouble(1: i32 seed) throws (1: Declared declared, 2: Plain plain)
  bool aBool(1: i32 seed) throws (1: Declared declared, 2: Plain plain)
  uuid aUuid(1: i32 seed) throws (1: Declared declared, 2: Plain plain)
  Colour aColour(1: i32 seed) throws (1: Declared declared, 2: Plain plain)
  Node aNode(1: i32 seed) throws (1: Declared declared)
  Place aPlace(1: i32 seed) throws (1: Plain plain)
  Either anEither(1: i32 seed) throws (1: Declared declared, 2: Plain plain)
  list<Node> nodes(1: i32 seed) throws (1: Plain plain)
  list<i64> longs(1: i32 seed) throws (1: Declared declared, 2: Plain plain)
  set<string> strings(1: i32 seed) throws (1: Declared declared, 2: Plain plain)
  map<string, list<binary>> named(1: i32 seed) throws (1: Declared declared, 2: Plain plain)
  map<i64, double> numbered(1: i32 seed) throws (1: Declared declared, 2: Plain plain)
  list<Plain> failures(1: i32 seed) throws (1: Declared declared, 2: Plain plain)
  void nothing(1: i32 seed) throws (1: Declared declared)
  oneway void later(1: i32 seed)
}

// Exceptions whose fields have the names of what JavaScript's errors have.
exception Spoken {
  1: string message
  2: i32 code
}

exception Engine {
  1: string stack
  2: i32 line
}

exception Nothing {
  1: optional string message2
}

struct Item {
  1: i64 n
}

exception Nested {
  1: list<Item> items
  2: binary bytes
  3: map<string, set<i32>> names
  4: bool ok
  5: optional string absent
}

service Exceptions {
  void spoken() throws (1: Spoken spoken)
  void engine() throws (1: Engine engine)
  void nothing() throws (1: Nothing nothing)
  void nested() throws (1: Nested nested)
}

/** What other files include. */
namespace * tests.shared

typedef i64 Id

enum Level { LOW, HIGH = 5 }

struct Tag {
  1: required string name
  2: optional Level level = Level.HIGH
}

exception Missing {
  1: Id id
  2: string message
}

service Base {
  /** Gives back what it got. */
  Tag tagged(1: Tag tag)
}

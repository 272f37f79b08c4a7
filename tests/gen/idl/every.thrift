/** Every construct that there is, in one file. */
include "shared.thrift"

namespace js every

/** The days that count. */
enum Day {
  /** The first. */
  MONDAY = 1
  SUNDAY = -7
}

enum Nothing {}

/** Names that objects have otherwise. */
enum Awkward { new, constructor, __proto__, delete = 7 }

/** Known by its number. */
typedef shared.Id UserId
typedef map<UserId, list<Everything>> Groups

/**
 * All types as fields.
 * Ends no comment: * / and no @tag.
 */
struct Everything {
  1: required bool flag
  2: byte small
  3: i8 tiny
  4: i16 short16
  5: i32 whole = -3
  6: i64 large
  7: double real
  8: string text
  9: binary bytes
  10: uuid id
  11: Day day
  12: list<i32> numbers
  13: set<string> words
  14: map<string, i64> counts
  15: map<i64, binary> blobs
  16: map<shared.Tag, list<set<Day>>> tags
  17: optional Everything inner
  18: Answer answer
  19: required string name = "none"
  20: list<double> vector
  21: UserId user
}

/** One of several. */
union Answer {
  /** In words. */
  1: string text
  2: i64 number
  3: list<Answer> several
  4: shared.Tag tag
}

union Empty {}
struct Plain {}

/** Thrown in the examples. */
exception Refused {
  1: required string why
  2: Day day
  3: i64 amount
}

/** Its fields are called like those that every error has. */
exception Odd {
  1: i32 message
  2: string name
  3: list<string> stack
  4: string cause
}

exception Bare {}

exception Broken {
  1: binary bytes
  2: list<double> numbers
  3: map<string, set<i64>> groups
}

/** Names that are words of the language. */
struct class {
  1: i32 new
  2: string constructor
  3: bool delete
  4: string default
}

struct Map {
  1: map<i32, Map> inside
}

/** Takes the name that would be that of what is taken for a Plain. */
struct PlainInit {
  1: Plain plain
}

/** Has the name of a constant. */
struct Twice {
  1: i32 number
}

const i32 Twice = 2
const bool YES = true
const byte SMALL = -1
const i64 LARGE = 9007199254740993
const double MINUS_ZERO = -0.0
const double HUGE = 1.5e300
const string QUOTED = "a \"quote\", a \\ and a line"
const binary BYTES = "żółć"
const uuid NIL = "00000000-0000-0000-0000-000000000000"
const Day FIRST = Day.MONDAY
const list<i64> NUMBERS = [1, 2]
const set<Day> DAYS = [Day.MONDAY]
const map<string, list<shared.Level>> LEVELS = { "all": [shared.Level.LOW, 5] }
const shared.Tag TAG = { "name": "tag" }
const Answer ANSWER = { "number": 4 }
const Answer UNSET = {}
const map<i32, Empty> NO_ENTRIES = {}
const list<Everything> WHOLE = [{ "flag": true, "words": ["a"], "inner": { "flag": false } }]

/** The service that has everything. */
service Every extends shared.Base {
  void nothing()
  /** Gives back what it got. */
  Everything everything(
    /** What it gets. */
    1: required Everything value
  ) throws (1: Refused refused, 2: shared.Missing missing, 3: Odd odd, 4: Bare bare)
  Answer answer(1: Answer answer)
  Groups groups(1: Groups groups)
  i64 sum(1: list<i64> numbers, 2: optional i64 more, 3: bool negative = false)
  i32 words(1: i32 in, 2: i32 call, 3: i32 shared)
  double vector()
  /** Not waited for. */
  oneway void note(1: string text)
  void close()
  void new()
  i32 constructor()
}

service Second {
  Plain plain(1: class value)
}

service Nobody {}

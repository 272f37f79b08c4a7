// Sources that must be refused, with the whole report; `refusedByApacheToo` is checked against Apache's own compiler.

export interface Refused {
  readonly name: string;
  /** The content of x.thrift. */
  readonly source: string;
  readonly report: string;
}

/** Files that Apache's compiler refuses, if not always as early. */
export const refusedByApacheToo: readonly Refused[] = [
  {
    name: "an unknown type with a near name",
    source: `struct Work { 1: i32 op }
service S {
  i32 run(1: Wrok w)
}
`,
    report: `x.thrift:3:14: unknown type Wrok; did you mean Work?
  3 |   i32 run(1: Wrok w)
    |              ^^^^`,
  },
  {
    name: "an unknown type in a container",
    source: `struct A {
  1: map<string, list<Nope>> a
}
`,
    report: `x.thrift:2:23: unknown type Nope
  2 |   1: map<string, list<Nope>> a
    |                       ^^^^`,
  },
  {
    name: "another language's name for a type",
    source: `struct A {
  1: int a
  2: boolean b
}
`,
    report: `x.thrift:2:6: unknown type int; did you mean i32?
  2 |   1: int a
    |      ^^^
x.thrift:3:6: unknown type boolean; did you mean bool?
  3 |   2: boolean b
    |      ^^^^^^^`,
  },
  {
    name: "a typedef to an unknown type",
    source: `typedef Nope A
struct B { 1: A a }
`,
    report: `x.thrift:1:9: unknown type Nope
  1 | typedef Nope A
    |         ^^^^`,
  },
  {
    name: "a service as a type",
    source: `service A {}
struct B { 1: A a }
`,
    report: `x.thrift:2:15: expected a type, found the service A
  2 | struct B { 1: A a }
    |               ^`,
  },
  {
    name: "void as a field's type",
    source: `struct A { 1: void a }
`,
    report: `x.thrift:1:15: expected a field's type, found void, which only a function can return
  1 | struct A { 1: void a }
    |               ^^^^`,
  },
  {
    name: "a field without a type",
    source: `struct A {
  1: ;
}
`,
    report: `x.thrift:2:6: expected a field's type, found ";"
  2 |   1: ;
    |      ^`,
  },
  {
    name: "a field without a name",
    source: `struct A {
  1: i32
  2: i32 b
}
`,
    report: `x.thrift:3:3: expected a field's name, found "2"
  3 |   2: i32 b
    |   ^`,
  },
  {
    name: "a field without a colon after its id",
    source: `struct A { 1 i32 a }
`,
    report: `x.thrift:1:14: expected ":" after the id 1, found the keyword "i32"
  1 | struct A { 1 i32 a }
    |              ^^^`,
  },
  {
    name: "a field id that is used twice",
    source: `struct A { 1: i32 a, 1: i32 b }
`,
    report: `x.thrift:1:22: the id 1 is already used by a
  1 | struct A { 1: i32 a, 1: i32 b }
    |                      ^`,
  },
  {
    name: "a field name that is used twice",
    source: `struct A {
  1: i32 a
  2: i32 a
}
`,
    report: `x.thrift:3:10: a is already defined on line 2
  3 |   2: i32 a
    |          ^`,
  },
  {
    name: "an argument id that is used twice",
    source: `service S { void f(1: i32 a, 1: i32 b) }
`,
    report: `x.thrift:1:30: the id 1 is already used by a
  1 | service S { void f(1: i32 a, 1: i32 b) }
    |                              ^`,
  },
  {
    name: "an exception id that is used twice",
    source: `exception E {}
service S { void f() throws (1: E a, 1: E b) }
`,
    report: `x.thrift:2:38: the id 1 is already used by a
  2 | service S { void f() throws (1: E a, 1: E b) }
    |                                      ^`,
  },
  {
    name: "a dot in a field's name",
    source: `struct A { 1: i32 a.b }
`,
    report: `x.thrift:1:19: expected a field's name, found a.b: a name has no dot
  1 | struct A { 1: i32 a.b }
    |                   ^^^`,
  },
  {
    name: "a keyword as a struct's name",
    source: `struct list {}
`,
    report: `x.thrift:1:8: expected the struct's name, found the keyword "list"
  1 | struct list {}
    |        ^^^^`,
  },
  {
    name: "a keyword as a function's name",
    source: `service S { void list() }
`,
    report: `x.thrift:1:18: expected a function's name, found the keyword "list"
  1 | service S { void list() }
    |                  ^^^^`,
  },
  {
    name: "a struct without a name",
    source: `struct {
  1: i32 a
}
`,
    report: `x.thrift:1:8: expected the struct's name, found "{"
  1 | struct {
    |        ^`,
  },
  {
    name: "a struct that is not closed",
    source: `struct A {
  1: i32 a
`,
    report: `x.thrift:2:11: expected a field or "}", found the end of the file
  2 |   1: i32 a
    |           ^`,
  },
  {
    name: "a struct that is defined twice",
    source: `struct A {}
struct A {}
`,
    report: `x.thrift:2:8: A is already defined on line 1
  2 | struct A {}
    |        ^`,
  },
  {
    name: "a service named like a struct",
    source: `struct A {}
service A {}
`,
    report: `x.thrift:2:9: A is already defined on line 1
  2 | service A {}
    |         ^`,
  },
  {
    name: "a constant that is defined twice",
    source: `const i32 a = 1
const i32 a = 2
`,
    report: `x.thrift:2:11: a is already defined on line 1
  2 | const i32 a = 2
    |           ^`,
  },
  {
    name: "an enum member that is there twice",
    source: `enum E { A, B, A }
`,
    report: `x.thrift:1:16: A is already defined on line 1
  1 | enum E { A, B, A }
    |                ^`,
  },
  {
    name: "an enum value that is no i32",
    source: `enum E { A = 2147483648 }
`,
    report: `x.thrift:1:14: A has the value 2147483648: expected -2147483648 to 2147483647
  1 | enum E { A = 2147483648 }
    |              ^^^^^^^^^^`,
  },
  {
    name: "an implicit enum value beyond i32",
    source: `enum E { A = 2147483647, B }
`,
    report: `x.thrift:1:26: B has the value 2147483648: expected -2147483648 to 2147483647
  1 | enum E { A = 2147483647, B }
    |                          ^`,
  },
  {
    name: "a string as an enum value",
    source: `enum E { A = "a" }
`,
    report: `x.thrift:1:14: expected an integer as the value of A, found the string "a"
  1 | enum E { A = "a" }
    |              ^^^`,
  },
  {
    name: "a function that is defined twice",
    source: `service S {
  void f()
  void f()
}
`,
    report: `x.thrift:3:8: f is already defined on line 2
  3 |   void f()
    |        ^`,
  },
  {
    name: "a function that is inherited already",
    source: `service A { void f() }
service B extends A {}
service C extends B { void f() }
`,
    report: `x.thrift:3:28: f is already defined in A, which this service extends
  3 | service C extends B { void f() }
    |                            ^`,
  },
  {
    name: "an unknown service to extend",
    source: `service Calculator {}
service B extends Calculater {}
`,
    report: `x.thrift:2:19: unknown service Calculater; did you mean Calculator?
  2 | service B extends Calculater {}
    |                   ^^^^^^^^^^`,
  },
  {
    name: "a struct to extend",
    source: `struct A {}
service B extends A {}
`,
    report: `x.thrift:2:19: expected a service, found the struct A
  2 | service B extends A {}
    |                   ^`,
  },
  {
    name: "a service that extends itself",
    source: `service S extends S {}
`,
    report: `x.thrift:1:19: extends cycle: S -> S
  1 | service S extends S {}
    |                   ^`,
  },
  {
    name: "services that extend each other",
    source: `service A extends B {}
service B extends A {}
`,
    report: `x.thrift:1:19: extends cycle: A -> B -> A
  1 | service A extends B {}
    |                   ^`,
  },
  {
    name: "a oneway function that throws",
    source: `exception E {}
service S { oneway void f() throws (1: E e) }
`,
    report: `x.thrift:2:29: a oneway function has no reply: f cannot throw
  2 | service S { oneway void f() throws (1: E e) }
    |                             ^^^^^^`,
  },
  {
    name: "a struct that is thrown",
    source: `struct A {}
service S { void f() throws (1: A a) }
`,
    report: `x.thrift:2:33: expected an exception, found struct A
  2 | service S { void f() throws (1: A a) }
    |                                 ^`,
  },
  {
    name: "a base type that is thrown",
    source: `service S { void f() throws (1: i32 a) }
`,
    report: `x.thrift:1:33: expected an exception, found i32
  1 | service S { void f() throws (1: i32 a) }
    |                                 ^^^`,
  },
  {
    name: "a string for an i32",
    source: `const i32 a = "b"
`,
    report: `x.thrift:1:15: expected i32, found "b"
  1 | const i32 a = "b"
    |               ^^^`,
  },
  {
    name: "a number for a string",
    source: `const string a = 5
`,
    report: `x.thrift:1:18: expected string, found 5
  1 | const string a = 5
    |                  ^`,
  },
  {
    name: "a double for an i32",
    source: `const i32 a = 1.5
`,
    report: `x.thrift:1:15: expected i32, found 1.5
  1 | const i32 a = 1.5
    |               ^^^`,
  },
  {
    name: "a double constant for an i32",
    source: `const double a = 1.5
const i32 b = a
`,
    report: `x.thrift:2:15: expected i32, found a, which is of type double
  2 | const i32 b = a
    |               ^`,
  },
  {
    name: "an enum member for a string",
    source: `enum E { A }
const string a = E.A
`,
    report: `x.thrift:2:18: expected string, found E.A, which is of type E
  2 | const string a = E.A
    |                  ^^^`,
  },
  {
    name: "an integer that no i64 holds",
    source: `const i64 a = 9223372036854775808
`,
    report: `x.thrift:1:15: 9223372036854775808 does not fit an i64 (-9223372036854775808 to 9223372036854775807)
  1 | const i64 a = 9223372036854775808
    |               ^^^^^^^^^^^^^^^^^^^`,
  },
  {
    name: "a hexadecimal integer that no i64 holds",
    source: `const i64 a = 0xFFFFFFFFFFFFFFFF
`,
    report: `x.thrift:1:15: 0xFFFFFFFFFFFFFFFF does not fit an i64 (-9223372036854775808 to 9223372036854775807)
  1 | const i64 a = 0xFFFFFFFFFFFFFFFF
    |               ^^^^^^^^^^^^^^^^^^`,
  },
  {
    name: "digits with letters",
    source: `const i32 a = 12abc
`,
    report: `x.thrift:1:15: expected a number, found 12abc
  1 | const i32 a = 12abc
    |               ^^^^^`,
  },
  {
    name: "a number that ends in a dot",
    source: `const double a = 1.
`,
    report: `x.thrift:1:19: unexpected character "."
  1 | const double a = 1.
    |                   ^`,
  },
  {
    name: "a sign without digits",
    source: `const i32 a = -
`,
    report: `x.thrift:1:15: expected digits after -
  1 | const i32 a = -
    |               ^`,
  },
  {
    name: "an enum value that no member has",
    source: `enum E { A }
const E a = 5
`,
    report: `x.thrift:2:13: 5 is the value of no member of E
  2 | const E a = 5
    |             ^`,
  },
  {
    name: "a bare enum member",
    source: `enum Color { RED }
const Color a = RED
`,
    report: `x.thrift:2:17: unknown constant RED; did you mean Color.RED?
  2 | const Color a = RED
    |                 ^^^`,
  },
  {
    name: "an unknown enum member",
    source: `enum Color { RED, GREEN }
const Color a = Color.GREN
`,
    report: `x.thrift:2:17: Color has no member GREN; did you mean GREEN?
  2 | const Color a = Color.GREN
    |                 ^^^^^^^^^^`,
  },
  {
    name: "a member of an unknown enum for an integer",
    source: `enum Color { RED }
const i32 a = Colour.RED
`,
    report: `x.thrift:2:15: unknown constant Colour.RED
  2 | const i32 a = Colour.RED
    |               ^^^^^^^^^^`,
  },
  {
    name: "a member that the declared enum does not have, of another",
    source: `enum Color { RED }
enum Shape { ROUND }
const Color a = Shape.ROUND
`,
    report: `x.thrift:3:17: expected Color, found Shape.ROUND, which is of type Shape
  3 | const Color a = Shape.ROUND
    |                 ^^^^^^^^^^^`,
  },
  {
    name: "an enum's member without a prefix",
    source: `enum Color { RED }
const Color a = RED
`,
    report: `x.thrift:2:17: unknown constant RED; did you mean Color.RED?
  2 | const Color a = RED
    |                 ^^^`,
  },
  {
    name: "an unknown constant",
    source: `const i32 limit = 1
const list<i32> a = [limit, limits]
`,
    report: `x.thrift:2:29: unknown constant limits; did you mean limit?
  2 | const list<i32> a = [limit, limits]
    |                             ^^^^^^`,
  },
  {
    name: "a struct constant with an unknown field",
    source: `struct A { 1: i32 count }
const A a = {"cuont": 1}
`,
    report: `x.thrift:2:14: struct A has no field cuont; did you mean count?
  2 | const A a = {"cuont": 1}
    |              ^^^^^^^`,
  },
  {
    name: "a struct constant with a key that is no string",
    source: `struct A { 1: i32 a }
const A b = {a: 1}
`,
    report: `x.thrift:2:14: expected the name of a field of struct A in quotes
  2 | const A b = {a: 1}
    |              ^`,
  },
  {
    name: "a list for a struct",
    source: `struct A { 1: i32 a }
const A b = [1]
`,
    report: `x.thrift:2:13: expected A, found a list
  2 | const A b = [1]
    |             ^^^`,
  },
  {
    name: "a wrong default value",
    source: `struct A {
  1: i32 a = "x"
  2: list<i32> b = [1, "y"]
}
`,
    report: `x.thrift:2:14: expected i32, found "x"
  2 |   1: i32 a = "x"
    |              ^^^
x.thrift:3:24: expected i32, found "y"
  3 |   2: list<i32> b = [1, "y"]
    |                        ^^^`,
  },
  {
    name: "two defaults in a union",
    source: `union U { 1: i32 a = 1, 2: i32 b = 2 }
`,
    report: `x.thrift:1:36: expected one default value in a union, found a second: a has the first
  1 | union U { 1: i32 a = 1, 2: i32 b = 2 }
    |                                    ^`,
  },
  {
    name: "a string without an end",
    source: `const string a = "b
`,
    report: `x.thrift:1:18: the string is not closed: expected " on the same line
  1 | const string a = "b
    |                  ^^`,
  },
  {
    name: "an unknown escape",
    source: `const string a = "\\x"
`,
    report: `x.thrift:1:19: unknown escape \\x; expected \\n \\r \\t \\" \\' or \\\\
  1 | const string a = "\\x"
    |                   ^^`,
  },
  {
    name: "characters that mean nothing",
    source: `struct A { 1: i32 @a }
`,
    report: `x.thrift:1:19: expected a field's name, found "@"
  1 | struct A { 1: i32 @a }
    |                   ^`,
  },
  {
    name: "a character that cannot be seen",
    source: `struct A {}\u00a0
`,
    report: `x.thrift:1:12: unexpected character U+00A0
  1 | struct A {}\u00a0
    |            ^`,
  },
  {
    name: "a name with a dash",
    source: `namespace py a-b
`,
    report: `x.thrift:1:15: unexpected characters "-b"
  1 | namespace py a-b
    |               ^^`,
  },
  {
    name: "a quoted namespace",
    source: `namespace py "a.b"
`,
    report: `x.thrift:1:14: expected the namespace's name for py, found the string "a.b"
  1 | namespace py "a.b"
    |              ^^^^^`,
  },
  {
    name: "a namespace after a definition",
    source: `struct A {}
namespace py a
`,
    report: `x.thrift:2:1: namespace comes too late: expected it before the first definition
  2 | namespace py a
    | ^^^^^^^^^`,
  },
  {
    name: "an old form of a namespace",
    source: `java_package a.b
`,
    report: `x.thrift:1:1: java_package is no longer supported: expected namespace java
  1 | java_package a.b
    | ^^^^^^^^^^^^`,
  },
  {
    name: "an include without quotes",
    source: `include shared.thrift
`,
    report: `x.thrift:1:9: expected a file name in quotes after include, found "shared.thrift"
  1 | include shared.thrift
    |         ^^^^^^^^^^^^^`,
  },
  {
    name: "a senum",
    source: `senum A { "a", "b" }
`,
    report: `x.thrift:1:1: senum is no longer supported: expected an enum, or the type string where it is used
  1 | senum A { "a", "b" }
    | ^^^^^`,
  },
  {
    name: "an slist",
    source: `struct A { 1: slist a }
`,
    report: `x.thrift:1:15: slist is no longer supported: expected string
  1 | struct A { 1: slist a }
    |               ^^^^^`,
  },
  {
    name: "a semicolon after a struct",
    source: `struct A {};
`,
    report: `x.thrift:1:12: expected a definition (const, typedef, enum, struct, union, exception or service), found ";"
  1 | struct A {};
    |            ^`,
  },
  {
    name: "two commas",
    source: `struct A { 1: i32 a,, 2: i32 b }
`,
    report: `x.thrift:1:21: expected a field's type, found ","
  1 | struct A { 1: i32 a,, 2: i32 b }
    |                     ^`,
  },
  {
    name: "a number as an annotation's value",
    source: `struct A {} (a = 3)
`,
    report: `x.thrift:1:18: expected a string as the value of the annotation a, found "3"
  1 | struct A {} (a = 3)
    |                  ^`,
  },
  {
    name: "a list without an element type",
    source: `struct A { 1: list a }
`,
    report: `x.thrift:1:20: expected "<" after list, found "a"
  1 | struct A { 1: list a }
    |                    ^`,
  },
  {
    name: "a map without a value type",
    source: `struct A { 1: map<i32> a }
`,
    report: `x.thrift:1:22: expected "," between the types of a map's keys and values, found ">"
  1 | struct A { 1: map<i32> a }
    |                      ^`,
  },
  {
    name: "a const without a value",
    source: `const i32 a
const i32 b = 1
`,
    report: `x.thrift:2:1: expected "=" after const a, found the keyword "const"
  2 | const i32 b = 1
    | ^^^^^`,
  },
  {
    name: "a map entry without a value",
    source: `const map<i32, i32> a = {1: 2, 3}
`,
    report: `x.thrift:1:33: expected ":" after the key, found "}"
  1 | const map<i32, i32> a = {1: 2, 3}
    |                                 ^`,
  },
  {
    name: "a misspelled keyword",
    source: `strutc A {
  1: Nope a
}
struct B { 1: A a }
`,
    report: `x.thrift:1:1: expected a definition, found "strutc"; did you mean struct?
  1 | strutc A {
    | ^^^^^^
x.thrift:2:6: unknown type Nope
  2 |   1: Nope a
    |      ^^^^`,
  },
  {
    name: "text that is no IDL at all",
    source: `{"json": true}
`,
    report: `x.thrift:1:1: expected a definition (const, typedef, enum, struct, union, exception or service), found "{"
  1 | {"json": true}
    | ^`,
  },
  {
    name: "a keyword as a namespace",
    source: `namespace py list
`,
    report: `x.thrift:1:14: expected the namespace's name for py, found the keyword "list"
  1 | namespace py list
    |              ^^^^`,
  },
  {
    name: "annotations behind a struct's use",
    source: `struct A {}
struct B { 1: A (a) b }
`,
    report: `x.thrift:2:17: expected a field's name, found "("
  2 | struct B { 1: A (a) b }
    |                 ^`,
  },
  {
    name: "a tab before the mark",
    source: `struct A {
\t1:\tNope a
}
`,
    report: `x.thrift:2:5: unknown type Nope
  2 | \t1:\tNope a
    | \t  \t^^^^`,
  },
  {
    name: "characters beyond the first plane before the mark",
    source: `struct A { /* 😀 */ 1: Nope a }
`,
    report: `x.thrift:1:23: unknown type Nope
  1 | struct A { /* 😀 */ 1: Nope a }
    |                       ^^^^`,
  },
  {
    name: "a line that ends in carriage return and newline",
    source: `struct A {\r
  1: Nope a\r
}\r
`,
    report: `x.thrift:2:6: unknown type Nope
  2 |   1: Nope a
    |      ^^^^`,
  },
];

/** Files that Apache's compiler takes, or never ends on: numbers it cuts off, values it drops, cycles. */
export const refusedHereOnly: readonly Refused[] = [
  {
    name: "an integer beyond its type",
    source: `const byte a = 300
const i16 b = -32769
const i32 c = 0xFFFFFFFF
`,
    report: `x.thrift:1:16: 300 does not fit byte (-128 to 127)
  1 | const byte a = 300
    |                ^^^
x.thrift:2:15: -32769 does not fit i16 (-32768 to 32767)
  2 | const i16 b = -32769
    |               ^^^^^^
x.thrift:3:15: 4294967295 does not fit i32 (-2147483648 to 2147483647)
  3 | const i32 c = 0xFFFFFFFF
    |               ^^^^^^^^^^`,
  },
  {
    name: "a constant beyond the type it is copied to",
    source: `const i64 a = 300
const byte b = a
const i64 c = 3
const list<i64> d = [3, 400]
const list<byte> e = d
`,
    report: `x.thrift:2:16: 300 does not fit byte (-128 to 127)
  2 | const byte b = a
    |                ^
x.thrift:5:22: 400 does not fit byte (-128 to 127)
  5 | const list<byte> e = d
    |                      ^`,
  },
  {
    name: "a bool that is neither 0 nor 1",
    source: `const bool a = 2
`,
    report: `x.thrift:1:16: expected bool (true, false, 1 or 0), found 2
  1 | const bool a = 2
    |                ^`,
  },
  {
    name: "a field id out of range",
    source: `struct A { 40000: i32 a }
`,
    report: `x.thrift:1:12: the id 40000 is out of range: expected 1 to 32767
  1 | struct A { 40000: i32 a }
    |            ^^^^^`,
  },
  {
    name: "a oneway function with a result",
    source: `service S { oneway i32 f() }
`,
    report: `x.thrift:1:20: a oneway function has no reply: expected void as the result of f
  1 | service S { oneway i32 f() }
    |                    ^^^`,
  },
  {
    name: "a union constant with two fields",
    source: `union U { 1: i32 a, 2: i32 b }
const U u = {"a": 1, "b": 2}
`,
    report: `x.thrift:2:13: expected one field of union U, found 2: a, b
  2 | const U u = {"a": 1, "b": 2}
    |             ^^^^^^^^^^^^^^^^`,
  },
  {
    name: "elements for a map and entries for a list",
    source: `const map<i32, i32> a = [1]
const list<i32> b = {1: 2}
`,
    report: `x.thrift:1:25: expected map<i32, i32>, found a list
  1 | const map<i32, i32> a = [1]
    |                         ^^^
x.thrift:2:21: expected list<i32>, found a map
  2 | const list<i32> b = {1: 2}
    |                     ^^^^^^`,
  },
  {
    name: "a wrong uuid",
    source: `const uuid a = "0123"
`,
    report: `x.thrift:1:16: expected a uuid such as "01234567-89ab-cdef-0123-456789abcdef", found "0123"
  1 | const uuid a = "0123"
    |                ^^^^^^`,
  },
  {
    name: "a double that is infinite",
    source: `const double a = 1e400
`,
    report: `x.thrift:1:18: 1e400 does not fit a double
  1 | const double a = 1e400
    |                  ^^^^^`,
  },
  {
    name: "typedefs that mean each other",
    source: `typedef C A
typedef A B
typedef list<B> C
struct D { 1: A a }
`,
    report: `x.thrift:1:11: typedef cycle: A -> C -> B -> A
  1 | typedef C A
    |           ^`,
  },
  {
    name: "a typedef of itself",
    source: `typedef A A
`,
    report: `x.thrift:1:11: typedef cycle: A -> A
  1 | typedef A A
    |           ^`,
  },
  {
    name: "constants that need each other",
    source: `const i32 a = b
const i32 b = c
const i32 c = a
`,
    report: `x.thrift:1:11: const cycle: a -> b -> c -> a
  1 | const i32 a = b
    |           ^`,
  },
  {
    name: "a comment without an end",
    source: `struct A {}
/* and so on
`,
    report: `x.thrift:2:1: the comment is not closed: expected "*/"
  2 | /* and so on
    | ^^`,
  },
  {
    name: "the default value of a field without a known type, once",
    source: `struct A {
  1: Nope a = {"b": [1, Nope.B]}
}
`,
    report: `x.thrift:2:6: unknown type Nope
  2 |   1: Nope a = {"b": [1, Nope.B]}
    |      ^^^^`,
  },
];

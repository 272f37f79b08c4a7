// Types of the text of an IDL, held against those that are written out here: the compiler checks this file, nothing runs it.
import type { CallContext, ClientOf, GivenOf, Handler, ValueOf } from "../../mod.ts";
import { idl } from "../../mod.ts";

type Equal<One, Other> =
  (<Type>() => Type extends One ? 1 : 2) extends <Type>() => Type extends Other ? 1 : 2 ? true : false;

/** Accepts true alone. */
function holds<const Each extends readonly true[]>(..._each: Each): void {}

const text = idl(`
// A comment with a brace { and a "quote
# Another, of one line: /* not closed
/* One of
   several lines } */
namespace * tests
namespace py tests.py
const string QUOTED = "a \\" { // no comment", const i32 COUNT = 3
const map<string, list<i32>> TABLE = { "a": [1, 2], "b": [] }
const list<map<i32, i32>> LISTED = [{ 1: 2 }];

enum Day { MONDAY = 1, TUESDAY (color = "red"); SUNDAY = -7 WEEKDAY = 0x10 } (flags = 'yes')

typedef i64 Id (js.type = "x")
typedef map<Id, list<Everything>> Groups

struct Everything {
  /** Documented; twice, */
  1: required bool flag,
  2: byte small; 3: i8 tiny 4: i16 short16
  5: i32 whole = -3
  6: i64 large (a.b = "c")
  7: double real
  8: string text = 'it // is'
  9: binary bytes
  10: uuid id
  11: optional Day day = Day.MONDAY
  12: list<i32> numbers = [1, 2]
  13: set<string> words
  14: map < string , i64 > counts
  15: map<i64, binary> blobs
  16: map<Tag, list<set<Day>>> tags = {}
  17: optional Everything inner
  18: Answer answer
  19: required string name = "none"
  20: list<string (a = "b")> strings
  21: Id user,
  22: shared.Other other
  string unnumbered
  24: Everything & boxed
}
struct Tag { 1: required string name }
struct Plain {}
union Answer { 1: string text; 2: i64 number, 3: list<Answer> several }
union Empty {}
exception Refused { 1: required string why, 2: i64 amount }
exception Odd { 1: i32 message }

service Base { Tag tagged(1: Tag tag) void close() void __defineGetter__() void valueOf() }
service Every
  extends Base {
  Everything everything(1: required Everything value) throws (1: Refused refused; 2: Odd odd)
  Groups groups(1: Groups groups) (deprecated = "yes"),
  i64 sum(1: list<i64> numbers, 2: optional i64 more, 3: bool negative = false);
  oneway void note(1: string text (a = "b"), 2: Day day)
  void nothing()
}
`);

type Text = typeof text;
interface Everything {
  flag: boolean;
  small?: number | undefined;
  tiny?: number | undefined;
  short16?: number | undefined;
  whole: number;
  large?: bigint | undefined;
  real?: number | undefined;
  text: string;
  bytes?: Uint8Array | undefined;
  id?: string | undefined;
  day: number;
  numbers: number[];
  words?: Set<string> | undefined;
  counts?: Map<string, bigint> | undefined;
  blobs?: Map<bigint, Uint8Array> | undefined;
  tags: Map<{ name: string }, Set<number>[]>;
  inner?: ValueOf<Text, "Everything"> | undefined;
  answer?: ValueOf<Text, "Answer"> | undefined;
  name: string;
  strings?: string[] | undefined;
  user?: bigint | undefined;
  other?: unknown;
  unnumbered?: string | undefined;
  boxed?: ValueOf<Text, "Everything"> | undefined;
}
type Day = number | "MONDAY" | "TUESDAY" | "SUNDAY" | "WEEKDAY";
type Bytes = ArrayBuffer | ArrayBufferView;
interface Given {
  readonly flag: boolean;
  readonly small?: number | null | undefined;
  readonly tiny?: number | null | undefined;
  readonly short16?: number | null | undefined;
  readonly whole?: number | null | undefined;
  readonly large?: bigint | number | null | undefined;
  readonly real?: number | null | undefined;
  readonly text?: string | null | undefined;
  readonly bytes?: Bytes | null | undefined;
  readonly id?: string | null | undefined;
  readonly day?: Day | null | undefined;
  readonly numbers?: Iterable<number> | null | undefined;
  readonly words?: ReadonlySet<string> | readonly string[] | null | undefined;
  readonly counts?:
    | ReadonlyMap<string, bigint | number>
    | { readonly [key: string]: bigint | number }
    | null
    | undefined;
  readonly blobs?: ReadonlyMap<bigint | number, Bytes> | { readonly [key: string]: Bytes } | null | undefined;
  readonly tags?:
    | ReadonlyMap<{ readonly name: string }, readonly (ReadonlySet<Day> | readonly Day[])[]>
    | null
    | undefined;
  readonly inner?: GivenOf<Text, "Everything"> | null | undefined;
  readonly answer?: GivenOf<Text, "Answer"> | null | undefined;
  readonly name?: string | null | undefined;
  readonly strings?: readonly string[] | null | undefined;
  readonly user?: bigint | number | null | undefined;
  readonly other?: unknown;
  readonly unnumbered?: string | null | undefined;
  readonly boxed?: GivenOf<Text, "Everything"> | null | undefined;
}
type Properties<Type> = { [Key in keyof Type]: Type[Key] };

holds<
  [
    Equal<ValueOf<Text, "Everything">, Properties<Everything>>,
    Equal<GivenOf<Text, "Everything">, Properties<Given>>,
    Equal<ValueOf<Text, "Id">, bigint>,
    Equal<ValueOf<Text, "Day">, number>,
    Equal<GivenOf<Text, "Day">, Day>,
    // biome-ignore lint/complexity/noBannedTypes: what has no fields
    Equal<ValueOf<Text, "Plain">, {}>,
    Equal<ValueOf<Text, "Empty">, Record<string, never>>,
    Equal<ValueOf<Text, "Tag">, { name: string }>,
    Equal<
      ValueOf<Text, "Answer">,
      | { text: string; number?: undefined; several?: undefined }
      | { text?: undefined; number: bigint; several?: undefined }
      | { text?: undefined; number?: undefined; several: ValueOf<Text, "Answer">[] }
    >,
    Equal<ValueOf<Text, "Groups">, Map<bigint, ValueOf<Text, "Everything">[]>>,
    Equal<
      keyof Handler<Text>,
      | "everything"
      | "groups"
      | "sum"
      | "note"
      | "nothing"
      | "tagged"
      | "close"
      | "__defineGetter__"
      | "valueOf"
    >,
    Equal<keyof ClientOf<Text>, "everything" | "groups" | "sum" | "note" | "nothing" | "tagged">,
    Equal<keyof Handler<Text, "Base">, "tagged" | "close" | "__defineGetter__" | "valueOf">,
    Equal<
      ClientOf<Text>["sum"],
      (
        numbers: Iterable<bigint | number>,
        more: bigint | number,
        negative?: boolean | null | undefined,
      ) => Promise<bigint>
    >,
    Equal<ClientOf<Text>["note"], (text: string, day: Day) => Promise<void>>,
    Equal<ReturnType<Handler<Text>["nothing"]>, void | Promise<void>>,
    Equal<ReturnType<Handler<Text>["sum"]>, bigint | number | Promise<bigint | number>>,
  ]
>(true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true);

export const handler = {
  everything(value, call) {
    holds<[Equal<typeof value, ValueOf<Text, "Everything">>, Equal<typeof call.method, string>]>(true, true);
    if (value.inner !== undefined) throw new call.exceptions.Refused({ why: call.method, amount: 2n });
    // @ts-expect-error a required field is missing
    if (value.small === 1) throw new call.exceptions.Refused({ amount: 2n });
    // @ts-expect-error there is no such exception
    if (value.small === 2) throw new call.exceptions.Unknown();
    if (value.small === 3) throw new call.exceptions.Odd();
    return { flag: true, day: "TUESDAY", tags: new Map(), inner: value, answer: { text: "a" } };
  },
  groups: async (groups) => groups,
  sum: (numbers, more, negative, call) =>
    negative ? -more : numbers.reduce((one, other) => one + other, BigInt(call.sequenceId)),
  // @ts-expect-error a name that is no member's
  note: (_text, day) => day === "MONDAY",
  nothing() {},
  tagged: (tag, call) => (nameOf(call) === "" ? tag : { name: nameOf(call) }),
  close() {},
  __defineGetter__() {},
  valueOf() {},
} satisfies Handler<Text>;

function nameOf(call: CallContext<object>): string {
  return call.method;
}

const included = idl(
  `include "shared.thrift" service S extends shared.Base { shared.Tag own(1: i32 number) }`,
);

export const including = {
  own: (number) => number.toFixed(),
  another: () => 1,
} satisfies Handler<typeof included>;

const two = idl("service A { i32 a() } service B { i32 b() }");
holds<[Equal<keyof Handler<typeof two, "B">, "b">, Equal<keyof ClientOf<typeof two, "A">, "a">]>(true, true);
// @ts-expect-error there is no such service
export type None = Handler<typeof two, "C">;
// @ts-expect-error a path is no text
idl("./two.thrift");

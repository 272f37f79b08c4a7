// The memory that decoded values take, in bytes, as it is charged to a message's budget.

/*
 * Measured as the growth of the heap with 300,000 of each, decoded and kept, less 8 bytes for the place
 * that holds it; Node 24.21 and Deno 2.9.6 (both V8) / Bun 1.4.5 (JavaScriptCore):
 *
 *   i64                         24 / 32        list, empty          32 / 48
 *   double in a struct          16 / 0         list of one          56 / 52
 *   uuid                       352 / 354       set, empty          152 / 20
 *   string of 2, 8             24, 24 / 48     set of one          152 / 264
 *   string of 100 ASCII        120 / 143       map, empty          184 / 34
 *   100 bytes of other script  216 / 300       map of one          184 / 265
 *   binary of 0, 64       200, 280 / 64, 110   entry of a set       50 / 35
 *   binary of 65, a view        39 / 64        entry of a map       78 / 45
 *   struct without fields       56 / 74        struct of 1 field    32 / 32
 *   struct of 8 fields          88 / 90        struct of 30 fields 264 / 267
 *
 * Entries of sets and maps cost up to twice that right after their table has grown.
 */
export const memory = {
  /** The place in a list or struct that holds a value; a number or bool is nothing else. */
  slot: 8,
  /** A double where it does not lie in a list of doubles. */
  double: 16,
  i64: 32,
  uuid: 352,
  /** A string without its text. */
  string: 40,
  /** A byte of a string's UTF-8: one character that needs two bytes makes all of them need two. */
  textByte: 2,
  /** A binary value without its bytes. */
  binary: 200,
  list: 48,
  /** A set or map. */
  table: 208,
  setEntry: 64,
  mapEntry: 96,
  /** A struct without its fields' places. */
  struct: 32,
  /** The least that a struct takes: engines give an empty object room for fields to come. */
  smallestStruct: 72,
} as const;

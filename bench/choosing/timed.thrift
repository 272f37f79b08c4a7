/** Calls of a known length: the three kinds of handlers that a server model is chosen for. */
namespace * timed

service Timed {
  /** Is over at once. */
  i32 add(1: i32 a, 2: i32 b)
  /** Waits, as for a database. */
  i32 nap(1: i32 milliseconds)
  /** Uses a processor, as a model's prediction does. */
  i32 work(1: i32 milliseconds)
}

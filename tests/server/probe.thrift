/** A service whose answers show how its calls were run. */

exception Refused {
  1: string why
}

/** Where a call was run. */
struct Seen {
  1: i32 process
  2: i32 thread
  /** The worker's number, as its init was told. */
  3: i32 worker
  /** How many calls this module has counted, this one included. */
  4: i32 calls
}

struct Strict {
  1: required i32 number
}

struct Nest {
  1: optional Nest inner
}

struct Empty {}

service Probe {
  Seen seen()
  i32 echo(1: i32 number)
  /** Waits without using the processor. Returns the most naps this module has seen at once. */
  i32 nap(1: i32 milliseconds)
  /** Uses the processor for so many rounds. */
  i32 spin(1: i32 rounds)
  /** Holds its thread so many milliseconds, without using the processor. */
  void block(1: i32 milliseconds)
  /** Starts or stops an interval of 5 ms; ticks() tells how often it came. */
  void tick(1: bool on)
  i32 ticks()
  i32 need(1: Strict strict)
  i32 depth(1: Nest nest)
  i32 wrong()
  Strict incomplete()
  void fail(1: string message)
  void refuse(1: string why) throws (1: Refused refused)
  /** Ends the thread or process it runs in. */
  void crash()
  binary blob(1: i32 size)
  string text(1: string text)
  oneway void tell(1: i32 number)
  list<i32> told()
  /** Resolves when the client's connection is gone; aborted() tells how often that was. */
  void wait()
  i32 aborted()
  /** The call's headers. The reply has its header `name` as `answered`, and how many there are as `count`. */
  map<string, string> headers()
  /** The same, but first it waits. */
  map<string, string> headersLater(1: i32 milliseconds)
  /** Sets a header to a number. */
  void wrongHeader()
  /** The call's header of this name, which the reply gets back as x-answered. */
  string header(1: string name)
  /** Sets a header of the reply. */
  void setHeader(1: string name, 2: string value)
  /** Keeps the number after a while; toldLater() has those that were kept. */
  oneway void tellLater(1: i32 number, 2: i32 milliseconds)
  list<i32> toldLater()
  /** The address of the client. */
  string peer()
  /** What seen() returns, with these properties besides. */
  Seen misspelt(1: list<string> properties)
  /** Returns how many values it was given. */
  i32 hold(
    1: list<Empty> empties
    2: list<Nest> nests
    3: list<list<i32>> lists
    4: list<string> texts
    5: set<double> numbers
    6: map<i32, i32> pairs
    7: list<set<i32>> sets
  )
}

// What the conformance service inherits and includes: a file of its own, so that names qualified by
// their program, services that extend each other across files and included types are put to the test.

namespace * conformance_base

/** How long something takes, in milliseconds. */
typedef i32 Milliseconds

/** Used by the including file as `conformance_base.Weekday`, also in constants and default values. */
enum Weekday {
  MONDAY = 1,
  TUESDAY, // 2: one more than the one before
  SUNDAY = 7,
}

/** The most naps that {@link Base.nap} allows in one, in milliseconds. */
const Milliseconds LONGEST_NAP = 60000

/** Who ran a call: tells a test which model served it. */
struct Identity {
  /** The operating system's id of the process. */
  1: required i32 process,
  /** The runtime's id of the thread: 0 on the main one. */
  2: required i32 thread,
  /** How many times this worker has said who it is, this time included: workers share no state. */
  3: required i32 count,
}

/** A call that the service will not serve, whoever asks. */
exception Refused {
  1: required string reason,
  /** Not sent by every client: a receiver then sees the default. */
  2: i32 code = 403,
}

/** The parent's parent: has one function, and no fields anywhere. */
service Root {
  /** Takes nothing, returns nothing, and answers. */
  void ping()
}

/** The parent. Its functions are the child's too. */
service Base extends Root {
  /** Which worker runs this call. */
  Identity whoami(),

  /** Waits without using the processor; returns what it was given. */
  Milliseconds nap(1: Milliseconds duration) throws (1: Refused refused),

  /** Uses the processor: `rounds` rounds of integer arithmetic. Returns their result. */
  i32 work(1: i32 rounds),
}

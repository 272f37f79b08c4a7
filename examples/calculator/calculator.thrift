/** A calculator: the first service to try thriftserve with. */
namespace * calculator

enum Operation {
  ADD = 1
  SUBTRACT = 2
  MULTIPLY = 3
  DIVIDE = 4
}

/** One calculation: num1 op num2. */
struct Work {
  1: required double num1
  2: required double num2
  3: required Operation op
  /** Any words; they are kept with the work. */
  4: optional string comment
}

/** Thrown for what cannot be calculated. */
exception InvalidOperation {
  1: Operation whatOp
  /** In words, for people. */
  2: string why
}

service Calculator {
  /** Does nothing, which shows that the server is there. */
  void ping()
  /** The sum of two numbers. */
  i32 add(1: i32 num1, 2: i32 num2)
  /** Calculates one `Work` and keeps it under `logid`, where `history` finds it. */
  double calculate(1: i32 logid, 2: Work work) throws (1: InvalidOperation invalid)
  /** The works calculated under a log id, in order, with their comments. */
  list<Work> history(1: i32 logid)
  /** Forgets all that was calculated. The caller does not wait for it. */
  oneway void forget()
}

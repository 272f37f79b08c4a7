service Talkative {
  i32 echo(1: i32 number)
  /** Logs so many lines of so many characters. */
  void log(1: i32 lines, 2: i32 length)
  /** Prints them, by console.log, and every second one by process.stdout where that is wanted. */
  void print(1: i32 lines, 2: i32 length, 3: bool both)
  /** Logs values that cannot be shown, or only in part. */
  void logOddities()
  /** Throws an error with this message. */
  void fail(1: string message)
  /** Holds its worker so long, in milliseconds. */
  void block(1: i32 milliseconds)
  /** Waits so long without holding it. */
  void nap(1: i32 milliseconds)
}

/** A service whose handler does things outside of its calls. */
service Background {
  /** The process that runs this call. */
  i32 processId()
  /** Which worker runs this call. */
  i32 worker()
  i32 echo(1: i32 number)
  /** Creates the file `begun`, then waits. */
  i32 nap(1: i32 milliseconds, 2: string begun)
  /** Throws soon after the call was answered. */
  void throwLater()
  /** Leaves a rejected promise behind that nobody waits for. */
  void rejectLater()
}

/** A service whose methods go wrong. */
service Faulty {
  i32 echo(1: i32 number)
  /** The process that it runs in. */
  i32 processId()
  /** Does what is named. */
  void go(1: string wrong)
}

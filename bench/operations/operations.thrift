/** Calls of several sizes, and one of each kind that a server has to survive. */
exception Refused { 1: string why }

service Operations {
  i32 echo(1: i32 number)
  binary bytes(1: binary value)
  list<string> texts(1: list<string> value)
  i32 refuse(1: i32 number) throws (1: Refused refused)
  /** Answered a moment later. */
  i32 later(1: i32 number)
  oneway void tell(1: string text)
  /** Never returns, and holds its worker. */
  i32 loop(1: i32 number)
  /** Ends the worker, by an exit of its own. */
  i32 leave()
}

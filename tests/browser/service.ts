// The service that the page calls, in text: the handler and the page import it.
import { idl } from "../../client.ts";

export const service = idl(`
  exception Refused { 1: i64 code, 2: string why }

  service Probe {
    i64 add(1: i64 a, 2: i64 b)
    binary reversed(1: binary bytes)
    string text(1: string text)
    map<i32, set<string>> table()
    void refuse(1: i64 code) throws (1: Refused refused)
    void fail()
    /** Returns when the client has gone. */
    void hang()
    /** How many calls of hang() were given up. */
    i32 gone()
    oneway void tell(1: string word)
    list<string> told()
  }
`);

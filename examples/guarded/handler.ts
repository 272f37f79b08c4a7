// Notes for those who bring the right token, and not too many at a time: `around` stands before every method.
import { type AroundOf, type Handler, idl } from "../../mod.ts";
import { CallRate } from "./call_rate.ts";

export const service = idl(`
  /** The caller may not. */
  exception Refused { 1: required string why }

  service Notes {
    void add(1: string text) throws (1: Refused refused)
    list<string> all() throws (1: Refused refused)
  }
`);

// In practice a secret comes from outside: an environment variable, a file that only the server may read.
const token = process.env.NOTES_TOKEN ?? "sesame";
const rate = new CallRate(Number(process.env.NOTES_PER_SECOND ?? 100));

export const around: AroundOf<typeof service> = (call, next) => {
  // HTTP writes its names in lower case; THeader sends what the client wrote.
  const given = call.headers.authorization ?? call.headers.Authorization;
  if (given !== `Bearer ${token}`) throw new call.exceptions.Refused({ why: "no valid token" });
  if (!rate.allows(call.peer)) throw new call.exceptions.Refused({ why: "too many calls" });
  return next();
};

const notes: string[] = [];

export default {
  add(text) {
    notes.push(text);
  },
  all: () => notes,
} satisfies Handler<typeof service>;

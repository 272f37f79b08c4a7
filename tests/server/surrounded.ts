// A handler whose `around` does with calls whatever it may.
import { type AroundOf, type Handler, idl } from "../../mod.ts";

export const service = idl(`
  exception Refused { 1: string why }
  service Surrounded {
    i32 add(1: i32 a, 2: i32 b) throws (1: Refused refused)
    i32 later(1: i32 number) throws (1: Refused refused)
    void undeclared()
    oneway void tell(1: i32 number)
    list<string> seen()
  }
`);

const seen: string[] = [];

export const around: AroundOf<typeof service> = (call, next) => {
  seen.push(`${call.service}.${call.method}(${call.arguments.join(", ")})`);
  if (call.method !== "add" && call.method !== "tell") return next();
  const [first] = call.arguments;
  switch (first) {
    case 1:
      throw new call.exceptions.Refused({ why: "no ones" });
    case 2:
      throw new Error("no twos");
    case 3:
      return "not a number";
    case 4:
      return 44; // and the method is not run
    case 5:
      return Promise.resolve(next()).then((sum) => (sum as number) + 100);
    default:
      return next();
  }
};

export default {
  add: (a, b) => a + b,
  later: async (number, call) => {
    if (number === 0) throw new call.exceptions.Refused({ why: "none" });
    return number;
  },
  undeclared() {
    throw new Error("of the method");
  },
  tell(number) {
    seen.push(`told ${number}`);
  },
  seen: () => seen,
} satisfies Handler<typeof service>;

// The handler of multiplexed.thrift: Calculator answers calls without a prefix too.
import type { CallContext } from "../../mod.ts";
import * as probe from "../fixtures/probe.ts";

export const service = new URL("./multiplexed.thrift", import.meta.url);

const told: number[] = [];

const calculator = {
  add: (a: number, b: number) => a + b,
  fail(why: string, call: CallContext) {
    if (why === "")
      throw new Error("ENOENT: no such file or directory, open '/srv/models/secret.bin'\n    at x.ts:1");
    throw new call.exceptions.Declined!({ why });
  },
  crash() {
    process.exit(7);
  },
  tell(number: number) {
    told.push(number);
  },
};

class Notes {
  readonly name = "the notes";

  add(text: string) {
    return `${text}!`;
  }

  whoami(call: CallContext) {
    return [call.service, call.method, this.name];
  }

  told() {
    return told;
  }
}

export const services = { Calculator: calculator, Notes: new Notes(), Old: probe };

export default calculator;

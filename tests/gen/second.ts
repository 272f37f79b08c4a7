// A handler module of the second service.
import type { SecondHandler } from "./generated/every.ts";

export { Second as service } from "./generated/every.ts";

export default {
  plain(value) {
    if (value.new !== 3) throw new Error(`got ${value.new}`);
    return {};
  },
} satisfies SecondHandler;

// The functions that the page calls.
import type { Handler } from "../../mod.ts";
import type { service } from "./service.ts";

export { service } from "./service.ts";

const words: string[] = [];
let gone = 0;

export default {
  add(a, b, call) {
    call.setHeader("X-Asked-By", call.headers["x-who"] ?? "nobody");
    return a + b;
  },
  reversed: (bytes) => bytes.toReversed(),
  text: (text) => text,
  table: () => new Map([[1, new Set(["a", "ü"])]]),
  refuse(code, call) {
    throw new call.exceptions.Refused({ code, why: "so" });
  },
  fail() {
    throw new TypeError("no");
  },
  hang: (call) =>
    new Promise((resolve) => {
      call.signal.addEventListener("abort", () => {
        gone++;
        resolve();
      });
    }),
  gone: () => gone,
  tell(word) {
    words.push(word);
  },
  told: () => words,
} satisfies Handler<typeof service>;

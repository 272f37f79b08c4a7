// The probe in a program whose tracer fails: when the span of `echo` begins, around `nap`, and at the end of all others.
export { default, init, service } from "../fixtures/probe.ts";

let begun = "";

function fail(): never {
  throw new Error("it is broken");
}

const span = { spanContext: () => ({}), setAttributes() {}, setStatus() {}, end: fail };
const context = {
  getValue() {},
  setValue: (): object => context,
  deleteValue: (): object => context,
};

Object.assign(globalThis, {
  [Symbol.for("opentelemetry.js.api.1")]: {
    trace: {
      getTracer: () => ({
        startSpan(name: string) {
          begun = name;
          return name === "Probe/echo" ? fail() : span;
        },
      }),
    },
    context: {
      active: () => context,
      with: (_: object, run: () => unknown) => (begun === "Probe/nap" ? fail() : run()),
    },
  },
});

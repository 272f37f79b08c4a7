// Names that mean something to JavaScript are names like any other: nothing inherited is called, nothing is polluted.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { ServiceMessageHead } from "../../src/codec/codec.ts";
import { compileCodec } from "../../src/codec/compile.ts";
import type { Handler, Method } from "../../src/handler/handler.ts";
import type { CallContext } from "../../src/processor/context.ts";
import { Processor } from "../../src/processor/processor.ts";
import { messageType } from "../../src/protocol/message.ts";
import type { ProtocolName } from "../../src/protocol/names.ts";
import { multiplex } from "../../src/schema/multiplex.ts";
import { type ResolvedService, resolveService } from "../../src/schema/service.ts";
import { caller, functionOf, inputOf, newHead, protocols, written } from "../fixtures/messages.ts";
import { load } from "../fixtures/temporary_files.ts";

const service = resolveService(
  load(`
    enum constructor { toString = 1, __proto__ = 2 }
    exception hasOwnProperty { 1: string __proto__ 2: string constructor 3: string toString 4: i32 valueOf }
    struct toString {
      1: string __proto__
      2: constructor constructor
      3: map<string, string> hasOwnProperty
      4: optional string __defineGetter__
      5: optional toString prototype
    }
    union valueOf { 1: string __proto__ 2: i32 constructor }
    service __proto__ {
      toString valueOf(1: toString constructor)
      valueOf isPrototypeOf(1: valueOf __proto__)
      map<string, string> hasOwnProperty(1: map<string, string> toString)
      constructor toString(1: constructor __proto__)
      void __defineGetter__() throws (1: hasOwnProperty __proto__)
    }`),
);

const echo = (value: unknown) => value;

/** Methods in the order of the service's functions. */
const methods: readonly Method[] = [
  echo,
  echo,
  (pairs: Map<string, string>) => {
    // As an object, which is what a handler may return for a map as well.
    return Object.fromEntries(pairs);
  },
  echo,
  (call: CallContext) => {
    const fields = JSON.parse('{ "__proto__": "p", "constructor": "c", "toString": "t", "valueOf": 5 }');
    // As a handler in JavaScript may write it; TypeScript takes it for what every object has.
    const { ["hasOwnProperty" as string]: Declared } = call.exceptions;
    throw new Declared!(fields);
  },
];
const handler: Handler = { methods, receivers: methods.map(() => ({})) };

/** Sends a message to a processor of the service. @returns the reply, as a client reads it. */
async function answer(
  protocol: ProtocolName,
  message: Uint8Array,
  served: ResolvedService = service,
): Promise<{
  readonly head: ServiceMessageHead;
  readonly exception?: { message: string; type: number };
  readonly reply?: unknown;
}> {
  const processor = new Processor(served, handler, (name) => compileCodec(served, name));
  const chunks: Uint8Array[] = [];
  const later: Promise<unknown>[] = [];
  chunks.push(
    written((output) => {
      const promised = processor.process(inputOf(message), output, protocol, caller);
      if (promised !== undefined) later.push(promised.then((write) => chunks.push(written(write))));
    }),
  );
  await Promise.all(later);
  const codec = compileCodec(service, protocol);
  const head = newHead();
  const input = inputOf(chunks.at(-1)!);
  codec.readMessageBegin(input, head);
  if (head.type === messageType.exception) return { head, exception: codec.readApplicationException(input) };
  return { head, reply: codec.functions[head.index]!.readReply(input) };
}

const asCall = (protocol: ProtocolName, name: string, ...args: unknown[]) =>
  written((output) => functionOf(compileCodec(service, protocol), name).writeCall(output, 1, args));

/** A call of any name, with no arguments. */
function anyCall(protocol: ProtocolName, name: string): Uint8Array {
  const func = { name, oneway: false, arguments: [], throws: [] };
  const codec = compileCodec({ ...service, functions: [func] }, protocol);
  return written((output) => codec.functions[0]!.writeCall(output, 7, []));
}

const shared = [Object.prototype, Function.prototype, Array.prototype, Map.prototype, Error.prototype];
const snapshot = () =>
  shared.map((one) => Reflect.ownKeys(one).map((key) => [key, Object.getOwnPropertyDescriptor(one, key)]));
const pristine = snapshot();

const inherited = [
  "__proto__",
  "constructor",
  "toString",
  "valueOf",
  "hasOwnProperty",
  "__defineGetter__",
  "__lookupSetter__",
  "isPrototypeOf",
  "prototype",
];

const scripts = [
  "сложить",
  "加算",
  "जोड़",
  "إضافة",
  "🦆",
  "👨‍👩‍👧",
  "a\u0301",
  "\u0000",
  "a b",
  "a\nb",
  "../../etc/passwd",
  "%s{method}",
  "add\u202e",
  "x".repeat(500),
];

for (const protocol of protocols) {
  test(`${protocol}: a method of any name that is not there is UNKNOWN_METHOD, with the name as it was sent`, async () => {
    const other = { ...service, functions: [{ ...service.functions[3]!, name: "add" }] };
    for (const name of [...inherited, ...scripts]) {
      const { head, exception } = await answer(protocol, anyCall(protocol, name), other);
      assert.deepEqual(exception, { message: `Invalid method name: '${name}'`, type: 1 });
      assert.deepEqual([head.name, head.seqid], [name, 7]);
    }
  });

  test(`${protocol}: so it is when services are multiplexed, for the service's name too`, async () => {
    const served = multiplex([{ service, prefix: "Names", bare: false }]);
    for (const name of [...inherited, ...scripts]) {
      const { head, exception } = await answer(protocol, anyCall(protocol, `${name}:${name}`), served);
      assert.deepEqual(exception, { message: `Service name not found: ${name}. There is Names`, type: 1 });
      assert.equal(head.name, name);
    }
    for (const name of scripts) {
      const { exception } = await answer(protocol, anyCall(protocol, `Names:${name}`), served);
      assert.deepEqual(exception, { message: `Invalid method name: '${name}'`, type: 1 });
    }
    const client = compileCodec(service, protocol, { prefix: "Names:" });
    const call = written((output) => functionOf(client, "toString").writeCall(output, 1, [2]));
    assert.deepEqual((await answer(protocol, call, served)).reply, { result: 2 });
  });

  test(`${protocol}: functions, structs, unions and enums of such names carry their values`, async () => {
    const value = (prototype?: unknown) =>
      Object.fromEntries([
        ["__proto__", "p"],
        ["constructor", 2],
        ["hasOwnProperty", new Map([["__proto__", "polluted"]])],
        ["__defineGetter__", "d"],
        ["prototype", prototype],
      ]);
    const sent = value(value());
    const { reply } = await answer(protocol, asCall(protocol, "valueOf", sent));
    assert.deepEqual(reply, { result: sent });
    const { result } = reply as { result: object };
    assert.equal(Object.getPrototypeOf(result), Object.prototype);
    assert.equal(Object.getOwnPropertyDescriptor(result, "__proto__")?.value, "p");
    for (const one of [Object.fromEntries([["__proto__", "u"]]), { constructor: 5 }]) {
      const answered = await answer(protocol, asCall(protocol, "isPrototypeOf", one));
      assert.deepEqual(answered.reply, { result: one });
    }
    assert.deepEqual((await answer(protocol, asCall(protocol, "toString", 1))).reply, { result: 1 });
  });

  test(`${protocol}: what an object inherits is not one of its fields`, async () => {
    const { reply } = await answer(protocol, asCall(protocol, "valueOf", { constructor: 1 }));
    const { result } = reply as { result: Readonly<Record<string, unknown>> };
    assert.deepEqual(
      Object.entries(result).filter(([, one]) => one !== undefined),
      [["constructor", 1]],
    );
  });

  test(`${protocol}: map keys of such names are keys`, async () => {
    const pairs = new Map([...inherited, ...scripts].map((name) => [name, `of ${name}`]));
    assert.deepEqual((await answer(protocol, asCall(protocol, "hasOwnProperty", pairs))).reply, {
      result: pairs,
    });
  });

  test(`${protocol}: an exception's fields have such names`, async () => {
    const { reply } = await answer(protocol, asCall(protocol, "__defineGetter__"));
    const { exception } = reply as { exception: object };
    assert.deepEqual(
      exception,
      JSON.parse('{ "__proto__": "p", "constructor": "c", "toString": "t", "valueOf": 5 }'),
    );
  });
}

test("nothing that all objects share was changed by any of it", () => {
  assert.deepEqual(snapshot(), pristine);
});

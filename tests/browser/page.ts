// The script of the page under test: functions that the test runs in it, which return what JSON can hold.
import {
  ApplicationError,
  ConnectionClosedError,
  connect,
  OptionsError,
  type PageOptions,
  TimeoutError,
} from "../../client.ts";
import { service } from "./service.ts";

type Address = string | readonly string[];

/** Calls of every kind. */
async function calls(address: Address, protocol: "binary" | "compact" | "json") {
  const client = await connect(service, address as string, { protocol });
  const long = "ü漢😀".repeat(30_000);
  const bytes = Uint8Array.from({ length: 70_000 }, (_, index) => index);
  const reversed = await client.reversed(bytes);
  const refused = await client.refuse(9007199254740993n).then(
    () => undefined,
    (error) => error,
  );
  await client.tell(`${protocol} of ${new URL(String(address), "http://origin").protocol}`);
  const together = await Promise.all(Array.from({ length: 20 }, (_, index) => client.add(index, 1n)));
  const answers = {
    add: String(await client.add(9223372036854775806n, 1)),
    together: together.every((sum, index) => sum === BigInt(index + 1)),
    short: await client.text("zwölf"),
    long: (await client.text(long)) === long,
    reversed:
      reversed.length === bytes.length && reversed.every((byte, index) => byte === bytes.at(-1 - index)),
    table: [...(await client.table())].map(([key, set]) => [key, [...set]]),
    refused: {
      isOurs: refused instanceof client.exceptions.Refused!,
      ...{ name: refused.name, code: String(refused.code), why: refused.why },
      showsItsCaller: String(refused.stack).includes("/page.js"),
    },
    failed: await client.fail().then(
      () => undefined,
      (error) => error instanceof ApplicationError && `${error.typeName}: ${error.message}`,
    ),
    told: (await client.told()).at(-1),
  };
  client.close();
  return answers;
}

/** A call that runs out of time, and one that is given up. */
async function givenUp(address: Address) {
  const client = await connect(service, address as string);
  const late = await client.with({ timeout: 0.2 }).hang().catch(thrown);
  const controller = new AbortController();
  const hanging = client.with({ signal: controller.signal }).hang().catch(thrown);
  controller.abort(new RangeError("enough"));
  const aborted = await hanging;
  const { signal } = controller;
  const before = await client.with({ signal }).add(1, 2).catch(thrown);
  client.close();
  return { late, aborted, before };
}

/** Calls while the test does something to the server: {@link begin} makes the client, and `again` calls it. */
const disconnected: string[] = [];
const answered: Record<string, string> = {};
let again: ((method: "add" | "told") => Promise<unknown>) | undefined;

async function begin(address: Address, options: PageOptions) {
  const over: number[] = [];
  disconnected.length = 0;
  const client = await connect(service, address as string, {
    ...options,
    onCall: () => (facts) => over.push(facts.retries),
    onDisconnect: ({ reason }) => disconnected.push(reason),
    onHeaders: (headers) => Object.assign(answered, headers),
  });
  again = async (method) => {
    const answer = await (method === "add" ? client.add(1, 2).then(String) : client.told()).catch(thrown);
    return { answer, retries: over.at(-1) };
  };
}

async function fails(address: Address, options: PageOptions) {
  const client = await connect(service, address as string, options).catch(thrown);
  return client;
}

function thrown(error: unknown) {
  const { name, message } = error as Error;
  const isTold = error instanceof TimeoutError || error instanceof ConnectionClosedError;
  return { name, message, ...(isTold && { sent: error.sent }), isOption: error instanceof OptionsError };
}

Object.assign(globalThis, {
  disconnected,
  answered,
  calls,
  givenUp,
  begin,
  again: (method: "add") => again?.(method),
  fails,
});

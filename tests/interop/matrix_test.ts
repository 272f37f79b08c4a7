// Apache's own clients call the conformance service: in every dialect they have, under every model, on every runtime
// and in the executable. What they found is docs/interop.md.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { type Host, hosts, root, startServer } from "../fixtures/hosts.ts";
import { makeCertificate } from "./certificate.ts";
import {
  type Dialect,
  dialectsOf,
  fixedTo,
  isMultiplexed,
  type Library,
  libraries,
  sockets,
} from "./dialects.ts";
import { interopDocument } from "./document.ts";
import { unmetFailures } from "./known_failures.ts";
import { type Caller, declareTests } from "./matrix.ts";
import { missing, type Peer, preparePeer, prepareUuidPeer, versionOf } from "./peers.ts";
import { type PlannedServer, plan } from "./plan.ts";
import { Results } from "./results.ts";
import { isForEachConnection, optionsOf, settingNames } from "./settings.ts";

const conformance = "tests/conformance/handler.ts";
const multiplexed = "tests/conformance/multiplexed_handler.ts";

const peers = new Map<Library, Peer>();
for (const library of libraries) {
  if (missing(library) === undefined) peers.set(library, await preparePeer(library));
  else test(`${library}'s client calls every host`, { skip: missing(library)! }, () => {});
}
const uuidPeer = missing("npm") === undefined ? await prepareUuidPeer() : undefined;
const spoken = new Map(
  [...peers.keys()].map((library) => [library, sockets.flatMap((socket) => dialectsOf(library, socket))]),
);
const certificate = [...spoken.values()].flat().some(({ socket }) => socket === "tls")
  ? await makeCertificate()
  : undefined;
const results = new Results();

describe("Apache's clients get right answers", { concurrency: 2 }, () => {
  after(() => certificate?.remove());

  const planned = plan(
    hosts.map(({ name }) => name),
    settingNames,
    spoken,
  );
  for (const host of hosts) {
    for (const server of planned.filter((one) => one.host === host.name)) declareServer(host, server);
    if (uuidPeer) declareUuid(host, uuidPeer);
  }

  const overTcp = (dialect: Dialect) => dialect.socket === "tcp" && !isMultiplexed(dialect);
  const fixed = [...spoken.values()]
    .flat()
    .filter(overTcp)
    .map((dialect) => JSON.stringify(fixedTo(dialect)));
  for (const [turn, options] of [...new Set(fixed)].entries()) {
    declareFixed(turn, (dialect) => overTcp(dialect) && JSON.stringify(fixedTo(dialect)) === options);
  }
});

const incomplete =
  peers.size < libraries.length
    ? "not all of Apache's libraries are installed"
    : hosts.find((host) => host.missing)?.missing;

test("docs/interop.md says what the clients found", { skip: incomplete ?? false }, () => {
  const versions = new Map(libraries.map((library) => [library, versionOf(library)]));
  const names = hosts.map(({ name }) => name);
  assert.deepEqual(unmetFailures(results.failures()), [], "known_failures.json lists what did not come up");
  const text = interopDocument(results, names, versions);
  const file = join(root, "docs/interop.md");
  const before = readFileSync(file, "utf8");
  if (before !== text) writeFileSync(file, text); // others read it meanwhile
  assert.equal(before, text, "docs/interop.md was out of date: it is written anew");
});

/** A server of the plan: it detects what its clients speak. */
function declareServer(host: Host, { setting, socket, multiplexed: named, calls }: PlannedServer): void {
  const tls = socket === "tls" && certificate;
  const over = socket === "tcp" ? "" : ` on ${socket}`;
  const options = [
    named ? multiplexed : conformance,
    ...optionsOf(setting),
    ...(tls ? ["--tls-cert", tls.certificate, "--tls-key", tls.key] : []),
  ];
  declareTests({
    name: `${host.name} ${setting}${over}${named ? ", multiplexed" : ""}`,
    start: () => startServer(host, options, socket === "tls" ? "tcp" : socket),
    callers: [...calls].map(([library, dialects]) => ({ peer: peers.get(library)!, dialects })),
    ...(tls && { trust: tls.certificate }),
    missing: host.missing,
    heard: ({ peer }, dialect, outcomes) => results.add(host.name, peer.library, dialect, outcomes),
  });
}

/**
 * A server that is told what its clients speak: nothing is detected. Two of the libraries that speak it call. Workers
 * that connections share read them as those do that each have one alone: the models of these have no turn.
 */
function declareFixed(turn: number, speaks: (dialect: Dialect) => boolean): void {
  const host = hosts[turn % hosts.length]!;
  const pools = settingNames.filter((name) => !isForEachConnection(name));
  const setting = pools[turn % pools.length]!;
  const able: Caller[] = [...spoken]
    .map(([library, dialects]) => ({ peer: peers.get(library)!, dialects: dialects.filter(speaks) }))
    .filter(({ dialects }) => dialects.length > 0);
  const callers = new Set([able[turn % able.length]!, able[(turn + 1) % able.length]!]);
  const { protocol, transport } = fixedTo(able[0]!.dialects[0]!);
  const options = ["--protocol", protocol, "--transport", transport];
  declareTests({
    name: `${host.name} ${setting} fixed to ${protocol} ${transport}`,
    start: () => startServer(host, [conformance, ...optionsOf(setting), ...options]),
    callers: [...callers],
    missing: host.missing,
  });
}

function declareUuid(host: Host, peer: Peer): void {
  const plain = /^(binary|compact)\/(buffered|framed)$/; // where the library knows uuid
  declareTests({
    name: `${host.name} uuid`,
    start: () => startServer(host, ["tests/conformance/uuid_handler.ts"]),
    callers: [{ peer, dialects: dialectsOf("npm", "tcp").filter(({ name }) => plain.test(name)) }],
    missing: host.missing,
  });
}

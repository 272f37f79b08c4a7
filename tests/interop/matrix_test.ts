// Apache's own Python and npm clients call the conformance service: under every server model, on every runtime
// and in the executable, in every dialect.
import { after, describe } from "node:test";
import { models } from "../../src/server/models.ts";
import { declareTests } from "./matrix.ts";
import { missingPeers, preparePeers } from "./peers.ts";
import { hosts, startServer } from "./server.ts";

const handler = "tests/conformance/handler.ts";
const peers = missingPeers ? undefined : await preparePeers();
const clients = peers ? [peers.python, peers.npm] : [];
const dialects = ["binary/buffered", "binary/framed", "compact/buffered", "compact/framed"];

describe("Apache's clients get right answers", { concurrency: 2, skip: missingPeers ?? false }, () => {
  after(() => peers?.remove());

  for (const host of hosts) {
    for (const model of Object.keys(models)) {
      declareTests({
        name: `${host.name} ${model}`,
        start: () => startServer(host, [handler, "--model", model]),
        clients,
        missing: host.missing,
      });
    }

    declareTests({
      name: `${host.name} nonblocking on the event loop`,
      start: () => startServer(host, [handler, "--workers", "0"]),
      clients,
      missing: host.missing,
    });

    declareTests({
      name: `${host.name} uuid`,
      start: () => startServer(host, ["tests/conformance/uuid_handler.ts"]),
      clients: peers ? [peers.npmUuid] : [],
      missing: host.missing,
    });

    for (const model of ["nonblocking", "processpool"]) {
      declareTests({
        name: `${host.name} ${model} on a Unix socket`,
        start: () => startServer(host, [handler, "--model", model], "unix"),
        clients,
        dialects,
        missing: host.missing,
      });
    }
  }

  // What is fixed is not detected: one host and one model tell whether that path works.
  const host = hosts[0]!;
  for (const dialect of dialects) {
    const [protocol, transport] = dialect.split("/") as [string, string];
    const fixed = ["--protocol", protocol, "--transport", transport];
    declareTests({
      name: `${host.name} threadpool fixed to ${protocol} ${transport}`,
      start: () => startServer(host, [handler, "--model", "threadpool", ...fixed]),
      clients,
      dialects: [dialect],
      missing: host.missing,
    });
  }
});

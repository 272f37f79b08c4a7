// The covering set of the interop tests covers what it says.
import assert from "node:assert/strict";
import { test } from "node:test";
import { hosts } from "../fixtures/hosts.ts";
import { type Dialect, dialectsOf, type Library, libraries, sockets, title } from "./dialects.ts";
import { plan } from "./plan.ts";
import { settingNames } from "./settings.ts";

const names = hosts.map((host) => host.name);
const spoken = new Map<Library, Dialect[]>(
  libraries.map((library) => [library, sockets.flatMap((socket) => dialectsOf(library, socket))]),
);
const servers = plan(names, settingNames, spoken);
const calls = servers.flatMap(({ host, setting, calls }) =>
  [...calls].flatMap(([library, dialects]) =>
    dialects.map((dialect) => ({ host, setting, library, dialect })),
  ),
);
const met = new Set(
  calls.flatMap(({ host, setting, library, dialect }) => [
    pair(host, library, title(dialect)),
    pair(host, setting),
    pair(title(dialect), setting),
    pair(library, setting),
  ]),
);

function pair(...parts: readonly string[]): string {
  return parts.join(", ");
}

test("every library speaks every one of its dialects to every host", () => {
  for (const host of names) {
    for (const [library, dialects] of spoken) {
      for (const dialect of dialects) assert.ok(met.has(pair(host, library, title(dialect))), title(dialect));
    }
  }
});

test("every model serves on every host, every library, and every dialect over TCP", () => {
  for (const setting of settingNames) {
    for (const host of names) assert.ok(met.has(pair(host, setting)), pair(host, setting));
    for (const [library, dialects] of spoken) {
      assert.ok(met.has(pair(library, setting)), pair(library, setting));
      for (const dialect of dialects.filter(({ socket }) => socket === "tcp")) {
        assert.ok(met.has(pair(title(dialect), setting)), pair(title(dialect), setting));
      }
    }
  }
});

test("every model serves every kind of socket", () => {
  for (const socket of sockets.filter((socket) => dialectsOf("python", socket).length > 0)) {
    const served = servers.filter((server) => server.socket === socket).map(({ setting }) => setting);
    assert.deepEqual(
      settingNames.filter((setting) => !served.includes(setting)),
      [],
      socket,
    );
  }
});

test("nothing is planned twice", () => {
  const all = calls.map(({ host, setting, library, dialect }) =>
    pair(host, setting, library, title(dialect)),
  );
  assert.equal(new Set(all).size, all.length);
});

test("every host serves the service alone too, and by its name", () => {
  for (const host of names) {
    const kinds = servers.filter((server) => server.host === host).map(({ multiplexed }) => multiplexed);
    assert.deepEqual([kinds.includes(true), kinds.includes(false)], [true, true]);
  }
});

// Declares the tests of one server: one test per client and dialect, and one for the server's end.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Outcome, Peer } from "./peers.ts";
import type { RunningServer } from "./server.ts";

/** A server to test with Apache's clients. */
export interface Subject {
  /** Names the suite. */
  readonly name: string;
  readonly start: () => Promise<RunningServer>;
  readonly clients: readonly Peer[];
  /** Default: all that a client speaks. */
  readonly dialects?: readonly string[];
  /** Checks that the server is known to fail. */
  readonly skip?: readonly string[];
  /** Why none of it can run here. */
  readonly missing?: string;
}

/** Milliseconds for a test: a client tests all its dialects within the first one's. */
const timeout = 150_000;

/** Declares the suite. The server is started once, and serves all clients one after the other. */
export function declareTests(subject: Subject): void {
  describe(subject.name, { concurrency: 1, skip: subject.missing ?? false }, () => {
    let server: RunningServer | undefined;
    before(async () => {
      server = await subject.start();
    });
    after(() => server?.kill());

    for (const client of subject.clients) {
      const dialects = client.dialects.filter((dialect) => subject.dialects?.includes(dialect) ?? true);
      let report: Promise<Outcome[]> | undefined;
      for (const dialect of dialects) {
        test(`${subject.name}: ${client.name} ${dialect.replace("/", " ")}`, { timeout }, async () => {
          report ??= client.check(server!.address, dialects, subject.skip);
          const outcomes = (await report).filter((outcome) => outcome.dialect === dialect);
          const failed = outcomes.filter((outcome) => !outcome.ok);
          const lines = failed.map((outcome) => `${outcome.name}: ${outcome.detail}`);
          assert.equal(
            failed.length,
            0,
            `${lines.join("\n")}\n\nThe server said last:\n${lastLines(server!.stderr())}`,
          );
          assert.ok(outcomes.length > 0, "no check was made");
        });
      }
    }

    test(`${subject.name}: ends with status 0 and leaves no process`, { timeout }, async () => {
      await server!.close();
    });
  });
}

function lastLines(text: string): string {
  return text.trimEnd().split("\n").slice(-20).join("\n");
}

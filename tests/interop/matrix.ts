// Declares the tests of one server: one test per client and dialect, and one for the server's end.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { RunningServer } from "../fixtures/hosts.ts";
import { type Dialect, title } from "./dialects.ts";
import { problemOf } from "./known_failures.ts";
import { type Outcome, type Peer, patience } from "./peers.ts";

/** A client, and the dialects in which it is to call. */
export interface Caller {
  readonly peer: Peer;
  readonly dialects: readonly Dialect[];
}

/** A server to test with Apache's clients. */
export interface Subject {
  /** Names the suite. */
  readonly name: string;
  readonly start: () => Promise<RunningServer>;
  readonly callers: readonly Caller[];
  /** Checks that the server is known to fail. */
  readonly skip?: readonly string[];
  /** The certificate of a server with TLS. */
  readonly trust?: string;
  /** Why none of it can run here. */
  readonly missing?: string | undefined;
  /** Told of what each client found. */
  readonly heard?: (caller: Caller, dialect: Dialect, outcomes: readonly Outcome[]) => void;
}

/** Milliseconds for a test: a client tests all its dialects within the first one's. */
const timeout = patience + 30_000;

/** Declares the suite. The server is started once, and serves all clients one after the other. */
export function declareTests(subject: Subject): void {
  const { name, skip, trust } = subject;
  describe(name, { concurrency: 1, skip: subject.missing ?? false }, () => {
    let server: RunningServer | undefined;
    before(async () => {
      server = await subject.start();
    });
    after(() => server?.kill());

    for (const caller of subject.callers) {
      const { peer, dialects } = caller;
      let report: Promise<Outcome[]> | undefined;
      for (const dialect of dialects) {
        test(`${name}: ${peer.library} ${title(dialect)}`, { timeout }, async () => {
          report ??= peer.check(
            server!.address,
            dialects.map((one) => one.name),
            { ...(skip && { skip }), ...(trust !== undefined && { trust }) },
          );
          const outcomes = (await report).filter((outcome) => outcome.dialect === dialect.name);
          subject.heard?.(caller, dialect, outcomes);
          assert.ok(outcomes.length > 0, "no check was made");
          const problems = outcomes.map((outcome) => problemOf(peer.library, outcome)).filter(Boolean);
          const said = lastLines(server!.stderr());
          assert.equal(problems.length, 0, `${problems.join("\n")}\n\nThe server said last:\n${said}`);
        });
      }
    }

    test(`${name}: ends with status 0 and leaves no process`, { timeout }, async () => {
      await server!.close();
    });
  });
}

function lastLines(text: string): string {
  return text.trimEnd().split("\n").slice(-20).join("\n");
}

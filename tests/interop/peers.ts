// Apache's own clients, ready to run: code generated from the conformance service by Debian's `thrift`, and a
// function per client that calls a server with all its dialects.
import { type ExecFileException, execFile } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { promisify } from "node:util";
import { root } from "./server.ts";

const run = promisify(execFile);

/** What a client found: one check of one dialect. */
export interface Outcome {
  /** `protocol/transport`, as in `compact/framed`. */
  readonly dialect: string;
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
}

/** One of Apache's clients. */
export interface Peer {
  readonly name: "python" | "npm";
  readonly dialects: readonly string[];
  /** Runs every check but the skipped ones; a client that fails to run at all is an error. */
  check(address: string, dialects: readonly string[], skip?: readonly string[]): Promise<Outcome[]>;
}

/** The clients, and the generated code that they and the reference server need. */
export interface Peers {
  readonly python: Peer;
  readonly npm: Peer;
  /** The npm client of idl/conformance_uuid.thrift. */
  readonly npmUuid: Peer;
  /** What `thrift --gen py` made. */
  readonly pythonCode: string;
  /** Removes the generated code. */
  remove(): Promise<void>;
}

/** Debian's interpreter: it has Debian's python3-thrift. */
export const python = "/usr/bin/python3";
const compiler = "/usr/bin/thrift";

/** Why Apache's clients cannot run here. Under CI that is no excuse: the tests then run, and fail. */
export const missingPeers: string | undefined =
  process.env.CI || (existsSync(compiler) && existsSync("/usr/lib/python3/dist-packages/thrift"))
    ? undefined
    : "Apache's thrift is not installed: apt-get install python3-thrift thrift-compiler";

/** Binary in its old form is a dialect too; `accelerated` is Python's codec in C. */
const pythonProtocols = ["binary", "binary-old", "binary-accelerated", "compact", "compact-accelerated"];
const npmProtocols = ["binary", "compact"];

/** Generates the clients' code into a folder of its own under .test/. */
export async function preparePeers(): Promise<Peers> {
  mkdirSync(join(root, ".test"), { recursive: true });
  const folder = mkdtempSync(join(root, ".test", "generated-"));
  // npm thrift 0.24 has no Q any more, which 0.17's `js:node` needs: with `es6` it generates promises.
  for (const language of ["py", "js:node,es6"]) {
    const idl = join(root, "idl/conformance.thrift");
    await run(compiler, ["-nowarn", "--gen", language, "-r", "-o", folder, idl]);
  }
  writeFileSync(join(folder, "package.json"), '{ "type": "commonjs" }\n');
  const pythonCode = join(folder, "gen-py");
  const npmCode = join(folder, "gen-nodejs");
  const npm = [
    join(root, "node_modules/node/bin/node"),
    "--no-deprecation", // the library uses `new Buffer`
    join(root, "tests/interop/client.cjs"),
    ...["--gen", npmCode],
  ];
  return {
    pythonCode,
    python: peer("python", pythonProtocols, [
      python,
      join(root, "tests/interop/client.py"),
      "--gen",
      pythonCode,
    ]),
    npm: peer("npm", npmProtocols, npm),
    npmUuid: peer("npm", npmProtocols, [...npm, "--checks", "uuid_checks"]),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

function peer(name: Peer["name"], protocols: readonly string[], command: readonly string[]): Peer {
  const [program, ...first] = command as [string, ...string[]];
  return {
    name,
    dialects: protocols.flatMap((protocol) => [`${protocol}/buffered`, `${protocol}/framed`]),
    async check(address, dialects, skip = []) {
      const options = ["--address", address, "--dialects", dialects.join(","), "--skip", skip.join(",")];
      const settings = {
        timeout: 120_000,
        maxBuffer: 1 << 26,
        env: { ...process.env, PYTHONDONTWRITEBYTECODE: "1" },
      };
      // Status 1 says that a check failed, as do the lines themselves; anything else is a client that broke.
      const { stdout, stderr } = await run(program, [...first, ...options], settings).catch(
        (error: ExecFileException & { stdout: string; stderr: string }) => {
          if (error.code === 1 && error.stdout !== "") return error;
          throw new Error(`The ${name} client broke: ${error.message}`);
        },
      );
      const outcomes = stdout.split("\n").filter((line) => line !== "");
      if (outcomes.length === 0) throw new Error(`The ${name} client checked nothing:\n${stderr}`);
      return outcomes.map((line) => JSON.parse(line) as Outcome);
    },
  };
}

// Calls a server of idl/conformance.thrift with Apache's npm library, and says what it answered.
//
//   node client.cjs --gen DIR --address 127.0.0.1:9090 --dialects compact/framed,... [--skip echoI32,...] [--trust FILE]
//
// DIR holds what `thrift --gen js:node,es6 -r` made of the IDL. The address is HOST:PORT, a socket's path or @NAME of
// an abstract one; with --trust, a certificate, it is called over TLS. Each check of each dialect prints one line of
// JSON: {"dialect", "name", "ok", "detail"}. The exit status is 0 when all are ok. `--checks uuid_checks` calls a
// server of idl/conformance_uuid.thrift instead.
const { options } = require("./command_line.cjs");
const { connect } = require("./connection.cjs");

const { Client, checks } = require(`./${options.checks}.cjs`);
const patience = 15_000; // milliseconds for a check: a server that hangs fails a check, not the run

/** Runs one check, and prints how it went. */
async function attempt(dialect, name, connected) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(reject, patience, new Error(`no answer within ${patience} ms`));
  });
  const outcome = await Promise.race([checks[name](connected), connected.lost, late]).then(
    () => ({ ok: true, detail: "" }),
    (error) => ({ ok: false, detail: String(error?.stack ?? error) }),
  );
  clearTimeout(timer);
  console.log(JSON.stringify({ dialect, name, ...outcome }));
  return outcome.ok;
}

async function run(dialect) {
  let passed = true;
  let connected = connect(Client, dialect);
  const skipped = options.skip.split(",");
  for (const name of Object.keys(checks).filter((name) => !skipped.includes(name))) {
    if (await attempt(dialect, name, connected)) continue;
    passed = false;
    connected.close();
    connected = connect(Client, dialect); // the failure may have spoilt the old one
  }
  connected.close();
  return passed;
}

async function main() {
  let passed = true;
  for (const dialect of options.dialects.split(",")) passed = (await run(dialect)) && passed;
  process.exit(passed ? 0 : 1);
}

main();

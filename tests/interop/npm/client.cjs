// Calls a server of idl/conformance.thrift with Apache's npm library, and says what it answered.
//
//   node client.cjs --gen DIR --address 127.0.0.1:9090 [--dialects compact/framed,...] [--skip echoI32,...]
//
// DIR holds what `thrift --gen js:node,es6 -r` made of the IDL. The address is HOST:PORT or a socket's path. Each
// check of each dialect prints one line of JSON: {"dialect", "name", "ok", "detail"}. The exit status is 0 when
// all are ok. `--checks uuid_checks` calls a server of idl/conformance_uuid.thrift instead.
const thrift = require("thrift");
const { options } = require("./command_line.cjs");

const { Client, checks } = require(`./${options.checks}.cjs`);
const { MessageType } = thrift.Thrift;

const protocols = { binary: thrift.TBinaryProtocol, compact: thrift.TCompactProtocol };
const transports = { buffered: thrift.TBufferedTransport, framed: thrift.TFramedTransport };
const patience = 15_000; // milliseconds for a check: a server that hangs fails a check, not the run

/** Connects with a dialect, `protocol/transport`. `call` calls a function by any name. */
function connect(dialect) {
  const [protocol, transport] = dialect.split("/");
  const settings = { protocol: protocols[protocol], transport: transports[transport] };
  const port = options.address.lastIndexOf(":");
  const connection = options.address.includes("/")
    ? thrift.createUDSConnection(options.address, settings)
    : thrift.createConnection(
        options.address.slice(0, port),
        Number(options.address.slice(port + 1)),
        settings,
      );
  const client = thrift.createClient(Client, connection);
  const lost = new Promise((_, reject) => {
    connection.on("error", reject);
    connection.on("close", () => reject(new Error("the server closed the connection")));
  });
  lost.catch(() => {}); // told to whoever waits for a reply
  const call = (name, argument) =>
    new Promise((resolve, reject) => {
      const sequence = client.new_seqid();
      client._reqs[sequence] = (error, result) => (error ? reject(error) : resolve(result));
      client[`recv_${name}`] ??= client.recv_echoI32;
      const output = new client.pClass(client.output);
      output.writeMessageBegin(name, MessageType.CALL, sequence);
      argument.write(output);
      output.writeMessageEnd();
      output.flush();
    });
  return { client, call, lost, connection };
}

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
  let connected = connect(dialect);
  const skipped = options.skip.split(",");
  for (const name of Object.keys(checks).filter((name) => !skipped.includes(name))) {
    if (await attempt(dialect, name, connected)) continue;
    passed = false;
    connected.connection.destroy();
    connected = connect(dialect); // the failure may have spoilt the old one
  }
  connected.connection.end();
  return passed;
}

async function main() {
  let passed = true;
  for (const dialect of options.dialects.split(",")) passed = (await run(dialect)) && passed;
  process.exit(passed ? 0 : 1);
}

main();

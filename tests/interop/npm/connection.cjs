// A connection of Apache's npm library in one of its dialects.
const { readFileSync } = require("node:fs");
const http = require("node:http");
const https = require("node:https");
const { inherits } = require("node:util");
const thrift = require("thrift");
const { options } = require("./command_line.cjs");
const { finite } = require("./values.cjs");

const { MessageType } = thrift.Thrift;
const transports = {
  buffered: thrift.TBufferedTransport,
  framed: thrift.TFramedTransport,
  http: thrift.TBufferedTransport,
  websocket: thrift.TBufferedTransport,
};
const protocols = {
  binary: thrift.TBinaryProtocol,
  "binary-old": oldBinary,
  compact: thrift.TCompactProtocol,
  json: thrift.TJSONProtocol,
};

/**
 * Connects with a dialect, `protocol/transport`. `call` calls a function by any name, and `lost` rejects when the
 * connection ends or fails.
 */
function connect(Client, dialect) {
  const [name, transport] = dialect.split("/");
  const base = name.replace("-multiplexed", "");
  const settings = { protocol: protocols[base], transport: transports[transport] };
  const connection = endpoint(transport, settings);
  const client =
    name === base
      ? thrift.createClient(Client, connection)
      : new thrift.Multiplexer().createClient("Conformance", Client, connection);
  const lost = new Promise((_, reject) => {
    connection.on("error", (problem) => reject(problem.error ?? problem));
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
  const close = () => {
    if (transport === "http") connection.nodeOptions.agent.destroy();
    else if (transport === "websocket") connection.close();
    else connection.destroy();
  };
  // In JSON the library writes infinities and NaN as no JSON.
  const sendable = (value) => (base === "json" ? finite(value) : value);
  return { client, call, lost, close, sendable };
}

function endpoint(transport, settings) {
  const { address, trust } = options;
  const colon = address.lastIndexOf(":");
  const [host, port] = [address.slice(0, colon), Number(address.slice(colon + 1))];
  const secure = trust ? { ca: readFileSync(trust) } : {};
  if (transport === "websocket") {
    const wsOptions = trust ? secure : {};
    const connection = thrift.createWSConnection(host, port, { ...settings, secure: !!trust, wsOptions });
    connection.open();
    return connection;
  }
  const path = address.includes("/") ? address : address.startsWith("@") && address.replace("@", "\0");
  if (transport === "http") {
    // One connection, as a server of the simple model serves no two at a time.
    const agent = new (trust ? https : http).Agent({ keepAlive: true, maxSockets: 1, ...secure });
    const nodeOptions = { agent };
    if (path) return thrift.createHttpUDSConnection(path, { ...settings, nodeOptions });
    return thrift.createHttpConnection(host, port, { ...settings, https: !!trust, nodeOptions });
  }
  if (path) return thrift.createUDSConnection(path, settings);
  if (trust) return thrift.createSSLConnection(host, port, { ...settings, ...secure });
  return thrift.createConnection(host, port, settings);
}

/** The binary protocol without a version. */
function oldBinary(transport) {
  thrift.TBinaryProtocol.call(this, transport, false, false);
}
inherits(oldBinary, thrift.TBinaryProtocol);

module.exports = { connect };

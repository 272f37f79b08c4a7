// Calls a server of idl/conformance.thrift with npm thrift's clients for HTTP and WebSocket.
//
//   node http_client.cjs HOST PORT
//
// Ends with status 0 when all is as it must be.
const assert = require("node:assert/strict");
const thrift = require("thrift");
const { MessageType, Type } = thrift.Thrift;

/** What the compiler would generate of `i32 echoI32(1: i32 value)` and `string echoString(1: string value)`. */
class Client {
  constructor(output, pClass) {
    this.output = output;
    this.pClass = pClass;
    this._seqid = 0;
    this._reqs = {};
    this.recv_echoI32 = (input, type, id) => this.received(input, type, id, () => input.readI32());
    this.recv_echoString = (input, type, id) => this.received(input, type, id, () => input.readString());
  }

  call(name, type, write) {
    const id = ++this._seqid;
    return new Promise((resolve, reject) => {
      this._reqs[id] = (error, value) => (error ? reject(error) : resolve(value));
      const output = new this.pClass(this.output);
      output.writeMessageBegin(name, MessageType.CALL, id);
      output.writeStructBegin("arguments");
      output.writeFieldBegin("value", type, 1);
      write(output);
      output.writeFieldEnd();
      output.writeFieldStop();
      output.writeStructEnd();
      output.writeMessageEnd();
      this.output.flush();
    });
  }

  received(input, type, id, read) {
    assert.equal(type, MessageType.REPLY);
    input.readStructBegin();
    input.readFieldBegin();
    const value = read();
    input.readFieldEnd();
    input.readFieldBegin();
    input.readStructEnd();
    input.readMessageEnd();
    this._reqs[id](null, value);
  }
}

async function check(create, settings) {
  const [, , host, port] = process.argv;
  const { connection, client } = create(host, Number(port), settings);
  const lost = new Promise((_, reject) => connection.on("error", reject));
  const calls = async () => {
    const numbers = [0, -1, 2147483647];
    const echoed = numbers.map((number) =>
      client.call("echoI32", Type.I32, (output) => output.writeI32(number)),
    );
    assert.deepEqual(await Promise.all(echoed), numbers);
    const text = "żółć 🦆 ".repeat(20_000);
    assert.equal(await client.call("echoString", Type.STRING, (output) => output.writeString(text)), text);
  };
  await Promise.race([calls(), lost]);
  connection.close?.();
}

function http(host, port, settings) {
  const connection = thrift.createHttpConnection(host, port, { path: "/any", ...settings });
  return { connection, client: thrift.createHttpClient(Client, connection) };
}

function webSocket(host, port, settings) {
  const connection = thrift.createWSConnection(host, port, { path: "/any", ...settings });
  const client = thrift.createWSClient(Client, connection);
  connection.open();
  return { connection, client };
}

async function main() {
  for (const protocol of [thrift.TBinaryProtocol, thrift.TCompactProtocol, thrift.TJSONProtocol]) {
    for (const transport of [thrift.TBufferedTransport, thrift.TFramedTransport]) {
      for (const create of [http, webSocket]) {
        await check(create, { protocol, transport }).catch((error) => {
          throw new Error(`${create.name} ${protocol.name} ${transport.name}`, { cause: error });
        });
      }
    }
  }
}

main().then(
  () => process.exit(0),
  (error) => {
    console.error(error);
    process.exit(1);
  },
);

// The answers that a server of idl/conformance_uuid.thrift must give. Debian's compiler does not know uuid, so what
// newer ones generate for `uuid echoUuid(1: uuid value)` is written by hand, and the struct of many uuids with it.
const { Thrift } = require("thrift");
const { same } = require("./same.cjs");

const { TApplicationException, MessageType, Type } = Thrift;

const nil = "00000000-0000-0000-0000-000000000000";
const uuids = [nil, "01234567-89ab-4cde-8f01-23456789abcd", "ffffffff-ffff-ffff-ffff-ffffffffffff"];

/** A client as the compiler would generate it, with promises. */
class Client {
  constructor(output, pClass) {
    this.output = output;
    this.pClass = pClass;
    this._seqid = 0;
    this._reqs = {};
  }

  echoUuid(value) {
    return this.call("echoUuid", (output) => {
      output.writeFieldBegin("value", Type.UUID, 1);
      output.writeUuid(value);
      output.writeFieldEnd();
    });
  }

  /** Calls `echoUuids` with a struct of a required uuid, a list and a map: `Uuids`' fields 1, 4 and 6. */
  echoUuids({ one, many, names }) {
    return this.call("echoUuids", (output) => {
      output.writeFieldBegin("value", Type.STRUCT, 1);
      output.writeStructBegin("Uuids");
      output.writeFieldBegin("one", Type.UUID, 1);
      output.writeUuid(one);
      output.writeFieldBegin("many", Type.LIST, 4);
      output.writeListBegin(Type.UUID, many.length);
      for (const uuid of many) output.writeUuid(uuid);
      output.writeFieldBegin("names", Type.MAP, 6);
      output.writeMapBegin(Type.UUID, Type.STRING, names.length);
      for (const [uuid, name] of names) {
        output.writeUuid(uuid);
        output.writeString(name);
      }
      output.writeFieldStop();
      output.writeStructEnd();
    });
  }

  call(name, writeArguments) {
    const sequence = ++this._seqid;
    const output = new this.pClass(this.output);
    output.writeMessageBegin(name, MessageType.CALL, sequence);
    output.writeStructBegin("args");
    writeArguments(output);
    output.writeFieldStop();
    output.writeStructEnd();
    output.writeMessageEnd();
    return new Promise((resolve, reject) => {
      this._reqs[sequence] = (error, result) => (error ? reject(error) : resolve(result));
      output.flush();
    });
  }

  recv_echoUuid(input, kind, sequence) {
    this.settle(input, kind, sequence, () => input.readUuid());
  }

  recv_echoUuids(input, kind, sequence) {
    this.settle(input, kind, sequence, () => readUuids(input));
  }

  /** Reads a result struct: field 0, or the exception that came instead. */
  settle(input, kind, sequence, read) {
    let [error, success] = [null, undefined];
    if (kind === MessageType.EXCEPTION) {
      error = new TApplicationException();
      error.read(input);
    } else {
      eachField(input, () => {
        success = read();
      });
    }
    input.readMessageEnd();
    this._reqs[sequence](error, success);
  }
}

function readUuids(input) {
  const value = {};
  eachField(input, (id, type) => {
    if (type === Type.UUID) value[id] = input.readUuid();
    else if (id === 4) value[id] = times(input.readListBegin().size, () => input.readUuid());
    else if (id === 6)
      value[id] = times(input.readMapBegin().size, () => [input.readUuid(), input.readString()]);
    else input.skip(type);
  });
  return value;
}

function eachField(input, read) {
  input.readStructBegin();
  for (let field = input.readFieldBegin(); field.ftype !== Type.STOP; field = input.readFieldBegin()) {
    read(field.fid, field.ftype);
    input.readFieldEnd();
  }
  input.readStructEnd();
}

const times = (count, read) => Array.from({ length: count }, read);

const checks = {
  async echoUuid({ client }) {
    for (const uuid of uuids) same(await client.echoUuid(uuid), uuid);
  },
  async uuids_in_containers({ client }) {
    const names = uuids.map((uuid) => [uuid, `the name of ${uuid}`]);
    const answer = await client.echoUuids({ one: nil, many: uuids, names });
    same([answer[1], answer[4], answer[6]], [nil, uuids, names]);
  },
};

module.exports = { Client, checks };

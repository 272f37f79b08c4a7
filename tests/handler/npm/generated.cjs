// A service in the form that Apache's compiler gives it for the npm package: `struct Item { 1: string name, 2: i64 size }`,
// `exception Missing { 1: string name }`, `service Shelf { Item find(1: string name, 7: bool exact = true) throws
// (1: Missing missing), i64 count(), oneway void drop(1: list<Item> items) }`.
const STOP = 0;

/** Reads and writes a struct of plain fields: `[name, id, type, how]`. */
function struct(name, fields, Base = Object) {
  class Generated extends Base {
    constructor(given) {
      super();
      for (const [field, , , , initial = null] of fields) this[field] = given?.[field] ?? initial;
    }
    read(input) {
      input.readStructBegin();
      for (;;) {
        const { ftype, fid } = input.readFieldBegin();
        if (ftype === STOP) break;
        const field = fields.find(([, id, type]) => id === fid && type === ftype);
        if (field === undefined) input.skip(ftype);
        else this[field[0]] = field[3].read(input);
        input.readFieldEnd();
      }
      input.readStructEnd();
    }
    write(output) {
      output.writeStructBegin(name);
      for (const [field, id, type, how] of fields) {
        if (this[field] === null || this[field] === undefined) continue;
        output.writeFieldBegin(field, type, id);
        how.write(output, this[field]);
        output.writeFieldEnd();
      }
      output.writeFieldStop();
      output.writeStructEnd();
    }
  }
  return Generated;
}

const base = (kind) => ({
  read: (input) => input[`read${kind}`](),
  write: (output, value) => output[`write${kind}`](value),
});
const nested = (type) => ({
  read(input) {
    const made = new type();
    made.read(input);
    return made;
  },
  write: (output, value) => value.write(output),
});
const list = (element) => ({
  read(input) {
    const { size } = input.readListBegin();
    const made = Array.from({ length: size }, () => element.read(input));
    input.readListEnd();
    return made;
  },
  write(output, value) {
    output.writeListBegin(12, value.length);
    for (const one of value) element.write(output, one);
    output.writeListEnd();
  },
});

const Item = struct("Item", [
  ["name", 1, 11, base("String")],
  ["size", 2, 10, base("I64")],
]);
const Missing = struct("Missing", [["name", 1, 11, base("String")]], Error);
const functions = {
  find: {
    args: struct("Shelf_find_args", [
      ["name", 1, 11, base("String")],
      ["exact", 7, 2, base("Bool"), true],
    ]),
    result: struct("Shelf_find_result", [
      ["success", 0, 12, nested(Item)],
      ["missing", 1, 12, nested(Missing)],
    ]),
    names: ["name", "exact"],
  },
  count: {
    args: struct("Shelf_count_args", []),
    result: struct("Shelf_count_result", [["success", 0, 10, base("I64")]]),
    names: [],
  },
  drop: { args: struct("Shelf_drop_args", [["items", 1, 15, list(nested(Item))]]), names: ["items"] },
};

class Client {
  constructor(output, protocol) {
    this.output = output;
    this.pClass = protocol;
    this._reqs = {};
  }
  send_find(name, exact) {
    this.send("find", { name, exact });
  }
  send_count() {
    this.send("count", {});
  }
  send_drop(items) {
    this.send("drop", { items });
  }
  send(name, given) {
    const output = new this.pClass(this.output);
    output.writeMessageBegin(name, functions[name].result === undefined ? 4 : 1, 1);
    new functions[name].args(given).write(output);
    output.writeMessageEnd();
  }
  recv_find(input, _type, seqid) {
    this.receive("find", input, seqid);
  }
  recv_count(input, _type, seqid) {
    this.receive("count", input, seqid);
  }
  receive(name, input, seqid) {
    const result = new functions[name].result();
    result.read(input);
    input.readMessageEnd();
    if (result.missing) this._reqs[seqid](result.missing);
    else if (result.success !== null) this._reqs[seqid](null, result.success);
    else this._reqs[seqid](`${name} failed: unknown result`);
  }
}

class Processor {
  constructor(handler) {
    this._handler = handler;
  }
  process() {}
  process_find(seqid, input, output) {
    this.run("find", seqid, input, output);
  }
  process_count(seqid, input, output) {
    this.run("count", seqid, input, output);
  }
  process_drop(_seqid, input) {
    const args = new functions.drop.args();
    args.read(input);
    this._handler.drop(args.items);
  }
  run(name, seqid, input, output) {
    const args = new functions[name].args();
    args.read(input);
    input.readMessageEnd();
    const reply = (type, made) => {
      output.writeMessageBegin(name, type, seqid);
      made.write(output);
      output.writeMessageEnd();
      output.flush();
    };
    const given = functions[name].names.map((one) => args[one]);
    this._handler[name](...given, (error, success) => {
      if (error instanceof Missing) reply(2, new functions[name].result({ missing: error }));
      else if (error === null || error === undefined) reply(2, new functions[name].result({ success }));
      else {
        const Failure = struct("TApplicationException", [["message", 1, 11, base("String")]]);
        reply(3, new Failure({ message: error.message }));
      }
    });
  }
}

module.exports = { Client, Processor, Item, Missing };

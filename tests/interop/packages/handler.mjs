// A handler that needs packages of its own: they lie in node_modules beside it. JavaScript, so that every runtime can run it.
import { fileURLToPath } from "node:url";
import { kebabCase } from "lodash-es";
import ms from "ms";
import * as onnx from "onnxruntime-node";
import initSql from "sql.js";

export const service = new URL("./packages.thrift", import.meta.url);

const { InferenceSession, Tensor } = onnx.default ?? onnx;
let database;
let session;

export async function init() {
  const { Database } = await initSql();
  database = new Database();
  const model = fileURLToPath(new URL("./add.onnx", import.meta.url));
  session = await InferenceSession.create(model, { intraOpNumThreads: 1 });
}

export default {
  kebab: (text) => kebabCase(text),
  milliseconds: (text) => ms(text),
  query: (sql) => database.exec(sql)[0].values[0][0],
  async add(a, b) {
    const tensor = (values) => new Tensor("float32", Float32Array.from(values), [2]);
    const { sum } = await session.run({ a: tensor(a), b: tensor(b) });
    return [...sum.data];
  },
};

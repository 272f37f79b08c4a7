/** A call for each kind of package that a handler may import. */
service Packages {
  /** ECMAScript modules: lodash-es. */
  string kebab(1: string text)
  /** CommonJS: ms. */
  i32 milliseconds(1: string text)
  /** WebAssembly: sql.js. */
  i32 query(1: string sql)
  /** A native addon: onnxruntime-node. */
  list<double> add(1: list<double> a, 2: list<double> b)
}

// Serves the calculator to Thrift clients and, over HTTP, to everybody else: `bun examples/library/app.ts [PORT [HTTP]]`.
import { createServer } from "node:http";
import { connect, serve } from "../../mod.ts";
import { Calculator } from "../calculator/generated/calculator.ts";

const [port = 9090, httpPort = 8080] = process.argv.slice(2).map(Number);

const server = await serve(new URL("../calculator/handler.ts", import.meta.url), {
  model: "threadpool",
  workers: 2,
  port,
});
const calculator = await connect(Calculator, { port });

const http = createServer(async (request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://localhost");
  if (pathname !== "/add") return response.writeHead(404).end("There is /add?a=1&b=2\n");
  try {
    const sum = await calculator.add(Number(searchParams.get("a")), Number(searchParams.get("b")));
    response.end(`${sum}\n`);
  } catch (error) {
    response.writeHead(400).end(`${(error as Error).message}\n`); // 1.5 is no i32, say
  }
});
http.listen(httpPort, "127.0.0.1", () => {
  console.log(`listening: Thrift on ${port}, HTTP on ${httpPort}`);
});

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, async () => {
    http.close();
    http.closeIdleConnections();
    calculator.close();
    await server.close(); // calls at work are answered first
  });
}

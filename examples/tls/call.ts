// Calls the calculator with a certificate, and without: `bun examples/tls/call.ts FOLDER [PORT]`.
import { connect } from "../../mod.ts";
import { Calculator } from "../calculator/generated/calculator.ts";

const [folder = ".", port = "9090"] = process.argv.slice(2);
const ca = `${folder}/ca.crt`;
const address = `tls://localhost:${port}`;

const tls = { ca, cert: `${folder}/client.crt`, key: `${folder}/client.key` };
await using calculator = await connect(Calculator, address, { tls });
console.log("with a certificate:", await calculator.add(1, 2));

try {
  await using stranger = await connect(Calculator, address, { tls: { ca }, retries: 0 });
  console.log("without one:", await stranger.add(1, 2));
} catch {
  console.log("without one: refused"); // by an alert, or by the end of the connection
}

// Calls a server and does not close its connection.
import { connect } from "../../mod.ts";

const idl = new URL("../fixtures/probe.thrift", import.meta.url);
const client = await connect(idl, { port: Number(process.argv[2]) });
console.log(await client.call("echo", 5));
client.unref();

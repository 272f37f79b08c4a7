// A program that is told to end by a signal while its event loop has no turns, and that then leaves signals to the system.
import { stopEarly } from "../../src/cli/early_stop.ts";
import { ServingProgram } from "../../src/cli/stop.ts";

stopEarly();
const program = new ServingProgram("handler.ts");
process.kill(process.pid, "SIGTERM");
await program.mayBeHeld();
process.stdout.write("the signal was lost\n", () => process.exit(3));

// The clients of these tests, put to the test: Apache's own Python server passes the same checks.
import { after, describe } from "node:test";
import { declareTests } from "./matrix.ts";
import { missingPeers, preparePeers, python } from "./peers.ts";
import { startProgram } from "./server.ts";

const peers = missingPeers ? undefined : await preparePeers();

// Apache's Python library skips an unknown binary field as if it were a string, and fails where it is no UTF-8.
const knownToFail = ["unknown_fields_skipped", "unknown_methods"];

describe("Apache's own server passes the same checks", { skip: missingPeers ?? false }, () => {
  after(() => peers?.remove());

  for (const protocol of ["binary", "compact"]) {
    for (const transport of ["buffered", "framed"]) {
      declareTests({
        name: `reference ${protocol} ${transport}`,
        start: () =>
          startProgram((folder) => ({
            command: [
              python,
              "tests/interop/reference_server.py",
              ...["--gen", peers!.pythonCode, "--port-file", `${folder}/port`],
              ...["--protocol", protocol, "--transport", transport],
            ],
            portFile: `${folder}/port`,
          })),
        clients: peers ? [peers.python, peers.npm] : [],
        // Its binary protocol does not serve the old form.
        dialects: [`${protocol}/${transport}`, `${protocol}-accelerated/${transport}`],
        skip: knownToFail,
      });
    }
  }
});

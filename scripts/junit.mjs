// Reads the JUnit reports of Bun, Deno and Node: three dialects of the few elements that are used here.

const element = /<(\/?)(testsuite|testcase|failure|error|skipped)\b((?:\s+[\w:-]+="[^"]*")*)\s*(\/?)>/g;
const attribute = /([\w:-]+)="([^"]*)"/g;

/**
 * @param {string} xml a report; an empty one says that nothing ran
 * @returns {{ passed: number, skipped: number, failures: { name: string, detail: string }[], skips: string[] }}
 *   `skips`: each reason that was given, with how often
 */
export function readReport(xml) {
  const tests = onlyLeaves(testcases(xml)).filter((test) => !isFileWithoutTests(test));
  const failures = tests.filter((test) => test.failure !== undefined);
  const skipped = tests.filter((test) => test.skipped !== undefined && test.failure === undefined);
  return {
    passed: tests.length - failures.length - skipped.length,
    skipped: skipped.length,
    failures: failures.map(({ name, failure }) => ({ name, detail: failure })),
    skips: counted(skipped.map((test) => test.skipped).filter((reason) => reason !== "")),
  };
}

function testcases(xml) {
  const found = [];
  const suites = [];
  let test;
  for (const match of xml.matchAll(element)) {
    const [whole, closing, kind, attributes, alone] = match;
    if (closing) {
      if (kind === "testsuite") suites.pop();
      continue;
    }
    const { name, message } = Object.fromEntries(
      [...attributes.matchAll(attribute)].map(([, key, value]) => [key, decode(value)]),
    );
    if (kind === "testsuite") {
      if (!alone) suites.push(name);
    } else if (kind === "testcase") {
      const named = suites.filter((suite) => !suite.startsWith("ext:")); // Deno's own file, for its node:test
      test = { name: [...named, name].join(" > "), step: name };
      found.push(test);
    } else if (kind === "skipped") {
      test.skipped = message === "true" ? "" : (message ?? "");
    } else {
      const start = match.index + whole.length;
      const body = alone ? "" : decode(xml.slice(start, xml.indexOf(`</${kind}>`, start)));
      test.failure = body.trim() || (message ?? "");
    }
  }
  return found;
}

/**
 * Deno lists a test with steps beside its steps, `outer` and `outer > inner`: it counts only where it failed
 * and none of them did, as when a hook throws.
 */
function onlyLeaves(tests) {
  const parents = new Set();
  const failed = new Set();
  for (const { step, failure } of tests) {
    const names = step.split(" > ");
    for (let length = 1; length < names.length; length++) {
      const parent = names.slice(0, length).join(" > ");
      parents.add(parent);
      if (failure !== undefined) failed.add(parent);
    }
  }
  return tests.filter(
    ({ step, failure }) => !parents.has(step) || (failure !== undefined && !failed.has(step)),
  );
}

/** Node lists a file in which it found no test as a test that passed. */
function isFileWithoutTests({ step, failure }) {
  return step.endsWith("_test.ts") && failure === undefined;
}

function counted(reasons) {
  const counts = new Map();
  for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return [...counts].map(([reason, count]) => `${count} × ${reason}`);
}

const entities = { lt: "<", gt: ">", quot: '"', apos: "'", amp: "&" };

function decode(text) {
  return text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (whole, hex, decimal, name) => {
    if (name) return entities[name] ?? whole;
    return String.fromCodePoint(hex ? Number.parseInt(hex, 16) : Number(decimal));
  });
}

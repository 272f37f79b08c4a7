// Reads the JUnit reports of Bun, Deno and Node: three dialects of the few elements that are used here.
import { DOMParser, onErrorStopParsing } from "@xmldom/xmldom";

/**
 * @typedef {object} Report
 * @property {number} passed
 * @property {number} skipped
 * @property {{ name: string, detail: string }[]} failures
 * @property {Map<string, number>} skips each reason that was given, with how often
 *
 * @typedef {object} Testcase
 * @property {string} name with the names of its suites before it
 * @property {string} step as Deno names it, with the names of the tests that it is a step of
 * @property {string | undefined} failure
 * @property {string | undefined} skipped the reason, which may be empty
 */

/**
 * @param {string} xml a report; an empty one says that nothing ran
 * @returns {Report}
 * @throws {Error} when it is no XML, as when its writer was ended
 */
export function readReport(xml) {
  const tests = onlyLeaves(testcases(xml)).filter((test) => !isFileWithoutTests(test));
  const skipped = tests.filter((test) => test.skipped !== undefined && test.failure === undefined);
  const failures = tests.flatMap(({ name, failure }) =>
    failure === undefined ? [] : [{ name, detail: failure }],
  );
  /** @type {Map<string, number>} */
  const skips = new Map();
  for (const { skipped: reason } of skipped) if (reason) skips.set(reason, (skips.get(reason) ?? 0) + 1);
  return {
    passed: tests.length - failures.length - skipped.length,
    skipped: skipped.length,
    failures,
    skips,
  };
}

/**
 * @param {string} xml
 * @returns {Testcase[]}
 */
function testcases(xml) {
  if (xml.trim() === "") return [];
  const document = new DOMParser({ onError: onErrorStopParsing }).parseFromString(xml, "text/xml");
  return [...document.getElementsByTagName("testcase")].map((element) => {
    const step = element.getAttribute("name") ?? "";
    return {
      name: [...suitesOf(element), step].join(" > "),
      step,
      failure: failureOf(element),
      skipped: skipOf(element, step),
    };
  });
}

/**
 * The names of the suites around a test, but Deno's own file for its node:test, and what stands for all of them.
 *
 * @param {import("@xmldom/xmldom").Element} element
 * @returns {string[]}
 */
function suitesOf(element) {
  const names = [];
  for (let above = element.parentElement; above?.tagName === "testsuite"; above = above.parentElement) {
    const name = above.getAttribute("name") ?? "";
    if (!name.startsWith("ext:")) names.unshift(name);
  }
  return names;
}

/** @param {import("@xmldom/xmldom").Element} element */
function failureOf(element) {
  const [failure] = ["failure", "error"].flatMap((name) => [...element.getElementsByTagName(name)]);
  return failure && (failure.textContent?.trim() || (failure.getAttribute("message") ?? ""));
}

/**
 * Bun tells no reason: there it is found where a test is named for it, as tests/fixtures/unless.ts does.
 *
 * @param {import("@xmldom/xmldom").Element} element
 * @param {string} name
 */
function skipOf(element, name) {
  const [skipped] = element.getElementsByTagName("skipped");
  const named = /(?:^| > )skipped: (.+)$/.exec(name)?.[1] ?? "";
  const reason = skipped?.getAttribute("message") || named;
  return skipped && (reason === "true" ? "" : reason);
}

/**
 * Deno lists a test with steps beside its steps, `outer` and `outer > inner`: it counts only where it failed
 * and none of them did, as when a hook throws.
 *
 * @param {Testcase[]} tests
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

/**
 * Node lists a file in which it found no test as a test that passed.
 *
 * @param {Testcase} test
 */
function isFileWithoutTests({ step, failure }) {
  return step.endsWith("_test.ts") && failure === undefined;
}

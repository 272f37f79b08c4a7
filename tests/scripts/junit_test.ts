// Reads reports as Bun, Deno and Node write them: what they say is the same.
import assert from "node:assert/strict";
import { test } from "node:test";
import { readReport } from "../../scripts/junit.mjs";

/** A test that passes, one in a suite that fails, one that is skipped with a reason, one without. */
const reports = {
  bun: `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="bun test" tests="4" failures="1" skipped="2" time="0.1">
  <testsuite name="tests/x/y_test.ts" file="tests/x/y_test.ts" tests="4">
    <testcase name="passes &amp; is &quot;quoted&quot;" classname="" time="0.01" />
    <testsuite name="outer" tests="1">
      <testcase name="fails" classname="outer" time="0.01">
        <failure type="AssertionError" message="1 !== 2">AssertionError: 1 !== 2&#10;    at &lt;x&gt;</failure>
      </testcase>
    </testsuite>
    <testcase name="is skipped" time="0"><skipped message="no openssl" /></testcase>
    <testcase name="is skipped too" time="0"><skipped /></testcase>
  </testsuite>
</testsuites>`,
  deno: `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="deno test" tests="5" failures="2" errors="0" time="0.1">
  <testsuite name="./tests/x/y_test.ts" tests="4">
    <testcase name="passes &amp; is &quot;quoted&quot;" time="0.01"></testcase>
    <testcase name="outer" time="0.01"><failure message="1 test step failed">1 test step failed</failure></testcase>
    <testcase name="is skipped" time="0"><skipped message="no openssl"/></testcase>
    <testcase name="is skipped too" time="0"><skipped/></testcase>
  </testsuite>
  <testsuite name="ext:deno_node/testing.ts" tests="1">
    <testcase name="outer &gt; fails" time="0.01">
      <failure message="Uncaught AssertionError: 1 !== 2">AssertionError: 1 !== 2
    at &lt;x&gt;</failure>
    </testcase>
  </testsuite>
</testsuites>`,
  node: `<?xml version="1.0" encoding="utf-8"?>
<testsuites>
	<testcase name="passes &amp; is &quot;quoted&quot;" time="0.01" classname="test"/>
	<testsuite name="outer" time="0.01" tests="1" failures="1">
		<testcase name="fails" time="0.01" classname="outer" failure="1 !== 2">
			<failure type="testCodeFailure" message="1 !== 2">
AssertionError: 1 !== 2
    at &lt;x&gt;
			</failure>
		</testcase>
	</testsuite>
	<testcase name="is skipped" time="0"><skipped type="skipped" message="no openssl"/></testcase>
	<testcase name="is skipped too" time="0"><skipped type="skipped" message="true"/></testcase>
	<testcase name="tests/x/empty_test.ts" time="0.01" classname="test"/>
	<!-- tests 4 -->
</testsuites>`,
};

for (const [runtime, xml] of Object.entries(reports)) {
  test(`a report of ${runtime} is read as the others'`, () => {
    const { passed, skipped, failures, skips } = readReport(xml);
    assert.deepEqual([passed, skipped, [...skips]], [1, 2, [["no openssl", 1]]]);
    assert.equal(failures.length, 1);
    assert.match(failures[0]!.name, /outer > fails$/);
    assert.equal(failures[0]!.detail, "AssertionError: 1 !== 2\n    at <x>");
  });
}

test("a test of Deno that failed though none of its steps did is a failure", () => {
  const { passed, failures } = readReport(
    `<testsuites><testsuite name="./y_test.ts">
      <testcase name="outer"><failure message="the hook threw"></failure></testcase>
      <testcase name="outer &gt; inner"></testcase>
    </testsuite></testsuites>`,
  );
  assert.deepEqual([passed, failures], [1, [{ name: "./y_test.ts > outer", detail: "the hook threw" }]]);
});

test("a file of Node's that failed as a whole is a failure", () => {
  const { passed, failures } = readReport(
    `<testsuites><testcase name="tests/y_test.ts"><failure message="exited with 1"/></testcase></testsuites>`,
  );
  assert.deepEqual([passed, failures], [0, [{ name: "tests/y_test.ts", detail: "exited with 1" }]]);
});

test("a report that is empty tells of nothing, and one that was cut off is none", () => {
  assert.deepEqual(readReport(""), { passed: 0, skipped: 0, failures: [], skips: new Map() });
  assert.throws(() => readReport('<testsuites><testcase name="x"/>'));
});

test("the reason that a test of Bun's is named for is told", () => {
  const { skipped, skips } = readReport(
    `<testsuites><testsuite name="y_test.ts"><testsuite name="outer">
      <testcase name="skipped: no openssl"><skipped /></testcase>
    </testsuite></testsuite></testsuites>`,
  );
  assert.deepEqual([skipped, [...skips]], [1, [["no openssl", 1]]]);
});

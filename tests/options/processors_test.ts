// The number of workers by default is within the quota that a control group gives, in whatever way it is told.
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { processors } from "../../src/options/processors.ts";

const second = "30 23 0:26 / /sys/fs/cgroup rw,relatime - cgroup2 cgroup2 rw";
const first = "32 31 0:29 / /sys/fs/cgroup/cpu,cpuacct rw shared:9 - cgroup cgroup rw,cpu,cpuacct";
const memory = "35 31 0:32 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory";

interface Case {
  readonly mounts: readonly string[];
  readonly groups: readonly string[];
  readonly files?: Readonly<Record<string, string>>;
  readonly expected: number;
}

const cases: Readonly<Record<string, Case>> = {
  "no control groups": { mounts: [], groups: [], expected: 8 },
  "no quota": {
    mounts: [second],
    groups: ["0::/a/b"],
    files: { "a/b/cpu.max": "max 100000\n" },
    expected: 8,
  },
  "a quota of version 2": {
    mounts: [second],
    groups: ["0::/a/b"],
    files: { "a/b/cpu.max": "200000 100000\n" },
    expected: 2,
  },
  "a group above has the smaller one": {
    mounts: [second],
    groups: ["0::/a/b"],
    files: { "a/b/cpu.max": "max 100000\n", "a/cpu.max": "350000 100000\n" },
    expected: 3,
  },
  "a container's own group": {
    mounts: [second],
    groups: ["0::/"],
    files: { "cpu.max": "150000 50000\n" },
    expected: 3,
  },
  "half a processor": {
    mounts: [second],
    groups: ["0::/"],
    files: { "cpu.max": "50000 100000\n" },
    expected: 1,
  },
  "more than there are": {
    mounts: [second],
    groups: ["0::/"],
    files: { "cpu.max": "1600000 100000\n" },
    expected: 8,
  },
  "a quota of version 1": {
    mounts: [memory, first, second],
    groups: ["9:memory:/m", "4:cpu,cpuacct:/a", "0::/"],
    files: { "cpu,cpuacct/a/cpu.cfs_quota_us": "400000\n", "cpu,cpuacct/a/cpu.cfs_period_us": "100000\n" },
    expected: 4,
  },
  "none of version 1": {
    mounts: [first],
    groups: ["4:cpu,cpuacct:/a"],
    files: { "cpu,cpuacct/a/cpu.cfs_quota_us": "-1\n", "cpu,cpuacct/a/cpu.cfs_period_us": "100000\n" },
    expected: 8,
  },
  "a container that is told its host's path": {
    mounts: [first.replace(" / ", " /docker/id ")],
    groups: ["4:cpu,cpuacct:/docker/id"],
    files: { "cpu,cpuacct/cpu.cfs_quota_us": "100000\n", "cpu,cpuacct/cpu.cfs_period_us": "100000\n" },
    expected: 1,
  },
};

for (const [name, { mounts, groups, files = {}, expected }] of Object.entries(cases)) {
  test(`${name}: ${expected} of 8 processors`, () => {
    const system = mkdtempSync(join(tmpdir(), "thriftserve-processors-"));
    const write = (path: string, text: string) => {
      mkdirSync(dirname(join(system, path)), { recursive: true });
      writeFileSync(join(system, path), text);
    };
    try {
      write("proc/self/mountinfo", `${mounts.join("\n")}\n`);
      write("proc/self/cgroup", `${groups.join("\n")}\n`);
      for (const [path, text] of Object.entries(files)) write(`sys/fs/cgroup/${path}`, text);
      assert.equal(processors(system, 8), expected);
    } finally {
      rmSync(system, { recursive: true, force: true });
    }
  });
}

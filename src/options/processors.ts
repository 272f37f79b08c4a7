// Counts the processors that this program may use: containers and services are given less than the machine has, as a share of
// its time, by a quota of Linux's control groups (cgroups(7)). Runtimes look at some of these quotas, each at others.
import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname, join } from "node:path";

/**
 * The processors, by the system's count and by the quota of the control group, of either version, and those above it.
 * Half a processor's time is not counted, as the runtimes do not, but one always is.
 * @param system the folder that the system's files are looked for in.
 */
export function processors(system = "/", available = availableParallelism()): number {
  const shares = groups(system).flatMap(({ folder, top }) => upwards(folder, top).map(shareOf));
  return Math.max(1, Math.floor(Math.min(available, ...shares)));
}

/** A control group that this process is in, and the highest that can be seen. */
interface Group {
  readonly folder: string;
  readonly top: string;
}

/** Those that may limit processors: the one of version 2, and that of version 1 with the controller `cpu`. */
function groups(system: string): Group[] {
  const mounts = linesOf(join(system, "proc/self/mountinfo")).map((line) => {
    const [places = "", kind = ""] = line.split(" - ");
    const [, , , root = "", mounted = ""] = places.split(" ");
    const [type, , options = ""] = kind.split(" ");
    return { type, root, mounted, controllers: options.split(",") };
  });
  return linesOf(join(system, "proc/self/cgroup")).flatMap((line) => {
    const [, number, controllers = "", path = ""] = /^(\d+):([^:]*):(.*)$/.exec(line) ?? [];
    const isFirst = controllers.split(",").includes("cpu");
    if (!isFirst && (number !== "0" || controllers !== "")) return [];
    const mount = mounts.find((one) =>
      isFirst ? one.type === "cgroup" && one.controllers.includes("cpu") : one.type === "cgroup2",
    );
    if (mount === undefined) return [];
    const top = join(system, mount.mounted);
    // A container sees its own group as the root of what is mounted, and may be told the path that its host knows.
    const root = mount.root === "/" ? "" : mount.root;
    const isBelow = path === root || path.startsWith(`${root}/`);
    return [{ top, folder: isBelow ? join(top, path.slice(root.length)) : top }];
  });
}

/** A folder and those above it. */
function upwards(folder: string, top: string): string[] {
  return folder.length <= top.length ? [top] : [folder, ...upwards(dirname(folder), top)];
}

/** The processors' time that a group is given, by either version's files; Infinity: any. */
function shareOf(folder: string): number {
  const [second = ""] = linesOf(join(folder, "cpu.max"));
  const [quota, period] =
    second === ""
      ? ["cpu.cfs_quota_us", "cpu.cfs_period_us"].map((name) => linesOf(join(folder, name))[0])
      : second.split(" ");
  const share = Number(quota) / Number(period);
  return share > 0 ? share : Number.POSITIVE_INFINITY; // `max` and -1 are none
}

/** None where there is no such file. */
function linesOf(path: string): string[] {
  try {
    return readFileSync(path, "utf8").split("\n");
  } catch {
    return [];
  }
}

// Closes connections that have had no call for a while, before a server or a firewall does that in the middle of one.
import type { Channel } from "../connection/channel.ts";

/**
 * Looks at connections four times in the time that they may be idle, and closes those that were at no call ever since.
 *
 * @param channels as they are at each time.
 * @param seconds that one may be idle.
 * @param isOver whether to stop.
 */
export function watchIdle(channels: readonly Channel[], seconds: number, isOver: () => boolean): void {
  const seen = new WeakMap<Channel, { begun: number; idle: number }>();
  const timer = setInterval(
    () => {
      if (isOver()) clearInterval(timer);
      for (const channel of [...channels]) {
        const before = seen.get(channel);
        const isIdle = channel.load === 0 && before?.begun === channel.begun;
        const idle = isIdle ? before!.idle + 1 : 0;
        seen.set(channel, { begun: channel.begun, idle });
        if (idle >= looks) channel.close();
      }
    },
    (seconds * 1000) / looks,
  );
  timer.unref?.();
}

const looks = 4;

// The memory that a server and its threads share, seen by both in one thread: calls, replies, blocks, parking.
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { test } from "node:test";
import { lines, makeCallMemory } from "../../src/server/calls/relay/layout.ts";
import { SharedCalls } from "../../src/server/calls/relay/memory.ts";
import { messageInRun } from "../../src/server/calls/relay/runs.ts";

/** The memory as the server sees it, and as a worker does. */
function shared(workers = 2) {
  const memory = makeCallMemory(workers, 1);
  return { memory, server: new SharedCalls(memory), worker: new SharedCalls(memory) };
}

const peer = "127.0.0.1:5";
const bytes = (size: number, value = 7) => new Uint8Array(size).fill(value);

/** Queues a message of so many bytes. */
function put(server: SharedCalls, slot: number, size: number, headers?: Uint8Array): boolean {
  return server.put(slot, 9, peer, undefined, 1, bytes(size + 2), 1, size + 1, headers, undefined);
}

/** All slots of calls that are done. */
function collected({ memory }: { memory: { slots: number } }, server: SharedCalls): number[] {
  const done = new Int32Array(memory.slots);
  return [...done.subarray(0, server.done.collect(done))];
}

test("calls are taken in the order that they came in, with all that belongs to them", () => {
  const { server, worker } = shared();
  assert.equal(worker.take(1), -1);
  assert.ok(put(server, 5, 10, bytes(4, 3)));
  assert.ok(put(server, 2, 20));
  assert.deepEqual([worker.take(1), server.takenBy(5), server.takenBy(2)], [5, 1, 0]);
  assert.deepEqual(
    [worker.connectionOf(5), worker.protocolOf(5), worker.peerLengthOf(5), worker.lengthOf(5)],
    [9, 1, peer.length, 10],
  );
  assert.equal(Buffer.from(worker.bytesOf(5, 0, peer.length)).toString(), peer);
  assert.deepEqual(worker.bytesOf(5, peer.length, 10), bytes(10));
  assert.deepEqual(worker.bytesOf(5, peer.length + 10, worker.headersLengthOf(5)), bytes(4, 3));
  assert.deepEqual([worker.take(2), server.takenBy(2), worker.headersLengthOf(2)], [2, 2, 0]);
  assert.equal(worker.take(1), -1);
});

test("a message lies behind its client's address and certificate, whatever stands before it in its chunk", () => {
  const { server, worker } = shared();
  const certificate = bytes(30, 4);
  for (const start of [0, 4, peer.length, peer.length + 1, 40, 41, 4000, 5000]) {
    for (const behind of [0, 1]) {
      const chunk = new Uint8Array(start + 20 + behind).fill(1);
      chunk.fill(7, start, start + 20);
      for (const der of [undefined, certificate]) {
        assert.ok(put(server, 0, server.layout.slotSize - peer.length));
        assert.ok(server.put(1, 9, peer, der, 1, chunk, start, start + 20, bytes(3, 5), undefined));
        assert.deepEqual([worker.take(1), worker.take(1)], [0, 1]);
        const length = server.layout.slotSize - peer.length;
        assert.deepEqual(worker.bytesOf(0, peer.length, length), bytes(length), "the call before it");
        const parts = [Buffer.from(peer), der ?? bytes(0), bytes(20), bytes(3, 5)];
        const whole = new Uint8Array(Buffer.concat(parts));
        assert.deepEqual(worker.bytesOf(1, 0, whole.length), whole, `behind ${start} bytes`);
        for (const slot of [0, 1]) server.free(slot);
      }
    }
  }
});

test("calls that are done come back, the oldest first, and only once", () => {
  const all = shared();
  const { server, worker } = all;
  for (const slot of [1, 2, 3]) put(server, slot, 1);
  for (let i = 0; i < 3; i++) worker.take(1);
  assert.ok(worker.reply(3, bytes(50, 8), 10, 30, 5));
  for (const slot of [3, 1, 2]) worker.done.finish(slot);
  assert.deepEqual(collected(all, server), [3, 1, 2]);
  assert.deepEqual([server.lengthOf(3), server.headersLengthOf(3)], [30, 5]);
  assert.deepEqual(server.bytesOf(3, 0, 35), bytes(35, 8));
  assert.deepEqual(collected(all, server), []);
});

test("a call that was taken back is not taken, one that was taken is not taken back", () => {
  const { server, worker } = shared();
  put(server, 1, 1);
  put(server, 2, 1);
  assert.ok(server.takeBack(1));
  assert.equal(worker.take(1), 2);
  assert.ok(!server.takeBack(2));
  server.markGone(2);
  assert.ok(worker.isGone(2));
});

test("what fits no slot has a block of its own; what fits no block, or comes when all are in use, is sent another way", () => {
  const { server, worker, memory } = shared();
  const { slotSize, blockSize } = server.layout;
  assert.ok(put(server, 0, slotSize - peer.length));
  assert.ok(!put(server, 1, blockSize - peer.length + 1));
  assert.ok(worker.isElsewhere(1));
  let large = 0;
  while (large < memory.slots - 10 && put(server, 10 + large, blockSize - peer.length)) large++;
  assert.equal(large, 32, "blocks of a memory for several workers");
  assert.ok(worker.isElsewhere(10 + large));
  server.free(10);
  assert.ok(put(server, 10, slotSize), "the block that was given back");
});

test("a reply takes a block only where its call's place is too small, and gives the smaller one back", () => {
  const { server, worker } = shared(1);
  const { slotSize, blockSize } = server.layout;
  for (let slot = 0; slot < 6; slot++) put(server, slot, 1);
  const fits = (slot: number, size: number) => worker.reply(slot, bytes(size), 0, size, 0);
  assert.ok(fits(0, slotSize));
  for (const slot of [1, 2, 3, 4])
    assert.ok(fits(slot, blockSize), `block ${slot} of the four for one worker`);
  assert.ok(!fits(5, slotSize + 1), "there is no fifth");
  assert.ok(!fits(1, blockSize + 1));
  server.free(1);
  assert.ok(fits(5, slotSize + 1));
});

test("the queue goes round without end, and is full when it is", () => {
  const { server, worker } = shared();
  const { queueLength } = server.layout;
  for (let i = 0; i < 3 * queueLength; i++) {
    put(server, i % 7, 1);
    assert.equal(worker.take(1), i % 7);
    server.free(i % 7);
  }
  // Those that were taken back keep their places until a worker passes them.
  for (let i = 0; i < queueLength; i++) {
    assert.ok(server.hasRoom, `${i} of ${queueLength}`);
    put(server, 0, 1);
    server.takeBack(0);
  }
  assert.ok(!server.hasRoom);
  assert.equal(worker.take(1), -1);
  assert.ok(server.hasRoom);
});

test("a call wakes one worker, each in its turn, and nobody while one looks already", () => {
  const { server, worker, memory } = shared(3);
  const words = new Int32Array(memory.buffer);
  const counts = () => ({ parked: words[lines.parked], looking: words[lines.looking] });
  for (const id of [1, 2, 3]) assert.ok(worker.parking.park(id));
  assert.deepEqual(counts(), { parked: 3, looking: 0 });
  put(server, 0, 1);
  server.parking.wakeOne();
  server.parking.wakeOne();
  assert.deepEqual(counts(), { parked: 2, looking: 1 });
  assert.equal(worker.parking.untilWoken(1), undefined, "the first was woken");
  put(server, 1, 1);
  assert.equal(worker.take(1), 0);
  worker.parking.stopLooking(1);
  assert.deepEqual(counts(), { parked: 1, looking: 1 }, "it wakes the next, as there is more than it takes");
  assert.equal(worker.parking.untilWoken(2), undefined);
  assert.ok(!worker.parking.park(2), "no worker rests while a call waits");
  assert.equal(worker.take(2), 1);
  worker.parking.stopLooking(2);
  assert.deepEqual(counts(), { parked: 1, looking: 0 }, "and nobody when there is none");
  worker.parking.leave(3);
  assert.deepEqual(counts(), { parked: 0, looking: 0 });
});

/** Queues messages of one connection together: each of a byte, its number. */
function putRun(server: SharedCalls, slot: number, messages: number): boolean {
  const frames = Uint8Array.from(
    { length: messages * 5 },
    (_, at) => [0, 0, 0, 1, Math.floor(at / 5)][at % 5]!,
  );
  return server.put(slot, 9, peer, undefined, 1, frames, 0, frames.length, undefined, undefined, messages);
}

test("calls of a run are answered one by one, in one slot, and its server may stop it between two", () => {
  const all = shared();
  const { server, worker } = all;
  put(server, 1, 1);
  assert.ok(putRun(server, 3, 4));
  assert.deepEqual([server.runs.messagesOf(1), server.runs.messagesOf(3)], [1, 4]);
  assert.deepEqual([worker.take(1), worker.take(1)], [1, 3]);
  const lying = worker.bytesOf(3, peer.length, worker.lengthOf(3));
  assert.deepEqual(messageInRun(lying, 0, 2), { start: 14, end: 15 });
  assert.ok(worker.runs.keep(3, bytes(60, 8), 10, 49));
  assert.ok(worker.runs.next(3, 0));
  assert.ok(worker.runs.keep(3, bytes(9), 0, 0), "a oneway call has no reply");
  const { messages, from, length } = server.runs.answeredOf(3);
  assert.deepEqual([messages, length, server.runs.turnOf(3)], [2, 53, 1]);
  assert.deepEqual(server.bytesOf(3, from, length), Uint8Array.from([0, 0, 0, 49, ...bytes(49, 8)]));
  server.runs.close(3);
  assert.equal(server.runs.turnOf(3), 1);
  assert.ok(!worker.runs.next(3, 1), "no other is begun");
  worker.done.finish(3);
  assert.deepEqual(collected(all, server), [3]);
  server.free(3);
  assert.ok(put(server, 3, 1));
  assert.equal(server.runs.messagesOf(3), 1);
});

test("a run has a block where its replies may be too many for a slot, and is not queued where there is none", () => {
  const { server, worker } = shared();
  const { slotSize } = server.layout;
  assert.ok(putRun(server, 0, 200));
  worker.take(1);
  assert.ok(worker.runs.keep(0, bytes(slotSize), 0, slotSize), "more than a slot holds");
  for (let slot = 1; slot < 32; slot++) assert.ok(put(server, slot, slotSize));
  assert.ok(!putRun(server, 40, 200));
  assert.ok(putRun(server, 40, 10));
  assert.equal(worker.take(1), 1);
  let kept = 0;
  while (worker.runs.keep(40, bytes(500), 0, 500)) kept++;
  assert.equal(kept, Math.floor((slotSize - peer.length - 50) / 504));
});

test("a reply is written by its worker or by the server, and never by both", () => {
  const all = shared();
  const { server, worker } = all;
  const take = (slot: number, lent: number) => {
    server.direct.lend(slot, lent);
    put(server, slot, 10);
    assert.equal(worker.take(1), slot);
  };
  take(1, 0);
  assert.ok(worker.direct.mayBegin(1) && !server.direct.isBegun(1));
  assert.equal(worker.direct.begin(1), 0);
  assert.deepEqual([server.direct.isBegun(1), worker.direct.isAwaited(1)], [true, false]);
  assert.equal(server.direct.recall(1), false);
  assert.ok(worker.direct.isAwaited(1), "the server is told when it is done");
  worker.direct.sent(1, 14);
  worker.clear(1);
  worker.done.finish(1, true);
  assert.deepEqual(collected(all, server), [1]);
  assert.deepEqual([server.direct.sentOf(1), server.lengthOf(1)], [14, 0]);
  server.free(1);

  for (const lent of [7, -1]) {
    take(1, lent);
    assert.equal(server.direct.recall(1), true);
    assert.deepEqual([worker.direct.begin(1), server.direct.sentOf(1)], [-1, 0]);
    server.free(1);
  }
});

test("the server is woken for a reply that it has to send, though one was sent before it", async () => {
  const { server, worker } = shared();
  for (const slot of [1, 2]) put(server, slot, 1);
  for (let i = 0; i < 2; i++) worker.take(1);
  const waiting = server.done.wait();
  worker.done.finish(1, true);
  worker.done.finish(2);
  const open = setInterval(() => {}, 1000); // Deno's event loop ends while only memory is waited for
  const outcome = await waiting;
  clearInterval(open);
  assert.equal(outcome, "ok");
});

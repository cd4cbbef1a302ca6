/** The queue of alarms: who is due comes out, the earliest first, however many wait and however many were taken back. */

import { assert, assertEquals } from "@std/assert";
import { alarmQueue } from "../../lib/clock/alarm_queue.ts";
import type { Alarm } from "../../lib/clock/clock.ts";
import { seededRandom } from "../../lib/random.ts";

function alarmAt(deadline: number): Alarm {
  return { deadline, wake: () => {} };
}

function queueOf(...deadlines: number[]) {
  const queue = alarmQueue();
  const alarms = deadlines.map(alarmAt);
  for (const alarm of alarms) queue.add(alarm);
  return { queue, alarms };
}

function deadlines(alarms: readonly Alarm[]): number[] {
  return alarms.map(({ deadline }) => deadline);
}

Deno.test("alarmQueue: takes those that are due, the earliest first, and tells who is next", () => {
  const { queue } = queueOf(7, 3.5, 3.25, -1, 100, 3);
  assertEquals(queue.next(), -1);
  assertEquals(deadlines(queue.takeDue(3.25, 10)), [-1, 3, 3.25]);
  assertEquals(queue.next(), 3.5);
  assertEquals(deadlines(queue.takeDue(3.4, 10)), []);
  assertEquals(deadlines(queue.takeDue(100, 10)), [3.5, 7, 100]);
  assertEquals(queue.next(), undefined);
});

Deno.test("alarmQueue: takes no more than asked, and the rest comes next", () => {
  const { queue } = queueOf(5, 4.5, 4, 1, 9);
  assertEquals(deadlines(queue.takeDue(6, 2)), [1, 4]);
  assertEquals(queue.next(), 4.5);
  assertEquals(deadlines(queue.takeDue(6, 2)), [4.5, 5]);
  assertEquals(deadlines(queue.takeDue(6, 2)), []);
  assertEquals(queue.next(), 9);
});

Deno.test("alarmQueue: one that is asked for after its stretch of time was taken comes out too", () => {
  const { queue } = queueOf(4.1, 5.9);
  assertEquals(deadlines(queue.takeDue(5, 10)), [4.1]);
  queue.add(alarmAt(4.2));
  assertEquals(queue.next(), 4.2);
  assertEquals(deadlines(queue.takeDue(6, 10)), [4.2, 5.9]);
});

Deno.test("alarmQueue: who was taken back does not come out, also among thousands", () => {
  const random = seededRandom(7);
  const { queue, alarms } = queueOf(...Array.from({ length: 5000 }, () => random() * 1000));
  const kept = alarms.filter((_, i) => i % 9 === 0);
  for (const alarm of alarms) if (!kept.includes(alarm)) queue.cancel(alarm);
  for (const alarm of alarms) if (!kept.includes(alarm)) assertEquals(alarm.wake, undefined);
  const wanted = deadlines(kept).sort((a, b) => a - b);
  assertEquals(deadlines(queue.takeDue(1000, 5000)), wanted);
});

Deno.test("alarmQueue: thousands that were taken back are let go of before they are due", () => {
  const { queue, alarms } = queueOf(...Array.from({ length: 2000 }, (_, i) => i));
  for (const alarm of alarms.slice(0, 1024)) queue.cancel(alarm);
  assertEquals(queue.next(), 1024);
});

Deno.test("alarmQueue: however they come and go, it is as one sorted list", () => {
  const random = seededRandom(3);
  const queue = alarmQueue();
  let listed: Alarm[] = [];
  for (let now = 0; now < 400; now += random() * 5) {
    for (let i = 0; i < 10; i++) {
      const alarm = alarmAt(now + random() * 20 - 2);
      queue.add(alarm);
      listed.push(alarm);
    }
    const gone = listed[Math.floor(random() * listed.length)];
    if (gone) queue.cancel(gone);
    listed = listed.filter((one) => one !== gone).sort((a, b) => a.deadline - b.deadline);
    const soonest = listed[0]?.deadline ?? Infinity;
    assert((queue.next() ?? Infinity) <= soonest);
    const most = Math.floor(random() * 20);
    const due = listed.filter(({ deadline }) => deadline <= now).slice(0, most);
    assertEquals(queue.takeDue(now, most), due);
    listed = listed.filter((one) => !due.includes(one));
  }
});

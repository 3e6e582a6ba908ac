// Loaded before a program: its timers and its clock are those of a plain fake clock, which runs as fast as it can.
import FakeTimers from '@sinonjs/fake-timers';

const later = globalThis.setImmediate;
const clock = FakeTimers.install({
  now: Date.now(),
  toFake: [
    'setTimeout',
    'clearTimeout',
    'setInterval',
    'clearInterval',
    'setImmediate',
    'clearImmediate',
    'Date',
  ],
});

const drive = () => {
  // First of all: what throws in a timer ends this, and not the clock.
  later(drive);
  clock.next();
};
later(drive);

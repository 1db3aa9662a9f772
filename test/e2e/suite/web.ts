import 'mocha/mocha.js';

/** What we use of Mocha's browser build, which puts itself on the global object. */
interface BrowserMocha {
  setup(options: { ui: 'tdd'; timeout: number; reporter: new (runner: Runner) => object }): void;
  run(done: (failures: number) => void): void;
}
interface Outcome { fullTitle(): string }
interface Runner { on(event: 'pass' | 'pending' | 'fail', listener: (test: Outcome, error?: Error) => void): void }

/** A worker has no disk to leave a result on: it goes to the console, which the editor hands to the page. */
class ConsoleReporter {
  constructor(runner: Runner) {
    for (const [event, list] of [['pass', 'passes'], ['pending', 'pending'], ['fail', 'failures']] as const) {
      runner.on(event, (test, error) => { console.log(`E2E ${JSON.stringify({ list, fullTitle: test.fullTitle(), err: error && { stack: String(error.stack ?? error) } })}`); });
    }
  }
}

/** The same tests in the browser's extension host. */
export async function run(): Promise<void> {
  const { mocha } = globalThis as unknown as { mocha: BrowserMocha };
  mocha.setup({ ui: 'tdd', timeout: 30_000, reporter: ConsoleReporter });
  await import('./examples.test.js');
  await import('./editing.test.js');
  await new Promise<void>((done, fail) => { mocha.run((failures) => { if (failures > 0) fail(new Error(`${failures} tests failed`)); else done(); }); });
}

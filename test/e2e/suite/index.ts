import Mocha from 'mocha';

/** Called by VS Code's extension host: the module at extensionTestsPath must export `run`. */
export async function run(): Promise<void> {
  const output = process.env.E2E_RESULT;
  const mocha = new Mocha({ ui: 'tdd', color: false, timeout: 30_000, reporter: output ? 'json' : 'spec', ...(output ? { reporterOptions: { output } } : {}) });
  mocha.suite.emit('pre-require', globalThis, '', mocha);
  await import('./examples.test.js');
  await import('./editing.test.js');
  await new Promise<void>((done, fail) => { mocha.run((failures) => { if (failures > 0) fail(new Error(`${failures} tests failed`)); else done(); }); });
}

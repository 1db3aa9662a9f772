// npm test : everything, on a clone where nothing was installed yet. `npm test -- unit lsp` runs only these parts.
// Closes with the line "N passed, N failed[, N skipped]". A part that fails does not stop the others.
import path from 'node:path';
import { ensureChromium } from './chromium.mjs';
import { ensureHost, supported } from './host.mjs';
import { editorTests, nodeTests } from './parts.mjs';
import { ensureModules, root, runNode, step } from './steps.mjs';

const PARTS = ['lint', 'types', 'unit', 'cases', 'corpus', 'oracle', 'lsp', 'book', 'dev', 'web', 'vsix', 'ui'];
const IN_BROWSER = ['book'];
const IN_EDITOR = ['dev', 'web', 'vsix', 'ui'];
const words = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const unknown = words.filter((word) => !PARTS.includes(word) && word !== 'e2e');
if (unknown.length > 0) {
  console.error(`No such part: ${unknown.join(', ')}. The parts are ${PARTS.join(', ')}, and e2e for ${IN_EDITOR.join(', ')}.`);
  process.exit(1);
}
const wanted = words.flatMap((word) => (word === 'e2e' ? IN_EDITOR : [word]));
const chosen = wanted.length > 0 ? PARTS.filter((part) => wanted.includes(part)) : PARTS;
const flags = process.argv.filter((word) => word === '--lenient');
const total = { passed: 0, failed: 0, skipped: 0 };
const summary = [];
let packed = false;

ensureModules();
if (chosen.some((part) => IN_EDITOR.includes(part))) prepareEditor();
else if (chosen.some((part) => IN_BROWSER.includes(part)) && !ensureChromium()) process.exit(1);

await count('build', () => one(runNode(['esbuild.mjs', '--tests', ...flags])));
for (const part of chosen) await count(part, () => runPart(part));

console.log('');
for (const line of summary) console.log(line);
console.log(`${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ''}`);
process.exit(total.failed > 0 || total.passed === 0 ? 1 : 0);

function prepareEditor() {
  if (!supported) {
    console.error(`The editor tests need Linux x64. Elsewhere: npm run test:desktop, and npm test -- ${PARTS.filter((part) => !IN_EDITOR.includes(part)).join(' ')}`);
    process.exit(1);
  }
  if (!ensureChromium()) process.exit(1);
  ensureHost();
}

function runPart(part) {
  switch (part) {
    case 'lint': return one(runNode([path.join(root, 'node_modules/eslint/bin/eslint.js'), '.']));
    case 'types': return one(runNode([path.join(root, 'node_modules/typescript/bin/tsc'), '--noEmit']));
    case 'book': return editorTests(['test/book/book.mjs']);
    case 'dev': case 'web': return editorTests(['test/e2e/run-suite.mjs', part]);
    case 'vsix': return pack() ? editorTests(['test/e2e/run-suite.mjs', 'vsix']) : one(false);
    case 'ui': return pack() ? editorTests(['test/e2e/ui.mjs']) : one(false);
    default: return nodeTests(part);
  }
}

/** The .vsix of this build, once. */
function pack() {
  packed ||= runNode(['scripts/package.mjs', '--built']);
  return packed;
}

function one(ok) {
  return { passed: ok ? 1 : 0, failed: ok ? 0 : 1 };
}

/** Runs a part and adds up what it says; an exception is one failure. */
async function count(part, work) {
  step(part);
  const began = Date.now();
  let numbers;
  try {
    numbers = await work();
  } catch (error) {
    console.error(`${part}: ${error.stack ?? error}`);
    numbers = one(false);
  }
  const { passed, failed, skipped = 0 } = numbers;
  total.passed += passed;
  total.failed += failed;
  total.skipped += skipped;
  const seconds = ((Date.now() - began) / 1000).toFixed(1);
  summary.push(`  ${part.padEnd(8)} ${`${passed} ok${failed > 0 ? `, ${failed} FAILED` : ''}${skipped > 0 ? `, ${skipped} skipped` : ''}`.padEnd(28)} ${seconds.padStart(6)} s`);
}

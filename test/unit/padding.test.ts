// The lint against padding: sentences that only say the name again are found, short ones that say something are not.
import assert from 'node:assert/strict';
import test from 'node:test';
// @ts-expect-error a script of the build, without types
import { padding } from '../../tools/knowledge/padding.mjs';

const find = padding as (name: string, entry: Readonly<Record<string, string>>) => string | undefined;

for (const [name, does] of [['warmup_steps', 'The number of warmup steps.'], ['output_path', 'The path of the output.'], ['num_train_epochs', 'Number of training epochs to use.'], ['scheduler', 'Which scheduler is used.']] as const) {
  test(`padding: ${name}: ${does}`, () => { assert.ok(find(name, { does })); });
}
for (const [name, does] of [['warmup_steps', 'The learning rate rises in a straight line to its full value over this many optimizer steps.'], ['seed', 'Makes sampling and dropout repeatable.']] as const) {
  test(`no padding: ${name}: ${does}`, () => { assert.equal(find(name, { does }), undefined); });
}

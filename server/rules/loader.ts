import { bindingsOf } from './bindings.js';
import type { Rule } from './rule.js';

const EXPONENT = /^[-+]?(\d+(\.\d*)?|\.\d+)[eE][-+]?\d+$/;

/** PyYAML reads `1e-4` as a string: its floats need a dot, and a sign in the exponent. Only where the file's loader is known to be it. */
export const exponentReadAsString: Rule = {
  name: 'exponent-read-as-string',
  *check(run) {
    for (const { block, binding } of bindingsOf(run, ['trainer', 'peft', 'chatglm'])) {
      const { entry, parameter, read } = binding;
      const reader = run.pyyaml;
      if (block.block.loader !== 'pyyaml' && !(block.block.loader === 'yaml' && reader)) continue;
      if (entry.value.kind !== 'scalar' || entry.value.style !== 'plain' || !EXPONENT.test(entry.value.text) || !read.known) continue;
      if (!parameter || !/\b(float|int)\b/.test(parameter.form.type)) continue;
      const { text } = entry.value;
      if (/^[-+]?\d+\.\d*[eE][-+]\d+$/.test(text)) continue;
      const [mantissa, exponent] = text.split(/[eE]/) as [string, string];
      const number = `${mantissa.includes('.') ? mantissa : `${mantissa}.0`}e${/^[-+]/.test(exponent) ? exponent : `+${exponent}`}`;
      yield {
        span: entry.value.span, message: { id: 'string', values: { key: entry.key, text } },
        ...(reader && block.block.loader === 'yaml' ? { related: [{ span: reader.span, uri: reader.script.uri, text: reader.script.text, message: { id: 'reader' } }] } : {}),
        fixes: [{ title: { id: 'dot', values: { number } }, safe: true, edits: [{ span: entry.value.span, text: number }] }],
      };
    }
  },
};

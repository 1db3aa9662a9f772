import type { Loader } from '../dialects/block.js';
import type { Literal } from '../knowledge/types.js';
import type { Scalar, Value } from '../syntax/tree.js';

/** A value as its loader reads it: known, or unknown with the reason. */
export type Read = { readonly known: true; readonly literal: Literal } | { readonly known: false; readonly why: 'missing' | 'variable' | 'template' | 'expression' | 'broken' | 'loader' | 'section' };

/** What the loader makes of a value. Where loaders disagree and the loader is not known (`yes` in YAML), the answer is unknown. */
export function readValue(value: Value, loader: Loader): Read {
  switch (value.kind) {
    case 'missing': return { known: false, why: 'missing' };
    case 'unread': return { known: false, why: value.why };
    case 'mapping': return { known: false, why: 'section' };
    case 'scalar': return readScalar(value, loader);
    case 'list': {
      const items = value.items.map((item) => readValue(item, loader));
      return items.every((item) => item.known) ? { known: true, literal: items.map((item) => item.literal) } : { known: false, why: 'expression' };
    }
  }
}

const NUMBER = /^[-+]?(\d[\d_]*\.?\d*|\.\d+)([eE][-+]?\d+)?$/;
const YAML_12_NUMBER = /^[-+]?(\.\d+|\d+(\.\d*)?)([eE][-+]?\d+)?$/;
/** PyYAML's float needs a dot, and a sign in the exponent (yaml/resolver.py 6.0); its integers allow underscores. */
const PYYAML_NUMBER = /^[-+]?(\d[\d_]*|(\d[\d_]*)\.[\d_]*([eE][-+]\d+)?|\.\d[\d_]*([eE][-+]\d+)?)$/;

function readScalar(scalar: Scalar, loader: Loader): Read {
  const known = (literal: Literal): Read => ({ known: true, literal });
  const { text, style } = scalar;
  if (style !== 'plain' && loader !== 'argv') return known(text);
  switch (loader) {
    case 'json': case 'hjson':
      if (text === 'true' || text === 'false') return known(text === 'true');
      if (text === 'null') return known(null);
      return NUMBER.test(text) ? known(Number(text)) : { known: false, why: 'broken' };
    case 'python':
      if (text === 'True' || text === 'False') return known(text === 'True');
      if (text === 'None') return known(null);
      return NUMBER.test(text) ? known(Number(text.replaceAll('_', ''))) : { known: false, why: 'expression' };
    case 'argv': case 'hosts':
      if (/^(true|false)$/i.test(text)) return known(text.toLowerCase() === 'true');
      return NUMBER.test(text) ? known(Number(text.replaceAll('_', ''))) : known(text);
    case 'yaml': case 'pyyaml': case 'ruamel': return readYamlScalar(text, loader);
  }
}

function readYamlScalar(text: string, loader: 'yaml' | 'pyyaml' | 'ruamel'): Read {
  const known = (literal: Literal): Read => ({ known: true, literal });
  if (/^(true|True|TRUE|false|False|FALSE)$/.test(text)) return known(text.toLowerCase() === 'true');
  if (/^(null|Null|NULL|~|)$/.test(text)) return known(null);
  if (/^(yes|no|on|off)$/i.test(text)) {
    if (loader === 'yaml') return { known: false, why: 'loader' };
    return loader === 'pyyaml' ? known(/^(yes|on)$/i.test(text)) : known(text);
  }
  if (loader === 'pyyaml') return PYYAML_NUMBER.test(text) ? known(Number(text.replaceAll('_', ''))) : known(text);
  // Every loader we know reads `1e-4` as a number, or hands the string to code that converts it: a rule speaks about the exception.
  return YAML_12_NUMBER.test(text) ? known(Number(text)) : known(text);
}

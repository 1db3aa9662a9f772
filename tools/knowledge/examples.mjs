// The small files on which checks are shown and tested: the same settings written as YAML, JSON, a Python call or a command line.
import { stringify } from 'yaml';

/** A copy of nested settings with the value at a dotted path changed; undefined takes it away; a new key comes behind `after`. */
export function changed(settings, dotted, value, after) {
  const [key, ...rest] = dotted.split('.');
  const result = {};
  let placed = false;
  const put = () => {
    placed = true;
    const next = rest.length > 0 ? changed(settings[key] ?? {}, rest.join('.'), value, after?.startsWith(`${key}.`) ? after.slice(key.length + 1) : undefined) : value;
    if (next !== undefined) result[key] = next;
  };
  for (const [name, old] of Object.entries(settings)) {
    if (name === key) put();
    else result[name] = old;
    if (name === after && !(key in settings)) put();
  }
  if (!placed) put();
  return result;
}

/** Settings over settings, sections merged; null keeps its meaning, undefined takes away. */
export function merged(base, over) {
  const result = { ...base };
  for (const [key, value] of Object.entries(over ?? {})) {
    if (value !== null && typeof value === 'object' && !Array.isArray(value) && result[key] !== null && typeof result[key] === 'object' && !Array.isArray(result[key])) result[key] = merged(result[key], value);
    else result[key] = value;
  }
  return result;
}

const python = (value) => (value === null ? 'None' : value === true ? 'True' : value === false ? 'False' : typeof value === 'string' ? JSON.stringify(value)
  : Array.isArray(value) ? `[${value.map(python).join(', ')}]` : typeof value === 'object' ? `{${Object.entries(value).map(([key, inner]) => `${JSON.stringify(key)}: ${python(inner)}`).join(', ')}}` : String(value));
// Words that YAML 1.1 takes for booleans are quoted, as a careful writer does.
const flow = (value) => (/^(yes|no|on|off)$/i.test(String(value)) ? `"${value}"` : flowed(value));
const flowed = (value) => stringify(value, { collectionStyle: 'flow', lineWidth: 0, flowCollectionPadding: false, defaultStringType: 'PLAIN' }).trim();

function yamlLines(settings, indent = '') {
  return Object.entries(settings).flatMap(([key, value]) => (value !== null && typeof value === 'object' && !Array.isArray(value) && Object.keys(value).length > 0
    ? [`${indent}${key}:`, ...yamlLines(value, `${indent}  `)]
    : Array.isArray(value) && value.length > 0 && typeof value[0] === 'object' ? [`${indent}${key}:`, ...value.flatMap((item) => yamlLines(item, `${indent}    `).map((line, index) => (index === 0 ? `${indent}  - ${line.trimStart()}` : line)))]
      : [`${indent}${key}: ${flow(value)}`]));
}

function jsonLines(value, indent) {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return JSON.stringify(value).replaceAll(',', ', ');
  const entries = Object.entries(value);
  return entries.length === 0 ? '{}' : `{\n${entries.map(([key, inner]) => `${indent}  ${JSON.stringify(key)}: ${jsonLines(inner, `${indent}  `)}`).join(',\n')}\n${indent}}`;
}

/**
 * @param file its ending decides the syntax: .yaml, .json, .py, .sh
 * @param settings nested settings
 * @param frame for Python the class that is called, for a shell the command before the flags
 * @param module for Python where the class comes from
 */
export function exampleText(file, settings, frame = '', module = '') {
  if (file.endsWith('.yaml')) return `${yamlLines(settings).join('\n')}\n`;
  if (file.endsWith('.json')) return `${jsonLines(settings, '')}\n`;
  if (file.endsWith('.py')) return `from ${module} import ${frame}\n\nconfig = ${frame}(\n${Object.entries(settings).map(([key, value]) => `    ${key}=${python(value)},\n`).join('')})\n`;
  return `${frame} ${Object.entries(settings).filter(([, value]) => value !== null).map(([key, value]) => `--${key} ${Array.isArray(value) ? value.join(' ') : typeof value === 'boolean' ? (value ? 'True' : 'False') : value}`).join(' ')}\n`;
}

/** How one entry is written in such a file: what a finding about it covers. Sections and lists of sections: the key alone. */
export function entryText(file, key, value) {
  const section = value !== null && typeof value === 'object';
  if (file.endsWith('.yaml')) return section ? key : `${key}: ${flow(value)}`;
  if (file.endsWith('.json')) return section ? key : `${JSON.stringify(key)}: ${JSON.stringify(value)}`;
  if (file.endsWith('.py')) return section ? key : `${key}=${python(value)}`;
  return section ? `--${key}` : `--${key} ${typeof value === 'boolean' ? (value ? 'True' : 'False') : value}`;
}

/** The value at a dotted path. */
export const at = (settings, dotted) => dotted.split('.').reduce((value, key) => value?.[key], settings);

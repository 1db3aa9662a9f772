import type { Severity } from '../knowledge/types.js';
import type { Preferences } from '../session.js';
import type { EditorAbilities } from './abilities.js';

const SEVERITIES: ReadonlySet<unknown> = new Set(['error', 'warning', 'information', 'hint', 'off']);

/** The user's settings as the editor hands them over; anything of a wrong form is left out. */
export function readPreferences(settings: unknown, old: Preferences, abilities: EditorAbilities): Preferences {
  const given = isRecord(settings) ? settings : {};
  const language = given.language === 'en' || given.language === 'zh-cn' ? given.language : abilities.language;
  const severities = Object.fromEntries(Object.entries(isRecord(given.rules) ? given.rules : {}).filter(([, value]) => SEVERITIES.has(value))) as Record<string, Severity | 'off'>;
  const dialects = Object.fromEntries(Object.entries(isRecord(given.dialects) ? given.dialects : {}).filter((pair): pair is [string, string] => typeof pair[1] === 'string'));
  const silent = Array.isArray(given.silent) ? given.silent.filter((pattern): pattern is string => typeof pattern === 'string') : [];
  const versions = Object.fromEntries(Object.entries(isRecord(given.versions) ? given.versions : {}).filter((pair): pair is [string, string] => typeof pair[1] === 'string'));
  const { gpu: _gpu, ...rest } = old;
  const gpu = typeof given.gpu === 'string' && given.gpu.trim() !== '' ? { gpu: given.gpu } : {};
  return { ...rest, ...gpu, language, severities, dialects, silent, versions, markdown: given.checkMarkdown === true, prose: given.hoverProse === true };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

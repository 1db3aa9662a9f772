import { hasHan, list, readYaml } from './files.mjs';

export function compileFormulas(math, report) {
  const compiled = {};
  for (const name of list('formulas', '.yaml')) {
    for (const { id, tex, text, source, where } of readYaml('formulas', name) ?? []) {
      const place = `formulas/${name} ${id}`;
      if (id in compiled) report(place, 'this id is used twice');
      if (!text || /[\\$]/.test(text)) report(place, 'the plain text is missing or holds TeX');
      if (!source) report(place, 'no source');
      if (where && (!where.en || !where['zh-cn'] || !hasHan(where['zh-cn']))) report(place, '"where" is not in both languages');
      const layout = math.layout(tex, place);
      if (layout) compiled[id] = { text, source, ...(where ? { where } : {}), layout };
    }
  }
  return { compiled, count: Object.keys(compiled).length, has: (id) => id in compiled };
}

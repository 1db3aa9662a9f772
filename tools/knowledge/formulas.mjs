import { hasHan, list, readYaml } from './files.mjs';

export function compileFormulas(math, report) {
  const compiled = {};
  for (const name of list('formulas', '.yaml')) {
    for (const { id, tex, text, 'text-zh-cn': zh, source, where } of readYaml('formulas', name) ?? []) {
      const place = `formulas/${name} ${id}`;
      if (id in compiled) report(place, 'this id is used twice');
      if (!text || /[\\$]/.test(text)) report(place, 'the plain text is missing or holds TeX');
      if (zh !== undefined && !hasHan(zh)) report(place, 'text-zh-cn holds no Chinese');
      // A line with English words in it needs its Chinese; names such as mean, max and log are mathematics.
      if (zh === undefined && /\b(while|otherwise|where|for|and|of|per|after|every|else|each|with|over|in|uniform|length|stage|block)\b/.test(text.replace(/\b(min|max|mean|std)\b/g, '').replace(/\(in, out\)|in·out|in \+ out|\/ in,/g, ''))) report(place, `the text holds words and no text-zh-cn: ${text}`);
      if (!source) report(place, 'no source');
      if (where && (!where.en || !where['zh-cn'] || !hasHan(where['zh-cn']))) report(place, '"where" is not in both languages');
      const layout = math.layout(tex, place);
      if (layout) compiled[id] = { text: zh === undefined ? text : { en: text, 'zh-cn': zh }, source, ...(where ? { where } : {}), layout };
    }
  }
  return { compiled, count: Object.keys(compiled).length, has: (id) => id in compiled };
}

// Facts about model families, one file each, and the tables that concept pages show of them: written once, compared with the catalog, laid out here.
import { isDeepStrictEqual } from 'node:util';
import { hasHan, languages, list, readYaml } from './files.mjs';

/** The properties in the order of the tables, with the concept page that explains each. */
const properties = {
  ffn: { en: 'Feed-forward', 'zh-cn': '前馈层', concept: 'ffn' },
  norm: { en: 'Normalization', 'zh-cn': '归一化', concept: 'layer-norm' },
  placement: { en: 'Norm placement', 'zh-cn': '归一化的位置', concept: 'norm-placement' },
  attention: { en: 'Attention', 'zh-cn': '注意力', concept: 'attention' },
  mask: { en: 'Mask', 'zh-cn': '掩码', concept: 'masks' },
  positions: { en: 'Positions', 'zh-cn': '位置编码', concept: 'positional-encodings' },
  biases: { en: 'Biases', 'zh-cn': '偏置' },
  tied: { en: 'Tied embeddings', 'zh-cn': '输入输出嵌入共享', concept: 'weight-tying' },
  vocabulary: { en: 'Vocabulary', 'zh-cn': '词表', concept: 'tokenization' },
};
const words = {
  model: { en: 'Model', 'zh-cn': '模型' }, property: { en: 'Property', 'zh-cn': '属性' }, value: { en: 'Value', 'zh-cn': '取值' },
  sources: { en: 'Read from', 'zh-cn': '取自' },
};
const longest = 60;

// `transformers 5.23.0, file: Class`, `owner/repo@commit, file: Class` or `arXiv:2302.13971, section 2`; several are joined with `; `.
const source = /^(?:(?<origin>[\w-]+ \d[\w.]*|[\w.-]+\/[\w.-]+@[0-9a-f]{7,40}), (?<file>[\w./-]+\.\w+)(?:: (?<names>.+))?|(?<paper>arXiv:\d{4}\.\d{4,5})(?:, (?<place>.+))?)$/;
// English that a Chinese cell may not keep: a word in small letters, outside of code. `eps` is a symbol.
const prose = /(?<![\w./`-])(?!eps\b)[a-z]{3,}(?![\w./`-])/;

export function compileArchitectures(catalog, report) {
  const models = {};
  for (const name of list('architectures', '.yaml')) {
    const model = readYaml('architectures', name);
    const where = `architectures/${name}`;
    if (checkModel(model, where, report)) models[name.replace(/\.yaml$/, '')] = model;
    for (const [id, value] of Object.entries(model?.defaults ?? {})) checkDefault(id, value, where, { catalog, report });
  }
  return {
    ids: Object.keys(models),
    // What a hover needs to lead from a file to a page.
    index: Object.fromEntries(Object.entries(models).map(([id, { family, classes, names }]) => [id, { family, classes, names: names ?? [] }])),
    /** The text of a page with its lines `{{architecture}}` and `{{architectures}}` replaced by tables in Markdown. */
    fill: (text, id, language, where) => text.replace(/^\{\{(\w+)\}\}$/gm, (line, what) => {
      if (what === 'architectures') return comparison(models, language);
      if (what === 'architecture' && models[id]) return single(models[id], language);
      report(where, `nothing stands for ${line}${what === 'architecture' ? `: architectures/${id}.yaml is missing or has problems` : ''}`);
      return '';
    }),
  };
}

function checkModel(model, where, report) {
  let fine = true;
  const fault = (what) => { fine = false; report(where, what); };
  if (!model?.title?.en || !model.title['zh-cn']) fault('no title in both languages');
  for (const key of ['family', 'classes']) if (!Array.isArray(model?.[key]) || model[key].length === 0) fault(`no ${key}`);
  for (const name of [...(model?.classes ?? []), ...(model?.names ?? [])]) if (!/^[A-Za-z_]\w*$/.test(name)) fault(`${name} is not the name of a class or function`);
  for (const key of Object.keys(model?.cells ?? {})) if (!properties[key]) fault(`unknown property ${key}`);
  for (const key of Object.keys(properties)) {
    const cell = model?.cells?.[key];
    if (!cell) { fault(`no ${key}`); continue; }
    for (const language of languages) {
      if (typeof cell[language] !== 'string' || cell[language] === '') fault(`${key}: nothing in ${language}`);
      else if (/[|\n]/.test(cell[language])) fault(`${key}: a cell of a table holds no | and no line break`);
      else if (cell[language].length > longest) fault(`${key}: ${cell[language].length} characters in ${language}, more than ${longest}`);
    }
    const zh = String(cell['zh-cn']);
    if (!hasHan(zh) && (!alike(zh, String(cell.en)) || prose.test(zh))) fault(`${key}: the Chinese cell holds no Chinese, and is more than a term or a number`);
    for (const part of sourcesOf(cell)) if (!source.test(part)) fault(`${key}: the source "${part}" names no library with version, no repository with commit and no paper`);
  }
  return fine;
}

/** A fact that the configuration class states too must be its default in the newest release. */
function checkDefault(id, value, where, { catalog, report }) {
  const form = catalog.find(id)?.forms.at(-1);
  if (!form || form.until) report(where, `${id} is not in the newest release of the catalog`);
  else if (!isDeepStrictEqual(form.default, value)) report(where, `${id} is ${JSON.stringify(form.default)} in the catalog, not ${JSON.stringify(value)}`);
}

/** The same text, but for spaces and the width of its punctuation. */
const alike = (a, b) => [a, b].map((text) => text.normalize('NFKC').replace(/\s/g, '')).every((text, _i, [first]) => text === first);

const sourcesOf = (cell) => String(cell.source ?? '').split('; ');

/** One model: a row per property, and below what the rows were read from. */
function single(model, language) {
  const rows = Object.keys(properties).map((key) => [heading(key, language), model.cells[key][language]]);
  return [...table([words.property[language], words.value[language]], rows), '', `${words.sources[language]}${language === 'en' ? ': ' : '：'}${readFrom(model)}`].join('\n');
}

/** Every origin, file and class of a model's cells, each once: `transformers 5.23.0, file (Class, Class); arXiv:…, section 2`. */
function readFrom(model) {
  const origins = {};
  for (const part of Object.keys(properties).flatMap((key) => sourcesOf(model.cells[key]))) {
    const { origin, file, names, paper, place } = source.exec(part).groups;
    const places = (origins[paper ?? origin] ??= {});
    const classes = (places[paper ? place ?? '' : `\`${file}\``] ??= new Set());
    for (const name of names?.split(', ') ?? []) classes.add(`\`${name}\``);
  }
  return Object.entries(origins).map(([origin, places]) => [
    origin, ...Object.entries(places).map(([place, classes]) => (classes.size > 0 ? `${place} (${[...classes].join(', ')})` : place)).filter(Boolean),
  ].join(', ')).join('; ');
}

/** All models: a row each, a column per property. */
function comparison(models, language) {
  const rows = Object.entries(models).map(([id, model]) => [`[${model.title[language]}](concept:${id})`, ...Object.keys(properties).map((key) => model.cells[key][language])]);
  return table([words.model[language], ...Object.keys(properties).map((key) => heading(key, language))], rows).join('\n');
}

function heading(key, language) {
  const { concept, [language]: text } = properties[key];
  return concept ? `[${text}](concept:${concept})` : text;
}

const table = (head, rows) => [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);

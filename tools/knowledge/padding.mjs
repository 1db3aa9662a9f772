// What makes an entry padding: a sentence that says the name again and nothing else.

/** Words that carry nothing: articles, and what every description of a knob begins with. */
const EMPTY = new Set(('a an the of for to in on at by with and or is are be it its this that which whether if when used use uses using set sets value values number amount parameter parameters option options setting argument '
  + 'flag specify specifies specified define defines control controls enable enables disable disables indicate indicates default name size path type').split(' '));

const stem = (word) => word.replace(/(ing|ed|es|s|e)$/, '');
const wordsOf = (text) => (text.toLowerCase().match(/[a-z]+/g) ?? []).filter((word) => word.length > 1);

/** How many words of an English sentence are neither empty nor parts of the parameter's own name. */
export function ownWords(name, sentence) {
  const said = new Set(wordsOf(name.replace(/([a-z])([A-Z])/g, '$1 $2').replaceAll('_', ' ')).map(stem));
  return new Set(wordsOf(sentence).filter((word) => !EMPTY.has(word) && !said.has(stem(word))).map(stem)).size;
}

/** What is wrong with an entry's sentence, or undefined. An entry with a trap, a usual range or values says more than its sentence. */
export function padding(name, entry) {
  const { does, usual, trap, interacts, values } = entry;
  const more = Boolean(usual || trap || interacts || values);
  const own = ownWords(name, does);
  if (own < 2) return 'says its name and nothing else';
  if (!more && own < 4) return `says little more than its name (${own} words of its own)`;
  return undefined;
}

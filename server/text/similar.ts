/**
 * The candidate closest to a misspelt word, or undefined when none is close.
 * Distance is optimal string alignment (insert, delete, replace, swap neighbours); at most a third of the word may differ.
 */
export function mostSimilar(word: string, candidates: Iterable<string>): string | undefined {
  const wanted = fold(word);
  const limit = Math.max(1, Math.floor(wanted.length / 3));
  let best: string | undefined;
  let bestDistance = limit + 1;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - word.length) >= bestDistance) continue;
    const distance = editDistance(wanted, fold(candidate));
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  return best;
}

/**
 * Whether a word looks like a slip of the finger for another: one edit, or two in a long word that begins the same.
 * `kt_config` is no slip for `tp_config`.
 */
export function isSlip(word: string, candidate: string): boolean {
  const [a, b] = [fold(word), fold(candidate)];
  if (Math.abs(a.length - b.length) > 2) return false;
  if (a.length >= 10 && a.slice(0, 3) === b.slice(0, 3)) return a !== b && editDistance(a, b) <= 2;
  return a.length >= 5 && isOneEdit(a, b);
}

/** One insertion, deletion, replacement, or swap of neighbours: between the common beginning and the common end nothing more is left. */
function isOneEdit(a: string, b: string): boolean {
  if (a === b) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start++;
  let [i, j] = [a.length, b.length];
  while (i > start && j > start && a[i - 1] === b[j - 1]) { i--; j--; }
  const [left, right] = [a.slice(start, i), b.slice(start, j)];
  return (left.length <= 1 && right.length <= 1) || (left.length === 2 && right.length === 2 && left[0] === right[1] && left[1] === right[0]);
}

/** Case and the choice of `-` or `_` are no difference worth counting. */
function fold(word: string): string {
  return word.toLowerCase().replaceAll('-', '_');
}

/** Optimal string alignment distance (Damerau–Levenshtein without repeated edits of one substring). */
export function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, beforeLast[j - 2]! + 1);
      row.push(cost);
    }
    [beforeLast, last] = [last, row];
  }
  return last[b.length]!;
}

/** The number of the line an offset stands in, from 1, as people count. */
export function lineNumber(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

/** A small line chart: values from 0 upwards at equal distances, the peak and the last step labelled. Colours stay readable on light and dark. */
export function drawCurve(values: readonly number[], labels: { readonly peak: string; readonly end: string; readonly alt: string }): { svg: string; width: number; height: number; alt: string } {
  const width = 280;
  const height = 96;
  const left = 8;
  const bottom = height - 18;
  const top = 16;
  const most = Math.max(...values, Number.MIN_VALUE);
  const x = (index: number): number => left + ((width - 2 * left) * index) / (values.length - 1);
  const y = (value: number): number => bottom - ((bottom - top) * value) / most;
  const line = values.map((value, index) => `${x(index).toFixed(1)},${y(value).toFixed(1)}`).join(' ');
  const grey = '#8a8a8a';
  const text = `font-family="sans-serif" font-size="11" fill="${grey}"`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`
    + `<line x1="${left}" y1="${bottom}" x2="${width - left}" y2="${bottom}" stroke="${grey}"/>`
    + `<polyline points="${line}" fill="none" stroke="#3a93d6" stroke-width="2"/>`
    + `<text x="${left}" y="11" ${text}>${labels.peak}</text><text x="${left}" y="${height - 4}" ${text}>0</text>`
    + `<text x="${width - left}" y="${height - 4}" text-anchor="end" ${text}>${labels.end}</text></svg>`;
  return { svg, width, height, alt: labels.alt };
}

/** A half-open range of UTF-16 code units in one document: `start` is inside, `end` is not. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** The span from `start` to `end`, both UTF-16 offsets. */
export function span(start: number, end: number): Span {
  return { start, end };
}

/** Whether the caret at `offset` touches the span; the position just behind the last character counts. */
export function touches(range: Span, offset: number): boolean {
  return range.start <= offset && offset <= range.end;
}

/** Whether `inner` lies wholly inside `outer`. */
export function encloses(outer: Span, inner: Span): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

// Formulas of the pages as a line of text: what TeX marks is written with Unicode's letters and signs where there are some.

/** The wide gap between two formulas of a line, until the line is put together. */
const WIDE = '\u0003';
const SIGNS: Readonly<Record<string, string>> = {
  alpha: 'α', beta: 'β', gamma: 'γ', delta: 'δ', epsilon: 'ε', varepsilon: 'ε', zeta: 'ζ', eta: 'η', theta: 'θ', kappa: 'κ', lambda: 'λ', mu: 'μ', nu: 'ν', xi: 'ξ', pi: 'π', rho: 'ρ', sigma: 'σ', tau: 'τ', phi: 'φ',
  varphi: 'φ', chi: 'χ', psi: 'ψ', omega: 'ω', Gamma: 'Γ', Delta: 'Δ', Theta: 'Θ', Lambda: 'Λ', Pi: 'Π', Sigma: 'Σ', Phi: 'Φ', Psi: 'Ψ', Omega: 'Ω',
  times: '×', cdot: '·', odot: '⊙', otimes: '⊗', oplus: '⊕', circ: '∘', pm: '±', le: '≤', leq: '≤', ge: '≥', geq: '≥', ne: '≠', neq: '≠', approx: '≈', sim: '~', equiv: '≡', propto: '∝', to: '→', rightarrow: '→', Rightarrow: '⇒', mapsto: '↦',
  leftarrow: '←', infty: '∞', sum: '∑', prod: '∏', int: '∫', partial: '∂', nabla: '∇', in: '∈', notin: '∉', subset: '⊂', cup: '∪', cap: '∩', forall: '∀', exists: '∃', mid: '|', vert: '|', Vert: '‖', lVert: '‖', rVert: '‖', lvert: '|', rvert: '|', '|': '‖',
  ll: '≪', gg: '≫', land: '∧', lor: '∨', dots: '…', ldots: '…', cdots: '⋯', quad: WIDE, qquad: WIDE, top: 'ᵀ', prime: '′', ell: 'ℓ', lfloor: '⌊', rfloor: '⌋', lceil: '⌈', rceil: '⌉', langle: '⟨', rangle: '⟩', setminus: '\\', colon: ':', star: '⋆', ast: '∗',
  ',': ' ', ';': ' ', ':': ' ', '!': '', ' ': ' ', '{': '{', '}': '}', '%': '%', '_': '_', '&': '&', '#': '#', '$': '$',
};
/** Commands whose only work is how their argument looks. */
const LOOKS = /^(text|textrm|textit|textbf|mathrm|mathbf|mathit|mathsf|mathtt|mathcal|mathbb|operatorname\*?|boldsymbol|bm|hat|tilde|bar|overline|underline|vec|mathop|mathbin|mathrel|underbrace|overbrace|displaystyle|textstyle|boxed|big[lr]?|Big[lr]?|bigg[lr]?|Bigg[lr]?|left|right|middle|limits|nolimits)$/;
const ACCENTS: Readonly<Record<string, string>> = { hat: '\u0302', tilde: '\u0303', bar: '\u0304' };
const HIGH = new Map([...'0123456789+-=()nijT'].map((letter, place) => [letter, [...'⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱʲᵀ'][place]!]));
const LOW = new Map([...'0123456789+-=()aeijkmnoprstx'].map((letter, place) => [letter, [...'₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑᵢⱼₖₘₙₒₚᵣₛₜₓ'][place]!]));

/** A formula in TeX as text; several lines where it has several. What has no sign of its own keeps its name. */
export function texText(tex: string): string {
  const lines = tex.replace(/\\(begin|end)\{[a-z]+\*?\}(\{[lcr|]*\})?/g, '').split(/\\\\(?:\[[^\]]*\])?/);
  return lines.map((line) => new Reader(line).all().replace(/\s+/g, ' ').replace(/ ?(?:\u0003 ?)+/g, '   ').trim()).filter((line) => line !== '').join('\n');
}

class Reader {
  private at = 0;
  constructor(private readonly tex: string) {}

  all(): string {
    let text = '';
    while (this.at < this.tex.length) text += this.next();
    return text;
  }

  /** The next piece: a sign, a group, a command with what it takes. */
  private next(): string {
    const letter = this.tex[this.at]!;
    if (letter === '\\') return this.command();
    if (letter === '{') return this.group();
    this.at++;
    if (letter === '^' || letter === '_') return script(this.argument(), letter);
    if (letter === '&' || letter === '}') return '';
    if (letter === '~') return ' ';
    return /\s/.test(letter) ? ' ' : letter;
  }

  private group(): string {
    let depth = 0;
    const start = ++this.at;
    for (; this.at < this.tex.length; this.at++) {
      const letter = this.tex[this.at];
      if (letter === '\\') this.at++;
      else if (letter === '{') depth++;
      else if (letter === '}' && depth-- === 0) break;
    }
    return new Reader(this.tex.slice(start, this.at++)).all();
  }

  private argument(): string {
    while (this.tex[this.at] === ' ') this.at++;
    return this.at < this.tex.length ? this.next() : '';
  }

  private command(): string {
    const name = /^\\([A-Za-z]+\*?|.)/.exec(this.tex.slice(this.at))?.[1] ?? '';
    this.at += name.length + 1;
    if (/^[dt]?frac$/.test(name)) return `${grouped(this.argument())}/${grouped(this.argument())}`;
    if (name === 'sqrt') {
      const root = /^\[([^\]]*)\]/.exec(this.tex.slice(this.at));
      if (root) this.at += root[0].length;
      return `${root ? script(root[1]!, '^') : ''}√${grouped(this.argument())}`;
    }
    if (name === 'binom') return `C(${this.argument()}, ${this.argument()})`;
    if (/^(text|mathrm|operatorname)/.test(name)) return this.argument();
    if (LOOKS.test(name)) {
      if (/^(left|right|middle)$/.test(name) && this.tex[this.at] === '.') { this.at++; return ''; }
      const accent = ACCENTS[name];
      return accent === undefined ? '' : `${this.argument()}${accent}`;
    }
    if (name in SIGNS) {
      // The space behind a command only ends its name.
      if (/^[A-Za-z]/.test(name) && /^ [^=+\-<>/|]/.test(this.tex.slice(this.at))) this.at++;
      return /^(times|cdot|odot|otimes|oplus|le|leq|ge|geq|ne|neq|approx|sim|equiv|propto|to|rightarrow|Rightarrow|mapsto|leftarrow|in|notin|ll|gg|pm|land|lor|mid)$/.test(name) ? ` ${SIGNS[name]} ` : SIGNS[name]!;
    }
    return name;
  }
}

/** What stands above or below a fraction's line, or under a root: in parentheses when it is more than one thing. */
function grouped(text: string): string {
  const bare = text.trim();
  return /^(?:[\p{L}\p{N}\p{Mn}.₀-₉ₐ-ₜ⁰-⁹′|‖])*$/u.test(bare) ? bare : `(${bare})`;
}

function script(text: string, mark: '^' | '_'): string {
  const map = mark === '^' ? HIGH : LOW;
  const bare = text.trim();
  if (bare === '′' || bare === 'ᵀ' || bare === '∗' || bare === '⋆') return bare;
  const letters = [...bare];
  if (letters.length > 0 && letters.every((letter) => map.has(letter))) return letters.map((letter) => map.get(letter)!).join('');
  return letters.length === 1 || (mark === '_' && /^[\p{L}\d]+$/u.test(bare)) ? `${mark}${bare}` : `${mark}(${bare})`;
}

/** Whether a string is filled in by something else before the tool reads it: `${VAR}`, `{{ jinja }}`, `{% … %}`, `<%= … %>`. */
export function looksTemplated(text: string): boolean {
  return text.includes('${') || text.includes('{{') || text.includes('{%') || text.includes('<%');
}

/** Whether a value is a place to be filled in by hand: `<your_path>`, `{model}`. */
export function looksLikePlaceholder(text: string): boolean {
  return /[<{]\w+[>}]/.test(text);
}

/** Whether a string is filled in by something else before the tool reads it: `${VAR}`, `{{ jinja }}`, `{% … %}`, `<%= … %>`. */
export function looksTemplated(text: string): boolean {
  return text.includes('${') || text.includes('{{') || text.includes('{%') || text.includes('<%');
}

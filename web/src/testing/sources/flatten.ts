const pluralForm = /_(?:zero|one|two|few|many|other)$/;

/** The texts of a catalogue by their whole key, `list.title`. */
export function flatten(catalogue: object, path = ''): Record<string, string> {
  const entries = Object.entries(catalogue).flatMap(([name, value]: [string, unknown]) => {
    const key = path === '' ? name : `${path}.${name}`;
    if (typeof value === 'string') return [[key, value] as const];
    return typeof value === 'object' && value !== null ? Object.entries(flatten(value, key)) : [];
  });
  return Object.fromEntries(entries);
}

/** `list.unread` for `list.unread_one`. */
export function withoutPluralForm(key: string): string {
  return key.replace(pluralForm, '');
}

/** `one` of `list.unread_one`; `null` for a text without forms. */
export function readPluralForm(key: string): string | null {
  return pluralForm.exec(key)?.[0].slice(1) ?? null;
}

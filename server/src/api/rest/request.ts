import type { Request } from 'express';

/** How the text of a query field is read. */
export type FieldKind = 'number' | 'flag' | 'list' | 'text';

/** The fields of a query; `path`: such a field is named by the path instead. */
export type QueryKinds = Readonly<Record<string, FieldKind | 'path'>>;

/**
 * What a request without a body asks for: its query, and what the path names. What can't be read as its kind stays as it
 * is, so that a schema refuses it by name. Empty is absent.
 */
export function readQuery(request: Request, kinds: QueryKinds = {}): unknown {
  const fields = Object.entries(kinds).map(([name, kind]) => [
    name,
    kind === 'path' ? undefined : readField(request.query[name], kind),
  ]);
  const given = Object.fromEntries(fields.filter(([, value]) => value !== undefined && value !== ''));
  return { ...given, ...request.params };
}

/** The body with what the path names, which wins. What is not an object is a schema's to refuse. */
export function readBody(request: Request): unknown {
  const body: unknown = request.body ?? {};
  return typeof body === 'object' && !Array.isArray(body) ? { ...body, ...request.params } : body;
}

function readField(value: unknown, kind: FieldKind): unknown {
  if (typeof value !== 'string') return value;
  switch (kind) {
    case 'number':
      return /^-?\d{1,15}$/.test(value) ? Number(value) : value;
    case 'flag':
      return value === 'true' || value === 'false' ? value === 'true' : value;
    case 'list':
      return value === '' ? value : value.split(',');
    case 'text':
      return value;
  }
}

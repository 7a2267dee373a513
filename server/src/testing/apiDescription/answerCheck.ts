import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { ApiDocument, Operation } from '../../api/rest/openapi/describeApi.ts';
import { anyKind } from '../../api/rest/routes.ts';

export type Answer = { method: string; path: string; status: number; contentType: string; body: string };

type Route = { method: string; address: string; operation: Operation; pattern: RegExp };

/** @returns a function that says what of an answer is not as the document says; `null`: nothing */
export function createAnswerCheck(document: ApiDocument): (answer: Answer) => string | null {
  const ajv = new Ajv2020({ strict: false });
  addFormats.default(ajv);
  ajv.addSchema(toSchema(close(document)), 'api');
  const routes = listRoutes(document);

  return ({ method, path, status, contentType, body }) => {
    // What has no body says nothing.
    if (method === 'OPTIONS' || method === 'HEAD' || status === 304) return null;
    const route = routes.find((known) => known.method === method && known.pattern.test(path));
    if (!route) return isDescribed(path) && status < 400 ? 'the description has no such route' : null;
    const [kind = ''] = contentType.split(';');
    const said = findAnswer(route, status);
    if (said && !Object.hasOwn(said.content, kind) && Object.hasOwn(said.content, anyKind)) return null;
    if (!said || !Object.hasOwn(said.content, kind)) return `nothing is said of ${contentType} with this status`;
    if (kind !== 'application/json') return null;
    const validate = ajv.getSchema(`api#${point(said.at, 'content', kind, 'schema')}`);
    if (!validate) return 'its schema can not be read';
    return validate(JSON.parse(body)) ? null : `${ajv.errorsText(validate.errors)}: ${body.slice(0, 1_000)}`;
  };
}

function listRoutes({ paths }: ApiDocument): Route[] {
  const routes = Object.entries(paths).flatMap(([address, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({
      method: method.toUpperCase(),
      address,
      operation,
      pattern: new RegExp(`^${address.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}/?$`),
    })),
  );
  // An address that is spelled out goes before one that has a parameter in its place.
  return routes.toSorted((a, b) => countParameters(a) - countParameters(b));
}

function countParameters({ address }: Route): number {
  return address.split('{').length;
}

/** The reader's own files are no part of what it shows, and neither is the console. */
function isDescribed(path: string): boolean {
  return path.startsWith('/api/') && !path.startsWith('/api/docs/');
}

function findAnswer({ address, method, operation }: Route, status: number) {
  const key = operation.responses[status] || status < 400 ? String(status) : 'default';
  const said = operation.responses[key];
  return said && { content: said.content, at: point('paths', address, method.toLowerCase(), 'responses', key) };
}

/** A JSON pointer; what begins with a slash is one already. */
function point(first: string, ...others: string[]): string {
  const begin = first.startsWith('/') ? first : `/${escapePart(first)}`;
  return [begin, ...others.map((name) => `/${escapePart(name)}`)].join('');
}

function escapePart(name: string): string {
  return encodeURIComponent(name.replaceAll('~', '~0').replaceAll('/', '~1'));
}

/** As a whole it is none; its parts are, and refer to each other by their places in it. */
function toSchema(document: unknown): object {
  if (typeof document !== 'object' || document === null) throw new Error('There is no description of the API.');
  return document;
}

/** Objects may gain fields, for clients; here what nothing is said of is a mistake. */
function close(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(close);
  if (typeof node !== 'object' || node === null) return node;
  const closed = Object.fromEntries(Object.entries(node).map(([name, value]) => [name, close(value)]));
  const isOpen = closed['type'] === 'object' && 'properties' in closed && !('additionalProperties' in closed);
  return isOpen ? { ...closed, additionalProperties: false } : closed;
}

import { type ErrorCode, errorTable } from '@erp-whatsapp/shared/errors';
import type { z } from 'zod';
import { nothing, type RouteGroup, type RouteSpec } from '../routes.ts';
import { createSchemas, type Schema } from './schemas.ts';

type Content = Record<string, { schema: Schema }>;
export type Operation = {
  operationId: string;
  tags: string[];
  summary: string;
  description: string;
  security?: [];
  parameters: { name: string; in: 'path' | 'query'; required: boolean; schema: Schema; explode?: false }[];
  requestBody?: { required: boolean; content: Content };
  responses: Record<string, { description: string; content: Content }>;
};
/** An OpenAPI document. Paths are as it writes them, with parameters in braces. */
export type ApiDocument = {
  openapi: string;
  info: { title: string; version: string; description: string };
  servers: { url: string }[];
  tags: { name: string }[];
  security: Record<string, []>[];
  paths: Record<string, Partial<Record<RouteSpec['method'], Operation>>>;
  components: { schemas: Record<string, Schema>; securitySchemes: Record<string, object> };
};
type Write = (schema: z.ZodType, io: 'input' | 'output') => Schema;

const description = `Dates are ISO 8601. A phone number is \`+\` and 7 to 15 digits, and may be written in any usual form. A field
that is \`null\` counts as left out; answers may gain fields. With status 429 comes the header \`Retry-After\`, in seconds.`;

const mayCall = {
  anybody: 'For anybody.',
  signedIn: 'For who is signed in, and keys.',
  admin: 'For admins, and keys of that role.',
} as const;

/** Everything over HTTP as an OpenAPI 3.1 document, made from what the routes themselves go by. */
export function describeApi(groups: readonly RouteGroup[]): ApiDocument {
  const { named, write } = createSchemas();
  const paths: ApiDocument['paths'] = {};
  for (const group of groups) {
    for (const spec of group.specs) {
      const path = toAddress(group, spec);
      paths[path] = { ...paths[path], [spec.method]: describeRoute(group, spec, write) };
    }
  }
  return {
    openapi: '3.1.0',
    info: { title: 'erp-whatsapp', version: '1', description },
    servers: [{ url: '/' }],
    tags: [...new Set(groups.map(({ name }) => name))].map((name) => ({ name })),
    security: [{ bearer: [] }, { apiKey: [] }, { token: [] }, { session: [] }],
    paths,
    components: {
      schemas: named,
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', description: 'An access token or an API key.' },
        apiKey: { type: 'apiKey', in: 'header', name: 'x-api-key' },
        token: { type: 'apiKey', in: 'header', name: 'x-auth', description: 'An access token.' },
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: 'session',
          description: 'Set by signing in. It changes things only for pages of the same origin.',
        },
      },
    },
  };
}

/** A route's whole address, with its parameter in braces. */
function toAddress({ folder }: RouteGroup, { path }: RouteSpec): string {
  const whole = path === '/' ? folder : `${folder === '/' ? '' : folder}${path}`;
  return whole.replaceAll(/:(\w+)/g, '{$1}');
}

function describeRoute(group: RouteGroup, spec: RouteSpec, write: Write): Operation {
  const address = toAddress(group, spec);
  const input = spec.input === undefined || spec.input === nothing ? {} : write(spec.input, 'input');
  const inPath = [...address.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
  const body = spec.method === 'get' ? null : withoutFields(input, inPath);
  return {
    operationId: nameOperation(spec, address),
    tags: [group.name],
    summary: spec.summary,
    description: mayCall[spec.mayCall],
    ...(spec.mayCall === 'anybody' ? { security: [] } : {}),
    parameters: [...inPath.map((name) => describePathField(name, input)), ...describeQuery(spec, input)],
    ...(body === null || Object.keys(body).length === 0 ? {} : { requestBody: describeBody(body) }),
    responses: describeAnswers(group, spec, write),
  };
}

function nameOperation({ method }: RouteSpec, address: string): string {
  const words = address.split(/\W+/).filter((word) => word !== '');
  return `${method}${words.map((word) => `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`).join('')}`;
}

function describePathField(name: string, input: Schema): Operation['parameters'][number] {
  return { name, in: 'path', required: true, schema: fieldOf(input, name) };
}

function describeQuery({ query = {} }: RouteSpec, input: Schema): Operation['parameters'] {
  return Object.entries(query)
    .filter(([, kind]) => kind !== 'path')
    .map(([name, kind]) => ({
      name,
      in: 'query',
      required: input.required?.includes(name) ?? false,
      schema: fieldOf(input, name),
      ...(kind === 'list' ? { explode: false } : {}),
    }));
}

function fieldOf({ properties = {} }: Schema, name: string): Schema {
  const field = properties[name];
  return typeof field === 'object' ? field : { type: 'string' };
}

/** An input without what the path says; `null` where nothing is left. */
function withoutFields(input: Schema, names: readonly string[]): Schema | null {
  const { properties, required, ...rest } = input;
  if (properties === undefined) return input;
  const left = Object.entries(properties).filter(([name]) => !names.includes(name));
  if (left.length === 0) return null;
  const needed = required?.filter((name) => !names.includes(name)) ?? [];
  return { ...rest, properties: Object.fromEntries(left), ...(needed.length === 0 ? {} : { required: needed }) };
}

function describeBody(schema: Schema): Operation['requestBody'] {
  const isNeeded = schema.properties === undefined || schema.required !== undefined;
  return { required: isNeeded, content: { 'application/json': { schema } } };
}

function describeAnswers({ failure }: RouteGroup, spec: RouteSpec, write: Write): Operation['responses'] {
  const { answer, contentType = 'application/json', statuses = [200] } = spec;
  const answered = { description: 'Done.', content: { [contentType]: { schema: write(answer, 'output') } } };
  const refusal = { 'application/json': { schema: write(failure, 'output') } };
  const responses: Operation['responses'] = {};
  for (const code of listRefusals(spec)) {
    const { status } = errorTable[code];
    const before = responses[status]?.description;
    responses[status] = { description: before ? `${before}\n\n${explain(code)}` : explain(code), content: refusal };
  }
  for (const status of statuses) responses[status] = answered;
  responses['default'] = {
    description: 'Anything else that is refused, with the status of its code.',
    content: refusal,
  };
  return responses;
}

function explain(code: ErrorCode): string {
  return `\`${code}\`: ${errorTable[code].message}`;
}

/** What a route refuses with, be it said or follow from who may call it and what it takes. */
function listRefusals({ mayCall: caller, input = nothing, refusals = [] }: RouteSpec): ErrorCode[] {
  const ofCaller: ErrorCode[] = caller === 'anybody' ? [] : ['NOT_AUTHENTICATED', 'TOKEN_EXPIRED'];
  const ofRole: ErrorCode[] = caller === 'admin' ? ['FORBIDDEN'] : [];
  const ofInput: ErrorCode[] = input === nothing ? [] : ['INVALID_INPUT', 'PAYLOAD_TOO_LARGE'];
  return [...new Set([...ofCaller, ...ofRole, ...ofInput, ...refusals])];
}

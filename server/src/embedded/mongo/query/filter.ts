import type { BsonDocument, BsonValue } from '../values.ts';

/** What one operator asks of one field. `$ne`, `$nin` are `not`; `$all` is several conditions. */
export type Condition =
  | { op: 'eq' | 'gt' | 'gte' | 'lt' | 'lte'; value: BsonValue }
  | { op: 'in'; values: readonly BsonValue[]; patterns: readonly RegExp[] }
  | { op: 'exists'; exists: boolean }
  | { op: 'type'; names: ReadonlySet<string> }
  | { op: 'regex'; pattern: RegExp; source: BsonValue }
  | { op: 'mod'; divisor: number; remainder: number }
  | { op: 'size'; size: number }
  | { op: 'elemMatchFilter'; filter: Filter }
  | { op: 'elemMatchValue'; conditions: readonly Condition[] }
  | { op: 'not'; conditions: readonly Condition[] };

/** A parsed filter. `or` without nodes matches nothing, `and` without nodes matches everything. */
export type Filter =
  | { kind: 'and' | 'or' | 'nor'; nodes: readonly Filter[] }
  | { kind: 'expression'; isTrue: (document: BsonDocument) => boolean }
  | { kind: 'field'; path: string; parts: readonly string[]; condition: Condition };

export type Matcher = (document: BsonDocument) => boolean;

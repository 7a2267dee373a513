import { arrayExpressions } from './cases/arrayExpressions.ts';
import { arrayFilters } from './cases/arrayFilters.ts';
import { arrayUpdates } from './cases/arrayUpdates.ts';
import { collections } from './cases/collections.ts';
import { comparisonFilters } from './cases/comparisonFilters.ts';
import { computing } from './cases/computing.ts';
import { cursors } from './cases/cursors.ts';
import { elementFilters } from './cases/elementFilters.ts';
import { evaluationFilters } from './cases/evaluationFilters.ts';
import { fieldUpdates } from './cases/fieldUpdates.ts';
import { grouping } from './cases/grouping.ts';
import { indexes } from './cases/indexes.ts';
import { logicalFilters } from './cases/logicalFilters.ts';
import { positionalUpdates } from './cases/positionalUpdates.ts';
import { projections } from './cases/projections.ts';
import { sorting } from './cases/sorting.ts';
import { stageCases } from './cases/stages.ts';
import { textExpressions } from './cases/textExpressions.ts';
import { upserts } from './cases/upserts.ts';
import { writes } from './cases/writes.ts';
import type { Group } from './comparison.ts';

/** The whole table. */
export const groups: Group[] = [
  ...comparisonFilters,
  ...logicalFilters,
  ...elementFilters,
  ...evaluationFilters,
  ...arrayFilters,
  ...sorting,
  ...projections,
  ...fieldUpdates,
  ...arrayUpdates,
  ...positionalUpdates,
  ...upserts,
  ...writes,
  ...indexes,
  ...collections,
  ...cursors,
  ...grouping,
  ...stageCases,
  ...computing,
  ...arrayExpressions,
  ...textExpressions,
];

import type { Schema } from 'mongoose';

/** The query option of the few reads and writes that the storage port allows across workspaces. */
export const acrossWorkspaces = { acrossWorkspaces: true } as const;

/**
 * Plugin for every schema whose documents belong to a workspace. Each operation must name one workspace by a plain
 * string, or say {@link acrossWorkspaces}; else it throws before it reaches the database.
 */
export function workspaceBound(schema: Schema): void {
  schema.pre(
    [
      'find',
      'findOne',
      'findOneAndUpdate',
      'findOneAndReplace',
      'findOneAndDelete',
      'updateOne',
      'updateMany',
      'replaceOne',
      'deleteOne',
      'deleteMany',
      'countDocuments',
      'estimatedDocumentCount',
      'distinct',
    ],
    { document: false, query: true },
    function checkQuery() {
      if (this.getOptions()['acrossWorkspaces'] === true) return;
      requireWorkspace(this.getFilter(), this.model.modelName);
    },
  );
  schema.pre('aggregate', function checkPipeline() {
    const name = this.model().modelName;
    const [first, ...rest] = this.pipeline();
    requireWorkspace(first !== undefined && '$match' in first ? first.$match : undefined, name);
    for (const stage of rest) {
      // An allow-list, since $lookup, $unionWith, $merge and their kind reach other workspaces.
      const isHarmless = Object.keys(stage).every((operator) => harmlessStages.has(operator));
      if (!isHarmless)
        throw new Error(`${name}: an aggregation uses a stage that is not known to stay in its workspace.`);
    }
  });
  schema.pre('insertMany', function checkInserts(documents: unknown) {
    for (const document of Array.isArray(documents) ? documents : [documents]) {
      requireWorkspace(document, this.modelName);
    }
  });
  schema.pre('bulkWrite', function checkOperations(operations) {
    for (const operation of operations) {
      for (const body of Object.values(operation)) {
        requireWorkspace('document' in body ? body.document : body.filter, this.modelName);
      }
    }
  });
  schema.pre('save', function checkSave() {
    // Saving a changed document filters by its `_id` alone.
    if (!this.isNew)
      throw new Error('A stored document is changed by an update that names its workspace, not by save().');
  });
}

const harmlessStages = new Set(['$match', '$group', '$sort', '$limit']);

function requireWorkspace(filter: unknown, model: string): void {
  const isBound =
    typeof filter === 'object' && filter !== null && 'workspaceId' in filter && typeof filter.workspaceId === 'string';
  if (!isBound) throw new Error(`${model}: an operation does not name the one workspace that it is about.`);
}

import { CommandError } from '../errors.ts';
import type { BsonDocument, BsonValue } from '../values.ts';
import { compileDocumentStage, type DocumentStage } from './documentStages.ts';
import { readStage } from './readStage.ts';

/** Reads an update that is a pipeline. @throws CommandError for a stage that updates may not have. */
export function compileUpdatePipeline(stages: readonly BsonValue[]): (document: BsonDocument) => BsonDocument {
  const compiled = stages.map((stage): DocumentStage => {
    const { name, specification } = readStage(stage);
    const run = compileDocumentStage(name, specification);
    if (run === undefined)
      throw new CommandError('InvalidOptions', `${name} is not allowed to be used within an update`);
    return run;
  });
  return (document) => compiled.reduce((current, run) => run(current), document);
}

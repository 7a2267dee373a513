import { CommandError } from '../errors.ts';
import { compileProjectStage } from '../query/compileProjection.ts';
import { startsWithOperator } from '../query/parseFilter.ts';
import { addLeaf, assignFields, type Branch, excludeFields } from '../query/projectionTree.ts';
import { type BsonDocument, type BsonValue, isPlainObject, typeName } from '../values.ts';
import { compileExpression } from './compileExpression.ts';

export type DocumentStage = (document: BsonDocument) => BsonDocument;

/** The stages that turn one document into one document; updates may use them too. */
const compilers = new Map<string, (specification: BsonValue) => DocumentStage>([
  ['$set', (specification) => compileAddFields('$set', specification)],
  ['$addFields', (specification) => compileAddFields('$addFields', specification)],
  ['$unset', compileUnset],
  ['$project', compileProjectStage],
  ['$replaceRoot', compileReplaceRoot],
  ['$replaceWith', (specification) => compileReplacement(specification)],
]);

/** The stage as a function, or undefined when the name is not one of these. */
export function compileDocumentStage(name: string, specification: BsonValue): DocumentStage | undefined {
  return compilers.get(name)?.(specification);
}

function compileAddFields(name: string, specification: BsonValue): DocumentStage {
  if (!isPlainObject(specification))
    throw new CommandError(40272, `${name} specification stage must be an object, got ${typeName(specification)}`);
  const tree: Branch = { kind: 'branch', fields: new Map() };
  for (const [path, value] of Object.entries(specification)) addComputed(tree, path, value);
  return (document) => assignFields(document, tree, document);
}

/** A document of expressions stands for one expression per path, so that the other fields of what is there stay. */
function addComputed(tree: Branch, path: string, value: BsonValue): void {
  if (isPlainObject(value) && !startsWithOperator(value) && Object.keys(value).length > 0) {
    for (const [name, item] of Object.entries(value)) addComputed(tree, `${path}.${name}`, item);
    return;
  }
  addLeaf(tree, path, { kind: 'compute', evaluate: compileExpression(value) });
}

function compileUnset(specification: BsonValue): DocumentStage {
  const paths = Array.isArray(specification) ? specification : [specification];
  const tree: Branch = { kind: 'branch', fields: new Map() };
  for (const path of paths) {
    if (typeof path !== 'string')
      throw new CommandError(31120, '$unset specification must be a string or an array of strings');
    addLeaf(tree, path, { kind: 'exclude' });
  }
  return (document) => excludeFields(document, tree, document);
}

function compileReplaceRoot(specification: BsonValue): DocumentStage {
  const names = isPlainObject(specification) ? Object.keys(specification) : [];
  if (!isPlainObject(specification) || names.length !== 1 || names[0] !== 'newRoot') {
    throw new CommandError(40229, 'the $replaceRoot stage takes an object with the field newRoot');
  }
  return compileReplacement(specification['newRoot']);
}

function compileReplacement(expression: BsonValue): DocumentStage {
  const evaluate = compileExpression(expression);
  return (document) => {
    const root = evaluate(document);
    if (isPlainObject(root)) return root;
    throw new CommandError(
      40228,
      `'newRoot' expression must evaluate to an object, but resulting value was of type ${typeName(root)}`,
    );
  };
}

import { CommandError } from '../errors.ts';
import { type BsonDocument, type BsonValue, isPlainObject } from '../values.ts';
import { checkArity } from './arity.ts';
import { isExpressionOperator, namedArguments } from './expressionOperators.ts';

const systemVariables = ['ROOT', 'CURRENT', 'NOW', 'REMOVE'];

/**
 * Goes through an expression before it is ever run.
 * @throws CommandError InvalidPipelineOperator for an operator that is not on the list, 17276 for an unknown variable,
 * 40415 for an argument that an operator does not have.
 */
export function checkExpression(expression: BsonValue, variables: readonly string[] = systemVariables): void {
  if (typeof expression === 'string') {
    checkVariable(expression, variables);
  } else if (Array.isArray(expression)) {
    for (const item of expression) checkExpression(item, variables);
  } else if (isPlainObject(expression)) {
    checkObject(expression, variables);
  }
}

function checkVariable(text: string, variables: readonly string[]): void {
  if (!text.startsWith('$')) return;
  const [name = ''] = text.slice(text.startsWith('$$') ? 2 : 1).split('.');
  if (name === '') throw new CommandError(16872, `'${text}' is not a valid field path`);
  if (text.startsWith('$$') && !variables.includes(name)) {
    throw new CommandError(17276, `Use of undefined variable: ${name}`);
  }
}

function checkObject(expression: BsonDocument, variables: readonly string[]): void {
  const names = Object.keys(expression);
  const [first = ''] = names;
  if (!names.some((name) => name.startsWith('$'))) {
    for (const value of Object.values(expression)) checkExpression(value, variables);
    return;
  }
  if (names.length !== 1) {
    throw new CommandError(
      15983,
      `an expression specification must contain exactly one field, the name of the expression. Found ${names.length} fields`,
    );
  }
  if (first === '$literal') return;
  if (!isExpressionOperator(first))
    throw new CommandError('InvalidPipelineOperator', `Unrecognized expression '${first}'`);
  checkOperator(first, expression[first], variables);
}

function checkOperator(name: string, operand: BsonValue, variables: readonly string[]): void {
  checkArity(name, operand);
  const known = namedArguments.get(name);
  // $cond alone takes its arguments in either form.
  const isList = name === '$cond' && Array.isArray(operand) && operand.length === 3;
  if (known === undefined || isList) {
    checkExpression(operand, variables);
    return;
  }
  if (!isPlainObject(operand)) {
    throw new CommandError(
      'FailedToParse',
      `${name} requires an object with the arguments ${known.required.join(', ')}`,
    );
  }
  for (const argument of Object.keys(operand)) {
    if (!known.required.includes(argument) && !known.optional.includes(argument)) {
      throw new CommandError(40415, `Unrecognized argument to ${name}: ${argument}`);
    }
  }
  const missing = known.required.find((argument) => !Object.hasOwn(operand, argument));
  if (missing !== undefined) throw new CommandError('FailedToParse', `Missing '${missing}' parameter to ${name}`);
  const inner = [...variables, ...boundBy(name, operand)];
  for (const [argument, value] of Object.entries(operand)) {
    if (argument === 'vars' && isPlainObject(value)) {
      for (const variable of Object.values(value)) checkExpression(variable, variables);
    } else if (argument === 'branches') {
      checkBranches(value, variables);
    } else if (argument !== 'as') {
      checkExpression(value, argument === 'in' || argument === 'cond' ? inner : variables);
    }
  }
}

/** The variables that an operator makes for the expressions inside it. */
function boundBy(name: string, operand: BsonDocument): string[] {
  if (name === '$let' && isPlainObject(operand['vars'])) return Object.keys(operand['vars']);
  if (name === '$reduce') return ['this', 'value'];
  if (name === '$map' || name === '$filter') return [typeof operand['as'] === 'string' ? operand['as'] : 'this'];
  return [];
}

function checkBranches(branches: BsonValue, variables: readonly string[]): void {
  if (!Array.isArray(branches) || branches.length === 0) {
    throw new CommandError(40068, '$switch requires at least one branch');
  }
  for (const branch of branches) {
    const names = isPlainObject(branch) ? Object.keys(branch).sort().join() : '';
    if (!isPlainObject(branch) || names !== 'case,then') {
      throw new CommandError(40066, '$switch requires each branch to have a case and a then');
    }
    checkExpression(branch['case'], variables);
    checkExpression(branch['then'], variables);
  }
}

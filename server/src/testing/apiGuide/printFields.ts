import { messageSchema } from '@erp-whatsapp/shared/message';
import type { Schema } from '../../api/rest/openapi/schemas.ts';

const ofMessage = Object.keys(messageSchema.shape);

/**
 * A schema as people write one: `{ to?, limit?, data: { messages: Message[] } }`. What is a single value is its name alone;
 * what has a name of its own is told by it. Empty where there are no fields.
 */
export function printFields(schema: Schema): string {
  if (schema.$ref !== undefined) return schema.$ref.split('/').at(-1) ?? '';
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return printChoices(choices);
  if (schema.type === 'array' && typeof schema.items === 'object' && !Array.isArray(schema.items)) {
    const item = printFields(schema.items);
    return item === '' ? '' : `${item}[]`;
  }
  return schema.properties ? printObject(schema) : '';
}

function printChoices(choices: readonly Schema[]): string {
  return choices
    .map(printFields)
    .filter((choice) => choice !== '')
    .join(' or ');
}

function printObject({ properties = {}, required = [] }: Schema): string {
  // Events that add something to a message.
  const isMessage = ofMessage.every((name) => name in properties) && Object.keys(properties).length > ofMessage.length;
  const own = Object.entries(properties).filter(([name]) => !isMessage || !ofMessage.includes(name));
  const fields = own.map(([name, field]) => {
    const whole = required.includes(name) ? name : `${name}?`;
    const inner = typeof field === 'object' ? printFields(field) : '';
    return inner === '' ? whole : `${whole}: ${inner}`;
  });
  // It stands beside every answer, and says nothing of one.
  const telling = fields.filter((field) => field !== 'success');
  const all = isMessage ? ['...Message', ...telling] : telling;
  return all.length === 0 ? '' : `{ ${all.join(', ')} }`;
}

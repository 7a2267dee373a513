import type { SimulatedMessage } from '@erp-whatsapp/shared/simulator';

/**
 * Looks whether what was sent stands on the other side's phone, each text once.
 * @param sent texts of which no two are alike
 * @returns what is wrong, in a sentence, or `null`
 */
export function findDeliveryFault(
  sent: readonly string[],
  arrived: readonly Pick<SimulatedMessage, 'text' | 'copies'>[],
): string | null {
  const copies = new Map<string, number>();
  for (const message of arrived) copies.set(message.text, (copies.get(message.text) ?? 0) + message.copies);
  const lost = sent.filter((text) => !copies.has(text)).length;
  const repeated = [...copies.values()].filter((count) => count > 1).length;
  const unsent = new Set(copies.keys()).difference(new Set(sent)).size;
  if (lost + repeated + unsent === 0) return null;
  return `Of ${sent.length} messages ${lost} did not arrive, ${repeated} arrived more than once, and ${unsent} were never sent.`;
}

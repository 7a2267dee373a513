/**
 * The filter for what a person types to find a customer: part of the name in any case or, where it looks like a number,
 * some of its digits. Leading zeros are left off, since `0151…` and `0049151…` are kept as `+49151…`.
 */
export function matchCustomer(search: string | undefined) {
  // BSON has no patterns with NUL, and no name has one either.
  const text = (search ?? '').toWellFormed().replaceAll('\0', '').trim();
  if (text === '') return {};
  const name = { name: new RegExp(escapePattern(text), 'i') };
  const digits = /^[\d\s+()./-]+$/.test(text) ? text.replace(/\D/g, '').replace(/^0+/, '') : '';
  return digits === '' ? name : { $or: [name, { phoneNumber: new RegExp(digits) }] };
}

function escapePattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

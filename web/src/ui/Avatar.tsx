import { memo } from 'react';
import { toInitials } from './initials.ts';

/** White text on each of them reaches AA. */
export const avatarColours = [
  '#0b7285',
  '#2b6cb0',
  '#6741d9',
  '#a61e4d',
  '#9c4a00',
  '#2b7a3b',
  '#5c5f66',
  '#862e9c',
  '#1864ab',
  '#7a5c00',
] as const;

/**
 * Initials in a colour that stays with `id`. Decorative: the name stands beside it, so they are drawn without being text, which
 * would count as part of a button's label.
 */
export const Avatar = memo(function Avatar({ id, name, size }: { id: string; name: string; size: number }) {
  return (
    <span
      aria-hidden="true"
      data-initials={toInitials(name)}
      className="inline-flex shrink-0 select-none items-center justify-center rounded-full font-medium text-white before:content-[attr(data-initials)]"
      style={{ width: size, height: size, fontSize: Math.round(size * 0.36), background: toColour(id) }}
    />
  );
});

function toColour(id: string): string {
  let hash = 0;
  for (const character of id) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) | 0;
  return avatarColours[Math.abs(hash) % avatarColours.length] ?? avatarColours[0];
}

import { perLocale } from './perLocale.ts';

const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;

const formats = perLocale((locale) =>
  units.map((unit) => new Intl.NumberFormat(locale, { style: 'unit', unit, maximumFractionDigits: 1 })),
);

/** How large a file is, in the unit that says it shortest: 1 kB is 1,000 bytes. */
export function formatBytes(size: number): string {
  const step = size < 1_000 ? 0 : Math.min(Math.floor(Math.log10(size) / 3), units.length - 1);
  return formats()[step]?.format(size / 1_000 ** step) ?? String(size);
}

/** Where the picker's data is; with the version of `emojibase-data`, since what is under `/assets` is kept for a year. */
export const emojiAddress = '/assets/emojibase-17.0.0';

/** The languages of the console: emoji are searched in one of them. */
export const emojiLocales = ['en', 'es'] as const;

export type EmojiLocale = (typeof emojiLocales)[number];

import { defaultEmojiDataResolver, EmojiPicker } from 'frimousse';
import { type ComponentProps, type Ref, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { emojiAddress, emojiLocales } from './address.ts';
import { keepTone, readRecent, readTone, type Tone } from './recentEmoji.ts';

/** The data asks for a picture also where there is nothing else; phones leave that out. */
const idleSelector = /(\p{Emoji_Presentation})\uFE0F/gu;

type EmojiChoiceProps = { search: Ref<HTMLInputElement>; onChoose: (emoji: string) => void };

/** All emoji by category, those used last above them, with a search and the skin tone. */
export function EmojiChoice({ search, onChoose }: EmojiChoiceProps) {
  const { t, i18n } = useTranslation();
  const [tone, setTone] = useState(readTone);
  const [searched, setSearched] = useState('');
  const [hasFailed, setHasFailed] = useState(false);
  // What is chosen now does not move what one may choose next.
  const [recent] = useState(readRecent);
  const locale = emojiLocales.find((one) => one === i18n.language) ?? 'en';
  return (
    <EmojiPicker.Root
      locale={locale}
      emojibaseUrl={emojiAddress}
      resolveEmojiData={async (...asked) => {
        try {
          return await defaultEmojiDataResolver(...asked);
        } catch (error) {
          setHasFailed(true);
          throw error;
        }
      }}
      skinTone={tone}
      columns={8}
      onEmojiSelect={({ emoji }) => onChoose(emoji.replace(idleSelector, '$1'))}
      className="flex min-h-0 flex-1 flex-col"
    >
      <div className="flex items-center gap-1 p-2">
        <EmojiPicker.Search
          ref={search}
          value={searched}
          onChange={(event) => setSearched(event.target.value)}
          aria-label={t('emoji.search')}
          placeholder={t('emoji.search')}
          className="h-10 min-w-0 flex-1 rounded-lg border border-field-line bg-surface px-3 text-[1rem] placeholder:text-muted"
        />
        <EmojiPicker.SkinTone>
          {({ skinToneVariations }) => (
            <ToneButton
              variations={skinToneVariations}
              tone={tone}
              onChange={(next) => {
                setTone(next);
                keepTone(next);
              }}
            />
          )}
        </EmojiPicker.SkinTone>
      </div>
      {searched === '' && recent.length > 0 ? (
        <section aria-label={t('emoji.recent')} className="border-line border-b px-1 pb-1">
          <h3 className="px-2 py-1 font-medium text-muted text-time">{t('emoji.recent')}</h3>
          <div className="grid grid-cols-8">
            {recent.slice(0, 8).map((emoji) => (
              <button
                key={emoji}
                type="button"
                aria-label={emoji}
                onClick={() => onChoose(emoji)}
                className="inline-flex h-10 items-center justify-center rounded-lg font-emoji text-[1.5rem] hover:bg-hover"
              >
                {emoji}
              </button>
            ))}
          </div>
        </section>
      ) : null}
      <EmojiPicker.Viewport className="relative min-h-0 flex-1 outline-none">
        <EmojiPicker.Loading className="absolute inset-0 flex animate-appear-late items-center justify-center text-muted text-preview">
          {hasFailed ? null : t('emoji.loading')}
        </EmojiPicker.Loading>
        {hasFailed ? (
          <p role="alert" className="p-4 text-center text-muted text-preview">
            {t('emoji.failed')}
          </p>
        ) : null}
        <EmojiPicker.Empty className="absolute inset-0 flex items-center justify-center p-4 text-center text-muted text-preview">
          {({ search: text }) => t('emoji.noHit', { text })}
        </EmojiPicker.Empty>
        <EmojiPicker.List components={{ CategoryHeader, Row, Emoji }} className="select-none pb-1" />
      </EmojiPicker.Viewport>
    </EmojiPicker.Root>
  );
}

type ToneButtonProps = {
  variations: readonly { skinTone: Tone; emoji: string }[];
  tone: Tone;
  onChange: (tone: Tone) => void;
};

/** Goes from one tone to the next. */
function ToneButton({ variations, tone, onChange }: ToneButtonProps) {
  const { t } = useTranslation();
  const at = variations.findIndex(({ skinTone }) => skinTone === tone);
  const next = variations[(at + 1) % variations.length];
  return (
    <button
      type="button"
      aria-label={t('emoji.skinTone')}
      title={t('emoji.skinTone')}
      onClick={() => (next === undefined ? undefined : onChange(next.skinTone))}
      className="inline-flex size-10 shrink-0 items-center justify-center rounded-full font-emoji text-[1.375rem] hover:bg-hover pointer-coarse:size-11"
    >
      {variations[at]?.emoji}
    </button>
  );
}

type ListParts = NonNullable<ComponentProps<typeof EmojiPicker.List>['components']>;

const CategoryHeader: NonNullable<ListParts['CategoryHeader']> = ({ category, ...rest }) => (
  <div {...rest} className="bg-surface px-3 py-1 font-medium text-muted text-time">
    {category.label}
  </div>
);

// The library numbers rows and columns from 0, which ARIA does not know, and finds the other rows by their number again.
const Row: NonNullable<ListParts['Row']> = ({ children, 'aria-rowindex': index, ...rest }) => (
  <div {...rest} {...(index === 0 ? {} : { 'aria-rowindex': index })} className="px-1">
    {children}
  </div>
);

const Emoji: NonNullable<ListParts['Emoji']> = ({ emoji, 'aria-colindex': _column, ...rest }) => (
  <button
    type="button"
    {...rest}
    className="inline-flex h-10 basis-1/8 items-center justify-center rounded-lg text-[1.5rem] data-active:bg-selected"
  >
    {emoji.emoji}
  </button>
);

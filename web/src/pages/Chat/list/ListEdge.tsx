import '#lib/texts/later.ts';
import { type KeyboardEvent, type PointerEvent, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { boundWidth, listWidths, rememberWidth } from './listWidth.ts';

const step = 16;

type ListEdgeProps = { width: number; onChange: (width: number) => void };

/** The edge between list and thread: dragged, or moved by arrow keys; a double click puts it back. */
export function ListEdge({ width, onChange }: ListEdgeProps) {
  const { t } = useTranslation();
  const grip = useRef<{ x: number; width: number } | null>(null);
  const forward = () => (document.documentElement.dir === 'rtl' ? -1 : 1);

  const take = (wanted: number) => {
    const next = boundWidth(wanted);
    onChange(next);
    rememberWidth(next);
  };
  const onPointerMove = ({ clientX }: PointerEvent) => {
    if (grip.current !== null) onChange(boundWidth(grip.current.width + (clientX - grip.current.x) * forward()));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const moved: Record<string, number> = {
      ArrowRight: width + step * forward(),
      ArrowLeft: width - step * forward(),
      Home: listWidths.least,
      End: listWidths.most,
    };
    const next = moved[event.key];
    if (next === undefined) return;
    event.preventDefault();
    take(next);
  };
  return (
    // A separator that can be moved is a widget: https://www.w3.org/TR/wai-aria-1.2/#separator
    <hr
      aria-orientation="vertical"
      aria-label={t('rows.width')}
      aria-valuenow={width}
      aria-valuemin={listWidths.least}
      aria-valuemax={listWidths.most}
      tabIndex={0}
      onKeyDown={onKeyDown}
      onDoubleClick={() => take(listWidths.usual)}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        grip.current = { x: event.clientX, width };
      }}
      onPointerMove={onPointerMove}
      onLostPointerCapture={() => {
        grip.current = null;
        rememberWidth(width);
      }}
      className="absolute inset-y-0 -end-1 z-10 m-0 hidden h-full w-2 cursor-col-resize touch-none border-0 hover:bg-accent/40 active:bg-accent/60 wide:block"
    />
  );
}

import type { Media } from '@erp-whatsapp/shared/media';
import { lazy, Suspense } from 'react';
import { isPicture, toBox } from './box.ts';

const MediaContent = lazy(async () => ({ default: (await import('./MediaContent.tsx')).MediaContent }));

/** A message's file, in a room that has its size from the first moment. */
export function MediaBox({ media }: { media: Media }) {
  const { width, height } = toBox(media);
  return (
    <span
      data-media={media.state}
      // A picture keeps its shape where the bubble is narrower; a file keeps its height.
      style={isPicture(media) ? { width, aspectRatio: `${width} / ${height}` } : { width, height }}
      className="my-0.5 block max-w-full overflow-hidden rounded-md bg-selected"
    >
      <Suspense fallback={null}>
        <MediaContent media={media} />
      </Suspense>
    </span>
  );
}

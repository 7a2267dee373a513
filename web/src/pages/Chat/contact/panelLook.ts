/** Beside the thread where there is room, else over it; on narrow windows instead of it. */
export const panelLook =
  'absolute inset-y-0 end-0 z-20 flex w-full flex-col border-line bg-surface wide:w-90 wide:border-s wide:shadow-raised min-[75rem]:static min-[75rem]:shrink-0 min-[75rem]:shadow-none';

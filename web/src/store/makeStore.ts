import { configureStore } from '@reduxjs/toolkit';
import { rootReducer, type StoreParts } from './state.ts';
import { createSyncCursor } from './syncCursor.ts';

/** What the screen knows. Everything it needs of the world is passed in. */
export function makeStore(parts: Omit<StoreParts, 'cursor'>) {
  const extraArgument: StoreParts = { ...parts, cursor: createSyncCursor(parts.now) };
  return configureStore({
    reducer: rootReducer,
    middleware: (getDefault) =>
      getDefault({
        thunk: { extraArgument },
        // Both walk the whole state at each action, which is felt with long threads even in development.
        immutableCheck: false,
        serializableCheck: false,
      }),
  });
}

export type AppStore = ReturnType<typeof makeStore>;
export type AppDispatch = AppStore['dispatch'];

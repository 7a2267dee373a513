/** Notes that are not saved yet, with the revision that they were made from. */
export type Unsaved = { text: string; revision: number };

export type KeptNotes = { read: () => Unsaved | null; write: (unsaved: Unsaved | null) => void };

/** Keeps what was written and not saved in this browser, for whoever wrote it. */
export function createKeptNotes(owner: string, contactId: string): KeptNotes {
  const key = `notes:${owner}:${contactId}`;
  return {
    read() {
      try {
        return parse(JSON.parse(localStorage.getItem(key) ?? 'null'));
      } catch {
        return null;
      }
    },
    write(unsaved) {
      try {
        if (unsaved === null) localStorage.removeItem(key);
        else localStorage.setItem(key, JSON.stringify(unsaved));
      } catch {
        // Storage is full or forbidden: what is written still lives as long as the page.
      }
    },
  };
}

function parse(value: unknown): Unsaved | null {
  if (typeof value !== 'object' || value === null || !('text' in value) || !('revision' in value)) return null;
  const { text, revision } = value;
  return typeof text === 'string' && typeof revision === 'number' ? { text, revision } : null;
}

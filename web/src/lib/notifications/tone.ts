/** Two soft notes, a third apart: [frequency in Hz, start in seconds]. */
const notes = [
  [659.25, 0],
  [783.99, 0.11],
] as const;
const noteSeconds = 0.28;
const loudness = 0.12;

export type Tone = { play: () => void; close: () => void };

/**
 * A short, calm tone, made here. Browsers give no sound before the person has touched the page: until then it is silent.
 * Opening the way to the loudspeakers takes up to a tenth of a second, so that is left to the first tone.
 */
export function createTone(): Tone {
  let context: AudioContext | null = null;
  let wasTouched = false;
  const touch = () => {
    wasTouched = true;
  };
  window.addEventListener('pointerdown', touch, { once: true });
  window.addEventListener('keydown', touch, { once: true });

  return {
    play() {
      if (!wasTouched || !('AudioContext' in window)) return;
      context ??= new AudioContext();
      if (context.state === 'suspended') context.resume().catch(() => undefined);
      const now = context.currentTime;
      for (const [frequency, start] of notes) playNote(context, { frequency, at: now + start });
    },
    close() {
      window.removeEventListener('pointerdown', touch);
      window.removeEventListener('keydown', touch);
      context?.close().catch(() => undefined);
    },
  };
}

function playNote(context: AudioContext, { frequency, at }: { frequency: number; at: number }): void {
  const oscillator = context.createOscillator();
  const volume = context.createGain();
  oscillator.frequency.value = frequency;
  volume.gain.setValueAtTime(0, at);
  volume.gain.linearRampToValueAtTime(loudness, at + 0.015);
  volume.gain.exponentialRampToValueAtTime(0.001, at + noteSeconds);
  oscillator.connect(volume).connect(context.destination);
  oscillator.start(at);
  oscillator.stop(at + noteSeconds);
}

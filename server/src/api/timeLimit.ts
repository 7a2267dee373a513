/**
 * Settles as `work` does, or rejects with what `onLate` gives when that takes longer than `limit` milliseconds. The work goes
 * on by itself then.
 */
export async function limitTime<T>(work: Promise<T>, limit: number, onLate: () => Error): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(onLate()), limit);
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

// Runs before the first paint, so that nobody who wants it dark is shown a white page and no message changes its size.
// The same rule as in lib/theme.ts.
(() => {
  let settings = {};
  try {
    const kept = localStorage.getItem('settings');
    settings = (kept === null ? { theme: localStorage.getItem('theme') } : JSON.parse(kept)) ?? {};
  } catch {
    // Storage may be forbidden; the system's choice holds then.
  }
  const { theme, textSize } = settings;
  const isDark = theme === 'dark' || (theme !== 'light' && window.matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset.theme = isDark ? 'dark' : 'light';
  document.documentElement.dataset.textSize = textSize ?? '15';
})();

// Runs before the first paint, so that nobody who wants it dark is shown a white page. The same rule as in lib/theme.ts.
(() => {
  let wanted = null;
  try {
    wanted = localStorage.getItem('theme');
  } catch {
    // Storage may be forbidden; the system's choice holds then.
  }
  const isDark = wanted === 'dark' || (wanted !== 'light' && window.matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset.theme = isDark ? 'dark' : 'light';
})();

import packaged from '@sparticuz/chromium';

// Run by browser.ts as a process of its own; the package unpacks into this process's TMPDIR.
await packaged.executablePath();

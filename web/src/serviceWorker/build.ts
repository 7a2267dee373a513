/** What the build writes in: the console's files, and a name for just these. */
declare const consoleBuild: { version: string; files: readonly string[] };

export const { version, files } = consoleBuild;

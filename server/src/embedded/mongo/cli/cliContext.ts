/** What the store's tools are given. */
export type CliContext = {
  /** The store's own folder. */
  folder: string;
  /** STORE_PORT as it was given. */
  port: string | undefined;
  print: (line: string) => void;
};

/** An environment as a value: only a `main.ts` reads the process's own. */
export type Env = Readonly<Record<string, string | undefined>>

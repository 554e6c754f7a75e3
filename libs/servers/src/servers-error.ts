/** What each fault means, for the person who meets it. */
export const faults = {
  /** The setting names a binary that is missing, does not run, or is too old. Who sets it means it: nothing else is tried. */
  'setting-unusable': 'correct the setting or remove it',
  /** Neither PATH, nor the cache, nor any way to install gave a server that is new enough. */
  'server-not-found': 'take one of the ways out that the message names',
  /** The server ended, or never answered, while it was being started. */
  'start-failed': 'read the log that the message names',
  /** A process did not end within its bound after a signal that should end it. */
  'stop-failed': 'end the named process by its id',
  /** Another live server has its data in this folder; two in one folder would spoil it. */
  'folder-in-use': 'stop the named process or choose another folder',
  /** No port could be had in the range that is tried. */
  'no-free-port': 'free a port, or name one',
} as const satisfies Record<string, string>

export type ServersFault = keyof typeof faults

/** The one error of this library. The message reads `[code] what happened, to which thing, what to do`. */
export class ServersError extends Error {
  override readonly name = 'ServersError'
  readonly code: ServersFault

  constructor(code: ServersFault, happened: string, options?: ErrorOptions) {
    super(`[${code}] ${happened}; ${faults[code]}`, options)
    this.code = code
  }
}

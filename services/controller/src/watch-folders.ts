import { watch, type FSWatcher } from 'node:fs'

/** Watches folders, one watcher each: a recursive one would descend into what is not ours. */
export class FolderWatch implements Disposable {
  readonly #onChange: () => void
  readonly #onFault: (folder: string, error: unknown) => void
  readonly #watchers = new Map<string, FSWatcher>()
  #isFaulty = false

  /** `onFault` is told once when the system cannot watch; changes are then found by looking. */
  constructor(onChange: () => void, onFault: (folder: string, error: unknown) => void) {
    this.#onChange = onChange
    this.#onFault = onFault
  }

  /** Watches these folders from now on, and no others. */
  follow(folders: readonly string[]): void {
    const wanted = new Set(folders)
    for (const [folder, watcher] of this.#watchers) if (!wanted.has(folder)) this.#forget(folder, watcher)
    for (const folder of wanted) if (!this.#watchers.has(folder)) this.#watch(folder)
  }

  [Symbol.dispose](): void {
    for (const [folder, watcher] of this.#watchers) this.#forget(folder, watcher)
  }

  #watch(folder: string): void {
    try {
      const watcher = watch(folder, { persistent: false }, () => this.#onChange())
      // A folder that is removed or replaced ends its watcher; the next look watches the new one.
      watcher.on('error', () => this.#forget(folder, watcher))
      this.#watchers.set(folder, watcher)
    } catch (error) {
      if (!this.#isFaulty) this.#onFault(folder, error)
      this.#isFaulty = true
    }
  }

  #forget(folder: string, watcher: FSWatcher): void {
    watcher.close()
    this.#watchers.delete(folder)
  }
}

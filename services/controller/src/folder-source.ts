import { setTimeout as sleep } from 'node:timers/promises'
import type { ControllerConfig } from './config.ts'
import { findManifests } from './find-manifests.ts'
import type { Look, ManifestSource } from './manifest-source.ts'
import { ManifestFiles } from './read-files.ts'
import { FolderWatch } from './watch-folders.ts'

/** A file that is written without end is read all the same after this. */
const settleMaxMs = 3_000

export interface FolderDeps {
  readonly stop: AbortSignal
  readonly nowMs: () => number
  readonly onChange: () => void
  readonly onFault: (folder: string, error: unknown) => void
}

/** Manifests in folders, watched. */
export class FolderSource implements ManifestSource, Disposable {
  readonly #config: ControllerConfig
  readonly #deps: FolderDeps
  readonly #files: ManifestFiles
  readonly #watch: FolderWatch

  constructor(config: ControllerConfig, deps: FolderDeps) {
    this.#config = config
    this.#deps = deps
    this.#files = new ManifestFiles(config)
    this.#watch = new FolderWatch(deps.onChange, deps.onFault)
  }

  async look(): Promise<Look> {
    const { manifests, filesMax, settleMs } = this.#config
    const { nowMs, stop } = this.#deps
    const deadline = nowMs() + settleMaxMs
    for (;;) {
      const found = await findManifests(manifests, { filesMax })
      const newest = Math.max(0, ...found.files.map(({ modifiedMs }) => modifiedMs))
      const waitMs = Math.min(newest + settleMs, nowMs() + settleMs) - nowMs()
      const isKnown = this.#files.isKnown(found)
      if (waitMs <= 0 || isKnown || nowMs() > deadline) {
        // Before reading: a change from now on is told.
        this.#watch.follow(found.folders)
        return { isKnown, read: () => this.#files.read(found) }
      }
      await sleep(waitMs, undefined, { signal: stop })
    }
  }

  [Symbol.dispose](): void {
    this.#watch[Symbol.dispose]()
  }
}

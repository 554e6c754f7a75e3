/** A started service. Disposing of it releases all it holds. */
export interface Running extends AsyncDisposable {
  /** Resolves when its loops have ended, which they do once asked to stop; rejects on a fault. */
  readonly done: Promise<void>
}

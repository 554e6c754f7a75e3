import type { CasBucket } from '@millrace/bus'
import { hash } from 'node:crypto'
import { Board, type BoardEntry } from './board.ts'
import { leaseBytes, replicaBytes } from './lease-values.ts'
import { planLeases, type SeenLease } from './plan.ts'

/** Milliseconds. A holder that cannot show signs of life gives up before another may take over. */
export interface LeaseTimes {
  /** A replica that is silent for longer is taken for dead. */
  readonly leaseMs: number
  /** A replica that could show no sign of life for this long does nothing any more. */
  readonly giveUpMs: number
  /** Between signs of life. */
  readonly beatMs: number
  /** A lease that is free for so long is taken by anybody. */
  readonly graceMs: number
  /** What nobody wanted for this long is forgotten. */
  readonly forgetMs: number
}

export const leaseTimesDefault: LeaseTimes = {
  leaseMs: 6_000,
  giveUpMs: 4_000,
  beatMs: 2_000,
  graceMs: 4_000,
  forgetMs: 600_000,
}

/** What is done under a lease. */
export interface LeaseWork {
  /** Works on a key until `held` aborts; whoever waits for the lease waits for its end. */
  run(key: string, held: AbortSignal): Promise<void>
  /** Removes what was kept for a key that nobody wants any more. */
  forget(key: string): Promise<void>
}

interface Parts {
  readonly bucket: CasBucket
  readonly group: string
  readonly identity: string
  readonly work: LeaseWork
  readonly times?: LeaseTimes
  readonly onFault?: (fault: unknown) => void
}

interface Run {
  readonly over: AbortController
  readonly done: Promise<void>
}

/**
 * Divides work among replicas: each key is worked on by one of those that want it. A replica shows signs of life by one
 * write, however many leases it holds. What it gives back is taken over at once; what a dead one held, within `leaseMs`
 * and a beat. Two may overlap for a moment where a process was frozen, so the work itself must bear that.
 */
export class Leases implements AsyncDisposable {
  readonly #parts: Parts
  readonly #times: LeaseTimes
  readonly #board: Board
  readonly #runs = new Map<string, Run>()
  readonly #releasing = new Set<Promise<void>>()
  #wanted: ReadonlySet<string> = new Set()
  #fingerprint = ''
  #following: AsyncDisposable | undefined
  #loop: Promise<void> = Promise.resolve()
  #wake: () => void = () => {}
  #isStopped = false
  /** Aborted when this replica may have been taken for dead; a new one when it is alive again. */
  #alive: AbortController | undefined
  #aliveUntil: NodeJS.Timeout | undefined
  #beatMs = -Infinity

  constructor(parts: Parts) {
    this.#parts = parts
    this.#times = parts.times ?? leaseTimesDefault
    this.#board = new Board(parts.group)
  }

  /** What this replica works on. */
  get held(): readonly string[] {
    return [...this.#runs.keys()]
  }

  /** Says what is to be done from now on. Keys are letters, digits and `-_=.`. */
  want(keys: Iterable<string>): void {
    const wanted = new Set(keys)
    // Whoever never wanted anything writes nothing.
    if (wanted.size === 0 && this.#fingerprint === '') return
    const fingerprint = hash('sha256', [...wanted].sort().join('\n'), 'hex').slice(0, 16)
    if (fingerprint === this.#fingerprint) return
    this.#wanted = wanted
    this.#fingerprint = fingerprint
    this.#beatMs = -Infinity
    this.#wake()
  }

  /** For {@link openLeases}: all values of the bucket. */
  see(entries: ReadonlyMap<string, BoardEntry>): void {
    this.#board.see(entries, performance.now())
    this.#wake()
  }

  /** For {@link openLeases}: starts deciding. */
  begin(following: AsyncDisposable): void {
    this.#following = following
    this.#loop = this.#work()
  }

  /** Ends all work and gives every lease back. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isStopped = true
    this.#wake()
    await this.#loop
    const { bucket, identity } = this.#parts
    const goodBye = replicaBytes({ wants: '', isGone: true })
    // Before the leases are free: whose turn each of them is then leaves this replica out.
    if (this.#fingerprint !== '') await this.#tried(() => bucket.put(this.#board.replicaKey(identity), goodBye))
    const ours = [...this.#board.leases].filter(([, { holder }]) => holder === identity).map(([key]) => key)
    for (const key of new Set([...this.#runs.keys(), ...ours])) this.#release(key)
    await Promise.all([...this.#releasing, ...[...this.#runs.values()].map(({ done }) => done)])
    clearTimeout(this.#aliveUntil)
    await this.#following?.[Symbol.asyncDispose]()
  }

  async #work(): Promise<void> {
    while (!this.#isStopped) {
      const woken = new Promise<void>((resolve) => (this.#wake = resolve))
      await this.#turn()
      const timer = setTimeout(this.#wake, Math.max(0, this.#beatMs + this.#times.beatMs - performance.now()))
      await woken
      clearTimeout(timer)
    }
  }

  async #turn(): Promise<void> {
    if (this.#fingerprint === '') {
      this.#beatMs = performance.now()
      return
    }
    if (performance.now() - this.#beatMs >= this.#times.beatMs) await this.#beat()
    const alive = this.#alive
    if (alive === undefined || this.#isStopped) return
    const { me, plan } = this.#plan()
    for (const key of this.#runs.keys()) if (this.#board.leases.get(key)?.holder !== me) this.#end(key)
    for (const key of plan.release) this.#release(key)
    await Promise.all(plan.claim.map(({ key, revision }) => this.#claim(key, revision)))
    if (this.#isStopped || alive.signal.aborted) return
    for (const key of this.#plan().plan.keep) this.#start(key, alive.signal)
    await this.#tidy()
  }

  #plan() {
    const { identity: me } = this.#parts
    const { leaseMs, graceMs } = this.#times
    const nowMs = performance.now()
    const alive = this.#board.alive(leaseMs, nowMs).set(me, this.#fingerprint)
    const leaving = this.#board.leaving(leaseMs, nowMs)
    const sight = { me, alive, leaving, leases: this.#board.leases, wanted: this.#wanted, nowMs, graceMs }
    return { me, plan: planLeases(sight) }
  }

  /** A sign of life. Where it fails for too long, all work ends: another replica may be about to take over. */
  async #beat(): Promise<void> {
    const { bucket, identity } = this.#parts
    const startedMs = performance.now()
    this.#beatMs = startedMs
    const written = await this.#tried(() =>
      bucket.put(this.#board.replicaKey(identity), replicaBytes({ wants: this.#fingerprint, isGone: false })),
    )
    if (!written) return
    if (this.#alive === undefined) {
      this.#alive = new AbortController()
      this.#board.seeingAgain(performance.now())
    }
    clearTimeout(this.#aliveUntil)
    const leftMs = startedMs + this.#times.giveUpMs - performance.now()
    this.#aliveUntil = setTimeout(() => this.#giveUp(), Math.max(0, leftMs))
  }

  #giveUp(): void {
    this.#alive?.abort()
    this.#alive = undefined
    for (const key of this.#runs.keys()) this.#end(key)
  }

  async #claim(key: string, revision: number): Promise<void> {
    const { bucket, identity } = this.#parts
    const name = this.#board.leaseKey(key)
    const value = leaseBytes({ holder: identity, atMs: Date.now() })
    await this.#tried(async () => {
      const set = await bucket.set(name, value, revision)
      const entry = set === 'conflict' ? await bucket.get(name) : { value, revision: set }
      if (entry === undefined) this.#board.removedLease(key, revision)
      else this.#board.setLease(key, entry, performance.now())
    })
  }

  #start(key: string, alive: AbortSignal): void {
    if (this.#runs.has(key)) return
    const over = new AbortController()
    const held = AbortSignal.any([over.signal, alive])
    this.#runs.set(key, { over, done: this.#worked(key, held) })
  }

  async #worked(key: string, held: AbortSignal): Promise<void> {
    await this.#tried(() => this.#parts.work.run(key, held))
    this.#runs.delete(key)
    this.#wake()
  }

  /** Ends the work on a key that is another's now. */
  #end(key: string): void {
    this.#runs.get(key)?.over.abort()
  }

  /** Ends the work on a key, then lets another have it. */
  #release(key: string): void {
    const run = this.#runs.get(key)
    if (run?.over.signal.aborted === true) return
    const lease = this.#board.leases.get(key)
    this.#end(key)
    const released = this.#freedAfter(run?.done, key, lease)
    this.#releasing.add(released)
    void released.finally(() => this.#releasing.delete(released))
  }

  async #freedAfter(done: Promise<void> | undefined, key: string, lease: SeenLease | undefined): Promise<void> {
    await done
    if (lease?.holder === this.#parts.identity) await this.#free(key, lease.revision)
  }

  /** Removes dead replicas and what nobody has wanted for long. One replica at a time comes to it, and a second does no harm. */
  async #tidy(): Promise<void> {
    const { bucket } = this.#parts
    const { forgetMs, leaseMs } = this.#times
    const nowMs = performance.now()
    for (const id of this.#board.silent(forgetMs, nowMs)) {
      if (await this.#tried(() => bucket.remove(this.#board.replicaKey(id)))) this.#board.removedReplica(id)
    }
    const alive = this.#board.alive(leaseMs, nowMs)
    if (new Set(alive.values()).size > 1) return
    const leaving = this.#board.leaving(leaseMs, nowMs)
    for (const [key, { holder, revision, atMs }] of this.#board.leases) {
      if (this.#wanted.has(key) || alive.has(holder) || leaving.has(holder)) continue
      if (holder !== '') await this.#free(key, revision)
      else if (Date.now() - atMs >= forgetMs) await this.#forget(key, revision)
    }
  }

  async #free(key: string, revision: number): Promise<void> {
    const value = leaseBytes({ holder: '', atMs: Date.now() })
    await this.#tried(async () => {
      const set = await this.#parts.bucket.set(this.#board.leaseKey(key), value, revision)
      if (set !== 'conflict') this.#board.setLease(key, { value, revision: set }, performance.now())
    })
  }

  async #forget(key: string, revision: number): Promise<void> {
    await this.#tried(async () => {
      await this.#parts.work.forget(key)
      await this.#parts.bucket.remove(this.#board.leaseKey(key), revision)
      this.#board.removedLease(key, revision)
    })
  }

  async #tried(act: () => Promise<void>): Promise<boolean> {
    try {
      await act()
      return true
    } catch (fault) {
      this.#parts.onFault?.(fault)
      return false
    }
  }
}

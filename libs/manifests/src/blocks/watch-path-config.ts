import { may, need, object, string, text } from '../schema/build.ts'
import type { Infer } from '../schema/schema.ts'
import type { Check } from '../validate/check.ts'

/** The files to watch; the type `hdfs` has these fields inline. */
export const watchPathFields = {
  directory: need(string(), 'Absolute path of the directory.', 'directory is required'),
  path: may(string(), 'Name of one file, relative to the directory.'),
  pathRegexp: may(text('re2'), 'Pattern for the names, searched anywhere in them.'),
} as const

export const watchPathConfig = object('WatchPathConfig', watchPathFields)

export type WatchPathConfig = Infer<typeof watchPathConfig>

export function checkWatchPath(watch: WatchPathConfig, check: Check): void {
  const { directory, path, pathRegexp } = watch
  if (!directory.startsWith('/')) {
    check.error('invalid', watch, ['directory'], 'directory must be an absolute file path')
  }
  if (path === undefined && pathRegexp === undefined) {
    check.error('required', watch, [], 'either path or pathRegexp must be specified')
  } else if (path !== undefined && pathRegexp !== undefined) {
    check.error('conflict', watch, ['pathRegexp'], 'path and pathRegexp cannot be specified together')
  }
  if (path?.startsWith('/') === true) {
    check.error('invalid', watch, ['path'], 'path must be a relative file path')
  }
}

/** Bytes of one value at most: what Kubernetes allows a whole Secret. */
export const valueBytesMax = 1_048_576
/** Values kept for `cacheMs` at most; beyond, the oldest is read again sooner. */
export const cachedValuesMax = 1_000
/** Bytes of one manifest file at most; a larger one is left out and reported. */
export const manifestBytesMax = 4 * 1_048_576
/** Files looked at in a manifests folder at most; the rest is left out and reported. */
export const manifestFilesMax = 10_000
/** Folders within folders at most. */
export const folderDepthMax = 8
/** A folder is not looked through again before this many times the duration of the last look: at most 1/20 of the time. */
export const scanRestFactor = 20

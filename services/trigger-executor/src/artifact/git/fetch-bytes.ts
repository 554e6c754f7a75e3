/** Bytes that one fetch may bring, packed, unless the settings say otherwise. */
export const gitFetchBytesDefault = 64 * 2 ** 20

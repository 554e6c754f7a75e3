/** Short names by the minutes east of UTC; `#` is for the offset itself in digits. */
type Names = Readonly<Record<number, string>>

const moscow: Names = { 180: 'MSK', 240: 'MSD' }
const china: Names = { 480: 'CST' }
const israel: Names = { 120: 'IST', 180: 'IDT' }
const mountain: Names = { [-420]: 'MST', [-360]: 'MDT' }
const samoa: Names = { [-660]: 'SST' }
const aleutian: Names = { [-600]: 'HST', [-540]: 'HDT' }
const greenwich: Names = { 0: 'GMT' }
const british: Names = { 60: 'BST' }
const newfoundland: Names = { [-210]: 'NST', [-150]: 'NDT' }
const digits = (...minutes: number[]): Names => Object.fromEntries(minutes.map((minute) => [minute, '#']))

const tables: readonly (readonly [string, Names])[] = [
  ['Europe/Moscow Europe/Simferopol Europe/Kirov Europe/Volgograd W-SU', moscow],
  ['Asia/Shanghai Asia/Chongqing Asia/Chungking Asia/Harbin Asia/Macao Asia/Macau Asia/Taipei PRC ROC', china],
  ['Asia/Jerusalem Asia/Tel_Aviv Israel', israel],
  ['America/Chihuahua America/Ciudad_Juarez America/Mazatlan America/Hermosillo Mexico/BajaSur', mountain],
  ['America/Whitehorse America/Dawson Canada/Yukon', mountain],
  ['Pacific/Midway Pacific/Pago_Pago Pacific/Samoa US/Samoa', samoa],
  ['America/Adak America/Atka US/Aleutian', aleutian],
  ['Etc/GMT GMT GMT+0 GMT-0 GMT0 Etc/GMT+0 Etc/GMT-0 Etc/GMT0 Etc/Greenwich Greenwich', greenwich],
  ['Europe/Guernsey Europe/Isle_of_Man Europe/Jersey', british],
  ['America/St_Johns Canada/Newfoundland', newfoundland],
  ['America/Havana Cuba', { [-300]: 'CST', [-240]: 'CDT' }],
  ['Asia/Seoul Asia/Pyongyang ROK', { 540: 'KST' }],
  ['Asia/Tokyo Japan', { 540: 'JST' }],
  ['Asia/Jakarta Asia/Pontianak', { 420: 'WIB' }],
  ['Asia/Makassar Asia/Ujung_Pandang', { 480: 'WITA' }],
  ['Asia/Jayapura', { 540: 'WIT' }],
  ['Asia/Karachi', { 300: 'PKT' }],
  ['Asia/Manila', { 480: 'PST' }],
  ['Pacific/Guam Pacific/Saipan', { 600: 'ChST' }],
  ['Europe/Dublin Eire', { 60: 'IST' }],
  ['MET', { 60: 'MET', 120: 'MEST' }],
  ['Asia/Colombo Asia/Thimbu Asia/Thimphu', digits(330)],
  ['Asia/Dubai Asia/Muscat', digits(240)],
  ['Africa/Casablanca Africa/El_Aaiun', digits(0, 60)],
  ['Africa/Juba', { 180: 'EAT' }],
  ['Australia/Lord_Howe Australia/LHI', digits(630, 660, 690)],
  ['Pacific/Chatham NZ-CHAT', digits(765, 825)],
  ['Australia/Eucla', digits(525)],
  ['Antarctica/Casey', digits(480)],
  ['Antarctica/Troll', digits(0)],
]

const known: ReadonlyMap<string, Names> = new Map(
  tables.flatMap(([zones, names]) => zones.split(' ').map((zone) => [zone, names] as const)),
)

/** The short name that Go's zone data have where JavaScript's differ; `#` for digits, undefined for all others. */
export function ownZoneName(zone: string, offset: number): string | undefined {
  return known.get(zone)?.[offset / 60]
}

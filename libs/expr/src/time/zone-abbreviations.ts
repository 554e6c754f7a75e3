/** What zones are called where the JavaScript engine has no letters for them, or others: by hours east of UTC, or always. */
const groups: readonly (readonly [zones: string, names: string | Readonly<Record<number, string>>])[] = [
  ['America/Adak America/Atka US/Aleutian', { [-10]: 'HST', [-9]: 'HDT' }],
  [
    'America/Dawson America/Hermosillo America/Mazatlan America/Whitehorse Canada/Yukon Mexico/BajaSur',
    { [-7]: 'MST' },
  ],
  ['America/Havana Cuba', { [-5]: 'CST', [-4]: 'CDT' }],
  ['America/St_Johns Canada/Newfoundland', { [-3.5]: 'NST', [-2.5]: 'NDT' }],
  ['Antarctica/Casey', '+08'],
  ['Antarctica/Troll', { 0: '+00', 2: '+02' }],
  ['Asia/Chongqing Asia/Chungking Asia/Harbin Asia/Macao Asia/Macau Asia/Shanghai Asia/Taipei PRC ROC', { 8: 'CST' }],
  ['Asia/Colombo', { 5.5: '+0530' }],
  ['Asia/Dubai Asia/Muscat', { 4: '+04' }],
  ['Asia/Jakarta Asia/Pontianak', { 7: 'WIB' }],
  ['Asia/Jayapura', { 9: 'WIT' }],
  ['Asia/Jerusalem Asia/Tel_Aviv Israel', { 2: 'IST', 3: 'IDT' }],
  ['Asia/Karachi', { 5: 'PKT', 6: 'PKST' }],
  ['Asia/Makassar Asia/Ujung_Pandang', { 8: 'WITA' }],
  ['Asia/Manila', { 8: 'PST' }],
  ['Asia/Pyongyang Asia/Seoul ROK', { 9: 'KST', 10: 'KDT' }],
  ['Asia/Tokyo Japan', { 9: 'JST', 10: 'JDT' }],
  ['Australia/Eucla', { 8.75: '+0845' }],
  ['Australia/LHI Australia/Lord_Howe', { 11: '+11', 10.5: '+1030' }],
  ['Eire Europe/Dublin', { 0: 'GMT', 1: 'IST' }],
  ['Etc/GMT Etc/GMT+0 Etc/GMT-0 Etc/GMT0 Etc/Greenwich GMT GMT+0 GMT-0 GMT0 Greenwich', 'GMT'],
  ['Europe/Guernsey Europe/Isle_of_Man Europe/Jersey', { 0: 'GMT', 1: 'BST' }],
  ['Europe/Kirov Europe/Moscow Europe/Simferopol Europe/Volgograd W-SU', { 3: 'MSK', 4: 'MSD' }],
  ['MET', { 1: 'MET', 2: 'MEST' }],
  ['NZ-CHAT Pacific/Chatham', { 13.75: '+1345', 12.75: '+1245' }],
  ['Pacific/Guam Pacific/Saipan', { 10: 'ChST' }],
  ['Pacific/Midway Pacific/Pago_Pago Pacific/Samoa US/Samoa', { [-11]: 'SST' }],
]

const byZone = new Map(groups.flatMap(([zones, names]) => zones.split(' ').map((zone) => [zone, names] as const)))

/** The abbreviation in a zone of this list, `undefined` where the engine knows it. */
export function listedAbbreviation(zone: string, offsetSeconds: number): string | undefined {
  const names = byZone.get(zone)
  return typeof names === 'string' ? names : names?.[offsetSeconds / 3600]
}

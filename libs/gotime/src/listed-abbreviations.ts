/** What zones are called where the JavaScript engine has no letters for them, or others: by hours east of UTC. */
const groups: readonly (readonly [zones: string, names: Readonly<Record<string, string>>])[] = [
  ['Africa/Casablanca', { '0': '+00', '1': '+01' }],
  ['Africa/El_Aaiun', { '0': '+00' }],
  ['Africa/Monrovia', { '-0.7416666666666667': 'MMT' }],
  ['America/Adak America/Atka US/Aleutian', { '-11': 'BST', '-10': 'HST', '-9': 'HDT' }],
  ['America/Anchorage US/Alaska', { '-10': 'AHST' }],
  ['America/Chihuahua America/Ciudad_Juarez', { '-7': 'MST' }],
  ['America/Dawson', { '-9': 'YST' }],
  ['America/Goose_Bay', { '-2': 'ADDT' }],
  ['America/Havana Cuba', { '-5': 'CST', '-4': 'CDT' }],
  ['America/Hermosillo America/Mazatlan Mexico/BajaSur', { '-7': 'MST', '-6': 'MDT' }],
  ['America/Nome', { '-11': 'BST', '-10': 'BDT' }],
  ['America/Santo_Domingo', { '-5': 'EST' }],
  ['America/St_Johns Canada/Newfoundland', { '-3.5': 'NST', '-2.5': 'NDT', '-1.5': 'NDDT' }],
  ['Antarctica/Casey', { '8': '+08' }],
  ['Antarctica/Rothera Antarctica/Vostok', { '0': '-00' }],
  ['Asia/Bahrain Asia/Dubai Asia/Muscat Asia/Qatar', { '4': '+04' }],
  [
    'Asia/Chongqing Asia/Chungking Asia/Harbin Asia/Macao Asia/Macau Asia/Shanghai Asia/Taipei PRC ROC',
    { '8': 'CST', '9': 'CDT' },
  ],
  ['Asia/Colombo Asia/Thimbu Asia/Thimphu', { '5.5': '+0530' }],
  ['Asia/Gaza Asia/Hebron', { '2': 'IST' }],
  ['Asia/Jakarta', { '7': 'WIB' }],
  ['Asia/Jayapura', { '9': 'WIT' }],
  ['Asia/Jerusalem Asia/Tel_Aviv Israel', { '2': 'IST', '3': 'IDT' }],
  ['Asia/Karachi', { '5': 'PKT', '6': 'PKST' }],
  ['Asia/Makassar Asia/Ujung_Pandang', { '8': 'WITA' }],
  ['Asia/Manila', { '8': 'PST', '9': 'PDT' }],
  ['Asia/Pontianak', { '7': 'WIB', '8': 'WITA' }],
  ['Asia/Pyongyang', { '8.5': 'KST', '9': 'KST' }],
  ['Asia/Seoul ROK', { '9': 'KST', '10': 'KDT' }],
  ['Asia/Tokyo Japan', { '9': 'JST' }],
  ['Australia/Eucla', { '8.75': '+0845', '9.75': '+0945' }],
  ['Australia/LHI Australia/Lord_Howe', { '10.5': '+1030', '11': '+11', '11.5': '+1130' }],
  ['Eire Europe/Dublin', { '1': 'IST' }],
  ['Etc/GMT GMT GMT+0 GMT-0 GMT0', { '0': 'GMT' }],
  [
    'Europe/Chisinau Europe/Kaliningrad Europe/Kiev Europe/Kyiv Europe/Minsk Europe/Riga Europe/Tallinn Europe/Tiraspol Europe/Uzhgorod Europe/Vilnius Europe/Zaporozhye',
    { '4': 'MSD' },
  ],
  ['Europe/Guernsey Europe/Isle_of_Man Europe/Jersey', { '1': 'BST' }],
  ['Europe/Kirov Europe/Volgograd', { '3': 'MSK' }],
  ['Europe/Moscow Europe/Simferopol W-SU', { '3': 'MSK', '4': 'MSD' }],
  ['MET', { '1': 'MET', '2': 'MEST' }],
  ['NZ-CHAT Pacific/Chatham', { '12.75': '+1245', '13.75': '+1345' }],
  ['Pacific/Guam Pacific/Saipan', { '10': 'ChST', '11': 'GDT' }],
  ['Pacific/Midway Pacific/Pago_Pago Pacific/Samoa US/Samoa', { '-11': 'SST' }],
]

const byZone = new Map(groups.flatMap(([zones, names]) => zones.split(' ').map((zone) => [zone, names] as const)))

/** The abbreviation in a zone of this list, undefined where the engine knows it. */
export function listedAbbreviation(zone: string, offsetSeconds: number): string | undefined {
  return byZone.get(zone)?.[offsetSeconds / 3600]
}

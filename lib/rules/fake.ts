/** Things that look real and are not, for templates: `{{ fake.name }}`. The generator decides them. */

import { hex, type Random } from "../random.ts";

/** Every kind, and how one is made. */
const KINDS = {
  first_name: (random: Random) => pick(random, FIRST_NAMES),
  last_name: (random: Random) => pick(random, LAST_NAMES),
  name: (random: Random) => `${pick(random, FIRST_NAMES)} ${pick(random, LAST_NAMES)}`,
  // example.com is kept free for this: RFC 2606.
  email: (random: Random) =>
    `${pick(random, FIRST_NAMES)}.${pick(random, LAST_NAMES)}@example.com`.toLowerCase(),
  // 555-01xx is kept free for fiction.
  phone: (random: Random) => `+1 ${whole(random, 200, 999)} 555 01${whole(random, 10, 99)}`,
  company: (random: Random) => `${pick(random, LAST_NAMES)} ${pick(random, COMPANY_ENDS)}`,
  job: (random: Random) => pick(random, JOBS),
  city: (random: Random) => pick(random, CITIES),
  country: (random: Random) => pick(random, COUNTRIES),
  street: (random: Random) => `${whole(random, 1, 199)} ${pick(random, LAST_NAMES)} Street`,
  word: (random: Random) => pick(random, WORDS),
  sentence: (random: Random) => sentence(random),
  paragraph: (random: Random) =>
    Array.from({ length: whole(random, 3, 5) }, () => sentence(random)).join(" "),
  number: (random: Random) => whole(random, 0, 999),
  price: (random: Random) => (whole(random, 100, 99_999) / 100).toFixed(2),
  boolean: (random: Random) => random() < 0.5,
  date: (random: Random) =>
    `20${two(whole(random, 20, 29))}-${two(whole(random, 1, 12))}-${two(whole(random, 1, 28))}`,
  uuid: (random: Random) =>
    [hex(random, 8), hex(random, 4), `4${hex(random, 3)}`, `a${hex(random, 3)}`, hex(random, 12)]
      .join("-"),
  url: (random: Random) => `https://example.com/${pick(random, WORDS)}/${whole(random, 1, 999)}`,
} as const;

/** One of each kind; each look at it gives the next. */
export function fakes(random: Random): object {
  const made = {};
  for (const [kind, make] of Object.entries(KINDS)) {
    Object.defineProperty(made, kind, { get: () => make(random), enumerable: true });
  }
  return made;
}

function pick(random: Random, all: readonly string[]): string {
  return all[Math.floor(random() * all.length)] ?? "";
}

function whole(random: Random, least: number, most: number): number {
  return least + Math.floor(random() * (most - least + 1));
}

function two(number: number): string {
  return `${number}`.padStart(2, "0");
}

function sentence(random: Random): string {
  const words = Array.from({ length: whole(random, 5, 11) }, () => pick(random, WORDS));
  const text = words.join(" ");
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

const FIRST_NAMES =
  "Ada,Amara,Ben,Chidi,Clara,Diego,Elif,Emma,Farid,Grace,Hana,Ivan,Jun,Kofi,Lea,Luca,Maya,Mei,Nadia,Noah,Olga,Omar,Priya,Rosa,Sami,Sofia,Tariq,Uma,Yuki,Zoe"
    .split(",");
const LAST_NAMES =
  "Abbas,Bauer,Chen,Costa,Dubois,Evans,Fischer,Garcia,Haddad,Ito,Jansen,Kaya,Kim,Lopez,Mensah,Moreau,Novak,Okafor,Olsen,Patel,Petrov,Rossi,Sato,Silva,Singh,Smith,Tanaka,Weber,Yilmaz,Zhang"
    .split(",");
const COMPANY_ENDS = "Labs,Works,Systems,Partners,Foods,Logistics,Studio,Energy".split(",");
const JOBS =
  "accountant,baker,carpenter,data analyst,electrician,engineer,gardener,nurse,pilot,teacher"
    .split(",");
const CITIES =
  "Accra,Berlin,Bogota,Cairo,Chicago,Istanbul,Kyoto,Lagos,Lima,Lisbon,Lyon,Madrid,Mumbai,Nairobi,Oslo,Osaka,Porto,Prague,Seoul,Sydney,Toronto,Vienna,Warsaw,Zurich"
    .split(",");
const COUNTRIES =
  "Argentina,Brazil,Canada,Egypt,France,Germany,Ghana,India,Italy,Japan,Kenya,Mexico,Norway,Poland,Portugal,Spain,Turkey,Vietnam"
    .split(",");
const WORDS =
  "amber,autumn,bridge,candle,cloud,copper,corner,evening,field,forest,garden,harbor,island,lantern,letter,light,market,meadow,morning,mountain,ocean,orchard,paper,pebble,quiet,rain,river,road,season,shadow,silver,small,stone,story,summer,table,tide,timber,valley,water,willow,window,winter"
    .split(",");

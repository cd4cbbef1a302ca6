/** Strings of the formats that JSON Schema names. */

import { below, choose } from "./sampling.ts";
import type { Random } from "../random.ts";

interface Format {
  /** From the most telling to the shortest; one that fits the length is taken. */
  readonly draw: (random: Random, atLeast: number) => readonly string[];
  /** Linear in the text's length. */
  readonly is: RegExp;
}

/** A string of that format and length; undefined for an unknown format, or if none fits. */
export function drawFormat(
  format: string,
  lo: number,
  hi: number,
  random: Random,
): string | undefined {
  return FORMATS.get(format)?.draw(random, Math.min(lo, 2000))
    .find((text) => text.length >= lo && text.length <= hi);
}

/** Whether a text looks like the format's; true of an unknown format. */
export function hasFormat(text: string, format: string): boolean {
  return FORMATS.get(format)?.is.test(text) ?? true;
}

const PEOPLE = ["ada.lovelace", "grace.hopper", "alan.turing", "mary.jackson", "linus.pauling"];
const PAGES = ["docs", "about", "guide/start", "products/42", "blog/hello-world"];

function digits(random: Random, count: number, base = 10): string {
  return Array.from({ length: count }, () => below(random, base).toString(base)).join("");
}

function twoDigits(random: Random, from: number, count: number): string {
  return String(from + below(random, count)).padStart(2, "0");
}

function date(random: Random): string {
  return `${2025 + below(random, 2)}-${twoDigits(random, 1, 12)}-${twoDigits(random, 1, 28)}`;
}

function time(random: Random): string {
  return `${twoDigits(random, 8, 12)}:${twoDigits(random, 0, 60)}:00`;
}

function email(random: Random, atLeast: number): readonly string[] {
  const name = choose(random, PEOPLE) ?? "";
  const host = "example.com".padStart(Math.max(0, atLeast - 65), "mail.");
  const longer = name.padEnd(Math.min(64, atLeast - host.length - 1), "a");
  return [`${longer}@${host}`, `${name}@example.com`, "ada@example.com", "ada@x.io", "a@b.co"];
}

function hostname(random: Random, atLeast: number): readonly string[] {
  const host = `${choose(random, ["www", "api", "mail", "shop"])}.example.com`;
  const labels = "host.".repeat(Math.min(45, Math.ceil(atLeast / 5)));
  return [host, labels + "example.com", "example.com", "x.io", "a"];
}

function uri(random: Random, atLeast: number): readonly string[] {
  const page = `https://example.com/${choose(random, PAGES)}`;
  return [page.padEnd(atLeast, "a"), "https://example.com", "https://x.io", "a:b"];
}

function uuid(random: Random): string {
  const variant = choose(random, ["8", "9", "a", "b"]);
  const [first, second, fourth] = [8, 4, 3].map((count) => digits(random, count, 16));
  return `${first}-${second}-4${digits(random, 3, 16)}-${variant}${fourth}-${
    digits(random, 12, 16)
  }`;
}

function ipv4(random: Random): string {
  return `192.0.2.${1 + below(random, 254)}`;
}

function ipv6(random: Random, atLeast: number): readonly string[] {
  const groups = Array.from({ length: 6 }, () => 1 + digits(random, 3, 16)).join(":");
  const short = `2001:db8::${1 + digits(random, 3, 16)}`;
  return [atLeast > short.length ? `2001:0db8:${groups}` : short, "::1"];
}

const IS_DATE = /^\d{4}-(0\d|1[0-2])-([0-2]\d|3[01])$/;
const IS_EMAIL = /^[^\s@]{1,64}@[^\s@.]+(\.[^\s@.]+)*$/;
const IS_HOST =
  /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/i;
const IS_URI = /^[a-z][a-z0-9+.-]*:[^\s<>"{}|\\^`]*$/i;
const NO_SPACE = /^[^\s<>"{}|\\^`]*$/;

const uriFormat: Format = { draw: uri, is: IS_URI };
const emailFormat: Format = { draw: email, is: IS_EMAIL };
const hostFormat: Format = { draw: hostname, is: IS_HOST };

const FORMATS: ReadonlyMap<string, Format> = new Map<string, Format>([
  ["date", { draw: (random) => [date(random)], is: IS_DATE }],
  ["time", {
    draw: (random) => [`${time(random)}Z`],
    is: /^\d\d:\d\d:\d\d(\.\d+)?(z|[+-]\d\d:\d\d)$/i,
  }],
  ["date-time", {
    draw: (random, atLeast) => {
      const at = `${date(random)}T${time(random)}`;
      return [`${at}Z`, `${at}.${"0".repeat(Math.max(1, atLeast - at.length - 2))}Z`];
    },
    is: /^\d{4}-\d\d-\d\d[t ]\d\d:\d\d:\d\d(\.\d+)?(z|[+-]\d\d:\d\d)$/i,
  }],
  ["duration", {
    draw: (random) => [`PT${1 + below(random, 12)}H${5 * below(random, 12)}M`, "PT15M", "P1D"],
    is: /^P(?=.)(\d+W|(\d+Y)?(\d+M)?(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+S)?)?)$/,
  }],
  ["email", emailFormat],
  ["idn-email", emailFormat],
  ["hostname", hostFormat],
  ["idn-hostname", hostFormat],
  ["ipv4", {
    draw: (random) => [ipv4(random), "10.0.0.1", "1.1.1.1"],
    is: /^\d{1,3}(\.\d{1,3}){3}$/,
  }],
  ["ipv6", { draw: ipv6, is: /^(?=.*:.*:)[0-9a-f:.]{2,45}$/i }],
  ["uuid", {
    draw: (random) => [uuid(random)],
    is: /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i,
  }],
  ["uri", uriFormat],
  ["url", { draw: uri, is: /^(https?|ftp):\/\/[^\s<>"{}|\\^`]+$/i }],
  ["iri", uriFormat],
  ["uri-reference", {
    draw: (random, atLeast) => [...uri(random, atLeast), "/", ""],
    is: NO_SPACE,
  }],
  ["iri-reference", {
    draw: (random, atLeast) => [...uri(random, atLeast), "/", ""],
    is: NO_SPACE,
  }],
  ["uri-template", { draw: () => ["https://example.com/users/{id}", "/{id}", "/"], is: /^\S*$/ }],
  ["json-pointer", { draw: () => ["/items/0", "/a", ""], is: /^(\/.*)?$/ }],
  ["relative-json-pointer", { draw: () => ["0/items", "0"], is: /^\d+(#|\/.*)?$/ }],
  ["regex", { draw: () => ["^[a-z]+$", "a"], is: /^/ }],
  ["byte", { draw: () => ["aGVsbG8=", "aGk=", ""], is: /^[\w+/]*={0,2}$/ }],
]);

// Parses addresses for a realm, as text. The realm's own URL class only holds the parts.

const PARTS = [
  ...(['href', 'origin', 'protocol', 'username', 'password', 'host', 'hostname'] as const),
  ...(['port', 'pathname', 'search', 'hash'] as const),
];

/** The JSON of an address's parts, or undefined where it is no address. */
export function parseUrl(input: string, base: string | undefined): string | undefined {
  try {
    return partsOf(new URL(input, base));
  } catch {
    return undefined;
  }
}

/** Sets one part of an address; a value that does not fit changes nothing, except that `href` throws. */
export function setUrlPart(href: string, part: string, value: string): string {
  const url = new URL(href);
  const known = PARTS.find((one) => one === part);
  if (known !== undefined && known !== 'origin') url[known] = value;
  return partsOf(url);
}

function partsOf(url: URL): string {
  return JSON.stringify(PARTS.map((part) => url[part]));
}

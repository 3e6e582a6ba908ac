// XML as text. What is forbidden in XML 1.0 is written out, so that a message of any app leaves the document well-formed.
import XmlBuilder from 'fast-xml-builder';
import { visible } from '../text.js';

/** An element: its name, its attributes, and what is in it. */
export interface XmlElement {
  readonly name: string;
  readonly attributes?: Readonly<Record<string, string | number>>;
  readonly children?: readonly XmlElement[];
  /** In place of children. */
  readonly text?: string;
}

type Node = Readonly<Record<string, unknown>>;

const builder = new XmlBuilder({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  format: true,
  suppressEmptyNode: true,
  suppressBooleanAttributes: false,
});

/**
 * A document.
 *
 * @example xmlText({ name: 'testsuites', attributes: { tests: 1 }, children: [] })
 */
export function xmlText(root: XmlElement): string {
  const declaration: Node = { '?xml': [], ':@': { version: '1.0', encoding: 'UTF-8' } };
  return `${String(builder.build([declaration, nodeOf(root)])).trim()}\n`;
}

function nodeOf({ name, attributes = {}, children = [], text }: XmlElement): Node {
  const inside = text === undefined ? children.map(nodeOf) : [{ '#text': legal(text) }];
  const written = Object.entries(attributes).map(([key, value]) => [key, attribute(value)]);
  return { [name]: inside, ':@': Object.fromEntries(written) };
}

// A line break in an attribute would be read as a blank.
function attribute(value: string | number): string {
  return typeof value === 'number' ? String(value) : withoutForbidden(visible(value));
}

function legal(text: string): string {
  return text
    .split('\n')
    .map((line) => withoutForbidden(visible(line)))
    .join('\n');
}

// The two that are no control characters and forbidden nevertheless.
function withoutForbidden(text: string): string {
  return text.replace(/[\ufffe\uffff]/g, '\ufffd');
}

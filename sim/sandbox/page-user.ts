// What a user does with a page, inside its realm: presses what can be pressed and types into fields, found by the names
// that a person reads.

interface PageElement {
  readonly tagName: string;
  readonly textContent: string | null;
  readonly id: string;
  readonly form: { requestSubmit?(): void } | null;
  value: string;
  disabled?: boolean;
  getAttribute(name: string): string | null;
  click(): void;
  focus(): void;
  dispatchEvent(event: unknown): boolean;
  closest(selector: string): PageElement | null;
  querySelector(selector: string): PageElement | null;
}

interface Page {
  readonly body: { readonly textContent: string | null };
  querySelectorAll(selector: string): Iterable<PageElement>;
  querySelector(selector: string): PageElement | null;
}

const CONTROLS =
  'button, a[href], [role="button"], [role="link"], [role="tab"], [role="menuitem"], input[type="submit"], input[type="button"], input[type="checkbox"], summary';
const FIELDS =
  'input:not([type="submit"]):not([type="button"]):not([type="checkbox"]):not([type="hidden"]), textarea, [contenteditable="true"]';

/** The user of a page; undefined where there is none. */
export interface PageUser {
  click(name: string): boolean;
  type(field: string, text: string): boolean;
  /** Presses the nth of what can be pressed, counted round and round. */
  clickAny(index: number): boolean;
  typeAny(index: number, text: string): boolean;
  text(): string;
  has(selector: string): boolean;
}

/** Finds the page of this realm. */
export function pageUser(): PageUser | undefined {
  const { document } = globalThis as unknown as { readonly document?: Page };
  if (document === undefined || !('querySelectorAll' in document)) return undefined;
  const visible = (selector: string): PageElement[] =>
    [...document.querySelectorAll(selector)].filter(isVisible);
  const press = (element: PageElement | undefined): boolean => {
    if (element === undefined || element.disabled === true) return false;
    element.click();
    return true;
  };
  const fill = (element: PageElement | undefined, text: string): boolean => {
    if (element === undefined || element.disabled === true) return false;
    element.focus();
    setValue(element, text);
    return true;
  };
  return {
    click: (name) => press(best(visible(CONTROLS), name, (element) => controlNames(element))),
    type: (field, text) =>
      fill(
        best(visible(FIELDS), field, (element) => fieldNames(element, document)),
        text,
      ),
    clickAny: (index) =>
      press(
        nth(
          visible(CONTROLS).filter(({ disabled }) => disabled !== true),
          index,
        ),
      ),
    typeAny: (index, text) => fill(nth(visible(FIELDS), index), text),
    text: () => document.body.textContent ?? '',
    has: (selector) => document.querySelector(selector) !== null,
  };
}

function nth(elements: readonly PageElement[], index: number): PageElement | undefined {
  return elements.length === 0 ? undefined : elements[index % elements.length];
}

/** Whose name is the text; else whose name has it in it. */
function best(
  elements: readonly PageElement[],
  name: string,
  namesOf: (element: PageElement) => readonly (string | null | undefined)[],
): PageElement | undefined {
  const wanted = plain(name);
  const named = elements.map((element) => ({ element, names: namesOf(element).map(plain) }));
  const exact = named.find(({ names }) => names.includes(wanted));
  return (exact ?? named.find(({ names }) => names.some((one) => one.includes(wanted))))?.element;
}

function plain(text: string | null | undefined): string {
  return (text ?? '').trim().replace(/\s+/g, ' ').toLowerCase();
}

function controlNames(element: PageElement): readonly (string | null | undefined)[] {
  return [
    element.getAttribute('aria-label'),
    element.tagName === 'INPUT' ? element.value : element.textContent,
    element.getAttribute('title'),
    element.getAttribute('data-testid'),
  ].filter((one) => one !== null && one !== '');
}

function fieldNames(element: PageElement, page: Page): readonly (string | null | undefined)[] {
  const label = element.id === '' ? null : page.querySelector(`label[for="${element.id}"]`);
  return [
    element.getAttribute('aria-label'),
    label?.textContent,
    element.closest('label')?.textContent,
    element.getAttribute('placeholder'),
    element.getAttribute('name'),
    element.getAttribute('data-testid'),
  ].filter((one) => one !== null && one !== undefined && one !== '');
}

function isVisible(element: PageElement): boolean {
  return (
    element.closest('[hidden], [aria-hidden="true"], dialog:not([open]), [style*="display: none"]') === null
  );
}

/** Through the setter of the element's class: frameworks put one of their own on the element. */
function setValue(element: PageElement, text: string): void {
  const { Event } = globalThis as unknown as { readonly Event: new (type: string, init: object) => unknown };
  const setter = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(element) as object, 'value')?.set;
  if (setter === undefined) element.value = text;
  else setter.call(element, text);
  for (const type of ['input', 'change']) element.dispatchEvent(new Event(type, { bubbles: true }));
}

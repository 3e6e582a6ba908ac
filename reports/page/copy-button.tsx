// A button that copies a text, and says that it did.

import { useState } from 'preact/hooks';

export function CopyButton({ label, text }: { readonly label: string; readonly text: string }) {
  const [said, setSaid] = useState('');
  const copy = async (): Promise<void> => {
    setSaid((await copied(text)) ? 'copied' : 'not allowed here');
    setTimeout(() => setSaid(''), 1500);
  };
  return (
    <button type="button" class="copy" onClick={copy}>
      {said === '' ? label : said}
    </button>
  );
}

// From a file there may be no clipboard, but a selection can be copied.
async function copied(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = document.createElement('textarea');
    area.value = text;
    document.body.append(area);
    area.select();
    const isDone = document.execCommand('copy');
    area.remove();
    return isDone;
  }
}

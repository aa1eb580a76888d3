/** For a browser that was not given the key of the page. */
import { useState } from 'preact/hooks';
import { Heading } from '../shared/frame.tsx';
import { keepKey, pageKey } from '../shared/key.ts';

export function useHasKey(): boolean {
  return useState(() => pageKey() !== '')[0];
}

export function KeyPage() {
  const [text, setText] = useState('');
  const open = (event: Event) => {
    event.preventDefault();
    keepKey(/[\w-]{43}$/.exec(text.trim())?.[0] ?? '');
    location.reload();
  };
  return (
    <>
      <Heading title="This page is for people who approve" />
      <p>
        Open the address that <code>offswitch approvals serve</code> printed, or ask whoever started it. You
        do this once in each browser. The key lets you read. Whatever you decide, you sign with a key of your
        own.
      </p>
      <form onSubmit={open} class="stack">
        <label for="key">Address or key</label>
        <input
          id="key"
          type="text"
          autocomplete="off"
          spellcheck={false}
          required
          value={text}
          onInput={({ currentTarget }) => setText(currentTarget.value)}
        />
        <button type="submit">Open the page</button>
      </form>
    </>
  );
}

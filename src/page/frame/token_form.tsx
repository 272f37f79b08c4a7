// Asks for the token of the admin port.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { keepToken } from "../server.ts";

/** @param given is told that there is one to try. */
export function TokenForm({ given }: { readonly given: () => void }): JSX.Element {
  const [token, setToken] = useState("");
  const submit = (event: Event) => {
    event.preventDefault();
    keepToken(token.trim());
    given();
  };
  return (
    <form class="token" onSubmit={submit}>
      <h1>This server asks for a token</h1>
      <label>
        The token of --admin-token
        <input
          type="password"
          autocomplete="off"
          required
          value={token}
          onInput={(event) => setToken(event.currentTarget.value)}
        />
      </label>
      <button type="submit">Go on</button>
      <p>It is kept as long as this tab is open, and sent to this server alone.</p>
    </form>
  );
}

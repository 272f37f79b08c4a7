// Shows doc comments, which are Markdown: as elements, so that nothing in them is taken for HTML of the page.
import { lexer, type Token, type Tokens } from "marked";
import type { ComponentChildren, JSX } from "preact";

/** A doc comment; nothing where there is none. */
export function Doc({ text }: { readonly text: string | undefined }): JSX.Element | null {
  if (text === undefined || text.trim() === "") return null;
  return <div class="doc">{blocks(tokensOf(text))}</div>;
}

/** The first paragraph, in one line. */
export function DocLine({ text }: { readonly text: string | undefined }): JSX.Element | null {
  const first = text === undefined ? undefined : tokensOf(text).find(({ type }) => type === "paragraph");
  return first === undefined ? null : (
    <span class="doc-line">{inline((first as Tokens.Paragraph).tokens)}</span>
  );
}

/** A comment can be made to take the parser minutes, or its whole stack: that, and a very long one, is text. */
function tokensOf(text: string): readonly Token[] {
  const plain: Token = { type: "text", raw: text, text };
  if (text.length > longest) return [plain];
  try {
    return lexer(text);
  } catch {
    return [plain];
  }
}

/** Characters. */
const longest = 8000;

function blocks(tokens: readonly Token[]): ComponentChildren {
  return tokens.map((token) => block(token));
}

function block(token: Token): ComponentChildren {
  switch (token.type) {
    case "paragraph":
      return <p>{inline(token.tokens)}</p>;
    case "heading":
      return <p class="doc-heading">{inline(token.tokens)}</p>;
    case "code":
      return (
        <pre>
          <code>{token.text}</code>
        </pre>
      );
    case "blockquote":
      return <blockquote>{blocks(token.tokens ?? [])}</blockquote>;
    case "list": {
      const items = (token as Tokens.List).items.map((item) => <li key={item.raw}>{blocks(item.tokens)}</li>);
      return token.ordered ? <ol>{items}</ol> : <ul>{items}</ul>;
    }
    case "hr":
      return <hr />;
    case "space":
      return null;
    case "table":
      return table(token as Tokens.Table);
    default:
      return inline("tokens" in token && token.tokens ? token.tokens : [token]);
  }
}

function table({ header, rows }: Tokens.Table): ComponentChildren {
  return (
    <table>
      <thead>
        <tr>
          {header.map((cell) => (
            <th key={cell.text}>{inline(cell.tokens)}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((cells) => (
          <tr key={cells.map(({ text }) => text).join()}>
            {cells.map((cell) => (
              <td key={cell.text}>{inline(cell.tokens)}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function inline(tokens: readonly Token[] = []): ComponentChildren {
  return tokens.map((token): ComponentChildren => {
    switch (token.type) {
      case "strong":
        return <strong>{inline(token.tokens)}</strong>;
      case "em":
        return <em>{inline(token.tokens)}</em>;
      case "del":
        return <del>{inline(token.tokens)}</del>;
      case "codespan":
        return <code>{token.text}</code>;
      case "br":
        return <br />;
      case "link":
        return link(token as Tokens.Link);
      case "escape":
        return token.text;
      default:
        return "tokens" in token && token.tokens ? inline(token.tokens) : unescaped(token.raw);
    }
  });
}

/** Comments are the service's authors': a link of theirs goes to a place of the web, or nowhere. */
function link({ href, tokens }: Tokens.Link): ComponentChildren {
  if (!/^(https?:|mailto:)/i.test(href)) return inline(tokens);
  return (
    <a href={href} rel="noreferrer noopener" target="_blank">
      {inline(tokens)}
    </a>
  );
}

function unescaped(raw: string): string {
  return raw.replace(/&(lt|gt|amp|quot|#39);/g, (_, name: string) => characters[name]!);
}

const characters: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"', "#39": "'" };

// The parser's place in its tokens, and its complaints: the part that all of the grammar's files share.

import type { Diagnostic, Problem } from "../errors.ts";
import { diagnose, type Source, type Span } from "../source.ts";
import { cleanDocComment } from "./doc_comment.ts";
import type { NameNode } from "./document.ts";
import { tokenize } from "./lexer.ts";
import { definitionKeywords, describeToken, headerKeywords, keywords, type Token } from "./tokens.ts";

/** Thrown, and caught within the parser, when a field or definition cannot go on; already reported. */
export class Unexpected extends Error {
  override readonly name = "Unexpected";
}

/** Problems of one file beyond this many are not collected: such a file is no .thrift file. */
const problemsAtMost = 1000;
/** Types and constants nested deeper than this are refused, so that no file can exhaust the stack. */
const deepest = 100;

export class Cursor {
  readonly source: Source;
  readonly tokens: readonly Token[];
  readonly problems: Problem[] = [];
  readonly warnings: Diagnostic[] = [];
  /** Always in range: the last token, `end`, is never taken. */
  index = 0;
  #depth = 0;

  constructor(source: Source) {
    this.source = source;
    this.tokens = tokenize(source.text, (span, message) => this.report(span, message));
  }

  get token(): Token {
    return this.tokens[this.index]!;
  }

  /** The token after the current one. */
  get following(): Token {
    return this.ahead(1);
  }

  /** A token further on. */
  ahead(count: number): Token {
    return this.tokens[Math.min(this.index + count, this.tokens.length - 1)]!;
  }

  take(): Token {
    const token = this.token;
    if (token.kind !== "end") this.index++;
    return token;
  }

  /** Whether the current token is this word or symbol. */
  at(text: string): boolean {
    return this.token.text === text;
  }

  accept(text: string): Token | undefined {
    return this.token.text === text ? this.take() : undefined;
  }

  /** @throws {Unexpected} when something else is there. */
  expect(text: string, where = ""): Token {
    return this.accept(text) ?? this.fail(`"${text}"${where}`);
  }

  /** A name of one's own: no keyword. A dot in it is reported, and the name taken as it is. */
  expectName(what: string, reserved: ReadonlySet<string> = keywords): NameNode {
    const token = this.token;
    if (token.kind !== "word" || reserved.has(token.text)) this.fail(what);
    this.take();
    if (token.text.includes("."))
      this.report(token, `expected ${what}, found ${token.text}: a name has no dot`);
    return { text: token.text, start: token.start, end: token.end };
  }

  /** A name that may belong to another file. */
  expectQualifiedName(what: string): NameNode {
    const { kind, text, start, end } = this.token;
    if (kind !== "word" || keywords.has(text)) this.fail(what);
    this.take();
    return { text, start, end };
  }

  /** The comma or semicolon that may follow most things. */
  skipSeparator(): void {
    if (this.at(",") || this.at(";")) this.take();
  }

  /** The current token's doc comment, cleaned. */
  doc(): string | undefined {
    const doc = this.token.doc;
    return doc === undefined ? undefined : cleanDocComment(doc) || undefined;
  }

  /**
   * Reports what was expected and what is there, and gives up the current item.
   *
   * @param foreign what of Facebook's dialect is there, if it is of that.
   */
  fail(expected: string, foreign?: string): never {
    const keyword = this.token.kind === "word" && keywords.has(this.token.text) ? "the keyword " : "";
    this.report(this.token, `expected ${expected}, found ${keyword}${describeToken(this.token)}`, foreign);
    throw new Unexpected();
  }

  report(span: Span, message: string, foreign?: string): void {
    if (this.problems.length >= problemsAtMost) return;
    this.problems.push({
      ...diagnose(this.source, span, message),
      ...(foreign !== undefined && { foreign }),
    });
  }

  warn(span: Span, message: string): void {
    this.warnings.push(diagnose(this.source, span, message));
  }

  /** Runs the parser of something that can hold more of its kind. */
  nested<Node>(parse: () => Node): Node {
    if (this.#depth >= deepest) {
      this.report(this.token, `nested too deeply: expected at most ${deepest} levels`);
      throw new Unexpected();
    }
    this.#depth++;
    try {
      return parse();
    } finally {
      this.#depth--;
    }
  }

  /** Whether a definition or header line starts here, as far as two tokens tell. */
  atDefinition(): boolean {
    const { kind, text } = this.token;
    if (kind !== "word" || !(definitionKeywords.has(text) || headerKeywords.has(text))) return false;
    return this.following.kind === "word" || this.following.kind === "string" || this.following.text === "*";
  }
}

// Reads text in the type system: words, brackets, and what is left of an IDL without its comments and strings.

type Space = " " | "\n" | "\t" | "\r";

/** A text without the white space that it begins with. */
export type Trimmed<Text extends string> = Text extends `${Space}${string}` ? TrimmedStep<Text> : Text;

type TrimmedStep<Text extends string> = Text extends `    ${infer Rest}`
  ? Trimmed<Rest>
  : Text extends ` ${infer Rest}`
    ? Trimmed<Rest>
    : Text extends `\n${infer Rest}`
      ? Trimmed<Rest>
      : Text extends `${infer _}${infer Rest}`
        ? Trimmed<Rest>
        : never;

type UpTo<Text extends string, End extends string> = Text extends `${infer Begin}${End}${string}`
  ? Begin
  : Text;

type WithEnd =
  `${string}${Exclude<Space, " "> | "," | ";" | "=" | ":" | "&" | "(" | ")" | "<" | ">" | "{" | "}"}${string}`;

/** The name or number that a trimmed text begins with; empty where it begins with a symbol. */
export type Word<Text extends string> = Text extends `${infer Begin} ${string}`
  ? Shortened<Begin>
  : Shortened<Text>;

/** Cuts at one mark after the other, the most frequent first, until none is left: what stands before them all is the word. */
type Shortened<Text extends string> = Text extends WithEnd ? Cut<Text> : Text;

type Cut<Text extends string> = Text extends `${infer Begin},${string}`
  ? Shortened<Begin>
  : Text extends `${infer Begin}:${string}`
    ? Shortened<Begin>
    : Text extends `${infer Begin}<${string}`
      ? Shortened<Begin>
      : Text extends `${infer Begin}>${string}`
        ? Shortened<Begin>
        : Text extends `${infer Begin}(${string}`
          ? Shortened<Begin>
          : Text extends `${infer Begin}\n${string}`
            ? Shortened<Begin>
            : Text extends `${infer Begin})${string}`
              ? Shortened<Begin>
              : Text extends `${infer Begin};${string}`
                ? Shortened<Begin>
                : Text extends `${infer Begin}=${string}`
                  ? Shortened<Begin>
                  : Text extends `${infer Begin}{${string}`
                    ? Shortened<Begin>
                    : Text extends `${infer Begin}}${string}`
                      ? Shortened<Begin>
                      : Text extends `${infer Begin}&${string}`
                        ? Shortened<Begin>
                        : Text extends `${infer Begin}\t${string}`
                          ? Shortened<Begin>
                          : Text extends `${infer Begin}\r${string}`
                            ? Shortened<Begin>
                            : never;

/** A text behind its beginning, trimmed. */
export type Behind<Text extends string, Begin extends string> = Text extends `${Begin}${infer Rest}`
  ? Trimmed<Rest>
  : "";

/** A text behind a separator, where there is one. */
export type BehindSeparator<Text extends string> = Text extends `,${infer Rest}`
  ? Trimmed<Rest>
  : Text extends `;${infer Rest}`
    ? Trimmed<Rest>
    : Text;

type BeforeLast<Text extends string, Mark extends string> = Text extends `${infer Begin}${Mark}${infer Rest}`
  ? Rest extends `${string}${Mark}${string}`
    ? `${Begin}${Mark}${BeforeLast<Rest, Mark>}`
    : Begin
  : Text;

/** What stands behind an opening bracket: up to the one that closes it, with pairs inside replaced, and the rest. */
export type Bracketed<
  Text extends string,
  Open extends string,
  Close extends string,
  By extends string,
> = Text extends `${infer Inside}${Close}${infer Rest}`
  ? Inside extends `${string}${Open}${string}`
    ? Bracketed<`${BeforeLast<Inside, Open>}${By}${Rest}`, Open, Close, By>
    : [inside: Inside, rest: Rest]
  : [inside: Text, rest: ""];

/** A text with every pair of brackets, and all in it, replaced. */
export type WithoutBrackets<
  Text extends string,
  Open extends string,
  Close extends string,
  By extends string,
> = Text extends `${infer Begin}${Close}${infer Rest}`
  ? WithoutBrackets<`${BeforeLast<Begin, Open>}${By}${Rest}`, Open, Close, By>
  : Text;

/**
 * An IDL without its comments, and with 0 for each string. A type may repeat itself a thousand times: steps are taken by the
 * hundred, so that there may be a hundred thousand of them; what they keep is joined once for each hundred.
 */
export type Plain<Text extends string, Kept extends string = ""> =
  Steps<Text> extends [infer Begin extends string, infer Rest]
    ? Rest extends string
      ? Plain<Rest, `${Kept}${Begin}`>
      : `${Kept}${Begin}`
    : never;

type Steps<
  Text extends string,
  Kept extends string = "",
  Count extends 0[] = [],
> = Count["length"] extends 100
  ? [Kept, Text]
  : Text extends `${infer Begin}//${infer Comment}`
    ? Begin extends Marked
      ? Step<Text, Kept, Count>
      : Comment extends `${string}\n${infer Rest}`
        ? Steps<Rest, `${Kept}${Begin} `, [...Count, 0]>
        : [`${Kept}${Begin}`, undefined]
    : Text extends Marked
      ? Step<Text, Kept, Count>
      : [`${Kept}${Text}`, undefined];

/** A text with what begins a comment or a string, lines of `//` aside, which are the most. */
type Marked = `${string}${"/*" | "#" | Quote}${string}`;

type Step<Text extends string, Kept extends string, Count extends 0[]> =
  UpToMark<Text> extends infer Begin extends string
    ? Text extends `${Begin}${infer Rest}`
      ? Steps<
          BehindMarked<Rest>,
          `${Kept}${Begin}${Rest extends `${Quote}${string}` ? "0" : " "}`,
          [...Count, 0]
        >
      : never
    : never;

type Quote = '"' | "'";

/** A text up to the first of what begins a comment or a string. */
type UpToMark<Text extends string> = UpTo<UpTo<UpTo<UpTo<UpTo<Text, "//">, "/*">, '"'>, "'">, "#">;

/** A text behind the comment or string that it begins with. */
type BehindMarked<Text extends string> = Text extends `${"//" | "#"}${infer Comment}`
  ? Comment extends `${string}\n${infer Rest}`
    ? Rest
    : ""
  : Text extends `/*${infer Comment}`
    ? Comment extends `${string}*/${infer Rest}`
      ? Rest
      : ""
    : Text extends `"${infer Inside}`
      ? BehindString<Inside, '"'>
      : Text extends `'${infer Inside}`
        ? BehindString<Inside, "'">
        : "";

/** A text behind the quote that ends a string: one behind a backslash does not. */
type BehindString<Text extends string, End extends Quote> = Text extends `${infer Inside}${End}${infer Rest}`
  ? Inside extends `${string}\\${infer Escaped}`
    ? `${Escaped}${End}${Rest}` extends `${infer _}${infer Next}`
      ? BehindString<Next, End>
      : ""
    : Rest
  : "";

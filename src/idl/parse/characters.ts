// The character codes of names, numbers and space in a .thrift file; as in Apache's lexer, ASCII only.

/** The codes the lexer names. */
export const codes = {
  tab: 9,
  newline: 10,
  return: 13,
  space: 32,
  doubleQuote: 34,
  hash: 35,
  singleQuote: 39,
  star: 42,
  plus: 43,
  minus: 45,
  dot: 46,
  slash: 47,
  zero: 48,
  backslash: 92,
  at: 64,
  x: 120,
} as const;

export function isSpace(code: number): boolean {
  return code === codes.space || code === codes.newline || code === codes.return || code === codes.tab;
}

export function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

export function isHexDigit(code: number): boolean {
  return isDigit(code) || (code >= 65 && code <= 70) || (code >= 97 && code <= 102);
}

/** The characters that a name may start with: letters and the underscore. */
export function isNameStart(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95;
}

export function isNamePart(code: number): boolean {
  return isNameStart(code) || isDigit(code);
}

/** `: ; , { } ( ) = < > [ ] * &` */
export function isSymbol(code: number): boolean {
  switch (code) {
    case 58:
    case 59:
    case 44:
    case 123:
    case 125:
    case 40:
    case 41:
    case 61:
    case 60:
    case 62:
    case 91:
    case 93:
    case 42:
    case 38:
      return true;
    default:
      return false;
  }
}

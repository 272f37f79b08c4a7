/** The page as browsers are given it. */
export declare const files: Readonly<Record<"page.js" | "page.css", string>>;

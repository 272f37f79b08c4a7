// Gives a content an address, for as long as it is shown.
import { useEffect, useState } from "preact/hooks";

/** The address of a content; empty until there is one. */
export function useObjectUrl(content: string | Uint8Array, type: string): string {
  const [href, setHref] = useState("");
  useEffect(() => {
    const made = URL.createObjectURL(new Blob([content as BlobPart], { type }));
    setHref(made);
    return () => URL.revokeObjectURL(made);
  }, [content, type]);
  return href;
}

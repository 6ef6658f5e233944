/** The object that a file of one's own holds; undefined when it is no JSON, or something else. */
export function jsonObject(text: string): Record<string, unknown> | undefined {
  try {
    const found: unknown = JSON.parse(text);
    const isObject = typeof found === 'object' && found !== null && !Array.isArray(found);
    return isObject ? { ...found } : undefined;
  } catch {
    // Not JSON: the caller says so.
    return undefined;
  }
}

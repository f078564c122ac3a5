/** A form's fields as an object: repeated names and names ending in `[]` become lists; empty optional fields are left out. Pure. */
export function formToObject(form: FormData): Record<string, string | string[] | File> {
  const out: Record<string, string | string[] | File> = {};
  for (const name of new Set(form.keys())) {
    if (name.startsWith("$ACTION")) continue;
    const values = form.getAll(name);
    const isList = name.endsWith("[]");
    const key = isList ? name.slice(0, -2) : name;
    const texts = values.filter((value) => typeof value === "string");
    if (isList || texts.length > 1) out[key] = texts;
    else if (values[0] instanceof File) out[key] = values[0];
    // An empty field means "not given"; content that may be empty is posted as an object instead.
    else if (texts[0] !== undefined && texts[0] !== "") out[key] = texts[0];
  }
  return out;
}

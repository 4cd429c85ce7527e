// Completes variables, keywords, and the classes and properties that the data really holds.

const KEYWORDS = `SELECT CONSTRUCT ASK DESCRIBE WHERE PREFIX DISTINCT OPTIONAL UNION MINUS FILTER BIND
VALUES GRAPH EXISTS COUNT SUM MIN MAX AVG SAMPLE GROUP_CONCAT STR LANG LANGMATCHES BOUND IF COALESCE
CONTAINS STRSTARTS STRENDS REGEX REPLACE LCASE UCASE YEAR MONTH isIRI isLITERAL`.split(/\s+/);
const PHRASES = ["GROUP BY", "ORDER BY", "HAVING", "LIMIT", "OFFSET", "FILTER NOT EXISTS"];
const CLASS_AFTER = /(?:^|\s)(?:a|rdf:type)\s+$/;
const WORD = /[?$]?[\p{L}\p{N}_][\p{L}\p{N}_:.-]*|[?$]/u;

/** Returns what the place before the cursor asks for: a class, a property or anything. */
export function place(before) {
  const bare = before
    .replace(/"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/g, '""')
    .replace(/<[^<>\s]*>/g, "<>")
    .replace(/#[^\n]*/g, "");
  if (CLASS_AFTER.test(bare)) return "class";
  const triple = /(?:^|[{};,]|\.(?=\s|$))([^{};,]*?)$/s.exec(bare);
  const words = triple ? triple[1].replace(/^.*\.\s/s, "").trim().split(/\s+/).filter(Boolean) : [];
  const separator = bare[bare.length - triple[0].length];
  if (separator === ";") return words.length === 0 ? "property" : "any";
  return words.length === 1 && /^[?$<_]|:/.test(words[0]) ? "property" : "any";
}

/** Returns the changes that put a name in, with its PREFIX line where that is missing. */
function insertion(text, word, prefixes, from, to) {
  const prefix = word.name.slice(0, word.name.indexOf(":"));
  const isDeclared = new RegExp(`PREFIX\\s+${prefix}:`, "i").test(text);
  const changes = [{ from, to, insert: word.name }];
  if (!word.name.startsWith("<") && !isDeclared) {
    changes.unshift({ from: 0, insert: `PREFIX ${prefix}: <${prefixes[prefix]}>\n` });
  }
  return changes;
}

function option(word, type, wanted, prefixes) {
  const boost = Math.min(30, Math.log2(word.count + 1)) + (wanted === type ? 60 : 0);
  return {
    // Matched by the name and by the label; the name alone is shown first.
    label: `${word.name} ${word.label}`,
    displayLabel: word.name,
    detail: `${word.label} · ${word.told}`,
    type,
    boost,
    apply(view, _completion, from, to) {
      const changes = insertion(view.state.doc.toString(), word, prefixes, from, to);
      const added = changes.length > 1 ? changes[0].insert.length : 0;
      view.dispatch({
        changes,
        selection: { anchor: from + added + word.name.length },
        userEvent: "input.complete",
      });
    },
  };
}

/** Returns a source of completions, and what fetches the words of the data, once, ahead of it. */
export function completions(address) {
  let words;
  const fetched = async () => {
    words ??= fetch(address).then((answer) => (answer.ok ? answer.json() : Promise.reject()));
    try {
      return await words;
    } catch {
      words = undefined;
      return { classes: [], properties: [], prefixes: {} };
    }
  };
  const source = async (context) => {
    const word = context.matchBefore(WORD);
    const from = word ? word.from : context.pos;
    const before = context.state.sliceDoc(0, from);
    const line = context.state.doc.lineAt(context.pos);
    const ahead = context.state.sliceDoc(line.from, context.pos);
    if (/<[^<>\s]*$|^[^"'<]*#/.test(ahead)) return null;
    const wanted = place(before);
    if (!word && !context.explicit && wanted !== "class") return null;
    const variables = [...new Set(context.state.doc.toString().match(/[?$][\p{L}\p{N}_]+/gu))]
      .filter((name) => name !== word?.text)
      .map((label) => ({ label, type: "variable" }));
    if (word && /^[?$]/.test(word.text)) return { from, options: variables, validFor: WORD };
    const { classes, properties, prefixes } = await fetched();
    if (context.aborted) return null;
    return {
      from,
      options: [
        ...classes.map((each) => option(each, "class", wanted, prefixes)),
        ...properties.map((each) => option(each, "property", wanted, prefixes)),
        ...[...KEYWORDS, ...PHRASES].map((label) => ({ label, type: "keyword", boost: -20 })),
        ...variables,
      ],
      validFor: /^[\p{L}\p{N}_:.-]*$/u,
    };
  };
  return { source, fetched };
}

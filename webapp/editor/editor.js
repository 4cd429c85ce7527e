// Turns the text area of the query page into an editor; the page works without it.
import {
  acceptCompletion,
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
} from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import {
  bracketMatching,
  HighlightStyle,
  indentOnInput,
  indentUnit,
  syntaxHighlighting,
} from "@codemirror/language";
import { lintGutter, lintKeymap, setDiagnostics } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightSpecialChars,
  keymap,
  lineNumbers,
} from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { sparql } from "codemirror-lang-sparql";
import { completions } from "./completion.js";
import { Runner } from "./running.js";

const COLOURS = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword], color: "var(--info)", fontWeight: "600" },
  { tag: [tags.variableName], color: "var(--visited)" },
  { tag: [tags.string, tags.literal], color: "var(--good)" },
  { tag: [tags.number, tags.bool], color: "var(--warn)" },
  { tag: [tags.url, tags.namespace, tags.link], color: "var(--link)" },
  { tag: [tags.comment, tags.lineComment], color: "var(--soft)", fontStyle: "italic" },
  { tag: tags.invalid, color: "var(--bad)" },
]);
const LOOK = EditorView.theme({
  "&": { color: "var(--ink)", backgroundColor: "var(--paper)", fontSize: "0.9rem" },
  "&.cm-focused": { outline: "3px solid var(--accent)", outlineOffset: "2px" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.5" },
  ".cm-content": { minHeight: "14rem", caretColor: "var(--ink)" },
  ".cm-gutters": {
    color: "var(--soft)",
    backgroundColor: "var(--wash)",
    borderRight: "1px solid var(--line)",
  },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "transparent" },
  "&.cm-focused .cm-activeLine": { backgroundColor: "color-mix(in srgb, var(--wash) 60%, transparent)" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground":
    { backgroundColor: "var(--tint-2)" },
  "&.cm-focused .cm-matchingBracket": { backgroundColor: "var(--tint-2)" },
  ".cm-tooltip": {
    color: "var(--ink)",
    backgroundColor: "var(--paper)",
    border: "1px solid var(--strong-line)",
    maxWidth: "min(40rem, 96vw)",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: "var(--mono)", maxHeight: "none" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { padding: "0.2rem 0.5rem" },
  ".cm-tooltip-autocomplete > ul > li[aria-selected]": {
    color: "var(--on-tint)",
    backgroundColor: "var(--tint-2)",
  },
  ".cm-completionDetail": { fontFamily: "var(--sans)", fontStyle: "normal", color: "var(--soft)" },
  "li[aria-selected] .cm-completionDetail": { color: "inherit" },
  ".cm-completionMatchedText": { textDecoration: "none", fontWeight: "700" },
  ".cm-diagnostic": { fontFamily: "var(--sans)", whiteSpace: "pre-wrap" },
});

const form = document.getElementById("ask");
const area = document.getElementById("query");
const texts = JSON.parse(form.dataset.texts);

/** Marks the place of the fault that the answer tells of. */
function mark(view) {
  const fault = document.getElementById("fault");
  if (!fault?.dataset.line) {
    view.dispatch(setDiagnostics(view.state, []));
    return;
  }
  const doc = view.state.doc;
  const line = doc.line(Math.min(Number(fault.dataset.line), doc.lines));
  // Parsers stop behind what they do not understand: where nothing follows, that is marked.
  let column = Math.min(Number(fault.dataset.column) - 1, line.length);
  if (!/\S/.test(line.text[column] ?? " ")) {
    column = Math.max(0, line.text.slice(0, column).search(/\S+\s*$/));
  }
  const word = /^(?:[\w:?$-]+|\S)/.exec(line.text.slice(column));
  const from = line.from + column;
  const diagnostic = {
    from,
    to: from + (word?.[0].length ?? 0),
    severity: "error",
    message: fault.querySelector(".message").textContent,
  };
  view.dispatch(setDiagnostics(view.state, [diagnostic]));
  fault.querySelector("a[href='#query']")?.addEventListener("click", (event) => {
    event.preventDefault();
    view.dispatch({ selection: { anchor: from }, scrollIntoView: true });
    view.focus();
  });
}

function start() {
  const { source, fetched } = completions(form.dataset.words);
  const runner = new Runner(form, texts, () => mark(view));
  const run = () => {
    form.requestSubmit(form.querySelector("button.main"));
    return true;
  };
  const view = new EditorView({
    state: EditorState.create({
      doc: area.value,
      extensions: [
        EditorView.cspNonce.of(form.dataset.nonce),
        EditorView.contentAttributes.of({
          "aria-label": area.labels[0].textContent,
          "aria-describedby": "keys",
          dir: "ltr",
          spellcheck: "false",
        }),
        EditorState.phrases.of(texts.phrases),
        lineNumbers(),
        highlightSpecialChars(),
        history(),
        drawSelection(),
        indentUnit.of("  "),
        indentOnInput(),
        bracketMatching(),
        closeBrackets(),
        highlightActiveLine(),
        sparql(),
        syntaxHighlighting(COLOURS),
        autocompletion({
          override: [source],
          icons: false,
          maxRenderedOptions: 12, // as many as show at once, so the list needs no scrolling
        }),
        lintGutter(),
        EditorView.lineWrapping,
        LOOK,
        keymap.of([
          { key: "Mod-Enter", run },
          { key: "Tab", run: acceptCompletion },
          ...closeBracketsKeymap,
          ...completionKeymap,
          ...lintKeymap,
          ...historyKeymap,
          ...defaultKeymap,
          indentWithTab,
        ]),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) area.value = update.state.doc.toString();
        }),
      ],
    }),
  });
  const frame = document.createElement("div");
  frame.className = "editor";
  frame.dir = "ltr";
  frame.append(view.dom);
  area.before(frame);
  area.hidden = true;
  area.required = false;
  area.labels[0].addEventListener("click", () => view.focus());
  document.getElementById("keys").hidden = false;
  view.contentDOM.addEventListener("focus", fetched, { once: true });
  runner.listen();
  mark(view);
}

start();

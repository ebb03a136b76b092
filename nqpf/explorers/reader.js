// The page reader in the browser: printed lines beside reconstructed sentences.
//
// All data are here from the start; Python only learns which sentence is chosen.

function render({ model, el }) {
  const page = model.get("_page");
  const parts = layOut(el, page);
  const sentences = new Map(page.units.map((unit) => [unit.id, unit]));
  const marks = parts.marks; // unit id -> its element on the reconstructed side
  let hits = [];

  for (const [id, mark] of marks) {
    mark.addEventListener("click", () => take(id));
    mark.addEventListener("keydown", (event) => steer(event, id));
  }
  parts.lines.forEach((line, at) => {
    line.addEventListener("click", () => {
      const unit = standingOn(page.units, at + 1);
      if (unit && !getSelection().toString()) take(unit.id);
    });
  });
  parts.search.addEventListener("input", () => find(parts.search.value));
  parts.search.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    leap(event.shiftKey ? -1 : 1);
  });
  parts.back.addEventListener("click", () => leap(-1));
  parts.on.addEventListener("click", () => leap(1));
  parts.places.addEventListener("change", () => {
    if (parts.places.value) take(parts.places.value);
  });
  window.addEventListener("keydown", claim, true);
  model.on("change:chosen", () => show(model.get("chosen")));

  // Where nothing has been measured yet there is nothing to scroll to.
  const seen = new ResizeObserver(() => {
    if (!parts.printed.clientHeight) return;
    seen.disconnect();
    show(model.get("chosen"), model.get("_focus"));
    parts.root.dataset.ready = "true";
  });
  seen.observe(parts.printed);

  return () => {
    seen.disconnect();
    window.removeEventListener("keydown", claim, true);
  };

  function take(id) {
    show(id);
    model.set("chosen", id);
    model.save_changes();
  }

  /** Show a sentence: its lines, what is known of it, and where focus returns to. */
  function show(id, focus) {
    const unit = sentences.get(id);
    for (const [other, mark] of marks) {
      mark.setAttribute("aria-pressed", String(other === id));
      mark.tabIndex = -1;
    }
    (marks.get(id) ?? marks.values().next().value).tabIndex = 0;
    if (parts.places.value !== id) parts.places.value = "";
    if (!unit) return highlight(parts.lines, page.lines, focus, undefined);
    highlight(parts.lines, page.lines, focus?.length ? focus : undefined, unit);
    bringIntoView(parts.printed, parts.lines[(focus?.[0] ?? unit.first) - 1]);
    bringIntoView(parts.rebuilt, marks.get(id));
    describe(parts.panel, unit, page);
  }

  /** Move between sentences with the arrow keys. */
  function steer(event, id) {
    const order = [...marks.keys()];
    const at = order.indexOf(id);
    const goals = {
      ArrowDown: at + 1,
      ArrowRight: at + 1,
      ArrowUp: at - 1,
      ArrowLeft: at - 1,
      Home: 0,
      End: order.length - 1,
    };
    if (event.key === "Enter" || event.key === " ") take(id);
    else if (event.key in goals) walk(order[goals[event.key]]);
    else return;
    event.preventDefault();
  }

  function walk(id) {
    const mark = marks.get(id);
    if (!mark) return;
    marks.forEach((other) => (other.tabIndex = -1));
    mark.tabIndex = 0;
    mark.focus({ preventScroll: true });
    bringIntoView(parts.rebuilt, mark);
  }

  function find(words) {
    const wanted = folded(words.trim());
    hits = wanted ? page.units.filter((unit) => says(unit, wanted, page.terms)) : [];
    const found = new Set(hits.map((unit) => unit.id));
    for (const [id, mark] of marks) {
      mark.classList.toggle("nqpf-hit", found.has(id));
      emphasise(mark, sentences.get(id).text, found.has(id) ? words.trim() : "");
    }
    parts.back.disabled = parts.on.disabled = !hits.length;
    parts.count.textContent = !wanted
      ? ""
      : hits.length === 1
        ? "1 sentence"
        : `${hits.length} sentences`;
    if (hits.length) bringIntoView(parts.rebuilt, marks.get(hits[0].id));
  }

  /** Go to the next match before or after the chosen sentence, and round again. */
  function leap(step) {
    if (!hits.length) return;
    const order = [...marks.keys()];
    const here = order.indexOf(model.get("chosen"));
    const spots = hits.map((unit) => order.indexOf(unit.id));
    const next =
      step > 0
        ? (spots.find((at) => at > here) ?? spots[0])
        : (spots.findLast((at) => at < here) ?? spots.at(-1));
    take(order[next]);
    parts.count.textContent = `${spots.indexOf(next) + 1} of ${hits.length}`;
  }

  // Arrows and letters belong to the reader, not to the notebook's one-key
  // shortcuts; JupyterLab asks the element itself. Ctrl+S stays the lab's.
  function claim({ target, ctrlKey, metaKey, altKey }) {
    const free = ctrlKey || metaKey || altKey;
    if (parts.root.contains(target)) {
      target.toggleAttribute("data-lm-suppress-shortcuts", !free);
    }
  }
}

// --- finding ---

/** Whether a sentence, its translation or one of its terms has the words. */
function says(unit, wanted, terms) {
  const known = unit.terms.flatMap((term) => [term, terms[term][0], terms[term][1]]);
  return [unit.text, unit.translation, ...known].some((words) =>
    folded(words).includes(wanted),
  );
}

/** Lower case, without tone marks: xinzhi finds xīnzhì. */
function folded(words) {
  return words.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

/** The sentence that begins on a line, or else the one that runs over it. */
function standingOn(units, line) {
  const over = units.filter((unit) => unit.first <= line && line <= unit.last);
  return over.find((unit) => unit.first === line) ?? over[0];
}

/** Where on its lines a sentence stands: for each line, from and to. */
function places(lines, unit) {
  const letters = [];
  for (let line = unit.first; line <= unit.last; line++) {
    [...lines[line - 1]].forEach((letter, at) => {
      if (letter.trim()) letters.push({ letter, line, at });
    });
  }
  const wanted = [...unit.text].filter((letter) => letter.trim());
  const start = letters.map(({ letter }) => letter).join("").indexOf(wanted.join(""));
  const found = new Map();
  if (start < 0) return found;
  for (const { line, at } of letters.slice(start, start + wanted.length)) {
    found.set(line, [found.get(line)?.[0] ?? at, at + 1]);
  }
  return found;
}

// --- showing ---

function highlight(rows, lines, focus, unit) {
  const spans = unit ? places(lines, unit) : new Map();
  rows.forEach((row, at) => {
    const number = at + 1;
    const [first, last] = focus ?? [unit?.first, unit?.last];
    row.classList.toggle("nqpf-lit", first <= number && number <= last);
    const words = row.lastElementChild;
    const span = spans.get(number);
    if (!span) {
      if (words.childElementCount) words.textContent = lines[at];
      return;
    }
    const letters = [...lines[at]];
    const mark = make("mark", "", letters.slice(...span).join(""));
    words.replaceChildren(
      letters.slice(0, span[0]).join(""),
      mark,
      letters.slice(span[1]).join(""),
    );
  });
}

/** Underline the words searched for, where the sentence itself has them. */
function emphasise(mark, text, words) {
  const at = words ? text.toLowerCase().indexOf(words.toLowerCase()) : -1;
  if (at < 0) {
    if (mark.childElementCount) mark.textContent = text;
    return;
  }
  const found = make("mark", "", text.slice(at, at + words.length));
  mark.replaceChildren(text.slice(0, at), found, text.slice(at + words.length));
}

function describe(panel, unit, { terms, documents }) {
  const kinds = {
    headline: "Detached headline",
    byline: "Detached byline",
    heading: "Sub-headline",
    note: "Author's note",
  };
  const where = [
    unit.first === unit.last
      ? `Line ${unit.first}`
      : `Lines ${unit.first}–${unit.last}`,
    unit.doc ? `body ${unit.doc}` : "no body",
    kinds[unit.kind] ?? unit.id,
  ];
  const head = make("h4", "", where.join(" · "));
  const chinese = zh(make("p", "nqpf-chinese", unit.text));
  const english = unit.translation
    ? make("p", "nqpf-english", unit.translation)
    : make("p", "nqpf-english nqpf-none", "There is no translation yet.");
  panel.replaceChildren(head, chinese, english);
  if (isFurniture(unit) && unit.doc) {
    const { name, status, evidence } = documents.find(({ name }) => name === unit.doc);
    const reasons = make("ul");
    reasons.append(...evidence.split("; ").map((reason) => make("li", "", reason)));
    panel.append(make("h5", "", `Why it is put above body ${name} (${status})`), reasons);
  }
  if (unit.terms.length) {
    panel.append(make("h5", "", "Terms"), glossary(unit.terms, terms));
  }
  if (unit.figures.length) {
    panel.append(make("h5", "", "Figures"), figures(unit.figures));
  }
  if (unit.lessons.length) {
    const list = make("ul");
    list.append(...unit.lessons.map((lesson) => make("li", "", lesson)));
    panel.append(make("h5", "", "Quoted in"), list);
  }
  panel.scrollTop = 0;
}

function glossary(names, terms) {
  const list = make("dl");
  for (const name of names) {
    const [pinyin, english, explanation] = terms[name];
    const term = make("dt");
    const sound = make("i", "", pinyin);
    sound.lang = "zh-Latn-pinyin";
    term.append(zh(make("b", "", name)), " ", sound, ` · ${english}`);
    list.append(term, make("dd", "", explanation));
  }
  return list;
}

function figures(rows) {
  const list = make("ul");
  for (const { text, measures, status, note } of rows) {
    const item = make("li");
    item.append(zh(make("b", "", text)), ` · ${measures} `);
    item.append(make("span", "nqpf-status-word", status), note ? ` ${note}` : "");
    list.append(item);
  }
  return list;
}

/** Scroll inside `box` only; the notebook stays where it is. */
function bringIntoView(box, element) {
  const gap = element.getBoundingClientRect().top - box.getBoundingClientRect().top;
  const room = box.clientHeight;
  if (gap > 24 && gap < room - 72) return;
  box.scrollTop += gap - room / 3;
}

// --- building ---

function layOut(el, page) {
  const root = make("section", "nqpf-reader");
  const id = Math.random().toString(36).slice(2);
  root.setAttribute("aria-label", "Page reader");
  const { bar, ...tools } = layOutTools(page, id);
  const printed = make("div", "nqpf-printed");
  const lines = page.lines.map((words, at) => printedLine(words, at + 1));
  const rebuilt = make("div", "nqpf-rebuilt");
  const panel = make("div", "nqpf-panel");
  const marks = new Map();
  printed.append(...lines);
  for (const text of page.documents) rebuilt.append(rebuiltText(text, page, marks));
  panel.append(
    make("p", "nqpf-none", "Choose a sentence to see its lines, translation and terms."),
  );
  panel.setAttribute("aria-live", "polite");
  root.append(
    bar,
    column("The page as printed", printed, `${id}-printed`),
    column("The page as reconstructed", rebuilt, `${id}-rebuilt`),
    column("The sentence", panel, `${id}-panel`),
  );
  const frame = make("div", "nqpf-reader-frame");
  frame.append(root);
  el.replaceChildren(frame);
  return { root, printed, rebuilt, panel, lines, marks, ...tools };
}

function layOutTools(page, id) {
  const bar = make("div", "nqpf-tools");
  const search = make("input");
  const places = make("select");
  const back = make("button", "", "‹");
  const on = make("button", "", "›");
  const count = make("output", "nqpf-count");
  search.type = "search";
  search.placeholder = "Chinese, pinyin or English";
  back.type = on.type = "button";
  back.disabled = on.disabled = true;
  back.setAttribute("aria-label", "Previous match");
  on.setAttribute("aria-label", "Next match");
  places.append(new Option("a text or section", ""));
  for (const { name, first } of page.documents) {
    places.append(...placesOf(name, first, page.units));
  }
  const found = make("div", "nqpf-found");
  found.append(search, back, on, count);
  bar.append(
    labelled("Search", search, `${id}-search`, found),
    labelled("Go to", places, `${id}-places`, places),
  );
  return { bar, search, places, back, on, count };
}

/** A text's first sentence and its sub-headlines, as places to go to. */
function placesOf(name, first, units) {
  const mine = units.filter((unit) => unit.doc === name && unit.first >= first);
  const start = mine.find((unit) => unit.first === first);
  const headings = mine.filter((unit) => unit.kind === "heading");
  return [
    new Option(`Body ${name}`, start.id),
    ...headings.map((unit) => new Option(`${name}: ${unit.translation || unit.text}`, unit.id)),
  ];
}

function labelled(words, input, id, box) {
  const whole = make("div", "nqpf-tool");
  const label = make("label", "", words);
  input.id = id;
  label.htmlFor = id;
  whole.append(label, box);
  return whole;
}

function column(title, box, id) {
  const whole = make("div", "nqpf-column");
  const head = make("h3", "", title);
  head.id = id;
  box.tabIndex = 0; // so that the arrow keys scroll it
  box.setAttribute("role", "region");
  box.setAttribute("aria-labelledby", id);
  whole.append(head, box);
  return whole;
}

function printedLine(words, number) {
  const row = make("div", "nqpf-line");
  row.append(make("span", "nqpf-number", String(number)));
  row.append(zh(make("span", "nqpf-words", words)));
  return row;
}

function rebuiltText(text, page, marks) {
  const article = make("article");
  const units = page.units.filter((unit) => unit.doc === text.name);
  const title = make("h4", "", `Body ${text.name}`);
  title.append(make("small", "", ` lines ${text.first}–${text.last}`));
  article.append(title);
  const top = make("p", "nqpf-attribution");
  for (const unit of units.filter(isFurniture)) top.append(sentence(unit, marks), " ");
  top.append(make("small", "", `Headline and author: ${text.status}`));
  article.append(top);
  let paragraph;
  for (const unit of units.filter((unit) => !isFurniture(unit))) {
    const key = `${unit.kind} ${unit.section} ${unit.paragraph}`;
    if (paragraph?.key !== key) {
      const kind = unit.kind === "heading" ? "h5" : "p";
      paragraph = { key, element: make(kind, `nqpf-${unit.kind}`) };
      article.append(paragraph.element);
    }
    paragraph.element.append(sentence(unit, marks));
  }
  return article;
}

function sentence(unit, marks) {
  const mark = zh(make("span", `nqpf-sentence nqpf-${unit.kind}`, unit.text));
  mark.setAttribute("role", "button");
  mark.setAttribute("aria-pressed", "false");
  mark.tabIndex = -1;
  mark.dataset.unit = unit.id;
  marks.set(unit.id, mark);
  return mark;
}

function isFurniture({ kind }) {
  return kind === "headline" || kind === "byline";
}

function make(kind, style, text) {
  const element = document.createElement(kind);
  if (style) element.className = style;
  if (text !== undefined) element.textContent = text;
  return element;
}

function zh(element) {
  element.lang = "zh-Hans";
  return element;
}

export default { render };

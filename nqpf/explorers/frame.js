// An explorer in the browser: native controls around one living Vega view.
//
// Python owns the chart. This side sends the controls' values, keeps only the
// newest while Python is busy, and puts the answer into the view that is there.

const MOST_PICTURES = 8;
const LEGIBLE = 0.85; // how far panels side by side may shrink before they are stacked
const PATIENCE = 2000; // milliseconds without an answer before we say so
const BUSY =
  "Python is busy; the chart follows when it is free. " +
  "If nothing happens, run this cell again.";
const GONE =
  "Python was restarted or stopped: run this cell again (Shift+Enter) to go on.";

export default () => {
  const views = new Set();
  let stage;

  function initialize({ model }) {
    stage = structuredClone(model.get("_stage"));
    model.on("msg:custom", (message) => {
      if (message.kind === "chart") remember(stage, message);
      views.forEach((view) => view.hear(message));
    });
    model.on("comm_live_update", () => views.forEach((view) => view.lose()));
  }

  function render({ model, el }) {
    const view = openView(model, el, stage);
    views.add(view);
    return () => {
      views.delete(view);
      view.close();
    };
  }

  return { initialize, render };
};

/** Bring what we know of the explorer up to date. */
function remember(stage, { values, problem, description, skeleton, tables }) {
  Object.assign(stage, { values, problem });
  if (tables === undefined) return;
  stage.description = description;
  stage.tables = skeleton ? tables : { ...stage.tables, ...tables };
  stage.skeleton = skeleton ?? stage.skeleton;
}

/** Build one view of an explorer in `el` and keep it in step with Python. */
function openView(model, el, stage) {
  const frame = model.get("_frame");
  const id = crypto.randomUUID?.() ?? String(Math.random());
  const controls = frame.controls.map((control) => build(control, id));
  const parts = layOut(el, frame, controls, id);
  const picture = openPicture(model, parts.chart, (row) => {
    if (row[frame.marks?.field] != null) choose(row); // a key or a title names nothing
  });
  let work = Promise.resolve(); // redraws, one after the other
  let awaited; // the question that Python has not yet answered
  let waiting; // the newest values, while it has not
  let chosen; // the name of the mark whose details are shown

  controls.forEach((control) => {
    control.set(stage.values[control.name]);
    control.input.addEventListener("input", (event) => {
      control.label();
      ask(event.timeStamp);
    });
  });
  parts.reset.addEventListener("click", (event) => {
    controls.forEach((control) => control.set(control.start));
    ask(event.timeStamp);
  });
  parts.picker?.addEventListener("change", () => choose(rowNamed(parts.picker.value)));
  window.addEventListener("keydown", claim, true);
  say(parts.status, stage.problem);
  work = show(stage, true);
  const room = new ResizeObserver(() => (work = work.then(() => picture.fit(stage))));
  room.observe(parts.chart);

  // Arrows and letters belong to the control in focus, not to the notebook's
  // one-key shortcuts; JupyterLab asks the element itself. Ctrl+S stays the lab's.
  function claim({ target, ctrlKey, metaKey, altKey }) {
    const free = ctrlKey || metaKey || altKey;
    if (parts.root.contains(target)) {
      target.toggleAttribute("data-lm-suppress-shortcuts", !free);
    }
  }

  function ask(since) {
    const values = Object.fromEntries(controls.map((c) => [c.name, c.value()]));
    waiting = { values, since: waiting?.since ?? since };
    if (!awaited) send();
  }

  function send() {
    awaited = { ...waiting, asker: { view: id, sent: performance.now() } };
    awaited.timer = setTimeout(() => say(parts.status, BUSY), PATIENCE);
    waiting = undefined;
    model.send({ kind: "values", values: awaited.values, asker: awaited.asker });
  }

  function hear(message) {
    if (message.kind === "details") return showDetails(parts.details, message);
    const mine = message.asker?.view === id;
    if (!mine) controls.forEach((c) => c.set(message.values[c.name]));
    const heard = performance.now();
    work = work.then(() => show(message, false)).then((how) => {
      if (mine) answered(message, heard, how);
      if (chosen !== undefined && !waiting) choose(rowNamed(chosen));
    });
  }

  function answered(message, heard, how) {
    const done = awaited;
    clearTimeout(done.timer);
    awaited = undefined;
    if (waiting) send();
    painted().then((now) => {
      const detail = {
        how,
        total: now - done.since,
        python: 1000 * (message.seconds ?? 0),
        answer: heard - done.asker.sent,
        draw: now - heard,
      };
      parts.root.dataset.redraws = Number(parts.root.dataset.redraws ?? 0) + 1;
      parts.root.dispatchEvent(new CustomEvent("nqpf-redraw", { detail, bubbles: true }));
    });
  }

  /** Show what a message changes; say how that was done. */
  async function show(message, first) {
    say(parts.status, message.problem);
    parts.chart.classList.toggle("nqpf-stale", Boolean(message.problem));
    if (message.tables === undefined) return "kept";
    let how;
    try {
      how = await picture.draw(message, stage);
    } catch (error) {
      say(parts.status, `The chart could not be drawn here (${error.message}).`);
      return "failed";
    }
    parts.chart.setAttribute("aria-label", message.description);
    if (parts.picker) offer(parts.picker, names());
    if (first) parts.root.dataset.ready = "true";
    return how;
  }

  function choose(row) {
    const name = row?.[frame.marks?.field];
    chosen = name;
    if (parts.picker) parts.picker.value = name ?? "";
    if (name === undefined) return showDetails(parts.details, { text: "" });
    model.send({ kind: "details", row });
  }

  function names() {
    const found = rows().map((row) => row[frame.marks.field]);
    return [...new Set(found.filter((name) => name != null))];
  }

  function rows() {
    return Object.values(stage.tables).flat();
  }

  function rowNamed(name) {
    return rows().find((row) => String(row[frame.marks.field]) === String(name));
  }

  function lose() {
    clearTimeout(awaited?.timer);
    parts.root.querySelector("fieldset").disabled = true;
    say(parts.status, GONE);
  }

  function close() {
    clearTimeout(awaited?.timer);
    window.removeEventListener("keydown", claim, true);
    room.disconnect();
    picture.close();
  }

  return { hear, lose, close };
}

/** Show one living Vega view inside `place`; keep a few others ready to come back. */
function openPicture(model, place, choose) {
  const kept = new Map(); // layout → living picture, the one longest unused first
  const widths = new Map(); // skeleton → width of its panels side by side (pixels)
  let shown; // the layout on the stage

  async function draw({ skeleton, tables }, stage) {
    const layout = layoutOf(stage.skeleton);
    const living = kept.get(layout);
    if (living) {
      try {
        const whole = skeleton || layout !== shown;
        await exchange(living, whole ? stage.tables : tables);
        return bring(layout, living, "exchanged");
      } catch {
        drop(layout); // a table that it does not keep: make it anew
      }
    }
    const made = await embed(stage, layout);
    const better = layoutOf(stage.skeleton); // known only now that one is there
    if (better === layout) return bring(layout, made, "embedded");
    made.finalize();
    made.room.remove();
    return bring(better, await embed(stage, better), "embedded");
  }

  /** Stack the panels, or put them side by side again, as the room asks for. */
  async function fit(stage) {
    if (shown && shown !== layoutOf(stage.skeleton)) await draw(stage, stage);
  }

  /** Name a skeleton and how its panels lie. */
  function layoutOf(skeleton) {
    const room = place.clientWidth; // none yet where the cell is not on the page
    const narrow = room > 0 && room < LEGIBLE * widths.get(skeleton);
    return narrow ? `stacked ${skeleton}` : skeleton;
  }

  /** Put tables into a picture that is there, where it has not got them. */
  async function exchange({ vgSpec, view, shown }, tables) {
    for (const [name, rows] of Object.entries(tables)) {
      const content = JSON.stringify(rows);
      if (shown.get(name) === content) continue;
      const table = vgSpec.data.find((known) => known.name === name);
      view.data(name, parsed(rows, table?.format?.parse ?? {}));
      shown.set(name, content);
    }
    await view.runAsync();
  }

  async function embed({ skeleton, tables }, layout) {
    const { vegaEmbed } = await loadVega(model);
    const room = make("div", "nqpf-picture nqpf-offstage");
    room.setAttribute("aria-hidden", "true"); // the description around it is read
    place.append(room);
    try {
      const beside = JSON.parse(skeleton);
      const laid = layout === skeleton ? beside : stacked(beside);
      const spec = { ...laid, datasets: structuredClone(tables) };
      const made = await vegaEmbed(room, spec, {
        mode: "vega-lite",
        renderer: "svg",
        actions: false,
        config: { aria: false }, // of each mark: nobody hears it, and it takes time
      });
      made.view.addEventListener("click", (_, item) => {
        if (item?.datum && item.mark?.role === "mark") choose(plain(item.datum));
      });
      if (layout === skeleton && canStack(beside)) {
        widths.set(skeleton, Number(room.querySelector("svg").getAttribute("width")));
      }
      const contents = Object.entries(tables).map(([n, rows]) => [n, JSON.stringify(rows)]);
      return Object.assign(made, { room, shown: new Map(contents) });
    } catch (error) {
      room.remove();
      throw error;
    }
  }

  /** Put a picture on the stage and the others behind it. */
  function bring(layout, living, how) {
    shown = layout;
    kept.delete(layout);
    kept.set(layout, living);
    if (kept.size > MOST_PICTURES) drop(kept.keys().next().value);
    for (const { room } of kept.values()) {
      room.classList.toggle("nqpf-offstage", room !== living.room);
    }
    return how;
  }

  function drop(layout) {
    kept.get(layout).finalize();
    kept.get(layout).room.remove();
    kept.delete(layout);
  }

  function close() {
    [...kept.keys()].forEach(drop);
  }

  return { draw, fit, close };
}

/** Whether a chart has panels side by side that can also be read one below the other. */
function canStack({ usermeta, ...spec }) {
  return !usermeta?.together && JSON.stringify(spec).includes('"hconcat"');
}

/** Put panels that are side by side one below the other. */
function stacked({ hconcat, vconcat, ...spec }) {
  const panels = hconcat ?? vconcat;
  return panels ? { ...spec, vconcat: panels.map(stacked) } : spec;
}

/** Copy rows as Vega reads them: only an embedded table has its dates read for us. */
function parsed(rows, kinds) {
  const dates = Object.keys(kinds).filter((field) => kinds[field] === "date");
  return rows.map((row) => {
    const copy = { ...row };
    for (const field of dates) {
      if (copy[field] != null) copy[field] = Date.parse(copy[field]);
    }
    return copy;
  });
}

/** Load Vega once per page, from the kernel's own copy of it. */
function loadVega(model) {
  const [id, version] = model.get("_library").split("@");
  globalThis.nqpfVega ??= new Map();
  const loaded = globalThis.nqpfVega;
  if (!loaded.has(version)) {
    const loading = importFrom(model.widget_manager, id);
    loaded.set(version, loading);
    loading.catch(() => loaded.delete(version));
  }
  return loaded.get(version);
}

async function importFrom(manager, id) {
  const library = await manager.get_model(id);
  const source = new Blob([library.get("source")], { type: "text/javascript" });
  const url = URL.createObjectURL(source);
  try {
    return await import(/* webpackIgnore: true */ url);
  } finally {
    URL.revokeObjectURL(url);
  }
}

// --- what is on the screen ---

function layOut(el, frame, controls, id) {
  const root = make("section", "nqpf-explorer");
  const question = make("h3", "nqpf-question", frame.question);
  const set = make("fieldset", "nqpf-controls");
  const reset = make("button", "nqpf-reset", "Reset");
  const status = make("p", "nqpf-status");
  const chart = make("div", "nqpf-chart");
  question.id = `${id}-question`;
  reset.type = "button";
  status.setAttribute("role", "status");
  chart.setAttribute("role", "img");
  root.setAttribute("aria-labelledby", question.id);
  const knobs = make("div", "nqpf-knobs");
  knobs.append(...controls.map((control) => control.box));
  set.append(make("legend", "nqpf-unseen", "Controls"), knobs, reset);
  root.append(question, set, status, chart);
  const marks = frame.marks ? layOutMarks(root, frame.marks, id) : {};
  if (frame.notice.length) root.append(folded("What to notice", frame.notice));
  el.replaceChildren(root);
  return { root, reset, status, chart, ...marks };
}

function layOutMarks(root, marks, id) {
  const box = make("div", "nqpf-marks");
  const label = make("label", "", `${marks.label} (or click it in the chart)`);
  const picker = make("select");
  const details = make("div", "nqpf-details");
  picker.id = `${id}-mark`;
  label.htmlFor = picker.id;
  details.setAttribute("role", "region");
  details.setAttribute("aria-label", "Details");
  details.setAttribute("aria-live", "polite");
  box.append(label, picker);
  root.append(box, details);
  return { picker, details };
}

function folded(title, paragraphs) {
  const details = make("details", "nqpf-notice");
  details.append(make("summary", "", title));
  details.append(...paragraphs.map((text) => make("p", "", text)));
  return details;
}

/** Build one control: its box, its input, and how to read and set its value. */
function build(control, id) {
  const builders = { slider: buildSlider, choice: buildChoice, switch: buildSwitch };
  const box = make("div", `nqpf-control nqpf-${control.kind}`);
  const label = make("label", "", control.label);
  const built = builders[control.kind](control);
  built.input.id = `${id}-${control.name}`;
  built.input.name = control.name;
  label.htmlFor = built.input.id;
  box.append(...built.arrange(label));
  const set = (value) => {
    built.put(value);
    built.label();
  };
  return { ...control, ...built, set, box };
}

function buildSlider({ low, high, step, decimals, unit }) {
  const input = make("input");
  const output = make("output");
  Object.assign(input, { type: "range", min: low, max: high, step });
  output.setAttribute("aria-hidden", "true"); // aria-valuetext says it already
  const label = () => {
    const number = Number(input.value).toFixed(decimals).replace("-", "−");
    output.replaceChildren(make("b", "", number), unit ? ` ${unit}` : "");
    input.setAttribute("aria-valuetext", output.textContent);
  };
  return {
    input,
    label,
    arrange: (words) => [words, output, input],
    put: (value) => (input.value = value),
    value: () => Number(input.value),
  };
}

function buildChoice({ options }) {
  const input = make("select");
  for (const [value, words] of options) {
    const option = make("option", "", words);
    option.value = value;
    input.append(option);
  }
  return {
    input,
    label: () => {},
    arrange: (words) => [words, input],
    put: (value) => (input.value = value),
    value: () => input.value,
  };
}

function buildSwitch() {
  const input = make("input");
  input.type = "checkbox";
  return {
    input,
    label: () => {},
    arrange: (words) => [input, words],
    put: (value) => (input.checked = value),
    value: () => input.checked,
  };
}

/** Offer the marks' names in a list, keeping the choice. */
function offer(picker, names) {
  const wanted = ["", ...names.map(String)];
  const present = [...picker.options].map((option) => option.value);
  if (wanted.join("\n") === present.join("\n")) return;
  const chosen = picker.value;
  picker.replaceChildren(
    ...wanted.map((name) => {
      const option = make("option", "", name || "none chosen");
      option.value = name;
      return option;
    }),
  );
  picker.value = wanted.includes(chosen) ? chosen : "";
}

function showDetails(place, { html, text, caption, columns, rows }) {
  if (html !== undefined) place.innerHTML = html;
  else if (columns) place.replaceChildren(table(caption, columns, rows));
  else place.replaceChildren(...(text ? [make("p", "", text)] : []));
}

function table(caption, columns, rows) {
  const built = make("table");
  const head = make("tr");
  const body = make("tbody");
  if (caption) built.append(make("caption", "", caption));
  for (const column of columns) {
    const cell = make("th", "", column);
    cell.scope = "col";
    cell.dataset.column = column;
    head.append(cell);
  }
  for (const row of rows) {
    const line = make("tr");
    row.forEach((text, at) => {
      const cell = make("td", "", text);
      cell.dataset.column = columns[at];
      line.append(cell);
    });
    body.append(line);
  }
  const top = make("thead");
  top.append(head);
  built.append(top, body);
  return built;
}

/** Make an element; Chinese words are marked as such, for fonts and voices. */
function make(kind, style, text) {
  const element = document.createElement(kind);
  if (style) element.className = style;
  if (text === undefined) return element;
  element.textContent = text;
  if (/^\P{L}*\p{Script=Han}/u.test(text)) element.lang = "zh-Hans";
  return element;
}

function say(status, sentence) {
  if (status.textContent !== sentence) status.textContent = sentence;
}

function plain(datum) {
  return JSON.parse(JSON.stringify(datum));
}

/** Resolve once the browser has painted. */
function painted() {
  return new Promise((resolve) => {
    requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => resolve(performance.now());
      channel.port2.postMessage(undefined);
    });
  });
}

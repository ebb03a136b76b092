/* Show what Python draws, and tell Python what the learner does. */

const PATIENCE = 5000; // milliseconds until a silent kernel is mentioned

function render({ model, el }) {
  const card = document.createElement("div");
  card.className = "nqpf-card nqpf-live";
  card.setAttribute("role", "group");
  card.setAttribute("aria-label", model.get("name"));
  card.innerHTML = `
    <p class="nqpf-name" aria-hidden="true"></p>
    <div class="nqpf-body"></div>
    <p class="nqpf-note" role="status"></p>`;
  const [name, body, note] = card.children;
  name.textContent = model.get("name");
  body.innerHTML = model.get("html");

  const hide = document.createElement("style");
  const still = `#${model.get("still_id")}`;
  hide.textContent = `${still}, .jp-OutputArea-child:has(${still}) { display: none }`;
  el.append(hide, card);

  const silent = () => { note.textContent = model.get("silence"); };
  let waiting;
  const tell = (said) => {
    clearTimeout(waiting);
    try {
      model.send(said);
      waiting = setTimeout(silent, PATIENCE);
    } catch {
      silent();
    }
  };

  const redraw = () => {
    const inside = body.contains(document.activeElement);
    patch(body, model.get("html"));
    if (inside && !body.contains(document.activeElement)) {
      body.querySelector("[tabindex='-1']")?.focus();
    }
  };
  const heard = () => {
    clearTimeout(waiting);
    note.textContent = "";
  };
  model.on("change:html", redraw);
  model.on("change:turn", heard);

  body.addEventListener("submit", (event) => {
    event.preventDefault();
    const form = event.target;
    tell({ ...Object.fromEntries(new FormData(form)), ...form.dataset });
  });

  // JupyterLab keeps Enter from submitting a form in a cell, as it would elsewhere.
  body.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.target.nodeName !== "INPUT") return;
    event.preventDefault();
    event.target.form?.requestSubmit();
  });

  // Another kernel may have answered meanwhile: look again before going on.
  const look = () => {
    if (document.visibilityState !== "visible" || !card.isConnected) return;
    try { model.send({ act: "look" }); } catch { /* said when the learner acts */ }
  };
  document.addEventListener("visibilitychange", look);
  card.addEventListener("pointerenter", look);

  // Letters and arrows are the card's, not the notebook's; Ctrl+S stays the
  // notebook's. JupyterLab asks the focused element itself, before the card.
  const claim = ({ target, ctrlKey, metaKey, altKey }) => {
    if (!card.contains(target)) return;
    target.toggleAttribute("data-lm-suppress-shortcuts", !(ctrlKey || metaKey || altKey));
  };
  window.addEventListener("keydown", claim, true);

  return () => {
    clearTimeout(waiting);
    model.off("change:html", redraw);
    model.off("change:turn", heard);
    document.removeEventListener("visibilitychange", look);
    window.removeEventListener("keydown", claim, true);
  };
}

/* Change only what differs, so that focus, typing and live regions stay. */
function patch(element, html) {
  const next = document.createElement(element.tagName);
  next.innerHTML = html;
  patchChildren(element, next);
}

function patchChildren(now, next) {
  const wanted = [...next.childNodes];
  while (now.childNodes.length > wanted.length) now.lastChild.remove();
  wanted.forEach((node, i) => {
    const old = now.childNodes[i];
    if (!old) now.append(node);
    else if (!isSame(old, node)) old.replaceWith(node);
    else if (old.nodeType !== Node.ELEMENT_NODE) old.data = node.data;
    else patchElement(old, node);
  });
}

function patchElement(now, next) {
  for (const { name } of [...now.attributes]) {
    if (!next.hasAttribute(name) && !isOpenDetails(now, name)) now.removeAttribute(name);
  }
  for (const { name, value } of next.attributes) {
    if (now.getAttribute(name) === value) continue;
    now.setAttribute(name, value);
    if (name === "checked") now.checked = true;
    if (name === "value") now.value = value;
  }
  patchChildren(now, next);
}

/* A new data-key asks for a new element, as if it had never been touched. */
function isSame(old, node) {
  return old.nodeName === node.nodeName && old.dataset?.key === node.dataset?.key;
}

/* The learner opens and closes details; a new drawing does not. */
function isOpenDetails(element, attribute) {
  return element.nodeName === "DETAILS" && attribute === "open";
}

export default { render };

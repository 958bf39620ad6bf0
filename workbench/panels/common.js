// What every panel needs; it stands before the panel's own module. Every text goes in as textContent.

function make(tag, attributes = {}, ...inside) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "text") node.textContent = value;
    else if (name === "click") node.addEventListener("click", value);
    else node.setAttribute(name, value);
  }
  node.append(...inside);
  return node;
}

// Characters that hide or imitate others come as ⟦U+202E⟧; here they are made to stand out.
function marked(node, text) {
  for (const part of text.split(/(⟦U\+[0-9A-F]{4,6}⟧)/)) {
    if (part.startsWith("⟦U+")) node.append(make("mark", { class: "wb-mark", text: part }));
    else if (part) node.append(part);
  }
  return node;
}

// A panel's outermost element. JupyterLab takes keys pressed in an output as commands: d d would delete this cell.
// The listener keeps keys from those who hear them after the panel; Notebook 7 hears them before, and passes over what
// says so itself.
function panel(name, look, ...inside) {
  const root = make("div", { class: `wb-panel ${look}`.trim(), role: "region", "aria-label": name }, ...inside);
  root.addEventListener("keydown", (event) => event.stopPropagation());
  root.addEventListener("focusin", (event) => event.target.setAttribute("data-lm-suppress-shortcuts", "true"));
  return root;
}

// The line to the kernel. A panel is live while the kernel answers and a record otherwise, and says so; `told` hears
// which of both it is. A panel that nobody clicks on asks every few seconds whether somebody is still there.
function lineTo(model, root, told) {
  const banner = make("p", { class: "wb-banner", role: "note", hidden: "", text: "A record: no kernel answers, so nothing can be done here." });
  let patience = null;
  let live = null;
  root.prepend(banner);

  function turn(on, asking = false) {
    banner.hidden = on || asking;
    root.classList.toggle("record", !on);
    if (live !== on) told((live = on));
  }
  function ask(message) {
    clearTimeout(patience);
    patience = setTimeout(() => turn(false), 8000);
    try {
      model.send(message);
    } catch {
      turn(false); // the connection is closed
    }
  }
  function heard() {
    clearTimeout(patience);
    patience = null;
    turn(true);
  }
  function leave() {
    model.off("msg:custom", heard);
    clearTimeout(patience);
    clearInterval(watching);
  }
  const watching = setInterval(() => patience === null && !document.hidden && root.isConnected && ask({ do: "watch" }), 5000);
  model.on("msg:custom", heard);
  turn(false, true);
  return { ask, leave };
}

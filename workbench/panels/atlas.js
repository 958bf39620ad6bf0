// The browser's half of the lineage panel: draws the boxes that the kernel placed, and sends what a person does.
// It stands behind common.js. Keys: arrows walk along links and columns, Enter opens or looks from there.

const KEYS = "← → along links · ↑ ↓ in a column · Enter opens or looks from here · Backspace goes back · / finds";

const LIGHT = { box: "#ffffff", text: "#212529", many: "#eef0f2", near: "#e3effa", chosen: "#cfe3f7", line: "#b4bac1", mark: "#1976d2" };
const DARK = { box: "#24292f", text: "#eceff1", many: "#30363d", near: "#1f3a52", chosen: "#2a4d6e", line: "#6b757f", mark: "#64b5f6" };
const THEME = "data-jp-theme-light";
const ink = () => (document.body.getAttribute(THEME) === "false" ? DARK : LIGHT);

const style = (ink) => [
  { selector: "node", style: {
    shape: "round-rectangle", width: 160, height: 46, "background-color": ink.box, "border-width": 1.5,
    "border-color": "data(colour)", label: "data(text)", "font-size": 11, "text-wrap": "wrap", "text-max-width": 152,
    "text-valign": "center", "text-halign": "center", color: ink.text, "font-family": "system-ui, sans-serif", "min-zoomed-font-size": 5 } },
  { selector: "node.many", style: { "background-color": ink.many, "border-style": "double", "border-width": 4 } },
  { selector: "node.focus", style: { "border-width": 4, "border-color": ink.mark, "font-weight": "bold" } },
  { selector: "node.near", style: { "background-color": ink.near } },
  { selector: "node:selected", style: { "background-color": ink.chosen, "border-width": 3 } },
  { selector: "node.far", style: { opacity: 0.35 } },
  { selector: "edge", style: {
    width: "data(width)", "line-color": ink.line, "curve-style": "unbundled-bezier", "control-point-distances": [0],
    "target-arrow-shape": "triangle", "target-arrow-color": ink.line, "arrow-scale": 0.7, "source-endpoint": "90deg", "target-endpoint": "270deg" } },
  { selector: "edge.near", style: { "line-color": ink.mark, "target-arrow-color": ink.mark, "z-index": 9 } },
  { selector: "edge.far", style: { opacity: 0.15 } },
];

function render({ model, el }) {
  const started = performance.now();
  let chosen = null;
  const live = make("span", { class: "wb-live", role: "status", "aria-live": "polite" });
  const find = make("input", { type: "search", placeholder: "find anywhere", "aria-label": "Find anything by its words", size: "20" });
  const back = make("button", { text: "‹ Back", click: () => ask({ do: "back" }) });
  const look = make("button", { text: "Look from here", click: () => chosen && enter(chosen) });
  const fit = make("button", { text: "All", "aria-label": "Show all of it", click: () => cy.fit(undefined, 16) });
  const home = make("button", { text: "1:1", "aria-label": "Readable size, at the thing in the middle", click: () => centre(model.get("picture").thing) });
  const map = make("div", { class: "wb-map", tabindex: "0", role: "application", "aria-label": `Lineage picture. ${KEYS}` });
  const before = make("button", { class: "wb-edge", style: "left:6px", hidden: "", "aria-label": "Columns before", click: () => page(1) });
  const after = make("button", { class: "wb-edge", style: "right:6px", hidden: "", "aria-label": "Columns after", click: () => page(-1) });
  const title = make("h3");
  const about = make("p");
  const quote = make("pre", { hidden: "" });
  const rows = make("tbody");
  const columns = ["Kind", "What"].map((text) => make("th", { scope: "col", text }));
  const table = make("table", { "aria-label": "Everything in the picture" }, make("thead", {}, make("tr", {}, ...columns)), rows);
  const legend = make("span", { class: "wb-legend wb-live" });
  for (const [sign, word, colour] of [["✓", "accepted", "#4a86b8"], ["?", "uncertain", "#d9a129"], ["✗", "rejected", "#c8452f"], ["±", "mixed", "#8a6fb0"]]) {
    legend.append(make("span", {}, make("span", { class: "wb-dot", style: `color:${colour}`, text: sign }), word));
  }
  const side = make("div", { class: "wb-side" },
    make("section", { class: "wb-about", "aria-label": "The chosen thing" }, title, about, quote, look),
    make("div", { class: "wb-list", tabindex: "-1" }, table));
  const root = panel("Lineage", "wb-atlas",
    make("div", { class: "wb-bar" }, back, find, make("span", { class: "wb-space" }), legend, home, fit),
    make("div", { class: "wb-body" }, make("div", { class: "wb-frame" }, map, before, after), side),
    make("div", { class: "wb-bar" }, live, make("span", { class: "wb-space" }), make("span", { class: "wb-live", text: KEYS })));
  el.replaceChildren(root);

  const cy = cytoscape({ container: map, style: style(ink()), layout: { name: "preset" }, wheelSensitivity: 0.3, minZoom: 0.05, maxZoom: 2.5,
    boxSelectionEnabled: false, autoungrabify: true });
  const themed = new MutationObserver(() => cy.style(style(ink())));
  themed.observe(document.body, { attributes: true, attributeFilter: [THEME] });
  const boxes = () => model.get("picture").boxes;
  const boxOf = (id) => boxes().find((one) => one.id === id);

  function ask(message) {
    live.textContent = "…";
    line.ask(message);
  }

  function elements() {
    const { boxes: all, links, thing } = model.get("picture");
    const nodes = all.map((one) => ({
      data: { id: one.id, colour: one.colour, text: `${one.sign} ${one.kind}${one.open ? " (open)" : ""}\n${one.short}`.trim() },
      position: { x: one.x, y: one.y },
      classes: [one.count > 1 ? "many" : "", one.id === thing ? "focus" : ""].join(" "),
    }));
    const edges = links.map(({ src, dst, count }) => ({ data: { id: `${src}→${dst}`, source: src, target: dst, width: Math.min(5, 1 + Math.log10(count)) } }));
    return [...nodes, ...edges];
  }

  // Large pictures start at a size that can be read, near the thing in the middle; the rest is a page away.
  function centre(id) {
    cy.fit(undefined, 16);
    const { wide } = model.get("picture");
    if (cy.zoom() < 0.85) cy.zoom(cy.width() / (wide * Math.max(1, Math.round(cy.width() / wide / 0.95)))); // whole columns fit
    if (cy.zoom() > 1.1) cy.zoom(1.1);
    const node = cy.getElementById(id);
    cy.center(node.length ? node : undefined);
    keepIn();
  }

  // No empty space beside a picture that is larger than the window; one that is smaller stands in the middle.
  function keepIn() {
    const box = cy.elements().renderedBoundingBox();
    const by = (low, high, size) => {
      if (high - low <= size - 24) return (size - low - high) / 2;
      return low > 12 ? 12 - low : high < size - 12 ? size - 12 - high : 0;
    };
    cy.panBy({ x: by(box.x1, box.x2, cy.width()), y: by(box.y1, box.y2, cy.height()) });
    if (box.w > cy.width() - 24) snap();
  }

  // No column is cut at the left edge.
  function snap() {
    const pitch = model.get("picture").wide * cy.zoom();
    const over = (((cy.pan().x - pitch / 2) % pitch) + pitch) % pitch;
    cy.panBy({ x: over > pitch / 2 ? pitch - over : -over, y: 0 });
  }

  function edges() {
    const seen = cy.extent();
    const columns = (test) => new Set(boxes().filter(test).map((one) => one.column)).size;
    for (const [button, count, word] of [[before, columns((one) => one.x < seen.x1), "before"], [after, columns((one) => one.x > seen.x2), "after"]]) {
      button.hidden = !count;
      button.textContent = word === "before" ? `‹ ${count} before` : `${count} after ›`;
    }
  }

  function page(sign) {
    cy.panBy({ x: sign * cy.width() * 0.8, y: 0 });
    keepIn();
  }

  function draw() {
    const { thing, caption, trail } = model.get("picture");
    const kept = chosen && boxOf(chosen) ? chosen : thing;
    cy.batch(() => { cy.elements().remove(); cy.add(elements()); });
    centre(kept);
    rows.replaceChildren(...boxes().map(drawRow));
    back.disabled = trail < 2;
    live.textContent = caption;
    choose(kept, false);
    root.dataset.drawn = String(Math.round(performance.now() - started));
  }

  function drawRow(one) {
    const what = make("td", {}, make("span", { class: "wb-dot", style: `color:${one.colour}`, text: one.sign }), one.label);
    const row = make("tr", { "data-id": one.id, tabindex: "-1", click: () => choose(one.id, true) }, make("td", { text: one.kind }), what);
    row.addEventListener("dblclick", () => enter(one.id));
    return row;
  }

  function choose(id, move) {
    const one = boxOf(id);
    if (!one) return;
    chosen = id;
    const node = cy.getElementById(id);
    cy.batch(() => {
      cy.elements().removeClass("near far").unselect();
      node.select();
      const near = node.predecessors().union(node.successors()).union(node);
      node.neighborhood().addClass("near");
      if (id !== model.get("picture").thing) cy.elements().difference(near).addClass("far");
    });
    if (move && (node.renderedPosition().x < 90 || node.renderedPosition().x > cy.width() - 90 || node.renderedPosition().y < 20 || node.renderedPosition().y > cy.height() - 20)) { cy.center(node); keepIn(); }
    title.textContent = one.label;
    about.textContent = [one.kind, one.state, one.count > 1 ? "counted together" : ""].filter(Boolean).join(", ");
    quote.textContent = one.quote;
    quote.hidden = !one.quote;
    look.hidden = one.count === 1 && id === model.get("picture").thing;
    look.textContent = one.count > 1 ? (one.open ? "Count it again" : "Open it") : "Look from here";
    for (const row of rows.children) {
      const on = row.dataset.id === id;
      row.setAttribute("aria-selected", String(on));
      row.tabIndex = on ? 0 : -1;
      if (on) row.scrollIntoView({ block: "nearest" });
    }
  }

  function enter(id) {
    const one = boxOf(id);
    if (one.count > 1 || id.startsWith("group:")) ask({ do: "open", id });
    else if (id !== model.get("picture").thing) ask({ do: "go", id });
  }

  function step(key) {
    const here = boxOf(chosen);
    const linked = (way) => cy.getElementById(chosen)[way]("node").map((node) => boxOf(node.id()));
    const nearest = (some) => some.sort((a, b) => Math.abs(a.y - here.y) - Math.abs(b.y - here.y) || Math.abs(a.x - here.x) - Math.abs(b.x - here.x))[0];
    if (key === "ArrowRight") return nearest(linked("outgoers"));
    if (key === "ArrowLeft") return nearest(linked("incomers"));
    const sign = key === "ArrowDown" ? 1 : -1;
    return nearest(boxes().filter((one) => one.column === here.column && (one.y - here.y) * sign > 0));
  }

  function pressed(event) {
    if (event.key.startsWith("Arrow")) {
      const next = step(event.key);
      if (next) choose(next.id, true);
      if (next && rows.contains(root.getRootNode().activeElement)) rows.querySelector('[tabindex="0"]').focus();
    } else if (event.key === "Enter") enter(chosen);
    else if (event.key === "Backspace") ask({ do: "back" });
    else if (event.key === "/") find.focus();
    else return;
    event.preventDefault();
  }
  map.addEventListener("keydown", pressed);
  rows.addEventListener("keydown", pressed);
  cy.on("pan zoom resize", edges);
  cy.on("tap", "node", (event) => { choose(event.target.id(), false); map.focus(); });
  cy.on("dbltap", "node", (event) => enter(event.target.id()));

  let typing = null;
  find.addEventListener("input", () => {
    clearTimeout(typing);
    typing = setTimeout(() => (find.value.trim() ? ask({ do: "find", words: find.value }) : draw()), 250);
  });
  find.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "Enter") { rows.querySelector("tr")?.focus(); event.preventDefault(); }
    if (event.key === "Escape") { find.value = ""; draw(); map.focus(); }
  });

  function found(things) {
    live.textContent = things.length ? `${things.length} found; Enter looks from one of them, Escape leaves` : "nothing is called so";
    rows.replaceChildren(...things.map((one) => {
      const go = () => { find.value = ""; ask({ do: "go", id: one.node }); };
      const row = make("tr", { "data-id": one.node, tabindex: "0", click: go }, make("td", { text: one.kind }), make("td", { text: one.label }));
      row.addEventListener("keydown", (event) => { if (event.key === "Enter") { event.stopPropagation(); go(); } });
      return row;
    }));
  }

  function heard(message) {
    if (message.kind === "found") found(message.things);
    if (message.kind === "said") live.textContent = message.words;
  }
  const seen = new ResizeObserver(() => cy.resize());
  seen.observe(map);
  model.on("change:picture", draw);
  model.on("msg:custom", heard);
  draw();
  const line = lineTo(model, root, (on) => {
    find.disabled = look.disabled = !on;
    back.disabled = !on || model.get("picture").trail < 2;
  });
  line.ask({ do: "watch" });
  requestAnimationFrame(() => { cy.resize(); centre(chosen); });
  return () => {
    seen.disconnect();
    themed.disconnect();
    model.off("change:picture", draw);
    model.off("msg:custom", heard);
    line.leave();
    clearTimeout(typing);
    cy.destroy();
  };
}

export default { render };

// The browser's half of the verdict panel: both sides of the evidence, and one click that decides and is remembered.

function render({ model, el }) {
  let selected = null;
  let on = false;

  const live = make("span", { class: "wb-live", text: "asking the kernel…" });
  const tabs = make("span", { class: "wb-bar wb-tabs", role: "group", "aria-label": "Which claims" });
  const find = make("input", { type: "search", placeholder: "find", "aria-label": "Find in claims and reasons", size: "12" });
  const list = make("ul", { class: "wb-items", role: "listbox", "aria-label": "Claims", tabindex: "0" });
  const before = make("button", { text: "‹", "aria-label": "Page before", click: () => turn({ page: page().page - 1 }) });
  const after = make("button", { text: "›", "aria-label": "Next page", click: () => turn({ page: page().page + 1 }) });
  const place = make("span", { class: "wb-live" });
  const title = make("h3", { text: "Nothing is chosen" });
  const about = make("p", { text: "Choose a claim: what the specification says stands left, what the target says right." });
  const left = make("div", { class: "wb-side", tabindex: "0", role: "region", "aria-label": "What the specification says" });
  const right = make("div", { class: "wb-side", tabindex: "0", role: "region", "aria-label": "What the target says" });
  const reason = make("input", { type: "text", maxlength: "500", value: "seen both sides", "aria-label": "Reason" });
  const scope = make("select", { "aria-label": "How far the answer goes" }, make("option", { value: "field", text: "this field" }),
    make("option", { value: "program", text: "this name in its program" }), make("option", { value: "project", text: "this name everywhere" }));
  const other = make("input", { type: "text", placeholder: "another property", "aria-label": "Another property" });
  const use = make("button", { text: "It is that", click: () => other.value.trim() && answer(other.value.trim()) });
  const none = make("button", { text: "No target", click: () => answer("") });
  const said = make("div", { class: "wb-said", role: "status", "aria-live": "polite" });
  const root = panel("Open claims", "record",
    make("div", { class: "wb-bar" }, tabs, make("span", { class: "wb-space" }), find, live),
    make("div", { class: "wb-body wb-two" }, make("div", { class: "wb-list" }, list),
      make("section", { class: "wb-detail", "aria-label": "The chosen claim" }, title, about,
        make("div", { class: "wb-sides" }, left, right),
        make("div", { class: "wb-form" }, reason, scope, none), make("div", { class: "wb-form" }, other, use))),
    make("div", { class: "wb-bar" }, before, place, after),
    make("p", { class: "wb-help", text: "↑ ↓ choose · 1 to 9 it is this candidate · n no target · Esc back to the list" }), said);
  el.replaceChildren(root);

  const page = () => model.get("page");
  const isLive = () => on;

  function setLive(now) {
    on = now;
    live.textContent = on ? `answering as ${page().person}` : "";
    buttons();
  }

  function buttons() {
    const able = isLive() && selected !== null && page().tab !== "for the reader";
    for (const one of [reason, scope, other, use, none, ...right.querySelectorAll("button")]) one.disabled = !able;
    before.disabled = !isLive() || page().page <= 0;
    after.disabled = !isLive() || page().page >= page().pages - 1;
    find.disabled = !isLive();
    for (const tab of tabs.children) tab.disabled = !isLive();
  }

  function turn(wanted) {
    line.ask({ do: "turn", tab: page().tab, find: find.value, page: page().page, ...wanted });
  }

  function tell(tone, words) {
    said.className = `wb-said ${tone}`;
    said.replaceChildren();
    marked(said, words);
  }

  function answer(what) {
    if (none.disabled) return;
    if (!reason.value.trim()) {
      tell("bad", "A reason is needed: one line that somebody can read in a year.");
      reason.focus();
      return;
    }
    line.ask({ do: "answer", id: selected, answer: what, reason: reason.value, scope: scope.value });
  }

  function choose(id) {
    selected = id;
    for (const item of list.children) {
      const on = item.dataset.id === id;
      item.setAttribute("aria-selected", String(on));
      if (on) {
        list.setAttribute("aria-activedescendant", item.id);
        item.scrollIntoView({ block: "nearest" });
      }
    }
    buttons();
    if (id && isLive()) line.ask({ do: "look", id });
  }

  function draw() {
    const focused = [...tabs.children].indexOf(root.getRootNode().activeElement);
    tabs.replaceChildren(...Object.entries(page().counts).map(([tab, count]) =>
      make("button", { text: `${tab} ${count}`, "aria-pressed": String(tab === page().tab), click: () => turn({ tab, page: 0 }) })));
    if (focused >= 0) tabs.children[focused].focus();
    const at = [...list.children].findIndex((item) => item.dataset.id === selected);
    const { rows, total, first } = page();
    list.replaceChildren(...rows.map((one) => {
      const item = make("li", { role: "option", id: `wb-${one.id}`, "data-id": one.id, "aria-selected": "false", click: () => choose(one.id) });
      item.append(marked(make("div", { class: "wb-name" }), one.about), marked(make("div", { class: "wb-what" }), `${one.state}: ${one.reason}`));
      if (one.decided) item.append(marked(make("div", { class: "wb-note approve" }), one.decided));
      return item;
    }));
    place.textContent = total ? `${first}–${first + rows.length - 1} of ${total}` : "none";
    if (selected && !rows.some((one) => one.id === selected)) {
      const next = rows[Math.min(Math.max(at, 0), rows.length - 1)];
      choose(next ? next.id : null); // it was answered: go on with the next
      if (!next) clear();
    } else if (selected) choose(selected);
    buttons();
  }

  function clear() {
    title.textContent = "Nothing is open";
    about.textContent = "";
    left.replaceChildren();
    right.replaceChildren();
  }

  function drawDoubt(one) {
    if (one.claim_id !== selected) return;
    title.replaceChildren();
    about.replaceChildren();
    marked(title, one.about);
    marked(about, `${one.state}, said by ${one.agent}. ${one.decided ? `Answered: ${one.decided}` : ""}`);
    const quote = (side) => make("li", {}, make("span", { class: "wb-place", text: side.where }), marked(make("code"), side.quote));
    left.replaceChildren(make("h4", { text: "The specification says" }), make("ul", {}, ...one.spec.map(quote)),
      make("h4", { text: "What did not pass" }), make("ul", {}, ...one.open.map((text) => marked(make("li"), text))));
    const choices = one.choices.map((choice, at) => {
      const button = make("button", { text: at < 9 ? `${at + 1} It is this` : "It is this", click: () => answer(choice.property) });
      button.setAttribute("aria-label", `It is ${choice.property}`);
      return make("li", {}, marked(make("b"), choice.property), ` ${choice.score.toFixed(2)} `, button,
        marked(make("div"), choice.said.quote), marked(make("div", { class: "wb-what" }), choice.why),
        make("span", { class: "wb-place", text: choice.said.where }));
    });
    right.replaceChildren(make("h4", { text: one.choices.length ? "The target says" : "No candidate" }), make("ul", {}, ...choices),
      ...(one.target.length ? [make("h4", { text: "Cited by the claim" }), make("ul", {}, ...one.target.map(quote))] : []));
    left.scrollTop = right.scrollTop = 0;
    buttons();
  }

  list.addEventListener("keydown", (event) => {
    const items = [...list.children];
    const here = items.findIndex((item) => item.dataset.id === selected);
    const next = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: items.length - 1 }[event.key];
    if (next === undefined || !items.length) return;
    choose(items[Math.min(Math.max(next, 0), items.length - 1)].dataset.id);
    event.preventDefault();
  });
  root.addEventListener("keydown", (event) => {
    const typing = event.target.tagName === "INPUT" || event.target.tagName === "SELECT";
    if (event.key === "Escape") list.focus();
    else if (event.key === "Enter" && event.target === other) use.click();
    else if (typing || event.ctrlKey || event.metaKey || event.altKey || !isLive()) return;
    else if (event.key === "n") answer("");
    else if (/^[1-9]$/.test(event.key)) right.querySelectorAll("li > button")[Number(event.key) - 1]?.click();
    else return;
    event.preventDefault();
  });
  let typing = null;
  find.addEventListener("input", () => {
    clearTimeout(typing);
    typing = setTimeout(() => turn({ page: 0 }), 200);
  });

  function heard(message) {
    if (message.kind === "doubt") drawDoubt(message);
    if (message.kind === "said") tell(message.tone, message.words);
  }
  model.on("change:page", draw);
  model.on("msg:custom", heard);
  const line = lineTo(model, root, setLive);
  draw();
  live.textContent = "asking the kernel…";
  turn({});
  return () => {
    model.off("change:page", draw);
    model.off("msg:custom", heard);
    line.leave();
    clearTimeout(typing);
  };
}

export default { render };

// The browser's half of the approval panel: draws what the kernel sends and sends what a person does.
// Every text goes in as textContent. Buttons work only while the kernel answers; otherwise this is a record.

const LINES = 3000; // lines of a change that are drawn before somebody asks for the rest
const PATIENCE = 5000; // milliseconds after which a silent kernel counts as gone

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

function lineKind(line) {
  if (line.startsWith("+++") || line.startsWith("---") || line.startsWith("@@")) return "head";
  if (line.startsWith("+")) return "plus";
  if (line.startsWith("-")) return "minus";
  return "";
}

function drawLine(line) {
  const row = make("span", { class: lineKind(line) });
  for (const part of line.split(/(⟦U\+[0-9A-F]{4,6}⟧)/)) {
    if (part.startsWith("⟦U+")) row.append(make("mark", { class: "mark", text: part }));
    else if (part) row.append(part);
  }
  row.append("\n");
  return row;
}

function drawChange(pre, change) {
  const lines = change.split("\n");
  pre.replaceChildren(...lines.slice(0, LINES).map(drawLine));
  if (lines.length <= LINES) return;
  const rest = make("button", { text: `Show the other ${lines.length - LINES} lines` });
  rest.addEventListener("click", () => rest.replaceWith(...lines.slice(LINES).map(drawLine)));
  pre.append(rest);
}

function render({ model, el }) {
  let selected = null;
  let intent = null;
  let ticket = 0;
  let patience = null;

  const live = make("span", { class: "wb-live", text: "asking the kernel…" });
  const tabs = make("span", { class: "wb-bar", style: "padding:0", role: "group", "aria-label": "Which proposals" });
  const find = make("input", { type: "search", placeholder: "find", "aria-label": "Find in subject and summary", size: "14" });
  const rows = make("tbody");
  const columns = ["Proposal", "Risk"].map((text) => make("th", { scope: "col", text }));
  const table = make("table", { role: "grid", "aria-label": "Proposals" }, make("thead", {}, make("tr", {}, ...columns)), rows);
  const before = make("button", { text: "‹", "aria-label": "Page before", click: () => turn({ page: page().page - 1 }) });
  const after = make("button", { text: "›", "aria-label": "Next page", click: () => turn({ page: page().page + 1 }) });
  const place = make("span", { class: "wb-live" });
  const execute = make("button", { click: () => ask({ do: "execute" }) });
  const title = make("h3", { text: "Nothing is chosen" });
  const about = make("p", { text: "Choose a proposal to read its change." });
  const missing = make("p");
  const change = make("pre", { class: "wb-change", tabindex: "0", role: "region", "aria-label": "The change" });
  const reason = make("input", { type: "text", maxlength: "500", placeholder: "reason (needed)", "aria-label": "Reason" });
  const seen = make("input", { type: "checkbox" });
  const marks = make("label", { hidden: "" }, seen, "I have seen the marked characters");
  const approve = make("button", { text: "Approve", click: () => decide("approve") });
  const reject = make("button", { text: "Reject", click: () => decide("reject") });
  const said = make("div", { class: "wb-said", role: "status", "aria-live": "polite" });
  const detail = make("section", { class: "wb-detail", "aria-label": "The chosen proposal" },
    title, about, missing, change, make("div", { class: "wb-form" }, reason, marks, approve, reject));
  const help = make("span", { class: "wb-live", text: "↑ ↓ choose · Enter read · a approve · r reject" });
  const root = make("div", { class: "wb-panel record", role: "region", "aria-label": "Approvals" },
    make("div", { class: "wb-bar" }, tabs, make("span", { class: "wb-space" }), find, live),
    make("div", { class: "wb-body" }, make("div", { class: "wb-list" }, table), detail),
    make("div", { class: "wb-bar" }, before, place, after, help, make("span", { class: "wb-space" }), execute),
    said);
  el.replaceChildren(root);

  const page = () => model.get("page");
  const isLive = () => !root.classList.contains("record");

  function setLive(on) {
    root.classList.toggle("record", !on);
    live.textContent = on ? `deciding as ${page().reviewer}` : "a record: its kernel does not answer";
    buttons();
  }

  function buttons() {
    const row = page().rows.find((one) => one.id === selected);
    approve.disabled = reject.disabled = !isLive() || !row || row.state !== "proposed";
    before.disabled = !isLive() || page().page <= 0;
    after.disabled = !isLive() || page().page >= page().pages - 1;
    const ready = page().counts.approved;
    execute.textContent = ready ? `Write the ${ready} approved` : "Nothing approved to write";
    execute.disabled = !isLive() || !ready;
    find.disabled = !isLive();
    for (const tab of tabs.children) tab.disabled = !isLive();
  }

  function ask(message) {
    ticket += 1;
    clearTimeout(patience);
    patience = setTimeout(() => setLive(false), PATIENCE);
    try {
      model.send({ ...message, ticket });
    } catch {
      setLive(false); // the connection is closed
    }
  }

  function turn(wanted) {
    const { tab, page: number } = page();
    ask({ do: "turn", tab, find: find.value, page: number, ...wanted });
  }

  function look(id) {
    selected = id;
    seen.checked = false;
    mark();
    buttons();
    if (id) ask({ do: "look", id });
  }

  // One row can be tabbed to: the chosen one, or the first.
  function mark() {
    for (const row of rows.children) {
      const on = row.dataset.id === selected;
      row.setAttribute("aria-selected", String(on));
      row.tabIndex = on || (!selected && row === rows.firstChild) ? 0 : -1;
    }
  }

  function decide(answer) {
    if (!reason.value.trim()) {
      intent = answer;
      tell("bad", `To ${answer}, give a reason: one line that somebody can read in a year.`);
      reason.focus();
      return;
    }
    ask({ do: answer, id: selected, reason: reason.value, seen: seen.checked });
    intent = null;
  }

  function tell(tone, words) {
    said.className = `wb-said ${tone}`;
    said.textContent = words;
  }

  function drawTabs() {
    const focused = [...tabs.children].indexOf(root.getRootNode().activeElement);
    tabs.replaceChildren(...Object.entries(page().counts).map(([tab, count]) =>
      make("button", { text: `${tab} ${count}`, "aria-pressed": String(tab === page().tab), click: () => turn({ tab, page: 0 }) })));
    if (focused >= 0) tabs.children[focused].focus();
  }

  function drawRow(one) {
    const what = make("td", { role: "gridcell" },
      make("div", { class: "wb-name", text: one.subject }), make("div", { class: "wb-what", text: one.summary }));
    const risk = make("td", { role: "gridcell", text: one.risk });
    return make("tr", { role: "row", "data-id": one.id, click: () => look(one.id) }, what, risk);
  }

  function draw() {
    const active = root.getRootNode().activeElement;
    const held = rows.contains(active);
    const at = [...rows.children].findIndex((row) => row.dataset.id === selected);
    const { rows: listed, total, first } = page();
    const gone = selected && !listed.some((one) => one.id === selected);
    const moved = gone && detail.contains(active); // it was decided from the keyboard: go on with the next
    if (gone || !selected) clear();
    drawTabs();
    rows.replaceChildren(...listed.map(drawRow));
    mark();
    place.textContent = total ? `${first}–${first + listed.length - 1} of ${total}` : "none";
    if ((held || moved) && listed.length) rows.children[Math.min(Math.max(at, 0), listed.length - 1)].focus();
    buttons();
  }

  function clear() {
    selected = null;
    title.textContent = "Nothing is chosen";
    about.textContent = page().total ? "Choose a proposal to read its change." : "There is nothing here.";
    missing.textContent = "";
    change.replaceChildren();
    reason.value = "";
    marks.hidden = true;
  }

  function drawDetail(one) {
    if (one.id !== selected) return;
    title.textContent = one.subject;
    about.textContent = `${one.summary}. By ${one.author}: ${one.touches}. Risk ${one.risk}, ${one.state}.`;
    missing.textContent = [one.missing && `Needs ${one.missing}.`, one.approved && `Approved by ${one.approved}.`, ...one.reasons]
      .filter(Boolean).join(" ");
    drawChange(change, one.change);
    change.scrollTop = 0;
    marks.hidden = !one.change.includes("⟦U+");
    buttons();
  }

  const moves = { ArrowDown: 1, ArrowUp: -1, Home: -Infinity, End: Infinity };
  rows.addEventListener("keydown", (event) => {
    const list = [...rows.children];
    const here = list.indexOf(event.target.closest("tr"));
    if (event.key in moves) {
      const next = list[Math.min(Math.max(here + moves[event.key], 0), list.length - 1)];
      look(next.dataset.id);
      next.focus();
    } else if (event.key === "Enter" || event.key === " ") {
      look(list[here].dataset.id);
      change.focus();
    } else if (event.key === "PageDown" && !after.disabled) turn({ page: page().page + 1 });
    else if (event.key === "PageUp" && !before.disabled) turn({ page: page().page - 1 });
    else if (event.key === "a" || event.key === "r") begin(event.key === "a" ? "approve" : "reject");
    else return;
    event.preventDefault();
  });
  change.addEventListener("keydown", (event) => {
    if (event.key !== "a" && event.key !== "r") return;
    begin(event.key === "a" ? "approve" : "reject");
    event.preventDefault();
  });

  function begin(answer) {
    if (approve.disabled) return;
    intent = answer;
    tell("", `Enter signs: ${answer}. Escape leaves it.`);
    reason.focus();
  }

  reason.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && intent) decide(intent);
    if (event.key === "Escape") {
      intent = null;
      tell("", "");
      rows.querySelector('[tabindex="0"]')?.focus();
    }
  });
  let typing = null;
  find.addEventListener("input", () => {
    clearTimeout(typing);
    typing = setTimeout(() => turn({ page: 0 }), 200);
  });
  // JupyterLab takes keys pressed in an output as commands: d d would delete this cell.
  root.addEventListener("keydown", (event) => event.stopPropagation());

  function heard(message) {
    if (message.kind === "change") drawDetail(message);
    if (message.kind === "said") tell(message.tone, message.words);
    if (message.kind === "heard" && message.ticket === ticket) clearTimeout(patience);
    if (!isLive()) setLive(true);
  }
  model.on("change:page", draw);
  model.on("msg:custom", heard);
  draw();
  turn({});
  return () => {
    model.off("change:page", draw);
    model.off("msg:custom", heard);
    clearTimeout(patience);
    clearTimeout(typing);
  };
}

export default { render };

// The browser's half of the approval panel: draws what the kernel sends and sends what a person does.
// Every text goes in as textContent. Buttons work only while the kernel answers; otherwise this is a record.

const LINES = 3000; // lines of a change that are drawn before somebody asks for the rest
const PATIENCE = 8000; // milliseconds after which a silent kernel counts as gone
const WATCH = 4000; // milliseconds between two looks at what has changed meanwhile

function lineKind(line) {
  if (line.startsWith("+++") || line.startsWith("---") || line.startsWith("@@")) return "head";
  if (/^(\+| {2}\+ )/.test(line)) return "plus";
  if (/^(-| {2}- )/.test(line)) return "minus";
  return line.startsWith("  ~ ") ? "both" : "";
}

function drawLine(line) {
  const row = marked(make("span", { class: lineKind(line) }), line);
  row.append("\n");
  return row;
}

function drawChange(change) {
  const pre = make("pre");
  const lines = change.split("\n");
  pre.append(...lines.slice(0, LINES).map(drawLine));
  if (lines.length > LINES) {
    const rest = make("button", { text: `Show the other ${lines.length - LINES} lines` });
    rest.addEventListener("click", () => rest.replaceWith(...lines.slice(LINES).map(drawLine)));
    pre.append(rest);
  }
  return pre;
}

// The rows of a table that a statement changes: a line as it is, a line as it would be.
function drawRows({ table, verb, columns, rows, more }) {
  const cells = (row, other) => columns.map((name) => {
    const moved = other && Object.keys(other).length && row[name] !== other[name];
    return marked(make("td", moved ? { class: "moved" } : {}), row[name] ?? "");
  });
  const side = (name, kind, row, other) =>
    make("tr", { class: kind }, make("th", { scope: "row", text: name }), ...cells(row, other));
  const body = rows.flatMap(({ before, after }) => [
    ...(Object.keys(before).length ? [side("before", "minus", before, after)] : []),
    ...(Object.keys(after).length ? [side("after", "plus", after, before)] : []),
  ]);
  const head = make("tr", {}, make("th", { scope: "col", text: "row" }), ...columns.map((text) => make("th", { scope: "col", text })));
  const caption = make("caption", { text: `${verb} ${table}: ${rows.length + more} rows${more ? `; ${more} are only in words below` : ""}` });
  return make("table", { class: "wb-rows" }, caption, make("thead", {}, head), make("tbody", {}, ...body));
}

function drawWhy(one) {
  const told = one.briefing;
  const part = (title, ...inside) => make("section", {}, make("h4", { text: title }), ...inside);
  const list = (texts) => make("ul", {}, ...texts.map((text) => marked(make("li"), text)));
  const fits = { retain: "it still fits what is there", unknown: "the target cannot be asked" }[told.outcome];
  const who = [
    told.missing.length ? `Still needs ${told.missing.join(" and ")}` : "Nobody else is needed",
    told.approved_by.length ? `Approved by ${told.approved_by.join(", ")}` : "Nobody has approved it yet",
    `Ends ${told.closes.slice(0, 16).replace("T", " ")} UTC`,
  ];
  const quotes = told.quotes.map((quote) =>
    make("li", {}, make("span", { class: "wb-place", text: `${quote.spec}:${quote.first}${quote.last > quote.first ? `–${quote.last}` : ""}` }),
      marked(make("code"), quote.quote)));
  const verdicts = told.verdicts.map((said) =>
    make("li", {}, make("b", { class: said.state, text: said.state }), marked(make("span"), ` ${said.about}: ${said.reason}`),
      ...said.open.map((text) => marked(make("div", { class: "wb-open" }), text))));
  const rest = (total, shown) => (total > shown ? [make("p", { text: `and ${total - shown} more` })] : []);
  return [
    part("Who and until when", list(who)),
    fits === undefined
      ? make("section", { class: "wb-warn" }, make("h4", { text: "The target has changed since it was proposed" }), list(told.changes))
      : part("Against the target now", list([fits, ...told.changes])),
    ...(told.remarks.length ? [part("Pointed out when it was made", make("ul", {}, ...told.remarks.map((text) => marked(make("li", { class: "wb-open" }), text))))] : []),
    part("Rules that apply", list(told.rules)),
    part(`Evidence: ${told.quotes_total} lines of the spec`, make("ul", { class: "wb-quotes" }, ...quotes), ...rest(told.quotes_total, quotes.length)),
    part(`Verdicts: ${told.verdicts_total}`, make("ul", {}, ...verdicts), ...rest(told.verdicts_total, verdicts.length)),
    part("What is signed", make("p", { class: "wb-digest", text: told.digest })),
  ];
}

function render({ model, el }) {
  let selected = null; // the row that is read
  let picked = new Set(); // rows that are taken together
  let shown = ""; // what the change pane shows
  let intent = null;
  let ticket = 0;
  let patience = null;
  let waiting = false;

  const live = make("span", { class: "wb-live", text: "asking the kernel…" });
  const banner = make("p", { class: "wb-banner", role: "note" });
  const tabs = make("span", { class: "wb-bar wb-tabs", role: "group", "aria-label": "Which proposals" });
  const find = make("input", { type: "search", placeholder: "find", "aria-label": "Find in subject and summary", size: "12" });
  const rows = make("tbody");
  const columns = ["Pick", "Proposal", "Risk"].map((text) => make("th", { scope: "col", text }));
  const table = make("table", { role: "grid", "aria-label": "Proposals", "aria-multiselectable": "true" },
    make("thead", {}, make("tr", {}, ...columns)), rows);
  const before = make("button", { text: "‹", "aria-label": "Page before", click: () => turn({ page: page().page - 1 }) });
  const after = make("button", { text: "›", "aria-label": "Next page", click: () => turn({ page: page().page + 1 }) });
  const place = make("span", { class: "wb-live" });
  const state = make("span", { class: "wb-live" });
  const undo = make("button", { text: "Undo", click: () => ask({ do: "unmark", ids: [] }) });
  const sign = make("button", { class: "wb-main", click: () => ask({ do: "sign", key: key.value }) });
  const key = make("select", { "aria-label": "Sign with" });
  const execute = make("button", { click: () => ask({ do: "execute" }) });
  const title = make("h3");
  const about = make("p");
  const change = make("div", { class: "wb-change", tabindex: "0", role: "region", "aria-label": "The change" });
  const why = make("div", { class: "wb-why", tabindex: "0", role: "region", "aria-label": "Why, who, until when" });
  const reason = make("input", { type: "text", maxlength: "500", placeholder: "reason (needed)", "aria-label": "Reason" });
  const seen = make("input", { type: "checkbox" });
  const marks = make("label", { hidden: "" }, seen, "I have seen the marked characters");
  const approve = make("button", { text: "Approve", click: () => decide("approve") });
  const reject = make("button", { text: "Reject", click: () => decide("reject") });
  const measure = make("button", { text: "Measure again", hidden: "", click: () => ask({ do: "measure", ids: subject() }) });
  const said = make("div", { class: "wb-said", role: "status", "aria-live": "polite" });
  const signed = make("details", { class: "wb-signed", hidden: "" });
  const help = make("p", { class: "wb-help",
    text: "↑ ↓ choose · Enter read · Space pick, * all alike · a approve · r reject · u undo · s sign · w write · Esc back to the list" });
  const detail = make("section", { class: "wb-detail", "aria-label": "The chosen proposal" },
    title, about, change, make("div", { class: "wb-form" }, reason, marks, approve, reject, measure));
  const root = panel("Approvals", "record",
    make("div", { class: "wb-bar" }, tabs, make("span", { class: "wb-space" }), find, live), banner,
    make("div", { class: "wb-body" }, make("div", { class: "wb-list" }, table), detail, why),
    make("div", { class: "wb-bar" }, before, place, after, make("span", { class: "wb-space" }), state, undo, key, sign, execute),
    help, said, signed);
  el.replaceChildren(root);

  const page = () => model.get("page");
  const isLive = () => !root.classList.contains("record");
  const active = () => root.getRootNode().activeElement;
  const row = (id) => page().rows.find((one) => one.id === id);
  const subject = () => (picked.size ? page().rows.map((one) => one.id).filter((id) => picked.has(id)) : selected ? [selected] : []);

  function setLive(on) {
    root.classList.toggle("record", !on);
    live.textContent = on ? `deciding as ${page().reviewer}` : "";
    banner.textContent = `A record of the queue as of ${page().at}. No kernel answers, so nothing can be decided here.`;
    banner.hidden = on;
    buttons();
    if (on && subject().length && shown !== subject().join()) look(); // it was chosen before the kernel answered
  }

  function buttons() {
    const held = [undo, key, sign, execute, approve, reject, measure].find((one) => one === active());
    const chosen = subject().map(row).filter(Boolean);
    const open = isLive() && chosen.length > 0 && chosen.every((one) => one.state === "proposed");
    approve.disabled = reject.disabled = !open;
    approve.textContent = chosen.length > 1 ? `Approve ${chosen.length}` : "Approve";
    reject.textContent = chosen.length > 1 ? `Reject ${chosen.length}` : "Reject";
    reason.disabled = seen.disabled = measure.disabled = !isLive();
    before.disabled = !isLive() || page().page <= 0;
    after.disabled = !isLive() || page().page >= page().pages - 1;
    const { approve: yes, reject: no } = page().marks;
    state.textContent = yes + no ? [yes && `${yes} to approve`, no && `${no} to reject`].filter(Boolean).join(", ") + ", not signed" : "";
    undo.hidden = sign.hidden = key.hidden = !(yes + no);
    undo.disabled = sign.disabled = key.disabled = !isLive();
    sign.textContent = `Sign ${yes + no} as ${page().reviewer}`;
    const ready = page().counts.approved;
    execute.textContent = ready ? `Write the ${ready} approved` : "Nothing approved to write";
    execute.disabled = !isLive() || !ready;
    find.disabled = !isLive();
    for (const tab of tabs.children) tab.disabled = !isLive();
    for (const box of rows.querySelectorAll("input")) box.disabled = !isLive();
    if (held && (held.hidden || held.disabled)) focusRow(); // a button that goes away must not drop who presses keys
  }

  function ask(message) {
    ticket += 1;
    waiting = true;
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
    picked.clear();
    ask({ do: "turn", tab, find: find.value, page: number, ...wanted });
  }

  function look() {
    seen.checked = false;
    mark();
    buttons();
    const ids = subject();
    if (!ids.length) clear();
    else if (isLive()) ask({ do: "look", ids });
  }

  function choose(id) {
    selected = id;
    picked.clear();
    look();
  }

  function pick(id) {
    const first = [...picked][0];
    if (picked.has(id)) picked.delete(id);
    else if (first && row(first).like !== row(id).like) {
      tell("bad", "Those are of different kinds; several at once must be alike in risk, target, action and approvals.");
    } else picked.add(id);
    selected = id;
    look();
  }

  function pickAlike() {
    const wanted = row(selected ?? page().rows[0]?.id);
    if (!wanted) return;
    picked = new Set(page().rows.filter((one) => one.like === wanted.like && one.state === "proposed" && !one.mark).map((one) => one.id));
    look();
  }

  // One row can be tabbed to: the chosen one, or the first.
  function mark() {
    for (const line of rows.children) {
      const { id } = line.dataset;
      line.setAttribute("aria-selected", String(picked.has(id)));
      if (id === selected) line.setAttribute("aria-current", "true");
      else line.removeAttribute("aria-current");
      line.tabIndex = id === selected || (!row(selected) && line === rows.firstChild) ? 0 : -1;
      line.querySelector("input").checked = picked.has(id);
    }
  }

  function decide(answer) {
    if (!reason.value.trim()) {
      intent = answer;
      tell("bad", `To ${answer}, give a reason: one line that somebody can read in a year.`);
      reason.focus();
      return;
    }
    ask({ do: "mark", ids: subject(), answer, reason: reason.value, seen: seen.checked });
    intent = null;
    if (reason === active()) focusRow();
  }

  function begin(answer) {
    if (approve.disabled) return;
    intent = answer;
    tell("", `Enter marks it to ${answer}. Escape leaves it.`);
    reason.focus();
    reason.select();
  }

  function focusRow() {
    (rows.querySelector('[tabindex="0"]') ?? find).focus();
  }

  function tell(tone, words) {
    said.className = `wb-said ${tone}`;
    said.replaceChildren();
    marked(said, words);
  }

  function drawKeys() {
    const was = key.value;
    key.replaceChildren(...page().keys.map(({ id, words }) => make("option", { value: id, text: words })));
    if (!key.options.length) key.append(make("option", { value: "", text: "no key here" }));
    if (page().keys.some(({ id }) => id === was)) key.value = was;
  }

  function drawTabs() {
    const focused = [...tabs.children].indexOf(active());
    tabs.replaceChildren(...Object.entries(page().counts).map(([tab, count]) =>
      make("button", { text: `${tab} ${count}`, "aria-pressed": String(tab === page().tab), click: () => turn({ tab, page: 0 }) })));
    if (focused >= 0) tabs.children[focused].focus();
  }

  function drawRow(one) {
    const box = make("input", { type: "checkbox", tabindex: "-1", "aria-label": `Pick ${one.subject}` });
    box.addEventListener("click", (event) => {
      event.stopPropagation();
      pick(one.id);
    });
    const notes = [one.mark && `to be ${one.mark === "approve" ? "approved" : "rejected"}: ${one.why}`, one.approved && `approved by ${one.approved}`,
      one.approved && one.missing && `needs ${one.missing}`].filter(Boolean).join(" · ");
    const what = make("td", { role: "gridcell" }, marked(make("div", { class: "wb-name" }), one.subject),
      marked(make("div", { class: "wb-what" }), one.summary), make("div", { class: "wb-what", text: one.touches }),
      ...(notes ? [marked(make("div", { class: `wb-note ${one.mark}` }), notes)] : []));
    return make("tr", { role: "row", "data-id": one.id, click: () => choose(one.id) },
      make("td", { role: "gridcell" }, box), what, make("td", { role: "gridcell", class: `risk-${one.risk}`, text: one.risk }));
  }

  function draw() {
    const was = active();
    const held = rows.contains(was);
    const at = [...rows.children].findIndex((line) => line.dataset.id === selected);
    const { rows: listed, total, first } = page();
    picked = new Set([...picked].filter((id) => row(id)));
    const gone = selected && !row(selected);
    const moved = gone && detail.contains(was); // it was decided from the keyboard: go on with the next
    if (gone || !selected) clear();
    drawTabs();
    drawKeys();
    rows.replaceChildren(...listed.map(drawRow));
    mark();
    place.textContent = total ? `${first}–${first + listed.length - 1} of ${total}` : "none";
    if ((held || moved) && listed.length) rows.children[Math.min(Math.max(at, 0), listed.length - 1)].focus();
    banner.textContent = banner.textContent && `A record of the queue as of ${page().at}. No kernel answers, so nothing can be decided here.`;
    buttons();
  }

  function clear() {
    selected = null;
    shown = "";
    title.textContent = "Nothing is chosen";
    const any = Object.values(page().counts).some((count) => count > 0);
    about.textContent = page().total ? "Choose a proposal to read its change."
      : any ? "There is nothing here." : "Nothing was proposed yet: 00-start, or `workbench run`, makes proposals.";
    change.replaceChildren();
    why.replaceChildren(make("p", { text: "Beside a change stands what it rests on: who must still say yes, the rules, the lines of the spec, the verdicts." }));
    marks.hidden = measure.hidden = true;
  }

  function drawDetail(items) {
    const ids = items.map((one) => one.id).join();
    if (ids !== subject().join()) return; // somebody has gone on
    const [one] = items;
    title.replaceChildren();
    about.replaceChildren();
    if (items.length > 1) {
      title.textContent = `${items.length} proposals of one kind`;
      about.textContent = `${one.author}, risk ${one.risk}. Each is signed by itself.`;
    } else {
      marked(title, one.subject);
      marked(about, `${one.summary}. By ${one.author}: ${one.touches}. Risk ${one.risk}, ${one.state}. ${one.reasons.join(" ")}`);
    }
    change.replaceChildren(...items.flatMap((item) => [
      ...(items.length > 1 ? [marked(make("h4"), item.subject)] : []), ...item.briefing.rows.map(drawRows), drawChange(item.change)]));
    why.replaceChildren(...items.flatMap((item) => [...(items.length > 1 ? [marked(make("h3"), item.subject)] : []), ...drawWhy(item)]));
    if (shown !== ids) change.scrollTop = why.scrollTop = 0;
    shown = ids;
    marks.hidden = !items.some((item) => item.hidden);
    measure.hidden = !items.some((item) => ["replace", "clear"].includes(item.briefing.outcome) || ["drift", "expired", "superseded"].includes(item.state));
    buttons();
  }

  function drawSigned(made) {
    signed.hidden = !made.length;
    signed.open = made.length > 0;
    signed.replaceChildren(make("summary", { text: `Signed just now: ${made.length}` }), ...made.map((one) =>
      make("div", {}, marked(make("span"), `${one.subject}: ${one.answer}, sha256 `), make("code", { text: one.digest }), ` ${one.decision}`)));
  }

  const choosing = ["*", "Escape"]; // these move within what is shown and need no kernel
  const moves = { ArrowDown: 1, ArrowUp: -1, Home: -Infinity, End: Infinity };
  const keys = {
    a: () => begin("approve"),
    r: () => begin("reject"),
    u: () => ask({ do: "unmark", ids: subject().filter((id) => row(id)?.mark) }),
    s: () => (sign.hidden || sign.disabled ? tell("bad", "Nothing is marked to be signed.") : sign.focus()),
    w: () => (execute.disabled ? tell("bad", "Nothing is approved to be written.") : execute.focus()),
    "*": pickAlike,
    Escape: focusRow,
  };
  rows.addEventListener("keydown", (event) => {
    const list = [...rows.children];
    const here = list.indexOf(event.target.closest("tr"));
    if (event.key in moves) {
      const next = list[Math.min(Math.max(here + moves[event.key], 0), list.length - 1)];
      if (picked.size) {
        selected = next.dataset.id; // several are being picked: go on without losing them
        mark();
      } else choose(next.dataset.id);
      next.focus();
    } else if (event.key === "Enter") {
      choose(list[here].dataset.id);
      change.focus();
    } else if (event.key === " ") pick(list[here].dataset.id);
    else if (event.key === "PageDown" && !after.disabled) turn({ page: page().page + 1 });
    else if (event.key === "PageUp" && !before.disabled) turn({ page: page().page - 1 });
    else return;
    event.preventDefault();
  });
  root.addEventListener("keydown", (event) => {
    const typing = event.target.tagName === "SELECT" || event.target.tagName === "INPUT" && event.target.type !== "checkbox";
    if (typing || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || !(event.key in keys)) return;
    if (!isLive() && !choosing.includes(event.key)) return;
    keys[event.key]();
    event.preventDefault();
  });
  reason.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && intent) decide(intent);
    if (event.key === "Escape") {
      intent = null;
      tell("", "");
      focusRow();
    }
  });
  find.addEventListener("keydown", (event) => event.key === "Escape" && focusRow());
  let typing = null;
  find.addEventListener("input", () => {
    clearTimeout(typing);
    typing = setTimeout(() => turn({ page: 0 }), 200);
  });

  function heard(message) {
    if (message.kind === "change") drawDetail(message.items);
    if (message.kind === "said") tell(message.tone, message.words);
    if (message.kind === "signed") drawSigned(message.made);
    if (message.kind === "stale" && message.ids.some((id) => subject().includes(id))) look();
    if (message.kind === "heard" && message.ticket === ticket) {
      waiting = false;
      clearTimeout(patience);
    }
    if (!isLive()) setLive(true);
  }
  model.on("change:page", draw);
  model.on("msg:custom", heard);
  const watching = setInterval(() => {
    if (!waiting && !document.hidden && root.isConnected) ask({ do: "watch" });
  }, WATCH);
  clear();
  draw();
  setLive(false);
  live.textContent = "asking the kernel…";
  whoIsHere().then((who) => ask({ do: "hello", who }));
  return () => {
    model.off("change:page", draw);
    model.off("msg:custom", heard);
    clearInterval(watching);
    clearTimeout(patience);
    clearTimeout(typing);
  };
}

// Who the Jupyter server says is logged in; a name that it made up for a visitor is nobody's.
async function whoIsHere() {
  try {
    const base = JSON.parse(document.getElementById("jupyter-config-data").textContent).baseUrl;
    const { identity } = await (await fetch(`${base}api/me`)).json();
    const madeUp = !identity.username || /^anonymous/i.test(identity.name) || /^[0-9a-f]{32}$/.test(identity.username);
    return madeUp ? "" : identity.username;
  } catch {
    return "";
  }
}

export default { render };

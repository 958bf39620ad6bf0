// A table that is sorted, searched and turned in the kernel; the browser holds one page of it.

function render({ model, el }) {
  const find = make("input", { type: "search", placeholder: "find", "aria-label": "Find in all rows", size: "14" });
  const head = make("tr");
  const body = make("tbody");
  const before = make("button", { text: "‹", "aria-label": "Page before", click: () => turn({ page: page().page - 1 }) });
  const after = make("button", { text: "›", "aria-label": "Next page", click: () => turn({ page: page().page + 1 }) });
  const place = make("span", { class: "wb-live", role: "status" });
  const table = make("table", { class: "wb-grid" }, make("thead", {}, head), body);
  const root = panel("Rows", "",
    make("div", { class: "wb-bar" }, find, make("span", { class: "wb-space" }), before, place, after),
    make("div", { class: "wb-scroll", tabindex: "0", role: "region", "aria-label": "The rows" }, table));
  el.replaceChildren(root);
  const page = () => model.get("page");
  let live = false;

  function turn(wanted) {
    const { by, down, page: number } = page();
    line.ask({ do: "turn", by, down, find: find.value, page: number, ...wanted });
  }

  function setLive(on) {
    live = on;
    draw();
  }

  function draw() {
    const { columns, rows, numbers, by, down, first, total, all, page: number, pages } = page();
    const focused = [...head.children].findIndex((one) => one.contains(root.getRootNode().activeElement));
    head.replaceChildren(...columns.map((name, at) => {
      const order = at === by ? (down ? "descending" : "ascending") : "none";
      const button = make("button", { click: () => turn({ by: at, down: at === by && !down, page: 0 }) });
      marked(button, name || "column").append(at === by ? (down ? " ▾" : " ▴") : "");
      return make("th", { scope: "col", "aria-sort": order }, button);
    }));
    if (focused >= 0) head.children[focused].firstChild.focus();
    body.replaceChildren(...rows.map((row) => make("tr", {}, ...row.map((cell, at) =>
      marked(make("td", numbers[at] ? { class: "number" } : {}), cell)))));
    place.textContent = total ? `${first}–${first + rows.length - 1} of ${total}${total < all ? ` found in ${all}` : ""}` : "no rows";
    for (const one of root.querySelectorAll("button, input")) one.disabled = !live;
    before.disabled ||= number <= 0;
    after.disabled ||= number >= pages - 1;
  }

  let typing = null;
  find.addEventListener("input", () => {
    clearTimeout(typing);
    typing = setTimeout(() => turn({ page: 0 }), 200);
  });
  model.on("change:page", draw);
  const line = lineTo(model, root, setLive);
  line.ask({ do: "watch" });
  return () => {
    model.off("change:page", draw);
    line.leave();
    clearTimeout(typing);
  };
}

export default { render };

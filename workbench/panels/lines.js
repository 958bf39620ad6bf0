// The coverage strip: a click on a place shows its lines. The picture is drawn from numbers; no text is markup.

function render({ model, el }) {
  const { rows, per_row: perRow, lines: total, width, height, caption, legend, gaps } = model.get("page");
  const svg = "http://www.w3.org/2000/svg";
  const key = make("div", { class: "wb-bar" }, ...legend.map(([colour, name]) => {
    const patch = make("span", { class: "wb-patch" });
    patch.style.background = colour;
    return make("span", {}, patch, name);
  }));
  const strip = make("div", { class: "wb-strip", tabindex: "0", role: "slider", "aria-label": "Line of the document",
    "aria-valuemin": "1", "aria-valuemax": String(total), "aria-valuenow": "1" });
  const where = make("p", { class: "wb-live", role: "status", text: "Click on a place, or use the arrow keys; n goes to the next gap." });
  const pre = make("pre", { class: "wb-lines", tabindex: "0", role: "region", "aria-label": "Lines" });
  const root = panel("Coverage", "", key, strip,
    make("div", { class: "wb-progress" }, make("p", { text: caption }), where), pre);
  el.replaceChildren(root);
  let at = 1;

  const marks = rows.map((shapes, number) => {
    const picture = document.createElementNS(svg, "svg");
    picture.setAttribute("viewBox", `0 0 ${width} ${height}`);
    picture.setAttribute("preserveAspectRatio", "none");
    picture.setAttribute("aria-hidden", "true");
    for (const [path, colour] of shapes) {
      const drawn = document.createElementNS(svg, "path");
      drawn.setAttribute("d", path);
      drawn.setAttribute("fill", colour);
      picture.append(drawn);
    }
    const mark = document.createElementNS(svg, "rect");
    for (const [name, value] of Object.entries({ y: 0, width: 2, height, fill: "currentColor", visibility: "hidden" })) mark.setAttribute(name, value);
    picture.append(mark);
    picture.addEventListener("click", (event) => {
      const box = picture.getBoundingClientRect();
      look(number * perRow + 1 + Math.floor(((event.clientX - box.left) / box.width) * perRow));
    });
    strip.append(make("div", { class: "wb-row" }, make("span", { text: (number * perRow + 1).toLocaleString("en") }), picture));
    return mark;
  });

  function look(wanted) {
    at = Math.min(Math.max(1, wanted), total);
    strip.setAttribute("aria-valuenow", String(at));
    marks.forEach((mark, number) => {
      const here = Math.floor((at - 1) / perRow) === number;
      mark.setAttribute("visibility", here ? "visible" : "hidden");
      if (here) mark.setAttribute("x", ((at - 1 - number * perRow) / perRow) * width);
    });
    line.ask({ line: at });
  }

  function heard(message) {
    if (message.kind !== "lines" || message.line !== at) return;
    where.replaceChildren();
    marked(where, `Line ${message.line.toLocaleString("en")}: ${message.where}`);
    pre.replaceChildren(...message.lines.map((text, number) => {
      const line = message.line + number;
      const unread = message.unread.some(([first, last]) => first <= line && line <= last);
      const row = make("span", unread ? { class: "minus" } : {}, make("span", { class: "wb-number", text: `${line}${unread ? " unread" : ""}` }));
      marked(row, text).append("\n");
      return row;
    }));
    pre.scrollTop = 0;
  }

  const steps = { ArrowRight: 10, ArrowLeft: -10, ArrowDown: perRow, ArrowUp: -perRow, PageDown: 60, PageUp: -60, Home: -Infinity, End: Infinity };
  strip.addEventListener("keydown", (event) => {
    if (event.key === "n") look((gaps.find(([first]) => first > at) ?? gaps[0] ?? [at])[0]);
    else if (event.key in steps) look(at + steps[event.key]);
    else return;
    event.preventDefault();
  });
  model.on("msg:custom", heard);
  const line = lineTo(model, root, () => {});
  line.ask({ do: "watch" });
  return () => {
    model.off("msg:custom", heard);
    line.leave();
  };
}

export default { render };

// Agents at work: counts by state, cost, pace, time left, and two buttons.

function render({ model, el }) {
  let live = false;
  const head = make("h3");
  const meter = make("progress", { max: "1", value: "0", "aria-label": "This stage" });
  const pace = make("p", { role: "status", "aria-live": "off" });
  const reads = make("div", { class: "wb-counts" });
  const cost = make("p");
  const run = make("button", { class: "wb-main", click: () => ask("start") });
  const stop = make("button", { text: "Interrupt", click: () => ask("interrupt") });
  const said = make("div", { class: "wb-said", role: "status", "aria-live": "polite" });
  const root = panel("Agents at work", "",
    make("div", { class: "wb-progress" }, head, meter, pace, reads, cost), make("div", { class: "wb-bar" }, run, stop), said);
  el.replaceChildren(root);
  const page = () => model.get("page");
  const clock = (seconds) => (seconds < 90 ? `${seconds} s` : `${Math.round(seconds / 60)} min`);

  function ask(what) {
    line.ask({ do: what });
  }

  function counts(title, kinds) {
    const total = Object.values(kinds).reduce((sum, one) => sum + one, 0);
    return make("div", {}, make("h4", { text: `${title}: ${total}` }), ...Object.entries(kinds).map(([kind, count]) =>
      make("span", { class: "wb-count", text: `${kind} ${count.toLocaleString("en")}` })));
  }

  function draw() {
    const one = page();
    head.textContent = one.running ? `${one.stopping ? "stopping after the task under way" : one.stage}: ${one.done} of ${one.total}` : `run: ${one.run}`;
    meter.hidden = pace.hidden = !one.running;
    meter.value = one.total ? one.done / one.total : 0;
    pace.textContent = one.pace ? `${one.pace} a minute, about ${clock(one.left)} left in this stage` : "";
    reads.replaceChildren(counts("chunks", one.reads), counts("claims", one.verdicts));
    cost.textContent = `${one.calls.toLocaleString("en")} calls, ${one.tokens.toLocaleString("en")} tokens, $${one.dollars.toFixed(2)}`;
    run.textContent = one.run === "unknown" ? "Run" : one.run === "complete" ? "Run again" : "Resume";
    run.disabled = !live || one.running;
    stop.disabled = !live || !one.running || one.stopping;
    said.textContent = one.ended;
  }

  model.on("change:page", draw);
  const line = lineTo(model, root, (on) => {
    live = on;
    draw();
  });
  const watching = setInterval(() => page().running && !document.hidden && root.isConnected && ask("watch"), 1000);
  ask("watch");
  return () => {
    model.off("change:page", draw);
    clearInterval(watching);
    line.leave();
  };
}

export default { render };

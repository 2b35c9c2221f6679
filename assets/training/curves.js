// The curves of some trainings in one picture: which figure, how smooth, which of them.

const COLOURS = ["#C08410", "#6C7BE8", "#2F9584", "#D0508F", "#E06A35", "#6F6B7B"];
const SMOOTH = 0.6; // at the start
const FEW = 40; // points of a curve that is shown as it is

// `host` holds .shop-figures, .shop-chart, .shop-legend and .shop-smooth.
function makeCurves(host) {
  const part = (name) => host.querySelector(`.shop-${name}`);
  const chart = makeChart(part("chart"));
  const slider = part("smooth").querySelector("input");
  const back = part("smooth").querySelector("button");
  const hidden = new Set();
  let wanted = null;
  let shown = [];

  slider.value = SMOOTH;

  const figuresOf = () => [...new Set(shown.flatMap(({ curves }) => Object.keys(curves)))];

  function showAll() {
    const figures = figuresOf();
    const chosen = figures.includes(wanted) ? wanted : figures[0];
    const tabs = part("figures");
    if ([...tabs.children].map((one) => one.value).join() !== figures.join()) {
      tabs.replaceChildren(...figures.map((name) => make("button", { type: "button", class: "shop-tab", value: name })));
    }
    for (const tab of tabs.children) {
      tab.textContent = figureName(tab.value);
      tab.setAttribute("aria-pressed", String(tab.value === chosen));
    }
    const lines = shown.map(({ id, job, curves }, number) => ({ id, name: job ? jobName(job) : "", colour: COLOURS[number % COLOURS.length], points: curves[chosen] ?? [] }));
    showLegend(lines);
    const share = Number(slider.value);
    const visible = lines.filter(({ id, points }) => points.length && !hidden.has(id));
    chart.show(visible.map((one) => (share && one.points.length > FEW ? { ...one, points: smoothed(one.points, share), faint: one.points } : one)), chosen ? fill("training_curve", { name: figureName(chosen) }) : say("training_curves"));
  }

  function showLegend(lines) {
    const legend = part("legend");
    legend.hidden = lines.length < 2;
    if (legend.hidden) return;
    if (legend.children.length !== lines.length) legend.replaceChildren(...lines.map(() => make("button", { type: "button" }, make("i"), make("span"))));
    lines.forEach(({ id, name, colour }, number) => {
      const one = legend.children[number];
      one.value = id;
      one.setAttribute("aria-pressed", String(!hidden.has(id)));
      one.firstChild.style.background = colour;
      one.lastChild.textContent = name;
    });
  }

  part("figures").addEventListener("click", ({ target }) => {
    if (!target.matches("button")) return;
    wanted = target.value;
    chart.reset();
    showAll();
  });
  part("legend").addEventListener("click", ({ target }) => {
    const one = target.closest("button");
    if (!one) return;
    if (!hidden.delete(one.value)) hidden.add(one.value);
    showAll();
  });
  slider.addEventListener("input", showAll);
  back.addEventListener("click", () => chart.reset());
  part("chart").addEventListener("zoom", ({ detail }) => (back.disabled = !detail));

  return {
    show(list) {
      if (list[0]?.id !== shown[0]?.id) chart.reset();
      shown = list;
      showAll();
    },
  };
}

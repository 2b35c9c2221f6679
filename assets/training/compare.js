// Two trainings side by side: what was set otherwise, what came of it, and their curves in one picture.

const compareBox = find(".shop-compare");
const compared = makeCurves(compareBox.querySelector(".shop-curves"));

function compareTwo() {
  const pair = [...ticked].map(diaryOf);
  const [one, other] = pair.map(({ job }) => job);
  const settings = union(one.config, other.config).map((name) => [settingName(name), ...[one, other].map(({ config }) => (name in config ? settingText(name, config[name]) : "–"))]);
  const figures = union(one.metrics, other.metrics).map((name) => [figureName(name), ...[one, other].map(({ metrics }) => figureText(metrics[name]))]);
  const row = ([name, a, b]) => make("tr", a === b ? {} : { class: "other" }, make("th", { scope: "row" }, name), make("td", {}, a), make("td", {}, b));
  const head = make("tr", {}, make("td"), ...[one, other].map((job) => make("th", { scope: "col" }, jobName(job), make("small", {}, moment(job.created_at)))));
  compareBox.querySelector("table").replaceChildren(make("thead", {}, head), make("tbody", {}, ...figures.map(row)), make("tbody", {}, ...settings.map(row)));
  compared.show(pair);
  compareBox.showModal();
}

const union = (one, other) => [...new Set([...Object.keys(one), ...Object.keys(other)])];

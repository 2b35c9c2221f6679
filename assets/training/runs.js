// The table of all trainings: sorted, filtered, ticked to be compared. Rows stay, so that nothing under a finger moves.

const PAGE = 30; // rows until more are asked for
const table = find(".shop-table");
const filterText = find(".shop-filter input");
const filterStatus = find(".shop-filter select");
const rows = new Map(); // job id -> its row
const ticked = new Set();

let jobs = [];
let order = { by: "created_at", down: true };
let most = PAGE;

const mainFigure = (job) => job.metrics[recipeOf(job.model_type)?.figure] ?? null;
const taken = (job) => (job.started_at ? (job.completed_at ?? Date.now() / 1000) - job.started_at : null);
const VALUES = { name: (job) => jobName(job).toLowerCase(), status: (job) => job.status, figure: mainFigure, created_at: (job) => job.created_at, taken };

function takeJobs(fresh) {
  for (const job of fresh) {
    const old = jobs.find((one) => one.job_id === job.job_id);
    if (old && !ended(old) && ended(job)) tellEnd(job);
  }
  jobs = fresh;
  for (const [id, row] of rows) {
    if (jobs.some((job) => job.job_id === id)) continue;
    row.remove();
    rows.delete(id);
    ticked.delete(id);
  }
  showRuns();
}

function showRuns() {
  const words = filterText.value.trim().toLowerCase();
  const wanted = jobs.filter((job) => (!filterStatus.value || job.status === filterStatus.value) && `${jobName(job)} ${modelName(job.model_type)} ${job.note}`.toLowerCase().includes(words));
  const listed = wanted.sort(compareJobs).slice(0, most);
  const shownRows = listed.map(rowOf);
  if (shownRows.some((row, number) => table.children[number] !== row) || table.children.length !== shownRows.length) table.replaceChildren(...shownRows);
  find("[data-act=more]").hidden = wanted.length <= most;
  find(".shop-nothing").hidden = listed.length > 0;
  for (const head of element.querySelectorAll("[data-sort]")) head.closest("th").setAttribute("aria-sort", head.dataset.sort !== order.by ? "none" : order.down ? "descending" : "ascending");
  act("compare").disabled = ticked.size !== 2;
}

function compareJobs(one, other) {
  const [a, b] = [one, other].map(VALUES[order.by]);
  if (a === null || b === null) return (a === null) - (b === null); // what is not known stands last
  return (a < b ? -1 : a > b ? 1 : 0) * (order.down ? -1 : 1);
}

function rowOf(job) {
  const row = rows.get(job.job_id) ?? makeRow(job);
  const part = (name) => row.querySelector(`.shop-${name}`);
  const title = part("open").lastChild;
  title.firstChild.textContent = jobName(job);
  title.lastChild.textContent = job.job_id === "demo" ? say("training_demo") : job.name ? modelName(job.model_type) : "";
  showStatus(part("chip"), job.status);
  part("row-bar").hidden = ended(job);
  part("row-bar").firstChild.style.width = `${job.progress}%`;
  const figure = mainFigure(job);
  part("row-figure").replaceChildren(make("b", {}, figureText(figure)), " ", make("small", {}, figure === null ? "" : figureName(recipeOf(job.model_type).figure)));
  part("row-when").textContent = moment(job.created_at);
  part("row-taken").textContent = taken(job) === null ? "–" : lasting(taken(job));
  part("row-note").textContent = job.note;
  return row;
}

function makeRow(job) {
  const tick = make("input", { type: "checkbox", label: "training_tick" });
  tick.addEventListener("change", () => tickJob(job.job_id, tick.checked));
  const open = make("button", { type: "button", class: "shop-open" }, modelIcon(job.model_type), make("span", {}, make("b"), make("small")));
  open.addEventListener("click", () => {
    openJob(job.job_id);
    runBox.scrollIntoView({ block: "nearest" });
  });
  const cell = (word, ...parts) => make("td", { "data-head": word }, ...parts);
  const row = make(
    "tr", {},
    make("td", {}, make("label", { class: "shop-tick" }, tick)),
    make("td", {}, open, make("p", { class: "shop-row-note" })),
    make("td", {}, make("span", { class: "shop-chip" }), make("u", { class: "shop-row-bar", "aria-hidden": "true" }, make("i"))),
    cell("figure", make("span", { class: "shop-row-figure" })),
    cell("when", make("span", { class: "shop-row-when" })),
    cell("taken", make("span", { class: "shop-row-taken" })),
  );
  translate(row);
  rows.set(job.job_id, row);
  return row;
}

function markOpen(id) {
  for (const [known, row] of rows) row.classList.toggle("open", known === id);
}

// A ticked training lies over the curves of the one that is looked at.
const overlaid = () => [...ticked].map(diaryOf).filter(({ job }) => job);

async function tickJob(id, on) {
  if (on) ticked.add(id);
  else ticked.delete(id);
  act("compare").disabled = ticked.size !== 2;
  const answer = on ? await catchUp(diaryOf(id)) : null;
  if (answer) complain(answer);
  else if (current?.job) showRun();
}

function sortBy(name) {
  order = { by: name, down: order.by === name ? !order.down : name !== "name" };
  showRuns();
}

filterText.addEventListener("input", showRuns);
filterStatus.addEventListener("change", showRuns);

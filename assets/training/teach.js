// Something new to teach: choose what, from what, how, and begin.

const ROOMS = ["sketch", "dogs", "tryon", "dance", "report"];
const ESTIMATE_AFTER = 350; // ms after the last change
const teachBox = find(".shop-teach");
const form = find(".shop-form");

let recipes = [];
let teaching = null; // the recipe that is chosen
let estimates = 0;

const recipeOf = (model) => recipes.find((one) => one.model === model) ?? null;

function showCards() {
  const groups = ROOMS.map((room) => [room, recipes.filter((one) => one.room === room)]).filter(([, list]) => list.length);
  const group = ([room, list]) => make("div", { class: `shop-group ${room}` }, make("h3", { word: room === "report" ? "training_room_report" : `${room}_door` }), make("div", { class: "shop-cards", role: "group" }, ...list.map(card)));
  find(".shop-kinds").replaceChildren(...groups.map(group));
  translate(teachBox);
}

function card({ model }) {
  const one = make("button", { type: "button", class: "shop-card", value: model }, modelIcon(model), make("b", { word: `training_model_${model}` }));
  one.addEventListener("click", () => teach(recipeOf(model), {}));
  return one;
}

function openTeach() {
  showView("teach");
  showChosen(null);
  teachBox.querySelector("h2").focus();
}

// Either what there is to choose from, or the form of what was chosen.
function showChosen(recipe) {
  teaching = recipe;
  form.hidden = !recipe;
  find(".shop-kinds").hidden = Boolean(recipe);
  teachBox.querySelector(".shop-face").hidden = !recipe;
  teachBox.querySelector(".shop-face").replaceChildren(...(recipe ? [modelIcon(recipe.model)] : []));
  setWord(teachBox.querySelector("h2"), recipe ? `training_model_${recipe.model}` : "training_choose");
}

function goBack() {
  if (teaching) openTeach();
  else showView("run");
}

function teach(recipe, config, name = "") {
  showView("teach");
  showChosen(recipe);
  form.querySelector("[name=shop-name]").value = name;
  showForm(recipe, config);
  showData(recipe, config.data ?? "");
  const host = rights === "host";
  for (const one of form.querySelectorAll("fieldset")) one.disabled = !host;
  act("start").disabled = !mayStart(recipe);
  find(".shop-why").hidden = host;
  setWord(find(".shop-why"), rights === "taster" && mayStart(recipe) ? "training_taste" : "training_guest");
  estimate();
  window.scrollTo({ top: 0 });
}

const mayStart = (recipe) => rights === "host" || (rights === "taster" && recipe.taste);

async function estimate() {
  const mine = ++estimates;
  await new Promise((resolve) => setTimeout(resolve, ESTIMATE_AFTER));
  if (mine !== estimates) return;
  const { config } = readForm(teaching);
  const answer = config ? await request("estimate", { model: teaching.model, config }) : { error: "failed" };
  if (mine !== estimates) return;
  find(".shop-takes b").textContent = answer.error ? "–" : lasting(answer.seconds);
  find(".shop-needs-memory b").textContent = answer.error ? "–" : size(answer.memory);
}

function showWrong(input) {
  input.closest("details")?.setAttribute("open", "");
  input.reportValidity();
}

async function start() {
  const { config, wrong } = readForm(teaching);
  if (wrong) {
    showWrong(wrong);
    return;
  }
  act("start").disabled = true;
  const answer = await request("start", { model: teaching.model, config, name: form.querySelector("[name=shop-name]").value });
  act("start").disabled = !mayStart(teaching);
  if (answer.error) {
    complain(answer);
    return;
  }
  await readList();
  openJob(answer.job.job_id);
  window.scrollTo({ top: 0 });
}

form.addEventListener("input", ({ target }) => target.name !== "shop-name" && estimate());

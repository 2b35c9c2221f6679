// The lock: who knows the host's word may do everything. And what a host does with a training that is there.

const hostBox = find(".shop-host");
const noteBox = find(".shop-naming");
const sureBox = find(".shop-sure");

let rights = "guest";

function takeRights(told) {
  rights = told;
  element.firstElementChild.dataset.rights = rights;
  const lock = act("lock");
  lock.setAttribute("aria-pressed", String(rights === "host"));
  lock.dataset.wordLabel = rights === "host" ? "training_unlocked" : "training_lock";
  translate(lock);
}

async function tryToken() {
  keepToken(hostBox.querySelector("input").value);
  const answer = await request("open_room");
  if (answer.rights) takeRights(answer.rights);
  hostBox.querySelector(".line").hidden = rights === "host";
  if (rights !== "host") return;
  hostBox.close();
  show(say("training_unlocked"));
  if (current?.job) showRun();
  if (teaching) teach(teaching, readForm(teaching).config ?? {});
}

async function doWith(what, parts = {}) {
  const { job } = current;
  const answer = await request("act", { act: what, job: job.job_id, ...parts });
  if (answer.error) {
    complain(answer);
    return null;
  }
  takeList(answer);
  return answer;
}

async function cancel() {
  act("cancel").disabled = true;
  if (await doWith("cancel")) show(say("training_stopping"));
  act("cancel").disabled = false;
}

async function resume() {
  if (!(await doWith("resume"))) return;
  current.whole = false;
  await openJob(current.id);
}

async function use() {
  act("use").disabled = true;
  const { room } = recipeOf(current.job.model_type);
  const answer = await doWith("use");
  act("use").disabled = false;
  if (!answer) return;
  const door = document.querySelector(`[data-door="${room}"]`);
  show(fill("training_used", { name: modelName(current.job.model_type) }), door ? { button: ["training_try", () => door.click()] } : {});
}

async function putBack() {
  act("put_back").disabled = true;
  const answer = await doWith("put_back");
  act("put_back").disabled = false;
  if (answer) show(say("training_back_in_use"));
}

function openNaming() {
  noteBox.querySelector("input").value = current.job.name;
  noteBox.querySelector("textarea").value = current.job.note;
  noteBox.showModal();
}

async function rename() {
  const [name, note] = ["input", "textarea"].map((one) => noteBox.querySelector(one).value);
  noteBox.close();
  if (!(await doWith("rename", { name, note }))) return;
  Object.assign(current.job, jobs.find((one) => one.job_id === current.id));
  showRun();
}

function openSure() {
  sureBox.querySelector("b").textContent = jobName(current.job);
  sureBox.showModal();
}

async function remove() {
  sureBox.close();
  const { id } = current;
  if (!(await doWith("remove"))) return;
  diaries.delete(id);
  openJob(firstJob());
}

function again() {
  const { job } = current;
  teach(recipeOf(job.model_type), job.config, job.name);
}

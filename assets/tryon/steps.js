// The steps of a try-on as a strip of small pictures; the networks and their times lie behind the gear.

const STEPS = ["mask", "parse", "pose", "warp", "result"];

const strip = find(".fitting-steps");
const gearBox = find(".fitting-gear");
const bigBox = find(".fitting-big");

function buildSteps() {
  for (const name of STEPS) {
    const button = make("button", { type: "button", disabled: "" }, make("img", { alt: "", hidden: "" }), make("span", { word: `tryon_step_${name}` }));
    button.dataset.step = name;
    strip.append(make("li", {}, button));
  }
  translate(strip);
}

const stepButton = (name) => strip.querySelector(`[data-step=${name}]`);

function waitForSteps() {
  for (const button of strip.querySelectorAll("button")) button.classList.add("waiting");
}

function showStep({ step, picture }) {
  const button = stepButton(step);
  if (!button) return;
  const image = button.querySelector("img");
  image.src = picture;
  image.hidden = button.disabled = false;
  button.classList.remove("waiting");
}

function clearSteps() {
  for (const button of strip.querySelectorAll("button")) {
    button.classList.remove("waiting");
    button.disabled = button.querySelector("img").hidden = true;
  }
  gearBox.querySelector("ul").replaceChildren();
  gearBox.querySelector("p").hidden = false;
}

function showTimes({ seconds, networks, confidence }) {
  for (const button of strip.querySelectorAll(".waiting")) button.classList.remove("waiting");
  const rows = Object.entries(seconds).map(([step, time]) =>
    make("li", {}, make("b", { word: `tryon_step_${step}` }), make("code", {}, networks[step] ?? ""), make("span", {}, `${Math.round(1000 * time)} ms`)),
  );
  rows.push(make("li", {}, make("b", { word: "tryon_sure" }), make("code"), make("span", {}, percent(confidence))));
  gearBox.querySelector("ul").replaceChildren(...rows);
  gearBox.querySelector("p").hidden = true;
  translate(gearBox);
}

function showBig(button) {
  bigBox.querySelector("img").src = button.querySelector("img").src;
  setWord(bigBox.querySelector("figcaption"), `tryon_step_${button.dataset.step}`);
  bigBox.showModal();
}

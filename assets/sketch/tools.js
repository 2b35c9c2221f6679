// What the child holds: a tool with its colour and width, the mirror, and the world to paint for.

const DRAWING_TOOLS = ["pen", "crayon"];
const colours = { pen: "#2B2A33", crayon: "#E5484D", eraser: "#000000" };

let tool = "pen";
let drawingTool = "pen"; // the last one that has a colour
let width = 1;
let mirror = false;
let world = find(".world[aria-checked=true]").dataset.world;

function takeTool(name) {
  tool = name;
  if (DRAWING_TOOLS.includes(name)) drawingTool = name;
  for (const one of [...DRAWING_TOOLS, "eraser"]) act(one).setAttribute("aria-pressed", String(one === name));
  desk.dataset.tool = name;
  const row = find(".colours");
  check(row, row.querySelector(`[data-colour="${colours[drawingTool]}"]`));
}

function takeColour(swatch) {
  colours[drawingTool] = swatch.dataset.colour;
  desk.style.setProperty(`--${drawingTool}`, swatch.dataset.colour);
  takeTool(drawingTool); // who picks a colour wants to draw, not to rub out
}

function takeWidth(button) {
  width = Number(button.dataset.width);
  check(find(".widths"), button);
}

const chipOf = (id) => [...element.querySelectorAll(".world")].find((chip) => chip.dataset.world === id);
const isMirrored = () => mirror && chipOf(world).hasAttribute("data-symmetric");

function takeMirror() {
  if (!chipOf(world).hasAttribute("data-symmetric")) return;
  mirror = !mirror;
  showMirror();
}

function showMirror() {
  act("mirror").hidden = !chipOf(world).hasAttribute("data-symmetric");
  act("mirror").setAttribute("aria-pressed", String(isMirrored()));
  desk.classList.toggle("mirrored", isMirrored());
}

function takeWorld(chip) {
  world = chip.dataset.world;
  check(find(".worlds"), chip);
  // Only sideways: the page itself must not jump under the hand.
  const row = find(".worlds");
  row.scrollTo({ left: chip.offsetLeft - (row.clientWidth - chip.clientWidth) / 2 });
  showMirror();
  firstGuide();
  hush();
  if (hasLines()) askForPicture();
}

// The row as it is now: the host has trained a world since the program started.
function offerWorlds(chips) {
  const row = find(".worlds");
  row.innerHTML = chips;
  check(row, chipOf(world));
  window.fiveDoors.translate(row);
}

// One of a row is chosen, and it is the row's only stop for the Tab key; the arrows walk along.
function check(row, chosen) {
  for (const one of row.querySelectorAll("[role=radio]")) {
    one.setAttribute("aria-checked", String(one === chosen));
    one.tabIndex = one === chosen ? 0 : -1;
  }
}

function walk(event) {
  const row = event.target.closest("[role=radiogroup]");
  const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
  if (!row || !step) return;
  const all = [...row.querySelectorAll("[role=radio]")];
  const next = all[(all.indexOf(event.target) + step + all.length) % all.length];
  next.focus();
  next.click();
  event.preventDefault();
}

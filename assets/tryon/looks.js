// What has been tried on, as a row of small pictures: a tap brings a look back without asking the server. With "several"
// on, each tap on a garment adds one to the row.

const MOST_LOOKS = 12;

const looksBox = find(".fitting-looks");
const looksRow = looksBox.querySelector("ul");

let looks = []; // {key, worn, nudge, answer}, the newest first; without `answer` while it is made
let severalOn = false;

const keyOf = ({ upper, lower }) => `${upper ?? ""}+${lower ?? ""}`;
const severalIds = () => looks.flatMap(({ worn: { upper, lower } }) => (upper && lower ? [] : [upper ?? lower]));

function keepLook(look) {
  const place = looks.findIndex(({ key }) => key === look.key);
  if (place >= 0) looks[place] = look;
  else looks = [look, ...looks].slice(0, MOST_LOOKS);
  showLooks();
}

function dropLook(key) {
  looks = looks.filter((look) => look.key !== key);
  showLooks();
}

function forgetLooks() {
  looks = [];
  queue.length = 0;
  showLooks();
}

function showLooks() {
  looksBox.hidden = looks.length === 0 || (looks.length === 1 && !severalOn);
  looksRow.replaceChildren(...looks.map(lookCard));
  translate(looksRow);
  if (severalOn) markWorn();
}

function lookCard({ key, worn: wearing, answer }) {
  if (!answer) return make("li", { class: "waiting", "aria-busy": "true" });
  const button = make("button", { type: "button", class: "fitting-look", "aria-pressed": String(key === keyOf(worn)) });
  button.dataset.look = key;
  button.append(make("img", { src: answer.picture, alt: "" }));
  const names = [wearing.upper, wearing.lower].filter(Boolean).map((id) => nameOf(pieces.get(id).names));
  button.append(...names);
  return make("li", {}, button);
}

function takeLook(key) {
  const look = looks.find((one) => one.key === key);
  worn = look.worn;
  nudge = look.nudge;
  asked = null;
  markWorn();
  showResult(look);
  showLooks();
}

function toggleSeveral() {
  severalOn = !severalOn;
  asked = null;
  act("several").setAttribute("aria-pressed", String(severalOn));
  element.classList.toggle("several", severalOn);
  markWorn();
  showLooks();
  tell(severalOn ? "tryon_several_how" : null);
}

function takeSeveral(piece) {
  const wearing = { upper: null, lower: null, [slotOf(piece.kind)]: piece.id };
  const key = keyOf(wearing);
  if (looks.some((look) => look.key === key)) dropLook(key);
  else queueLook(piece);
}

function queueLook(piece) {
  const wearing = { upper: null, lower: null, [slotOf(piece.kind)]: piece.id };
  keepLook({ key: keyOf(wearing), worn: wearing, nudge: { ...STILL } });
  queue.push(wearing);
  next();
}

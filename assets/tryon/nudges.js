// Small pushes to the garment: each is drawn again at once, and the newest counts.

const STILL = { right: 0, down: 0, scale: 1, sleeve: 1 };
const PUSHES = {
  up: ["down", -0.015],
  down: ["down", 0.015],
  left: ["right", -0.02],
  right: ["right", 0.02],
  smaller: ["scale", -0.04],
  bigger: ["scale", 0.04],
  shorter: ["sleeve", -0.1],
  longer: ["sleeve", 0.1],
};
const BOUNDS = { right: [-0.3, 0.3], down: [-0.3, 0.3], scale: [0.6, 1.6], sleeve: [0.6, 1.6] };
const ARROWS = { ArrowUp: "up", ArrowDown: "down", ArrowLeft: "left", ArrowRight: "right" };

let nudge = { ...STILL };

function push(name) {
  if (name === "back") {
    nudge = { ...STILL };
  } else {
    const [part, by] = PUSHES[name];
    const [least, most] = BOUNDS[part];
    nudge = { ...nudge, [part]: Math.round(1000 * Math.min(most, Math.max(least, nudge[part] + by))) / 1000 };
  }
  wish({ nudged: true });
}

function showNudges() {
  const alone = wornPieces().length === 1; // of two, nobody could say which is meant
  for (const button of element.querySelectorAll("[data-nudge]")) button.disabled = !alone;
  find("[data-nudge=back]").disabled ||= JSON.stringify(nudge) === JSON.stringify(STILL);
}

// The arrow keys push, too, while one of the round buttons has the focus.
function onArrow(event) {
  const name = ARROWS[event.key];
  if (!name || !event.target.closest(".fitting-nudges")) return;
  event.preventDefault();
  push(name);
}

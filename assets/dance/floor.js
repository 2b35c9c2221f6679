// The round floor and the soft shadows on it: what both stages draw alike.

const AROUND = 1.15; // m of floor around the way of a dance
const SMALLEST = 1.7; // m, the reach of the smallest floor

// As large as the dance needs it.
function groundOf(joints, frames) {
  const ends = [0, 2].map((axis) => {
    let [low, high] = [Infinity, -Infinity];
    for (let frame = 0; frame < frames; frame++) {
      low = Math.min(low, joints[NUMBERS * frame + axis]);
      high = Math.max(high, joints[NUMBERS * frame + axis]);
    }
    return [low, high];
  });
  const at = ends.map(([low, high]) => (low + high) / 2);
  const half = Math.hypot(...ends.map(([low, high]) => (high - low) / 2));
  return { at, reach: Math.max(SMALLEST, half + AROUND) };
}

function floorRings({ floor, edge, ring }) {
  return [
    { share: 1, colour: edge },
    { share: 0.975, colour: floor },
    { share: 0.72, colour: ring, width: 0.008 },
    { share: 0.46, colour: ring, width: 0.008 },
    { share: 0.2, colour: ring, width: 0.008 },
  ];
}

function paintFloor(on, side, colours) {
  on.clearRect(0, 0, side, side);
  for (const { share, colour, width } of floorRings(colours)) {
    on.beginPath();
    on.arc(side / 2, side / 2, (share * side) / 2, 0, 2 * Math.PI);
    on.fillStyle = on.strokeStyle = colour;
    on.lineWidth = (width ?? 0) * side;
    if (width) on.stroke();
    else on.fill();
  }
}

// Soft shadows below both feet and the body: the higher, the wider and fainter.
function contactsOf(pose) {
  const spot = ([x, , z], height, reach, most) => ({ at: [x, z], reach: reach * (1 + height), share: most * Math.max(0.15, 1 - 1.4 * height) });
  const feet = ["left", "right"].map((side) => {
    const [ankle, foot] = [pose[`${side}Ankle`], pose[`${side}Foot`]];
    return spot(mix(ankle, foot, 0.6), Math.max(0, Math.min(ankle[1] - 0.07, foot[1])), 0.24, 0.42);
  });
  return [spot(pose.pelvis, Math.max(0, pose.pelvis[1] - 0.9), 0.6, 0.26), ...feet];
}

function softSpot(on, x, y, radius, colour) {
  const fading = on.createRadialGradient(x, y, 0, x, y, radius);
  const faint = ["FF", "B0", "48", "00"].map((alpha) => colour + alpha);
  [0, 0.35, 0.7, 1].forEach((place, number) => fading.addColorStop(place, faint[number]));
  on.fillStyle = fading;
  on.beginPath();
  on.arc(x, y, radius, 0, 2 * Math.PI);
  on.fill();
}

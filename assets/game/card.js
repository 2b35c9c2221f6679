// A card to download: the drawing and its picture side by side, as a child would pin it to the wall.

const CARD = { width: 1200, height: 800, side: 488, border: 18, top: 82, left: 82 };
const CARD_COLOURS = { paper: "#FFF9EF", ink: "#2B2A33", soft: "#6F6B7B", sheet: "#FFD2BD", wood: "#E9C98F" };
const CARD_FONT = '"Noto Sans KR", "Noto Sans CJK KR", system-ui, sans-serif';
const CARD_TITLE = `400 42px "Jua", ${CARD_FONT}`;

async function makeCard({ drawing, picture, at }, name) {
  const canvas = Object.assign(document.createElement("canvas"), { width: CARD.width, height: CARD.height });
  const on = canvas.getContext("2d");
  on.fillStyle = CARD_COLOURS.paper;
  on.fillRect(0, 0, CARD.width, CARD.height);
  hangOnCard(on, await loaded(drawing), CARD.left, CARD_COLOURS.sheet);
  hangOnCard(on, await loaded(picture), CARD.width - CARD.left - CARD.side, CARD_COLOURS.wood);
  await document.fonts.load(CARD_TITLE);
  writeOnCard(on, name, at);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
}

function hangOnCard(on, image, left, colour) {
  const { side, border, top } = CARD;
  on.save();
  on.shadowColor = "#5a3d1a33";
  on.shadowBlur = 26;
  on.shadowOffsetY = 8;
  on.fillStyle = colour;
  on.beginPath();
  on.roundRect(left - border, top - border, side + 2 * border, side + 2 * border, 30);
  on.fill();
  on.restore();
  on.save();
  on.beginPath();
  on.roundRect(left, top, side, side, 16);
  on.clip();
  on.fillStyle = "#FFFFFF";
  on.fillRect(left, top, side, side);
  on.imageSmoothingQuality = "high";
  on.drawImage(image, left, top, side, side);
  on.restore();
}

function writeOnCard(on, name, at) {
  const language = document.documentElement.lang;
  const date = new Date(at).toLocaleDateString(language, { year: "numeric", month: "long", day: "numeric" });
  const middle = CARD.height - 112;
  on.textBaseline = "middle";
  on.fillStyle = CARD_COLOURS.ink;
  on.font = `700 46px ${CARD_FONT}`;
  on.fillText(name, CARD.left - CARD.border, middle - 22);
  on.fillStyle = CARD_COLOURS.soft;
  on.font = `400 27px ${CARD_FONT}`;
  on.fillText(date, CARD.left - CARD.border, middle + 30);
  on.textAlign = "right";
  on.fillStyle = CARD_COLOURS.ink;
  on.font = CARD_TITLE;
  on.fillText(window.fiveDoors.say("title"), CARD.width - CARD.left - 62, middle + 6);
  drawHouse(on, CARD.width - CARD.left - 50, middle - 36);
}

// The house of the page's header, 64 px.
function drawHouse(on, left, top) {
  on.save();
  on.translate(left, top);
  on.scale(1.6, 1.6);
  on.fillStyle = "#FF8A5B";
  on.fill(new Path2D("M6 38V20a14 14 0 0 1 28 0v18z"));
  on.fillStyle = CARD_COLOURS.paper;
  on.fill(new Path2D("M12 38V22a8 8 0 0 1 16 0v16z"));
  on.fillStyle = CARD_COLOURS.ink;
  on.fill(new Path2D("M22.2 29a1.800 1.800 0 1 0 3.600 0a1.800 1.800 0 1 0 -3.600 0z"));
  on.restore();
}

async function loaded(url) {
  const image = new Image();
  image.src = url;
  await image.decode();
  return image;
}

function download(file, name) {
  const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(file), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

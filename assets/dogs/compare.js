// Two dogs side by side: the visitor's and one of the gallery, with lines between their points.

const pair = find(".kennel-pair");
let compared = 0; // the newest comparison

async function compareWith(record) {
  const number = ++compared;
  const picture = pair.querySelector("img");
  const list = find(".kennel-compared");
  picture.removeAttribute("src");
  picture.hidden = true;
  list.replaceChildren(make("p", { word: "dog_comparing" }));
  translate(list);
  if (!pair.open) pair.showModal();
  const answer = await ask("compare", () => ({ picture: photo.url, box: boxes[chosen], record }), () => number === compared);
  if (!answer || number !== compared) return;
  if (answer.error) {
    list.replaceChildren(make("p", { word: OWN_WORDS[answer.error] ?? answer.error }));
  } else {
    picture.src = answer.picture;
    picture.hidden = false;
    list.replaceChildren(...comparison(answer));
  }
  translate(list);
}

function comparison({ alike, rows }) {
  if (rows.length === 0) return [make("p", { word: "dog_compare_nothing" })];
  const parts = [make("p", { class: "kennel-legend" }, make("span", { class: "mine", word: "dog_mine" }), make("span", { class: "other", word: "dog_other" }))];
  if (alike !== null) parts.unshift(make("h3", {}, make("span", { word: "dog_bodies_alike" }), ` ${percent(alike)}`));
  const most = Math.max(...rows.flatMap(({ first, second }) => [first, second]));
  const table = make("ul", {});
  for (const { measure, first, second, word } of rows) {
    const bars = [["mine", first], ["other", second]].map(([whose, value]) => bar(whose, value, most));
    table.append(make("li", {}, make("b", { word }), make("small", { word: measure }), ...bars));
  }
  return [...parts, table];
}

function bar(whose, value, most) {
  const filled = make("i", { class: whose, style: `width:${(100 * value) / most}%` });
  return make("span", { class: "kennel-bar" }, filled, make("span", {}, value.toFixed(2)));
}

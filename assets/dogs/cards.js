// The dogs that are alike, as cards. A thumb puts them in another order for this visitor alone: the votes stay here.

const UP = "M7 20.500V10.500M7 10.500l4-7a2.200 2.200 0 0 1 2.200 2.600L12.500 9.500H18a2 2 0 0 1 2 2.400l-1.200 6.500a2.500 2.500 0 0 1-2.500 2.100H4V10.500z";
const DOWN = "M7 3.500V13.500M7 13.500l4 7a2.200 2.200 0 0 0 2.200-2.600L12.500 14.500H18a2 2 0 0 0 2-2.400l-1.200-6.500a2.500 2.500 0 0 0-2.500-2.100H4V13.500z";
const TICK = "M5.500 12.500l4 4 9-9.500";

const cards = find(".kennel-cards");
const empty = find(".kennel-empty");
const more = act("more");

let seen = null; // what the server saw of the dog
let votes = [];
let searches = 0; // the newest search; the answers to older ones are not shown

async function search({ skip = 0, thumb = null } = {}) {
  if (!seen) return;
  const number = ++searches;
  const mine = seen;
  cards.setAttribute("aria-busy", "true");
  const question = () => ({ seen: mine, skip, thumb, votes, ...filtersAsked() });
  const answer = await ask("search", question, () => mine === seen && (thumb || number === searches));
  if (!answer) return;
  if (answer.votes) votes = answer.votes;
  if (number !== searches) return;
  cards.removeAttribute("aria-busy");
  if (answer.error) {
    if (skip === 0 && !thumb) cards.replaceChildren();
    complain(answer.error);
    return;
  }
  showCards(answer.matches, skip);
}

function showCards(matches, skip) {
  if (skip === 0) cards.replaceChildren();
  const there = new Set([...cards.children].map((one) => one.dataset.record));
  cards.append(...matches.filter(({ id }) => !there.has(String(id))).map(card));
  translate(cards);
  showThumbs();
  more.hidden = matches.length < PAGE;
  empty.hidden = cards.children.length > 0;
  if (!empty.hidden) setWord(empty, "dog_filter_none");
}

function card({ id, breed, certainty, alike, why, picture }) {
  const face = make("button", { type: "button", class: "kennel-face", label: "dog_compare" }, make("img", { src: picture, alt: "" }));
  face.append(make("b", { class: "kennel-share" }, percent(alike)));
  face.dataset.compare = id;
  const name = make("p", { class: "kennel-breed", id: `kennel-dog-${id}` }, make("span", { names: breedNames(breed) }));
  face.setAttribute("aria-describedby", name.id);
  if (breed && certainty < 1) name.prepend(make("small", { word: "dog_looks_like" }), " ");
  const traits = make("p", { class: "kennel-why" });
  traits.append(...why.map((trait) => make("span", {}, icon(TICK), make("span", { word: `dog_why_${trait}` }))));
  const thumbs = make("div", { class: "kennel-thumbs" }, thumbButton(id, true), thumbButton(id, false));
  const one = make("li", { class: "kennel-card" }, face, name, traits, thumbs);
  one.dataset.record = id;
  return one;
}

function thumbButton(record, liked) {
  const label = liked ? "dog_like" : "dog_dislike";
  const button = make("button", { type: "button", class: "kennel-thumb", label }, icon(liked ? UP : DOWN));
  Object.assign(button.dataset, { thumb: record, liked });
  return button;
}

function takeThumb({ dataset }) {
  const [record, liked] = [Number(dataset.thumb), dataset.liked === "true"];
  const before = votes.find((vote) => vote.record === record);
  votes = votes.filter((vote) => vote !== before);
  search(before?.liked === liked ? {} : { thumb: { record, liked } }); // the same thumb again takes it back
}

function showThumbs() {
  const liked = new Map(votes.map((vote) => [vote.record, vote.liked]));
  for (const button of cards.querySelectorAll(".kennel-thumb")) {
    const pressed = liked.get(Number(button.dataset.thumb)) === (button.dataset.liked === "true");
    button.setAttribute("aria-pressed", String(pressed));
  }
  act("forget").hidden = votes.length === 0;
}

function forgetThumbs() {
  votes = [];
  search();
}

function waitForCards() {
  cards.replaceChildren(...Array.from({ length: PAGE }, () => make("li", { class: "kennel-card waiting", "aria-hidden": "true" })));
  more.hidden = empty.hidden = true;
}

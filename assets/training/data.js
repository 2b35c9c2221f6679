// What is learnt from: drawn by program, or a folder of the host's. A look at it before anything starts.

const dataBox = find(".shop-data");
const folderList = dataBox.querySelector("select");
const sheet = find(".shop-sheet");

let previews = 0; // the number of the newest look

const dataWanted = () => (dataBox.querySelector("[name=shop-source]:checked").value === "own" ? folderList.value : "");

async function showData(recipe, wanted) {
  const mine = recipe.model;
  setWord(dataBox.querySelector(".shop-needs"), `training_needs_${recipe.data}`);
  dataBox.querySelector("[value=own]").closest("label").hidden = recipe.data === "drawn";
  setSource("");
  hideSheet();
  folderList.replaceChildren();
  if (recipe.data === "drawn" || rights !== "host") return;
  const { folders = [] } = await request("folders", { model: recipe.model });
  if (teaching?.model !== mine) return;
  folderList.replaceChildren(...folders.map((name) => make("option", { value: name }, name)));
  dataBox.querySelector("[value=own]").disabled = !folders.length;
  if (folders.includes(wanted)) folderList.value = wanted;
  setSource(folders.includes(wanted) ? "own" : "");
}

function setSource(value) {
  dataBox.querySelector(`[name=shop-source][value="${value}"]`).checked = true;
  folderList.hidden = value !== "own";
  dataBox.querySelector(".shop-needs").hidden = value !== "own" && !dataBox.querySelector("[value=own]").disabled;
}

function hideSheet() {
  previews++;
  sheet.dataset.state = "";
  sheet.querySelector("img").removeAttribute("src");
  sheet.querySelector(".shop-counts").replaceChildren();
}

async function showSheet() {
  const read = readForm(teaching);
  if (read.wrong) {
    showWrong(read.wrong);
    return;
  }
  hideSheet();
  const mine = previews;
  sheet.dataset.state = "busy";
  const answer = await request("preview", { model: teaching.model, config: read.config });
  if (mine !== previews) return;
  sheet.dataset.state = answer.error ? "" : "there";
  if (answer.error) {
    complain(answer);
    return;
  }
  const image = sheet.querySelector("img");
  image.src = answer.picture;
  image.alt = say("training_sheet");
  const counts = Object.entries(answer.counts).map(([name, count]) => make("span", {}, make("b", {}, new Intl.NumberFormat(language()).format(count)), ` ${say(`training_count_${name}`) ?? name.replaceAll("_", " ")}`));
  sheet.querySelector(".shop-counts").replaceChildren(...counts);
}

dataBox.addEventListener("change", ({ target }) => {
  if (target.name === "shop-source") setSource(target.value);
  hideSheet();
});

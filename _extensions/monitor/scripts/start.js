document.documentElement.classList.add("levend");
addEventListener("hashchange", reveal);
document.addEventListener("click", leadBack);
document.addEventListener("click", followAgain);
const nav = document.querySelector("#TOC");
if (nav) {
  foldContents(nav);
  markCurrent(nav);
  searchReport(nav);
}
copyAnchors();
fitBoxes();
printWhole();
searchAnswers();
explainSentences();
offerFigures();
reveal();

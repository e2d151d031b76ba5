// An unused session ends after 15 minutes: two minutes before, a dialogue says so, and one press keeps it. When it has ended the
// page is covered; what was typed in a form is sent, which the node keeps until its writer has signed in again.
// The pages work without this.
const warnAfter = 13 * 60 * 1000;
const endAfter = 15 * 60 * 1000;
const language = location.pathname.slice(0, 3);
const dialogue = document.getElementById("idle");
let since = Date.now();

// A picture, because the pages' policy lets scripts connect to nothing. Without a session it leads to a page, which is none.
function isAlive() {
  return new Promise((resolve) => {
    const picture = new Image();
    picture.onload = () => resolve(true);
    picture.onerror = () => resolve(false);
    picture.src = `${language}/alive?${Date.now()}`;
  });
}

function signInAgain() {
  const form = document.querySelector("main form");
  if (form && form.querySelector("input[type=text]")) form.submit();
  else location.assign(`${language}/sign-in?reason=timed-out`);
}

function look() {
  const unused = Date.now() - since;
  dialogue.classList.toggle("dolen-idle--ended", unused >= endAfter);
  if (unused >= warnAfter && !dialogue.open) dialogue.showModal();
}

dialogue.addEventListener("cancel", (event) => event.preventDefault());
dialogue.querySelector("button").addEventListener("click", async () => {
  if (!(await isAlive())) return signInAgain();
  since = Date.now();
  dialogue.close();
});
setInterval(look, 5000);

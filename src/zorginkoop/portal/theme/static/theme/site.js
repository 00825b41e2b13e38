// What pages gain where scripts run; every page works without it.
"use strict";

(() => {
  // The head of each column beside its values, so that a table can stand as a list on a narrow screen.
  function label(table) {
    if (table.classList.contains("labelled") || table.tHead === null || table.tHead.rows.length !== 1) return;
    const heads = [...table.tHead.rows[0].cells];
    if (heads.some((cell) => cell.colSpan !== 1)) return;
    const bodies = [...table.tBodies];
    if (bodies.some((body) => [...body.rows].some((row) => row.cells.length !== heads.length))) return;
    table.setAttribute("role", "table");
    for (const body of [table.tHead, ...bodies]) {
      body.setAttribute("role", "rowgroup");
      for (const row of body.rows) {
        row.setAttribute("role", "row");
        [...row.cells].forEach((cell, index) => {
          const head = body === table.tHead;
          cell.setAttribute("role", head ? "columnheader" : cell.tagName === "TH" ? "rowheader" : "cell");
          const text = heads[index].textContent.trim();
          if (!head && text !== "") cell.dataset.head = text;
        });
      }
    }
    table.classList.add("labelled");
  }

  function prepare(part) {
    part.querySelectorAll("main table, table").forEach(label);
    const summary = part.querySelector("#foutenlijst");
    if (summary !== null) summary.focus();
  }

  // A file that is larger than we take: said as soon as it is chosen, before anybody waits for it to be sent.
  function sizeOf(event) {
    const field = event.target;
    if (!(field instanceof HTMLInputElement) || field.dataset.mostBytes === undefined) return;
    const old = field.parentElement.querySelector(`[data-about="${field.id}"]`);
    if (old !== null) old.remove();
    if (![...field.files].some((file) => file.size > Number(field.dataset.mostBytes))) return;
    const told = document.createElement("p");
    told.className = "error";
    told.dataset.about = field.id;
    told.setAttribute("role", "alert");
    told.textContent = field.dataset.tooLarge;
    field.before(told);
  }

  // A passkey that was not there, was put away or does not work at this address: say so, right under the title.
  function passkeyFailed(event) {
    const told = document.getElementById("passkey-failed");
    const title = document.querySelector("main h1");
    if (told === null || title === null) return;
    event.preventDefault();
    title.after(told);
    told.hidden = false;
  }

  // A part of the menu that stands open goes shut on Escape, and when somebody goes on elsewhere.
  function shutMenu(event) {
    if (event.type === "keydown" && event.key !== "Escape") return;
    for (const part of document.querySelectorAll(".site-menu details[open]")) {
      if (event.type !== "keydown" && part.contains(event.target)) continue;
      if (part.contains(document.activeElement) && event.type === "keydown") part.querySelector("summary").focus();
      part.open = false;
    }
  }

  document.addEventListener("keydown", shutMenu);
  document.addEventListener("click", shutMenu);
  document.addEventListener("focusin", shutMenu);
  document.addEventListener("DOMContentLoaded", () => prepare(document));
  document.addEventListener("change", sizeOf);
  document.addEventListener("allauth.error", passkeyFailed);
  document.addEventListener("htmx:afterSettle", (event) => prepare(event.target));
})();

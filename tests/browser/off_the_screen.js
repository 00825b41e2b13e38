// What does not fit: a page that scrolls sideways, or words and fields over each other.
() => {
  const wrong = [];
  const width = document.documentElement.clientWidth;
  const scrolled = (one) => { for (let up = one.parentElement; up; up = up.parentElement)
    if (['auto', 'scroll', 'hidden', 'clip'].includes(getComputedStyle(up).overflowX)) return true; return false; };
  if (document.documentElement.scrollWidth > width + 1) {
    const wide = [...document.body.querySelectorAll('*')].filter((one) =>
      one.getBoundingClientRect().right > width + 1 && !scrolled(one)).slice(-2);
    wrong.push('scrolls sideways: ' + wide.map((one) => one.outerHTML.slice(0, 120)).join(' | '));
  }
  const shown = (one) => { const box = one.getBoundingClientRect(), style = getComputedStyle(one);
    return box.width > 1 && box.height > 1 && style.visibility !== 'hidden' && one.checkVisibility()
      && !one.closest('.visually-hidden, .skip-link') && !scrolled(one); };
  const parts = [...document.querySelectorAll('a, button, input:not([type=hidden]), select, textarea, label, h1, h2, h3, legend, summary')].filter(shown);
  const boxes = parts.flatMap((one) => [...one.getClientRects()].map((box) => [one, box]));
  boxes.sort((one, other) => one[1].top - other[1].top);
  for (let first = 0; first < boxes.length; first++)
    for (let second = first + 1; second < boxes.length && boxes[second][1].top < boxes[first][1].bottom - 3; second++) {
      const [one, a] = boxes[first], [other, b] = boxes[second];
      if (one === other || one.contains(other) || other.contains(one)) continue;
      if (Math.min(a.right, b.right) - Math.max(a.left, b.left) > 3)
        wrong.push('overlap: ' + one.outerHTML.slice(0, 90) + ' | ' + other.outerHTML.slice(0, 90));
    }
  return wrong.slice(0, 5);
}

// What every page has: one heading, a title, a language, ids that differ.
() => {
  const wrong = [];
  if (document.querySelectorAll('h1').length !== 1) wrong.push('not one h1');
  if (!document.documentElement.lang) wrong.push('no language');
  if (!document.title.trim() || document.title.trim().startsWith('·')) wrong.push('no title');
  if (document.title.split('Fout:').length > 2) wrong.push('says twice that there is an error');
  const ids = [...document.querySelectorAll('[id]')].map((one) => one.id);
  const twice = ids.filter((id, index) => ids.indexOf(id) !== index);
  if (twice.length) wrong.push('the same id twice: ' + [...new Set(twice)].join(', '));
  for (const label of document.querySelectorAll('label[for]'))
    if (!document.getElementById(label.htmlFor)) wrong.push('a label of nothing: ' + label.textContent.trim());
  return wrong;
}

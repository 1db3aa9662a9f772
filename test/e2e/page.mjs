// What a person does in the editor's page: open a file, point at a word, ask for repairs, look.
import { remoteUri, workbenchUrl } from './editor.mjs';

/** Opens a file of the folder and waits until its text is on the screen. */
export async function openFile(page, editor, folder, name, text) {
  await page.goto(workbenchUrl(editor, folder, [['openFile', remoteUri(editor, `${folder}/${name}`)]]));
  await page.locator('.monaco-editor .view-line', { hasText: text }).first().waitFor({ timeout: 60_000 });
}

/** The box of a text in the visible editor; spans of the editor are tokens, so the text is found by range. */
export function boxOf(page, text) {
  return page.evaluate((wanted) => {
    for (const line of document.querySelectorAll('.monaco-editor .view-line')) {
      const nodes = [];
      const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
      for (let node; (node = walker.nextNode());) nodes.push(node);
      const whole = nodes.map((node) => node.data).join('').replaceAll('\u00a0', ' ');
      const at = whole.indexOf(wanted);
      if (at < 0) continue;
      const place = (offset) => { let left = offset; for (const node of nodes) { if (left <= node.data.length) return [node, left]; left -= node.data.length; } return [nodes.at(-1), nodes.at(-1).data.length]; };
      const range = document.createRange();
      range.setStart(...place(at));
      range.setEnd(...place(at + wanted.length));
      const box = range.getBoundingClientRect();
      return { x: box.x, y: box.y + box.height / 2, width: box.width };
    }
    return undefined;
  }, text);
}

/** Points at a word until the hover says something; answers its text and pictures. */
export async function hoverWord(page, word) {
  const widget = page.locator('.monaco-editor .monaco-hover:visible').first();
  for (const end = Date.now() + 40_000; Date.now() < end;) {
    await page.mouse.move(1100, 720);
    await page.keyboard.press('Escape');
    await widget.waitFor({ state: 'hidden', timeout: 2000 }).catch(() => {});
    const box = await boxOf(page, word);
    if (!box) { await page.waitForTimeout(200); continue; }
    await page.mouse.move(box.x + 3, box.y);
    await page.mouse.move(box.x + Math.min(box.width / 2, 40), box.y, { steps: 3 });
    if (!await widget.waitFor({ state: 'visible', timeout: 2500 }).then(() => true, () => false)) continue;
    await page.waitForTimeout(400);
    const seen = await widget.evaluate((element) => ({
      text: element.innerText.trim(),
      pictures: [...element.querySelectorAll('img')].map((image) => ({ width: image.width, height: image.height, natural: image.naturalWidth, src: image.getAttribute('src') ?? '' })),
      links: [...element.querySelectorAll('a')].map((link) => link.textContent),
      height: element.getBoundingClientRect().height,
    }));
    if (seen.text && !/^Loading/.test(seen.text)) return seen;
  }
  return undefined;
}

/** Closes what floats over the text. */
export async function dismiss(page) {
  await page.mouse.move(1100, 740);
  await page.keyboard.press('Escape');
  await page.waitForTimeout(300);
}

/** Clicks into a word and opens the light bulb's menu; answers the titles. */
export async function lightBulb(page, word) {
  for (const end = Date.now() + 30_000; Date.now() < end;) {
    const box = await boxOf(page, word);
    if (!box) { await page.waitForTimeout(200); continue; }
    await dismiss(page);
    await page.mouse.click(box.x + 4, box.y);
    await page.keyboard.press('Control+.');
    const menu = page.locator('.action-widget .action-list-item, .action-widget .monaco-list-row');
    if (!await menu.first().waitFor({ state: 'visible', timeout: 4000 }).then(() => true, () => false)) continue;
    const titles = (await menu.allInnerTexts()).map((title) => title.trim()).filter((title) => title !== '');
    if (titles.some((title) => !/No code actions/i.test(title))) return titles;
    await page.keyboard.press('Escape');
  }
  return [];
}

/** Chooses an entry of the open light-bulb menu. */
export async function choose(page, title) {
  await page.locator('.action-widget .monaco-list-row', { hasText: title }).first().click();
  await page.waitForTimeout(600);
}

/** Puts the caret behind a text, types, and asks for suggestions; answers their labels, top of the list first. */
export async function complete(page, text, typed = '') {
  const rows = page.locator('.suggest-widget.visible .monaco-list-row');
  for (const end = Date.now() + 30_000; Date.now() < end;) {
    await dismiss(page);
    const box = await boxOf(page, text);
    if (!box) { await page.waitForTimeout(200); continue; }
    await page.mouse.click(box.x + box.width - 1, box.y);
    await page.keyboard.type(typed, { delay: 20 });
    await page.keyboard.press('Control+Space');
    if (await rows.first().waitFor({ state: 'visible', timeout: 4000 }).then(() => true, () => false)) {
      await page.waitForTimeout(500);
      const seen = await rows.evaluateAll((list) => list.map((row) => [Number(row.dataset.index), row.querySelector('.label-name')?.textContent ?? row.textContent]));
      return seen.sort((a, b) => a[0] - b[0]).map((pair) => pair[1]);
    }
    for (let i = 0; i < typed.length; i++) await page.keyboard.press('Backspace');
  }
  return [];
}

/** Opens the problems panel, waits for a text in it and answers all of it. */
export async function problems(page, text) {
  await page.keyboard.press('Control+Shift+M');
  const panel = page.locator('.markers-panel');
  await panel.locator('.monaco-list-row', { hasText: text }).first().waitFor({ timeout: 20_000 });
  return panel.innerText();
}

/** The whole text of the visible editor's lines. */
export function visibleText(page) {
  return page.evaluate(() => [...document.querySelectorAll('.monaco-editor .view-line')].map((line) => [Number.parseFloat(line.style.top), line.textContent.replaceAll('\u00a0', ' ')]).sort((a, b) => a[0] - b[0]).map((pair) => pair[1]).join('\n'));
}

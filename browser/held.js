// What every page of the console is held against.

import assert from 'node:assert/strict';
import axe from 'axe-core';
import { desk, phone } from './browser.js';

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Opens whatever is folded, and holds a page against axe-core on a phone and on a desk; nothing is wider than the screen. */
export async function holdAgainstAxe(page, what) {
  for (const summary of await page.locator('summary:visible').all()) await summary.click();
  await page.evaluate(axe.source);
  for (const { viewport } of [phone, desk]) {
    await page.setViewportSize(viewport);
    const { violations, passes } = await page.evaluate(
      (values) => globalThis.axe.run({ resultTypes: ['violations'], runOnly: { type: 'tag', values } }),
      tags,
    );
    assert.ok(passes.length > 15, 'axe looked at next to nothing');
    const told = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`);
    assert.deepEqual(told, [], what);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.ok(wide <= 0, `${what} is ${wide} pixels wider than the screen of ${viewport.width}`);
  }
}

// Every page against axe-core, in both languages, light and dark, on a phone and on a desk: not one violation.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import axe from 'axe-core';
import { desk, inLanguage, languages, launch, pages, phone, visit } from './browser.js';

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

for (const [name, path] of pages) {
  describe(`${name} ${path}`, () => {
    for (const language of languages) {
      for (const colorScheme of ['light', 'dark']) {
        test(`${language}, ${colorScheme}`, () =>
          visit(browser, name, inLanguage(path, language), { ...phone, colorScheme }, async (page) => {
            for (const summary of await page.locator('summary').all()) await summary.click();
            await page.evaluate(axe.source);
            for (const { viewport } of [phone, desk]) {
              await page.setViewportSize(viewport);
              const { violations, passes } = await page.evaluate(
                (values) => globalThis.axe.run({ resultTypes: ['violations'], runOnly: { type: 'tag', values } }),
                tags,
              );
              assert.ok(passes.length > 15, 'axe looked at next to nothing');
              const told = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`);
              assert.deepEqual(told, []);
            }
          }));
      }
    }
  });
}

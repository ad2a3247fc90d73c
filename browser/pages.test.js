// What people meet on the public pages: the answers, the two languages, every width, the keyboard, no script.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { desk, inLanguage, languages, launch, pages, phone, urls, visit } from './browser.js';

const shots = process.env.QUET_BROWSER_SHOTS;
let browser;
before(async () => {
  browser = await launch();
  if (shots) mkdirSync(shots, { recursive: true });
});
after(() => browser?.close());

const headlines = {
  listed: ['Địa chỉ của bạn mới bị ghi nhận trong mạng máy tính ma', 'Your address was recently seen in a botnet'],
  unlisted: ['Chưa ghi nhận, chưa khẳng định máy sạch', 'Not seen, which does not mean clean'],
  shared: [
    'Địa chỉ dùng chung: có máy nhiễm, chưa chắc là máy của bạn',
    'A shared address: a machine is infected, not necessarily yours',
  ],
  neighbour: ['Trong nhà bạn có thiết bị bị ghi nhận trong mạng máy tính ma', 'A device in your home was seen in a botnet'],
};

describe('a visitor', () => {
  for (const [name, [vietnamese, english]] of Object.entries(headlines)) {
    test(`${name}: from the front page to the verdict, then in English`, () =>
      visit(browser, name, '/', phone, async (page) => {
        assert.equal(await page.locator('html').getAttribute('lang'), 'vi');
        await page.getByRole('link', { name: 'Tham gia ngay' }).click();
        await page.waitForURL('**/check');
        assert.equal(await page.locator('h1').innerText(), vietnamese);
        await page.getByRole('link', { name: 'English' }).click();
        await page.waitForURL('**/check?lang=en');
        assert.equal(await page.locator('html').getAttribute('lang'), 'en');
        assert.equal(await page.locator('h1').innerText(), english);
        // The language stays.
        await page.getByRole('link', { name: 'Scan', exact: true }).click();
        await page.waitForURL('**/scan?lang=en');
        await page.getByRole('link', { name: 'Wi‑Fi router' }).click();
        await page.waitForURL('**/scan?device=router&lang=en');
        await page.getByRole('link', { name: 'Tiếng Việt' }).click();
        await page.waitForURL('**/scan?device=router');
        assert.equal(await page.locator('html').getAttribute('lang'), 'vi');
      }));
  }

  test('copies the message, and is told so', () =>
    visit(browser, 'unlisted', '/share', { ...desk, permissions: ['clipboard-read', 'clipboard-write'] }, async (page) => {
      const message = await page.locator('#message').inputValue();
      assert.match(message, /: https?:\/\/\S+\/$/);
      await page.getByRole('button', { name: 'Sao chép lời nhắn' }).click();
      await page.getByRole('status').filter({ hasText: 'Đã sao chép' }).waitFor();
      assert.equal(await page.evaluate(() => navigator.clipboard.readText()), message);
    }));

  test('is offered what runs on their device', async () => {
    const agents = {
      'Mozilla/5.0 (Linux; Android 14; SM-A155F) Mobile Safari/537.36': 'Android',
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) Safari/537.36': 'Windows',
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X)': 'iPhone, iPad',
    };
    for (const [userAgent, device] of Object.entries(agents)) {
      await visit(browser, 'listed', '/scan', { ...phone, userAgent }, async (page) => {
        assert.equal(await page.locator('.devices [aria-current]').innerText(), device);
        assert.equal(await page.locator('pre').count(), 0, 'no command for a device on which it does not run');
      });
    }
  });
});

describe('a program that is offered', { skip: !urls.offering }, () => {
  const windows = { userAgent: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) Safari/537.36', acceptDownloads: true };

  for (const language of languages) {
    test(`${language}: is what a Windows visitor comes to first, and its digest is that of the bytes`, () =>
      visit(browser, 'offering', inLanguage('/scan', language), { ...desk, ...windows }, async (page) => {
        const first = page.locator('.devices a').first();
        assert.deepEqual([await first.innerText(), await first.getAttribute('aria-current')], ['Windows', 'true']);
        const button = page.locator('main .button').first();
        assert.match(await button.getAttribute('href'), /^\/programs\/quet-\d+\.\d+\.\d+-windows-x86_64\.exe$/);
        const [download] = await Promise.all([page.waitForEvent('download'), button.click()]);
        const digest = createHash('sha256').update(readFileSync(await download.path())).digest('hex');
        assert.equal((await page.locator('#digest').innerText()).replaceAll(/\s/g, ''), digest);
        // The name that it is saved under is the one that the page and its commands tell.
        const name = download.suggestedFilename();
        assert.match(name, /^quet(-[a-z0-9.-]+(\+\d+)?)?\.exe$/);
        assert.ok((await page.locator('main').innerText()).includes(name));
        assert.ok((await page.locator('#compare').innerText()).includes(`Downloads\\${name}`));
      }));
  }

  test('the digest and the command are copied as they are', () =>
    visit(
      browser,
      'offering',
      '/scan?device=windows',
      { ...desk, permissions: ['clipboard-read', 'clipboard-write'] },
      async (page) => {
        const clipboard = () => page.evaluate(() => navigator.clipboard.readText());
        await page.getByRole('button', { name: 'Sao chép mã' }).click();
        await page.locator('#told-digest').filter({ hasText: 'Đã sao chép' }).waitFor();
        const digest = await clipboard();
        assert.match(digest, /^[0-9a-f]{64}$/);
        await page.getByRole('button', { name: 'Sao chép lệnh' }).click();
        await page.locator('#told-compare').filter({ hasText: 'Đã sao chép' }).waitFor();
        assert.match(await clipboard(), new RegExp(`^\\(Get-FileHash "\\$HOME.Downloads.quet.*[.]exe"\\)[.]Hash -eq "${digest}"$`));
        // By hand, without the button, it is one word too.
        await page.evaluate(() => getSelection().selectAllChildren(document.getElementById('digest')));
        assert.equal(await page.evaluate(() => getSelection().toString()), digest);
      },
    ));

  test('a phone is told to come with the computer, and finds Windows one link away', () =>
    visit(
      browser,
      'offering',
      '/scan',
      { ...phone, userAgent: 'Mozilla/5.0 (Linux; Android 14; SM-A155F) Mobile Safari/537.36' },
      async (page) => {
        assert.equal(await page.locator('.devices a').first().innerText(), 'Android');
        assert.equal(await page.locator('a[href^="/programs/"]').count(), 0);
        await page.getByRole('link', { name: 'Windows', exact: true }).click();
        await page.waitForURL('**/scan?device=windows');
        assert.ok(await page.getByText('Bạn đang dùng điện thoại.').isVisible());
      },
    ));
});

describe('without a script', () => {
  for (const [name, path] of pages) {
    test(`${name} ${path} is whole`, () =>
      visit(browser, name, path, { ...phone, javaScriptEnabled: false }, async (page) => {
        assert.ok((await page.locator('h1').innerText()).length > 3);
        assert.ok(await page.getByText('Không ai gọi điện cho bạn về việc này.').last().isVisible());
        assert.equal(await page.locator('button:visible').count(), 0, 'a button that does nothing');
        for (const details of await page.locator('details').all()) {
          await details.locator('summary').click();
          assert.ok(await details.locator('p').first().isVisible());
        }
      }));
  }
});

describe('every width', () => {
  for (const [name, path] of pages) {
    for (const language of languages) {
      const at = inLanguage(path, language);
      test(`${name} ${at} does not scroll sideways, and has room for a thumb`, () =>
        visit(browser, name, at, desk, async (page) => {
          for (const [width, height] of [[1280, 900], [768, 1024], [360, 740], [320, 640]]) {
            await page.setViewportSize({ width, height });
            const [inside, outside] = await page.evaluate(() => [
              document.documentElement.scrollWidth,
              document.documentElement.clientWidth,
            ]);
            assert.ok(inside <= outside, `${inside} in ${outside} at ${width}`);
            const small = await page.locator('a:visible, button:visible, summary:visible, textarea:visible').evaluateAll((all) =>
              all
                .filter((one) => !one.classList.contains('skip'))
                .map((one) => [one.textContent.trim().slice(0, 30), one.getBoundingClientRect()])
                .filter(([, box]) => box.height < 44 || box.width < 44)
                .map(([text, box]) => `${text}: ${box.width.toFixed(1)}×${box.height.toFixed(1)}`),
            );
            assert.deepEqual(small, [], `at ${width}`);
          }
        }));
    }
  }
});

describe('the keyboard alone', () => {
  for (const [name, path] of [['listed', '/'], ['listed', '/check'], ['listed', '/scan?device=linux'], ['listed', '/share'], ['listed', '/figures'], ...(urls.offering ? [['offering', '/scan?device=windows']] : [])]) {
    test(`${name} ${path}: everything is reached in order, and it shows where one is`, () =>
      visit(browser, name, path, desk, async (page) => {
        const expected = await page
          .locator('a:visible, button:visible, summary:visible, textarea:visible, [tabindex="0"]:visible')
          .count();
        const seen = [];
        for (let step = 0; step < expected + 5; step += 1) {
          await page.keyboard.press('Tab');
          const now = await page.evaluate(() => {
            const one = document.activeElement;
            if (!one || one === document.body) return null;
            const all = [...document.querySelectorAll('*')];
            const style = getComputedStyle(one);
            const box = one.getBoundingClientRect();
            return {
              at: all.indexOf(one),
              text: one.textContent.trim().slice(0, 30),
              outline: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
              inView: box.left >= 0 && box.top >= 0 && box.right <= innerWidth && box.top < innerHeight,
            };
          });
          if (!now) break;
          seen.push(now);
        }
        assert.equal(seen.length, expected);
        for (const [at, one] of seen.entries()) {
          assert.ok(one.outline, `${one.text}: the focus does not show`);
          assert.ok(one.inView, `${one.text}: focused out of sight`);
          assert.ok(at === 0 || one.at > seen[at - 1].at, `${one.text}: out of order`);
        }
      }));
  }

  test('the first key leads past the navigation', () =>
    visit(browser, 'listed', '/', desk, async (page) => {
      await page.keyboard.press('Tab');
      assert.equal(await page.evaluate(() => document.activeElement.getAttribute('href')), '#main');
      await page.keyboard.press('Enter');
      assert.equal(await page.evaluate(() => document.activeElement.id), 'main');
      await page.keyboard.press('Tab');
      assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Tham gia ngay');
      await page.keyboard.press('Enter');
      await page.waitForURL('**/check');
    }));

  test('what is folded opens', () =>
    visit(browser, 'listed', '/check', desk, async (page) => {
      await page.locator('summary').focus();
      await page.keyboard.press('Enter');
      assert.ok(await page.locator('details p').first().isVisible());
    }));
});

describe('pictures to look at', { skip: !shots }, () => {
  for (const [name, path] of pages) {
    test(`${name} ${path}`, async () => {
      for (const language of languages) {
        for (const colorScheme of ['light', 'dark']) {
          for (const [size, options] of Object.entries({ phone, desk })) {
            await visit(browser, name, inLanguage(path, language), { ...options, colorScheme }, async (page) => {
              const file = `${name}${path.replaceAll(/[^a-z-]+/g, '-')}-${language}-${colorScheme}-${size}.png`;
              await page.screenshot({ path: `${shots}/${file}`, fullPage: true });
            });
          }
        }
      }
    });
  }
});

test('every server is one of those that were named', () => {
  for (const url of Object.values(urls)) assert.equal(new URL(url).origin, url.replace(/\/$/, ''));
});

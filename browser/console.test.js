// The console: a server is set up, somebody signs in, and every page of theirs is looked at, on a phone and on a desk, in
// both languages, light and dark, with the keyboard alone, and against axe-core.

import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { desk, launch, phone } from './browser.js';
import { holdAgainstAxe } from './held.js';

const given = JSON.parse(process.env.QUET_BROWSER_CONSOLE ?? '{}');
for (const name of ['url', 'login', 'password', 'first']) {
  if (!given[name]) throw new Error(`QUET_BROWSER_CONSOLE does not say \`${name}\``);
}
const shots = process.env.QUET_BROWSER_SHOTS;

let browser;
let state;
/** Whether an identity provider that does not answer is asked, which is said with 503. */
let away = false;

/** Opens a page of the console, hands it on, and says afterwards what it must not have done. */
async function open(path, options, look) {
  const context = await browser.newContext(options);
  const wrong = [];
  try {
    const page = await context.newPage();
    const origin = new URL(path, given.url).origin;
    page.on('request', (request) => {
      if (new URL(request.url()).origin !== origin) wrong.push(`asked ${request.url()}`);
    });
    page.on('console', (message) => {
      // A page that says what is wrong with a form is answered with 422, and the browser reports that.
      if (away && /\b503\b/.test(message.text())) return;
      if (message.type() === 'error' && !/\b4(04|22)\b/.test(message.text())) wrong.push(message.text());
    });
    page.on('pageerror', (error) => wrong.push(String(error)));
    await page.goto(new URL(path, given.url).href, { waitUntil: 'load' });
    await look(page, context);
  } finally {
    await context.close();
  }
  assert.deepEqual(wrong, [], path);
}

async function picture(page, name) {
  if (shots) await page.screenshot({ path: `${shots}/${name}.png`, fullPage: true });
}

/** Chooses the language of whoever is signed in. */
async function speak(page, language) {
  await page.goto(new URL('/console/me', page.url()).href);
  await page.locator('select[name=language]').selectOption(language);
  await page.locator('form').filter({ has: page.locator('select[name=language]') }).getByRole('button').first().click();
  await page.locator(`html[lang=${language}]`).waitFor();
}

before(async () => {
  browser = await launch();
  if (shots) mkdirSync(shots, { recursive: true });
  await open('/console', desk, async (page, context) => {
    assert.match(page.url(), /\/console\/sign-in\?to=/);
    await page.getByLabel('Tên đăng nhập').fill(given.login);
    await page.getByLabel('Mật khẩu').fill(given.password);
    await page.getByRole('button', { name: 'Đăng nhập' }).click();
    await page.waitForURL('**/console');
    state = await context.storageState();
  });
});
after(() => browser?.close());

describe('first use', () => {
  test('from the link that the server says to the first unit and person, by what the page says', async () => {
    const first = new URL(given.first);
    await open(given.first, phone, async (page) => {
      assert.equal(await page.locator('h1').innerText(), 'Thiết lập máy chủ này');
      await holdAgainstAxe(page, 'first use');
      await page.setViewportSize(phone.viewport);
      // What cannot be is said beside its field, and what was typed is kept.
      await page.getByLabel('Tên đơn vị').fill('Sở Ngoại vụ tỉnh Mẫu');
      // What may be left alone is folded, until somebody opens it.
      const code = page.getByLabel('Mã', { exact: true });
      if (!(await code.isVisible())) await page.getByText('Loại và mã đơn vị').click();
      await code.fill('sngv');
      await page.getByLabel('Họ và tên').fill('Nguyễn Thị Mẫu');
      await page.getByLabel('Tên đăng nhập').fill('mau');
      await page.getByLabel('Mật khẩu').fill('matkhau123456');
      await page.getByRole('button', { name: 'Bắt đầu' }).click();
      await page.getByText('một trong những mật khẩu mà ai cũng thử').waitFor();
      assert.equal(await page.getByLabel('Họ và tên').inputValue(), 'Nguyễn Thị Mẫu');
      assert.equal(await page.evaluate(() => document.activeElement.id), 'password', 'what is wrong has the focus');
      await holdAgainstAxe(page, 'first use, refused');
      await picture(page, 'first-refused');
      await page.getByLabel('Mật khẩu').fill('ngựa đúng pin ghim');
      await page.getByRole('button', { name: 'Bắt đầu' }).click();
      await page.waitForURL('**/console');
      assert.equal(await page.locator('h1').innerText(), 'Việc cần bạn hôm nay');
      assert.equal(await page.locator('.todo li').count(), 4);
      await picture(page, 'first-today');
      // Nobody is the first a second time.
      await page.goto(first.href);
      await page.waitForURL('**/console');
      // The slip of who is invited there, with the form that sends it, and what is said of the identity provider.
      for (const language of ['vi', 'en']) {
        await speak(page, language);
        assert.match(await page.locator('main').innerText(), /Nhà cung cấp Mẫu/);
        await page.goto(new URL('/console/people/new', first).href);
        await page.locator('input[name=name]').fill('Trần Văn Mẫu');
        await page.locator('input[name=login]').fill(`tran-${language}`);
        await page.locator('input[name=email]').fill('tran@coquan.example.vn');
        await page.locator('form[action="/console/people/new"] button').click();
        await page.locator('form[action$="/send"]').waitFor();
        for (const colorScheme of ['light', 'dark']) {
          await page.emulateMedia({ colorScheme });
          await page.setViewportSize(phone.viewport);
          await picture(page, `${language}-phone-${colorScheme}-slip`);
          await holdAgainstAxe(page, `the slip: ${language}, ${colorScheme}`);
        }
        await page.goto(new URL('/console/me', first).href);
        for (const colorScheme of ['light', 'dark']) {
          await page.emulateMedia({ colorScheme });
          await holdAgainstAxe(page, `an account with a provider: ${language}, ${colorScheme}`);
        }
      }
    });
  });
});

const inside = [
  '/console',
  '/console/incidents',
  '/console/incidents?phase=all&q=khong-co-gi',
  '/console/incidents/new',
  '/console/drills',
  '/console/drills/new',
  '/console/playbooks',
  '/console/playbooks/malware',
  '/console/members',
  '/console/units',
  '/console/units?q=ha+noi',
  '/console/units/1',
  '/console/units/2',
  '/console/units/2/rename',
  '/console/units/2/contacts',
  '/console/units/new?under=1',
  '/console/units/import',
  '/console/systems',
  '/console/duty',
  '/console/duty/1',
  '/console/members/1',
  '/console/members/1/change',
  '/console/emergency',
  '/console/people',
  '/console/people/new',
  '/console/people/1',
  '/console/record',
  '/console/record?about=unit:2',
  '/console/search?q=a',
  '/console/search?q=khong-co-gi',
  '/console/messages',
  '/console/webhooks',
  '/console/notices',
  '/console/t',
  '/console/t/AAAAAAAA',
  '/console/me',
  '/console/me/second-factor',
  '/console/no-such-page',
];

for (const path of inside) {
  describe(path, () => {
    for (const colorScheme of ['light', 'dark']) {
      test(`Vietnamese, ${colorScheme}`, () =>
        open(path, { ...phone, colorScheme, storageState: state }, async (page) => {
          assert.equal(await page.locator('html').getAttribute('lang'), 'vi');
          assert.equal(await page.locator('h1').count(), 1);
          await picture(page, `vi-phone-${colorScheme}${path.replace(/[^a-z0-9]+/g, '-')}`);
          await holdAgainstAxe(page, path);
          await page.setViewportSize(desk.viewport);
          await picture(page, `vi-desk-${colorScheme}${path.replace(/[^a-z0-9]+/g, '-')}`);
        }));
    }
  });
}

describe('signing in', () => {
  for (const language of ['vi', 'en']) {
    for (const colorScheme of ['light', 'dark']) {
      test(`by an identity provider: ${language}, ${colorScheme}`, () =>
        open(new URL(`/console/sign-in?lang=${language}`, given.first).href, { ...phone, colorScheme }, async (page) => {
          assert.equal(await page.locator('a[href^="/console/oidc?"]').count(), 1);
          await holdAgainstAxe(page, 'signing in, with a provider');
          await page.setViewportSize(phone.viewport);
          // A provider that does not answer is said, with a way on.
          away = true;
          await page.locator('a[href^="/console/oidc?"]').click();
          await page.waitForURL('**/console/oidc?*');
          assert.equal(await page.locator('html').getAttribute('lang'), language);
          await picture(page, `${language}-phone-${colorScheme}-provider`);
          await holdAgainstAxe(page, 'a provider that is away');
          away = false;
          // So is somebody who comes back from nowhere.
          await page.goto(new URL('/console/oidc/back?code=c&state=s', given.first).href);
          assert.equal(await page.locator('a[href^="/console/sign-in"]').count() > 0, true);
          await holdAgainstAxe(page, 'back from nowhere');
        }));
    }
  }

  for (const path of ['/console/sign-in', '/console/sign-in?lang=en', '/console/invited', '/console/invited?lang=en']) {
    test(`${path} against axe`, () =>
      open(path, phone, async (page) => {
        await holdAgainstAxe(page, path);
      }));
  }

  test('with the keyboard alone, to the page that was asked for, and out again', () =>
    open('/console/record', desk, async (page) => {
      await page.keyboard.press('Tab');
      assert.equal(await page.evaluate(() => document.activeElement.className), 'skip');
      await page.getByLabel('Tên đăng nhập').focus();
      await page.keyboard.type(given.login);
      await page.keyboard.press('Tab');
      await page.keyboard.type(given.password);
      await page.keyboard.press('Enter');
      await page.waitForURL('**/console/record');
      await page.getByRole('button', { name: 'Đăng xuất' }).focus();
      await page.keyboard.press('Enter');
      await page.waitForURL('**/console/sign-in');
      await page.goto(new URL('/console/record', given.url).href);
      assert.match(page.url(), /sign-in/);
    }));

  test('what is wrong is said, and not what', () =>
    open('/console/sign-in', phone, async (page) => {
      for (const name of [given.login, 'khong-co-ai']) {
        await page.getByLabel('Tên đăng nhập').fill(name);
        await page.getByLabel('Mật khẩu').fill('sai-mat-khau-roi');
        await page.getByRole('button', { name: 'Đăng nhập' }).click();
        await page.getByRole('alert').waitFor();
        assert.match(await page.getByRole('alert').innerText(), /Tên, mật khẩu hoặc mã không đúng/);
      }
    }));
});

describe('work', () => {
  test('English is chosen once and holds on every page', () =>
    open('/console/me', { ...desk, storageState: state }, async (page) => {
      await page.locator('select[name=language]').selectOption('en');
      await page.locator('form').filter({ has: page.locator('select[name=language]') }).getByRole('button').first().click();
      await page.locator('html[lang=en]').waitFor();
      for (const path of inside) {
        await page.goto(new URL(path, given.url).href);
        const language = await page.locator('html').getAttribute('lang');
        if (path !== '/console/no-such-page') assert.equal(language, 'en', path);
        await holdAgainstAxe(page, `${path} in English`);
        await picture(page, `en-desk${path.replace(/[^a-z0-9]+/g, '-')}`);
      }
      await page.goto(new URL('/console/me', given.url).href);
      await page.locator('select[name=language]').selectOption('vi');
      await page.locator('form').filter({ has: page.locator('select[name=language]') }).getByRole('button').first().click();
      await page.locator('html[lang=vi]').waitFor();
    }));

  for (const language of ['vi', 'en']) {
    for (const colorScheme of ['light', 'dark']) {
      test(`what a form leads to: ${language}, ${colorScheme}`, () =>
        open('/console/me', { ...phone, colorScheme, storageState: state }, async (page) => {
          await speak(page, language);
          const look = async (name) => {
            assert.equal(await page.locator('html').getAttribute('lang'), language, name);
            assert.equal(await page.locator('h1').count(), 1, name);
            await page.setViewportSize(phone.viewport);
            await picture(page, `${language}-phone-${colorScheme}-form-${name}`);
            await holdAgainstAxe(page, `${name}: ${language}, ${colorScheme}`);
            await picture(page, `${language}-desk-${colorScheme}-form-${name}`);
          };
          const go = (path) => page.goto(new URL(path, given.url).href);

          await go('/console/webhooks');
          await page.locator('#url').fill('https://nhan.example.vn/in/5ecret');
          await page.locator('#unit').fill(await page.locator('datalist#units option').first().getAttribute('value'));
          await page.locator('input[name^=kind_]').first().check();
          await page.locator('form[action="/console/webhooks"] button').click();
          await page.locator('.slip pre').waitFor();
          await look('webhook-secret');
          await go('/console/webhooks');
          await page.locator('a[href^="/console/webhooks/"]').first().click();
          await page.waitForURL(/\/webhooks\/\d+$/);
          assert.equal(await page.locator('h1').innerText(), 'nhan.example.vn');
          await look('webhook');
          await page.locator('form[action$="/end"] button').click();
          await page.waitForURL(/done=/);

          await go('/console/systems/new');
          await page.locator('#unit').fill(await page.locator('datalist option').first().getAttribute('value'));
          await page.locator('#name').fill(`Hệ thống Mẫu ${language} ${colorScheme}`);
          await page.locator('#addresses').fill('192.0.2.0/24');
          await page.locator('#domains').fill('he-thong-co-ten-mien-that-la-dai-de-thu-man-hinh-hep.coquan.example.vn');
          await page.locator('form[action^="/console/systems"] button').click();
          await page.waitForURL(/\/systems\/\d+/);
          await look('system');

          await go('/console/notices');
          await page.locator('form[action="/console/notices/feed"] button').click();
          await page.locator('.slip pre').waitFor();
          await look('feed-key');

          await go('/console/units/2');
          await page.locator('form[action="/console/copy"] button').click();
          await page.locator('textarea#text').waitFor();
          await look('copy');
          const code = /\/t\/([0-9A-Z-]+)/.exec(await page.locator('textarea#text').inputValue());
          assert.ok(code, 'the text names no short code');
          await go(`/console/t/${code[1]}`);
          assert.match(page.url(), /\/console\/units\/2$/);
          await speak(page, 'vi');
        }));
    }
  }

  test('on a phone the menu is behind one word, which opens and closes it', () =>
    open('/console/units', { ...phone, storageState: state }, async (page) => {
      const menu = page.locator('.side nav');
      assert.equal(await menu.isVisible(), false);
      assert.ok((await page.locator('main h1').boundingBox()).y < 200, 'the page itself begins at the top');
      await page.locator('.menu-on').focus();
      await page.keyboard.press('Enter');
      await menu.waitFor();
      await picture(page, 'vi-phone-menu');
      await holdAgainstAxe(page, 'the menu on a phone');
      await page.setViewportSize(phone.viewport);
      // The next stops are the way out and the links themselves.
      await page.locator('.menu-off').focus();
      await page.keyboard.press('Tab');
      assert.equal(await page.locator(':focus').getAttribute('href'), '/console');
      await page.locator('.menu-off').focus();
      await page.keyboard.press('Enter');
      await menu.waitFor({ state: 'hidden' });
      await page.locator('.menu-on').click();
      await menu.getByRole('link', { name: 'Sự cố' }).click();
      await page.waitForURL('**/console/incidents');
      assert.equal(await menu.isVisible(), false);
      await page.setViewportSize(desk.viewport);
      assert.equal(await menu.isVisible(), true);
      assert.equal(await page.locator('.menu-on').isVisible(), false);
    }));

  test('without scripts everything is there, the menu on a phone too', () =>
    open('/console/units', { ...phone, storageState: state, javaScriptEnabled: false }, async (page) => {
      assert.ok((await page.locator('tbody tr').count()) > 30);
      await page.locator('.menu-on').click();
      await page.locator('.side nav').waitFor();
    }));
});

/** What is typed into any form of an incident on the way, by field. */
const typed = {
  to: '0912 345 678',
  how: 'điện thoại',
  reasons: 'Đã xem nhật ký máy chủ',
  result: 'Xong',
  cause: 'Thư giả mạo',
  lessons: 'Bật xác thực hai lớp',
  measures: 'Tập huấn',
  note: '',
};
const chosen = {
  real: 'yes',
  class: 'malware',
  enisa: 'malicious_code',
  grade: 'ordinary',
  security_signs: 'no',
  severe_disruption: 'no',
  beyond_capacity: 'no',
  dangerous_situation: 'no',
  service_enterprise: 'no',
  national_critical: 'no',
  military: 'no',
  defence: 'no',
  complex: 'no',
  personal_data: 'no',
  location_or_biometric: 'no',
  finance_sensitive: 'no',
  processor: 'no',
};

describe('an incident, from the first message to the closing report', () => {
  for (const [language, size, byKeyboard] of [['vi', phone, true], ['en', desk, false]]) {
    test(`${language}, ${byKeyboard ? 'phone, keyboard alone' : 'desk'}`, () =>
      open(language === 'vi' ? '/report' : '/report?lang=en', { ...size, storageState: state }, async (page) => {
        const press = async (locator) => {
          if (!byKeyboard) return locator.click();
          await locator.focus();
          return page.keyboard.press('Enter');
        };
        const write = async (locator, text) => {
          await locator.focus();
          await locator.fill('');
          return byKeyboard ? page.keyboard.type(text) : locator.fill(text);
        };
        const look = async (name) => {
          await page.setViewportSize(size.viewport);
          await picture(page, `incident-${language}-${name}`);
          await holdAgainstAxe(page, `${name}: ${language}`);
          await page.setViewportSize(size.viewport);
        };
        // Somebody tells of it, and has a code at once.
        const title = `Máy tự gửi thư, ${language} ${Date.now()}`;
        await look('report');
        await write(page.locator('#title'), title);
        await write(page.locator('#told'), 'Máy chủ văn bản tự gửi thư lạ từ sáng nay.');
        await press(page.locator('form[method=post] button'));
        await page.locator('.verdict .big').waitFor();
        assert.match(await page.locator('.verdict .big').innerText(), /^[0-9A-Z]{4}-[0-9A-Z]{4}$/);
        await look('report-taken');

        await page.goto(new URL('/console/me', given.url).href);
        await speak(page, language);
        await page.goto(new URL('/console', given.url).href);
        const task = page.locator('.todo li', { hasText: title });
        await press(task.getByRole('link'));
        await page.waitForURL(/\/incidents\/\d+/);
        const at = new URL(page.url()).pathname;
        await look('told-of');

        // It can be given on and somebody be ordered; what somebody was asked stands there until it was answered.
        for (const deed of ['give', 'order']) {
          await page.goto(new URL(`${at}/do/${deed}`, given.url).href);
          await look(deed);
        }
        await page.goto(new URL(`${at}/do/preserve`, given.url).href);
        await write(page.locator('#of'), 'Nhà mạng');
        await write(page.locator('#what'), 'Giữ nhật ký kết nối');
        await press(page.locator('main form[method=post] button'));
        await page.waitForURL((url) => url.pathname === at);
        await press(page.locator('a[href*="/do/answer"]'));
        await page.waitForURL(/\/do\/answer/);
        await look('answer');
        await write(page.locator('#result'), 'Đã giữ đến cuối tháng');
        await press(page.locator('main form[method=post] button'));
        await page.waitForURL((url) => url.pathname === at);
        assert.equal(await page.locator('a[href*="/do/answer"]').count(), 0);

        let looked = 0;
        for (let step = 0; step < 200; step += 1) {
          const next = page.locator('.next a');
          if ((await next.count()) === 0) break;
          const deed = await next.getAttribute('href');
          if (deed.includes('/papers/')) break;
          await press(next);
          await page.waitForURL(/\/do\//);
          for (const [name, value] of Object.entries(chosen)) {
            const select = page.locator(`select[name=${name}]`);
            if (await select.count()) await select.selectOption(value);
          }
          for (const [name, value] of Object.entries(typed)) {
            const field = page.locator(`main [name=${name}]:not(select)`);
            if (value && (await field.count())) await write(field, value);
          }
          if (looked < 6 && !deed.includes('/tick')) {
            looked += 1;
            await look(`form-${looked}`);
          }
          await press(page.locator('main form[method=post] button').last());
          await page.waitForURL((url) => url.pathname === at);
          if (step === 30) await look('midway');
        }
        // No closing report, no closure.
        await press(page.locator('.next a'));
        await page.waitForURL(/papers\/closing_report$/);
        await look('closing-report');
        for (const [name, value] of Object.entries({
          reporter_address: '1 Phố Mẫu',
          reporter_phone: '0207 3822 822',
          reporter_email: 'ung.cuu@mau.example',
        })) {
          await write(page.locator(`#${name}`), value);
        }
        await press(page.locator('main form[method=post] button'));
        // What is required and empty is listed until nothing is.
        await page.locator('.verdict.wait').waitFor({ state: 'detached' });
        const [document] = await Promise.all([
          page.waitForEvent('download'),
          page.locator('a[href$="/docx"]').click(),
        ]);
        assert.match(document.suggestedFilename(), /^closing_report-\d+\.docx$/);
        await press(page.locator('a[href*="/do/sent"]'));
        await page.waitForURL(/\/do\/sent/);
        await look('sent');
        await write(page.locator('#to'), 'Cơ quan chuyên trách');
        await write(page.locator('#number'), '15/BC-MAU');
        const now = new Date(Date.now() + 7 * 3_600_000);
        await page.locator('#date').fill(now.toISOString().slice(0, 10).split('-').reverse().join('/'));
        await page.locator('#at').fill(now.toISOString().slice(0, 16));
        await page.locator('#file').selectOption('paper');
        await press(page.locator('main form[method=post] button'));
        await page.waitForURL((url) => url.pathname === at);
        // It was issued; with its number of arrival it counts as sent.
        await press(page.locator('.next a'));
        await page.waitForURL(/\/do\/arrived/);
        await look('arrived');
        await write(page.locator('#arrival'), '201');
        await press(page.locator('main form[method=post] button'));
        await page.waitForURL((url) => url.pathname === at);
        await press(page.locator('.next a'));
        await page.waitForURL(/\/do\/close/);
        // The report that nobody sent is named, and why it is closed without that is asked.
        await look('close');
        await write(page.locator('#reasons'), 'Đã báo cáo bằng điện thoại');
        await press(page.locator('main form[method=post] button'));
        await page.waitForURL((url) => url.pathname === at);
        await look('closed');
        for (const name of ['papers', 'evidence', 'names']) {
          await page.goto(new URL(`${at}/${name}`, given.url).href);
          await look(name);
        }
        await page.goto(new URL('/console/incidents?phase=closed', given.url).href);
        assert.equal(await page.locator('tbody tr', { hasText: title }).count(), 1);
        await speak(page, 'vi');
      }));
  }
});

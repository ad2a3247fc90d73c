// Signing in by an identity provider that others wrote, as people do: an account is linked, and somebody comes in with
// their second factor; each page on a phone and on a desk, in both languages, light and dark.
// The server and the provider are started here, on this machine, in a folder that is thrown away.

import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { desk, launch, phone } from './browser.js';
import { holdAgainstAxe } from './held.js';

const given = JSON.parse(process.env.QUET_BROWSER_PROVIDER ?? '{}');
for (const name of ['quet', 'provider']) {
  if (!given[name]) throw new Error(`QUET_BROWSER_PROVIDER does not say \`${name}\``);
}
const shots = process.env.QUET_BROWSER_SHOTS;
const password = 'ngựa đúng pin ghim';
const variants = ['vi', 'en'].flatMap((language) => ['light', 'dark'].map((colorScheme) => ({ language, colorScheme })));

const folder = mkdtempSync(join(tmpdir(), 'quet-provider-'));
const started = [];
let browser;
let url;
let state;
/** The secret of the second factor, once there is one. */
let secret = '';

function free() {
  return new Promise((found, failed) => {
    const server = createServer().once('error', failed);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => found(port));
    });
  });
}

/** Starts a program that says `ready` when it is. */
function start(program, args, ready, environment) {
  return new Promise((up, failed) => {
    const child = spawn(program, args, { env: { ...process.env, ...environment }, stdio: ['ignore', 'pipe', 'pipe'] });
    started.push(child);
    let said = '';
    const hear = (bytes) => {
      said += bytes;
      if (said.includes(ready)) up();
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.on('exit', (code) => failed(new Error(`${program} ended with ${code}: ${said}`)));
  });
}

/** The six digits that an authenticator shows (RFC 6238). */
function shown() {
  const bits = [...secret.replaceAll(' ', '')].map((one) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(one).toString(2).padStart(5, '0'));
  const key = Buffer.from(bits.join('').match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30000)));
  const digest = createHmac('sha1', key).update(step).digest();
  const at = digest[19] & 15;
  return String((digest.readUInt32BE(at) & 0x7fffffff) % 1000000).padStart(6, '0');
}

async function picture(page, name) {
  if (!shots) return;
  for (const [where, { viewport }] of Object.entries({ phone, desk })) {
    await page.setViewportSize(viewport);
    await page.screenshot({ path: `${shots}/${where}-${name}.png`, fullPage: true });
  }
}

/**
 * A page in a context of its own. Nothing leaves this machine: what the provider's own pages ask of others is not asked, and
 * ours ask nothing of the kind.
 */
async function opened(options, look) {
  const context = await browser.newContext(options);
  const wrong = [];
  try {
    const page = await context.newPage();
    await context.route((to) => to.hostname !== '127.0.0.1', (route) => {
      if (route.request().frame().url().startsWith(url)) wrong.push(`asked ${route.request().url()}`);
      return route.abort();
    });
    page.on('pageerror', (error) => wrong.push(String(error)));
    page.on('console', (message) => {
      // Of our own pages: what is wrong with a form is answered with 422, and the browser reports that.
      const ours = message.location().url.startsWith(url);
      if (ours && message.type() === 'error' && !/\b422\b/.test(message.text())) wrong.push(message.text());
    });
    await look(page, context);
  } finally {
    await context.close();
  }
  assert.deepEqual(wrong, []);
}

/** Shows the provider who one is, and agrees to whatever it asks. */
async function atProvider(page, name) {
  for (let asked = 0; asked < 3 && !page.url().startsWith(url); asked += 1) {
    if (await page.locator('input[name=login]').count()) {
      await page.locator('input[name=login]').fill(name);
      await page.locator('input[name=password]').fill('any');
    }
    const was = page.url();
    await page.locator('button[type=submit]').first().click();
    await page.waitForURL((now) => now.href !== was);
  }
}

async function speak(page, language) {
  await page.goto(`${url}/console/me`);
  await page.locator('select[name=language]').selectOption(language);
  await page.locator('form[action="/console/me/settings"] button').click();
  await page.locator(`html[lang=${language}]`).waitFor();
}

/** Begins to link: the page that leads there. */
async function toLink(page) {
  await page.goto(`${url}/console/me`);
  await page.locator('input[name=provider_password]').fill(password);
  await page.locator('form[action="/console/me/provider"] button').click();
  await page.locator('a.button.big').waitFor();
}

before(async () => {
  if (shots) mkdirSync(shots, { recursive: true });
  const [ours, theirs] = [await free(), await free()];
  url = `http://127.0.0.1:${ours}`;
  const data = join(folder, 'data');
  writeFileSync(join(folder, 'secret'), 'a secret that both know\n');
  const first = ['people', 'first', '--name', 'Nguyễn Thị Mẫu', '--login', 'mau', '--unit', 'Sở Mẫu', '--code', 'MAU'];
  const made = spawnSync(given.quet, [...first, '--lang', 'en', '--data', data], { input: `${password}\n` });
  assert.equal(made.status, 0, String(made.stderr));
  await start('node', [given.provider, String(theirs), `${url}/console/oidc/back`], 'listening', {});
  await start(given.quet, ['serve', '--lang', 'en', '--data', data, '--listen', `127.0.0.1:${ours}`], 'Serving at', {
    QUET_PUBLIC_URL: url,
    QUET_INSIDE: `127.0.0.1:${theirs}`,
    QUET_OIDC_ISSUER: `http://127.0.0.1:${theirs}`,
    QUET_OIDC_CLIENT_ID: 'quet',
    QUET_OIDC_CLIENT_SECRET_FILE: join(folder, 'secret'),
    QUET_OIDC_NAME: 'Sở Mẫu',
  });
  browser = await launch();
  await opened(desk, async (page, context) => {
    await page.goto(`${url}/console/sign-in`);
    await page.locator('input[name=login]').fill('mau');
    await page.locator('input[name=password]').fill(password);
    await page.locator('form[action^="/console/sign-in"] button').click();
    await page.waitForURL(`${url}/console`);
    state = await context.storageState();
  });
});

after(async () => {
  await browser?.close();
  for (const child of started) {
    child.removeAllListeners('exit');
    child.kill();
  }
  rmSync(folder, { recursive: true, force: true });
});

describe('an account is linked', () => {
  for (const { language, colorScheme } of variants) {
    test(`the way there: ${language}, ${colorScheme}`, () =>
      opened({ ...phone, colorScheme, storageState: state }, async (page) => {
        await speak(page, language);
        await toLink(page);
        assert.equal(await page.locator('html').getAttribute('lang'), language);
        assert.equal(await page.locator('h1').count(), 1);
        assert.match(await page.locator('a.button.big').getAttribute('href'), /\/auth\?/);
        await picture(page, `${language}-${colorScheme}-provider-go`);
        await holdAgainstAxe(page, `the way to the provider: ${language}, ${colorScheme}`);
      }));
  }

  test('there and back, with the keyboard alone on our side', () =>
    opened({ ...desk, storageState: state }, async (page) => {
      await speak(page, 'vi');
      await toLink(page);
      await page.locator('a.button.big').focus();
      await page.keyboard.press('Enter');
      await page.waitForURL((now) => !now.href.startsWith(url));
      await atProvider(page, 'lan');
      await page.waitForURL(`${url}/console/me?done=provider`);
      assert.equal(await page.locator('form[action="/console/me/provider/end"]').count(), 1);
      await picture(page, 'vi-light-provider-linked');
      await holdAgainstAxe(page, 'an account that is linked');
      // And a second factor, which is asked for here too.
      await page.goto(`${url}/console/me/second-factor`);
      secret = await page.locator('pre.secret').innerText();
      await page.locator('form[action="/console/me/second-factor"] input[name=code]').fill(shown());
      await page.locator('form[action="/console/me/second-factor"] button').first().click();
      await page.locator('ol.codes').waitFor();
    }));
});

describe('somebody comes in by it', () => {
  for (const { language, colorScheme } of variants) {
    test(`the code: ${language}, ${colorScheme}`, () =>
      opened({ ...phone, colorScheme }, async (page) => {
        await page.goto(`${url}/console/sign-in?lang=${language}`);
        await page.locator('a[href^="/console/oidc?"]').click();
        await page.waitForURL((now) => !now.href.startsWith(url));
        await atProvider(page, 'lan');
        await page.locator('form[action="/console/oidc"] input[name=code]').waitFor();
        assert.equal(await page.locator('html').getAttribute('lang'), language);
        assert.equal(await page.locator('h1').count(), 1);
        await picture(page, `${language}-${colorScheme}-provider-code`);
        await holdAgainstAxe(page, `the code: ${language}, ${colorScheme}`);
        // One that is wrong is said beside the field, which has what is wrong with it read out.
        await page.locator('input[name=code]').fill('000000');
        await page.locator('form[action="/console/oidc"] button').click();
        await page.locator('[role=alert], .error').first().waitFor();
        assert.equal(await page.locator('input[name=code]').getAttribute('aria-invalid'), 'true');
        await picture(page, `${language}-${colorScheme}-provider-code-wrong`);
        await holdAgainstAxe(page, `a code that is wrong: ${language}, ${colorScheme}`);
      }));
  }
});

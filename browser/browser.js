// A browser of its own for the tests, and the pages that they open.

import { chromium } from 'playwright-core';

export const urls = JSON.parse(process.env.QUET_BROWSER_URLS ?? '{}');
for (const name of ['listed', 'unlisted', 'shared', 'neighbour', 'plain']) {
  if (!urls[name]) throw new Error(`QUET_BROWSER_URLS names no server for \`${name}\``);
}

export const devices = ['windows', 'macos', 'linux', 'android', 'ios', 'router', 'camera'];

/** Every page: the visitor, the path. Each visitor has a verdict of their own; the other pages are the same for all. */
export const pages = [
  ...['/', '/scan', ...devices.map((device) => `/scan?device=${device}`), '/share', '/figures', '/no-such-page'].map(
    (path) => ['listed', path],
  ),
  ...Object.keys(urls).map((name) => [name, '/check']),
  ['plain', '/'],
  ...(urls.offering ? [['offering', '/'], ['offering', '/scan?device=windows'], ['offering', '/scan?device=linux']] : []),
  ...(urls.empty ? [['empty', '/'], ['empty', '/figures'], ['empty', '/scan?device=linux']] : []),
];

export const languages = ['vi', 'en'];

/** A path in a language. */
export function inLanguage(path, language) {
  if (language === 'vi') return path;
  return path + (path.includes('?') ? '&' : '?') + 'lang=en';
}

export function launch() {
  return chromium.launch({
    executablePath: process.env.QUET_BROWSER ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

export const phone = { viewport: { width: 360, height: 740 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true };
export const desk = { viewport: { width: 1280, height: 900 } };

/**
 * Opens a page in a context of its own, hands it on, and afterwards says what it must not have done: asked another
 * server, or complained in the console.
 */
export async function visit(browser, name, path, options, look) {
  const context = await browser.newContext(options);
  const wrong = [];
  try {
    const page = await context.newPage();
    const origin = new URL(urls[name]).origin;
    page.on('request', (request) => {
      if (new URL(request.url()).origin !== origin) wrong.push(`asked ${request.url()}`);
    });
    page.on('console', (message) => {
      // The browser itself reports a page that is an error, which is what is looked at there.
      if (message.type() === 'error' && !message.text().includes('404')) wrong.push(message.text());
    });
    page.on('pageerror', (error) => wrong.push(String(error)));
    await page.goto(urls[name] + path, { waitUntil: 'load' });
    await look(page, context);
  } finally {
    await context.close();
  }
  if (wrong.length) throw new Error(`${name} ${path}: ${wrong.join('; ')}`);
}

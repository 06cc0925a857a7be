// @ts-check
/** A loudspeaker without a keyboard: let in by a code that is typed elsewhere, it asks for a track, decodes it and writes a WAV. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { OggVorbisDecoder } from "@wasm-audio-decoders/ogg-vorbis";

const [server = "http://127.0.0.1:8787", out = "speaker.wav", wish = ""] = process.argv.slice(2);
const { CLIENT_ID: client = "demo-device", MEMORY: memory = ".speaker.json" } = process.env;

/** @param {string} reason @returns {never} */
function fail(reason) {
  console.error(reason);
  process.exit(1);
}

/** @param {string} url @param {RequestInit} [init] */
async function ask(url, init) {
  const response = await fetch(url, init).catch(() => fail(`Nothing answers at ${server}.`));
  const body = await response.json().catch(() => fail(`${url} answered ${response.status}, and no JSON.`));
  return { ok: response.ok, body };
}

/** RFC 6749: a form goes there, JSON comes back. @param {string} url @param {Record<string, string>} form */
const post = (url, form) => ask(url, { method: "POST", body: new URLSearchParams({ client_id: client, ...form }) });

/** Each refresh token is good for one use: the next one is kept before anything else happens. @param {any} tokens */
function keep(tokens) {
  writeFileSync(memory, JSON.stringify({ refresh_token: tokens.refresh_token }), { mode: 0o600 });
  return String(tokens.access_token);
}

/** @param {any} metadata @returns an access token by the login of last time, where there was one that still stands */
async function refresh({ token_endpoint }) {
  if (!existsSync(memory)) return undefined;
  const { refresh_token } = JSON.parse(readFileSync(memory, "utf8"));
  const { ok, body } = await post(token_endpoint, { grant_type: "refresh_token", refresh_token });
  return ok ? keep(body) : undefined;
}

/** RFC 8628. @param {any} metadata @returns an access token, once somebody has typed the code */
async function logIn({ device_authorization_endpoint, token_endpoint }) {
  const { ok, body: device } = await post(device_authorization_endpoint, { scope: "streaming" });
  if (!ok) fail(`This device may not log in: ${device.error_description}`);
  console.error(`Go to ${device.verification_uri} and type ${device.user_code}, or open ${device.verification_uri_complete}`);
  const form = { grant_type: "urn:ietf:params:oauth:grant-type:device_code", device_code: device.device_code };
  for (let interval = device.interval; ;) {
    await sleep(interval * 1000);
    const { ok, body } = await post(token_endpoint, form);
    if (ok) return keep(body);
    if (body.error === "slow_down") interval += 5;
    else if (body.error !== "authorization_pending") fail(`Nobody let this device in: ${body.error_description}`);
  }
}

/** The service says itself where things are (RFC 8414). */
const { ok: isThere, body: metadata } = await ask(`${server}/.well-known/oauth-authorization-server`);
if (!isThere) fail(`${server} lets no devices in.`);
const headers = { authorization: `Bearer ${(await refresh(metadata)) ?? (await logIn(metadata))}` };

/** A call of the Web API. @param {string} path @param {object} [body] */
async function api(path, body) {
  const answer = await ask(server + path, body ? { method: "POST", headers, body: JSON.stringify(body) } : { headers });
  return answer.ok ? answer.body : fail(`${path}: ${answer.body.error.message}`);
}

/** The first track of the newest release. */
async function findTrack() {
  const [album] = (await api("/v1/browse/new-releases?limit=1")).albums.items;
  return album ? (await api(`/v1/albums/${album.id}/tracks`)).items[0].id : fail("There is no music yet.");
}

const track_ids = [wish || (await findTrack())];
const { grants } = await api("/v1/playback/grants", { track_ids, device: { kind: "speaker" }, prefer: { containers: ["ogg"] } });
if (grants[0].refused) fail(`This may not be played: ${grants[0].refused.reason}`);
const rendition = grants[0].renditions.at(-1);
const audio = await fetch(server + rendition.url, { headers: { range: `bytes=0-${rendition.bytes - 1}` } });
if (audio.status !== 206) fail(`The audio did not come: ${audio.status}`);
const decoder = new OggVorbisDecoder();
await decoder.ready;
const { channelData: channels, sampleRate: rate } = await decoder.decodeFile(new Uint8Array(await audio.arrayBuffer()));

const [count, length] = [channels.length, channels[0]?.length ?? 0];
const wav = Buffer.alloc(44 + 2 * count * length);
wav.write("RIFF    WAVEfmt ", "latin1");
wav.write("data", 36, "latin1");
const words = { 4: wav.length - 8, 16: 16, 20: 1 | (count << 16), 24: rate, 28: 2 * count * rate, 32: (2 * count) | (16 << 16) };
for (const [at, word] of Object.entries({ ...words, 40: wav.length - 44 })) wav.writeUInt32LE(word, Number(at));
for (const [channel, samples] of channels.entries())
  for (const [at, sample] of samples.entries())
    wav.writeInt16LE(Math.round(Math.max(-1, Math.min(1, sample)) * 32_767), 44 + 2 * (at * count + channel));
writeFileSync(out === "-" ? 1 : out, wav);
console.error(`${(length / rate).toFixed(1)} s of ${grants[0].track_id}, ${rendition.tier}: ${out}`);
process.exit();

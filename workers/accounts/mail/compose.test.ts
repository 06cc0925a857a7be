import { expect, test } from "vitest";
import { compose } from "./compose.ts";
import { en } from "./letters.en.ts";

const head = { service: "Radio Luz", site: "https://music.example" };
const name = "pay at https://evil.example/now or https://music.example.evil.example/";
const url = "https://music.example/family/join?ticket=t";

test("only the service's own addresses can be followed in a letter, whatever somebody calls themselves", () => {
  const { html } = compose(en.familyInvitation({ ...head, name, url }), head, "en");
  expect([...html.matchAll(/href="([^"]+)"/g)].map(([, href]) => href)).toEqual([url]);
  expect(compose(en.passwordChanged(head), head, "en").html).toContain('<a href="https://music.example">https://music.example</a>');
});

test("a subject is one line", () => {
  const { subject } = compose(en.familyInvitation({ ...head, name: "Eve\r\nBcc: all@mail.example", url }), head, "en");
  expect(subject).toBe("Eve Bcc: all@mail.example invites you to their family at Radio Luz");
});

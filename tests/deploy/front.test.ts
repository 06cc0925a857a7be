import { join } from "node:path";
import { expect, test } from "vitest";
import { bindingFor, bindingOf } from "../../tools/deploy/front/dispatch.ts";
import { frontPlace } from "../../tools/deploy/deploy.ts";
import { readProject } from "../../tools/deploy/project.ts";
import { workers } from "../../tools/workers.ts";

const root = join(import.meta.dirname, "../..");

test("without a domain, each path goes to the Worker that its route would go to", () => {
  expect(bindingFor("/media/grant/recording/aac-128.mp4")).toBe("NEARFIELD_MEDIA");
  expect(bindingFor("/v1/guest")).toBe("NEARFIELD_ACCOUNTS");
  expect(bindingFor("/v1/guests")).toBe("NEARFIELD_API");
  expect(bindingFor("/connect")).toBe("NEARFIELD_CONNECT");
  expect(bindingFor("/v1/me/player/devices")).toBe("NEARFIELD_CONNECT");
  expect(bindingFor("/")).toBe("NEARFIELD_API");
});

test("the front binds to every Worker that a path leads to", () => {
  const [front] = readProject(root, [frontPlace]).workers;
  const bound = (front?.base.services ?? []).map(({ binding, service }) => `${binding} ${service}`);
  const reached = workers
    .filter(({ paths, config }) => paths.length > 0 || config === "wrangler.toml")
    .map(({ name }) => `${bindingOf(name)} ${name}`);
  expect(bound.toSorted()).toEqual(reached.toSorted());
});

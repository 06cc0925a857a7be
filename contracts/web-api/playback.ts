import { grantsRequestSchema, grantsResponseSchema } from "../playback.ts";
import { defineOperation } from "./operation.ts";

/** Nearfield's own: the Web API plays on devices only. */
export const createGrants = defineOperation({
  id: "createGrants",
  method: "post",
  path: "/v1/playback/grants",
  tag: "Playback",
  summary: "Asks whether tracks may be played, and for signed addresses of their audio.",
  access: { guests: true, scopes: ["streaming"] },
  body: grantsRequestSchema,
  answer: grantsResponseSchema,
});

import type { Policies, Policy } from "../../frame/policy.ts";

const open: Policy = { kind: "open" };
const grant: Policy = { kind: "grant" };

/** No token is asked for here, and nobody is counted: a grant opens one recording for a while, and pictures are everybody's. */
export const policies: Policies = {
  "GET /media/:grant/:recording/:file": grant,
  "ALL /media/:grant/:recording/:file": open,
  "ALL /media/:recording/:file": open,
  "ALL /media//:recording/:file": open,
  "GET /images/:image/:file": open,
  "ALL /images/:image/:file": open,
  "GET /images/mosaic/:covers/:signature/:file": open,
  "ALL /images/mosaic/:covers/:signature/:file": open,
};

/** The script of the revocations object. It serves no address: others call the object. */
export { Revocations } from "./object.ts";

export default {
  fetch(): Response {
    return new Response(null, { status: 404 });
  },
};

/** The script of the metrics objects. It serves no address: others call the objects. */
export { Metrics } from "./object.ts";

export default {
  fetch(): Response {
    return new Response(null, { status: 404 });
  },
};

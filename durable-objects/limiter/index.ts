/** The script of the limiter objects. It serves no address: others call the objects. */
export { Limiter } from "./object.ts";

export default {
  fetch(): Response {
    return new Response(null, { status: 404 });
  },
};

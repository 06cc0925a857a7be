/** The script of the listener objects: what each listener keeps and follows. It serves no address: others call the objects. */
export { Listener } from "./object.ts";

export default {
  fetch(): Response {
    return new Response(null, { status: 404 });
  },
};

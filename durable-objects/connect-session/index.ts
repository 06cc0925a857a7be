/** The script of listeners' sessions. It serves no address: others call the objects. */
export { ConnectSession } from "./object.ts";

export default {
  fetch(): Response {
    return new Response(null, { status: 404 });
  },
};

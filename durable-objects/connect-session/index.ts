/** The script of listeners' sessions, and of jams. It serves no address: others call the objects. */
export { Jam } from "./jam.ts";
export { ConnectSession } from "./object.ts";

export default {
  fetch(): Response {
    return new Response(null, { status: 404 });
  },
};

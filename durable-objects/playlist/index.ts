/** The script of the playlist objects. It serves no address: others call the objects. */
export { Playlist } from "./object.ts";

export default {
  fetch(): Response {
    return new Response(null, { status: 404 });
  },
};

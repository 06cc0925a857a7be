/** The floor of every read of the catalogue: one row by its primary key, and nothing said of who asks. */
export default {
  async fetch(request, env) {
    const id = new URL(request.url).pathname.split("/").pop();
    const row = await env.CATALOG_0.prepare("SELECT id, title, album_type, artists, release_date, cover FROM album WHERE id = ?")
      .bind(id)
      .first();
    return row ? Response.json(row) : new Response(null, { status: 404 });
  },
};

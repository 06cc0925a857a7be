/** The floor of the media Worker: what a range costs when nobody asks who may have it. */
export default {
  async fetch(request, env) {
    const key = new URL(request.url).pathname.slice("/floor/".length);
    const object = await env.MEDIA.get(key, { range: request.headers });
    if (!object) return new Response(null, { status: 404 });
    const headers = {
      "content-type": "audio/mp4",
      "content-length": String(object.range.length),
      "content-range": `bytes ${object.range.offset}-${object.range.offset + object.range.length - 1}/${object.size}`,
    };
    return new Response(object.body, { status: 206, headers });
  },
};

// The [build] command of the root wrangler.toml. A bare `npx wrangler deploy` would upload the api alone, with the ids of nobody's
// databases: it is refused with the name of the command that does the whole. Everything else that builds passes.
// wrangler says in WRANGLER_COMMAND what it builds for; the project's own tools set NEARFIELD_TOOL.
const refused = ["deploy", "versions upload"];

if (refused.includes(process.env.WRANGLER_COMMAND ?? "") && !process.env.NEARFIELD_TOOL) {
  console.error("This would deploy the api alone, without its databases and the other Workers. To deploy Nearfield, run: npm run deploy");
  process.exit(1);
}

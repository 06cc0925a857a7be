// The [build] command of the root wrangler.toml. A bare `npx wrangler deploy` would upload the api alone, with the ids of nobody's
// databases, and a bare `npx wrangler dev` would run it without the others: both are refused with the name of the command that does
// the whole. Everything else that builds passes.
// wrangler says in WRANGLER_COMMAND what it builds for; the project's own tools set NEARFIELD_TOOL.
const wholes = {
  deploy: "This would deploy the api alone, without its databases and the other Workers. To deploy Nearfield, run: npm run deploy",
  "versions upload":
    "This would upload the api alone, without its databases and the other Workers. To deploy Nearfield, run: npm run deploy",
  dev: "This would run the api alone, without the other Workers. To work on Nearfield, run: npm run dev",
};

const refusal = wholes[process.env.WRANGLER_COMMAND ?? ""];
if (refusal && !process.env.NEARFIELD_TOOL) {
  console.error(refusal);
  process.exit(1);
}

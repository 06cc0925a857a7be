/** Bound to as an object; nothing calls it. */
export class Store {
  name(): string {
    return "store";
  }
}

export default {
  fetch(): Response {
    return new Response("store");
  },
  queue(): void {},
  scheduled(): void {},
};

/** Where a navigation is the service's own affair: logins that lead over another site, checkouts, documents of the API. */
export const servicePaths =
  /^\/(?:accounts|api|authorize|billing|connect|dev|docs|embed|images|ingest|media|oauth|oembed|v1|\.well-known)(?:\/|$)/;

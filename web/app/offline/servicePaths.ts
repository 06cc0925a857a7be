/** Where a navigation is the service's own affair: logins that lead over another site, checkouts, documents of the API. */
export const servicePaths = /^\/(?:accounts|api|authorize|billing|dev|docs|images|ingest|media|oauth|v1|\.well-known)(?:\/|$)/;

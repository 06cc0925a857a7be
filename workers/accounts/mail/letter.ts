/** What a letter says, whatever its language. */
export type Letter = {
  subject: string;
  /** Paragraphs before the button. */
  before: string[];
  /** What there is to do. */
  action?: { label: string; url: string };
  after?: string[];
};

/** What every letter may name: the operator's name, and where the service is. */
export type Letterhead = { service: string; site: string };

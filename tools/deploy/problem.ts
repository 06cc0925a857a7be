/** Something the operator can mend: what is wrong, and the next thing to do. Printed without a stack. */
export class DeployProblem extends Error {
  readonly mend: string;

  constructor(message: string, mend: string) {
    super(message);
    this.name = "DeployProblem";
    this.mend = mend;
  }
}

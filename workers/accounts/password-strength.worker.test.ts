import { expect, test } from "vitest";
import { requireStrongPassword } from "./password-strength.ts";

const own = ["ada.lovelace@analytical.example", "Augusta King"];

test.each(["nearfield", "password123", "qwertyuiop", "lovelace1815", "AugustaKing", "analytical.example", "aaaaaaaaaaaaaaaa"])(
  "%s is refused, with advice",
  async (password) => {
    await expect(requireStrongPassword(password, own)).rejects.toMatchObject({
      code: "unprocessable",
      field: "password",
      message: expect.stringMatching(/^That password is too easy to guess\. \w/),
    });
  },
);

test.each(["purple-otter-climbs-77", "correct horse battery staple", "k9#Wq2!vLx", "Lovelace dreams of brass looms"])(
  "%s is taken",
  async (password) => {
    await expect(requireStrongPassword(password, own)).resolves.toBeUndefined();
  },
);

import argon2WASM from "argon2-wasm-edge/wasm/argon2.wasm";
import blake2bWASM from "argon2-wasm-edge/wasm/blake2b.wasm";
import { argon2id as referenceHash, setWASMModules } from "argon2-wasm-edge";
import { expect, test } from "vitest";
import { argon2id } from "./argon2id.ts";
import { toHex } from "../../domain/hex.ts";
import { hashPassword, verifyPassword } from "./password-hash.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

test("a hash is the one of the reference implementation's own vectors", () => {
  const parameters = { memory: 65_536, passes: 2, length: 32 };
  const expected = "09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7";
  expect(toHex(argon2id(bytes("password"), bytes("somesalt"), parameters))).toBe(expected);
});

test("hashes are those that the package itself makes, one after another on the same memory", async () => {
  await setWASMModules({ argon2WASM, blake2bWASM });
  for (const [index, password] of ["a", "pässwörd", "x".repeat(256), "語".repeat(100)].entries()) {
    const [memory, passes, length] = [64 + index * 8, 1 + index, 16 + index * 16];
    const salt = crypto.getRandomValues(new Uint8Array(8 + index));
    const options = {
      password,
      salt,
      memorySize: memory,
      iterations: passes,
      hashLength: length,
      parallelism: 1,
      outputType: "hex" as const,
    };
    expect(toHex(argon2id(bytes(password), salt, { memory, passes, length }))).toBe(await referenceHash(options));
  }
});

test("a password opens its own hash, and no other does", async () => {
  const held = await hashPassword("correct horse battery staple");
  expect(held).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/);
  expect(await verifyPassword("correct horse battery staple", held)).toBe(true);
  expect(await verifyPassword("correct horse battery stapl", held)).toBe(false);
  expect(await verifyPassword("correct horse battery staple", null)).toBe(false);
  expect(await hashPassword("correct horse battery staple")).not.toBe(held);
});

test("however a letter was typed, it is the same letter", async () => {
  expect(await verifyPassword("cafe\u0301 au lait", await hashPassword("café au lait"))).toBe(true);
});

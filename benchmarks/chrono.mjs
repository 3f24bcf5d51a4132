// chrono as a peer of the benchmark: what peer.py is for dateparser, with the same lines in and out.
import * as chrono from "chrono-node";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";

const read = (path) => JSON.parse(readFileSync(path, "utf8"));
const say = (value) => process.stdout.write(JSON.stringify(value) + "\n");

say({ version: read(new URL("node_modules/chrono-node/package.json", import.meta.url)).version });
for await (const line of createInterface({ input: process.stdin })) {
  const { path, published } = JSON.parse(line);
  const texts = read(path);
  const reference = new Date(`${published}T00:00:00`);
  let found = 0;
  const start = process.hrtime.bigint();
  for (const text of texts) found += chrono.parse(text, reference).length;
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  const digest = createHash("sha256").update(texts.join(""), "utf8").digest("hex");
  say({ seconds, found, digest });
}

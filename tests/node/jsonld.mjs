// Reads JSON-LD; prints it expanded, by the context that it brings along: a document loader that would fetch one fails.
import { readFileSync } from "node:fs";
import jsonld from "jsonld";

const documentLoader = (url) => {
  throw new Error(`it asks for ${url}`);
};
console.log(JSON.stringify(await jsonld.expand(JSON.parse(readFileSync(0, "utf8")), { documentLoader })));

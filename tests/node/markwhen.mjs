// Reads a Markwhen text; prints what its parser makes of it.
import { readFileSync } from "node:fs";
import { parse } from "@markwhen/parser";

const { events, header, parseMessages } = parse(readFileSync(0, "utf8"));
const found = [];
const walk = (node) => {
  for (const child of node.children ?? []) {
    if (child.children) found.push({ group: child.title }), walk(child);
    else
      found.push({
        begin: child.dateRangeIso.fromDateTimeIso,
        end: child.dateRangeIso.toDateTimeIso,
        text: child.firstLine.restTrimmed ?? child.firstLine.rest.trim(),
        tags: child.tags,
        id: child.id,
        date: child.properties.date,
        edtf: child.properties.edtf,
        properties: Object.keys(child.properties),
        lists: child.supplemental?.length ?? 0,
      });
  }
};
walk(events);
console.log(JSON.stringify({ header, parseMessages, events: found }));

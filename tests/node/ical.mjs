// Reads an iCalendar file; prints its events as ical.js has them.
import { readFileSync } from "node:fs";
import ICAL from "ical.js";

const calendar = new ICAL.Component(ICAL.parse(readFileSync(0, "utf8")));
const events = calendar.getAllSubcomponents("vevent").map((component) => {
  const event = new ICAL.Event(component);
  return {
    uid: event.uid,
    summary: event.summary,
    begin: event.startDate.toString(),
    end: event.endDate.toString(),
    edtf: component.getFirstPropertyValue("x-idlibtl-edtf"),
    properties: component.getAllProperties().map((property) => property.name),
  };
});
console.log(JSON.stringify({ components: calendar.getAllSubcomponents().map((each) => each.name), events }));

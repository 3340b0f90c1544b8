package org.rapport.server.console.measure;

import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.ListResource;
import org.hl7.fhir.r4.model.ListResource.ListEntryComponent;
import org.hl7.fhir.r4.model.MeasureReport;
import org.hl7.fhir.r4.model.MeasureReport.MeasureReportGroupComponent;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Reference;
import org.rapport.profiles.Extensions;
import org.rapport.server.console.Desk;
import org.rapport.server.console.Listing;
import org.rapport.server.console.People;
import org.rapport.server.console.Query;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** The people behind a figure, and whether each counts for it: for who may see people. */
@RestController
class MeasurePeople {
  private static final int ROWS = 50;

  /** Those of which more is better. */
  private static final Set<String> GOOD =
      Set.of("inquiry-to-booked", "satisfaction", "delivery-rate");

  private static final String COUNTS = "numerator";

  /**
   * Where those are listed whom a figure counts.
   *
   * @param by what it is a part by; null: it is no part
   * @param part that part
   * @return null where nobody is counted, or the person may not see who
   */
  static String of(
      Desk desk,
      String id,
      MeasureReportGroupComponent group,
      LocalDate first,
      LocalDate last,
      String by,
      String part) {
    boolean anybody = group.hasPopulation() && group.getPopulationFirstRep().getCount() > 0;
    return anybody && desk.user().seesPeople()
        ? Query.of("/console/measures/" + id + "/people")
            .with("from", first)
            .with("to", last)
            .with("by", by)
            .with("part", part)
            .with("place", desk.asked("place"))
            .toString()
        : null;
  }

  @GetMapping("/console/measures/{id}/people")
  ResponseEntity<String> show(@PathVariable("id") String id, Desk desk) {
    if (!MeasuresPage.MEASURES.contains(id)) {
      return ResponseEntity.notFound().build();
    }
    LocalDate last = Objects.requireNonNullElse(desk.day("to"), desk.today());
    LocalDate first =
        Objects.requireNonNullElse(desk.day("from"), last.minusDays(MeasuresPage.DAYS));
    boolean ratio = desk.words().has("measure.hit." + id);
    boolean alone = ratio && COUNTS.equals(desk.asked("of"));
    String by = desk.asked("by");
    MeasureReport report =
        desk.fhir()
            .get(
                MeasureReport.class,
                Query.of("Measure/" + id + "/$evaluate-measure")
                    .with("reportType", "subject-list")
                    .with("periodStart", first)
                    .with("periodEnd", last)
                    .with("location", MeasuresPage.place(desk))
                    .with("stratifier", by)
                    .with("stratum", by == null ? null : desk.asked("part"))
                    .with("population", alone ? COUNTS : null)
                    .with("_count", ROWS)
                    .with("_offset", desk.number("after")));
    Map<String, ListResource> lists = new HashMap<>();
    report
        .getContained()
        .forEach(one -> lists.put(one.getId().replace("#", ""), (ListResource) one));
    List<ListEntryComponent> entries =
        lists.getOrDefault(population(report, alone), new ListResource()).getEntry();
    MeasureReportGroupComponent group = report.getGroupFirstRep();
    Listing list =
        Listing.of(desk, "counted")
            .above(
                Listing.link(
                    desk.words().say("measure." + id), desk.kept("/console/measures/" + id)))
            .above(
                Listing.text(
                    desk.words()
                        .say("counted.period", desk.times().day(first), desk.times().day(last))))
            .above(Listing.text(MeasuresPage.counts(desk, group)));
    if (by != null) {
      list.above(Listing.text(PartNames.of(desk).of(by, desk.asked("part"))));
    }
    if (ratio) {
      list.above(
          alone
              ? Listing.link(desk.words().say("counted.all"), desk.with("of", null))
              : Listing.link(
                  desk.words().say("counted.only", desk.words().say("measure.hit." + id)),
                  desk.with("of", COUNTS)));
    }
    list.columns("person", "born", "number", "when", "counted");
    rows(desk, id, list, entries, lists.get(COUNTS));
    return list.after(entries.size(), ROWS).show(desk.words().say("counted.of", name(desk, id)));
  }

  private static String name(Desk desk, String id) {
    return desk.words().say("measure." + id);
  }

  private static String population(MeasureReport report, boolean alone) {
    return alone
        ? COUNTS
        : report.getGroupFirstRep().getPopulationFirstRep().getCode().getCodingFirstRep().getCode();
  }

  private static void rows(
      Desk desk,
      String id,
      Listing list,
      List<ListEntryComponent> entries,
      ListResource numerator) {
    Map<String, Patient> people =
        desk.people(entries.stream().map(MeasurePeople::patient).filter(Objects::nonNull).toList());
    // Who is in the list of those that count stands there in the same order.
    int hits = 0;
    for (int i = 0; i < entries.size(); i++) {
      ListEntryComponent entry = entries.get(i);
      boolean hit =
          numerator != null
              && hits < numerator.getEntry().size()
              && numerator.getEntry().get(hits).equalsDeep(entry);
      hits += hit ? 1 : 0;
      String patient = patient(entry);
      Patient person = people.get(patient);
      list.row(
          Integer.toString(i),
          Listing.link(
              person == null ? desk.words().say("person.unknown") : People.name(person),
              person == null ? null : "/console/people/" + patient),
          Listing.text(person == null ? "" : desk.times().date(person.getBirthDateElement())),
          Listing.text(person == null ? "" : numbers(person)),
          Listing.text(entry.hasDate() ? desk.times().full(entry.getDate().toInstant()) : ""),
          counted(desk, id, entry, hit));
    }
  }

  private static Listing.Cell counted(Desk desk, String id, ListEntryComponent entry, boolean hit) {
    Extension value =
        entry.hasExtension(Extensions.COUNTED)
            ? entry
                .getExtensionByUrl(Extensions.COUNTED)
                .getExtensionByUrl(Extensions.Counted.VALUE)
            : null;
    return value != null && value.getValue() instanceof Quantity took
        ? Listing.text(MeasuresPage.took(desk, took))
        : Listing.chip(
            desk.words().or((hit ? "measure.hit." : "measure.miss.") + id, ""),
            GOOD.contains(id) ? hit ? "ok" : "warn" : hit ? "warn" : "plain");
  }

  private static String patient(ListEntryComponent entry) {
    Reference item = entry.getItem();
    return "Patient".equals(item.getReferenceElement().getResourceType())
        ? item.getReferenceElement().getIdPart()
        : null;
  }

  // The EHR's numbers; where there are none, the telephone.
  private static String numbers(Patient person) {
    String numbers =
        person.getIdentifier().stream()
            .map(Identifier::getValue)
            .filter(Objects::nonNull)
            .collect(Collectors.joining(", "));
    return numbers.isEmpty() ? Objects.requireNonNullElse(People.telephone(person), "") : numbers;
  }
}

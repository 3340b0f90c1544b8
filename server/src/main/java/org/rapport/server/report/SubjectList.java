package org.rapport.server.report;

import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.ListResource;
import org.hl7.fhir.r4.model.ListResource.ListEntryComponent;
import org.hl7.fhir.r4.model.ListResource.ListMode;
import org.hl7.fhir.r4.model.ListResource.ListStatus;
import org.hl7.fhir.r4.model.MeasureReport;
import org.hl7.fhir.r4.model.MeasureReport.MeasureReportGroupPopulationComponent;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Reference;
import org.rapport.profiles.Extensions;
import org.rapport.server.report.MeasureRows.Count;
import org.rapport.server.report.MeasureRows.Counted;
import org.rapport.server.report.MeasureRows.Part;
import org.springframework.stereotype.Component;

/**
 * Who is counted in a figure: a List for each population, contained in the report. An entry names
 * the person; its extension the resource that was counted, so that a List is as long as its
 * population's count, however often somebody is in it.
 */
@Component
class SubjectList {
  static final String TYPE = "subject-list";
  static final String ALL = "denominator";
  static final int USUAL = 100;
  static final int MOST = 500;
  private static final String NUMERATOR = "numerator";

  private final MeasureRows rows;

  SubjectList(MeasureRows rows) {
    this.rows = rows;
  }

  /** Where and when what is counted is, and the moment of asking. */
  record Within(String location, Instant from, Instant until, Instant now) {}

  /**
   * Which of them are wanted.
   *
   * @param population all, or those of the numerator alone
   * @param stratifier null: no part
   * @param stratum the part
   */
  record Page(String population, String stratifier, String stratum, int count, int offset) {
    Page {
      if (!List.of(ALL, NUMERATOR).contains(population)) {
        throw new InvalidRequestException("population should be " + ALL + " or " + NUMERATOR);
      }
      if (count > MOST) {
        throw new InvalidRequestException("_count should be at most " + MOST);
      }
      if ((stratifier == null) != (stratum == null)) {
        throw new InvalidRequestException("stratifier and stratum belong together");
      }
    }

    private Part part(MeasureQuery measure, String location) {
      if (stratifier != null && !MeasureRows.stratifiers(measure).contains(stratifier)) {
        throw new InvalidRequestException(
            "stratifier should be one of " + String.join(", ", MeasureRows.stratifiers(measure)));
      }
      boolean hits = NUMERATOR.equals(population);
      if (hits && measure.unit() != null) {
        throw new InvalidRequestException("This Measure has no numerator");
      }
      return new Part(location, stratifier, stratum, hits);
    }
  }

  /** How many there are in all. */
  Count count(MeasureQuery measure, Within within, Page page) {
    return rows.count(
        measure,
        page.part(measure, within.location()),
        within.from(),
        within.until(),
        within.now());
  }

  /** Puts the Lists of this page into a report that has its populations. */
  void list(MeasureReport report, MeasureQuery measure, Within within, Page page) {
    List<Counted> found =
        rows.counted(
            measure,
            page.part(measure, within.location()),
            page.count(),
            page.offset(),
            within.from(),
            within.until(),
            within.now());
    for (MeasureReportGroupPopulationComponent one : report.getGroupFirstRep().getPopulation()) {
      String code = one.getCode().getCodingFirstRep().getCode();
      boolean hits = NUMERATOR.equals(code);
      if (hits || !NUMERATOR.equals(page.population())) {
        ListResource list = new ListResource();
        list.setId(code);
        list.setStatus(ListStatus.CURRENT).setMode(ListMode.SNAPSHOT);
        list.setDate(Date.from(within.now()));
        found.stream()
            .filter(row -> !hits || Boolean.TRUE.equals(row.hit()))
            .forEach(row -> entry(list.addEntry(), row, measure.unit()));
        report.addContained(list);
        one.setSubjectResults(new Reference("#" + code));
      }
    }
  }

  private static void entry(ListEntryComponent entry, Counted row, String unit) {
    // Whoever was erased is nobody; what was counted is still there.
    entry.setItem(new Reference(row.patient() == null ? row.focus() : "Patient/" + row.patient()));
    entry.setDate(row.at() == null ? null : Date.from(row.at()));
    Extension counted = new Extension(Extensions.COUNTED);
    if (row.focus() != null) {
      counted.addExtension(Extensions.Counted.BY, new Reference(row.focus()));
    }
    if (row.value() != null && unit != null) {
      counted.addExtension(
          Extensions.Counted.VALUE,
          new Quantity()
              .setValue(BigDecimal.valueOf(row.value()).setScale(3, RoundingMode.HALF_UP))
              .setUnit(Figures.words(unit))
              .setSystem(Figures.UCUM)
              .setCode(unit));
    }
    if (counted.hasExtension()) {
      entry.addExtension(counted);
    }
  }
}

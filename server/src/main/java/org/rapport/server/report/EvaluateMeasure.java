package org.rapport.server.report;

import ca.uhn.fhir.jpa.api.dao.IFhirResourceDao;
import ca.uhn.fhir.rest.annotation.IdParam;
import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.annotation.OperationParam;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.Date;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.DateType;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Measure;
import org.hl7.fhir.r4.model.MeasureReport;
import org.hl7.fhir.r4.model.MeasureReport.MeasureReportGroupComponent;
import org.hl7.fhir.r4.model.MeasureReport.MeasureReportGroupStratifierComponent;
import org.hl7.fhir.r4.model.MeasureReport.MeasureReportStatus;
import org.hl7.fhir.r4.model.MeasureReport.MeasureReportType;
import org.hl7.fhir.r4.model.MeasureReport.StratifierGroupComponent;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.StringType;
import org.rapport.profiles.Canonicals;
import org.rapport.server.config.RapportSettings;
import org.rapport.server.fhir.FhirOperations;
import org.rapport.server.report.MeasureRows.Count;
import org.rapport.server.store.LogicalId;
import org.springframework.stereotype.Component;

/**
 * {@code Measure/[id]/$evaluate-measure}: a summary MeasureReport. A ratio has its numerator and
 * denominator, a duration its median with a unit; both as a whole and by stratum.
 *
 * @see <a
 *     href="https://hl7.org/fhir/R4/measure-operation-evaluate-measure.html">$evaluate-measure</a>
 */
@Component
public class EvaluateMeasure implements FhirOperations {
  private static final String POPULATION =
      "http://terminology.hl7.org/CodeSystem/measure-population";
  private static final String UCUM = "http://unitsofmeasure.org";
  private static final int USUAL_DAYS = 30;
  private static final int MOST_MEASURES = 20;
  private static final int MOST_PERIODS = 100;

  private final MeasureRows rows;
  private final IFhirResourceDao<Measure> measures;
  private final Clock clock;
  private final ZoneId zone;

  EvaluateMeasure(
      MeasureRows rows, IFhirResourceDao<Measure> measures, Clock clock, RapportSettings settings) {
    this.rows = rows;
    this.measures = measures;
    this.clock = clock;
    this.zone = settings.clinic().zone();
  }

  /**
   * Evaluates one, or several over the same time: those come in a Bundle, a collection in the order
   * in which they were asked for.
   *
   * @param id of the Measure; without it {@code measure} names which
   * @param measure ids, or canonicals, of at most {@value #MOST_MEASURES}
   * @param periodStart first day, in the clinic's zone; 30 days before the end without it
   * @param periodEnd last day, included; today without it
   * @param by {@code day}, {@code week} or {@code month}: a stratifier with a stratum for each, by
   *     its first day; at most {@value #MOST_PERIODS}
   * @param location the id of the only Location that is counted
   */
  @Operation(name = "$evaluate-measure", type = Measure.class, idempotent = true)
  public IBaseResource evaluate(
      @IdParam(optional = true) IdType id,
      @OperationParam(name = "measure", max = OperationParam.MAX_UNLIMITED)
          List<StringType> measure,
      @OperationParam(name = "periodStart") DateType periodStart,
      @OperationParam(name = "periodEnd") DateType periodEnd,
      @OperationParam(name = "reportType") StringType reportType,
      @OperationParam(name = "by") StringType by,
      @OperationParam(name = "location") StringType location) {
    if (reportType != null
        && reportType.hasValue()
        && !List.of("summary", "population").contains(reportType.getValue())) {
      throw new InvalidRequestException("reportType should be summary");
    }
    Instant now = clock.instant();
    LocalDate last =
        periodEnd == null ? now.atZone(zone).toLocalDate() : day("periodEnd", periodEnd, true);
    LocalDate first =
        periodStart == null ? last.minusDays(USUAL_DAYS) : day("periodStart", periodStart, false);
    if (last.isBefore(first)) {
      throw new InvalidRequestException("periodEnd should not be before periodStart");
    }
    Asked asked =
        new Asked(
            first,
            last,
            by == null || by.isEmpty() ? null : by.getValue(),
            location == null || location.isEmpty() ? null : place(location.getValue()),
            now);
    if (id != null) {
      return report(id, asked);
    }
    if (measure == null || measure.isEmpty() || measure.size() > MOST_MEASURES) {
      throw new InvalidRequestException(
          "measure should name one or more Measures, at most " + MOST_MEASURES);
    }
    Bundle all = new Bundle().setType(Bundle.BundleType.COLLECTION);
    for (StringType one : measure) {
      all.addEntry().setResource(report(named(one.getValueNotNull()), asked));
    }
    return measure.size() == 1 ? all.getEntryFirstRep().getResource() : all;
  }

  /** What is asked of each. */
  private record Asked(LocalDate first, LocalDate last, String by, String place, Instant now) {}

  // Ours are called as their URLs end.
  private static IdType named(String measure) {
    String url = measure.split("\\|", 2)[0];
    String name = url.substring(url.lastIndexOf('/') + 1);
    if (!LogicalId.is(name)) {
      throw new InvalidRequestException("measure should be the id or the URL of a Measure");
    }
    return new IdType("Measure", name);
  }

  private MeasureReport report(IdType id, Asked asked) {
    Measure measure = measures.read(id.toUnqualifiedVersionless(), new SystemRequestDetails());
    String url = String.valueOf(measure.getUrl());
    MeasureQuery query =
        MeasureQuery.of(url.substring(url.lastIndexOf('/') + 1))
            .filter(one -> url.startsWith(Canonicals.BASE + "/Measure/"))
            .orElseThrow(() -> new InvalidRequestException("This Measure is not one that counts"));
    Instant from = asked.first().atStartOfDay(zone).toInstant();
    Instant until = asked.last().plusDays(1).atStartOfDay(zone).toInstant();
    MeasureReport report = new MeasureReport();
    report.setStatus(MeasureReportStatus.COMPLETE);
    report.setType(MeasureReportType.SUMMARY);
    report.setMeasure(measure.hasVersion() ? url + "|" + measure.getVersion() : url);
    report.setDate(Date.from(asked.now()));
    report.getPeriod().setStartElement(day(asked.first()));
    report.getPeriod().setEndElement(day(asked.last()));
    MeasureReportGroupComponent group = report.addGroup();
    fill(group, query, rows.count(query, asked.place(), from, until, asked.now()));
    if (asked.by() != null) {
      MeasureReportGroupStratifierComponent stratifier = group.addStratifier();
      stratifier.addCode().setText(asked.by());
      for (Periods.Span span : Periods.of(asked.by(), asked.first(), asked.last(), MOST_PERIODS)) {
        Count count =
            rows.whole(
                query,
                asked.place(),
                span.first().atStartOfDay(zone).toInstant(),
                span.last().plusDays(1).atStartOfDay(zone).toInstant(),
                asked.now());
        stratum(
            stratifier.addStratum(),
            query,
            new Count(
                asked.by(),
                span.first().toString(),
                count.denominator(),
                count.numerator(),
                count.median()));
      }
    }
    return report;
  }

  private static String place(String location) {
    String id = location.startsWith("Location/") ? location.substring(9) : location;
    if (!LogicalId.is(id)) {
      throw new InvalidRequestException("location should be the id of a Location");
    }
    return id;
  }

  private static DateTimeType day(LocalDate day) {
    return new DateTimeType(day.toString());
  }

  // A month or a year stands for its first or last day.
  private static LocalDate day(String name, DateType date, boolean last) {
    String text = date.getValueAsString();
    try {
      return switch (text.length()) {
        case 4 -> LocalDate.of(Integer.parseInt(text), last ? 12 : 1, last ? 31 : 1);
        case 7 -> last ? YearMonth.parse(text).atEndOfMonth() : YearMonth.parse(text).atDay(1);
        default -> LocalDate.parse(text);
      };
    } catch (DateTimeException | NumberFormatException e) {
      throw new InvalidRequestException(name + " should be a date");
    }
  }

  private static void fill(
      MeasureReportGroupComponent group, MeasureQuery query, List<Count> counts) {
    for (Count count : counts) {
      if (count.stratifier() == null) {
        whole(group, query, count);
      }
    }
    for (String by : MeasureRows.stratifiers(query)) {
      MeasureReportGroupStratifierComponent stratifier = null;
      for (Count count : counts) {
        if (by.equals(count.stratifier()) && count.stratum() != null) {
          if (stratifier == null) {
            stratifier = group.addStratifier();
            stratifier.addCode().setText(by);
          }
          stratum(stratifier.addStratum(), query, count);
        }
      }
    }
  }

  private static void whole(MeasureReportGroupComponent group, MeasureQuery query, Count count) {
    populations(
        query, count, (code, n) -> group.addPopulation().setCode(population(code)).setCount(n));
    score(query, count, group::setMeasureScore);
  }

  private static void stratum(StratifierGroupComponent stratum, MeasureQuery query, Count count) {
    stratum.setValue(new CodeableConcept().setText(count.stratum()));
    populations(
        query, count, (code, n) -> stratum.addPopulation().setCode(population(code)).setCount(n));
    score(query, count, stratum::setMeasureScore);
  }

  private static void populations(
      MeasureQuery query, Count count, BiConsumer<String, Integer> add) {
    int denominator = Math.toIntExact(count.denominator());
    if (query.unit() == null) {
      add.accept("denominator", denominator);
      add.accept("numerator", Math.toIntExact(count.numerator()));
    } else {
      add.accept("measure-population", denominator);
    }
  }

  private static void score(MeasureQuery query, Count count, Consumer<Quantity> set) {
    if (query.unit() != null && count.median() != null) {
      set.accept(
          new Quantity()
              .setValue(BigDecimal.valueOf(count.median()).setScale(3, RoundingMode.HALF_UP))
              .setUnit("d".equals(query.unit()) ? "days" : "seconds")
              .setSystem(UCUM)
              .setCode(query.unit()));
    } else if (query.unit() == null && count.denominator() > 0) {
      set.accept(
          new Quantity()
              .setValue(
                  BigDecimal.valueOf(count.numerator())
                      .divide(BigDecimal.valueOf(count.denominator()), 6, RoundingMode.HALF_UP)));
    }
  }

  private static CodeableConcept population(String code) {
    return new CodeableConcept(new Coding(POPULATION, code, null));
  }
}

package org.rapport.server.report;

import ca.uhn.fhir.jpa.api.dao.IFhirResourceDao;
import ca.uhn.fhir.rest.annotation.IdParam;
import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.annotation.OperationParam;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.Date;
import java.util.List;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.DateType;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Measure;
import org.hl7.fhir.r4.model.MeasureReport;
import org.hl7.fhir.r4.model.MeasureReport.MeasureReportGroupComponent;
import org.hl7.fhir.r4.model.MeasureReport.MeasureReportGroupStratifierComponent;
import org.hl7.fhir.r4.model.MeasureReport.MeasureReportStatus;
import org.hl7.fhir.r4.model.MeasureReport.MeasureReportType;
import org.hl7.fhir.r4.model.StringType;
import org.rapport.profiles.Canonicals;
import org.rapport.server.config.RapportSettings;
import org.rapport.server.fhir.FhirOperations;
import org.rapport.server.fhir.OperationInput;
import org.rapport.server.report.MeasureRows.Count;
import org.rapport.server.security.scope.CallersScope;
import org.rapport.server.store.LogicalId;
import org.springframework.stereotype.Component;

/**
 * {@code Measure/[id]/$evaluate-measure}: a summary MeasureReport, or who is counted in it. A ratio
 * has its numerator and denominator, a duration its median with a unit; both as a whole and by
 * stratum.
 *
 * @see <a
 *     href="https://hl7.org/fhir/R4/measure-operation-evaluate-measure.html">$evaluate-measure</a>
 */
@Component
public class EvaluateMeasure implements FhirOperations {
  private static final int USUAL_DAYS = 30;
  private static final int MOST_MEASURES = 20;
  private static final int MOST_PERIODS = 100;

  private final MeasureRows rows;
  private final SubjectList subjects;
  private final CallersScope caller;
  private final IFhirResourceDao<Measure> measures;
  private final Clock clock;
  private final ZoneId zone;

  EvaluateMeasure(
      MeasureRows rows,
      SubjectList subjects,
      CallersScope caller,
      IFhirResourceDao<Measure> measures,
      Clock clock,
      RapportSettings settings) {
    this.rows = rows;
    this.subjects = subjects;
    this.caller = caller;
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
   * @param reportType {@code summary} or {@code population}, which are the same; or {@code
   *     subject-list}, of one Measure, for who may read patients: who is counted
   * @param by {@code day}, {@code week} or {@code month}: a stratifier with a stratum for each, by
   *     its first day; at most {@value #MOST_PERIODS}
   * @param location the id of the only Location that is counted
   * @param population of a subject-list: {@code numerator} for those alone
   * @param stratifier of a subject-list: what {@code stratum} is a part by
   * @param stratum of a subject-list: the only part that is counted
   * @param count entries of a subject-list, at most {@value SubjectList#MOST}
   * @param offset how many of them are passed over
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
      @OperationParam(name = "location") StringType location,
      @OperationParam(name = "population") StringType population,
      @OperationParam(name = "stratifier") StringType stratifier,
      @OperationParam(name = "stratum") StringType stratum,
      @OperationParam(name = "_count") IntegerType count,
      @OperationParam(name = "_offset") IntegerType offset) {
    String type = value(reportType, "summary");
    boolean list = SubjectList.TYPE.equals(type);
    if (!list && !List.of("summary", "population").contains(type)) {
      throw new InvalidRequestException("reportType should be summary or " + SubjectList.TYPE);
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
            value(by, null),
            location == null || location.isEmpty() ? null : place(location.getValue()),
            now);
    if (list) {
      caller.mayNamePeople();
      SubjectList.Page page =
          new SubjectList.Page(
              value(population, SubjectList.ALL),
              value(stratifier, null),
              value(stratum, null),
              OperationInput.number("_count", count, SubjectList.USUAL),
              OperationInput.number("_offset", offset, 0));
      return people(only(id, measure), asked, page);
    }
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

  private static String value(StringType given, String without) {
    return given == null || given.isEmpty() ? without : given.getValue();
  }

  private static IdType only(IdType id, List<StringType> measure) {
    if (id == null && (measure == null || measure.size() != 1)) {
      throw new InvalidRequestException(SubjectList.TYPE + " is of one Measure");
    }
    return id == null ? named(measure.get(0).getValueNotNull()) : id;
  }

  private MeasureReport people(IdType id, Asked asked, SubjectList.Page page) {
    if (asked.by() != null) {
      throw new InvalidRequestException("by is not for a subject-list: its period is the part");
    }
    Measure measure = measures.read(id.toUnqualifiedVersionless(), new SystemRequestDetails());
    MeasureQuery query = query(measure);
    MeasureReport report = report(measure, asked, MeasureReportType.SUBJECTLIST);
    SubjectList.Within within =
        new SubjectList.Within(asked.place(), asked.from(zone), asked.until(zone), asked.now());
    Figures.whole(report.addGroup(), query, subjects.count(query, within, page));
    subjects.list(report, query, within, page);
    return report;
  }

  /** What is asked of each. */
  private record Asked(LocalDate first, LocalDate last, String by, String place, Instant now) {
    Instant from(ZoneId zone) {
      return first.atStartOfDay(zone).toInstant();
    }

    Instant until(ZoneId zone) {
      return last.plusDays(1).atStartOfDay(zone).toInstant();
    }
  }

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
    MeasureQuery query = query(measure);
    MeasureReport report = report(measure, asked, MeasureReportType.SUMMARY);
    MeasureReportGroupComponent group = report.addGroup();
    Figures.fill(
        group,
        query,
        rows.count(query, asked.place(), asked.from(zone), asked.until(zone), asked.now()));
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
        Figures.stratum(
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

  private static MeasureQuery query(Measure measure) {
    String url = String.valueOf(measure.getUrl());
    return MeasureQuery.of(url.substring(url.lastIndexOf('/') + 1))
        .filter(one -> url.startsWith(Canonicals.BASE + "/Measure/"))
        .orElseThrow(() -> new InvalidRequestException("This Measure is not one that counts"));
  }

  private static MeasureReport report(Measure measure, Asked asked, MeasureReportType type) {
    MeasureReport report = new MeasureReport();
    report.setStatus(MeasureReportStatus.COMPLETE);
    report.setType(type);
    report.setMeasure(
        measure.hasVersion() ? measure.getUrl() + "|" + measure.getVersion() : measure.getUrl());
    report.setDate(Date.from(asked.now()));
    report.getPeriod().setStartElement(day(asked.first()));
    report.getPeriod().setEndElement(day(asked.last()));
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
}

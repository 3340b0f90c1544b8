package org.rapport.server.security.scope;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.api.server.ResponseDetails;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.MeasureReport;
import org.hl7.fhir.r4.model.MeasureReport.MeasureReportGroupComponent;
import org.hl7.fhir.r4.model.MeasureReport.MeasureReportGroupPopulationComponent;
import org.hl7.fhir.r4.model.MeasureReport.MeasureReportGroupStratifierComponent;
import org.hl7.fhir.r4.model.MeasureReport.StratifierGroupComponent;
import org.hl7.fhir.r4.model.MeasureReport.StratifierGroupPopulationComponent;
import org.hl7.fhir.r4.model.Parameters;
import org.rapport.server.fhir.FhirInterceptor;
import org.springframework.stereotype.Component;

/**
 * Who sees figures and no patients sees no cell of one to four people, by whom somebody could be
 * known; none is told as none. Where one cell alone is hidden beside a sum, the next smallest is
 * hidden, too: it could be reckoned.
 */
@Component
@Interceptor
public class SmallCells implements FhirInterceptor {
  private static final int SMALLEST = 5;
  static final String REASON = "http://hl7.org/fhir/StructureDefinition/data-absent-reason";

  /** After the answer was cut to what may be seen. */
  @Hook(value = Pointcut.SERVER_OUTGOING_RESPONSE, order = -5)
  public void shown(RequestDetails request, ResponseDetails answer) {
    boolean guarded =
        TokenScopes.person().filter(person -> !person.asStaff("Patient", 'r')).isPresent();
    if (!guarded) {
      return;
    }
    if (answer.getResponseResource() instanceof MeasureReport report) {
      answer.setResponseResource(hidden(report));
    } else if (answer.getResponseResource() instanceof Parameters figures) {
      answer.setResponseResource(hidden(request.getOperation(), figures));
    } else if (answer.getResponseResource() instanceof Bundle bundle) {
      hide(bundle);
    }
  }

  /** Hides within a Bundle, and within those that are answers of a batch. */
  static void hide(Bundle bundle) {
    for (BundleEntryComponent entry : bundle.getEntry()) {
      if (entry.getResource() instanceof MeasureReport report) {
        entry.setResource(hidden(report));
      } else if (entry.getResource() instanceof Bundle answer) {
        hide(answer);
      } else if (entry.getResource() instanceof Parameters) {
        // Which figures they are is not known here, so that none is told.
        entry.setResource(null);
      }
    }
  }

  private static Parameters hidden(String operation, Parameters figures) {
    return switch (String.valueOf(operation)) {
      case "$reach" -> SmallFigures.reach(figures);
      case "$progress" -> SmallFigures.progress(figures);
      case "$variant-results" -> SmallFigures.variants(figures);
      default -> figures;
    };
  }

  /** The report without its small cells. */
  static MeasureReport hidden(MeasureReport whole) {
    MeasureReport report = whole.copy();
    for (MeasureReportGroupComponent group : report.getGroup()) {
      boolean small = false;
      for (MeasureReportGroupPopulationComponent population : group.getPopulation()) {
        if (isSmall(population.getCount())) {
          population.setCountElement(masked());
          small = true;
        }
      }
      if (small) {
        group.setMeasureScore(null);
      }
      group.getStratifier().forEach(stratifier -> hide(group, stratifier));
    }
    return report;
  }

  private static void hide(
      MeasureReportGroupComponent group, MeasureReportGroupStratifierComponent stratifier) {
    for (MeasureReportGroupPopulationComponent whole : group.getPopulation()) {
      String code = whole.getCode().getCodingFirstRep().getCode();
      List<StratifierGroupPopulationComponent> cells =
          stratifier.getStratum().stream()
              .flatMap(stratum -> cell(stratum, code).stream())
              .toList();
      long small = cells.stream().filter(cell -> isSmall(cell.getCount())).count();
      cells.stream()
          .filter(cell -> isSmall(cell.getCount()))
          .forEach(cell -> cell.setCountElement(masked()));
      if (small == 1 && whole.getCountElement().hasValue()) {
        cells.stream()
            .filter(cell -> cell.getCountElement().hasValue() && cell.getCount() > 0)
            .min(Comparator.comparing(StratifierGroupPopulationComponent::getCount))
            .ifPresent(cell -> cell.setCountElement(masked()));
      }
    }
    stratifier.getStratum().stream()
        .filter(
            stratum ->
                stratum.getPopulation().stream()
                    .anyMatch(cell -> !cell.getCountElement().hasValue()))
        .forEach(stratum -> stratum.setMeasureScore(null));
  }

  private static Optional<StratifierGroupPopulationComponent> cell(
      StratifierGroupComponent stratum, String code) {
    return stratum.getPopulation().stream()
        .filter(cell -> cell.getCode().getCodingFirstRep().getCode().equals(code))
        .findFirst();
  }

  static boolean isSmall(int count) {
    return count > 0 && count < SMALLEST;
  }

  static IntegerType masked() {
    IntegerType masked = new IntegerType();
    masked.addExtension(REASON, new CodeType("masked"));
    return masked;
  }
}

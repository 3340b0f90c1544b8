package org.rapport.server.security.scope;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.MeasureReport;
import org.hl7.fhir.r4.model.MeasureReport.MeasureReportGroupComponent;
import org.hl7.fhir.r4.model.MeasureReport.MeasureReportGroupStratifierComponent;
import org.hl7.fhir.r4.model.MeasureReport.StratifierGroupComponent;
import org.hl7.fhir.r4.model.Quantity;
import org.junit.jupiter.api.Test;

class SmallCellsTest {
  private static MeasureReport report(int whole, int... cells) {
    MeasureReport report = new MeasureReport();
    MeasureReportGroupComponent group = report.addGroup();
    group.addPopulation().setCode(code()).setCount(whole);
    group.setMeasureScore(new Quantity(1));
    MeasureReportGroupStratifierComponent stratifier = group.addStratifier();
    for (int cell : cells) {
      StratifierGroupComponent stratum = stratifier.addStratum();
      stratum.addPopulation().setCode(code()).setCount(cell);
      stratum.setMeasureScore(new Quantity(1));
    }
    return report;
  }

  private static CodeableConcept code() {
    return new CodeableConcept(new Coding("urn:x", "denominator", null));
  }

  private static List<Integer> shown(MeasureReport report) {
    List<Integer> shown = new ArrayList<>();
    for (StratifierGroupComponent stratum :
        SmallCells.hidden(report).getGroupFirstRep().getStratifierFirstRep().getStratum()) {
      boolean has = stratum.getPopulationFirstRep().getCountElement().hasValue();
      assertThat(stratum.hasMeasureScore()).isEqualTo(has);
      shown.add(has ? stratum.getPopulationFirstRep().getCount() : null);
    }
    return shown;
  }

  @Test
  void oneToFourAreHiddenAndNoneIsNone() {
    assertThat(shown(report(19, 0, 5, 2, 4, 8))).containsExactly(0, 5, null, null, 8);
    assertThat(shown(report(18, 5, 13))).containsExactly(5, 13);
  }

  @Test
  void inABatchWhatItsAnswersHoldIsHiddenToo() {
    Bundle answer = new Bundle();
    answer.addEntry().setResource(report(3, 3));
    Bundle batch = new Bundle();
    batch.addEntry().setResource(answer);

    SmallCells.hide(batch);

    MeasureReport hidden =
        (MeasureReport)
            ((Bundle) batch.getEntryFirstRep().getResource()).getEntryFirstRep().getResource();
    assertThat(hidden.getGroupFirstRep().getPopulationFirstRep().getCountElement().hasValue())
        .isFalse();
  }

  @Test
  void whatCouldBeReckonedIsHiddenToo() {
    assertThat(shown(report(22, 0, 9, 3, 10))).containsExactly(0, null, null, 10);
  }

  @Test
  void aSmallWholeIsHiddenWithItsScore() {
    MeasureReport hidden = SmallCells.hidden(report(3, 3));

    assertThat(hidden.getGroupFirstRep().getPopulationFirstRep().getCountElement().hasValue())
        .isFalse();
    assertThat(hidden.getGroupFirstRep().hasMeasureScore()).isFalse();
  }
}

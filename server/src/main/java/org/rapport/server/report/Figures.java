package org.rapport.server.report;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.MeasureReport.MeasureReportGroupComponent;
import org.hl7.fhir.r4.model.MeasureReport.MeasureReportGroupStratifierComponent;
import org.hl7.fhir.r4.model.MeasureReport.StratifierGroupComponent;
import org.hl7.fhir.r4.model.Quantity;
import org.rapport.server.report.MeasureRows.Count;

/** Counts as a MeasureReport tells them: populations and a score. Pure. */
final class Figures {
  static final String UCUM = "http://unitsofmeasure.org";
  private static final String POPULATION =
      "http://terminology.hl7.org/CodeSystem/measure-population";

  private Figures() {}

  /** All: the whole, and by each stratifier. */
  static void fill(MeasureReportGroupComponent group, MeasureQuery query, List<Count> counts) {
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

  /** The whole of a group. */
  static void whole(MeasureReportGroupComponent group, MeasureQuery query, Count count) {
    populations(
        query, count, (code, n) -> group.addPopulation().setCode(population(code)).setCount(n));
    score(query, count, group::setMeasureScore);
  }

  /** A part. */
  static void stratum(StratifierGroupComponent stratum, MeasureQuery query, Count count) {
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
              .setUnit(words(query.unit()))
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

  /** What a unit of ours is called in a Quantity. */
  static String words(String unit) {
    return "d".equals(unit) ? "days" : "seconds";
  }

  private static CodeableConcept population(String code) {
    return new CodeableConcept(new Coding(POPULATION, code, null));
  }
}

package org.rapport.server.security.scope;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.DecimalType;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.junit.jupiter.api.Test;

class SmallFiguresTest {
  private final Parameters figures = new Parameters();

  private SmallFiguresTest with(String name, int value) {
    figures.addParameter(name, new IntegerType(value));
    return this;
  }

  private SmallFiguresTest with(String name, String code, int value) {
    ParametersParameterComponent part = figures.addParameter().setName(name);
    part.addPart().setName("code").setValue(new CodeType(code));
    part.addPart().setName("count").setValue(new IntegerType(value));
    return this;
  }

  private static Map<String, String> told(Parameters shown) {
    Map<String, String> told = new TreeMap<>();
    for (ParametersParameterComponent one : shown.getParameter()) {
      boolean cell = one.hasPart();
      IntegerType figure = (IntegerType) (cell ? one.getPart().get(1).getValue() : one.getValue());
      String name =
          cell
              ? one.getName() + " " + one.getPartFirstRep().getValue().primitiveValue()
              : one.getName();
      assertThat(figure.hasValue()).isNotEqualTo(figure.hasExtension(SmallCells.REASON));
      told.put(name, figure.hasValue() ? figure.getValue().toString() : "hidden");
    }
    return told;
  }

  @Test
  void whatIsNotSmallIsToldAsItIs() {
    with("members", 50).with("reachable", 40).with("later", 0).with("channel", "sms", 40);
    with("reason", "no-consent", 10);

    assertThat(told(SmallFigures.reach(figures)))
        .containsEntry("members", "50")
        .containsEntry("reachable", "40")
        .containsEntry("channel sms", "40")
        .containsEntry("reason no-consent", "10");
  }

  @Test
  void aSmallReasonIsHidden_andWhatItCouldBeReckonedBy() {
    with("members", 50).with("reachable", 36).with("later", 0).with("channel", "sms", 36);
    with("reason", "no-consent", 12).with("reason", "opted-out", 2);

    assertThat(told(SmallFigures.reach(figures)))
        .containsEntry("reason opted-out", "hidden")
        .containsEntry("reason no-consent", "hidden")
        .containsEntry("reachable", "36");
  }

  @Test
  void whatAHiddenSumIsMadeOfIsHiddenWhole() {
    with("members", 20).with("reachable", 3).with("later", 0).with("channel", "sms", 3);
    with("reason", "no-consent", 17);

    assertThat(told(SmallFigures.reach(figures)))
        .containsEntry("reachable", "hidden")
        .containsEntry("reason no-consent", "hidden")
        .containsEntry("channel sms", "hidden");
  }

  @Test
  void ofACampaignLikewise() {
    with("members", 30).with("sent", 26).with("notDone", 4).with("pending", 0).with("errors", 1);
    with("notDoneReason", "no-consent", 4);

    assertThat(told(SmallFigures.progress(figures)))
        .containsEntry("notDone", "hidden")
        .containsEntry("sent", "hidden")
        .containsEntry("pending", "0")
        .containsEntry("errors", "hidden")
        .containsEntry("notDoneReason no-consent", "hidden")
        .containsEntry("members", "30");
  }

  @Test
  void ofAVariantWhatFewDidIsHidden_withItsShare_andOfAFewEverything() {
    variant("written", 40, 35, 3);
    variant("silence", 4, 4, 0);

    Parameters shown = SmallFigures.variants(figures);

    ParametersParameterComponent written = shown.getParameter().get(0);
    assertThat(number(written.getPart().get(1))).isEqualTo("40");
    assertThat(number(written.getPart().get(2).getPartFirstRep())).isEqualTo("35");
    assertThat(written.getPart().get(2).getPart()).hasSize(2);
    assertThat(number(written.getPart().get(3).getPartFirstRep())).isEqualTo("hidden");
    assertThat(written.getPart().get(3).getPart()).as("its share would tell it").hasSize(1);
    ParametersParameterComponent few = shown.getParameter().get(1);
    assertThat(number(few.getPart().get(1))).isEqualTo("hidden");
    assertThat(number(few.getPart().get(2).getPartFirstRep())).isEqualTo("hidden");
    assertThat(number(few.getPart().get(3).getPartFirstRep())).isEqualTo("hidden");
  }

  private void variant(String name, int people, int came, int optedOut) {
    ParametersParameterComponent variant = figures.addParameter().setName("variant");
    variant.addPart().setName("name").setValue(new CodeType(name));
    variant.addPart().setName("n").setValue(new IntegerType(people));
    outcome(variant, "attended", came);
    outcome(variant, "opted-out", optedOut);
  }

  private static void outcome(ParametersParameterComponent variant, String name, int count) {
    ParametersParameterComponent outcome = variant.addPart().setName(name);
    outcome.addPart().setName("count").setValue(new IntegerType(count));
    outcome.addPart().setName("share").setValue(new DecimalType("0.5"));
  }

  private static String number(ParametersParameterComponent part) {
    IntegerType figure = (IntegerType) part.getValue();
    return figure.hasValue() ? figure.getValue().toString() : "hidden";
  }
}

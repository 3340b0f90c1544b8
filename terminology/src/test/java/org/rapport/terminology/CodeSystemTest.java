package org.rapport.terminology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.CodeSystem;
import org.hl7.fhir.r4.model.CodeSystem.CodeSystemContentMode;
import org.hl7.fhir.r4.model.CodeSystem.ConceptDefinitionComponent;
import org.hl7.fhir.r4.model.ValueSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The enums and the code system files say the same. */
class CodeSystemTest {

  static Stream<Arguments> enums() {
    return Stream.of(
        enumOf("audit-event", AuditSubtype.values(), AuditSubtype::fromCode),
        enumOf("call-outcome", CallOutcome.values(), CallOutcome::fromCode),
        enumOf("campaign-state", CampaignState.values(), CampaignState::fromCode),
        enumOf("channel", Channel.values(), Channel::fromCode),
        enumOf("consent-category", ConsentCategory.values(), ConsentCategory::fromCode),
        enumOf("engagement-category", EngagementCategory.values(), EngagementCategory::fromCode),
        enumOf("journey-event", JourneyEvent.values(), JourneyEvent::fromCode),
        enumOf("lead-input", LeadInput.values(), LeadInput::fromCode),
        enumOf("lead-stage", LeadStage.values(), LeadStage::fromCode),
        enumOf("not-done-reason", NotDoneReason.values(), NotDoneReason::fromCode),
        enumOf("outreach-purpose", OutreachPurpose.values(), OutreachPurpose::fromCode),
        enumOf("override-action", OverrideAction.values(), OverrideAction::fromCode),
        enumOf("override-reason", OverrideReason.values(), OverrideReason::fromCode),
        enumOf("role", StaffRole.values(), StaffRole::fromCode),
        enumOf("routing-outcome", RoutingOutcome.values(), RoutingOutcome::fromCode),
        enumOf("task-code", TaskCode.values(), TaskCode::fromCode));
  }

  private static <T extends Enum<T> & Coded> Arguments enumOf(
      String id, T[] values, Function<String, Optional<T>> fromCode) {
    return Arguments.of(id, values, fromCode);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("enums")
  <T extends Enum<T> & Coded> void enumEqualsItsFile_inCodesDisplaysAndOrder(
      String id, T[] values, Function<String, Optional<T>> fromCode) {
    CodeSystem file = TerminologyFiles.read(CodeSystem.class, "CodeSystem-" + id + ".json");

    assertThat(file.getConcept())
        .extracting(ConceptDefinitionComponent::getCode, ConceptDefinitionComponent::getDisplay)
        .containsExactlyElementsOf(
            Arrays.stream(values).map(value -> tuple(value.code(), value.display())).toList());
    for (T value : values) {
      assertThat(value.name()).isEqualTo(value.code().toUpperCase(Locale.ROOT).replace('-', '_'));
      assertThat(value.system()).isEqualTo(file.getUrl());
      assertThat(fromCode.apply(value.code())).contains(value);
    }
    assertThat(fromCode.apply("no-such-code")).isEmpty();
    assertThat(fromCode.apply(null)).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("enums")
  void codeSystemIsComplete_andEveryConceptIsDefinedAndTranslated(
      String id, Coded[] values, Function<String, ?> fromCode) {
    CodeSystem file = TerminologyFiles.read(CodeSystem.class, "CodeSystem-" + id + ".json");

    assertThat(file.getContent()).isEqualTo(CodeSystemContentMode.COMPLETE);
    assertThat(file.getCaseSensitive()).isTrue();
    assertThat(file.getCount()).isEqualTo(values.length);
    assertThat(file.getConcept())
        .allSatisfy(
            concept -> {
              assertThat(concept.getDefinition()).hasSizeGreaterThan(20).endsWith(".");
              assertThat(concept.getDesignation())
                  .extracting(designation -> designation.getLanguage())
                  .containsExactly("fr", "es");
            });
    ValueSet all = TerminologyFiles.read(ValueSet.class, "ValueSet-" + id + ".json");
    assertThat(file.getValueSet()).isEqualTo(all.getUrl());
    assertThat(all.getCompose().getInclude())
        .singleElement()
        .satisfies(include -> assertThat(include.getSystem()).isEqualTo(file.getUrl()));
  }

  @Test
  void everyPurposeIsAnEngagementCategoryOfTheSameCode() {
    assertThat(OutreachPurpose.values())
        .allSatisfy(purpose -> assertThat(EngagementCategory.fromCode(purpose.code())).isPresent());
  }
}

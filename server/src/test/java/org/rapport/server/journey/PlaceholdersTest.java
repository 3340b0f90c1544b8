package org.rapport.server.journey;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlaceholdersTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "At {{locationName}}",
        "At {{{locationName}}}",
        "At {{& locationName }}",
        "{{#locationName}}At our place{{/locationName}}",
        "{{^locationName}}At home{{/locationName}}",
        "{{#given}}{{given}}, at {{locationName}}{{/given}}",
        "{{=<% %>=}}At <% locationName %>",
        "{{> locationName}}",
        "{{unknown}}",
        "{{#given}} that never ends"
      })
  void whatTellsIsFoundHoweverItIsWritten(String text) {
    assertThat(Placeholders.all(text, Placeholder::generic)).isFalse();
  }

  @Test
  void whatTellsNothingPasses() {
    assertThat(
            Placeholders.all(
                "{{#given}}Hi {{given}}. {{/given}}{{visitDate}} {{! at locationName }}{{link}}"
                    + " {{preferences}} {{token}}",
                Placeholder::generic))
        .isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{{visitDate}}{{#locationName}}, at {{locationName}}{{/locationName}}",
        "{{visitDate}}{{^directions}}, you know the way{{/directions}}",
        "{{#given}}{{given}}{{#parking}} Park at {{parking}}{{/parking}}{{/given}}",
        "{{=<% %>=}}<% visitDate %><%#bring%> Bring <% bring %><%/bring%>"
      })
  void optionalPartsFallAwayWithWhatTheyTell(String text) {
    assertThat(Placeholders.all(text, Placeholder::harmless)).isFalse();
    assertThat(Placeholders.allWithoutOptional(text, Placeholder::harmless)).isTrue();
  }

  @Test
  void whatIsNotOptionalStays() {
    assertThat(
            Placeholders.allWithoutOptional(
                "{{#given}}{{given}}, at {{locationName}}{{/given}}", Placeholder::harmless))
        .isFalse();
  }

  @Test
  void aLinkToReviewsIsHarmlessButNotGeneric() {
    assertThat(Placeholder.generic("reviewLink")).isFalse();
    assertThat(Placeholder.harmless("reviewLink")).isTrue();
    assertThat(Placeholder.harmless("resources")).isFalse();
  }
}

package org.rapport.server.outreach.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rapport.server.catalog.Template;
import org.rapport.server.catalog.Template.Variant;
import org.rapport.server.outreach.text.Rendering.Rendered;
import org.rapport.terminology.Channel;

/** Values are data, whatever they look like. */
class RenderingTest {
  private static final Template GREETING =
      new Template(
          "https://clinic.example/ActivityDefinition/greeting|1",
          "care",
          List.of(
              new Variant("en", "sms", null, "Hi{{#given}} {{given}}{{/given}}!"),
              new Variant("en", "email", "For {{given}}: hello", "Dear {{given}},\n\nhello."),
              new Variant("fr", "sms", null, "Bonjour {{given}}"),
              new Variant("fr-FR", "sms", null, "Salut {{given}}"),
              new Variant("es", "sms", null, "Hola {{given}}")),
          false);

  private final Rendering rendering = new Rendering();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{{7*7}}",
        "{{given}}",
        "{{#given}}x{{/given}}",
        "{{{given}}}",
        "{{=<% %>=}}",
        "{{> /etc/passwd}}",
        "${x}",
        "$1\\1",
        "#{7*7}",
        "<script>alert(1)</script>",
        "%s%n",
        "O'Brien & \"Søn\"",
      })
  void whenANameLooksLikeCode_thenItIsWrittenAsItIs(String name) {
    assertThat(text("sms", "en", name).body()).isEqualTo("Hi " + name + "!");
    assertThat(text("email", "en", name).subject()).isEqualTo("For " + name + ": hello");
  }

  @ParameterizedTest
  @CsvSource({
    "'Ana\nBcc: all@example.org', Ana Bcc: all@example.org",
    "'Ana\r\n\r\nBo', Ana Bo",
    "'Ana\u2028Bo', Ana Bo",
    "'Ana\u2029Bo', Ana Bo",
    "'Ana\u0085Bo', Ana Bo",
    "'Ana\u202Egro.live', Ana gro.live",
    "'\u2066Ana\u2069', Ana",
    "'Ana\tBo\u0000', Ana Bo",
  })
  void whenANameHoldsBreaksOrInvisibleMarks_thenItIsOneVisibleLine(String name, String visible) {
    Rendered mail = text("email", "en", name);

    assertThat(mail.subject()).isEqualTo("For " + visible + ": hello");
    assertThat(mail.body()).isEqualTo("Dear " + visible + ",\n\nhello.");
  }

  @Test
  void whenATemplatesSubjectHasALineBreak_thenTheSubjectHasNone() {
    Template broken =
        new Template(
            "x",
            "care",
            List.of(new Variant("en", "email", "Visit\r\nX-Y: {{given}}", "b")),
            false);

    assertThat(rendering.render(broken, Channel.EMAIL, "en", Map.of("given", "a\u2028b")))
        .hasValueSatisfying(mail -> assertThat(mail.subject()).isEqualTo("Visit X-Y: a b"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "   ", "\n", "\u200F"})
  void whenAValueIsBlank_thenItsSectionIsLeftOut(String name) {
    assertThat(text("sms", "en", name).body()).isEqualTo("Hi!");
  }

  @Test
  void whenAValueIsMissing_thenItsSectionIsLeftOut() {
    assertThat(text("sms", "en", null).body()).isEqualTo("Hi!");
  }

  @Test
  void whenAValueIsVeryLong_thenItIsCutBetweenCharacters() {
    String longest = text("sms", "en", "\uD83D\uDE00".repeat(200)).body();

    assertThat(longest).isEqualTo("Hi " + "\uD83D\uDE00".repeat(120) + "!");
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "none",
      value = {
        "fr, Bonjour Ana, fr",
        "fr-CA, Bonjour Ana, fr",
        "fr_CA, Bonjour Ana, fr",
        "fr-FR, Salut Ana, fr-FR",
        "FR, Bonjour Ana, fr",
        "es-MX, Hola Ana, es",
        "de, Hi Ana!, en",
        "zh-Hant-TW, Hi Ana!, en",
        "none, Hi Ana!, en",
      })
  void whenALanguageHasNoTextOfItsOwn_thenItsBaseSpeaksElseEnglish(
      String language, String body, String spoken) {
    Rendered text = text("sms", language, "Ana");

    assertThat(text.body()).isEqualTo(body);
    assertThat(text.language()).isEqualTo(spoken);
  }

  @Test
  void whenAChannelHasNoText_thenThereIsNone() {
    assertThat(rendering.render(GREETING, Channel.POSTAL, "en", Map.of())).isEmpty();
  }

  private Rendered text(String channel, String language, String given) {
    Map<String, String> values = new HashMap<>();
    values.put("given", given);
    return rendering
        .render(GREETING, Channel.fromCode(channel).orElseThrow(), language, values)
        .orElseThrow();
  }
}

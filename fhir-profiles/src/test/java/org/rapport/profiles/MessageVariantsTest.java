package org.rapport.profiles;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.mustachejava.DefaultMustacheFactory;
import com.github.mustachejava.MustacheFactory;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.Writer;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.ActivityDefinition;
import org.hl7.fhir.r4.model.ActivityDefinition.ActivityDefinitionKind;
import org.hl7.fhir.r4.model.Extension;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The texts of the shipped templates hold the house rules, in every language and channel. */
class MessageVariantsTest {

  private static final Set<String> PLACEHOLDERS =
      Set.of(
          "given",
          "visitDate",
          "visitTime",
          "zoneLabel",
          "locationName",
          "locationAddress",
          "clinicName",
          "clinicPhone",
          "clinicAddress",
          "link",
          "preferences",
          "directions",
          "parking",
          "bring",
          "paperwork",
          "reviewLink",
          "crisisLines",
          "respondBy",
          "question",
          "service",
          "bookingLink",
          "resumeLink",
          "surveyLink",
          "resources",
          "referralMethod",
          "token");

  /** Placeholders that may have no value, so that they stand in a section of their own. */
  private static final Set<String> OPTIONAL =
      Set.of(
          "given",
          "zoneLabel",
          "locationName",
          "locationAddress",
          "clinicAddress",
          "directions",
          "parking",
          "bring",
          "paperwork",
          "reviewLink",
          "respondBy",
          "question",
          "service",
          "bookingLink",
          "resumeLink",
          "surveyLink",
          "resources",
          "referralMethod",
          "link");

  /** What is about a visit to come says when it is. */
  private static final Set<String> OF_REMINDERS =
      Set.of(
          "appointment-confirmation",
          "appointment-change-notice",
          "appointment-preparation",
          "appointment-reminder",
          "appointment-last-reminder",
          "gentle-change-notice",
          "gentle-confirmation",
          "gentle-reminder");

  private static final Map<String, String> STOP = Map.of("en", "STOP", "fr", "ARRET", "es", "ALTO");

  /** The longest English and French weekday and month, and a long time of day. */
  private static final Map<String, Map<String, String>> LONG_VALUES =
      Map.of(
          "en", visit("Jennifer", "Wednesday, September 30", "10:30 AM"),
          "fr", visit("Frédéric", "mercredi 30 septembre", "10 h 30"),
          "es", visit("Fernanda", "miércoles 30 de septiembre", "10:30 a. m."));

  record Variant(String template, String language, String channel, String subject, String body) {
    @Override
    public String toString() {
      return template + " " + language + " " + channel;
    }
  }

  static List<String> templates() {
    return ShippedFiles.names().stream()
        .filter(name -> name.startsWith("ActivityDefinition-"))
        .filter(
            name ->
                ShippedFiles.read(ActivityDefinition.class, name).getKind()
                    == ActivityDefinitionKind.COMMUNICATIONREQUEST)
        .toList();
  }

  static List<Variant> variants() {
    return templates().stream().flatMap(MessageVariantsTest::variantsOf).toList();
  }

  static List<Variant> texts() {
    return variants().stream().filter(variant -> variant.channel().equals("sms")).toList();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("templates")
  void templateHasEveryLanguageOnEveryChannelOnce(String name) {
    assertThat(variantsOf(name).map(variant -> variant.language() + " " + variant.channel()))
        .containsExactlyInAnyOrder(
            "en sms", "en email", "fr sms", "fr email", "es sms", "es email");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("variants")
  void onlyEmailHasASubject(Variant variant) {
    assertThat(variant.subject() != null).isEqualTo(variant.channel().equals("email"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("variants")
  void onlyKnownPlaceholdersAreUsed_andOptionalOnesInSections(Variant variant) {
    String all = variant.body() + variant.subject();
    Matcher tags = Pattern.compile("\\{\\{([#^/]?)([^}]*)}}").matcher(all);
    while (tags.find()) {
      assertThat(PLACEHOLDERS).contains(tags.group(2));
      if (!tags.group(1).isEmpty()) {
        assertThat(OPTIONAL).contains(tags.group(2));
      }
    }
    Map<String, String> required = new HashMap<>(LONG_VALUES.get(variant.language()));
    required.keySet().removeAll(OPTIONAL);
    assertThat(render(variant.body(), required))
        .doesNotContain("  ", " ,", " .", "()", "{")
        .isEqualTo(render(variant.body(), required).strip());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("variants")
  void bodyNamesTheClinic_thePhone_andTheVisitThatIsToCome(Variant variant) {
    assertThat(variant.body()).contains("{{clinicName}}", "{{clinicPhone}}");
    if (variant.body().contains("{{visitTime}}") || OF_REMINDERS.contains(variant.template())) {
      assertThat(variant.body())
          .contains("{{visitDate}}", "{{visitTime}}")
          .contains("{{#zoneLabel}} ({{zoneLabel}}){{/zoneLabel}}");
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("texts")
  void smsSaysHowToStop_andNeverOffersCancelAsAReply(Variant sms) {
    assertThat(sms.body()).contains(STOP.get(sms.language()));
    assertThat(sms.body().toUpperCase(Locale.ROOT)).doesNotContain("CANCEL", " END ");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("texts")
  void smsFitsOnePart_withLongValues(Variant sms) {
    String rendered = render(sms.body(), LONG_VALUES.get(sms.language()));

    assertThat(Gsm7.septets(rendered)).as(rendered).isLessThanOrEqualTo(Gsm7.SINGLE);
  }

  /** The engine drops a line end beside a section tag, if it takes the line for a tag's own. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("variants")
  void linesStandAsWritten_withAndWithoutOptionalValues(Variant variant) {
    Map<String, String> all = new HashMap<>(LONG_VALUES.get(variant.language()));
    OPTIONAL.forEach(name -> all.putIfAbsent(name, "value"));
    Map<String, String> required = new HashMap<>(all);
    required.keySet().removeAll(OPTIONAL);

    assertThat(render(variant.body(), all).lines()).hasSize((int) variant.body().lines().count());
    assertThat(render(variant.body(), required).lines())
        .hasSize((int) variant.body().lines().count());
  }

  @TestFactory
  Stream<DynamicTest> emailIsParagraphsOfPlainText() {
    return variants().stream()
        .filter(variant -> variant.channel().equals("email"))
        .map(
            mail ->
                DynamicTest.dynamicTest(
                    mail.toString(),
                    () -> {
                      assertThat(mail.body()).doesNotContain("<", ">", "\n\n\n", "\r");
                      assertThat(mail.body().split("\n\n")).hasSizeGreaterThanOrEqualTo(5);
                      assertThat(mail.subject()).hasSizeLessThan(70).doesNotContain("given");
                    }));
  }

  @Test
  void emailRendersAsWritten() {
    Variant mail =
        variantsOf("ActivityDefinition-appointment-confirmation.json")
            .filter(v -> v.language().equals("en") && v.channel().equals("email"))
            .findFirst()
            .orElseThrow();
    Map<String, String> values = new HashMap<>(LONG_VALUES.get("en"));
    values.put("zoneLabel", "Toronto time");
    values.put("locationAddress", "12 Queen Street West");
    values.put("clinicAddress", "1 Main Street");

    assertThat(render(mail.body(), values))
        .startsWith(
            """
            Hi Jennifer,

            Your visit with Lakeshore Clinic 123 is booked. We look forward to seeing you.

            When: Wednesday, September 30 at 10:30 AM (Toronto time)
            Where: Lakeshore Clinic 123, Queen Street West, 12 Queen Street West

            """)
        .contains("\n\nLakeshore Clinic 123, +1 416 555 0100, 1 Main Street\n\n");
    values.keySet().removeAll(OPTIONAL);
    assertThat(render(mail.body(), values))
        .startsWith("Hi,\n\n")
        .contains("10:30 AM\nWhere: Lakeshore Clinic 123\n\nIf this time")
        .contains("0100\n\nIf you would rather");
  }

  private static Stream<Variant> variantsOf(String file) {
    ActivityDefinition template = ShippedFiles.read(ActivityDefinition.class, file);
    return template.getExtensionsByUrl(Extensions.MESSAGE_VARIANT).stream()
        .map(
            variant ->
                new Variant(
                    template.getIdElement().getIdPart(),
                    part(variant, Extensions.MessageVariant.LANGUAGE),
                    part(variant, Extensions.MessageVariant.CHANNEL),
                    part(variant, Extensions.MessageVariant.SUBJECT),
                    part(variant, Extensions.MessageVariant.BODY)));
  }

  private static String part(Extension variant, String name) {
    Extension part = variant.getExtensionByUrl(name);
    return part == null ? null : part.getValue().primitiveValue();
  }

  private static Map<String, String> visit(String given, String date, String time) {
    return Map.of(
        "given",
        given,
        "visitDate",
        date,
        "visitTime",
        time,
        "locationName",
        "Queen Street West",
        "clinicName",
        "Lakeshore Clinic 123",
        "clinicPhone",
        "+1 416 555 0100",
        "preferences",
        "https://clinic.example/p/" + "x".repeat(43),
        "crisisLines",
        "Day or night: 9-8-8.");
  }

  private static String render(String template, Map<String, String> values) {
    StringWriter out = new StringWriter();
    MustacheFactory plainText =
        new DefaultMustacheFactory() {
          @Override
          public void encode(String value, Writer writer) {
            ((StringWriter) writer).append(value);
          }
        };
    plainText.compile(new StringReader(template), "template").execute(out, values);
    return out.toString();
  }
}

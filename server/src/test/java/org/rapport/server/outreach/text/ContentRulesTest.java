package org.rapport.server.outreach.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rapport.server.config.RapportSettings;
import org.rapport.server.config.TestSettings;
import org.rapport.server.console.ToldRules;
import org.rapport.server.outreach.gate.RuleResult;
import org.rapport.server.outreach.gate.TestPolicy;
import org.rapport.server.outreach.text.MessageText.Text;
import org.rapport.server.policy.Jurisdiction;
import org.rapport.server.policy.PolicyRow;
import org.rapport.server.sensitivity.SensitiveWords;
import org.rapport.terminology.Channel;

/** What a finished text may not say (policy, R01, R03, R06, R08). */
class ContentRulesTest {
  private static final List<String> PHONES = List.of("+1 416 555 0100");

  private final ContentRules rules =
      new ContentRules(
          new SensitiveWords(),
          TestSettings.of(
              "https://rapport.clinic.example",
              new RapportSettings.Clinic("Lakeside", PHONES.get(0), "", ZoneId.of("UTC")),
              new RapportSettings.Content(null, "forms.example, maps.example.org")));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Your psychiatry visit is at 2",
        "Votre visite en santé mentale",
        "SANTE MENTALE",
        "Su cita de salud-mental",
        "H\u200bI\u200bV clinic: see you",
        "ＨＩＶ",
        "See https://evil.example/p/1",
        "See http://forms.example/a",
        "See bit.ly/abc",
        "See www.evil.example",
        "See https://rapport.clinic.example@evil.example/",
        "See https://rapport.clinic.example.evil.example/",
        "javascript://x",
        "Reply CANCEL to cancel your visit",
        "Text END to end",
        "reply with “STOP” to cancel your visit",
        "Répondez ANNULER pour annuler",
        "Responda CANCELAR"
      })
  void refused(String body) {
    RuleResult said = sms(body, false);

    assertThat(said.outcome()).isEqualTo(RuleResult.Outcome.REFUSE);
    assertThat(said.detail()).startsWith("unsafe-content: ").doesNotContain(body);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Lakeside: your visit is Monday at 2. Reply C to confirm, R to change. STOP to opt out",
        "STOP to opt out. To cancel your visit, call us",
        "Reply STOP to opt out",
        "See https://rapport.clinic.example/p/abc.",
        "See https://forms.example/a and https://eu.maps.example.org/b",
        "Write to a@b.example or call 416/555.0100, Mon/Tue",
        "Please avoid alcohol, and tell us if you are pregnant or anxious",
        "Bring your hearing aids"
      })
  void released(String body) {
    assertThat(sms(body, false).outcome()).isEqualTo(RuleResult.Outcome.PASS);
  }

  @Test
  void templatesHaveThreePartsAtMostAndStaffMore() {
    String long4 = "word ".repeat(100);

    assertThat(sms(long4, false).detail()).contains("unsafe-content", "500 septets, 4 parts");
    assertThat(sms(long4, true).outcome()).isEqualTo(RuleResult.Outcome.PASS);
    assertThat(sms("word ".repeat(400), true).outcome()).isEqualTo(RuleResult.Outcome.REFUSE);
    assertThat(rules.of(text(long4), Channel.EMAIL, false, false, List.of()).outcome())
        .isEqualTo(RuleResult.Outcome.PASS);
  }

  /** R22: what a person wrote goes as it is, and they can read before that what is missing. */
  @Test
  void aMissingNoticeIsSaidWithItsRule_alsoOfWhatStaffWrote() {
    List<PolicyRow> rows =
        TestPolicy.shipped()
            .notices(new Jurisdiction("US", null), "care", "email", LocalDate.of(2027, 3, 1));

    RuleResult template = rules.of(text("Come to us"), Channel.EMAIL, false, false, rows);
    RuleResult written = rules.of(text("Come to Hill House"), Channel.EMAIL, true, false, rows);

    assertThat(List.of(template, written))
        .allSatisfy(
            said -> {
              assertThat(said.outcome()).isEqualTo(RuleResult.Outcome.PASS);
              assertThat(said.detail()).contains("no notice that email is not encrypted");
              assertThat(said.source()).contains("R22: ", "164.522(b)", "(unverified)");
            });
    assertThat(written.detail()).endsWith("staff wrote the words");
    assertThat(template.detail()).doesNotContain("staff");
  }

  @Test
  void noTextIsRefused() {
    assertThat(rules.of(Optional.empty(), Channel.SMS, false, false, List.of()).outcome())
        .isEqualTo(RuleResult.Outcome.REFUSE);
  }

  @Test
  void whatIsMissingIsAddedAndNothingTwice() {
    assertThat(Signature.complete("Hello", "en", Channel.SMS, "Lakeside", PHONES, false))
        .isEqualTo("Hello\nLakeside +1 416 555 0100. STOP to opt out");
    assertThat(Signature.complete("Hello", "en", Channel.SMS, "Lakeside", PHONES, true))
        .isEqualTo("Hello\nLakeside +1 416 555 0100");
    assertThat(
            Signature.complete(
                "LAKESIDE here, call (416) 555-0100", "fr", Channel.SMS, "Lakeside", PHONES, false))
        .isEqualTo("LAKESIDE here, call (416) 555-0100\nARRET : cesser");
    String whole = "Lakeside: call 416 555 0100. Arrêt pour cesser";
    assertThat(Signature.complete(whole, "fr", Channel.SMS, "Lakeside", PHONES, false))
        .isEqualTo(whole);
    assertThat(Signature.complete("Hi", "en", Channel.EMAIL, "Lakeside", PHONES, false))
        .isEqualTo("Hi\n\nLakeside, +1 416 555 0100");
  }

  @Test
  void ourOwnAddressNeedsNoHttpsAndAnotherPortIsNotOurs() {
    LinkRules links = new LinkRules(URI.create("http://localhost:8080"), "");

    assertThat(links.allow("http://localhost:8080/p/x")).isTrue();
    assertThat(links.allow("http://localhost:8081/p/x")).isFalse();
  }

  private RuleResult sms(String body, boolean written) {
    RuleResult said = rules.of(text(body), Channel.SMS, written, false, List.of());
    ToldRules.areTold(List.of(said));
    return said;
  }

  private static Optional<Text> text(String body) {
    return Optional.of(new Text(null, body, "en", null));
  }
}

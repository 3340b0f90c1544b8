package org.rapport.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.FilterChain;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.ZoneId;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rapport.server.config.ClinicLook;
import org.rapport.server.config.RapportSettings;
import org.rapport.server.config.RapportSettings.Clinic;
import org.rapport.server.config.TestSettings;
import org.rapport.server.page.Look;
import org.rapport.server.page.Page;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

/** Pages are safe, complete in every language, and bounded in number. */
class PatientPagesTest {
  private final PatientPages pages = pages("A <b> Clinic", null);

  private static PatientPages pages(String clinic, Path logo) {
    RapportSettings settings =
        TestSettings.looking(
            new Clinic(clinic, "+1 416 555 0100", "1 Lake St", ZoneId.of("UTC")),
            new ClinicLook("#1b6e3c", "", logo == null ? "" : logo.toString()));
    return new PatientPages(settings, new Look(settings));
  }

  @Test
  void theLogoIsShown_unlessTheClinicsNameTellsTooMuch(@TempDir Path folder) throws Exception {
    Path logo = Files.writeString(folder.resolve("Logo.SVG"), "<svg/>");

    ResponseEntity<String> page = pages("Lakeside", logo).say(HttpStatus.OK, "en", "gone", "gone");
    assertThat(page.getBody()).containsPattern("<img src=\"/assets/logo-[0-9a-f]{12}\\.svg\"");
    assertThat(page.getHeaders().getFirst("Content-Security-Policy")).contains("img-src 'self'");
    assertThat(page.getBody()).contains("--accent: #1b6e3c");

    assertThat(
            pages("Lakeside Addiction Clinic", logo)
                .say(HttpStatus.OK, "en", "gone", "gone")
                .getBody())
        .doesNotContain("<img", "Addiction");
  }

  @ParameterizedTest
  @ValueSource(strings = {"en", "fr", "es"})
  void everyLanguageHasEveryWord(String language) {
    assertThat(pages.words(language).keySet()).isEqualTo(pages.words("en").keySet());
    assertThat(pages.words(language).values()).allMatch(word -> !word.isBlank());
  }

  @Test
  void unknownLanguagesAreEnglish() {
    assertThat(Page.base("de")).isEqualTo("en");
    assertThat(Page.base("FR-ca")).isEqualTo("fr");
    assertThat(Page.base(null)).isEqualTo("en");
  }

  @Test
  void valuesAreEscapedAndTheStyleIsTheOneThatThePolicyAllows() throws Exception {
    ResponseEntity<String> page = pages.say(HttpStatus.OK, "en", "gone", "goneIntro");
    String body = page.getBody();

    assertThat(body).contains("A &lt;b&gt; Clinic").doesNotContain("<b>", "<script", "http://");
    String style = body.substring(body.indexOf("<style>") + 7, body.indexOf("</style>"));
    String hash =
        Base64.getEncoder()
            .encodeToString(
                MessageDigest.getInstance("SHA-256")
                    .digest(style.getBytes(StandardCharsets.UTF_8)));
    assertThat(page.getHeaders().getFirst("Content-Security-Policy"))
        .contains("default-src 'none'", "'sha256-" + hash + "'", "frame-ancestors 'none'");
  }

  @Test
  void tooManyRequestsOfOneAddressWait_butNobodyIsKeptFromUnsubscribing() throws Exception {
    PublicRate rate = new PublicRate(pages, "2");

    assertThat(ask(rate, "GET", "/p/x", "10.0.0.1")).isEqualTo(200);
    assertThat(ask(rate, "POST", "/p/x", "10.0.0.1")).isEqualTo(200);
    assertThat(ask(rate, "GET", "/u/x", "10.0.0.1")).isEqualTo(429);
    assertThat(ask(rate, "POST", "/u/x", "10.0.0.1")).isEqualTo(200);
    assertThat(ask(rate, "GET", "/fhir/metadata", "10.0.0.1")).isEqualTo(200);
    assertThat(ask(rate, "GET", "/p/x", "10.0.0.2")).isEqualTo(200);
    PublicRate off = new PublicRate(pages, "off");
    for (int i = 0; i < 200; i++) {
      assertThat(ask(off, "GET", "/p/x", "10.0.0.3")).isEqualTo(200);
    }
  }

  private static int ask(PublicRate rate, String method, String path, String address)
      throws Exception {
    MockHttpServletRequest request = new MockHttpServletRequest(method, path);
    request.setRemoteAddr(address);
    MockHttpServletResponse response = new MockHttpServletResponse();
    FilterChain chain = (asked, answered) -> Map.of();
    rate.doFilter(request, response, chain);
    return response.getStatus();
  }
}

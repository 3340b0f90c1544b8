package org.rapport.server.web;

import com.github.mustachejava.DefaultMustacheFactory;
import com.github.mustachejava.Mustache;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import org.rapport.server.config.RapportSettings;
import org.rapport.server.sensitivity.DiscreetName;
import org.rapport.server.sensitivity.SensitiveWords;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;

/**
 * The one page that patients see, filled. Values are escaped by the template engine. Nothing on it
 * comes from elsewhere and nothing runs: the policy allows its own style, by hash, and no more.
 */
@Component
class PatientPages {
  private static final List<String> LANGUAGES = List.of("en", "fr", "es");
  private static final String FALLBACK = "en";

  private final Map<String, Map<String, String>> words = new HashMap<>();
  private final Mustache page;
  private final String policy;
  private final RapportSettings.Clinic clinic;

  /** Whoever holds the telephone may open a page: its name is the one that tells nothing. */
  private final String name;

  PatientPages(RapportSettings settings) {
    this.clinic = settings.clinic();
    this.name = DiscreetName.of(settings, new SensitiveWords());
    String template = read("page.mustache");
    this.page = new DefaultMustacheFactory().compile(new StringReader(template), "page");
    this.policy =
        "default-src 'none'; style-src 'sha256-"
            + hash(
                template.substring(
                    template.indexOf("<style>") + "<style>".length(), template.indexOf("</style>")))
            + "'; form-action 'self'; base-uri 'none'; frame-ancestors ";
    LANGUAGES.forEach(language -> words.put(language, properties(language)));
  }

  /** The words in a language, else in English. */
  Map<String, String> words(String language) {
    return words.get(base(language));
  }

  static String base(String language) {
    String base =
        language == null ? FALLBACK : language.split("[-_]", 2)[0].toLowerCase(Locale.ROOT);
    return LANGUAGES.contains(base) ? base : FALLBACK;
  }

  /**
   * A filled page.
   *
   * @param heading key of the words at its top
   * @param values the sections to show
   */
  ResponseEntity<String> answer(
      HttpStatus status, String language, String heading, Map<String, ?> values) {
    return titled(status, language, words(language).get(heading), values);
  }

  /** The same with words of its own at the top. */
  ResponseEntity<String> titled(
      HttpStatus status, String language, String heading, Map<String, ?> values) {
    return page(status, language, heading, values, "'none'");
  }

  /**
   * A form, which other sites may show.
   *
   * @param ancestors which, as the content security policy writes it
   */
  ResponseEntity<String> form(
      HttpStatus status, String language, String heading, Map<String, ?> values, String ancestors) {
    return page(status, language, heading, values, ancestors);
  }

  private ResponseEntity<String> page(
      HttpStatus status, String language, String heading, Map<String, ?> values, String ancestors) {
    Map<String, String> t = words(language);
    Map<String, Object> scope = new HashMap<>(values);
    scope.put("t", t);
    scope.put("lang", base(language));
    scope.put("heading", heading);
    scope.put("clinic", name);
    scope.put("phone", clinic.phone());
    scope.put("tel", clinic.phone().replaceAll("[^+0-9]", ""));
    scope.put("address", clinic.address());
    StringWriter out = new StringWriter();
    page.execute(out, scope);
    return ResponseEntity.status(status)
        .contentType(new MediaType("text", "html", StandardCharsets.UTF_8))
        .headers(headers -> safe(headers, ancestors))
        .body(out.toString());
  }

  /** A page that only says something. */
  ResponseEntity<String> say(HttpStatus status, String language, String heading, String intro) {
    return answer(status, language, heading, Map.of("intro", words(language).get(intro)));
  }

  private void safe(HttpHeaders headers, String ancestors) {
    headers.set("Content-Security-Policy", policy + ancestors);
    headers.set("Referrer-Policy", "no-referrer");
    headers.set("Cache-Control", "no-store");
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("X-Robots-Tag", "noindex, nofollow");
  }

  private static Map<String, String> properties(String language) {
    Properties properties = new Properties();
    try {
      properties.load(new StringReader(read(language + ".properties")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Map<String, String> words = new HashMap<>();
    properties.forEach((name, value) -> words.put((String) name, (String) value));
    return Map.copyOf(words);
  }

  private static String read(String name) {
    try (InputStream in = PatientPages.class.getResourceAsStream("/rapport-pages/" + name)) {
      StringWriter out = new StringWriter();
      new InputStreamReader(in, StandardCharsets.UTF_8).transferTo(out);
      return out.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String hash(String style) {
    try {
      return Base64.getEncoder()
          .encodeToString(
              MessageDigest.getInstance("SHA-256").digest(style.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }
}

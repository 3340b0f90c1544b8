package org.rapport.server.page;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.commons.codec.digest.DigestUtils;
import org.rapport.server.words.Languages;
import org.rapport.server.words.Words;

/**
 * Pages of one kind, a template each: what they share is their words, their style and what a
 * browser may do on them. Values are escaped by the template engine. Nothing on a page comes from
 * elsewhere and nothing runs: the policy allows its own style, by hash, the clinic's logo, and no
 * more. Thread-safe.
 */
public final class Page {
  private static final int USUAL_LENGTH = 16_384;
  private static final TemplateEngine TEMPLATES =
      TemplateEngine.createPrecompiled(ContentType.Html);

  private final Look look;
  private final Words words;
  private final String style;
  private final String hash;

  private Page(String folder, Look look) {
    this.look = look;
    this.style = look.tokens() + read(Look.FOLDER, "page.css") + read(folder, "page.css");
    this.hash = Base64.getEncoder().encodeToString(DigestUtils.sha256(style));
    this.words = Words.in(folder);
  }

  /**
   * Reads {@code page.css} and the words beside it, a file a language.
   *
   * @param folder of resources
   * @throws UncheckedIOException where they cannot be read
   */
  public static Page in(String folder, Look look) {
    return new Page(folder, look);
  }

  /** Whether there are words in a language, by its base. */
  public static boolean speaks(String language) {
    return Languages.isShipped(language);
  }

  /** The base of a language tag that there are words in, else English; null is English. */
  public static String base(String language) {
    return Languages.shipped(language);
  }

  /** The words in a language, else in English. */
  public Map<String, String> words(String language) {
    return words.words(language);
  }

  /** What all pages of the kind have, in a language. */
  public Sheet sheet(String language, String clinic, String logo, String heading, Sheet.Said said) {
    return new Sheet(base(language), words(language), style, clinic, logo, heading, said);
  }

  /**
   * A template, filled.
   *
   * @param template its path below {@code src/main/jte}
   * @param values by the names of its parameters
   */
  public static String fill(String template, Map<String, Object> values) {
    StringOutput out = new StringOutput(USUAL_LENGTH);
    TEMPLATES.render(template, values, out);
    return out.toString();
  }

  /**
   * The headers that go with it.
   *
   * @param formAction where its forms may lead to, as a content security policy writes it
   * @param ancestors who may show it in a frame, likewise
   */
  public Map<String, String> headers(String formAction, String ancestors) {
    return headers(formAction, ancestors, false);
  }

  /**
   * Likewise, of a page on which our own scripts may run, and call us.
   *
   * @param scripts whether they may
   */
  public Map<String, String> headers(String formAction, String ancestors, boolean scripts) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put(
        "Content-Security-Policy",
        "default-src 'none'; style-src 'sha256-"
            + hash
            + "'"
            + look.logo().map(logo -> "; img-src 'self'").orElse("")
            + (scripts ? "; script-src 'self'; connect-src 'self'" : "")
            + "; form-action "
            + formAction
            + "; base-uri 'none'; frame-ancestors "
            + ancestors);
    headers.put("Referrer-Policy", "no-referrer");
    headers.put("Cache-Control", "no-store");
    headers.put("X-Content-Type-Options", "nosniff");
    headers.put("X-Robots-Tag", "noindex, nofollow");
    return headers;
  }

  /** A resource that ships with the pages. */
  static String read(String folder, String name) {
    try (InputStream in = Page.class.getResourceAsStream("/" + folder + "/" + name)) {
      StringWriter out = new StringWriter();
      new InputStreamReader(in, StandardCharsets.UTF_8).transferTo(out);
      return out.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package org.rapport.server.page;

import com.github.mustachejava.DefaultMustacheFactory;
import com.github.mustachejava.Mustache;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.commons.codec.digest.DigestUtils;
import org.rapport.server.words.Languages;
import org.rapport.server.words.Words;

/**
 * A template with the words that stand on it. Values are escaped by the template engine. Nothing on
 * a page comes from elsewhere and nothing runs: the policy allows its own style, by hash, the
 * clinic's logo, and no more. Thread-safe.
 */
public final class Page {
  private static final String STYLE = "<style>";

  private final Look look;
  private final Words words;
  private final Mustache template;
  private final String style;

  private Page(String folder, Look look) {
    this.look = look;
    String own = read(folder, "page.mustache");
    String text = own.replace(STYLE, STYLE + look.tokens() + read(Look.FOLDER, "page.css"));
    this.template = new DefaultMustacheFactory().compile(new StringReader(text), folder);
    String css = text.substring(text.indexOf(STYLE) + STYLE.length(), text.indexOf("</style>"));
    this.style = Base64.getEncoder().encodeToString(DigestUtils.sha256(css));
    this.words = Words.in(folder);
  }

  /**
   * Reads {@code page.mustache} and the words beside it, a file a language.
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

  /** The page in a language, filled. */
  public String fill(String language, Map<String, ?> values) {
    Map<String, Object> scope = new HashMap<>(values);
    scope.put("t", words(language));
    scope.put("lang", base(language));
    StringWriter out = new StringWriter();
    template.execute(out, scope);
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
            + style
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

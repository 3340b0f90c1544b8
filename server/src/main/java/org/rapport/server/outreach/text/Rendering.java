package org.rapport.server.outreach.text;

import com.github.mustachejava.DefaultMustacheFactory;
import com.github.mustachejava.Mustache;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.rapport.server.catalog.Template;
import org.rapport.server.journey.Placeholder;
import org.rapport.terminology.Channel;
import org.springframework.stereotype.Component;

/**
 * Fills a template. Logic-less Mustache: values are data and never evaluated. Text channels are not
 * HTML, so nothing is escaped in them; values are cleaned of control characters before, and e-mail
 * HTML is made from the finished text by {@link HtmlText}. Thread-safe.
 */
@Component
public class Rendering {
  private final Map<String, Mustache> compiled = new ConcurrentHashMap<>();
  private final DefaultMustacheFactory factory =
      new DefaultMustacheFactory() {
        @Override
        public void encode(String value, Writer writer) {
          try {
            writer.write(value);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        }
      };

  /**
   * A finished text.
   *
   * @param subject e-mail only, else null
   */
  public record Rendered(String subject, String body, String language) {}

  /** The text of a template in a language, or empty where the template has none for the channel. */
  public Optional<Rendered> render(
      Template template, Channel channel, String language, Map<String, String> values) {
    Map<String, String> clean = new HashMap<>();
    values.forEach(
        (name, value) -> clean.put(name, Placeholder.ours(name) ? value : clean(name, value)));
    return template
        .variant(channel.code(), language)
        .map(
            variant ->
                new Rendered(
                    variant.subject() == null ? null : oneLine(fill(variant.subject(), clean)),
                    PlainText.of(fill(variant.body(), clean).strip(), channel),
                    variant.language()));
  }

  private String fill(String text, Map<String, String> values) {
    StringWriter out = new StringWriter();
    compiled
        .computeIfAbsent(text, t -> factory.compile(new StringReader(t), "text"))
        .execute(out, values);
    return out.toString();
  }

  private static String clean(String name, String value) {
    return clean(value, Placeholder.longest(name));
  }

  /** A value as one line of visible text; null and blank stay absent. */
  static String clean(String value) {
    return clean(value, Placeholder.longest(Placeholder.GIVEN.code()));
  }

  private static String clean(String value, int longest) {
    if (value == null) {
      return null;
    }
    String line = oneLine(value);
    if (line.isEmpty()) {
      return null;
    }
    return line.length() <= longest
        ? line
        : line.substring(
            0,
            line.offsetByCodePoints(0, Math.min(longest, line.codePointCount(0, line.length()))));
  }

  // Line and paragraph separators, control and format characters (bidirectional marks among them).
  private static String oneLine(String value) {
    return value.replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\s]+", " ").strip();
  }
}

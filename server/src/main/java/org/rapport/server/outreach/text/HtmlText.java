package org.rapport.server.outreach.text;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.web.util.HtmlUtils;

/**
 * Plain text as a small HTML document: paragraphs at blank lines, links as anchors, everything
 * escaped.
 */
public final class HtmlText {
  /** Without the full stop of the sentence that it ends. */
  private static final Pattern LINK = Pattern.compile("https?://[^\\s<>\"]*[^\\s<>\".,;:!?)]");

  private HtmlText() {}

  /** The document; its title is the subject. */
  public static String of(String text, String subject, String language) {
    StringBuilder html = new StringBuilder(256 + text.length() * 2);
    html.append("<!DOCTYPE html><html lang=\"")
        .append(escape(language.toLowerCase(Locale.ROOT)))
        .append("\"><head><meta charset=\"UTF-8\"><title>")
        .append(escape(subject == null ? "" : subject))
        .append(
            "</title></head><body style=\"font-family:sans-serif;font-size:16px;line-height:1.5\">");
    for (String paragraph : text.split("\\n\\s*\\n")) {
      html.append("<p>").append(linked(paragraph.strip()).replace("\n", "<br>")).append("</p>");
    }
    return html.append("</body></html>").toString();
  }

  private static String linked(String text) {
    StringBuilder html = new StringBuilder();
    Matcher links = LINK.matcher(text);
    int from = 0;
    while (links.find()) {
      String link = escape(links.group());
      html.append(escape(text.substring(from, links.start())));
      html.append("<a href=\"").append(link).append("\">").append(link).append("</a>");
      from = links.end();
    }
    return html.append(escape(text.substring(from))).toString();
  }

  private static String escape(String text) {
    return HtmlUtils.htmlEscape(text, "UTF-8");
  }
}

package org.rapport.server.outreach;

import java.util.Locale;
import org.springframework.web.util.HtmlUtils;

/** Plain text as a small HTML document: paragraphs at blank lines, everything escaped. */
final class HtmlText {
  private HtmlText() {}

  static String of(String text, String subject, String language) {
    StringBuilder html = new StringBuilder(256 + text.length() * 2);
    html.append("<!DOCTYPE html><html lang=\"")
        .append(escape(language.toLowerCase(Locale.ROOT)))
        .append("\"><head><meta charset=\"UTF-8\"><title>")
        .append(escape(subject == null ? "" : subject))
        .append(
            "</title></head><body style=\"font-family:sans-serif;font-size:16px;line-height:1.5\">");
    for (String paragraph : text.split("\\n\\s*\\n")) {
      html.append("<p>").append(escape(paragraph.strip()).replace("\n", "<br>")).append("</p>");
    }
    return html.append("</body></html>").toString();
  }

  private static String escape(String text) {
    return HtmlUtils.htmlEscape(text, "UTF-8");
  }
}

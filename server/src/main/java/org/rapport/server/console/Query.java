package org.rapport.server.console;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** An address with what is asked of it, encoded; what is null or blank is left out. */
public final class Query {
  private final StringBuilder text;
  private char before = '?';

  private Query(String path) {
    this.text = new StringBuilder(path);
  }

  /** Of a path. */
  public static Query of(String path) {
    return new Query(path);
  }

  /** With another value. */
  public Query with(String name, Object value) {
    if (value != null && !value.toString().isBlank()) {
      text.append(before)
          .append(URLEncoder.encode(name, StandardCharsets.UTF_8))
          .append('=')
          .append(URLEncoder.encode(value.toString(), StandardCharsets.UTF_8));
      before = '&';
    }
    return this;
  }

  @Override
  public String toString() {
    return text.toString();
  }
}

package org.rapport.server.door;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A request whose body has arrived: whoever reads it, as stream, reader or fields, reads the same,
 * as often as they like, whether it came with a length, in chunks, in parts or packed.
 */
final class BufferedRequest extends HttpServletRequestWrapper {
  private static final Set<String> REPLACED =
      Set.of("content-length", "content-type", "transfer-encoding", "content-encoding");

  private final Body body;
  private final Map<String, List<String>> query;

  BufferedRequest(HttpServletRequest request, Body body, Map<String, List<String>> query) {
    super(request);
    this.body = body;
    this.query = query;
  }

  @Override
  public ServletInputStream getInputStream() {
    ByteArrayInputStream in = new ByteArrayInputStream(body.bytes());
    return new ServletInputStream() {
      @Override
      public boolean isFinished() {
        return in.available() == 0;
      }

      @Override
      public boolean isReady() {
        return true;
      }

      @Override
      public void setReadListener(ReadListener listener) {
        throw new UnsupportedOperationException("Bodies are read blocking");
      }

      @Override
      public int available() {
        return in.available();
      }

      @Override
      public int read() {
        return in.read();
      }

      @Override
      public int read(byte[] target, int from, int length) {
        return in.read(target, from, length);
      }
    };
  }

  @Override
  public BufferedReader getReader() {
    Charset declared = Characters.declared(body.contentType());
    return new BufferedReader(
        new InputStreamReader(
            getInputStream(), declared == null ? StandardCharsets.UTF_8 : declared));
  }

  @Override
  public String getCharacterEncoding() {
    Charset declared = Characters.declared(body.contentType());
    return declared == null ? null : declared.name();
  }

  /** What waited for its body was dispatched again; to who comes after it is the request it was. */
  @Override
  public DispatcherType getDispatcherType() {
    return DispatcherType.REQUEST;
  }

  @Override
  public int getContentLength() {
    return body.bytes().length;
  }

  @Override
  public long getContentLengthLong() {
    return body.bytes().length;
  }

  @Override
  public String getContentType() {
    return body.contentType();
  }

  @Override
  public String getHeader(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "content-length" -> Integer.toString(body.bytes().length);
      case "content-type" -> body.contentType();
      case "transfer-encoding", "content-encoding" -> null;
      default -> super.getHeader(name);
    };
  }

  @Override
  public Enumeration<String> getHeaders(String name) {
    if (!REPLACED.contains(name.toLowerCase(Locale.ROOT))) {
      return super.getHeaders(name);
    }
    String value = getHeader(name);
    return value == null ? Collections.emptyEnumeration() : Collections.enumeration(List.of(value));
  }

  @Override
  public Enumeration<String> getHeaderNames() {
    List<String> names = new ArrayList<>();
    for (String name : Collections.list(super.getHeaderNames())) {
      if (!REPLACED.contains(name.toLowerCase(Locale.ROOT))) {
        names.add(name);
      }
    }
    names.add("Content-Length");
    if (body.contentType() != null) {
      names.add("Content-Type");
    }
    return Collections.enumeration(names);
  }

  @Override
  public int getIntHeader(String name) {
    String value = getHeader(name);
    return value == null ? -1 : Integer.parseInt(value);
  }

  @Override
  public Map<String, String[]> getParameterMap() {
    Map<String, List<String>> all = new LinkedHashMap<>();
    query.forEach((name, values) -> all.put(name, new ArrayList<>(values)));
    body.fields()
        .forEach(
            (name, values) ->
                all.computeIfAbsent(name, unseen -> new ArrayList<>()).addAll(values));
    Map<String, String[]> map = new LinkedHashMap<>();
    all.forEach((name, values) -> map.put(name, values.toArray(String[]::new)));
    return Collections.unmodifiableMap(map);
  }

  @Override
  public String getParameter(String name) {
    String[] values = getParameterMap().get(name);
    return values == null ? null : values[0];
  }

  @Override
  public String[] getParameterValues(String name) {
    return getParameterMap().get(name);
  }

  @Override
  public Enumeration<String> getParameterNames() {
    return Collections.enumeration(getParameterMap().keySet());
  }
}

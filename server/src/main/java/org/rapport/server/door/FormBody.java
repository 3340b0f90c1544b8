package org.rapport.server.door;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.tomcat.util.http.fileupload.FileItem;
import org.apache.tomcat.util.http.fileupload.FileUpload;
import org.apache.tomcat.util.http.fileupload.FileUploadException;
import org.apache.tomcat.util.http.fileupload.UploadContext;
import org.apache.tomcat.util.http.fileupload.disk.DiskFileItemFactory;
import org.apache.tomcat.util.http.fileupload.impl.FileCountLimitExceededException;

/**
 * The fields of a query or form, by name. Each name and value is decoded whole or refused: bytes
 * that are no text of the declared charset are never replaced by others.
 */
public final class FormBody {
  private static final int FIELDS = 500;
  private static final int PART_HEADERS = 2_048;

  private FormBody() {}

  /** Whether a Content-Type is that of a form sent as one line. */
  static boolean urlencoded(String contentType) {
    return is(contentType, "application/x-www-form-urlencoded");
  }

  /** Whether a Content-Type is that of a form sent in parts, as {@code FormData} is. */
  static boolean multipart(String contentType) {
    return is(contentType, "multipart/form-data");
  }

  static boolean is(String contentType, String type) {
    return contentType != null
        && contentType.strip().regionMatches(true, 0, type, 0, type.length());
  }

  /**
   * Fields of {@code application/x-www-form-urlencoded} or of a query (WHATWG URL, 5.1).
   *
   * @throws RefusedException 400 with the field
   */
  static Map<String, List<String>> urlencoded(String text, Charset charset) {
    Map<String, List<String>> fields = new LinkedHashMap<>();
    int count = 0;
    for (String pair : text.split("&")) {
      if (pair.isEmpty()) {
        continue;
      }
      if (++count > FIELDS) {
        throw RefusedException.tooLong("", "There are more than " + FIELDS + " fields");
      }
      int equals = pair.indexOf('=');
      String name = name(decoded(equals < 0 ? pair : pair.substring(0, equals), charset, ""));
      String value = equals < 0 ? "" : decoded(pair.substring(equals + 1), charset, name);
      fields.computeIfAbsent(name, unseen -> new ArrayList<>()).add(value);
    }
    return fields;
  }

  private static String decoded(String text, Charset charset, String field) {
    byte[] bytes = new byte[text.length() * 4];
    int length = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '%') {
        boolean whole = i + 2 < text.length();
        int high = whole ? Character.digit(text.charAt(i + 1), 16) : -1;
        int low = whole ? Character.digit(text.charAt(i + 2), 16) : -1;
        if (high < 0 || low < 0) {
          throw RefusedException.invalid(shown(field), "has a % that begins no encoded byte");
        }
        bytes[length++] = (byte) (high * 16 + low);
        i += 2;
      } else if (c == '+') {
        bytes[length++] = ' ';
      } else {
        byte[] raw = String.valueOf(c).getBytes(charset);
        System.arraycopy(raw, 0, bytes, length, raw.length);
        length += raw.length;
      }
    }
    String decoded;
    try {
      decoded = Characters.decode(Arrays.copyOf(bytes, length), charset);
    } catch (RefusedException e) {
      throw RefusedException.invalid(
          shown(field), "has bytes that are not " + charset.name() + " text");
    }
    Characters.check(shown(field), decoded);
    return decoded;
  }

  // No field has such a name, and a firewall behind us fails at it.
  private static String name(String name) {
    boolean odd =
        name.codePoints().anyMatch(c -> Character.isISOControl(c) || !Character.isDefined(c));
    if (odd) {
      throw RefusedException.invalid("", "There is a field whose name has a control character");
    }
    return name;
  }

  // A name that was sent may be anything.
  private static String shown(String field) {
    return field.matches("[A-Za-z0-9_.:-]{1,64}") ? field : "";
  }

  /**
   * Fields of {@code multipart/form-data} (RFC 7578); files are passed over.
   *
   * @throws RefusedException 400 for what is no such body
   */
  static Map<String, List<String>> multipart(byte[] body, String contentType) {
    DiskFileItemFactory memory = new DiskFileItemFactory();
    memory.setSizeThreshold(Integer.MAX_VALUE);
    FileUpload upload = new FileUpload();
    upload.setFileItemFactory(memory);
    upload.setFileCountMax(FIELDS);
    upload.setPartHeaderSizeMax(PART_HEADERS);
    try {
      Map<String, List<String>> fields = new LinkedHashMap<>();
      for (FileItem part : upload.parseRequest(new InMemory(body, contentType))) {
        if (part.isFormField() && part.getFieldName() != null) {
          String field = name(part.getFieldName());
          Charset charset = Characters.declared(part.getContentType());
          String value =
              Characters.decode(part.get(), charset == null ? StandardCharsets.UTF_8 : charset);
          Characters.check("", field);
          Characters.check(shown(field), value);
          fields.computeIfAbsent(field, unseen -> new ArrayList<>()).add(value);
        }
      }
      return fields;
    } catch (FileCountLimitExceededException e) {
      throw RefusedException.tooLong("", "There are more than " + FIELDS + " fields");
    } catch (FileUploadException | IllegalArgumentException e) {
      throw RefusedException.invalid("", "The body is no multipart/form-data with its boundary");
    }
  }

  private record InMemory(byte[] body, String contentType) implements UploadContext {
    @Override
    public String getCharacterEncoding() {
      return StandardCharsets.UTF_8.name();
    }

    @Override
    public String getContentType() {
      return contentType;
    }

    @Override
    public long contentLength() {
      return body.length;
    }

    @Override
    public InputStream getInputStream() throws IOException {
      return new ByteArrayInputStream(body);
    }
  }
}

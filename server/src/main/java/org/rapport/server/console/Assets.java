package org.rapport.server.console;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.codec.digest.DigestUtils;
import org.rapport.server.page.Look;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/**
 * Styles and scripts of the console: one file each, joined at the start and named by what is in
 * them, so that a browser may keep them for ever and never has an old one.
 */
@RestController
public class Assets {
  private static final List<String> STYLES =
      List.of("base", "frame", "form", "list", "person", "chart", "print");
  private static final List<String> SCRIPTS =
      List.of("settings", "focus", "keys", "live", "draft", "idle");
  private static final String HTMX = "/META-INF/resources/webjars/htmx.org/2.0.4/dist/htmx.min.js";

  /** What the files are called; the clinic's logo is null where it has none. */
  public record Names(String style, String script, String logo) {}

  private record File(byte[] body, MediaType type) {}

  private final Map<String, File> files = new LinkedHashMap<>();
  private final Names names;

  Assets(Look look) {
    StringBuilder css = new StringBuilder(look.tokens()).append('\n');
    STYLES.forEach(name -> css.append(text("/rapport-console/css/" + name + ".css")).append('\n'));
    StringBuilder js = new StringBuilder(text(HTMX)).append('\n');
    SCRIPTS.forEach(name -> js.append(text("/rapport-console/js/" + name + ".js")).append('\n'));
    files.put(
        "icon.svg",
        new File(
            text("/rapport-console/icon.svg").getBytes(StandardCharsets.UTF_8),
            MediaType.parseMediaType("image/svg+xml")));
    this.names =
        new Names(
            add("console", ".css", css.toString(), "text/css;charset=UTF-8"),
            add("console", ".js", js.toString(), "text/javascript;charset=UTF-8"),
            look.logo().map(Look.Logo::path).orElse(null));
  }

  private String add(String name, String end, String text, String type) {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    String file = name + "-" + DigestUtils.sha256Hex(body).substring(0, 12) + end;
    files.put(file, new File(body, MediaType.parseMediaType(type)));
    return "/console/assets/" + file;
  }

  /** What the files are called now. */
  Names names() {
    return names;
  }

  @GetMapping("/console/assets/{name}")
  ResponseEntity<byte[]> file(@PathVariable("name") String name) {
    File file = files.get(name);
    return file == null
        ? ResponseEntity.notFound().build()
        : ResponseEntity.ok()
            .contentType(file.type())
            .cacheControl(CacheControl.maxAge(Duration.ofDays(365)).cachePublic().immutable())
            .header("X-Content-Type-Options", "nosniff")
            .body(file.body());
  }

  private static String text(String resource) {
    try (InputStream in = Assets.class.getResourceAsStream(resource)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

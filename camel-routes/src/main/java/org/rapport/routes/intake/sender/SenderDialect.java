package org.rapport.routes.intake.sender;

import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import org.rapport.routes.intake.dialect.Dialect;
import org.rapport.routes.intake.dialect.DialectFault;
import org.rapport.routes.start.YamlLines;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * The keys {@code taken-from} and {@code code-maps} of a profile. A ConceptMap stands in the
 * profile itself, or in a file of JSON, XML or YAML beside it.
 */
final class SenderDialect {
  static final String TAKEN_FROM = "taken-from";
  static final String CODE_MAPS = "code-maps";

  /** A ConceptMap of a file, and the line of a slip in it by its path. */
  private record MapFile(String name, ToIntFunction<List<Object>> line) {}

  private final ProfileEntry entry;
  private final Path folder;
  private final Map<List<Object>, MapFile> files = new LinkedHashMap<>();

  private SenderDialect(ProfileEntry entry, Path folder) {
    this.entry = entry;
    this.folder = folder;
  }

  /**
   * Reads them.
   *
   * @param folder where files are looked for
   * @param systems code system URIs by CWE.3 in upper case
   * @throws IllegalArgumentException as {@link ProfileEntry}
   */
  static Dialect of(ProfileEntry entry, Path folder, Map<String, String> systems) {
    return new SenderDialect(entry, folder).read(systems);
  }

  private Dialect read(Map<String, String> systems) {
    Map<String, List<String>> taken = new LinkedHashMap<>();
    for (Map.Entry<String, List<Object>> one : lists(TAKEN_FROM).entrySet()) {
      taken.put(one.getKey(), one.getValue().stream().map(String::valueOf).toList());
    }
    Map<String, List<Object>> maps = new LinkedHashMap<>();
    for (Map.Entry<String, List<Object>> one : lists(CODE_MAPS).entrySet()) {
      List<Object> read = new ArrayList<>();
      for (int i = 0; i < one.getValue().size(); i++) {
        read.add(map(one.getKey(), i, one.getValue().get(i)));
      }
      maps.put(one.getKey(), read);
    }
    try {
      return Dialect.of(taken, maps, systems);
    } catch (DialectFault fault) {
      throw told(fault);
    }
  }

  private Map<String, List<Object>> lists(String key) {
    Map<String, List<Object>> lists = new LinkedHashMap<>();
    Object value = entry.fields().get(key);
    if (value != null) {
      ProfileEntry.of(value, entry.place() + " " + key)
          .fields()
          .forEach((name, listed) -> lists.put(name, list(listed)));
    }
    return lists;
  }

  private static List<Object> list(Object value) {
    if (value instanceof List<?> list) {
      return new ArrayList<>(list);
    }
    return value == null ? List.of() : List.of(value);
  }

  private Object map(String field, int index, Object value) {
    if (!(value instanceof String name)) {
      return value;
    }
    List<Object> place = List.of(CODE_MAPS, field, index);
    byte[] content;
    String text;
    try {
      content = Files.readAllBytes(folder.resolve(name));
      if (ConceptMapXml.is(name, content)) {
        return xml(place, name, content);
      }
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
    } catch (IOException | InvalidPathException unreadable) {
      throw wrong(place, name + " is no readable file beside this one");
    }
    files.put(place, new MapFile(name, path -> YamlLines.of(text, path)));
    try {
      return YamlText.load(new StringReader(text));
    } catch (YAMLException malformed) {
      String problem = "must be JSON, XML or YAML: " + YamlLines.problem(malformed);
      throw wrong(place, name + ":" + YamlLines.of(malformed).orElse(1) + ": " + problem);
    }
  }

  private Object xml(List<Object> place, String name, byte[] content) {
    try {
      ConceptMapXml.Read read = ConceptMapXml.read(content);
      files.put(place, new MapFile(name, read::line));
      return read.map();
    } catch (ConceptMapXml.Malformed malformed) {
      throw wrong(
          place, name + ":" + malformed.line() + ": must be FHIR's XML: " + malformed.getMessage());
    }
  }

  private IllegalArgumentException told(DialectFault fault) {
    List<Object> path = fault.path();
    List<Object> place = path.subList(0, Math.min(3, path.size()));
    MapFile file = files.get(place);
    if (file == null) {
      return wrong(path, fault.getMessage());
    }
    int line = file.line().applyAsInt(path.subList(place.size(), path.size()));
    return wrong(place, file.name() + ":" + line + ": " + fault.getMessage());
  }

  /** Of what stands alone, the position in a list says nothing. */
  private IllegalArgumentException wrong(List<Object> path, String words) {
    List<Object> shown = new ArrayList<>(path);
    Map<?, ?> values = (Map<?, ?>) entry.fields().get(path.get(0));
    if (path.size() > 2 && !(values.get(path.get(1)) instanceof List)) {
      shown.remove(2);
    }
    String what = path.get(0) + (path.size() > 1 ? " " + path.get(1) : "");
    return new ProfileFault(entry.wrong(what + ": " + words).getMessage(), shown);
  }
}

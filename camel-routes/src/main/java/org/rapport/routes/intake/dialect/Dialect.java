package org.rapport.routes.intake.dialect;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.rapport.routes.intake.dialect.CodeMap.Group;
import org.rapport.routes.intake.dialect.CodeMap.Mode;
import org.rapport.routes.intake.dialect.CodeMap.Target;
import org.rapport.routes.intake.dialect.CodeMap.Unmapped;
import org.rapport.routes.intake.hl7.Hl7Field;
import org.rapport.routes.intake.hl7.Hl7Message;
import org.rapport.routes.intake.hl7.Hl7Segment;

/**
 * What a sender says in its own way, made what the standard says: values from the fields where it
 * has them, then codes translated. Immutable.
 */
public final class Dialect {

  /** System of a status that a code map has translated to FHIR's own. */
  public static final String APPOINTMENT_STATUS = "http://hl7.org/fhir/appointmentstatus";

  /** R4 appointment statuses that a sender's own code may mean. */
  public static final Set<String> STATUSES =
      Set.of(
          "pending",
          "booked",
          "arrived",
          "fulfilled",
          "cancelled",
          "noshow",
          "entered-in-error",
          "checked-in",
          "waitlist");

  /** Of a sender that keeps to the standard. */
  public static final Dialect NONE = new Dialect(List.of(), Map.of(), Map.of(), Map.of());

  private final List<TakenFrom> taken;
  private final Map<FieldPath, CodeMap> maps;
  private final Map<String, CodeMap> byUrl;
  private final Map<String, String> systems;

  private Dialect(
      List<TakenFrom> taken,
      Map<FieldPath, CodeMap> maps,
      Map<String, CodeMap> byUrl,
      Map<String, String> systems) {
    this.taken = List.copyOf(taken);
    this.maps = Map.copyOf(maps);
    this.byUrl = Map.copyOf(byUrl);
    this.systems = Map.copyOf(systems);
  }

  /**
   * Reads one.
   *
   * @param taken fields by what is taken from them; see {@link TakenFrom#of}
   * @param maps ConceptMaps by field, as JSON or YAML has them; the first of a field's is asked,
   *     the others are there for {@code other-map}
   * @param systems code system URIs by CWE.3 in upper case
   * @throws DialectFault with its place within {@code taken-from} or {@code code-maps}
   */
  public static Dialect of(
      Map<String, List<String>> taken,
      Map<String, List<Object>> maps,
      Map<String, String> systems) {
    List<TakenFrom> overrides = new ArrayList<>();
    taken.forEach(
        (what, sources) -> {
          try {
            overrides.add(TakenFrom.of(what, sources));
          } catch (DialectFault fault) {
            throw fault.within("taken-from");
          }
        });
    Map<FieldPath, CodeMap> first = new LinkedHashMap<>();
    Map<String, CodeMap> byUrl = new HashMap<>();
    maps.forEach(
        (name, all) -> {
          List<CodeMap> read = maps(name, all);
          first.put(field(name), read.get(0));
          read.stream().filter(map -> !map.url().isEmpty()).forEach(m -> byUrl.put(m.url(), m));
        });
    first.forEach((path, map) -> reachable(path, map, byUrl, new HashSet<>()));
    return new Dialect(overrides, first, byUrl, systems);
  }

  private static FieldPath field(String name) {
    try {
      FieldPath path = FieldPath.of(name);
      if (path.component() == 0 && !path.segment().equals("MSH")) {
        return path;
      }
    } catch (IllegalArgumentException noField) {
      // Said below, as of a part of one.
    }
    throw new DialectFault(
        List.of("code-maps", name), "'" + name + "' is no coded field such as SCH-25");
  }

  private static List<CodeMap> maps(String name, List<Object> all) {
    Coded field = Coded.of(field(name));
    List<CodeMap> read = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      try {
        read.add(CodeMapReader.read(all.get(i), field));
      } catch (DialectFault fault) {
        throw fault.within("code-maps", name, i);
      }
    }
    if (read.isEmpty()) {
      throw new DialectFault(List.of("code-maps", name), "'" + name + "' needs a ConceptMap");
    }
    return read;
  }

  // A map that leads nowhere, or round in a circle, would be found out by a message.
  private static void reachable(
      FieldPath path, CodeMap map, Map<String, CodeMap> byUrl, Set<CodeMap> behind) {
    if (!behind.add(map)) {
      throw new DialectFault(
          List.of("code-maps", path.toString()), "other-map leads back to " + map.url());
    }
    for (Group group : map.groups()) {
      Optional<Unmapped> rule = group.unmapped().filter(one -> one.mode() == Mode.OTHER_MAP);
      if (rule.isPresent()) {
        CodeMap next = byUrl.get(rule.get().url());
        if (next == null) {
          throw new DialectFault(
              List.of("code-maps", path.toString()),
              "other-map: no ConceptMap of this sender has the url " + rule.get().url());
        }
        reachable(path, next, byUrl, new HashSet<>(behind));
      }
    }
  }

  /** Fields by what is taken from them, in the notation of the profile. */
  public Map<String, String> takenFrom() {
    Map<String, String> all = new TreeMap<>();
    for (TakenFrom one : taken) {
      all.put(
          one.target().toString(),
          one.sources().stream().map(FieldPath::toString).collect(Collectors.joining(", ")));
    }
    return all;
  }

  /** What translated codes become, by field. */
  public Map<String, Set<String>> mapped() {
    Map<String, Set<String>> all = new TreeMap<>();
    maps.forEach(
        (path, map) ->
            all.put(
                path.toString(),
                map.groups().stream()
                    .flatMap(group -> group.elements().values().stream())
                    .filter(Target::isThere)
                    .map(Target::code)
                    .collect(Collectors.toCollection(TreeSet::new))));
    return all;
  }

  /** A message as the standard would have it. */
  public Hl7Message read(Hl7Message sent) {
    Hl7Message message = sent;
    for (TakenFrom one : taken) {
      message = one.apply(sent, message);
    }
    return maps.isEmpty() ? message : translated(message);
  }

  private Hl7Message translated(Hl7Message message) {
    List<Hl7Segment> segments = new ArrayList<>();
    for (Hl7Segment segment : message.segments()) {
      Hl7Segment translated = segment;
      for (Map.Entry<FieldPath, CodeMap> entry : maps.entrySet()) {
        FieldPath path = entry.getKey();
        if (path.segment().equals(segment.name())) {
          List<Hl7Field> codes =
              path.read(segment).stream()
                  .flatMap(field -> translated(field, entry.getValue()).stream())
                  .toList();
          translated = path.write(translated, codes);
        }
      }
      segments.add(translated);
    }
    return new Hl7Message(
        message.header(), message.charset(), List.copyOf(segments), message.notes());
  }

  private Optional<Hl7Field> translated(Hl7Field field, CodeMap map) {
    List<String> codes =
        Stream.of(1, 4, 2, 5).map(field::component).filter(code -> !code.isEmpty()).toList();
    if (codes.isEmpty()) {
      return Optional.of(field);
    }
    Optional<Target> target =
        map.translate(codes, source -> isAbout(source, field.component(3)), byUrl);
    if (target.isEmpty()) {
      return Optional.of(field);
    }
    return target.filter(Target::isThere).map(code -> coded(code, field));
  }

  /** A name for a code system that nobody has a URI for says nothing against a group. */
  private boolean isAbout(String source, String name) {
    String uri = systems.getOrDefault(name.toUpperCase(Locale.ROOT), name);
    return source.isEmpty() || !uri.contains(":") || uri.equals(source);
  }

  /** The code it became, and the sender's own beside it; its words stay the text. */
  private static Hl7Field coded(Target target, Hl7Field sent) {
    int own = sent.component(1).isEmpty() && sent.component(2).isEmpty() ? 4 : 1;
    return new Hl7Field(
        Stream.of(
                target.code(),
                target.display(),
                target.system(),
                sent.component(own),
                sent.component(own + 1),
                sent.component(own + 2),
                "",
                "",
                words(sent))
            .map(List::of)
            .toList());
  }

  private static String words(Hl7Field sent) {
    return Stream.of(9, 2, 5)
        .map(sent::component)
        .filter(words -> !words.isEmpty())
        .findFirst()
        .orElse("");
  }
}

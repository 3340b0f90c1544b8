package org.rapport.routes.intake.dialect;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.rapport.routes.intake.dialect.CodeMap.Group;
import org.rapport.routes.intake.dialect.CodeMap.Mode;
import org.rapport.routes.intake.dialect.CodeMap.Target;
import org.rapport.routes.intake.dialect.CodeMap.Unmapped;

/**
 * Reads a ConceptMap as it stands in JSON or YAML. It is read by hand and not by a FHIR parser, so
 * that a slip is told by its line; what is about people who read the map is passed over.
 */
final class CodeMapReader {
  private static final Set<String> GROUP =
      Set.of("source", "sourceVersion", "target", "targetVersion", "element", "unmapped");

  private static final Set<String> ELEMENT = Set.of("code", "display", "target");

  private static final Set<String> TARGET = Set.of("code", "display", "equivalence", "comment");

  private static final Set<String> UNMAPPED = Set.of("mode", "code", "display", "url");

  private static final Map<String, Mode> MODES =
      Map.of("provided", Mode.PROVIDED, "fixed", Mode.FIXED, "other-map", Mode.OTHER_MAP);

  /** Those that say: there is no counterpart. */
  private static final Set<String> NO_COUNTERPART = Set.of("unmatched", "disjoint");

  private static final Set<String> COUNTERPART =
      Set.of(
          "relatedto",
          "equivalent",
          "equal",
          "wider",
          "subsumes",
          "narrower",
          "specializes",
          "inexact");

  private final Coded field;

  private CodeMapReader(Coded field) {
    this.field = field;
  }

  /**
   * Reads one.
   *
   * @param field what its targets are for
   * @throws DialectFault when it is none, or a target is nothing that the field can be
   */
  static CodeMap read(Object value, Coded field) {
    return new CodeMapReader(field).map(value);
  }

  private CodeMap map(Object value) {
    Map<?, ?> map = fields(value, List.of(), "a FHIR ConceptMap");
    if (!"ConceptMap".equals(text(map, "resourceType").orElse("ConceptMap"))) {
      throw new DialectFault(
          List.of("resourceType"), "a ConceptMap is needed, not a " + map.get("resourceType"));
    }
    List<Group> groups = new ArrayList<>();
    List<?> listed = list(map, "group", List.of());
    for (int i = 0; i < listed.size(); i++) {
      groups.add(group(listed.get(i), List.of("group", i)));
    }
    if (groups.isEmpty()) {
      throw new DialectFault(List.of(), "a ConceptMap needs a 'group'");
    }
    return new CodeMap(text(map, "url").orElse(""), groups);
  }

  private Group group(Object value, List<Object> at) {
    Map<?, ?> group = only(value, at, GROUP);
    String system = text(group, "target").orElse("");
    Map<String, Target> elements = new LinkedHashMap<>();
    List<?> listed = list(group, "element", at);
    for (int i = 0; i < listed.size(); i++) {
      List<Object> place = with(at, "element", i);
      Map<?, ?> element = only(listed.get(i), place, ELEMENT);
      String code =
          text(element, "code").orElseThrow(() -> new DialectFault(place, "'code' is missing"));
      if (elements.putIfAbsent(code, target(element, place, system)) != null) {
        throw new DialectFault(with(place, "code"), "'" + code + "' is there twice");
      }
    }
    Optional<Unmapped> unmapped =
        Optional.ofNullable(group.get("unmapped"))
            .map(rule -> unmapped(rule, with(at, "unmapped"), system));
    return new Group(text(group, "source").orElse(""), elements, unmapped);
  }

  private Target target(Map<?, ?> element, List<Object> at, String system) {
    List<?> listed = list(element, "target", at);
    for (int i = 0; i < listed.size(); i++) {
      List<Object> place = with(at, "target", i);
      Map<?, ?> target = only(listed.get(i), place, TARGET);
      String equivalence = text(target, "equivalence").orElse("equivalent");
      if (!COUNTERPART.contains(equivalence) && !NO_COUNTERPART.contains(equivalence)) {
        throw new DialectFault(
            with(place, "equivalence"), "'" + equivalence + "' is no equivalence of FHIR R4");
      }
      if (COUNTERPART.contains(equivalence)) {
        return coding(target, place, system);
      }
    }
    return Target.NONE;
  }

  private Target coding(Map<?, ?> from, List<Object> at, String system) {
    String code = text(from, "code").orElseThrow(() -> new DialectFault(at, "'code' is missing"));
    field.problem(code).ifPresent(words -> fail(with(at, "code"), words));
    return new Target(field.system(system), code, text(from, "display").orElse(""));
  }

  private Unmapped unmapped(Object value, List<Object> at, String system) {
    Map<?, ?> rule = only(value, at, UNMAPPED);
    String word = text(rule, "mode").orElse("");
    Mode mode = MODES.get(word);
    if (mode == null) {
      throw new DialectFault(
          with(at, "mode"), "'" + word + "' is none of provided, fixed and other-map");
    }
    String url = text(rule, "url").orElse("");
    if (mode == Mode.OTHER_MAP && url.isEmpty()) {
      throw new DialectFault(at, "other-map needs a 'url'");
    }
    return new Unmapped(mode, mode == Mode.FIXED ? coding(rule, at, system) : Target.NONE, url);
  }

  private static void fail(List<Object> at, String words) {
    throw new DialectFault(at, words);
  }

  private static Map<?, ?> only(Object value, List<Object> at, Set<String> allowed) {
    Map<?, ?> fields = fields(value, at, "a map of keys and values");
    for (Object key : fields.keySet()) {
      if (!allowed.contains(String.valueOf(key))) {
        throw new DialectFault(with(at, key), "unknown key '" + key + "'");
      }
    }
    return fields;
  }

  private static Map<?, ?> fields(Object value, List<Object> at, String what) {
    if (value instanceof Map<?, ?> fields) {
      return fields;
    }
    throw new DialectFault(at, "must be " + what);
  }

  private static List<?> list(Map<?, ?> from, String key, List<Object> at) {
    Object value = from.get(key);
    if (value == null) {
      return List.of();
    }
    if (value instanceof List<?> list) {
      return list;
    }
    throw new DialectFault(with(at, key), "'" + key + "' must be a list");
  }

  private static Optional<String> text(Map<?, ?> from, String key) {
    return Optional.ofNullable(from.get(key))
        .map(value -> value.toString().strip())
        .filter(value -> !value.isEmpty());
  }

  private static List<Object> with(List<Object> at, Object... steps) {
    List<Object> path = new ArrayList<>(at);
    path.addAll(List.of(steps));
    return path;
  }
}

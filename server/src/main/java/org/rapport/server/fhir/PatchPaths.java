package org.rapport.server.fhir;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.fhirpath.IFhirPath;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import java.util.ArrayList;
import java.util.List;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.hl7.fhir.r4.model.Property;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.StringType;

/**
 * Turns the paths of a FHIRPath Patch (R4, fhirpatch.html) that choose by {@code where()}, {@code
 * first()} and the like into paths with indexes, over the resource as it stands: HAPI applies
 * those, and of the others only some.
 */
final class PatchPaths {
  private final IFhirPath engine;

  PatchPaths(FhirContext context) {
    this.engine = context.newFhirPath();
  }

  private record Place(Base element, String path) {}

  /** Whether any path of the patch chooses. */
  static boolean choose(Parameters patch) {
    return patch.getParameter().stream()
        .flatMap(operation -> operation.getPart().stream())
        .anyMatch(part -> isPath(part) && part.getValue().primitiveValue().contains("("));
  }

  /**
   * Rewrites the paths in place.
   *
   * @throws InvalidRequestException where a path cannot be read, or chooses other than one element
   */
  void resolve(Parameters patch, Resource current) {
    for (ParametersParameterComponent operation : patch.getParameter()) {
      for (ParametersParameterComponent part : operation.getPart()) {
        if (isPath(part) && part.getValue().primitiveValue().contains("(")) {
          part.setValue(new StringType(resolved(part.getValue().primitiveValue(), current)));
        }
      }
    }
  }

  private static boolean isPath(ParametersParameterComponent part) {
    return "path".equals(part.getName())
        && part.getValue() != null
        && part.getValue().primitiveValue() != null;
  }

  private String resolved(String path, Resource current) {
    List<String> segments = segments(path);
    List<Place> places = List.of(new Place(current, current.fhirType()));
    int from = segments.get(0).equals(current.fhirType()) ? 1 : 0;
    for (int i = from; i < segments.size(); i++) {
      String segment = segments.get(i);
      boolean last = i == segments.size() - 1;
      if (last && !segment.contains("(") && places.size() == 1) {
        // What is named last may not be there yet: it is HAPI's to add or to replace.
        return places.get(0).path() + "." + segment;
      }
      places = segment.contains("(") ? chosen(places, segment) : children(places, segment);
    }
    if (places.size() != 1) {
      throw new InvalidRequestException(
          "The path of a patch should choose one element; this one chooses " + places.size());
    }
    return places.get(0).path();
  }

  private static List<Place> children(List<Place> places, String segment) {
    int bracket = segment.indexOf('[');
    String name = bracket < 0 ? segment : segment.substring(0, bracket);
    List<Place> children = new ArrayList<>();
    for (Place place : places) {
      Property property = place.element().getNamedProperty(name);
      if (property == null) {
        throw new InvalidRequestException("The path of a patch has an unknown element");
      }
      int index = 0;
      for (Base value : property.getValues()) {
        String at = place.path() + "." + name;
        children.add(new Place(value, property.isList() ? at + "[" + index++ + "]" : at));
      }
    }
    if (bracket < 0) {
      return children;
    }
    try {
      int wanted = Integer.parseInt(segment.substring(bracket + 1, segment.length() - 1).strip());
      return wanted < children.size() ? List.of(children.get(wanted)) : List.of();
    } catch (NumberFormatException e) {
      throw new InvalidRequestException("The path of a patch has an index that is no number");
    }
  }

  private List<Place> chosen(List<Place> places, String call) {
    String name = call.substring(0, call.indexOf('('));
    String argument = call.substring(call.indexOf('(') + 1, call.length() - 1).strip();
    return switch (name) {
      case "where" -> places.stream().filter(place -> holds(place.element(), argument)).toList();
      case "first" -> places.stream().limit(1).toList();
      case "last" -> places.isEmpty() ? places : places.subList(places.size() - 1, places.size());
      case "tail" -> places.stream().skip(1).toList();
      case "single" -> places;
      case "ofType" ->
          places.stream().filter(place -> place.element().fhirType().equals(argument)).toList();
      case "extension" ->
          children(places, "extension").stream()
              .filter(place -> holds(place.element(), "url = " + argument))
              .toList();
      default ->
          throw new InvalidRequestException(
              "The path of a patch may choose by where, first, last, tail, single, ofType and"
                  + " extension");
    };
  }

  private boolean holds(Base element, String condition) {
    try {
      return engine
          .evaluateFirst(element, condition, BooleanType.class)
          .map(BooleanType::getValue)
          .orElse(false);
    } catch (RuntimeException e) {
      throw new InvalidRequestException("The path of a patch has a condition that cannot be read");
    }
  }

  /** Splits at the dots that stand in no parenthesis, bracket or text. */
  private static List<String> segments(String path) {
    List<String> segments = new ArrayList<>();
    StringBuilder segment = new StringBuilder();
    int depth = 0;
    boolean quoted = false;
    for (char c : path.strip().toCharArray()) {
      if (c == '\'') {
        quoted = !quoted;
      } else if (!quoted && (c == '(' || c == '[')) {
        depth++;
      } else if (!quoted && (c == ')' || c == ']')) {
        depth--;
      }
      if (c == '.' && depth == 0 && !quoted) {
        segments.add(segment.toString());
        segment.setLength(0);
      } else {
        segment.append(c);
      }
    }
    segments.add(segment.toString());
    boolean whole =
        depth == 0
            && !quoted
            && segments.stream()
                .allMatch(
                    part ->
                        part.matches("[A-Za-z]\\w*(\\[[^\\]]*\\])?")
                            || part.matches("(?s)[A-Za-z]\\w*\\(.*\\)"));
    if (!whole) {
      throw new InvalidRequestException("The path of a patch cannot be read");
    }
    return segments;
  }
}

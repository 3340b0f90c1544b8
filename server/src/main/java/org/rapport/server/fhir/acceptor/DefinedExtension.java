package org.rapport.server.fhir.acceptor;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.hl7.fhir.r4.model.ElementDefinition;
import org.hl7.fhir.r4.model.ElementDefinition.TypeRefComponent;
import org.hl7.fhir.r4.model.Enumerations.BindingStrength;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.StructureDefinition;
import org.hl7.fhir.r4.model.StructureDefinition.ExtensionContextType;
import org.hl7.fhir.r4.model.StructureDefinition.StructureDefinitionContextComponent;
import org.hl7.fhir.r4.model.UriType;

/**
 * An extension with a definition of the shape that ours have (R4, defining-extensions.html): one
 * value, or named parts of one value each and no others. A definition that says anything else is
 * left to the full validator as a whole.
 */
final class DefinedExtension {
  /** What the value of the extension itself is named by. */
  private static final String ITSELF = "";

  private static final String PART = "Extension.extension:";

  /** A value: how often it stands there, and which types it may have. */
  private static final class Value {
    private int min;
    private int max = 1;
    private Map<String, Look> types = Map.of();
  }

  private final Set<String> holders = new HashSet<>();
  private final Map<String, Value> values = new HashMap<>();
  private final Function<String, Look> types;

  private DefinedExtension(Function<String, Look> types) {
    this.types = types;
  }

  /**
   * Reads a definition.
   *
   * @param types the look at values of a type
   * @return empty where it says more than is known here
   */
  static Optional<DefinedExtension> of(
      StructureDefinition definition, Function<String, Look> types) {
    DefinedExtension extension = new DefinedExtension(types);
    return definition.getType().equals("Extension")
            && !definition.hasContextInvariant()
            && definition.getContext().stream().allMatch(extension::holds)
            && definition.getDifferential().getElement().stream()
                .allMatch(element -> extension.says(element, definition.getUrl()))
            && extension.isWhole()
        ? Optional.of(extension)
        : Optional.empty();
  }

  private boolean holds(StructureDefinitionContextComponent context) {
    holders.add(context.getExpression());
    return context.getType() == ExtensionContextType.ELEMENT;
  }

  private boolean isWhole() {
    return !values.isEmpty()
        && values.values().stream().noneMatch(value -> value.types.isEmpty())
        && (values.size() == 1 || !values.containsKey(ITSELF));
  }

  private boolean says(ElementDefinition element, String url) {
    if (element.hasConstraint() || element.getIsModifier() || element.hasCondition()) {
      return false;
    }
    String id = element.getId();
    if (!id.startsWith(PART)) {
      return switch (id) {
        case "Extension" -> true;
        case "Extension.url" -> isFixed(element, url);
        // That there is a part at all is said by the parts that have to be there.
        case "Extension.extension" -> isNone(element) || element.getMin() <= 1;
        case "Extension.value[x]" -> isNone(element) || isValue(element, ITSELF);
        default -> false;
      };
    }
    String name = id.substring(PART.length());
    int dot = name.indexOf('.');
    if (dot < 0) {
      Value value = values.computeIfAbsent(name, n -> new Value());
      value.min = element.getMin();
      value.max = "*".equals(element.getMax()) ? Integer.MAX_VALUE : 1;
      return "*".equals(element.getMax()) || "1".equals(element.getMax());
    }
    String part = name.substring(0, dot);
    return switch (name.substring(dot)) {
      case ".extension" -> isNone(element);
      case ".url" -> isFixed(element, part);
      case ".value[x]" -> isValue(element, part);
      default -> false;
    };
  }

  private static boolean isNone(ElementDefinition element) {
    return "0".equals(element.getMax());
  }

  private static boolean isFixed(ElementDefinition element, String to) {
    return element.getFixed() instanceof UriType uri && to.equals(uri.getValue());
  }

  private boolean isValue(ElementDefinition element, String name) {
    if (element.hasFixed()
        || element.hasPattern()
        || element.hasMaxLength()
        || element.hasMinValue()
        || element.hasMaxValue()
        || element.hasSlicing()
        || element.getBinding().getStrength() == BindingStrength.REQUIRED) {
      return false;
    }
    Map<String, Look> looks = new HashMap<>();
    for (TypeRefComponent type : element.getType()) {
      if (type.hasProfile()) {
        return false;
      }
      Look look = value -> types.apply(type.getCode()).sure(value);
      looks.put(
          type.getCode(),
          type.getCode().equals("Reference")
              ? new References(type.getTargetProfile()).and(look)
              : look);
    }
    values.computeIfAbsent(name, n -> new Value()).types = looks;
    return true;
  }

  /**
   * Whether the extension surely conforms where it stands.
   *
   * @param holder the type of what it stands in, as HAPI names it
   */
  boolean sure(String holder, Extension extension) {
    if (!holders.contains(holder) || extension.hasId()) {
      return false;
    }
    if (values.containsKey(ITSELF)) {
      return !extension.hasExtension() && isSure(extension, values.get(ITSELF));
    }
    List<Extension> parts = extension.getExtension();
    return !extension.hasValue()
        && !parts.isEmpty()
        && parts.stream().allMatch(this::isPart)
        && values.entrySet().stream().allMatch(value -> isThere(value, parts));
  }

  private boolean isPart(Extension part) {
    Value value = values.get(part.getUrl());
    return value != null && !part.hasId() && !part.hasExtension() && isSure(part, value);
  }

  private static boolean isThere(Map.Entry<String, Value> value, List<Extension> parts) {
    long count = parts.stream().filter(part -> part.getUrl().equals(value.getKey())).count();
    return count >= value.getValue().min && count <= value.getValue().max;
  }

  private static boolean isSure(Extension extension, Value value) {
    return extension.hasValue()
        && value
            .types
            .getOrDefault(extension.getValue().fhirType(), Look.UNSURE)
            .sure(extension.getValue());
  }
}

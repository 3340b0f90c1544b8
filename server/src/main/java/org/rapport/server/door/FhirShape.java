package org.rapport.server.door;

import ca.uhn.fhir.context.BaseRuntimeChildDefinition;
import ca.uhn.fhir.context.BaseRuntimeElementCompositeDefinition;
import ca.uhn.fhir.context.BaseRuntimeElementDefinition;
import ca.uhn.fhir.context.FhirContext;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;

/**
 * Holds a JSON resource to FHIR's JSON format (R4, json.html): an array where an element repeats
 * and only there, and the JSON type of each primitive. HAPI's parser takes all of it and keeps one
 * of several. Names that FHIR does not know are left to HAPI, which refuses them.
 */
public final class FhirShape {
  /** Most entries of a Bundle that a client sends. */
  public static final int ENTRIES = 1_000;

  private static final Set<String> INTEGERS =
      Set.of("integer", "positiveInt", "unsignedInt", "integer64");

  private final FhirContext context;

  public FhirShape(FhirContext context) {
    this.context = context;
  }

  /**
   * Checks a resource.
   *
   * @throws RefusedException 400 with the element as FHIRPath
   */
  public void check(JsonNode resource) {
    if (!resource.isObject()) {
      throw RefusedException.invalid("", "should be a JSON object with a resourceType");
    }
    resource(resource, "");
  }

  private void resource(JsonNode node, String path) {
    if (!node.isObject()) {
      throw RefusedException.invalid(path, "should be a resource, as a JSON object");
    }
    JsonNode type = node.get("resourceType");
    if (type == null || !type.isTextual()) {
      throw RefusedException.invalid(path, "should have a resourceType");
    }
    String name = type.textValue();
    if (!context.getResourceTypes().contains(name)) {
      // HAPI says which types there are.
      return;
    }
    String at = path.isEmpty() ? name : path;
    if (name.equals("Bundle") && node.path("entry").size() > ENTRIES) {
      throw RefusedException.tooLong(
          at + ".entry", "should have at most " + ENTRIES + " entries; send the rest in another");
    }
    children(node, context.getResourceDefinition(name), at);
  }

  private void children(
      JsonNode node, BaseRuntimeElementCompositeDefinition<?> definition, String path) {
    Iterator<Map.Entry<String, JsonNode>> fields = node.fields();
    while (fields.hasNext()) {
      Map.Entry<String, JsonNode> field = fields.next();
      String name = field.getKey();
      boolean shadow = name.startsWith("_");
      String element = shadow ? name.substring(1) : name;
      if (element.isEmpty()) {
        throw RefusedException.invalid(path, "has an element without a name");
      }
      String at = path + "." + element;
      JsonNode value = field.getValue();
      if (name.equals("resourceType") || name.equals("fhir_comments")) {
        continue;
      }
      if (element.equals("extension") || element.equals("modifierExtension")) {
        repeating(value, at, (item, place) -> composite(item, "Extension", place));
        continue;
      }
      if (element.equals("contained")) {
        repeating(value, at, this::resource);
        continue;
      }
      BaseRuntimeChildDefinition child = definition.getChildByName(element);
      BaseRuntimeElementDefinition<?> type = child == null ? null : child.getChildByName(element);
      if (type == null) {
        continue;
      }
      Check check = shadow ? this::shadow : (item, place) -> one(item, type, place);
      if (child.getMax() == 1) {
        if (value.isArray()) {
          throw RefusedException.invalid(at, "should be one value, not an array");
        }
        check.of(value, at);
      } else {
        repeating(value, at, check);
      }
    }
  }

  private interface Check {
    void of(JsonNode value, String path);
  }

  private static void repeating(JsonNode value, String path, Check check) {
    if (!value.isArray()) {
      throw RefusedException.invalid(path, "should be an array, as the element may repeat");
    }
    int index = 0;
    for (JsonNode item : value) {
      check.of(item, path + "[" + index++ + "]");
    }
  }

  private void shadow(JsonNode value, String path) {
    if (!value.isNull()) {
      composite(value, "Element", path);
    }
  }

  private void composite(JsonNode value, String type, String path) {
    if (!value.isObject()) {
      throw RefusedException.invalid(path, "should be a JSON object");
    }
    if (type.equals("Element")) {
      JsonNode extensions = value.get("extension");
      if (extensions != null) {
        repeating(
            extensions, path + ".extension", (item, place) -> composite(item, "Extension", place));
      }
      return;
    }
    children(
        value, (BaseRuntimeElementCompositeDefinition<?>) context.getElementDefinition(type), path);
  }

  private void one(JsonNode value, BaseRuntimeElementDefinition<?> type, String path) {
    switch (type.getChildType()) {
      case RESOURCE, CONTAINED_RESOURCES, CONTAINED_RESOURCE_LIST -> resource(value, path);
      case PRIMITIVE_DATATYPE, ID_DATATYPE, PRIMITIVE_XHTML, PRIMITIVE_XHTML_HL7ORG ->
          primitive(value, type.getName(), path);
      default -> {
        if (type instanceof BaseRuntimeElementCompositeDefinition<?> composite) {
          if (!value.isObject()) {
            throw RefusedException.invalid(path, "should be a JSON object");
          }
          children(value, composite, path);
        }
      }
    }
  }

  private static void primitive(JsonNode value, String type, String path) {
    if (value.isNull()) {
      // In an array: the extension beside it says why there is no value.
      if (path.endsWith("]")) {
        return;
      }
      throw RefusedException.invalid(path, "should have a value; JSON null is not one");
    }
    if (type.equals("boolean")) {
      require(value.isBoolean(), path, "should be true or false, without quotes");
    } else if (INTEGERS.contains(type)) {
      require(value.isIntegralNumber(), path, "should be a whole number, without quotes");
    } else if (type.equals("decimal")) {
      require(value.isNumber(), path, "should be a number, without quotes");
    } else {
      require(value.isTextual(), path, "should be a text in quotes");
    }
  }

  private static void require(boolean right, String path, String message) {
    if (!right) {
      throw RefusedException.invalid(path, message);
    }
  }
}

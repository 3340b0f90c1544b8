package org.rapport.server.fhir.acceptor;

import ca.uhn.fhir.context.BaseRuntimeChildDefinition;
import ca.uhn.fhir.context.BaseRuntimeElementCompositeDefinition;
import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.IValidationSupport;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.hl7.fhir.instance.model.api.IBase;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.ElementDefinition;
import org.hl7.fhir.r4.model.ElementDefinition.ElementDefinitionConstraintComponent;
import org.hl7.fhir.r4.model.ElementDefinition.TypeRefComponent;
import org.hl7.fhir.r4.model.Enumerations.BindingStrength;
import org.hl7.fhir.r4.model.Meta;
import org.hl7.fhir.r4.model.StructureDefinition;

/**
 * R4's definitions of types, read into looks: elements, cardinalities, types, targets of
 * references, required codes and invariants. Thread-safe.
 */
final class DefinedTypes {
  private static final String DEFINITIONS = "http://hl7.org/fhir/StructureDefinition/";

  /** The data types that are looked into; a value of another is left to the full validator. */
  private static final Set<String> KNOWN =
      Set.of(
          "Address",
          "Annotation",
          "CodeableConcept",
          "Coding",
          "ContactPoint",
          "HumanName",
          "Identifier",
          "Meta",
          "Period",
          "Reference");

  /** What {@link Composite}, {@link Acceptor} and {@link References} look at themselves. */
  private static final Set<String> ELSEWHERE =
      Set.of(
          "extension",
          "modifierExtension",
          "contained",
          "implicitRules",
          "Element.id",
          "Meta.profile",
          "Reference.type");

  private final FhirContext context;
  private final IValidationSupport support;
  private final Set<String> tolerated;
  private final Extensions extensions;
  private final Map<String, Look> types = new ConcurrentHashMap<>();

  DefinedTypes(
      FhirContext context,
      IValidationSupport support,
      Definitions definitions,
      Set<String> tolerated) {
    this.context = context;
    this.support = support;
    this.tolerated = Set.copyOf(tolerated);
    this.extensions = new Extensions(definitions, this::ofName);
  }

  /** The look at a type of resource, by its name in R4. */
  Look ofResource(String type) {
    return types.computeIfAbsent(
        type,
        name ->
            of(
                name,
                (BaseRuntimeElementCompositeDefinition<?>) context.getResourceDefinition(name)));
  }

  private Look of(String type, BaseRuntimeElementCompositeDefinition<?> model) {
    StructureDefinition definition =
        (StructureDefinition) support.fetchStructureDefinition(DEFINITIONS + type);
    if (definition == null) {
      return Look.UNSURE;
    }
    List<ElementDefinition> elements = definition.getSnapshot().getElement();
    Look look = composite(elements.get(0), elements, model);
    return type.equals("Meta") ? look.and(DefinedTypes::hasEachLabelOnce) : look;
  }

  // Security labels are a set (resource.html#Meta).
  private static boolean hasEachLabelOnce(IBase meta) {
    List<Coding> labels = ((Meta) meta).getSecurity();
    return labels.size() < 2
        || labels.stream()
                .map(label -> label.getSystem() + '|' + label.getCode())
                .distinct()
                .count()
            == labels.size();
  }

  // A type may hold itself (an identifier's assigner has an identifier): found when it is needed.
  private Look ofName(String type) {
    if (type.equals("Narrative")) {
      return Narratives::sure;
    }
    if (!KNOWN.contains(type)) {
      return Primitives.of(type);
    }
    return types.computeIfAbsent(
        type,
        name ->
            of(
                name,
                (BaseRuntimeElementCompositeDefinition<?>) context.getElementDefinition(name)));
  }

  private Look composite(
      ElementDefinition parent,
      List<ElementDefinition> elements,
      BaseRuntimeElementCompositeDefinition<?> model) {
    List<Composite.Child> children = new ArrayList<>();
    String within = parent.getPath() + ".";
    for (ElementDefinition element : elements) {
      String name = element.getPath().substring(element.getPath().lastIndexOf('.') + 1);
      if (element.getPath().equals(within + name) && !isLookedAtElsewhere(parent, name)) {
        BaseRuntimeChildDefinition child = model.getChildByName(name);
        if (child == null) {
          // An element that HAPI's model does not name so: nothing can be said of the type.
          return Look.UNSURE;
        }
        children.add(child(element, elements, child));
      }
    }
    return new Composite(children, invariants(parent), extensions);
  }

  private static boolean isLookedAtElsewhere(ElementDefinition parent, String name) {
    boolean root = !parent.getPath().contains(".");
    return ELSEWHERE.contains(name)
        || root && ELSEWHERE.contains(parent.getPath() + "." + name)
        // Ids of resources are the server's; an element that has one is left alone by Composite.
        || name.equals("id");
  }

  private Composite.Child child(
      ElementDefinition element, List<ElementDefinition> elements, BaseRuntimeChildDefinition in) {
    int max = element.getMax().equals("*") ? Integer.MAX_VALUE : Integer.parseInt(element.getMax());
    return new Composite.Child(
        in.getAccessor(), element.getMin(), max, looks(element, elements, in));
  }

  private Map<String, Look> looks(
      ElementDefinition element, List<ElementDefinition> elements, BaseRuntimeChildDefinition in) {
    Map<String, Look> looks = new HashMap<>();
    if (element.hasFixed() || element.hasPattern() || element.hasContentReference()) {
      return looks;
    }
    for (TypeRefComponent type : element.getType()) {
      String name = type.getCode();
      Look look;
      if (name.equals("BackboneElement")) {
        // HAPI's model names the type of a part by its path.
        looks.put(
            element.getPath(),
            composite(
                element,
                elements,
                (BaseRuntimeElementCompositeDefinition<?>) in.getChildByName(in.getElementName())));
        continue;
      }
      if (name.equals("Reference")) {
        Look target = new References(type.getTargetProfile());
        look = value -> target.sure(value) && ofName("Reference").sure(value);
      } else if (isRequired(element)) {
        look = name.equals("code") ? Primitives::isOfEnumeration : Look.UNSURE;
      } else {
        look = value -> ofName(name).sure(value);
      }
      for (Look invariant : invariants(element)) {
        look = look.and(invariant);
      }
      looks.put(name, look);
    }
    return looks;
  }

  private static boolean isRequired(ElementDefinition element) {
    return element.hasBinding() && element.getBinding().getStrength() == BindingStrength.REQUIRED;
  }

  private List<Look> invariants(ElementDefinition element) {
    return element.getConstraint().stream()
        .map(ElementDefinitionConstraintComponent::getKey)
        .filter(key -> !tolerated.contains(key) && !Invariants.isGiven(key))
        .map(Invariants::of)
        .distinct()
        .toList();
  }
}

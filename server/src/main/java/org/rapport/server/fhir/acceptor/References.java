package org.rapport.server.fhir.acceptor;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.hl7.fhir.instance.model.api.IBase;
import org.hl7.fhir.r4.model.CanonicalType;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.ResourceType;
import org.rapport.server.store.LogicalId;

/**
 * References to a resource of this server by type and id, to another entry of the same Bundle, or
 * to nothing but an identifier (R4, references.html#literal). Conditional, contained and absolute
 * ones are left to the full validator.
 */
final class References implements Look {
  private static final String DEFINITIONS = "http://hl7.org/fhir/StructureDefinition/";
  private static final Set<String> ALL =
      Arrays.stream(ResourceType.values()).map(Enum::name).collect(Collectors.toUnmodifiableSet());

  private final Set<String> targets;

  /**
   * @param profiles R4's definitions of what may be referred to; none means anything
   */
  References(List<CanonicalType> profiles) {
    Set<String> named =
        profiles.stream()
            .map(profile -> profile.getValue().substring(DEFINITIONS.length()))
            .collect(Collectors.toUnmodifiableSet());
    this.targets = named.isEmpty() || named.contains("Resource") ? ALL : named;
  }

  @Override
  public boolean sure(IBase value) {
    if (!(value instanceof Reference reference)) {
      return false;
    }
    String literal = reference.getReferenceElement_().getValue();
    if (literal == null || Primitives.isUuid(literal)) {
      return !reference.hasType() && reference.getResource() == null;
    }
    String[] parts = literal.split("/", -1);
    boolean versioned = parts.length == 4 && parts[2].equals("_history") && LogicalId.is(parts[3]);
    return (parts.length == 2 || versioned)
        && targets.contains(parts[0])
        && LogicalId.is(parts[1])
        && (!reference.hasType() || reference.getType().equals(parts[0]));
  }
}

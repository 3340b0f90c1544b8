package org.rapport.server.fhir.acceptor;

import ca.uhn.fhir.context.BaseRuntimeChildDefinition.IAccessor;
import java.util.List;
import java.util.Map;
import org.hl7.fhir.instance.model.api.IBase;
import org.hl7.fhir.r4.model.BackboneElement;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Element;
import org.rapport.server.store.LogicalId;

/**
 * A resource, a data type or a part of a resource: its elements with their cardinalities and types,
 * and its invariants.
 */
final class Composite implements Look {
  /**
   * One element.
   *
   * @param max how often it may stand there; {@link Integer#MAX_VALUE} for any number
   * @param types a look for each type that it may have, by the type's name
   */
  record Child(IAccessor values, int min, int max, Map<String, Look> types) {
    private boolean sure(IBase holder) {
      List<IBase> found = values.getValues(holder);
      int count = 0;
      for (IBase value : found) {
        if (value == null || value.isEmpty()) {
          continue;
        }
        count++;
        if (!types.getOrDefault(value.fhirType(), UNSURE).sure(value)) {
          return false;
        }
      }
      return count >= min && count <= max;
    }
  }

  private final Child[] children;
  private final Look[] invariants;
  private final Extensions extensions;

  Composite(List<Child> children, List<Look> invariants, Extensions extensions) {
    this.children = children.toArray(Child[]::new);
    this.invariants = invariants.toArray(Look[]::new);
    this.extensions = extensions;
  }

  @Override
  public boolean sure(IBase value) {
    if (!ofPlainShape(value)) {
      return false;
    }
    for (Child child : children) {
      if (!child.sure(value)) {
        return false;
      }
    }
    for (Look invariant : invariants) {
      if (!invariant.sure(value)) {
        return false;
      }
    }
    return true;
  }

  private boolean ofPlainShape(IBase value) {
    if (value instanceof DomainResource resource) {
      String id = resource.getIdElement().getIdPart();
      return (id == null || LogicalId.is(id))
          && !resource.hasContained()
          && !resource.hasModifierExtension()
          && !resource.hasImplicitRules()
          && extensions.sure(value.fhirType(), resource.getExtension());
    }
    return value instanceof Element element
        && !element.hasId()
        && !(value instanceof BackboneElement part && part.hasModifierExtension())
        && (!element.hasExtension() || extensions.sure(value.fhirType(), element.getExtension()));
  }
}

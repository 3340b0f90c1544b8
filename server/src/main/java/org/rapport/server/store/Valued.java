package org.rapport.server.store;

import ca.uhn.fhir.context.BaseRuntimeChildDefinition;
import ca.uhn.fhir.context.BaseRuntimeElementCompositeDefinition;
import ca.uhn.fhir.context.FhirContext;
import java.util.List;
import org.hl7.fhir.instance.model.api.IBase;
import org.hl7.fhir.instance.model.api.IPrimitiveType;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Resource;

/**
 * A resource without the primitives that have no value: only an extension that says why
 * (data-absent-reason: masked, unknown; R4, element.html). To who reads facts they are not there;
 * HAPI's {@code has…()} says that they are, and its getters of flags then fail.
 */
public final class Valued {
  private final FhirContext context;

  public Valued(FhirContext context) {
    this.context = context;
  }

  /**
   * The resource itself where every primitive has a value, else a copy without those that have
   * none.
   */
  public Resource of(Resource resource) {
    if (isWhole(resource)) {
      return resource;
    }
    Resource copy = resource.copy();
    copy.setId(resource.getIdElement());
    prune(copy);
    return copy;
  }

  private boolean isWhole(IBase element) {
    if (element instanceof IPrimitiveType<?> primitive) {
      return primitive.getValueAsString() != null;
    }
    for (BaseRuntimeChildDefinition child : children(element)) {
      for (IBase value : child.getAccessor().getValues(element)) {
        if (value != null && !value.isEmpty() && !isWhole(value)) {
          return false;
        }
      }
    }
    return true;
  }

  private void prune(IBase element) {
    for (BaseRuntimeChildDefinition child : children(element)) {
      List<IBase> values = List.copyOf(child.getAccessor().getValues(element));
      for (int i = values.size() - 1; i >= 0; i--) {
        IBase value = values.get(i);
        if (value == null || value.isEmpty()) {
          continue;
        }
        if (!(value instanceof IPrimitiveType<?>)) {
          prune(value);
        }
        if (isNothing(value)) {
          if (child.getMax() == 1) {
            child.getMutator().setValue(element, null);
          } else {
            child.getMutator().remove(element, i);
          }
        }
      }
    }
  }

  private static boolean isNothing(IBase value) {
    if (value instanceof IPrimitiveType<?> primitive) {
      return primitive.getValueAsString() == null;
    }
    return value instanceof Extension extension
            && !extension.hasValue()
            && !extension.hasExtension()
        || value.isEmpty();
  }

  private List<BaseRuntimeChildDefinition> children(IBase element) {
    return context.getElementDefinition(element.getClass())
            instanceof BaseRuntimeElementCompositeDefinition<?> composite
        ? composite.getChildrenAndExtension()
        : List.of();
  }
}

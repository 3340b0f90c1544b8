package org.rapport.server.journey;

import java.util.List;
import java.util.Map;
import org.hl7.fhir.r4.model.Base;

/** What conditions may read about one enrolment, by the name of the FHIRPath constant. */
@FunctionalInterface
public interface Evidence {
  /** Knows nothing: every condition that reads something is false. */
  Evidence NONE = constant -> List.of();

  /** The values of a constant, without its percent sign; none when it is not known. */
  List<? extends Base> of(String constant);

  /** Evidence of resources and values that are at hand. */
  static Evidence of(Map<String, ? extends List<? extends Base>> resources) {
    return constant -> {
      List<? extends Base> found = resources.get(constant);
      return found == null ? List.of() : found;
    };
  }
}

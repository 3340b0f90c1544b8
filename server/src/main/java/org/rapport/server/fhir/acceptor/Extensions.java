package org.rapport.server.fhir.acceptor;

import java.util.function.Function;
import org.hl7.fhir.instance.model.api.IBase;
import org.hl7.fhir.r4.model.Extension;
import org.rapport.server.store.LogicalId;

/**
 * Extensions that nobody here has a definition of: anything may be in them, where it is a value of
 * a known type, or further extensions (R4, extensibility.html). HL7's own and ours have definitions
 * that say where they may stand, and are left to the full validator.
 */
final class Extensions implements Look {
  private static final int DEEPEST = 3;

  private final Definitions definitions;
  private final Function<String, Look> types;

  /**
   * @param types the look at values of a type
   */
  Extensions(Definitions definitions, Function<String, Look> types) {
    this.definitions = definitions;
    this.types = types;
  }

  @Override
  public boolean sure(IBase value) {
    return value instanceof Extension extension
        && definitions.surelyLacks(extension.getUrl())
        && sureWithin(extension, 0);
  }

  // The parts of a complex extension have names in place of URLs.
  private boolean sureWithin(Extension extension, int depth) {
    if (extension.hasId() || extension.hasValue() == extension.hasExtension() || depth > DEEPEST) {
      return false;
    }
    if (extension.hasValue()) {
      return types.apply(extension.getValue().fhirType()).sure(extension.getValue());
    }
    return extension.getExtension().stream()
        .allMatch(
            part -> part.hasUrl() && LogicalId.is(part.getUrl()) && sureWithin(part, depth + 1));
  }
}

package org.rapport.server.store;

import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Resource;

/** Entries of a FHIR transaction that our own code writes. */
public final class TransactionEntries {
  private TransactionEntries() {}

  /** Adds the resource as a PUT to its own id, which it must have. */
  public static void put(Bundle bundle, Resource resource) {
    bundle
        .addEntry()
        .setResource(resource)
        .getRequest()
        .setMethod(Bundle.HTTPVerb.PUT)
        .setUrl(resource.fhirType() + "/" + resource.getIdElement().getIdPart());
  }
}
